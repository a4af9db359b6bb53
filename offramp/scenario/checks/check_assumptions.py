"""Assumptions against each other: correlations that can hold together, cases that don't set the same thing."""

import math
from itertools import combinations

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.gaussian_copula import correlation_matrix, possible, room
from offramp.core.spans import Span
from offramp.scenario.model import Correlation, ScenarioModel
from offramp.scenario.reading.read_header import within_calendar


def check_assumptions(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Report correlations that can't be and switches that contradict each other."""
    fixed = _with_fixed_numbers(model, log)
    if not fixed:
        for group in _groups(model.correlations):
            _together(group, log)
    _rival_cases(model, log)


def _with_fixed_numbers(model: ScenarioModel, log: DiagnosticLog) -> bool:
    found = False
    for pair in model.correlations:
        for name in (pair.first, pair.second):
            assumption = model.assumptions.get(name)
            if assumption is None:
                found = True  # its own fault is told where it is declared
            elif assumption.distribution.fixed and all(view.fixed for view in assumption.views.values()):
                found = True
                log.error(
                    "E432",
                    f"assumption {name} is one fixed number, so it moves with nothing",
                    pair.span,
                    f"give {name} a `range`, `quantiles` or a `distribution`, or remove the correlation",
                )
    return found


def _groups(correlations: tuple[Correlation, ...]) -> list[list[Correlation]]:
    """Correlations that have an assumption in common, directly or through others, in the order of the file."""
    groups: list[list[Correlation]] = []
    for pair in correlations:
        touching = [group for group in groups if any(_names([pair]) & _names([other]) for other in group)]
        merged = [other for group in touching for other in group] + [pair]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _names(correlations: list[Correlation]) -> set[str]:
    return {name for pair in correlations for name in (pair.first, pair.second)}


def _together(group: list[Correlation], log: DiagnosticLog) -> None:
    """Whether the correlations of one group can all hold at once."""
    names = sorted(_names(group))
    matrix = correlation_matrix(names, [(pair.first, pair.second, pair.value) for pair in group])
    if possible(matrix):
        return
    last = group[-1]
    listed = {frozenset((pair.first, pair.second)) for pair in group}
    silent = [pair for pair in combinations(names, 2) if frozenset(pair) not in listed]
    for first, second in silent:
        # What isn't listed counts as 0, which is mostly what the others exclude.
        if (between := room(matrix, names.index(first), names.index(second))) is not None:
            log.error(
                "E433",
                f"the correlations of {_listed(names)} can't all hold: {first} and {second}, of which nothing is "
                "said, count as uncorrelated",
                last.span,
                f"add `[{first}, {second}, …]` with a number from {_within(*between)}",
            )
            return
    between = room(matrix, names.index(last.first), names.index(last.second))
    log.error(
        "E433",
        f"the correlations of {_listed(names)} can't all hold at once",
        last.span,
        f"with the others as they are, that of {last.first} and {last.second} may be from {_within(*between)}"
        if between
        else "weaken the largest of them",
    )


def _rival_cases(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Two switches that set one number could give it two values at once."""
    setting: dict[str, tuple[str, Span]] = {}
    for switch in model.switches.values():
        own: dict[str, Span] = {}
        for case in switch.cases.values():
            own.update(dict.fromkeys(case.set, case.span))
            if case.periods is not None:
                own["the number of periods"] = case.span
                if not within_calendar(model.calendar, case.periods):
                    log.error(
                        "E106",
                        f"{case.periods:,} periods from {model.calendar.start} go past the year 9999",
                        case.span,
                        "take fewer periods",
                    )
        for what, span in own.items():
            if what in setting:
                log.error(
                    "E435",
                    f"{what} is set by switch {switch.name} and by switch {setting[what][0]}, in "
                    f"{setting[what][1].in_words}",
                    span,
                    "let one switch set it: with both there could be two values at once",
                )
            else:
                setting[what] = (switch.name, span)


def _within(low: float, high: float) -> str:
    """Two short numbers strictly between `low` and `high`."""
    digits = max(2, 1 - math.floor(math.log10(high - low)))
    scale = 10.0**digits
    return f"{(math.floor(low * scale + 1e-6) + 1) / scale:g} to {(math.ceil(high * scale - 1e-6) - 1) / scale:g}"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1]
