"""Expressions of every form: printing and reading are inverse, nothing written breaks them, bounds hold."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.core.diagnostic_codes import CODES
from offramp.core.diagnostics import DiagnosticLog
from offramp.core.units import Unit, parse_unit
from offramp.scenario.expressions.expression_parser import parse
from offramp.scenario.expressions.expression_printer import number_text, to_text
from offramp.scenario.expressions.expression_resolver import resolve
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Expression,
    IfElse,
    Is,
    Kind,
    Logical,
    Negate,
    Not,
    Number,
    Same,
    Table,
    Variable,
)
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.expressions.intervals import bounds, truth
from offramp.scenario.expressions.unit_checker import check_units
from tests.expression_scope import BOOLEAN, NOWHERE, NUMBER, SCOPE, SYMBOLS, at, tree
from tests.property.plain_evaluation import Fault, evaluate

OWNERS = [name for name, symbol in SYMBOLS.items() if symbol.labels]
BOX = {
    (Kind.ASSUMPTION, "slip"): (0.0, 1.0),
    (Kind.ASSUMPTION, "aid"): (-2.0, 5.0),
    (Kind.ASSUMPTION, "war_cost"): (1.0, 60.0),
    (Kind.STOCK, "front"): (-3.0, -0.5),
    (Kind.STOCK, "tension"): (2.0, 2.0),
    (Kind.TIME, "t"): (0.0, 12.0),
}

values = st.one_of(
    st.integers(0, 20).map(float),
    st.floats(0, 1e6, allow_nan=False, allow_subnormal=False),
    st.sampled_from([0.1, 0.5, 1e-9, 1e16, 1e300, 123456789.25]),
)
numbers = values.map(lambda value: Number(value, NOWHERE))
number_names = st.one_of(
    st.sampled_from(sorted(BOX, key=str)).map(lambda key: Variable(*key, NUMBER, NOWHERE)),
    st.sampled_from(
        [
            Variable(Kind.INITIAL, "front", NUMBER, NOWHERE),
            Variable(Kind.AT_END, "west", NUMBER, NOWHERE),
            Variable(Kind.ASPIRATION, "east", NUMBER, NOWHERE),
            Variable(Kind.SHOCK, "nerves", NUMBER, NOWHERE),
        ]
    ),
)
label_questions = st.sampled_from(OWNERS).flatmap(
    lambda name: st.sampled_from(SYMBOLS[name].all_labels()).map(
        lambda label: Is(SYMBOLS[name].kind, name, label, NOWHERE)
    )
)
conditions_alone = st.one_of(
    st.booleans().map(lambda value: Boolean(value, NOWHERE)),
    st.sampled_from(
        [Variable(Kind.EVENT, "accident", BOOLEAN, NOWHERE), Variable(Kind.DEFINE, "both_push", BOOLEAN, NOWHERE)]
    ),
    label_questions,
    st.just(Same((Kind.CHOICE, "west"), (Kind.CHOICE, "east"), NOWHERE)),
)


@st.composite
def tables(draw: st.DrawFn, argument: st.SearchStrategy[Expression]) -> Expression:
    xs = sorted(draw(st.sets(st.integers(-50, 50), min_size=2, max_size=5)))
    ys = draw(st.lists(st.floats(-10, 10).map(lambda y: y + 0.0), min_size=len(xs), max_size=len(xs)))
    return Table(draw(argument), tuple(map(float, xs)), tuple(ys), NOWHERE)


@st.composite
def calls(draw: st.DrawFn, argument: st.SearchStrategy[Expression]) -> Expression:
    function = draw(st.sampled_from(sorted(FUNCTIONS.values(), key=lambda f: f.name)))
    fewest, most = function.arity
    arguments = draw(st.lists(argument, min_size=fewest, max_size=most or fewest + 2))
    return Call(function.name, tuple(arguments), NOWHERE)


def grow(depth: int) -> tuple[st.SearchStrategy[Expression], st.SearchStrategy[Expression]]:
    """Numbers and conditions, `depth` deep at most."""
    number: st.SearchStrategy[Expression] = st.one_of(numbers, number_names)
    condition: st.SearchStrategy[Expression] = conditions_alone
    for _ in range(depth):
        n, c = number, condition
        number = st.one_of(
            n,
            st.builds(Negate, n, st.just(NOWHERE)),
            st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/", "%", "**"]), n, n, st.just(NOWHERE)),
            st.builds(IfElse, c, n, n, st.just(NOWHERE)),
            calls(n),
            tables(n),
        )
        condition = st.one_of(
            c,
            st.builds(Not, c, st.just(NOWHERE)),
            st.builds(Compare, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), n, n, st.just(NOWHERE)),
            st.builds(Compare, st.sampled_from(["==", "!="]), c, c, st.just(NOWHERE)),
            st.builds(Logical, st.sampled_from(["and", "or"]), c, c, st.just(NOWHERE)),
            st.builds(IfElse, c, c, c, st.just(NOWHERE)),
        )
    return number, condition


any_number, any_condition = grow(4)
any_expression = st.one_of(any_number, any_condition)


@settings(max_examples=400, deadline=None)
@given(any_expression)
def test_reading_what_is_printed_gives_the_same_tree(expression: Expression) -> None:
    text = to_text(expression, OWNERS)
    if len(text) <= 4_000:
        assert tree(text) == expression
        assert to_text(tree(text), OWNERS) == text


@settings(max_examples=200, deadline=None)
@given(any_expression)
def test_no_pair_of_parentheses_is_too_much(expression: Expression) -> None:
    text = to_text(expression, OWNERS)
    if len(text) > 400:
        return
    for start, end in grouping_pairs(text):
        bare = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
        log = DiagnosticLog()
        raw = parse(bare, lambda _s, _e: NOWHERE, log)
        found = None if raw is None else resolve(raw, SCOPE, None, log)
        assert log.found or found != expression, (text, bare)


def grouping_pairs(text: str) -> list[tuple[int, int]]:
    """Where parentheses that call no function open and close."""
    opened: list[int] = []
    pairs = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")":
            start = opened.pop()
            if start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_"):
                pairs.append((start, place))
    return pairs


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(value: float) -> None:
    found = tree(number_text(value))
    read = -found.operand.value if isinstance(found, Negate) and isinstance(found.operand, Number) else None
    read = found.value if isinstance(found, Number) else read
    assert read is not None
    assert math.copysign(1.0, read) == math.copysign(1.0, value)
    assert read == value


WORDS = [
    *SYMBOLS, "war", "push", "none", "t", "1", "0.5", "1e3", "inf", "true", "and", "or", "not", "if", "else", "AND",
    "+", "-", "*", "/", "%", "**", "<", "<=", "==", "!=", "=", "&&", "!", "^", "(", ")", "[", "]", ",", ".",
    "phase.war", "min(", "table(", "initial(", "at_end(", "previous(", "ln(", "is", "then",
    "'war'", "?", "\u00a0", "²", "≤",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), st.text(max_size=30)))
def test_whatever_is_written_is_read_or_explained(text: str) -> None:
    log = DiagnosticLog()
    raw = parse(text, at, log)
    found = None if raw is None else resolve(raw, SCOPE, None, log)
    if found is None:
        assert log.has_errors
    else:
        check_units(found, SCOPE, None, "the weight", log)
    for diagnostic in log:
        assert diagnostic.code in CODES
        assert diagnostic.message
        assert diagnostic.remedy
        assert diagnostic.span is not None
        assert 1 <= diagnostic.span.column <= len(text) + 1
        assert diagnostic.span.column <= diagnostic.span.end_column <= len(text) + 1


@settings(max_examples=400, deadline=None)
@given(any_expression, st.data())
def test_values_lie_within_bounds(expression: Expression, data: st.DataObject) -> None:
    place = {key: data.draw(st.floats(*interval)) for key, interval in BOX.items()}
    try:
        value = evaluate(expression, place)
    except Fault:
        return  # not a number here: nothing is claimed
    low, high = bounds(expression, BOX)
    slack = 1e-9 * max(1.0, abs(value))
    assert low - slack <= value <= high + slack
    holds = truth(expression, BOX) if isinstance(expression, Compare | Not | Logical) else None
    assert holds is None or holds == bool(value)


names = st.sampled_from(["km", "EUR bn", "quarter", "persons", "utility"])
exponents = st.fractions(-4, 4, max_denominator=3)
units = st.dictionaries(names, exponents, max_size=4).map(Unit.of)


@given(units)
def test_units_print_and_read_back(unit: Unit) -> None:
    assert parse_unit(str(unit)) == unit


@given(units, units, units)
def test_units_multiply_like_numbers(a: Unit, b: Unit, c: Unit) -> None:
    assert a.product(b) == b.product(a)
    assert a.product(b.product(c)) == a.product(b).product(c)
    assert a.product(b).quotient(b) == a
    assert a.product(b).power(2) == a.power(2).product(b.power(2))


@given(st.text(max_size=40))
def test_any_text_is_a_unit_or_explained(text: str) -> None:
    found = parse_unit(text)
    assert isinstance(found, Unit) or len(found) > 10
