"""A scenario's text with its mechanisms written out, as plain data."""

from typing import Any

from offramp.cli.scenario_facts import identity
from offramp.scenario.editing.expanded_text import expanded_text
from offramp.scenario.model import ScenarioModel


def expanded_facts(model: ScenarioModel) -> dict[str, Any]:
    """What `show --expanded` has to say."""
    return {
        "schema": "offramp/expanded/1",
        "scenario": identity(model),
        "text": expanded_text(model.source),
    }
