"""What differs between two scenarios or two views, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.cli.layout import WIDTH, bullet, paragraph, sections
from offramp.report.markup import clean
from offramp.report.wording import capital, listed

Data = Mapping[str, Any]

# Sections by what people call one of their entries, and several; no second word where the section is one thing.
_CALLED = {
    "title": ("title", ""),
    "summary": ("summary", ""),
    "question": ("question", ""),
    "information_until": ("date up to which information is used", ""),
    "calendar": ("calendar", ""),
    "views": ("view", "views"),
    "sources": ("source", "sources"),
    "actors": ("actor", "actors"),
    "assumptions": ("assumption", "assumptions"),
    "correlations": ("correlations", ""),
    "switches": ("switch", "switches"),
    "tables": ("table", "tables"),
    "modes": ("mode", "modes"),
    "stocks": ("stock", "stocks"),
    "defines": ("defined quantity", "defined quantities"),
    "play": ("step of play", "steps of play"),
    "outputs": ("output", "outputs"),
    "payoffs": ("actor", "payoffs"),
    "endings": ("ending", "endings"),
    "tolerable": ("actor", "tolerable endings"),
    "view_tolerable": ("view", "tolerable endings in views"),
    "offramps": ("off-ramp", "off-ramps"),
    "claims": ("claim", "claims"),
    "forecasts": ("forecast", "forecasts"),
    "evidence": ("series of evidence", "series of evidence"),
}
# Sections whose entries aren't called after the section: payoffs are those of actors.
_OF = ("payoffs", "tolerable", "view_tolerable")
# The finding speaks of these first, and says so where they are the same.
_FIRST = ("assumptions", "actors", "play", "payoffs", "endings", "tolerable")
_UNCHANGED = {
    "assumptions": "assumptions",
    "actors": "actors",
    "play": "play",
    "payoffs": "payoffs",
    "endings": "endings",
    "tolerable": "what is tolerable",
}
_WORDS = {
    "date_text": "date",
    "weight": "chance",
    "distribution": "",
    "cases": "",
    "expression": "",
    "outcomes": "",
    "effects": "sets",
}


def difference_text(facts: Data, width: int = WIDTH) -> str:
    """The finding, then every difference by section."""
    found: Sequence[Data] = facts["differences"]
    sides = _sides(facts)
    if not found:
        if sides[0] == sides[1]:
            return paragraph(f"{sides[0]} is compared with itself: nothing differs.", width)
        looks = "" if facts["in_views"] else ", however they are laid out"
        return paragraph(f"{sides[0]} and {sides[1]} say the same{looks}.", width)
    parts = [paragraph(f"{capital(_finding(found))}.", width)]
    both = facts["before"]["view"] if facts["before"]["view"] == facts["after"]["view"] else None
    in_view = f", both in view {clean(both)}" if both else ""
    parts.append(paragraph(f"Left of an arrow stands {sides[0]}, right of it {sides[1]}{in_view}.", width))
    for section in _ordered({d["section"] for d in found}):
        parts.append(_section(section, [d for d in found if d["section"] == section], sides, width))
    return sections(parts)


def _sides(facts: Data) -> tuple[str, str]:
    """What to call the two: by what tells them apart."""
    sides = []
    both = [facts["before"], facts["after"]]
    ids = [clean(side["scenario"]["id"]) for side in both]
    paths = [clean(side["scenario"]["path"]) for side in both]
    for side, name, path in zip(both, ids, paths, strict=True):
        called = name if ids[0] != ids[1] else path
        view = f"view {clean(side['view'])}" if side["view"] else "the scenario as written"
        if not facts["in_views"] or facts["before"]["view"] == facts["after"]["view"]:
            sides.append(called)
        else:
            sides.append(view if paths[0] == paths[1] else f"{called} ({view})")
    return sides[0], sides[1]


def _ordered(found: set[str]) -> list[str]:
    known = [*_FIRST, *(section for section in _CALLED if section not in _FIRST)]
    return [s for s in known if s in found] + sorted(found - set(known))


def _finding(found: Sequence[Data]) -> str:
    said = []
    for section in _ordered({d["section"] for d in found}):
        said += _counted(section, [d for d in found if d["section"] == section])
    changed = {d["section"] for d in found}
    quiet = [words for section, words in _UNCHANGED.items() if section not in changed]
    no_change = f"; no change in {listed(quiet).replace(' and ', ' or ')}" if quiet else ""
    return f"{listed(said)}{no_change}"


def _counted(section: str, found: Sequence[Data]) -> list[str]:
    one, many = _called(section)
    if not many:
        return [f"{'' if one == 'correlations' else 'the '}{one} differ{'' if one == 'correlations' else 's'}"]
    if section in _OF:
        n = len({d["name"] for d in found})
        where = f"{'in' if one == 'view' else 'of'} {n} {one}{'' if n == 1 else 's'}"
        return [f"the {many.removesuffix(' in views')} {where} differ"]
    whole = {d["name"]: d["what"] for d in found if len(d["path"]) == 2}
    parts = {d["name"] for d in found if d["name"] is not None and whole.get(d["name"]) not in ("added", "removed")}
    renamed = {name for name, what in whole.items() if what == "renamed"}
    counts = [
        (len(parts - renamed - {n for n, w in whole.items() if w == "moved"}), "differs", "differ"),
        (sum(what == "moved" for what in whole.values()), "moved", "moved"),
        (len(renamed), "renamed", "renamed"),
        (sum(what == "added" for what in whole.values()), "more", "more"),
        (sum(what == "removed" for what in whole.values()), "fewer", "fewer"),
    ]
    said = [f"{n} {one if n == 1 else many} {single if n == 1 else several}" for n, single, several in counts if n]
    if any(d["name"] is None for d in found):
        said.append(f"the {many} come in another order")
    return said


def _called(section: str) -> tuple[str, str]:
    return _CALLED.get(section, (section.replace("_", " "), ""))


def _section(section: str, found: Sequence[Data], sides: tuple[str, str], width: int) -> str:
    one, many = _called(section)
    lines = [f"{capital(many or one)}:"]
    names = dict.fromkeys(d["name"] for d in found)
    for name in names:
        own = [d for d in found if d["name"] == name]
        whole = [d for d in own if len(d["path"]) <= 2]
        parts = [d for d in own if len(d["path"]) > 2]
        lines += [bullet(_whole(d, sides, many), width) for d in whole]
        if len(parts) == 1 and not whole:
            lines.append(bullet(f"{clean(name)}: {_part(parts[0], sides)}", width))
        elif parts:
            if not whole:
                lines.append(bullet(f"{clean(name)}:", width))
            lines += [bullet(_part(d, sides), width, 2) for d in parts]
    return "\n".join(lines)


def _whole(difference: Data, sides: tuple[str, str], many: str) -> str:
    """A difference in a whole entry, or in a section that is one thing."""
    name, before, after = difference["name"], difference["before"], difference["after"]
    lead = f"{clean(name)}: " if name else ""
    match difference["what"]:
        case "added" if many or name is None:
            return f"{lead}only in {sides[1]}{_detail(after)}"
        case "removed" if many or name is None:
            return f"{lead}only in {sides[0]}{_detail(before)}"
        case "renamed":
            return f"{lead}called {clean(after)} in {sides[1]}, otherwise alike"
        case "moved" if name and "," not in str(after):
            return f"{lead}step {before} → step {after}"
        case "moved":
            return f"{lead}order {clean(before)} → {clean(after)}"
    return f"{lead}{_arrow(difference)}"


def _detail(text: str | None) -> str:
    return f": {clean(text)}" if text else ""


def _part(difference: Data, sides: tuple[str, str]) -> str:
    words = [_word(key) for key in difference["path"][2:]]
    if difference["path"][-1] == "options":
        words[-1] = "options"
    label = " ".join(word for word in words if word)
    order = "order of " if difference["what"] == "moved" else ""
    lead = f"{order}{clean(label)}: " if label else ""
    side = {"added": sides[1], "removed": sides[0]}.get(difference["what"])
    if side is not None:
        text = difference["after"] if difference["what"] == "added" else difference["before"]
        return f"{lead}only in {side}{_detail(text)}"
    return f"{lead}{_arrow(difference)}"


def _word(key: str) -> str:
    if key == "options":
        return "option"
    if key == "views":
        return "in view"
    return _WORDS.get(key, key)


def _arrow(difference: Data) -> str:
    before, after = (clean(side) if side else "nothing" for side in (difference["before"], difference["after"]))
    return f"{before} → {after}"
