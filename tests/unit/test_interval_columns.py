"""Intervals over many boxes: each box has what it has alone, whatever the expression."""

from typing import Any

import numpy as np
import pytest

from offramp.core.spans import Span
from offramp.judge.claims.claim_truth import Setting, _settled
from offramp.judge.claims.measured import Measured
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
    ValueType,
    Variable,
)
from offramp.scenario.expressions.interval_columns import Boxes, ends_of, truths
from offramp.scenario.expressions.intervals import bounds, truth

COUNT = 60
NUMBERS, YES_NO, VERDICTS = ("a", "b", "c"), ("p", "q"), ("v", "w")
LABELS = ("free", "unsteady", "trapped")
span = Span("claims.yaml", 1, 1, 1, 2)


def numeric(rng: np.random.Generator, depth: int) -> Expression:
    if depth == 0:
        if rng.random() < 0.3:
            return Number(float(rng.choice([-1.0, 0.0, 0.5, 2.0])), span)
        return Variable(Kind.QUANTITY, str(rng.choice(NUMBERS)), ValueType.NUMBER, span)
    match rng.integers(6):
        case 0:
            return Negate(numeric(rng, depth - 1), span)
        case 1:
            return IfElse(yes_no(rng, depth - 1), numeric(rng, depth - 1), numeric(rng, depth - 1), span)
        case 2:
            name = str(rng.choice(["min", "max", "abs", "exp"]))
            parts = [numeric(rng, depth - 1) for _ in range(2 if name in ("min", "max") else 1)]
            return Call(name, tuple(parts), span)
        case 3:
            return Table(numeric(rng, depth - 1), (0.0, 0.5, 1.0), (1.0, -1.0, 2.0), span)
    operator = str(rng.choice(["+", "-", "*", "/", "%"]))
    return Arithmetic(operator, numeric(rng, depth - 1), numeric(rng, depth - 1), span)


def yes_no(rng: np.random.Generator, depth: int) -> Expression:
    if depth == 0:
        match rng.integers(4):
            case 0:
                return Variable(Kind.QUANTITY, str(rng.choice(YES_NO)), ValueType.BOOLEAN, span)
            case 1:
                return Is(Kind.QUANTITY, str(rng.choice(VERDICTS)), str(rng.choice(LABELS)), span)
            case 2:
                left, right = (str(rng.choice(VERDICTS)) for _ in range(2))
                return Same((Kind.QUANTITY, left), (Kind.QUANTITY, right), span)
        return Boolean(bool(rng.random() < 0.5), span)
    match rng.integers(6):
        case 0:
            return Not(yes_no(rng, depth - 1), span)
        case 1:
            return IfElse(yes_no(rng, depth - 1), yes_no(rng, depth - 1), yes_no(rng, depth - 1), span)
        case 2 | 3:
            operator = str(rng.choice(["<", "<=", ">", ">=", "==", "!="]))
            return Compare(operator, numeric(rng, depth - 1), numeric(rng, depth - 1), span)
    return Logical(str(rng.choice(["and", "and", "or"])), yes_no(rng, depth - 1), yes_no(rng, depth - 1), span)


def drawn(rng: np.random.Generator) -> tuple[Boxes, list[dict[Any, Any]], list[dict[str, Measured]]]:
    """Columns, and of each box the same alone: its numbers, and the verdicts that it may have."""
    ends: dict[Any, Any] = {}
    for name in NUMBERS:
        one, other = (rng.choice([-np.inf, -1.0, 0.0, 0.5, 1.0, np.inf], COUNT) for _ in range(2))
        one, other = np.minimum(one, other), np.where(rng.random(COUNT) < 0.4, np.minimum(one, other), other)
        ends[Kind.QUANTITY, name] = one, np.maximum(one, other)
    for name in YES_NO:
        low, high = (rng.integers(0, 2, COUNT).astype(float) for _ in range(2))
        clear = low == high
        ends[Kind.QUANTITY, name] = np.where(clear, low, -np.inf), np.where(clear, high, np.inf)
    labels = {}
    for name in VERDICTS:
        may_lw = rng.random((len(LABELS), COUNT)) < 0.5
        may_lw[rng.integers(len(LABELS), size=COUNT), np.arange(COUNT)] = True
        labels[Kind.QUANTITY, name] = dict(zip(LABELS, may_lw, strict=True))
    alone: list[dict[Any, Any]] = [
        {key: (float(low[w]), float(high[w])) for key, (low, high) in ends.items()} for w in range(COUNT)
    ]
    may_be = [
        {name: tuple(label for label in LABELS if labels[Kind.QUANTITY, name][label][w]) for name in VERDICTS}
        for w in range(COUNT)
    ]
    measured = [{name: Measured(may[0], may_be=may) for name, may in one.items()} for one in may_be]
    return Boxes(COUNT, ends, labels), alone, measured


@pytest.mark.parametrize("seed", range(40))
def test_every_box_has_what_it_has_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes, alone, measured = drawn(rng)
    seen = set()
    for _ in range(15):
        question, number = yes_no(rng, int(rng.integers(1, 5))), numeric(rng, int(rng.integers(1, 4)))
        with np.errstate(all="ignore"):
            always, never = truths(question, boxes)
            low, high = ends_of(number, boxes)
        for w in range(COUNT):
            settled = [_settled(one, Setting({}, {}), measured[w], True) for one in (question, number)]
            expected = truth(settled[0], alone[w])
            assert (bool(always[w]), bool(never[w])) == (expected is True, expected is False)
            assert (low[w], high[w]) == bounds(settled[1], alone[w])
            seen.add(expected)
    assert seen == {True, False, None}
