"""What `offramp check` found in a scenario that is in order, as plain data."""

from offramp.cli.scenario_facts import Facts, counts, identity
from offramp.cli.source_facts import coverage, judgement_facts
from offramp.core.diagnostics import ScenarioError, Severity
from offramp.scenario.citations.source_checks import check_sources_against_documents
from offramp.scenario.citations.source_diagnostics import source_diagnostics
from offramp.scenario.model import ScenarioModel


def check_facts(model: ScenarioModel) -> Facts:
    """What `check` has to say. Raises ScenarioError where a phrase isn't in the document that it names."""
    checks = check_sources_against_documents(model)
    found = [*model.warnings, *source_diagnostics(checks)]
    found.sort(key=lambda d: (d.span.home.line, d.span.home.column) if d.span else (0, 0))
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    if errors:
        raise ScenarioError(errors, model.source)
    return {
        "schema": "offramp/check/1",
        "ok": True,
        "scenario": identity(model),
        "counts": counts(model),
        "warnings": [warning.to_json() for warning in found],
        "coverage": coverage(model, checks),
        "judgements": judgement_facts(model),
    }
