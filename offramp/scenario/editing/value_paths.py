"""Where in a file a value stands, by a path such as `assumptions.slip.value`, or shortly `slip`."""

import re
from dataclasses import dataclass
from typing import Final

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.scenario import vocabulary
from offramp.scenario.reading.scalars import number_of
from offramp.scenario.reuse.brought import Brought, parameters_brought
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

# Sections whose keys are names that the author chose. A misspelt one must not become a new assumption.
NAMED: Final = (
    "assumptions", "switches", "state", "actors", "define", "tables", "views", "sources", "endings", "payoffs",
    "tolerable", "offramps", "claims", "forecasts", "evidence",
)  # fmt: skip
# What a bare name means, by the section that declares it.
_SHORT: Final = {"assumptions": "value", "switches": "value", "state": "start"}
_BARE_NUMBERS: Final = "assumptions"  # whose entries may be `slip: 0.05`, without a mapping
_MOST_ENTRIES: Final = 12  # of a list that a message still names one by one

Key = str | int


@dataclass(frozen=True)
class Place:
    """The part of a path that exists in the file, and the keys that are still missing.

    `keys` lead from the root to `node`, `above` are the nodes passed on the way.
    """

    keys: tuple[Key, ...]
    node: Node
    above: tuple[Node, ...]
    missing: tuple[str, ...]

    @property
    def whole(self) -> tuple[Key, ...]:
        """All keys, the missing ones too."""
        return (*self.keys, *self.missing)

    def __str__(self) -> str:
        return ".".join(str(key + 1) if isinstance(key, int) else key for key in self.whole)


def find(root: Mapping, path: str) -> Place:
    """The place that `path` names in the file.

    Entries of a list count from 1, or go by what their `as` or their first key says
    (`play.slips_into_war.probability`). Raises ScenarioError E730 where nothing like it can be there.
    """
    parts = [part.strip() for part in re.sub(r"\[\s*(\d+)\s*\]", r".\1", path).split(".")]
    if not all(parts):
        raise _nowhere(path, "a path has names with points between them", "write it like assumptions.slip.value")
    parts = _in_full(root, parts, path)
    place = Place((), root, (), ())
    at = 0
    while at < len(parts):
        step = _step(place.node, parts[at:])
        if step is None:
            break
        key, child, taken = step
        place = Place((*place.keys, key), child, (*place.above, place.node), ())
        at += taken
    place = Place(place.keys, place.node, place.above, tuple(parts[at:]))
    _may_be_added(root, place, path)
    return place


def _in_full(root: Mapping, parts: list[str], path: str) -> list[str]:
    """The path with its section before it, where it began with a name that a section declares."""
    first = parts[0]
    if len(parts) > 1 and first in vocabulary.keys("scenario"):
        return parts
    declared: list[str] = []
    for section in NAMED:
        names = root.get(section)
        if not isinstance(names, Mapping) or (len(parts) == 1 and section not in _SHORT):
            continue
        declared += names.entries
        if first in names.entries and section not in ("payoffs", "tolerable"):
            short = len(parts) == 1 and isinstance(names.get(first), Mapping)
            return [section, *parts, *([_SHORT[section]] if short else [])]
    if first in vocabulary.keys("scenario"):
        return parts
    brought = parameters_brought(root)
    if first in brought:
        return _given(root, brought[first], parts, path)
    remedy = did_you_mean(first, [*declared, *brought]) or "give a path such as assumptions.slip.value"
    raise _nowhere(path, f"neither an assumption nor any part of the scenario is called {first}", remedy)


def _given(root: Mapping, brought: Brought, parts: list[str], path: str) -> list[str]:
    """The path of what a mechanism in use is given, for a name that it brings in, such as `slip_risk`."""
    place = ["use", brought.prefix, "with", brought.name]
    used = root.get("use")
    entry = used.get(brought.prefix) if isinstance(used, Mapping) else None
    listed = entry.get("with") if isinstance(entry, Mapping) else None
    written = listed.get(brought.name) if isinstance(listed, Mapping) else None
    if isinstance(written, Scalar) and number_of(written.text.strip()) is None and brought.section != "switches":
        remedy = f"set {'.'.join(place)}, or what it mentions"
        raise _nowhere(path, f"{parts[0]} is given as `{written.text}`, so there is no such assumption", remedy)
    if len(parts) == 1 and (isinstance(written, Mapping) or (written is None and brought.section != "inputs")):
        return [*place, "start" if brought.section == "state" else "value"]
    return [*place, *parts[1:]]


def _step(node: Node, parts: list[str]) -> tuple[Key, Node, int] | None:
    """The child that the first of `parts` names, and how many of them it took: keys may hold points (`0.05: 3`)."""
    if isinstance(node, Mapping):
        for taken in range(1, len(parts) + 1):
            key = ".".join(parts[:taken])
            child = node.get(key)
            if child is not None:
                return key, child, taken
    if isinstance(node, Sequence):
        number = int(parts[0]) - 1 if parts[0].isdecimal() else _named_item(node, parts[0])
        if 0 <= number < len(node.items):
            return number, node.items[number], 1
    return None


def _named_item(node: Sequence, name: str) -> int:
    called = _called(node, name)
    return called[0] if len(called) == 1 else -1


def _called(node: Sequence, name: str) -> list[int]:
    """The entries of that name; one that has it from `as` stands for itself, though others may begin with it."""
    own = [position for position, item in enumerate(node.items) if _own_name(item) == name]
    return own or [position for position, item in enumerate(node.items) if _first_value(item) == name]


def _own_name(node: Node) -> str:
    value = node.get("as") if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) else ""


def _first_value(node: Node) -> str:
    """What tells an entry of a list from the others: `slips_into_war` of `- chance: slips_into_war`."""
    if not isinstance(node, Mapping):
        return ""
    value = next((value for _, value in node.items()), None)
    return value.text if isinstance(value, Scalar) else ""


def _entry(item: Node, number: int) -> str:
    """An entry of a list as a message names it: `2 nerves`, `3 update` where it has no name."""
    called = _own_name(item) or _first_value(item)
    if not called and isinstance(item, Mapping):
        called = next(iter(item.entries), "")
    return f"{number} {called}".strip()


def _may_be_added(root: Mapping, place: Place, path: str) -> None:
    """Raise E730 unless what is missing may be added where it is missing."""
    if not place.missing:
        return
    first, node = place.missing[0], place.node
    shown = ".".join(str(k + 1) if isinstance(k, int) else k for k in place.keys)
    if isinstance(node, Sequence):
        several = _called(node, first)
        if len(several) > 1:
            ways = " or ".join(f"{shown}.{_own_name(node.items[n]) or n + 1}" for n in several)
            raise _nowhere(path, f"{len(several)} entries of {shown} are called {first}", f"write {ways}")
        items = f"it has {len(node.items)} entries, counted from 1"
        if len(node.items) <= _MOST_ENTRIES:
            items += f": {', '.join(_entry(item, n) for n, item in enumerate(node.items, 1))}"
        raise _nowhere(path, f"the list {shown} has no entry {first}", items)
    if isinstance(node, Scalar):
        given = place.keys[:1] == ("use",) and place.keys[2:3] == ("with",) and len(place.keys) == 4
        if not (given or (place.keys[:1] == (_BARE_NUMBERS,) and len(place.keys) == 2)):
            raise _nowhere(path, f"{shown} is one value, so nothing is called {first} in it", f"set {shown} itself")
    elif node is root:
        if first not in vocabulary.keys("scenario") or first in NAMED:
            raise _nowhere(path, f"the scenario has no {first}", did_you_mean(first, root.entries))
    elif place.keys == (place.keys[0],) and place.keys[0] in NAMED:
        raise _nowhere(path, f"{shown} has no {first}", did_you_mean(first, node.entries) or "write it in the file")


def _nowhere(path: str, why: str, remedy: str) -> ScenarioError:
    return ScenarioError([Diagnostic("E730", f"{path} is no place in the scenario: {why}", None, remedy)])
