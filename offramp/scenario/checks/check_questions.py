"""Questions that can have one answer only, or none: impossible events, comparisons that never fail, late documents."""

import math
from datetime import date

from offramp.core.dates import parse_date
from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.checks.boxes import Box, widest_box, with_state
from offramp.scenario.claims.claim_ground import endings_of
from offramp.scenario.claims.claim_tree import (
    SHARES,
    By,
    Chance,
    Claim,
    Event,
    EventPair,
    Ever,
    Given,
    Happening,
    Mean,
    NoEvent,
    Occurs,
    OptionStanding,
    Quantity,
    Standing,
    Within,
    occurrences,
)
from offramp.scenario.claims.question_expressions import asked, quantities
from offramp.scenario.claims.questions import Forecast
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_tree import (
    Boolean,
    Compare,
    Expression,
    Kind,
    Variable,
    children,
    variables,
)
from offramp.scenario.expressions.intervals import bounds, truth
from offramp.scenario.model import HORIZON, ScenarioModel, Source

SLACK = 1e-9  # what rounding may add to a stock's range


def check_questions(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Add to `log` what is wrong with claims, forecasts and evidence once the whole scenario is known."""
    box = with_state(model, widest_box(model))
    for what, found in asked(model):
        for quantity in quantities(found):
            _events(what, quantity, model, box, log)
        if isinstance(found, Claim):
            _comparisons(what, found, box, log)
    _forecasts_in_hindsight(model, log)
    _resolutions(model, log)
    _evidence(model, box, log)


# Events.


def _events(what: str, quantity: Quantity | Happening, model: ScenarioModel, box: Box, log: DiagnosticLog) -> None:
    event = quantity.event if isinstance(quantity, Chance | Happening) else None
    given: Given | None = quantity.given if isinstance(quantity, Chance | Happening | Mean | Standing) else None
    sound = True
    for asked_for in (event, given.event if given else None):
        if asked_for is None:
            continue
        for part in occurrences(asked_for):
            sound = _single(what, part, model, box, log) and sound
        if sound and not _endings(asked_for, model)[0]:
            message = f"no course of play fits this in {what}: each game has one ending"
            log.error("E348", message, asked_for.span, "join endings with `or`; one excludes the others")
            sound = False
    if not sound or event is None or given is None:
        return
    if not _endings(event, model)[0] & _endings(given.event, model)[0]:
        message = f"what {what} asks for is ruled out by its `given`: each game has one ending"
        log.error("E348", message, given.span, "correct one of the two")


def _single(what: str, part: Occurs, model: ScenarioModel, box: Box, log: DiagnosticLog) -> bool:
    """Whether one condition can hold and can fail; otherwise the log says so."""
    conditions = [part.condition]
    if isinstance(part.when, Within) and part.when.after is not None:
        conditions.append(part.when.after)
    for condition in conditions:
        answer = truth(condition, box)
        if answer is None:
            continue
        always = "always holds" if answer else "never holds"
        why = _ranges(condition, model)
        message = f"`{shown(condition)}` in {what} {always}{why}"
        log.error("E348", message, condition.span, "correct it: nothing depends on it as it is")
        return False
    early = isinstance(part.when, By) and part.when.moment.t < model.calendar.periods - 1
    if early and isinstance(part.condition, Variable) and _named(part.condition, model) == {HORIZON}:
        message = f"the game doesn't get to its horizon by then, as {what} asks"
        log.error("E348", message, part.span, "leave the time out, or say what else would happen")
        return False
    return True


def _ranges(condition: Expression, model: ScenarioModel) -> str:
    """The ranges of the stocks in `condition`, since these are what proves it."""
    stocks = sorted(name for kind, name in variables(condition) if kind is Kind.STOCK)
    said = [f"{name} is from {model.stocks[name].low:g} to {model.stocks[name].high:g}" for name in stocks]
    return f": {', '.join(said)}" if said else ""


def _named(variable: Variable, model: ScenarioModel) -> frozenset[str]:
    groups = model.question.groups if model.question else {}
    return endings_of(variable.name, groups)


def _endings(event: Event, model: ScenarioModel) -> tuple[frozenset[str], bool]:
    """The endings with which `event` can go together; and whether it happens with each of these for sure."""
    every = frozenset(model.endings)
    match event:
        case Occurs(condition=Variable(kind=Kind.ENDING) as variable):
            return _named(variable, model), isinstance(event.when, Ever)
        case NoEvent():
            inner, exact = _endings(event.operand, model)
            return (every - inner, True) if exact else (every, False)
        case EventPair():
            (left, one), (right, other) = _endings(event.left, model), _endings(event.right, model)
            return (left & right if event.operator == "and" else left | right), one and other
        case _:
            return every, False


# Comparisons.


def _comparisons(what: str, claim: Claim, box: Box, log: DiagnosticLog) -> None:
    """Comparisons that come out the same whatever the game is, and those between utilities of two actors."""
    known = dict(box)
    for name, quantity in claim.quantities.items():
        known[(Kind.QUANTITY, name)] = _bounds(quantity, box)
    stack = [claim.expression]
    while stack:
        node = stack.pop()
        stack.extend(reversed(children(node)))
        if isinstance(node, Boolean):
            log.error("E350", f"`{shown(node)}` in {what} is the same in every game", node.span, "remove it")
        if not isinstance(node, Compare):
            continue
        answer = truth(node, known)
        if answer is not None:
            says = "holds whatever the game is" if answer else "can't hold whatever the game is"
            log.error("E350", f"`{shown(node)}` in {what} {says}", node.span, _possible(node, claim))
            return
        _two_utilities(what, node, claim, log)


def _bounds(quantity: Quantity, box: Box) -> tuple[float, float]:
    what = getattr(quantity, "what", "chance")
    if isinstance(quantity, Mean):
        return bounds(quantity.number, box)
    if what in SHARES:
        return 0.0, 1.0
    return (0.0, math.inf) if what == "price" else (-math.inf, math.inf)


def _possible(node: Compare, claim: Claim) -> str:
    names = {name for kind, name in variables(node) if kind is Kind.QUANTITY}
    if any(getattr(claim.quantities[name], "what", "chance") in SHARES for name in names if name in claim.quantities):
        return "a chance is between 0 and 1: write 0.5 for 50%"
    return "compare it with a value that it may or may not reach"


def _two_utilities(what: str, node: Compare, claim: Claim, log: DiagnosticLog) -> None:
    actors = set()
    for kind, name in variables(node):
        quantity = claim.quantities.get(name) if kind is Kind.QUANTITY else None
        if isinstance(quantity, Standing | OptionStanding) and quantity.what in ("value", "price"):
            actors.add(quantity.actor)
    if len(actors) > 1:
        message = f"{what} compares utilities of {' and '.join(sorted(actors))}, and each actor has a unit of its own"
        remedy = "compare what one actor gets in two cases; between actors it means something only if you scaled them"
        log.warning("W349", message, node.span, remedy)


# Documents and evidence.


def _forecasts_in_hindsight(model: ScenarioModel, log: DiagnosticLog) -> None:
    for forecast in model.forecasts.values():
        source = model.sources.get(forecast.quote.source) if forecast.quote is not None else None
        if source is None or source.date is None or forecast.by_day is None or source.date <= forecast.by_day:
            continue
        assert forecast.quote is not None
        message = (
            f"forecast {forecast.name} ends on {forecast.by_day}, before its source ({source.date_text}) was written"
        )
        log.error("E478", message, forecast.quote.span, "correct the date or the source; what is past is no forecast")


def _resolutions(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Outcomes that their source can't know yet, and those that the scenario could know."""
    until = model.information_until
    for forecast in model.forecasts.values():
        resolved = forecast.resolved
        if known_before(forecast, until):
            message = f"forecast {forecast.name} is about what could be known by `information_until` ({until})"
            remedy = "the scenario's own chance of it isn't scored; correct one of the dates if that isn't meant"
            log.warning("W478", message, forecast.span, remedy)
        source = model.sources.get(resolved.quote.source) if resolved is not None else None
        dated = parse_date(source.date_text) if source is not None else None
        if resolved is None or source is None or dated is None:
            continue
        known = resolved.on or (forecast.by_day if resolved.outcome is False else None)
        if known is not None and dated.last < known:
            message = f"forecast {forecast.name} is resolved by a source of {source.date_text}, before {known}"
            remedy = (
                "name a source from after that day, or correct a date; of a page that is kept up, give its last one"
            )
            log.warning("W479", message, resolved.quote.span, remedy)


def known_before(forecast: Forecast, until: date | None) -> bool:
    """Whether it was known by the day up to which a scenario may know anything what becomes of a forecast."""
    if until is None or forecast.happens is None:
        return False
    resolved = forecast.resolved.on if forecast.resolved is not None else None
    days = [day for day in (forecast.by_day, resolved) if day is not None]
    return any(day <= until for day in days)


def _evidence(model: ScenarioModel, box: Box, log: DiagnosticLog) -> None:
    until = model.information_until
    for series in model.evidence.values():
        what = f"evidence {series.name}"
        for anchor in (*((series.quote,) if series.quote else ()), *series.because):
            source = model.sources.get(anchor.source)
            if until is not None and source is not None and source.date is None:
                _undated(source, str(until), log)
        if series.sd is not None and bounds(series.sd, box)[1] <= 0:
            message = f"the spread of {what} is never above 0, so no other value could have been observed"
            log.error("E483", message, series.sd.span, "write a number above 0: how far observations may be off")
        _outside(what, series.of, [(o.text, o.value) for o in series.observed], series.span, box, log)


def _undated(source: Source, until: str, log: DiagnosticLog) -> None:
    if not any(told.code == "W415" and told.span == source.span for told in log):
        message = f"source {source.name} has no date, so nobody can tell whether it was known by {until}"
        log.warning("W415", message, source.span, "add its `date`: 2023-09-01, 2023-09, 2023Q4 or 2023")


def _outside(
    what: str, of: Expression, observed: list[tuple[str, float]], span: Span, box: Box, log: DiagnosticLog
) -> None:
    low, high = bounds(of, box)
    beyond = [(text, value) for text, value in observed if not low - SLACK <= value <= high + SLACK]
    if beyond:
        text, value = beyond[0]
        rest = len(beyond) - 1
        more = f"; {rest} more {'is' if rest == 1 else 'are'} outside of that" if rest else ""
        message = f"{what} has {value:g} at {text}, and `{shown(of)}` is from {low:g} to {high:g}{more}"
        log.warning("W480", message, span, "check the unit and the scale; or widen the stock's range")
