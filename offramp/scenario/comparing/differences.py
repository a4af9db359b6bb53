"""What differs between two scenarios, or two views: every difference of their portraits, one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from offramp.scenario.comparing.portrait import KIND, Formula, Whole

Path = tuple[str, ...]

# Where the order of entries has a meaning: the first ending that holds ends the game, `ties: first` takes the first.
_ORDERED: Final = ("endings", "options", "cases")
# Lists of names whose order means nothing.
_UNORDERED: Final = ("groups", "ruin", "labels")
# What tells the entries of a list apart, by the first of these fields that all of them have.
_IDENTITIES: Final = ("name", "stock", "mode")
# Parts that may have been renamed, and what an author writes about each that nobody writes twice by chance.
_RENAMED: Final = {"assumptions": "means", "actors": "title", "stocks": "means", "modes": "means", "endings": "means"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `path` leads to it by field and name; `before` and `after` are portraits, None where absent.

    `what` is added, removed, changed, moved (a step of play, or the order of entries) or renamed.
    """

    path: Path
    what: str
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """All differences of two portraits, in the order of their fields; renames come first."""
    renamed = _renames(before, after)
    found = [Difference((section, old), "renamed", old, new) for section, old, new in renamed]
    for _, old, new in renamed:
        after = _with_name(after, new, old)
    found += _compared((), before, after)
    return found


def _compared(path: Path, old: Any, new: Any) -> Iterator[Difference]:
    if _same(old, new):
        return
    if isinstance(old, Whole) and isinstance(new, Whole):
        yield Difference(path, "changed", old, new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(path, old, new)
    elif isinstance(old, dict) and isinstance(new, dict) and old.get(KIND) == new.get(KIND):
        yield from _mappings(path, old, new)
    elif old is None or old in ("", [], {}):
        yield Difference(path, "added", None, new)
    elif new is None or new in ("", [], {}):
        yield Difference(path, "removed", old, None)
    else:
        yield Difference(path, "changed", old, new)


def _same(old: Any, new: Any) -> bool:
    # Python's own comparison doesn't look at the order of mappings, and takes 1 for true.
    if isinstance(old, dict) and isinstance(new, dict):
        same = old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
        return same and all(list(old[k]) == list(new[k]) for k in _ORDERED if isinstance(old.get(k), dict))
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_same(a, b) for a, b in zip(old, new, strict=True))
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _mappings(path: Path, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for key in (*old, *(key for key in new if key not in old)):
        place = (*path, key)
        if key not in new:
            yield Difference(place, "removed", old[key], None)
        elif key not in old:
            yield Difference(place, "added", None, new[key])
        elif place == ("play",):
            yield from _plays(old[key], new[key])
        else:
            yield from _compared(place, old[key], new[key])
    if path and path[-1] in _ORDERED:
        yield from _order(path, list(old), list(new))


def _order(path: Path, old: list[str], new: list[str]) -> Iterator[Difference]:
    was, now = [key for key in old if key in new], [key for key in new if key in old]
    if was != now:
        yield Difference(path, "moved", was, now)


def _lists(path: Path, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    if path == ("play",):
        yield from _plays(old, new)
        return
    named_old, named_new = _by_identity(old), _by_identity(new)
    if named_old is not None and named_new is not None:
        yield from _mappings(path, named_old, named_new)
    elif len(old) == len(new) and all(isinstance(item, dict) for item in (*old, *new)):
        for number, (a, b) in enumerate(zip(old, new, strict=True), start=1):
            yield from _compared((*path, str(number)), a, b)
    elif all(isinstance(item, str) for item in (*old, *new)) and sorted(old) == sorted(new):
        if not set(path) & set(_UNORDERED):
            yield Difference(path, "moved", old, new)
    else:
        yield Difference(path, "changed", old, new)


def _by_identity(items: list[Any]) -> dict[str, Any] | None:
    """The entries by name, where each has one of its own; terms of a sum are pairs of a name and an expression."""
    if not items:
        return {}
    if all(isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) for item in items):
        pairs = {item[0]: item[1] for item in items}
        return pairs if len(pairs) == len(items) else None
    if not all(isinstance(item, dict) for item in items):
        return None
    names = [next((str(item[field]) for field in _IDENTITIES if item.get(field)), "") for item in items]
    return dict(zip(names, items, strict=True)) if all(names) and len(set(names)) == len(names) else None


# ---- the play


def step_name(step: dict[str, Any]) -> str:
    """What people call a step of play."""
    match step.get(KIND):
        case "Move":
            called = f", called {step['name']}" if step.get("name") else ""
            return f"the move of {step['actor']}{called}"
        case "Chance":
            names = [outcome["name"] for outcome in step["outcomes"] if outcome["name"] != "otherwise"]
            return f"the event{'s' if len(names) > 1 else ''} {', '.join(names)}"
        case "Shock":
            return f"the shock {step['name']}"
        case "Update":
            return f"the update of {', '.join(_parts(step))}"
        case kind:
            return str(kind or "a step").casefold()


def _plays(old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Steps that are there in both are compared, wherever they stand; which moved is told apart."""
    pairs = _paired(old, new)
    partner = dict(pairs)
    taken = set(partner.values())
    sequence = [partner[n] for n in sorted(partner)]
    stay = set(_longest_rising(sequence))
    for number, step in enumerate(old):
        if number not in partner:
            yield Difference(("play", step_name(step)), "removed", step, None)
            continue
        other = partner[number]
        if other not in stay:
            yield Difference(("play", step_name(step)), "moved", number + 1, other + 1)
        yield from _compared(("play", step_name(step)), step, new[other])
    for number, step in enumerate(new):
        if number not in taken:
            yield Difference(("play", step_name(step)), "added", None, step)


def _paired(old: list[Any], new: list[Any]) -> list[tuple[int, int]]:
    """Which step of the one is which of the other: the same name first, then whatever shares a part with it."""
    was, now = ([step_name(step) for step in steps] for steps in (old, new))
    pairs: list[tuple[int, int]] = []
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        pairs += [(block.a + n, block.b + n) for n in range(block.size)]
    for same in (lambda a, b: step_name(a) == step_name(b), _akin):
        left = [n for n in range(len(old)) if n not in {a for a, _ in pairs}]
        for number in left:
            free = [n for n in range(len(new)) if n not in {b for _, b in pairs}]
            found = next((n for n in free if same(old[number], new[n])), None)
            if found is not None:
                pairs.append((number, found))
    return pairs


def _akin(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return a.get(KIND) == b.get(KIND) and bool(set(_parts(a)) & set(_parts(b)))


def _parts(step: dict[str, Any]) -> list[str]:
    """What a step is about: its actor, its events, its shock, or what it updates."""
    if step.get(KIND) == "Chance":
        return [outcome["name"] for outcome in step["outcomes"]]
    if step.get(KIND) == "Update":
        return [str(effect.get("stock") or effect.get("mode")) for effect in step["effects"]]
    return [str(step.get("actor") or step.get("name"))]


def _longest_rising(numbers: list[int]) -> list[int]:
    """The longest run of numbers, not necessarily neighbours, that rises: these steps keep their order."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])


# ---- renamed parts


def _renames(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Parts that are certainly the same under another name: alike in all they say, described in words, and alone so."""
    found = []
    for section, words in _RENAMED.items():
        old, new = before.get(section) or {}, after.get(section) or {}
        gone = {name: part for name, part in old.items() if name not in new and _described(part, words)}
        come = {name: part for name, part in new.items() if name not in old and _described(part, words)}
        for name, part in gone.items():
            alike = [other for other, twin in come.items() if _same(_nameless(twin, other), _nameless(part, name))]
            twins = [other for other, twin in gone.items() if _same(_nameless(twin, other), _nameless(part, name))]
            if len(alike) == 1 and len(twins) == 1 and not _mentions(before, alike[0]):
                found.append((section, name, alike[0]))
    return found


def _described(part: Any, words: str) -> bool:
    return isinstance(part, dict) and bool(part.get(words))


def _nameless(part: Any, name: str) -> Any:
    return _with_name(part, name, "·")


def _mentions(portrait: Any, name: str) -> bool:
    if isinstance(portrait, dict):
        return any(key == name or _mentions(value, name) for key, value in portrait.items())
    if isinstance(portrait, list):
        return any(_mentions(item, name) for item in portrait)
    if isinstance(portrait, Formula):
        return re.search(rf"\b{re.escape(name)}\b", portrait) is not None
    return bool(portrait == name)


def _with_name(portrait: Any, old: str, new: str) -> Any:
    """A portrait with one name replaced wherever it stands for what it names; texts stay as they are."""
    if isinstance(portrait, dict):
        return type(portrait)((new if key == old else key, _with_name(v, old, new)) for key, v in portrait.items())
    if isinstance(portrait, list):
        return [_with_name(item, old, new) for item in portrait]
    if isinstance(portrait, Formula):
        return Formula(re.sub(rf"\b{re.escape(old)}\b", new, portrait))
    return new if portrait == old and isinstance(portrait, str) else portrait
