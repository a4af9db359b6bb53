"""A scenario as plain nested data, for comparing: all that a model says, without where in the file it says so.

Nothing is listed by hand. Every field of every part is in the portrait unless it is a place in the file, so that
two models with equal portraits mean the same, whatever the language learns to say.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from math import isclose
from typing import Any, Final, get_args

from offramp.core.diagnostics import Diagnostic
from offramp.core.distributions import Distribution
from offramp.core.spans import SourceText, Span
from offramp.scenario.claims.claim_ground import Names
from offramp.scenario.claims.claim_printer import claim_text, happening_text
from offramp.scenario.claims.claim_tree import Claim, Happening
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Anchor, Assumption, Move, ScenarioModel, Switch

KIND: Final = "·"  # the key, no field's name, under which a part says what it is: Move, Uniform, …
NOT_COMPARED: Final = ("source", "warnings")  # the text itself, and what the checker says of it
_EXPRESSIONS: Final = get_args(Expression)


class Formula(str):
    """An expression as text."""

    __slots__ = ()


class Whole(dict[str, Any]):
    """A part that is told as one: a distribution, a place in a document."""


def portrait(model: ScenarioModel) -> dict[str, Any]:
    """All that `model` says, by field, views included."""
    painter = _Painter(model, None, in_view=False)
    return {f.name: painter.shape(getattr(model, f.name)) for f in fields(model) if f.name not in NOT_COMPARED}


def portrait_in_view(model: ScenarioModel, view: str | None) -> dict[str, Any]:
    """What `model` says to one who holds `view` (None: as written), without the other views."""
    painter = _Painter(model, view, in_view=True)
    found: dict[str, Any] = {}
    for f in fields(model):
        value = getattr(model, f.name)
        if f.name in (*NOT_COMPARED, "views"):
            continue
        if f.name == "tolerable":
            value = model.tolerable_in(view)
        elif f.name == "view_tolerable":
            continue
        elif f.name.startswith("view_") and isinstance(value, Mapping):
            value = value.get(view)
        found[f.name] = painter.shape(value)
    return found


class _Painter:
    def __init__(self, model: ScenarioModel, view: str | None, in_view: bool) -> None:
        moves = (step.name for step in model.play if isinstance(step, Move) and step.name)
        self.labels = (*model.modes, *model.actors, *moves, *model.switches)
        groups = model.question.groups if model.question else ()
        self.names = Names(self.labels, (*model.endings, *groups))
        self.view = view
        self.in_view = in_view

    def shape(self, value: Any) -> Any:
        """`value` as nested dictionaries, lists, texts and numbers."""
        if isinstance(value, _EXPRESSIONS):
            return Formula(to_text(value, self.labels))
        if isinstance(value, Claim):
            return Formula(claim_text(value, self.names))
        if isinstance(value, Happening):
            return Formula(happening_text(value, self.names))
        if isinstance(value, Span | SourceText | Diagnostic):
            return None
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, date):
            return value.isoformat()
        if is_dataclass(value) and not isinstance(value, type):
            found = self.part(value)
            return Whole(found) if isinstance(value, Distribution | Anchor) else found
        if isinstance(value, Mapping):
            return {str(key): self.shape(item) for key, item in value.items()}
        if isinstance(value, set | frozenset):
            return sorted(self.shape(item) for item in value)
        if isinstance(value, list | tuple):
            return [self.shape(item) for item in value]
        # NumPy's arrays and numbers, without importing it for scenarios that have none.
        return value.tolist() if hasattr(value, "tolist") else value

    def part(self, value: Any) -> dict[str, Any]:
        """A part of the model by its fields; in a view, as it is there."""
        found: dict[str, Any] = {KIND: type(value).__name__}
        for f in fields(value):
            inner = getattr(value, f.name)
            if not isinstance(inner, Span):
                found[f.name] = self.shape(inner)
        if isinstance(value, Move) and value.families:
            found["options"] = _families_as_one(found["options"])
        if self.in_view and "views" in found:
            own = found.pop("views")
            if isinstance(value, Assumption):
                found["value"] = value.baseline(self.view)
                found["distribution"] = self.shape(value.distribution_in(self.view))
            elif isinstance(value, Switch):
                found["value"] = value.baseline(self.view)
            elif isinstance(own, dict) and self.view in own:
                found["in this view"] = own[self.view]
        return found


def _families_as_one(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options of a move, a numeric one as one option with `numbers` where its numbers are alike in all else."""
    found: list[dict[str, Any]] = []
    for family, group in groupby(options, key=lambda option: option["family"] or None):
        members = list(group)
        rest = [{key: v for key, v in option.items() if key not in ("name", "number")} for option in members]
        if family is None or any(o["number"] is None for o in members) or any(other != rest[0] for other in rest):
            found += members
        else:
            found.append({**rest[0], "name": family, "family": "", "numbers": _numbers([o["number"] for o in members])})
    return found


def _numbers(values: list[float]) -> str:
    """`6 from 0 to 10`, or all of them where they aren't evenly spaced."""
    first, last, gaps = values[0], values[-1], len(values) - 1
    even = [first + (last - first) * n / max(gaps, 1) for n in range(gaps + 1)]
    if gaps and all(isclose(a, b, rel_tol=1e-12, abs_tol=1e-12) for a, b in zip(values, even, strict=True)):
        return f"{len(values)} from {_shortly(first)} to {_shortly(last)}"
    return ", ".join(_shortly(value) for value in values)


def _shortly(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
