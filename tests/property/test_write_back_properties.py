"""Setting a value changes the characters of that value and no others, and reading gives what was meant."""

from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import SourceText
from offramp.scenario.editing.outlines import outline, same
from offramp.scenario.editing.write_back import with_values
from offramp.scenario.yaml_text import yaml_nodes
from offramp.scenario.yaml_text.yaml_composer import compose
from tests.layouts import random_tree, written

NEW_TEXTS = st.one_of(
    st.sampled_from(
        ["0.1", "inf", "a: b", "x # y", "it's", '"', "- a", "*a", "&a", "!a", "%a", "@", "", " ", "null", "~"]
    ),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12),
).filter(lambda text: text.lstrip()[:1] not in ("[", "{"))
END = st.sampled_from(["\n", "\r\n"])


def composed(text: str) -> yaml_nodes.Mapping:
    log = DiagnosticLog()
    node = compose(text, "case.yaml", log)
    assert isinstance(node, yaml_nodes.Mapping), text
    assert [d.render() for d in log] == [], text
    return node


def scalars(node: yaml_nodes.Node, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], yaml_nodes.Scalar]]:
    match node:
        case yaml_nodes.Scalar():
            return [(path, node)]
        case yaml_nodes.Sequence():
            return [found for n, item in enumerate(node.items) for found in scalars(item, (*path, n))]
        case _:
            return [found for key, value in node.items() for found in scalars(value, (*path, key.text))]


def replaced(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    tree = deepcopy(tree)
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return tree


def shown(path: tuple[Any, ...]) -> str:
    return ".".join(str(key + 1) if isinstance(key, int) else key for key in path)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), new=NEW_TEXTS, end=END)
def test_one_value_changes_and_nothing_else(seed: int, new: str, end: str) -> None:
    random = Random(seed)
    text = written({"assumptions": random_tree(random)}, random).replace("\n", end)
    root = composed(text)
    places = scalars(root)
    assume(places)
    path, scalar = random.choice(places)
    found, changes = with_values(SourceText("case.yaml", text), {shown(path): new})
    # A carriage return ends a line for YAML, like every other line end.
    expected = replaced(outline(root), path, new)
    assert same(outline(composed(found)), expected), f"{text}\n----\n{found}"
    assert found.startswith(text[: scalar.start])
    assert found.endswith(text[scalar.end :])
    assert [change.path for change in changes] == [shown(path)]


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), new=NEW_TEXTS, end=END)
def test_a_key_is_added_and_nothing_else_changes(seed: int, new: str, end: str) -> None:
    random = Random(seed)
    tree = {"assumptions": {"slip": random_tree(random)}}
    text = written(tree, random).replace("\n", end)
    root = composed(text)
    found, _ = with_values(SourceText("case.yaml", text), {"assumptions.slip.added": new})
    inner = outline(root)["assumptions"]["slip"] or {}
    expected = {"assumptions": {"slip": {**inner, "added": new}}}
    assert same(outline(composed(found)), expected), f"{text}\n----\n{found}"
    # What was added is one stretch: take it out, and the old text is there again.
    start = next((n for n, (a, b) in enumerate(zip(text, found, strict=False)) if a != b), min(len(text), len(found)))
    behind = text[start:]
    assert found.endswith(behind)
    assert len(found) > len(text)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32), end=END)
def test_setting_back_gives_the_first_text_again(seed: int, end: str) -> None:
    random = Random(seed)
    text = written({"assumptions": random_tree(random)}, random).replace("\n", end)
    places = [(path, s) for path, s in scalars(composed(text)) if s.plain and s.text == text[s.start : s.end]]
    assume(places)
    path, scalar = random.choice(places)
    there, _ = with_values(SourceText("case.yaml", text), {shown(path): "0.25"})
    back, _ = with_values(SourceText("case.yaml", there), {shown(path): scalar.text})
    assert back == text
