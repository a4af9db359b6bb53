"""Everything that is checked once a scenario is read."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.check_cliffs import check_cliffs
from offramp.scenario.check_reachability import check_reachability
from offramp.scenario.check_sources import check_sources
from offramp.scenario.check_structure import check_structure
from offramp.scenario.check_use import check_use
from offramp.scenario.check_values import check_values
from offramp.scenario.model import ScenarioModel


def check(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Add to `log` what is wrong with `model`.

    Where reading has found faults, parts are missing: then only what holds for each part alone is checked.
    """
    whole = not log.has_errors
    check_values(model, log)
    check_sources(model, log)
    if whole:
        check_structure(model, log)
        check_reachability(model, log)
        check_cliffs(model, log)
        check_use(model, log)
