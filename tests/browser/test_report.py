"""The report in a real browser and as a real PDF: links lead somewhere, terms explain themselves, it prints well."""

import re
from pathlib import Path
from typing import Any

import pytest

from offramp.report.catalogue import catalogue
from offramp.report.pdf import find_browser, pdf
from offramp.report.report_page import report_page
from tests import report_runs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    path = folder / "report.html"
    path.write_text(report_page(report_runs.argued(folder, 200).report(), catalogue()), encoding="utf-8")
    return path


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


def test_sliders_move_the_report_s_own_tables_and_figures(browser: Any, page: Path) -> None:
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda fault: complaints.append(str(fault)))
    tab.goto(page.as_uri())
    tab.wait_for_selector('[data-part="panels"]:not([hidden])')
    cell = tab.locator('#worlds [data-live^="verdict_shares|as_written|a|free"]').first
    before = cell.inner_text()
    tab.locator('[data-panel="as_written"] [data-assumption="worth"] input.at_most').focus()
    for _ in range(40):
        tab.keyboard.press("ArrowLeft")
    tab.wait_for_function("old => document.querySelector('#worlds [data-live]').innerText !== old", arg=before)
    drawn = tab.locator('[data-figure="views-1"]')
    drawn.scroll_into_view_if_needed()
    tab.wait_for_selector('[data-figure="views-1"] [data-part="drawn"]:not([hidden]) svg')
    assert "left" in drawn.locator('[data-part="note"]').inner_text()
    assert complaints == []
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
