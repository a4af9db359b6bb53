"""Values that are provably out of bounds: for every value in the ranges, or at the baseline of some view."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.checks.boxes import Box, assumptions_box, baseline_box, with_state
from offramp.scenario.checks.check_draws import check_draws
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.expressions.intervals import bounds
from offramp.scenario.model import Chance, ChanceKind, ScenarioModel, Shock

SLACK = 1e-9  # what rounding may add to a probability
INF = math.inf


@dataclass(frozen=True, slots=True)
class _Limit:
    """A value that must stay in [low, high]."""

    code: str
    what: str
    expression: Expression
    low: float
    high: float
    remedy: str


def check_values(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Starts, rationality, discounts, probabilities, rates, spreads and weights against their bounds."""
    views: list[str | None] = [None, *model.views]
    ranges = {view: assumptions_box(model, view) for view in views}
    baselines = {view: baseline_box(model, view) for view in views}
    for limit in _fixed(model):
        if not _provable(limit, ranges, log):
            _at_baseline(limit, baselines, log)
    _whole_starts(model, baselines, log)
    states = {view: with_state(model, box) for view, box in ranges.items()}
    for limit in _in_play(model):
        _provable(limit, states, log)
    _sums(model, states, log)
    check_draws(model, [*ranges.items(), *baselines.items()], log)


def _fixed(model: ScenarioModel) -> Iterator[_Limit]:
    """Values that are known once the assumptions are."""
    for stock in model.stocks.values():
        yield _Limit(
            "E401",
            f"stock {stock.name} starts",
            stock.start,
            stock.low,
            stock.high,
            "change the start, the assumptions that it reads, or the stock's range",
        )
    for actor in model.actors.values():
        yield _Limit(
            "E403",
            f"the rationality of {actor.name} is",
            actor.rationality,
            0.0,
            INF,
            "write 0 (picks by chance) or more; inf always picks the best",
        )
        if actor.discount is not None:
            yield _Limit(
                "E404",
                f"the discount of {actor.name} is",
                actor.discount,
                0.0,
                1.0,
                "write the factor by which a period's delay shrinks a payoff, such as 0.97",
            )
        if actor.helped is not None:
            yield _Limit(
                "E405",
                f"`helped` of {actor.name} is",
                actor.helped,
                0.0,
                INF,
                "write how much of its own value the actor would give up for a favour",
            )
        if actor.ruin_cap is not None:
            yield _Limit(
                "E413",
                f"the cap on ruin of {actor.name} is",
                actor.ruin_cap,
                0.0,
                1.0,
                "write the largest chance of ruin that it may take, such as 0.05",
            )


def _in_play(model: ScenarioModel) -> Iterator[_Limit]:
    """Values that also depend on the state."""
    for step in model.play:
        if isinstance(step, Shock) and step.sd is not None:
            yield _Limit("E409", f"the spread of shock {step.name} is", step.sd, 0.0, INF, "write 0 or more")
        elif isinstance(step, Chance):
            for outcome in step.outcomes:
                if outcome.weight is None:
                    continue
                if step.kind is ChanceKind.COMPETING:
                    yield _Limit("E408", f"the rate of {outcome.name} is", outcome.weight, 0.0, INF, "write 0 or more")
                else:
                    yield _Limit(
                        "E406",
                        f"the probability of {outcome.name} is",
                        outcome.weight,
                        0.0,
                        1.0,
                        "write a share of one (5% is 0.05); hold an expression with clip or logistic",
                    )
    for weights, place in _tolerable(model):
        for actor, of_actor in weights.items():
            for ending, weight in of_actor.items():
                yield _Limit(
                    "E414",
                    f"how far {actor} could live with {ending}{place} is",
                    weight,
                    0.0,
                    1.0,
                    "write a weight from 0 (not at all) to 1 (fully)",
                )


def _tolerable(model: ScenarioModel) -> Iterator[tuple[dict[str, dict[str, Expression]], str]]:
    yield model.tolerable, ""
    for view, weights in model.view_tolerable.items():
        yield weights, f", in view {view},"


def _provable(limit: _Limit, boxes: dict[str | None, Box], log: DiagnosticLog) -> bool:
    for view, box in boxes.items():
        low, high = bounds(limit.expression, box)
        if not (high < limit.low - SLACK or low > limit.high + SLACK):
            continue
        if high - low <= SLACK * max(abs(low), abs(high), 1.0):
            _tell(limit, f"at {low:g}{_in(view)}", f"{low:g}{_in(view)}", log)
        else:
            found = f"between {low:g} and {high:g}{_in(view)}, whatever the assumptions are"
            _tell(limit, found, found, log)
        return True
    return False


def _at_baseline(limit: _Limit, boxes: dict[str | None, Box], log: DiagnosticLog) -> None:
    for view, box in boxes.items():
        low, high = bounds(limit.expression, box)
        if high < limit.low - SLACK or low > limit.high + SLACK:
            found = (
                f"{0.5 * (low + high):g} at the baseline of {f'view {view}' if view else 'the assumptions as written'}"
            )
            _tell(limit, f"at {found}", found, log)
            return


def _tell(limit: _Limit, starts: str, found: str, log: DiagnosticLog) -> None:
    """`starts` follows "stock x starts", `found` follows "the probability of x is"."""
    expected = f"outside [{limit.low:g}, {limit.high:g}]" if limit.high < INF else f"below {limit.low:g}"
    said = starts if limit.what.endswith("starts") else found
    log.error(limit.code, f"{limit.what} {said}, {expected}", limit.expression.span, limit.remedy)


def _in(view: str | None) -> str:
    return f" in view {view}" if view else ""


def _whole_starts(model: ScenarioModel, boxes: dict[str | None, Box], log: DiagnosticLog) -> None:
    for stock in model.stocks.values():
        for view, box in boxes.items():
            low, high = bounds(stock.start, box)
            if stock.whole and low == high and math.isfinite(low) and low != round(low):
                log.error(
                    "E402",
                    f"whole stock {stock.name} starts at {low:g}{_in(view)}, which is no integer",
                    stock.start.span,
                    "start it at an integer, or drop `whole: true`",
                )
                break


def _sums(model: ScenarioModel, boxes: dict[str | None, Box], log: DiagnosticLog) -> None:
    """Probabilities of one `one_of` whose least possible sum is more than one."""
    for step in model.play:
        if not isinstance(step, Chance) or step.kind is not ChanceKind.ONE_OF:
            continue
        for view, box in boxes.items():
            least = sum(max(bounds(o.weight, box)[0], 0.0) for o in step.outcomes if o.weight is not None)
            if 1.0 + SLACK < least < INF:
                log.error(
                    "E407",
                    f"the probabilities of this `one_of` add up to {least:g} or more{_in(view)}",
                    step.span,
                    "make them shares of one whole, or use `competing` with rates",
                )
                break
