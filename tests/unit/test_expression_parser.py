"""The form of expressions: precedence as in Python, and a diagnostic with a place for every fault."""

import unicodedata

import pytest

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expressions.expression_parser import MOST_CHARACTERS, MOST_NESTED, parse
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.raw_expression import RawNumber, height
from tests.expression_scope import at, read, tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("8 / 4 * 2", "(8 / 4) * 2"),
        ("7 % 4 % 2", "(7 % 4) % 2"),
        ("-2 ** 2", "-(2 ** 2)"),
        ("2 ** -1 ** 2", "2 ** (-(1 ** 2))"),
        ("2 ** 3 ** 4", "2 ** (3 ** 4)"),
        ("-slip * 2", "(-slip) * 2"),
        ("+slip", "slip"),
        ("not accident and both_push", "(not accident) and both_push"),
        ("not slip < 1", "not (slip < 1)"),
        ("accident or both_push and accident", "accident or (both_push and accident)"),
        ("1 if accident else 2 if both_push else 3", "1 if accident else (2 if both_push else 3)"),
        ("1 + 2 if accident else 3", "(1 + 2) if accident else 3"),
        ("0 < slip < 1", "0 < slip and slip < 1"),
        ("0 < slip <= tension < 1", "0 < slip and slip <= tension and tension < 1"),
        ("phase == phase.war", "phase == war"),
        ("war != phase", "not (phase == war)"),
        ("min(1, 2,)", "min(1, 2)"),
        ("table(t, [-1, 0, 1e3], [1, .5, 0])", "table(t, [-1.0, 0, 1000], [1, 0.5, 0.0])"),
    ],
)
def test_precedence(text: str, same: str) -> None:
    assert tree(text) == tree(same)


@pytest.mark.parametrize(("text", "value"), [("1", 1.0), ("0.5", 0.5), (".5", 0.5), ("1e-3", 1e-3), ("2.5E+2", 250.0)])
def test_numbers(text: str, value: float) -> None:
    found = parse(text, at, DiagnosticLog())
    assert isinstance(found, RawNumber)
    assert found.value == value


def test_inf_stands_alone() -> None:
    found = parse(" inf ", at, DiagnosticLog())
    assert isinstance(found, RawNumber)
    assert found.value == float("inf")
    assert [d.code for d in read("1 + inf")[1]] == ["E230"]


SPELLINGS = [
    ("slip = 1", "=", "write `==`"),
    ("accident && both_push", "&&", "write `and`"),
    ("accident || both_push", "||", "write `or`"),
    ("!accident", "!", "write `not`"),
    ("slip ^ 2", "^", "write `**`"),
    ("slip ≤ 2", "≤", "write `<=`"),
    ("slip ≥ 2", "≥", "write `>=`"),
    ("slip ≠ 2", "≠", "write `!=`"),
    ("slip <> 2", "<>", "write `!=`"),
    ("slip => 2", "=>", "write `>=`"),
    ("slip − 2", "−", "write `-`"),
    ("slip × 2", "×", "write `*`"),
    ("slip // 2", "//", "write `/`"),
    ("accident == True", "True", "write `true`"),
    ("accident AND both_push", "AND", "write `and`"),
    ("accident Or both_push", "Or", "write `or`"),
    ("NOT accident", "NOT", "write `not`"),
    ("1 IF accident ELSE 2", "IF", "write `if`"),
]


@pytest.mark.parametrize(("text", "wrong", "remedy"), SPELLINGS)
def test_other_spellings_are_told_and_read_as_meant(text: str, wrong: str, remedy: str) -> None:
    found, diagnostics = read(text)
    assert found is not None
    first = diagnostics[0]
    assert (first.code, first.remedy) == ("E222", remedy)
    assert first.span is not None
    assert text[first.span.column - 1 : first.span.end_column - 1] == wrong


FAULTS = [  # text, code, the stretch that is pointed at, words of message and remedy
    ("", "E220", "", "nothing is written"),
    ("  ", "E220", "  ", "write a value"),
    ("slip $ 2", "E221", "$", "means nothing"),
    ("slip\u200b", "E221", "\u200b", "zero width space"),
    ("{slip}", "E221", "{", "parentheses"),
    ("slip; 2", "E221", ";", "one value"),
    ("slip²", "E222", "slip²", "`slip ** 2`"),
    ("slip is 2", "E222", "is", "write `==`"),
    ("1_000", "E223", "1_000", "`1000`"),
    ("1.2.3", "E223", "1.2.3", "isn't a number"),
    ("1.", "E223", "1.", "`1.0`"),
    ("2x", "E223", "2x", "`2 * x`"),
    ("5%", "E223", "5%", "`0.05`"),
    ("5% * slip", "E223", "5%", "`0.05`"),
    ("1,000", "E223", ",", "`1000`"),
    ("0,5", "E223", ",", "`0.5`"),
    ("1e999", "E223", "1e999", "too large"),
    ("2 slip", "E224", "2 slip", "`2 * slip`"),
    ("front loss", "E224", "front loss", "`front_loss`"),
    ("(slip) (tension)", "E224", ") (", "`*`"),
    ("* 2", "E224", "*", "at the beginning"),
    ("slip + * 2", "E224", "*", "after `+`"),
    ("slip in phase", "E224", "in", "`x == a or x == b`"),
    ("accident == not both_push", "E224", "not", "in parentheses"),
    ("phase.", "E224", ".", "label is missing"),
    ("slip[0]", "E224", "slip[", "can't be indexed"),
    ("slip, 2", "E224", ",", "one value"),
    ("(slip + 1", "E225", "(", "never closed"),
    ("min(1, 2", "E225", "(", "never closed"),
    ("slip + 1)", "E225", ")", "closes nothing"),
    ("(slip]", "E225", "]", "other kind"),
    ("slip +", "E226", "+", "after `+`"),
    ("()", "E226", "()", "nothing stands"),
    ("if accident then 1 else 2", "E227", "if", "`x if condition else y`"),
    ("1 if accident", "E227", "if", "no `else`"),
    ("1 else 2", "E227", "else", "no `if`"),
    ("accident ? 1 : 2", "E227", "?", "`x if condition else y`"),
    ("[1, 2]", "E231", "[", "`table(x, [..], [..])`"),
    ("min([1, 2], 3)", "E231", "[1, 2]", "without `[ ]`"),
    ("0 < (1 if 0 < slip < 1 else 0) < 2", "E232", "(1 if 0 < slip < 1 else 0)", "`and`"),
    ("phase == 'war'", "E233", "'war'", "write `war`"),
    ("phase == “war”", "E233", "“war”", "write `war`"),
    ('phase == "war', "E233", '"', "remove the quotes"),
]


@pytest.mark.parametrize(("text", "code", "place", "words"), FAULTS)
def test_faults(text: str, code: str, place: str, words: str) -> None:
    _, (first, *_) = read(text)
    assert first.code == code
    assert first.span is not None
    start, end = first.span.column - 1, first.span.end_column - 1
    assert text[start:end] in (place, place.strip("()"))
    assert words in f"{first.message} | {first.remedy}"


def test_too_long() -> None:
    _, (only,) = read("1 + " * 2000 + "1")
    assert only.code == "E228"
    assert f"{MOST_CHARACTERS:,}" in only.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2_000,
        "(" * 1_500 + "1" + ")" * 1_500,
        "-" * 3_000 + "1",
        "not " * 900 + "accident",
        "+".join(["1"] * 1_900),
        "**".join(["1"] * 1_000),
        "1 if accident else " * 200 + "1",
        "abs(" * 700 + "1" + ")" * 700,
        "table(" * 600,
        "table(1,[" * 400,
        "1 < " * 900 + "1",
        " or ".join(["accident"] * 300),
    ],
)
def test_deep_nesting_is_told_and_never_overflows(text: str) -> None:
    _, diagnostics = read(text)
    assert {d.code for d in diagnostics} == {"E229"}


def test_deep_enough() -> None:
    text = "+".join(["slip"] * MOST_NESTED)
    raw = parse(text, at, DiagnosticLog())
    assert raw is not None
    assert height(raw) == MOST_NESTED
    deep = "1 + (" * (MOST_NESTED - 2) + "slip + 1" + ")" * (MOST_NESTED - 2)
    assert to_text(tree(deep)) == deep


def test_names_in_other_alphabets() -> None:
    for name in ("größe", "लागत", "ต้นทุน", "gro\u0308\u00dfe"):
        _, (only,) = read(f"{name} + 1")
        assert only.code == "E201"
        assert f"`{unicodedata.normalize('NFC', name)}`" in only.message
        assert only.span is not None
        assert only.span.end_column - only.span.column == len(name)


def test_a_number_with_letters_and_marks_is_told_whole() -> None:
    _, (only,) = read("2लागत_में + 1")
    assert (only.code, only.message) == ("E223", "`2लागत_में` isn't a number")
    assert only.remedy.startswith("write `2 * लागत_में`")
