"""What each variable can be, as intervals: the ground on which the checks prove something."""

import math
from collections.abc import Iterator, Mapping

from offramp.scenario.expressions.expression_tree import Expression, Kind, lagged
from offramp.scenario.expressions.intervals import Interval, bounds
from offramp.scenario.model import Move, Option, ScenarioModel

Box = dict[tuple[Kind, str], Interval]


def assumptions_box(model: ScenarioModel, view: str | None) -> Box:
    """Every assumption in the range that `view` gives it (None: as written), and what cases of switches set it to."""
    box: Box = {}
    for name, assumption in model.assumptions.items():
        low, high = assumption.bounds(view)
        numbers = [*_set_to(model, name), assumption.baseline(view)]
        box[(Kind.ASSUMPTION, name)] = (min(low, *numbers), max(high, *numbers))
    return box


def baseline_box(model: ScenarioModel, view: str | None) -> Box:
    """Every assumption at the baseline of `view` (None: as written)."""
    values = {name: a.baseline(view) for name, a in model.assumptions.items()}
    values.update(model.set_by_cases(model.cases_in(view)))
    return {(Kind.ASSUMPTION, name): (value, value) for name, value in values.items()}


def widest_box(model: ScenarioModel) -> Box:
    """Every assumption between the lowest and the highest that the file and its views give it."""
    box: Box = {}
    for name, assumption in model.assumptions.items():
        seen = [assumption.bounds(None), *(view.bounds for view in assumption.views.values())]
        ranges = [*seen, *((number, number) for number in (assumption.value, *_set_to(model, name)))]
        box[(Kind.ASSUMPTION, name)] = (min(low for low, _ in ranges), max(high for _, high in ranges))
    return box


def _set_to(model: ScenarioModel, assumption: str) -> list[float]:
    """The numbers that cases of switches give an assumption."""
    cases = (case for switch in model.switches.values() for case in switch.cases.values())
    return [case.set[assumption] for case in cases if assumption in case.set]


def with_state(model: ScenarioModel, box: Box, defines: Mapping[str, Expression] | None = None) -> Box:
    """`box` with stocks anywhere in their ranges, `t` in the calendar, and defines as these make them.

    What is drawn isn't in it: it may be anything. A number that is picked is one of its option's.
    """
    box = dict(box)
    box[(Kind.TIME, "t")] = (0.0, model.most_periods - 1.0)
    for name, stock in model.stocks.items():
        box[(Kind.STOCK, name)] = (stock.low, stock.high)
        box[(Kind.INITIAL, name)] = bounds(stock.start, box)
        for periods in range(1, stock.lags + 1):
            box[(Kind.PREVIOUS, lagged(name, periods))] = (stock.low, stock.high)
    for choice, option in _numbers(model):
        for name in (option.family, f"{choice}.{option.family}"):
            low, high = box.get((Kind.PICKED, name), (math.inf, -math.inf))
            box[(Kind.PICKED, name)] = (min(low, option.number or 0.0), max(high, option.number or 0.0))
    for name, actor in model.actors.items():
        if actor.aspiration is not None:
            box[(Kind.ASPIRATION, name)] = bounds(actor.aspiration, box)
    expressions = defines if defines is not None else {name: d.expression for name, d in model.defines.items()}
    for name, expression in expressions.items():
        box[(Kind.DEFINE, name)] = bounds(expression, box)
    return box


def _numbers(model: ScenarioModel) -> Iterator[tuple[str, Option]]:
    """Every number of a numeric option, with who may pick it."""
    for step in model.play:
        if isinstance(step, Move):
            yield from ((step.choice, option) for option in step.options if option.number is not None)
