"""Marked nodes: limits hold, and every character of every kind of scalar is found in the file again."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.yaml_text import yaml_composer
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence


def composed(text: str) -> Mapping:
    log = DiagnosticLog()
    node = compose(text, "case.yaml", log)
    assert [d.render() for d in log] == []
    assert isinstance(node, Mapping)
    return node


def codes(text: str) -> list[str]:
    log = DiagnosticLog()
    compose(text, "case.yaml", log)
    return [d.code for d in log]


def scalar(node: Node | None) -> Scalar:
    assert isinstance(node, Scalar)
    return node


WRITTEN = {
    "plain": "x: front + frnt",
    "plain over lines": "x: front +\n   frnt\n\n   + 1",
    "single": "x: 'it''s front + frnt'",
    "single over lines": "x: 'front\n\n  + frnt'",
    "double": 'x: "fro\\x6et \\u002b frnt"',
    "double over lines": 'x: "front \\\n     + frnt"',
    "literal": "x: |\n  front +\n   frnt\n",
    "folded": "x: >-  # why\n  front +\n  frnt\n\n  + 1\n",
    "after an anchor": "x: &name front + frnt",
    "with Windows line ends": "x: >\r\n  front +\r\n  frnt\r\n",
    "in a flow": "x: {y: front + frnt}",
    "behind wide characters": "x: ü→𝔛 + frnt",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_name_is_found_where_it_is_written(written: str) -> None:
    node = composed(f"a: 1\n{written}\n").get("x")
    node = scalar(node.get("y") if isinstance(node, Mapping) else node)
    at = node.text.index("frnt")
    span = node.locate(at, at + 4)
    line = written.splitlines()[span.line - 2]
    assert line[span.column - 1 : span.end_column - 1] == "frnt"
    assert span.line == span.end_line


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1),
    st.sampled_from(["'", '"', None]),
)
def test_every_visible_character_keeps_its_place(text: str, style: str | None) -> None:
    written = yaml.safe_dump({"key": text}, default_style=style, allow_unicode=True, width=30)
    node = next((value for key, value in composed(written).items() if key.text == "key"), None)
    found = scalar(node)
    assert found.text == text
    lines = written.splitlines()
    for at, character in enumerate(text):
        span = found.locate(at, at + 1)
        assert span.line <= len(lines)
        shown = lines[span.line - 1][span.column - 1 : span.column]
        # An escape stands for the character; otherwise it is the character itself.
        if not character.isspace() and not (found.style == '"' and shown == "\\"):
            assert shown == character


def test_the_end_of_a_text_has_a_place() -> None:
    node = scalar(composed("x: front +\n").get("x"))
    assert str(node.locate(7, 7)) == "case.yaml:1:11"
    assert str(scalar(composed("x:\n").get("x")).locate(0, 0)) == "case.yaml:1:3"


def test_scalars_are_text_whatever_yaml_makes_of_them() -> None:
    node = composed("a: no\nb: 1e-3\nc: 12:30\nd: 0o17\ne: 2023-09-01\nf: null\ng: ~\nh: ''\n")
    assert [scalar(value).text for _, value in node.items()] == [
        "no",
        "1e-3",
        "12:30",
        "0o17",
        "2023-09-01",
        "null",
        "~",
        "",
    ]
    assert [scalar(value).empty for _, value in node.items()] == [False] * 6 + [True, False]


def test_an_alias_stands_for_its_anchor() -> None:
    node = composed("a: &r [0, 1]\nb: *r\n")
    assert isinstance(node.get("b"), Sequence)
    assert node.get("b") is node.get("a")


def test_a_byte_for_byte_position_after_crlf() -> None:
    node = composed("a: 1\r\nb:\r\n  c: x y\r\n")
    inner = node.get("b")
    assert isinstance(inner, Mapping)
    assert str(scalar(inner.get("c")).locate(2, 3)) == "case.yaml:3:8"
    assert inner.span.end_line == 3


def test_limits_hold_before_memory_is_taken() -> None:
    began = time.perf_counter()
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True):
        bomb += f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
    assert codes(bomb) == ["E008"]
    assert codes("[" * 1_000_000) == ["E007"]
    assert codes("- " * 500_000) == ["E007"]
    assert codes("x: {" + "a: {" * 200_000) == ["E007"]
    assert codes("x: [" + "1, " * 300_000 + "1]") == ["E008"]
    assert time.perf_counter() - began < 10


BROKEN = [
    "a: b: c\n",
    "a: [1, 2\nb: 3\n",
    "a: 'x\n",
    "a:\n  b: 1\n c: 2\n",
    "a: - 1\n",
    'a: "\\q"\n',
    "a: @x\n",
    "a:\n\tb: 1\n",
    "a: %x\n",
    "a: *b\n",
    "a: *\n",
    "a: !<\n",
    "a: |x\n  b\n",
    "%YAML x\n---\na: 1\n",
    "a: 1\n---\nb: 2\n",
    "}\n",
    "a: 1\n]\n",
    "a: x\x07\n",
    "'a' b: 1\n",
    "a\nb: 1\n",
    "? a\n: 1\n",
    "a: &x\n  b: *x\n",
    "- a\nb: 1\n",
]


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
@pytest.mark.parametrize("text", BROKEN)
def test_broken_yaml_is_told_with_either_parser(text: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, loader):
        loader = "SafeLoader"
    monkeypatch.setattr(yaml_composer, "_LOADER", getattr(yaml, loader))
    log = DiagnosticLog()
    compose(text, "case.yaml", log)
    assert all(d.span is not None and d.remedy for d in log)
    assert log.has_errors or text == "? a\n: 1\n"


@given(st.text())
def test_any_text_is_read_or_told(text: str) -> None:
    log = DiagnosticLog()
    node = compose(text, "case.yaml", log)
    assert node is not None or log.has_errors or not text.partition("#")[0].strip("\ufeff \r\n\x85\u2028\u2029-.")
