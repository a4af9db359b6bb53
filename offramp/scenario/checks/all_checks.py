"""Everything that is checked once a scenario is read."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.checks.check_assumptions import check_assumptions
from offramp.scenario.checks.check_cliffs import check_cliffs
from offramp.scenario.checks.check_endings import check_endings
from offramp.scenario.checks.check_open import check_open
from offramp.scenario.checks.check_questions import check_questions
from offramp.scenario.checks.check_reachability import check_reachability
from offramp.scenario.checks.check_readings import check_readings
from offramp.scenario.checks.check_sources import check_sources
from offramp.scenario.checks.check_structure import check_structure
from offramp.scenario.checks.check_use import check_use
from offramp.scenario.checks.check_values import check_values
from offramp.scenario.model import ScenarioModel


def check(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Add to `log` what is wrong with `model`.

    Where reading has found faults, parts are missing: then only what holds for each part alone is checked.
    """
    whole = not log.has_errors
    check_values(model, log)
    check_assumptions(model, log)
    check_sources(model, log)
    if whole:
        check_questions(model, log)
        check_structure(model, log)
        check_open(model, log)
        check_reachability(model, log)
        check_cliffs(model, log)
        check_use(model, log)
        check_endings(model, log)
        check_readings(model, log)
