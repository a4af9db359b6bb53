"""The house style changes looks only: what a file says, and every comment, is what it was; and twice is once."""

from collections import Counter
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.editing.house_style import WIDTH, in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.editing.outlines import outline, same
from offramp.scenario.yaml_text.yaml_composer import compose
from tests.layouts import random_tree, written


def said(text: str) -> Any:
    log = DiagnosticLog()
    node = compose(text, "case.yaml", log)
    assert node is not None, text
    assert [d.render() for d in log] == [], text
    return outline(node)


def stripped(tree: Any) -> Any:
    """Texts of blocks end with a line break, which readers strip."""
    if isinstance(tree, dict):
        return {key: stripped(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [stripped(value) for value in tree]
    return tree.strip() if isinstance(tree, str) else tree


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nothing_but_the_looks_changes(seed: int) -> None:
    random = Random(seed)
    tree = random_tree(random)
    text = written(tree, random)
    assert stripped(said(text)) == stripped(tree), text
    found = in_house_style(lay_out(text))
    assert same(said(found), said(text)), f"{text}\n----\n{found}"
    comments = [Counter(c.text for c in lay_out(version).comments) for version in (text, found)]
    assert comments[0] == comments[1], f"{text}\n----\n{found}"
    assert in_house_style(lay_out(found)) == found, f"{text}\n----\n{found}"


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_line_is_in_style(seed: int) -> None:
    random = Random(seed)
    tree = random_tree(random)
    lines = in_house_style(lay_out(written(tree, random))).split("\n")
    assert lines[-1] == ""
    assert lines[0]
    for above, line in pairwise(lines[:-1]):
        assert above or line, "two blank lines"
        assert "\t" not in line
        if not line.lstrip().startswith("#"):
            assert (len(line) - len(line.lstrip(" "))) % 2 == 0
            assert len(line.partition(" #")[0]) <= WIDTH
