import itertools
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from offramp.report.canvas import fit, spread, text_width, wrap
from offramp.report.markup import clean, el, join, table, words


@given(st.text())
def test_any_text_is_escaped_and_comes_back(text: str) -> None:
    element = ElementTree.fromstring(el("p", words(text), title=text))
    assert "".join(element.itertext()) == clean(text)
    assert element.attrib["title"] == clean(text)


def test_controls_and_lone_surrogates_are_dropped() -> None:
    assert clean("a\x00b\ud800c\nd\x1b") == "abc d"


def test_safe_parts_are_not_escaped_twice() -> None:
    assert join("a < b", el("b", "c & d")) == "a &lt; b<b>c &amp; d</b>"


def test_a_table_has_caption_scopes_and_can_be_reached_by_keyboard() -> None:
    found = table("What <each> costs", ["A", "B"], [("Group", []), ("row", ["1", "2"])], "Name")
    tree = ElementTree.fromstring(found)
    assert tree.attrib["tabindex"] == "0"
    assert tree.attrib["aria-label"] == "What <each> costs"
    assert [th.attrib["scope"] for th in tree.iter("th")] == ["col", "col", "col", "rowgroup", "row"]


@given(st.text(), st.floats(5, 300))
def test_fitted_text_fits(text: str, width: float) -> None:
    assert text_width(fit(text, width)) <= max(width, text_width("…"))
    lines = wrap(text, width)
    assert len(lines) <= 2
    assert all(text_width(line) <= max(width, text_width("…")) for line in lines)


@given(st.lists(st.floats(0, 100), max_size=8))
def test_spread_labels_keep_apart_and_inside(wanted: list[float]) -> None:
    rooms = [10.0] * len(wanted)
    placed = sorted(spread(wanted, rooms, 0, 100))
    assert all(b - a >= 10 - 1e-9 for a, b in itertools.pairwise(placed))
    assert all(5 - 1e-9 <= y <= 95 + 1e-9 for y in placed)
