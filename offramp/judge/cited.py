"""A citation as plain data, with the title and the stance that the scenario gives its source."""

from typing import Any

from offramp.scenario.model import Anchor, ScenarioModel


def cited(anchor: Anchor, model: ScenarioModel) -> dict[str, Any]:
    """Where something was read, or why it is a judgement."""
    source = model.sources.get(anchor.source)
    return {
        "source": anchor.source or None,
        "title": source.title if source else None,
        "stance": (source.stance or None) if source else None,
        "phrase": anchor.phrase or None,
        "place": anchor.place or None,
        "note": anchor.note or None,
    }
