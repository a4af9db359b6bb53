"""The report in a real browser and as a real PDF: links lead somewhere, terms explain themselves, it prints well."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offramp.report.catalogue import catalogue
from offramp.report.pdf import find_browser, pdf
from offramp.report.report_page import report_page
from tests import report_runs
from tests.browser.test_page import FLAGS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    path = folder / "report.html"
    path.write_text(report_page(report_runs.argued(folder, 200).report(), catalogue()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (760, "dark"), (420, "light")])
def test_the_page_asks_for_nothing_and_fits(width: int, scheme: Any, browser: Any, page: Path) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(page.as_uri())
    assert requests == [page.as_uri()]
    assert complaints == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_from_a_number_to_a_passage_by_clicks(browser: Any, page: Path) -> None:
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    tab.goto(page.as_uri())
    tab.locator("#worlds a.rests").first.click()
    number = tab.locator(":target")
    assert "The verdict on the alliance" in number.inner_text()
    tab.locator("tr", has=number).get_by_text("worth", exact=True).first.click()
    assert tab.locator(":target").inner_text().startswith("worth")
    tab.locator("tr", has=tab.locator(":target")).locator("a", has_text="leaving is worth").click()
    assert tab.locator(":target").inner_text().startswith("“leaving is worth <much> to them”")
    assert tab.locator(":target").is_visible()
    tab.close()


def test_a_term_is_explained_to_keyboard_and_pointer(browser: Any, page: Path) -> None:
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    tab.goto(page.as_uri())
    term = tab.locator(".term").first
    shown = "e => getComputedStyle(e, '::after').content"
    assert term.evaluate(shown) == "none"
    term.focus()
    assert "One reading of the same situation" in term.evaluate(shown)
    described = term.get_attribute("aria-describedby")
    assert "One reading of the same situation" in tab.locator(f"#{described}").inner_text()
    tab.close()


def test_the_first_page_is_one_sheet_and_the_document_is_tagged(page: Path) -> None:
    import pypdfium2

    content = pdf(page.read_text(encoding="utf-8"), find_browser())
    assert b"/StructTreeRoot" in content
    assert b"/Outlines" in content
    document = pypdfium2.PdfDocument(content)
    first, second = (document[number].get_textpage().get_text_bounded() for number in (0, 1))
    assert "Will a leave?" in first
    assert "Never cited (neutral, 2020)" in re.sub(r"\s+", " ", first)
    assert re.sub(r"\s+", " ", second).strip().startswith("The answer in each view")
    assert 5 <= len(document) <= 30
    box = document[0].get_size()
    assert [round(length / 72 * 25.4) for length in box] == [210, 297]
    document.close()
