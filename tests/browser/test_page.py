"""The page in a real browser: it asks for nothing, breaks no policy, and nothing sticks out or is cut off."""

from pathlib import Path
from typing import Any

import pytest

from offramp.report.page import write_page
from tests import report_sample

pytestmark = pytest.mark.slow

LONG = " of which its author could not bring himself to shorten the extraordinarily long name"
CASES = {
    "three views": report_sample.analysis,
    "four views": lambda: report_sample.analysis(("as_written", "pamphlet", "critic", "analyst")),
    "one view": lambda: report_sample.analysis(("as_written",), resolved=True),
    "no actors": report_sample.pure_process,
    "sixty periods": lambda: report_sample.analysis(("critic",), 60),
    "long names": lambda: report_sample.renamed(report_sample.analysis(), lambda text: text + LONG),
    "hostile": lambda: report_sample.renamed(
        report_sample.analysis(), lambda text: text + "<script>document.title='x'</script><img src=y>"
    ),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {case: folder / f"{case}.html" for case in CASES}
    for case, path in found.items():
        write_page(CASES[case](), path)
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (1300, "dark"), (760, "light"), (420, "light")])
@pytest.mark.parametrize("case", CASES)
def test_page(case: str, width: int, scheme: Any, browser: Any, files: dict[str, Path]) -> None:
    path = files[case]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda fault: complaints.append(str(fault)))
    tab.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert complaints == []
    assert tab.title().startswith("The harbour war")
    # Nothing makes the whole page scroll sideways; wide tables scroll in their own region.
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    outside = """[...document.querySelectorAll('.sheet svg')].flatMap(svg => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter(text => {
            const own = text.getBoundingClientRect();
            return own.left < box.left - 6 || own.right > box.right + 6 ||
                own.top < box.top - 2 || own.bottom > box.bottom + 2;
        }).map(text => text.textContent);
    })"""
    assert tab.evaluate(outside) == []
    context.close()


def test_words_in_figures_do_not_overlap(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_page(report_sample.analysis(), path)
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    tab.goto(path.as_uri())
    overlapping = """[...document.querySelectorAll('.sheet svg')].flatMap(svg => {
        const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
        return texts.flatMap(([a, one], n) => texts.slice(n + 1)
            .filter(([, two]) => Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1 &&
                Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 5)
            .map(([b]) => a + ' / ' + b));
    })"""
    assert tab.evaluate(overlapping) == []
    tab.close()


def test_the_keyboard_reaches_everything_that_can_be_used(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_page(report_sample.exact_game(), path)
    tab = browser.new_page(viewport={"width": 420, "height": 900})
    tab.goto(path.as_uri())
    wanted = tab.evaluate("document.querySelectorAll('a, summary, [tabindex=\"0\"]').length")
    hidden = tab.evaluate("document.querySelectorAll('details:not([open]) [tabindex=\"0\"]').length")
    reached = set()
    for _ in range(wanted + 5):
        tab.keyboard.press("Tab")
        place = tab.evaluate(
            "(e => e === document.body ? null : [...document.querySelectorAll('*')].indexOf(e))(document.activeElement)"
        )
        if place is not None:
            reached.add(place)
    assert len(reached) >= wanted - hidden
    tab.close()


def test_the_page_prints(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_page(report_sample.analysis(), path)
    tab = browser.new_page()
    tab.goto(path.as_uri())
    printed = tab.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 4 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 30
    tab.close()
