"""Which assumptions an expression reads, looking through `define`s, and where each of them comes from."""

from collections.abc import Iterable
from typing import Any

from offramp.judge.cited import cited
from offramp.scenario.expressions.expression_tree import Expression, Kind, variables
from offramp.scenario.model import Assumption, ScenarioModel

Facts = dict[str, Any]


def assumptions_read(model: ScenarioModel, expressions: Iterable[Expression]) -> list[str]:
    """The assumptions that the expressions read, in the order of the file."""
    found: set[str] = set()
    seen: set[str] = set()
    stack = list(expressions)
    while stack:
        for kind, name in variables(stack.pop()):
            if kind is Kind.ASSUMPTION:
                found.add(name)
            elif kind is Kind.DEFINE and name not in seen:
                seen.add(name)
                stack.append(model.defines[name].expression)
            elif kind is Kind.INITIAL and name not in seen:
                seen.add(name)
                stack.append(model.stocks[name].start)
            elif kind is Kind.ASPIRATION and name not in seen:
                seen.add(name)
                aspiration = model.actors[name].aspiration
                stack += [aspiration] if aspiration is not None else []
    return [name for name in model.assumptions if name in found]


def origin(assumption: Assumption, model: ScenarioModel) -> Facts:
    """Where an assumption stands and what it rests on: its line, and each source with its stance."""
    span = assumption.span
    return {
        "means": assumption.means,
        "unit": assumption.unit,
        "path": span.path,
        "line": span.line,
        "because": [cited(anchor, model) for anchor in assumption.because],
    }
