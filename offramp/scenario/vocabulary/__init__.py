"""The scenario language as one table: every kind of mapping with its keys.

The readers take their keys from it, and the JSON Schema for editors and the reference in the documentation are made
from it, so that none of them can say what the others don't.
"""

from offramp.scenario.vocabulary import choosers, outcomes, quantities, questions, remembered, reuse, steps, subject
from offramp.scenario.vocabulary.shapes import Key, Part
from offramp.scenario.vocabulary.subject import STEPS

PARTS: dict[str, Part] = {
    part.name: part
    for module in (subject, choosers, quantities, remembered, steps, outcomes, reuse, questions)
    for part in module.PARTS
}


def keys(part: str) -> tuple[str, ...]:
    """The keys of a part, in the order of the reference."""
    return tuple(key.name for key in PARTS[part].keys)


__all__ = ["PARTS", "STEPS", "Key", "Part", "keys"]
