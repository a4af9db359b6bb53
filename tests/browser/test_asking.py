"""Sliders of a report in a real browser: what it counts is what Python counts, and nothing leaves the page."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.core.numbers import tally
from offramp.explore.figure_rows.counting import shares
from offramp.explore.figure_rows.hinge_rows import curves_of
from offramp.explore.figure_rows.tables import TABLES, figure_rows
from offramp.explore.packed_worlds import FEWEST_ASKED, STEPS
from offramp.report.asking_script import own_script, script_words
from offramp.report.catalogue import catalogue
from tests import asking_pages, claims_over_worlds

pytestmark = pytest.mark.slow

VIEWS = ("as_written", "bold")
SUBSETS: list[dict[str, tuple[int, int]]] = [
    {},
    {"worth": (0, 60)},
    {"worth": (20, 100), "speed": (33, 81)},
    {"speed": (99, 100)},
    {"speed": (50, 52)},
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> asking_pages.Asked:
    scenario = offramp.load(claims_over_worlds.written(tmp_path_factory.mktemp("scenario")))
    run: Any = scenario.explore(worlds=300, out=tmp_path_factory.mktemp("runs") / "run", cores=1)
    return asking_pages.asked(run.run)


class Opened:
    """A page, and what it asked for or complained about."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}} | options)
        self.tab = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.tab.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
        )
        self.tab.goto(path.as_uri())

    def ready(self) -> Any:
        self.tab.wait_for_selector('[data-part="panels"]:not([hidden])')
        return self.tab

    def press(self, view: str, assumption: str, end: str, key: str, times: int) -> None:
        self.tab.locator(f'[data-panel="{view}"] [data-assumption="{assumption}"] input.{end}').focus()
        for _ in range(times):
            self.tab.keyboard.press(key)

    def text(self, live: str) -> str:
        return str(self.tab.locator(f'[data-live="{live}"]').inner_text())

    def left(self, view: str) -> str:
        return str(self.tab.locator(f'[data-panel="{view}"] [data-part="left"]').inner_text())


@pytest.fixture(scope="module")
def path(asked: asking_pages.Asked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("pages") / "asking.html"
    found.write_text(asking_pages.page(asked.data), encoding="utf-8")
    return found


@pytest.fixture
def page(browser: Any, path: Path) -> Any:
    opened = Opened(browser, path)
    opened.ready()
    yield opened
    assert opened.requests == [path.as_uri()]
    assert opened.complaints == []
    assert opened.tab.evaluate("window.broken") == []
    opened.context.close()


ROWS = """async ([view, ranges]) => {
    const {unpacked, openedView, layout, text} = window.asking;
    const packed = layout().layout, state = openedView(view, {...packed, fewest: 0}, await unpacked(text()));
    for (const [name, [from, to]] of Object.entries(ranges))
        state.narrow(state.layout.assumptions.findIndex(one => one.name === name), from, to);
    return Object.fromEntries(Object.keys(window.asking.TABLES).map(table => [table, state.rows(table)]));
}"""


@pytest.fixture(scope="module")
def bare(browser: Any, asked: asking_pages.Asked, tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = tmp_path_factory.mktemp("pages") / "bare.html"
    found.write_text(asking_pages.bare(asked.data), encoding="utf-8")
    opened = Opened(browser, found)
    yield opened.tab
    assert opened.complaints == []
    opened.context.close()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("ranges", SUBSETS, ids=str)
def test_rows_are_those_that_python_counts(
    view: str, ranges: dict[str, tuple[int, int]], bare: Any, asked: asking_pages.Asked
) -> None:
    columns = asked.columns[view]
    wanted = figure_rows(columns, curves_of(asked.data["hinges"], view), asking_pages.chosen(asked, view, ranges))
    found = bare.evaluate(ROWS, [view, ranges])
    assert set(found) == set(TABLES)
    for table, rows in wanted.items():
        assert len(found[table]) == len(rows), table
        assert rows, table
        for own, other in zip(found[table], rows, strict=True):
            assert list(own) == list(other), table  # names in one order
            for name, value in other.items():
                exactly = not isinstance(value, float) or table not in ("options", "endings")
                allowed = 1e-12 if exactly else _cut_off(columns, table)
                assert own[name] == (pytest.approx(value, abs=allowed) if isinstance(value, float) else value), table


def _cut_off(columns: Any, table: str) -> float:
    """Half a level of the widest column."""
    parts = [columns.chance_we] if table == "endings" else [columns.value_wk, columns.reach_wk]
    widest = max(float((np.nanmax(part, axis=0) - np.nanmin(part, axis=0)).max()) for part in parts)
    return widest / 4095 / 2 + 1e-12


def test_counts_are_written_as_elsewhere_on_the_page(bare: Any) -> None:
    cases = [(count, of) for of in (50, 77, 200, 1000, 2001) for count in range(0, of + 1, max(1, of // 137))]
    cases += [(of, of) for _, of in cases]
    found = shares(np.array([count for count, _ in cases]), np.array([of for _, of in cases]))
    rows = [{"count": count, **one} for (count, _), one in zip(cases, found, strict=True)]
    said = bare.evaluate(
        "([rows, words]) => rows.map(row => window.asking.tally(row.count, row, words))",
        [rows, script_words(catalogue().say)],
    )
    assert said == [tally(**row) for row in rows]


def test_a_slider_moved_by_keyboard_changes_what_is_shown(page: Opened, asked: asking_pages.Asked) -> None:
    live = "verdict_shares|as_written|a|free"
    before = page.text(live)
    assert page.left("as_written") == "All 300 worlds solved."
    page.press("as_written", "worth", "at_most", "ArrowLeft", 40)
    there_w = asking_pages.chosen(asked, "as_written", {"worth": (0, 60)})
    assert page.left("as_written") == f"{there_w.sum()} of 300 worlds solved are left."
    row = next(row for row in figure_rows(asked.columns["as_written"], (), there_w)["verdict_shares"])
    assert row["verdict"] == "free"
    assert page.text(live) == tally(row["count"], row["share"], row["low"], row["high"]) != before
    # The other view stays as it was.
    assert page.left("bold") == "All 300 worlds solved."
    figure = page.tab.locator('[data-figure="exits-as_written"]')
    figure.scroll_into_view_if_needed()
    figure.locator('[data-part="drawn"] svg').wait_for()
    assert figure.locator('[data-part="still"]').is_hidden()
    assert str(there_w.sum()) in figure.locator('[data-part="note"]').inner_text()
    assert page.tab.locator('[data-figure="exits-bold"] [data-part="drawn"]').is_hidden()
    page.tab.locator('[data-part="heard"]', has_text=f"{there_w.sum()} of 300").wait_for(state="attached")
    page.tab.locator('[data-part="reset-all"]').click()
    assert page.text(live) == before
    figure.locator('[data-part="still"]').wait_for()
    assert figure.locator('[data-part="drawn"]').is_hidden()


def test_a_figure_shows_the_rows_of_the_worlds_left(page: Opened, asked: asking_pages.Asked) -> None:
    page.press("as_written", "worth", "at_most", "ArrowLeft", 40)
    figure = page.tab.locator('[data-figure="verdicts"]')
    figure.scroll_into_view_if_needed()
    bars = figure.locator('[data-part="drawn"] [aria-roledescription="bar"]')
    bars.first.wait_for()
    page.press("as_written", "worth", "at_most", "ArrowLeft", 10)
    rows = figure_rows(asked.columns["as_written"], (), asking_pages.chosen(asked, "as_written", {"worth": (0, 50)}))
    for row in rows["verdict_shares"]:
        if row["count"]:
            wanted = f"verdict: {row['verdict']}"
            shown = [one for one in bars.evaluate_all("all => all.map(one => one.ariaLabel)") if wanted in one]
            assert any(f"share: {row['share']:.6g}"[:12] in one for one in shown), (row, shown)


def test_figures_in_sight_follow_move_by_move(browser: Any, path: Path, asked: asking_pages.Asked) -> None:
    opened = Opened(browser, path, viewport={"width": 1300, "height": 6000})
    opened.ready()
    opened.press("as_written", "worth", "at_most", "ArrowLeft", 30)
    left = str(asking_pages.chosen(asked, "as_written", {"worth": (0, 70)}).sum())
    for name in ("views", "exits-as_written", "dilemma-as_written", "outcomes-as_written", "hinges-as_written"):
        figure = opened.tab.locator(f'[data-figure="{name}"]')
        figure.locator('[data-part="note"]', has_text=left).wait_for()
        assert left in str(figure.locator('[data-part="drawn"]').get_attribute("aria-label"))
    # The view that wasn't narrowed stays as it was, in the figure that has both too.
    box = 'svg => [...svg.querySelectorAll("text")].filter(one => one.textContent === "Bold")[0]'
    row = f"""() => {{
        const at = which => {{
            const svg = document.querySelector(`[data-figure=views] [data-part=${{which}}] svg`);
            const top = svg.getBoundingClientRect().top, name = ({box})(svg).getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(one => {{
                const own = one.getBoundingClientRect();
                return Math.abs(own.top + own.height / 2 - name.top - name.height / 2) < 4;
            }}).map(one => one.textContent).sort();
        }};
        const drawn = at("drawn");
        document.querySelector("[data-figure=views] [data-part=still]").hidden = false;
        return [drawn, at("still")];
    }}"""
    drawn, still = opened.tab.evaluate(row)
    assert drawn == still != []
    assert (opened.requests, opened.complaints) == ([path.as_uri()], [])
    opened.context.close()


def test_hovering_tells_a_count(page: Opened) -> None:
    page.press("as_written", "worth", "at_most", "ArrowLeft", 40)
    figure = page.tab.locator('[data-figure="verdicts"]')
    figure.scroll_into_view_if_needed()
    figure.locator('[data-part="drawn"] [aria-roledescription="bar"]').first.hover()
    tip = page.tab.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "count" in tip.inner_text()
    box = tip.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


def test_what_is_printed_says_what_is_narrowed(page: Opened) -> None:
    page.tab.emulate_media(media="print")
    assert page.tab.locator('[data-part="asking"]').is_hidden()
    page.tab.emulate_media(media="screen")
    page.press("as_written", "worth", "at_most", "ArrowLeft", 40)
    page.tab.emulate_media(media="print")
    assert "worlds solved are left" in page.tab.locator('[data-part="bar"]').inner_text()
    assert page.tab.locator('[data-part="panels"]').is_hidden()


def test_a_figure_that_cannot_be_drawn_says_so(browser: Any, asked: asking_pages.Asked, tmp_path: Path) -> None:
    broken = tmp_path / "page.html"
    broken.write_text(asking_pages.page(asked.data, own_script()), encoding="utf-8")
    opened = Opened(browser, broken)
    opened.ready()
    opened.press("as_written", "worth", "at_most", "ArrowLeft", 40)
    figure = opened.tab.locator('[data-figure="exits-as_written"]')
    figure.scroll_into_view_if_needed()
    figure.locator('[data-part="note"]', has_text="couldn’t be drawn").wait_for()
    assert figure.locator('[data-part="still"]').is_visible()
    opened.context.close()


def test_too_few_worlds_show_no_numbers(page: Opened) -> None:
    page.press("as_written", "worth", "at_least", "End", 1)
    assert f"with fewer than {FEWEST_ASKED} no numbers are shown" in page.left("as_written")
    assert page.text("verdict_shares|as_written|a|free") == "–"
    figure = page.tab.locator('[data-figure="exits-as_written"]')
    figure.scroll_into_view_if_needed()
    figure.locator('[data-part="note"]', has_text="no numbers are shown").wait_for()
    assert figure.locator("svg").count() == 1  # the one that stands still
    assert figure.locator('[data-part="still"]').is_hidden()
    page.tab.locator('[data-panel="as_written"] [data-part="reset"]').click()
    assert page.text("verdict_shares|as_written|a|free") != "–"


def test_the_ends_of_a_slider_never_pass_each_other(page: Opened) -> None:
    page.press("bold", "speed", "at_least", "End", 1)
    ends = page.tab.locator('[data-panel="bold"] [data-assumption="speed"] input')
    assert ends.evaluate_all("all => all.map(one => one.value)") == [str(STEPS - 1), str(STEPS)]
    page.press("bold", "speed", "at_most", "Home", 1)
    assert ends.evaluate_all("all => all.map(one => one.value)") == [str(STEPS - 1), str(STEPS)]
    assert ends.first.get_attribute("aria-valuetext") == "0.99"


def test_without_scripts_the_page_says_what_it_needs(browser: Any, path: Path) -> None:
    opened = Opened(browser, path, java_script_enabled=False)
    assert "need JavaScript" in opened.tab.locator("main").inner_text()
    assert opened.tab.locator('[data-part="panels"]').is_hidden()
    assert opened.tab.locator('[data-figure="verdicts"] svg').is_visible()
    opened.context.close()


@pytest.mark.parametrize("width", [1300, 760, 420])
def test_nothing_sticks_out(browser: Any, path: Path, width: int) -> None:
    opened = Opened(browser, path, viewport={"width": width, "height": 900})
    opened.ready()
    opened.press("bold", "speed", "at_least", "ArrowRight", 10)
    assert opened.tab.evaluate("document.documentElement.scrollWidth") <= width
    opened.context.close()
