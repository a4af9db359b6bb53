"""What a scenario may know: nothing dated after `information_until`."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.model import Assumption, Curve, ScenarioModel, Switch


def check_sources(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Sources of assumptions that are later than the scenario's information, or whose date isn't known."""
    until = model.information_until
    if until is None:
        return
    undated: set[str] = set()
    # What a scenario is made of; a claim or a resolution may come from later.
    parts: tuple[tuple[str, Assumption | Switch | Curve], ...] = (
        *(("assumption", part) for part in model.assumptions.values()),
        *(("switch", part) for part in model.switches.values()),
        *(("table", part) for part in model.tables.values()),
    )
    for kind, part in parts:
        for anchor in part.because:
            source = model.sources.get(anchor.source)
            if source is None:
                continue
            if source.date is None and source.name not in undated:
                undated.add(source.name)
                log.warning(
                    "W415",
                    f"source {source.name} has no date, so nobody can tell whether it was known by {until}",
                    source.span,
                    "add its `date`: 2023-09-01, 2023-09, 2023Q4 or 2023",
                )
            elif source.date is not None and source.date > until:
                log.error(
                    "E415",
                    f"{kind} {part.name} cites {source.name} of {source.date_text}, later than "
                    f"`information_until` ({until})",
                    anchor.span,
                    ("give a value of your own under `with`" if anchor.span.used_at else "cite what was known by then")
                    + ", or move `information_until`",
                )
