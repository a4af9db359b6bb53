"""Rival readings: contested assumptions that all views share, and views that differ in numbers alone."""

import re
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.model import Assumption, ScenarioModel, Switch

# Stances are free text; these words say that a source argues for a side.
_PARTISAN: Final = re.compile(r"\b(partisan|advoca(cy|te)|propaganda|lobby)\b", re.IGNORECASE)
_NON_PARTISAN: Final = re.compile(r"\b(non|not)[- ]?partisan\b|\bbipartisan\b", re.IGNORECASE)


def check_readings(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Warn where a partisan source's word is taken by every view, and where no view reads the structure otherwise."""
    parts: tuple[Assumption | Switch, ...] = (*model.assumptions.values(), *model.switches.values())
    for part in parts:
        cited = list(dict.fromkeys(a.source for a in part.because if is_partisan(a.source, model)))
        if cited and not _read_otherwise(part, model):
            kind = "switch" if isinstance(part, Switch) else "assumption"
            log.warning(
                "W521",
                f"{kind} {part.name} rests on {' and '.join(cited)}, which argues for a side, and every view takes it "
                "the same",
                part.span,
                f"give it `views` with another reading, say `views: {{{_a_view(model)}: …}}`; or cite what both "
                "sides accept",
            )
    _only_numbers(model, log)


def is_partisan(source: str, model: ScenarioModel) -> bool:
    """Whether a source says of itself that it argues for a side."""
    known = model.sources.get(source)
    return known is not None and bool(_PARTISAN.search(_NON_PARTISAN.sub("", known.stance)))


def _read_otherwise(part: Assumption | Switch, model: ScenarioModel) -> bool:
    """Whether two readings differ, the scenario as written being one."""
    if isinstance(part, Switch):
        return len({part.baseline(view) for view in (None, *model.views)}) > 1
    return any(part.distribution_in(view) != part.distribution for view in model.views)


def _a_view(model: ScenarioModel) -> str:
    return next(iter(model.views), "critic")


def _only_numbers(model: ScenarioModel, log: DiagnosticLog) -> None:
    # A single view beside the scenario as written is a variant, and claims to be no rival reading.
    if len(model.views) < 2 or model.view_tolerable:
        return
    if any(_read_otherwise(switch, model) for switch in model.switches.values()):
        return
    log.warning(
        "W522",
        f"views {', '.join(model.views)} differ only in numbers: they agree on what everybody could live with and on "
        "how things work",
        next(iter(model.views.values())).span,
        "where the readings differ in more, say so under `views` of `tolerable`, or in a switch",
    )
