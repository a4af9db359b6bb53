"""The report in a real browser and as a real PDF: links lead somewhere, terms explain themselves, it prints well."""

import re
from pathlib import Path
from typing import Any

import pytest

from offramp.report.catalogue import catalogue
from offramp.report.pdf import find_browser, pdf
from offramp.report.report_page import report_page
from tests import carried_out, report_runs

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


@pytest.fixture(scope="module")
def paths_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paths")
    path = folder / "report.html"
    path.write_text(report_page(carried_out.explored(folder).report(), catalogue()), encoding="utf-8")
    return path


@pytest.mark.parametrize("scripts", [True, False])
def test_a_period_of_the_fan_leads_to_its_sample_paths(scripts: bool, browser: Any, paths_page: Path) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900}, java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto(paths_page.as_uri())
    links = tab.get_by_role("group", name="Periods of As written, each with its sample paths").get_by_role("link")
    assert links.count() == 3
    shown = tab.locator(".of-period:visible")
    assert shown.count() == 0
    links.nth(0).scroll_into_view_if_needed()
    column = links.nth(0).bounding_box()
    # The fan lies behind what is clicked: columns stand side by side inside the picture.
    picture = tab.locator("#endings .covered svg").first.bounding_box()
    assert picture["x"] < column["x"] < links.nth(1).bounding_box()["x"]
    assert picture["y"] < column["y"] < column["y"] + column["height"] < picture["y"] + picture["height"]
    tab.mouse.click(column["x"] + column["width"] / 2, column["y"] + 20)
    assert shown.count() == 1
    assert shown.inner_text().startswith("As written, 2024Q1")
    assert re.search(r"Paths? \d.*2024Q1: The alliance .*: (leave|stay on; great slide)\. Ends in", shown.inner_text())
    # What was clicked stays in sight above what it led to.
    assert tab.locator("#endings .covered").first.bounding_box()["y"] > 0
    assert shown.bounding_box()["y"] < 900
    links.nth(1).focus()
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").get_attribute("href") == "#paths-1-2"
    tab.keyboard.press("Enter")
    assert shown.count() == 1
    assert shown.inner_text().startswith("As written, 2024Q3")
    context.close()


def test_the_first_sample_paths_are_printed(paths_page: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf(paths_page.read_text(encoding="utf-8"), find_browser()))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    text = re.sub(r"\s+", " ", text)
    document.close()
    assert "Printed is what happened on the first 4 of each view." in text
    for number in range(1, 5):
        assert len(re.findall(rf"Paths? (?:\d+, )*{number}(?:,| and|:)", text)) == 2
    assert "To see those that end in a period" not in text


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
