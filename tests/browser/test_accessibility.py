"""Pages held against the rules of axe-core: nothing that it calls serious or critical, in light and in dark."""

from pathlib import Path
from typing import Any

import pytest

import offramp
from offramp.report.catalogue import catalogue
from offramp.report.page import write_page
from offramp.report.report_page import report_page
from tests import carried_out, claims_over_worlds, report_sample

pytestmark = pytest.mark.slow

GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    run: Any = offramp.load(claims_over_worlds.written(folder)).explore(worlds=300, out=folder / "run", cores=1)
    path = folder / "report.html"
    path.write_text(report_page(run.report(), catalogue()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_page(report_sample.analysis(), path)
    return path


def faults(tab: Any) -> list[tuple[str, str, list[str]]]:
    """What axe finds grave: the rule, what it asks for, and the first elements that break it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab).response["violations"]
    return [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.fixture(params=["light", "dark"])
def tab(browser: Any, request: pytest.FixtureRequest) -> Any:
    context = browser.new_context(viewport={"width": 1300, "height": 900}, color_scheme=request.param)
    yield context.new_page()
    context.close()


def test_the_page_of_an_analysis(tab: Any, analysis: Path) -> None:
    tab.goto(analysis.as_uri())
    assert faults(tab) == []


def test_a_report_as_it_opens_and_with_assumptions_narrowed(tab: Any, report: Path) -> None:
    tab.goto(report.as_uri())
    tab.wait_for_selector('[data-part="panels"]:not([hidden])')
    assert faults(tab) == []
    tab.locator('[data-panel="as_written"] input.at_least').first.focus()
    for _ in range(30):
        tab.keyboard.press("ArrowRight")
    figure = tab.locator('[data-figure="exits-1"]')
    figure.scroll_into_view_if_needed()
    figure.locator('[data-part="drawn"] svg').wait_for()
    assert faults(tab) == []


def test_a_report_with_sample_paths_shown(tab: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page(carried_out.explored(tmp_path).report(), catalogue()), encoding="utf-8")
    tab.goto(path.as_uri())
    tab.locator(".links a").first.focus()
    assert faults(tab) == []
    tab.keyboard.press("Enter")
    assert tab.locator(".of-period:visible").count() == 1
    assert faults(tab) == []


def test_a_fault_is_found(tab: Any) -> None:
    tab.set_content("<html lang=en><title>x</title><main><input type=range><img src='data:,'></main>")
    assert {rule for rule, _, _ in faults(tab)} >= {"label", "image-alt"}
