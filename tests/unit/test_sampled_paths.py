"""Sample paths in a report: each period leads to the paths that end in it, in words, and no script is needed."""

import re
from copy import deepcopy
from html import escape, unescape
from typing import Any

import pytest

from offramp.report.catalogue import catalogue
from offramp.report.report_page import report_page
from tests import carried_out
from tests.html_outline import Outline
from tests.made_up_language import made_up, unmarked

QUARTERS = ("2024Q1", "2024Q2", "2024Q3")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return carried_out.explored(tmp_path_factory.mktemp("carried")).report()


@pytest.fixture(scope="module")
def page(data: dict[str, Any]) -> str:
    return report_page(data, catalogue())


def of_period(page: str, view: int, t: int) -> str:
    """What the link of a period leads to, as text."""
    start = page.index(f'<div id="paths-{view}-{t}"')
    part = re.split(r'<div id="paths-|<details', page[start + 1 :])[0]
    shown = re.sub(r"<[^>]+>", "", re.sub(r"</(p|li|ul)>|<span", " <", "<" + part))
    return re.sub(r"\s+", " ", unescape(shown)).strip()


def told(path: list[dict[str, Any]]) -> str:
    """A path in the words that its report should have."""
    doings = [
        "; ".join(
            [f"The alliance {carried_out.MARKUP}: {row['choices']['a'].replace('_', ' ')}"]
            + [event.replace("_", " ") for event in row["happened"]]
        )
        for row in path
    ]
    # Whoever stays has nothing but staying before the last quarter: quarters that are alike are told together.
    parts, t = [], 0
    while t < len(doings):
        last = max(n for n in range(t, len(doings)) if doings[t : n + 1] == [doings[t]] * (n + 1 - t))
        parts.append(f"{QUARTERS[t]}{'' if last == t else f' to {QUARTERS[last]}'}: {doings[t]}.")
        t = last + 1
    ending, quarter = path[-1]["ending"], QUARTERS[path[-1]["t"]]
    end = f"Ends in {quarter} as “{ending.replace('_', ' ')}”." if ending else f"Still going on after {quarter}."
    return f"{' '.join(parts)} {end}"


def test_each_path_is_told_once_under_the_period_that_it_ends_in(data: dict[str, Any], page: str) -> None:
    lengths = set()
    for place, view in enumerate(data["views"].values(), 1):
        for t in range(3):
            ended = [path for path in view["sample_paths"] if path[-1]["t"] == t]
            shown = of_period(page, place, t)
            for history in {told(path) for path in ended}:
                assert shown.count(history) == 1
            for number, path in enumerate(view["sample_paths"], 1):
                which = re.findall(rf"Paths? ([\d, and]+): {re.escape(told(path))}", shown)
                assert any(str(number) in re.findall(r"\d+", found) for found in which) == (path in ended)
            lengths |= {t} if ended else set()
    assert lengths == {0, 1, 2}


def test_it_says_how_likely_each_ending_is_and_what_paths_are_not(data: dict[str, Any], page: str) -> None:
    view = data["views"]["as_written"]
    first = of_period(page, 1, 0)
    assert first.startswith("As written, 2024Q1 Sampled from the baseline of As written as solved: examples")
    ended = [path for path in view["sample_paths"] if len(path) == 1]
    assert f"{len(ended)} of 20 sample paths end in this period." in first
    for ending in {path[0]["ending"] for path in ended}:
        name = ending.replace("_", " ").capitalize()
        chance = f"{100 * view['endings'][ending]:.1f}%"
        assert f"{name}: the chance of this ending is {chance} in this view." in first
    last = of_period(page, 1, 2)
    assert "or are still going on after it." in last
    assert "At the start of 2024Q3: strain 2." in last


def test_where_none_ends_those_that_go_on_are_shown_with_the_way_to_their_end(data: dict[str, Any]) -> None:
    changed = deepcopy(data)
    paths = [path for path in changed["views"]["as_written"]["sample_paths"] if len(path) > 1]
    changed["views"]["as_written"]["sample_paths"] = paths
    page = report_page(changed, catalogue())
    first = of_period(page, 1, 0)
    assert f"No sample path ends in this period; {len(paths)} of {len(paths)} are still going on in it." in first
    assert "stay on. Ends in 2024Q2 as “" in first
    assert '<a href="#paths-1-1">Ends in' in page
    gone = deepcopy(data)
    gone["views"]["as_written"]["sample_paths"] = [[row] for row, *_ in paths]
    assert f"No sample path ends in this period: all {len(paths)} ended before it." in of_period(
        report_page(gone, catalogue()), 1, 2
    )


def test_many_that_go_on_are_counted_from_the_ninth(data: dict[str, Any]) -> None:
    changed = deepcopy(data)
    view = changed["views"]["as_written"]
    long = next(path for path in view["sample_paths"] if len(path) == 3)
    view["sample_paths"] = [
        [row | {"choices": {"a": f"option_{n}"}, "happened": [], "ending": None} for row in long] for n in range(20)
    ]
    shown = of_period(report_page(changed, catalogue()), 1, 0)
    assert "option 7. Still going on after 2024Q3" in shown
    assert "option 8" not in shown
    assert shown.endswith("and 12 more paths")


def test_a_long_history_is_cut_in_its_middle(data: dict[str, Any]) -> None:
    changed = deepcopy(data)
    view = changed["views"]["as_written"]
    row, moment = view["sample_paths"][0][0] | {"ending": None, "happened": []}, view["timeline"][0]
    view["timeline"] = [moment | {"t": t, "label": f"week {t}"} for t in range(30)]
    view["sample_paths"] = [[row | {"t": t, "choices": {"a": f"option_{t}"}} for t in range(30)]]
    shown = of_period(report_page(changed, catalogue()), 1, 29)
    assert "option 5. … (18 periods left out) … week 24: " in shown
    assert "option 6." not in shown


def test_every_period_of_every_view_is_a_named_link_over_its_column(data: dict[str, Any], page: str) -> None:
    tags = Outline(page).tags
    there = {found["id"] for _, found in tags if "id" in found}
    links = [found for tag, found in tags if tag == "a" and str(found["href"]).startswith("#paths-")]
    named = [found for found in links if "aria-label" in found]
    assert [found["href"] for found in named] == [f"#paths-{v}-{t}" for v in (1, 2) for t in range(3)]
    assert {str(found["href"])[1:] for found in links} <= there
    ended = sum(len(path) == 2 for path in data["views"]["as_written"]["sample_paths"])
    how = "comes to its" if ended == 1 else "come to their"
    assert named[1]["aria-label"] == f"2024Q2: {ended} of 20 sample paths {how} end in it"
    # Over the picture of the same size, and not inside it, whose parts are one image to those who hear the page.
    picture, cover = re.search(r'<div class="covered">(<svg .*?</svg>)(<svg .*?</svg>)</div>', page, re.S).groups()  # type: ignore[union-attr]  # what isn't there fails here
    sizes = [re.findall(r'\b(?:viewBox|width|height)="([^"]*)"', svg.partition(">")[0]) for svg in (picture, cover)]
    assert sorted(sizes[0]) == sorted(sizes[1])
    assert 'role="img"' in picture
    assert 'role="img"' not in cover


def test_authors_words_stay_text_and_the_rest_comes_from_the_catalogue(data: dict[str, Any], page: str) -> None:
    assert "<b onclick" not in page.partition("<script>")[0]
    assert escape(carried_out.MARKUP) in page[page.index('id="paths-1-0"') :]
    marked = report_page(data, made_up())
    section = marked[
        marked.index('<div class="paths">') : marked.index("<details", marked.index('<div class="paths">'))
    ]
    known = set(re.findall("[a-z]+", f"{carried_out.CARRIED} {' '.join(QUARTERS)}".lower()))
    assert {word for word in unmarked(section) if word.lower() not in {*known, "q"}} == set()


def test_nothing_of_it_is_there_without_paths(data: dict[str, Any]) -> None:
    changed = deepcopy(data)
    for view in changed["views"].values():
        del view["sample_paths"]
    page = report_page(changed, catalogue())
    assert "paths-1" not in page
    assert 'class="links"' not in page
    assert "ample paths" not in page.partition("<script>")[0]
