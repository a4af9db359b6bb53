"""What each variable can be, as intervals: the ground on which the checks prove something."""

from collections.abc import Mapping

from offramp.scenario.expression_tree import Expression, Kind
from offramp.scenario.intervals import Interval, bounds
from offramp.scenario.model import ScenarioModel

Box = dict[tuple[Kind, str], Interval]


def assumptions_box(model: ScenarioModel, view: str | None) -> Box:
    """Every assumption in the range that `view` gives it (None: as written)."""
    return {(Kind.ASSUMPTION, name): a.bounds(view) for name, a in model.assumptions.items()}


def baseline_box(model: ScenarioModel, view: str | None) -> Box:
    """Every assumption at the baseline of `view` (None: as written)."""
    return {(Kind.ASSUMPTION, name): (a.baseline(view),) * 2 for name, a in model.assumptions.items()}


def widest_box(model: ScenarioModel) -> Box:
    """Every assumption between the lowest and the highest that the file and its views give it."""
    box: Box = {}
    for name, assumption in model.assumptions.items():
        ranges = [assumption.bounds(None), *assumption.views.values(), (assumption.value,) * 2]
        box[(Kind.ASSUMPTION, name)] = (min(low for low, _ in ranges), max(high for _, high in ranges))
    return box


def with_state(model: ScenarioModel, box: Box, defines: Mapping[str, Expression] | None = None) -> Box:
    """`box` with stocks anywhere in their ranges, `t` in the calendar, and defines as these make them.

    What is drawn or picked isn't in it: it may be anything.
    """
    box = dict(box)
    box[(Kind.TIME, "t")] = (0.0, model.calendar.periods - 1.0)
    for name, stock in model.stocks.items():
        box[(Kind.STOCK, name)] = (stock.low, stock.high)
        box[(Kind.INITIAL, name)] = bounds(stock.start, box)
    for name, actor in model.actors.items():
        if actor.aspiration is not None:
            box[(Kind.ASPIRATION, name)] = bounds(actor.aspiration, box)
    expressions = defines if defines is not None else {name: d.expression for name, d in model.defines.items()}
    for name, expression in expressions.items():
        box[(Kind.DEFINE, name)] = bounds(expression, box)
    return box
