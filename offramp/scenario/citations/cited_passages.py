"""Who cites what: every anchor of a scenario with the part that rests on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from offramp.scenario.model import Anchor, ScenarioModel

_SINGULAR: Final = {"switches": "switch", "tables": "table", "evidence": "evidence", "offramps": "off-ramp"}
# Only these modules hold parts of a scenario; expressions and distributions cite nothing, and are large.
_PARTS: Final = ("offramp.scenario.model", "offramp.scenario.claims.questions")


@dataclass(frozen=True, slots=True)
class Citation:
    """One anchor of one part: `kind` is assumption, claim, …; `role` the key under which the anchor stands."""

    kind: str
    name: str
    role: str
    anchor: Anchor

    @property
    def what(self) -> str:
        """The part in messages."""
        return f"{self.kind} {self.name}"


def citations(model: ScenarioModel) -> Iterator[Citation]:
    """Every anchor in `model`, in the order of its parts; whatever part comes to carry anchors is found."""
    for field in fields(model):
        for name, part in _named(getattr(model, field.name)):
            kind = _SINGULAR.get(field.name, field.name.removesuffix("s"))
            for role, anchor in _anchors(part, ""):
                yield Citation(kind, name, role, anchor)


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(name), part) for name, part in value.items())
    elif isinstance(value, tuple):
        yield from ((str(getattr(part, "name", "")), part) for part in value)


def _anchors(part: Any, role: str) -> Iterator[tuple[str, Anchor]]:
    if isinstance(part, Anchor):
        yield role, part
    elif isinstance(part, tuple):
        for item in part:
            yield from _anchors(item, role)
    elif is_dataclass(part) and type(part).__module__ in _PARTS:
        for field in fields(part):
            yield from _anchors(getattr(part, field.name), role if role == "resolved" else field.name)
