"""Off-ramps looked for in a scenario's text, and what becomes of each."""

from pathlib import Path
from typing import Any

import offramp
from offramp.scenario.library import ready_scenarios
from offramp.scenario.reader import read_text
from tests.docs_examples import files

DOCS = Path(__file__).parents[1] / "docs"


def wharf() -> str:
    """The example of docs/off-ramps.md: an off-ramp of each kind."""
    return dict(files((DOCS / "off-ramps.md").read_text(encoding="utf-8")))["wharf.yaml"]


def library_text(name: str) -> str:
    """The text of a model of the library."""
    return ready_scenarios()[name].read_text(encoding="utf-8")


def tried(text: str, actor: str, **asked: Any) -> dict[str, Any]:
    """What `offramps --json` says of a scenario."""
    path = Path("case.yaml")
    return offramp.Scenario(read_text(text, str(path)), path).off_ramps(actor, **asked).to_json()


def by_name(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every off-ramp that was tried, by its name."""
    return {one["name"]: one for one in found["offramps"]}


def lever(found: dict[str, Any], assumption: str) -> dict[str, Any]:
    """What moving one assumption comes to."""
    return next(one for one in found["levers"] if one["assumption"] == assumption)
