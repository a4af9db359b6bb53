"""Sentences, cells and headings of a report that follow its sliders: what the script says is what Python says of the
same worlds."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.explore.figure_rows.counting import shares
from offramp.explore.figure_rows.tables import figure_rows
from offramp.explore.figure_rows.view_columns import VERDICTS
from offramp.explore.run_claims import _argument
from offramp.explore.shares import Share
from offramp.explore.world_results import TOO_CLOSE
from offramp.report.asking_script import script_words, sentence_texts
from offramp.report.asking_section import names
from offramp.report.catalogue import catalogue
from offramp.report.claims_table import _cell, _finding
from offramp.report.first_sentences import leads, told
from offramp.report.report_page import report_page
from offramp.report.wording import Wording
from offramp.report.world_figures.figure_data import FigureData
from offramp.report.world_figures.gallery import KINDS, figure, figures
from tests import asking_pages, claims_over_worlds, report_runs, report_sample, world_figure_data
from tests.world_figure_data import report_data

pytestmark = pytest.mark.slow

SAID = catalogue()
LINKS: Any = SimpleNamespace(said=SAID)
RANGES: list[dict[str, dict[str, tuple[int, int]]]] = [
    {"as_written": {"worth": (0, 30)}},
    {"as_written": {"worth": (60, 100)}, "bold": {"speed": (50, 100)}},
    {"as_written": {"worth": (0, 50), "speed": (0, 40)}, "bold": {"worth": (20, 80)}},
    {"bold": {"speed": (97, 100)}},
]
NARROWED = """async ([ranges, ask]) => {
    const {unpacked, openedView, layout, text} = window.asking, {layout: packed, words, told} = layout();
    const bytes = await unpacked(text()), said = window.asking.spoken(told.texts);
    const states = new Map(Object.keys(packed.views).map(
        view => [view, openedView(view, {...packed, fewest: 0}, bytes)]));
    for (const [view, its] of Object.entries(ranges)) for (const [name, [from, to]] of Object.entries(its))
        states.get(view).narrow(states.get(view).layout.assumptions.findIndex(one => one.name === name), from, to);
    return eval(ask)(states, told, said, words);
}"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> asking_pages.Asked:
    scenario = offramp.load(claims_over_worlds.written(tmp_path_factory.mktemp("scenario")))
    run: Any = scenario.explore(worlds=300, out=tmp_path_factory.mktemp("runs") / "run", cores=1)
    return asking_pages.asked(run.run)


@pytest.fixture(scope="module")
def bare(browser: Any, asked: asking_pages.Asked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page whose script lies open; without its policy, as a test asks by text."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", asking_pages.bare(asked.data))
    path = tmp_path_factory.mktemp("pages") / "bare.html"
    path.write_text(text, encoding="utf-8")
    tab = browser.new_page()
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def left(asked: asking_pages.Asked, view: str, ranges: Mapping[str, tuple[int, int]]) -> Any:
    """The columns of the worlds that these ranges leave, as Python finds them."""
    return asked.columns[view].among(asking_pages.chosen(asked, view, ranges))


def counted(rows: Mapping[str, Any], worlds: int) -> dict[str, Any]:
    """Rows of one view as `worlds` of a report has them."""
    kept = ("count", "share", "low", "high")
    verdicts: dict[str, dict[str, Any]] = {}
    for row in rows["verdict_shares"]:
        own = verdicts.setdefault(row["actor"], {"verdicts": {}})["verdicts"]
        own[row["verdict"]] = {key: row[key] for key in kept}
    groups = {row["group"]: {key: row[key] for key in kept} for row in rows["answer_shares"]}
    groups.pop(TOO_CLOSE)
    return {"worlds": worlds, "leading": {"groups": groups}, "actors": verdicts, "failed": {"count": 0}}


def with_rows(data: dict[str, Any], rows: Mapping[str, tuple[Mapping[str, Any], int]]) -> dict[str, Any]:
    """A report's data where these views have these worlds only."""
    views = {**data["worlds"]["views"], **{view: counted(its, worlds) for view, (its, worlds) in rows.items()}}
    return {**data, "worlds": {**data["worlds"], "views": views}}


def python_says(data: dict[str, Any]) -> dict[str, str]:
    found = told(data, Wording.of(data), SAID)
    return {about: found[about] for about in ("answer", "actors")}


@pytest.mark.parametrize("ranges", RANGES, ids=str)
def test_the_first_sentences_are_those_that_python_says(
    ranges: dict[str, dict[str, tuple[int, int]]], bare: Any, asked: asking_pages.Asked
) -> None:
    some = {view: left(asked, view, its) for view, its in ranges.items()}
    wanted = python_says(with_rows(asked.data, {v: (figure_rows(one), one.worlds) for v, one in some.items()}))
    ask = "(states, told, said, words) => window.asking.firstSentences(told.first, states, said, words)"
    assert bare.evaluate(NARROWED, [ranges, ask]) == wanted != python_says(asked.data)


def invented(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Data of some views; the same where some of them are narrowed; and the rows of these."""
    groups, actors = ["gone", "there", "worn_out"][: rng.randint(1, 3)], ["a", "The crown", "c"][: rng.randint(0, 3)]
    names = ["as_written", "bold", "hawk", "dove"][: rng.randint(1, 4)]
    certain = [name for name in names[1:] if rng.random() < 0.2]
    views = {
        view: {
            "answer": {"leading": rng.choice(groups), "groups": {g: {"probability": rng.random()} for g in groups}},
            "actors": {a: {"name": a, "verdict": rng.choice(VERDICTS[:-1])} for a in actors},
            "certificate": {"exact": True, "resolved": True},
        }
        for view in names
    }
    worlds = {view: rng.choice([60, 200, 1000]) for view in names}
    none = {"worlds": 0, "leading": {}, "actors": {}, "failed": None}
    whole: dict[str, Any] = {
        view: none
        if view in certain
        else counted(rows_of(rng, view, groups, actors, worlds[view], Share), worlds[view])
        for view in names
    }
    data = {"views": views, "worlds": {"views": whole}, "finding": "", "scenario": {"names": {}}}
    some = [view for view in names if view not in certain and rng.random() < 0.7]
    rows = {view: (rows_of(rng, view, groups, actors, n, None), n) for view in some for n in [rng.randint(50, 60)]}
    return data, with_rows(data, rows), rows


def rows_of(rng: random.Random, view: str, groups: Any, actors: Any, worlds: int, share: Any) -> dict[str, Any]:
    """Rows of invented counts: of many classes or of one alone. share: what gives a whole run's shares."""

    def parts(of: int) -> list[int]:
        if rng.random() < 0.3:
            alone = rng.randrange(of)
            return [worlds * (k == alone) for k in range(of)]
        cuts = sorted(rng.randint(0, worlds) for _ in range(of - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, worlds], strict=True)]

    def row(head: dict[str, Any], count: int) -> dict[str, Any]:
        if share is not None:
            return head | share(count, worlds).to_json()
        return head | {"count": count, "of": worlds} | shares(np.array([count]), np.array([worlds]))[0]

    named = [*groups, TOO_CLOSE]
    return {
        "answer_shares": [row({"view": view, "group": g}, n) for g, n in zip(named, parts(len(named)), strict=True)],
        "verdict_shares": [
            row({"view": view, "actor": a, "verdict": v}, n)
            for a in actors
            for v, n in zip(VERDICTS, parts(len(VERDICTS)), strict=True)
        ],
    }


def test_the_rules_of_the_first_sentences_are_those_of_python(bare: Any) -> None:
    rng = random.Random(7)
    cases, wanted = [], []
    for _ in range(400):
        data, after, rows = invented(rng)
        states = {view: {"narrowed": True, "left": of, "own": its} for view, (its, of) in rows.items()}
        cases.append([leads(data, Wording.of(data), SAID), states])
        wanted.append(python_says(after))
    ask = """([cases, texts, words]) => cases.map(([leads, states]) => {
        for (const one of Object.values(states)) one.rows = table => one.own[table];
        return window.asking.firstSentences(leads, new Map(Object.entries(states)), window.asking.spoken(texts), words);
    })"""
    found = bare.evaluate(ask, [cases, sentence_texts(SAID), script_words(SAID.say)])
    # Where nothing varies in any view, nothing can be narrowed, and what the page says stays.
    varied = [n for n, (_, states) in enumerate(cases) if states]
    assert [found[n] for n in varied] == [wanted[n] for n in varied]
    assert len({re.sub(r"[\d%]+", "", wanted[n]["answer"]) for n in varied}) > 50
    assert any("All views but" in one["answer"] for one in wanted)
    assert any("at least" in one["answer"] for one in wanted)


def test_the_rules_of_the_claims_cells_are_those_of_python(bare: Any) -> None:
    rng = random.Random(8)
    kinds = ("holds", "fails", "too_close", "vacuous", "unsupported", "not_judged")
    cases, wanted = [], []
    for _ in range(300):
        counts = dict.fromkeys(kinds, 0) | {kind: rng.choice([0, 1, 30, 200]) for kind in rng.sample(kinds, 3)}
        of = sum(counts.values()) or 50
        share = shares(np.array([counts["holds"]]), np.array([of]))[0]
        cases.append(counts | {"of": of} | share)
        told_as = {kind: {"count": count} for kind, count in counts.items()} | {"unsolved": {"count": 0}}
        told_as["holds"] |= share
        whole = {
            "claims": {"c": {"views": {"bold": {"counts": told_as, "hinge": None}}}},
            "argument": {"almost_all": 0.9},
        }
        wanted.append(unescape(re.sub(r"<[^>]*>", "", _cell("c", "bold", whole, LINKS))))
    ask = """([rows, texts, words]) => rows.map(row => {
        const {told} = window.asking.layout();
        const cell = window.asking.claimCell(row, told.claims, window.asking.spoken(texts), words);
        return `${cell.glyph} ${cell.sign}${cell.holds}${cell.beside}`;
    })"""
    assert bare.evaluate(ask, [cases, sentence_texts(SAID), script_words(SAID.say)]) == wanted
    assert len({one[0] for one in wanted}) == 5  # every sign


@pytest.mark.parametrize("ranges", RANGES, ids=str)
def test_the_sentence_on_all_claims_is_the_one_that_python_says(
    ranges: dict[str, dict[str, tuple[int, int]]], bare: Any, asked: asking_pages.Asked
) -> None:
    found = {view: left(asked, view, ranges.get(view, {})).claims for view in asked.columns}
    wanted = _finding(asked.data["claims"] | {"argument": _argument(found)}, LINKS)
    ask = "(states, told, said) => window.asking.claimsFinding(told.claims, states, said)"
    assert bare.evaluate(NARROWED, [ranges, ask]) == wanted


HEADINGS = """(states, told, said, words) => {
    const rows = table => [...states.values()].flatMap(state => state.rows(table));
    const tables = Object.fromEntries(Object.keys(window.asking.TABLES).map(table => [table, rows(table)]));
    const found = [...document.querySelectorAll("[data-kind]")].map(({dataset: {kind, view = null, shown = "[]"}}) => {
        const own = table => rows(table).filter(row => view === null || row.view === view);
        return [kind, view,
            window.asking.headingOf(kind, {view, shown: JSON.parse(shown), rows: own, told, said, words})];
    });
    return [tables, found];
}"""


@pytest.mark.parametrize("ranges", RANGES, ids=str)
def test_headings_are_those_that_python_gives_to_figures_of_the_same_rows(
    ranges: dict[str, dict[str, tuple[int, int]]], bare: Any, asked: asking_pages.Asked
) -> None:
    tables, found = bare.evaluate(NARROWED, [ranges, HEADINGS])
    assert {kind for kind, _, _ in found} == {"views", "exits", "dilemma", "outcomes", "hinges"}
    before = {(one.name, one.view): one.title for one in figures(asked.data, SAID)}
    for kind, view, heading in found:
        drawn = figure(asked.data | {"figure_rows": tables}, SAID, kind, view or "")
        assert drawn is not None
        assert heading == (None if kind == "hinges" else drawn.title), (kind, view)
    told_anew = [heading for kind, view, heading in found if heading and heading != before[kind, view]]
    assert told_anew


def test_the_rules_of_headings_are_those_of_python(bare: Any) -> None:
    rng = random.Random(9)
    cases, wanted = [], []
    for seed in range(120):
        views = ("pamphlet", "critic", "analyst")[: rng.randint(1, 3)]
        data = report_data(views, worlds=60)
        tables: dict[str, list[Any]] = {}
        for number, view in enumerate(views):
            for who in ("league", "The crown")[: rng.randint(1, 2)]:
                columns = world_figure_data.invented(view, seed=seed + 1000 * number)
                some = columns.among(np.sort(np.random.default_rng(rng.randrange(999)).permutation(60)[:50]))
                columns = replace(some, reach_wk=some.reach_wk * rng.choice([1, 1.3, 2.2]))
                columns = replace(columns, value_wk=columns.value_wk * rng.choice([-1, 1]))
                shift = rng.randint(0, 6)
                columns = replace(columns, open_wkt=np.roll(columns.open_wkt, shift, axis=2) * rng.choice([0, 1, 1]))
                for table, rows in figure_rows(columns, ()).items():
                    if who == "league" or (rows and "actor" in rows[0]):
                        tables.setdefault(table, []).extend(
                            {**row, "actor": who} if "actor" in row else row for row in rows
                        )
        data = data | {"figure_rows": tables}
        if rng.random() < 0.3:
            tables["verdict_shares"] = []
        layout = {
            view: {
                "actors": ["league", "The crown"],
                "answers": ["leaves", "neither", "too_close"],
                "endings": list(report_sample.ENDINGS),
                "options": [["league", f"option_{k}"] for k in range(3)],
            }
            for view in views
        }
        called = names(FigureData(data, SAID), Wording.of(data), layout)
        for kind in ("views", "exits", "dilemma", "outcomes"):
            for view in views if KINDS[kind].by_view else [None]:
                drawn = figure(data, SAID, kind, view or "")
                assert drawn is not None
                own = {table: [r for r in rows if view in (None, r["view"])] for table, rows in tables.items()}
                cases.append([kind, {"view": view, "shown": drawn.shown, "told": {"names": called}}, own])
                wanted.append(drawn.title)
    ask = """([cases, texts, words]) => cases.map(([kind, one, tables]) => window.asking.headingOf(
        kind, {...one, rows: table => tables[table], said: window.asking.spoken(texts), words}))"""
    assert bare.evaluate(ask, [cases, sentence_texts(SAID), script_words(SAID.say)]) == wanted
    forms = [key for key in sentence_texts(SAID) if re.fullmatch(r"figures\.\w+\.(title|then)_?\w*", key)]
    assert [key for key in forms if not any(said_by(SAID.texts[key]).search(one) for one in wanted)] == []


def said_by(text: Any) -> re.Pattern[str]:
    """What a text of the catalogue looks like when it is filled in."""
    return re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text)), re.I)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("report")
    data = report_runs.argued(folder, 200).report()
    (folder / "report.html").write_text(report_page(data, SAID), encoding="utf-8")
    return folder / "report.html", data


class Report:
    """The report, opened."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.tab = browser.new_page(viewport={"width": 1300, "height": 900})
        self.complaints: list[str] = []
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.tab.goto(path.as_uri())
        self.tab.wait_for_selector('[data-part="panels"]:not([hidden])')

    def press(self, view: str, assumption: str, end: str, key: str, times: int) -> None:
        self.tab.locator(f'[data-panel="{view}"] [data-assumption="{assumption}"] input.{end}').focus()
        for _ in range(times):
            self.tab.keyboard.press(key)

    def reset(self) -> None:
        self.tab.locator('[data-part="reset-all"]').click()


@pytest.fixture
def opened(browser: Any, report: tuple[Path, dict[str, Any]]) -> Iterator[Report]:
    found = Report(browser, report[0])
    yield found
    assert found.complaints == []
    found.tab.close()


def test_the_first_page_follows_and_says_what_does_not(opened: Report) -> None:
    tab = opened.tab
    answer, trust, note = (tab.locator(f".first {one}") for one in
        ('[data-first="answer"]', '[data-first="trust"]', '[data-part="first-note"]'))  # fmt: skip
    before, after = answer.inner_html(), trust.inner_html()
    assert note.is_hidden()
    opened.press("as_written", "worth", "at_most", "ArrowLeft", 60)
    said = tab.locator('[data-panel="as_written"] [data-part="left"]').inner_text()
    assert answer.inner_html() != before
    assert "narrowed" in str(answer.get_attribute("class"))
    assert note.inner_text().startswith(f"As written: {said}")
    assert "and what would change the answer, speak of all worlds" in note.inner_text()
    assert trust.inner_html() == after
    assert "(of all worlds)" in tab.locator(".first h2").first.inner_text()
    assert "(of all worlds)" in tab.locator("#worlds .finding").inner_text()
    assert tab.locator("#closings").inner_text().split("\n")[1] == "(of all worlds)"
    assert "all else speaks of the whole run" in tab.locator('[data-part="summary"]').inner_text()
    opened.reset()
    assert answer.inner_html() == before
    assert note.is_hidden()
    for part in (".first", "#worlds", "#closings"):
        assert "of all worlds" not in tab.locator(part).inner_text()


def test_claims_follow_and_what_they_hinge_on_says_that_it_does_not(opened: Report) -> None:
    tab = opened.tab
    cell = tab.locator('[data-claim="as_written|likely"]')
    other = tab.locator('[data-claim="bold|likely"]').inner_html()
    finding, note = tab.locator('[data-part="claims-finding"]'), tab.locator('[data-part="claims-note"]')
    before, said = cell.inner_html(), finding.inner_text()
    opened.press("as_written", "worth", "at_least", "ArrowRight", 60)
    assert "✓ holds in " in cell.inner_text()
    assert cell.inner_html() != before
    assert tab.locator('[data-claim="bold|likely"]').inner_html() == other
    assert finding.inner_text() != said
    assert "hinges on is told of all worlds" in note.inner_text()
    hinges = tab.locator("#claims td", has=cell).locator(".sub", has_text="hinges on")
    assert hinges.first.inner_text().endswith("(of all worlds)")
    opened.reset()
    assert (cell.inner_html(), finding.inner_text()) == (before, said)
    assert note.is_hidden()


def test_headings_follow_and_that_of_hinges_says_that_it_does_not(opened: Report) -> None:
    tab = opened.tab
    names = ("views-1", "exits-1", "dilemma-1", "outcomes-1", "hinges-1")
    titles = {name: tab.locator(f'figure:has([data-figure="{name}"]) figcaption .title') for name in names}
    before = {name: title.inner_html() for name, title in titles.items()}
    opened.press("as_written", "worth", "at_most", "ArrowLeft", 60)
    for name, title in titles.items():
        figure = tab.locator(f'[data-figure="{name}"]')
        figure.scroll_into_view_if_needed()
        tab.wait_for_selector(f'[data-figure="{name}"] [data-part="drawn"]:not([hidden]) svg')
        note = figure.locator('[data-part="note"]').inner_text()
        follows = name != "hinges-1"
        assert ("narrowed" in str(title.get_attribute("class"))) == follows
        assert ("The heading speaks of all worlds." in note) != follows
    assert titles["dilemma-1"].inner_text() != before["dilemma-1"]
    opened.press("as_written", "worth", "at_least", "End", 1)
    titles["views-1"].scroll_into_view_if_needed()
    tab.locator('[data-figure="views-1"] [data-part="note"]', has_text="heading speaks of all").wait_for()
    assert titles["views-1"].inner_html() == before["views-1"]
    opened.reset()
    for name, title in titles.items():
        tab.locator(f'[data-figure="{name}"]').evaluate("one => one.scrollIntoView()")
        tab.wait_for_selector(f'[data-figure="{name}"] [data-part="still"]:not([hidden])')
        assert title.inner_html() == before[name]


def test_too_few_worlds_leave_sentences_and_cells_out(opened: Report) -> None:
    tab = opened.tab
    opened.press("as_written", "worth", "at_least", "End", 1)
    for about in ("answer", "actors"):
        assert tab.locator(f'[data-first="{about}"]').is_hidden()
    assert tab.locator('[data-first="trust"]').is_visible()
    for part in ("first-note", "claims-note"):
        assert "with fewer than 50 no numbers are shown" in tab.locator(f'[data-part="{part}"]').inner_text()
    assert tab.locator('[data-claim="as_written|likely"]').inner_text() == "–"
    assert tab.locator('[data-part="claims-finding"]').is_hidden()
    opened.reset()
    assert tab.locator('[data-first="answer"]').is_visible()
