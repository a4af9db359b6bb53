"""The vocabulary as a page of the documentation: one section a part."""

from typing import Final

from offramp.scenario.vocabulary import PARTS
from offramp.scenario.vocabulary.shapes import (
    NAMES,
    SOME_NAMES,
    Either,
    Forms,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Row,
    Shape,
    Whole,
    Word,
)

MARK: Final = "<!-- parts: made from the vocabulary -->"
_HEAD: Final = "| key | means | value | without it |\n|---|---|---|---|"
_ANCHOR: Final = PARTS["anchor"]


def reference() -> str:
    """All parts, in Markdown."""
    return "\n".join(_section(part) for part in PARTS.values())


def with_reference(page: str) -> str:
    """The documentation's page with all that follows its mark renewed."""
    above, mark, _ = page.partition(MARK)
    return f"{above}{mark}\n\n{reference()}"


def _section(part: Part) -> str:
    said = [part.means, *_rules(part)]
    if part.like:
        said.append(f"The keys are those of {_link(PARTS[part.like])}.")
    lines = [f"## {part.title}", "", " ".join(said), ""]
    if not part.like:
        lines += [_HEAD, *(_row(key) for key in part.keys if not _borrowed(key, part))]
        if borrowed := [f"`{key.name}`" for key in part.keys if _borrowed(key, part)]:
            lines.append(f"| {', '.join(borrowed)} | Where it stands. | as in a {_link(_ANCHOR)} | – |")
        if part.names is not None:
            lines.append(f"| *a name* | One {part.what}. | {in_words(part.names)} | – |")
        lines.append("")
    if part.example:
        lines += ["```yaml", part.example.rstrip("\n"), "```", ""]
    return "\n".join(lines)


def _borrowed(key: Key, part: Part) -> bool:
    """Whether `key` is one of those by which a place in a document is told, and `part` is about something else."""
    return part is not _ANCHOR and any(key is own for own in _ANCHOR.keys)


def _row(key: Key) -> str:
    without = "required" if key.required else f"`{key.default}`" if key.default else key.absent or "–"
    cells = [f"`{key.name}`", key.means, in_words(key.shape), without]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rules(part: Part) -> list[str]:
    """What the keys ask of one another, a sentence each."""

    def listed(group: tuple[str, ...]) -> str:
        return _listed([f"`{key}`" for key in group], "and")

    needs: dict[str, tuple[str, ...]] = {}
    for key, needed in part.needs:
        if part is not _ANCHOR and (key, needed) in _ANCHOR.needs:
            continue
        needs[needed] = (*needs.get(needed, ()), key)
    return [
        *(f"One of {listed(group)} is needed." for group in part.one_of if len(group) < len(part.keys)),
        *(f"At least one of {listed(group)} is needed." for group in part.any_of),
        *(f"{listed(pair)} exclude each other." for pair in part.apart),
        *(f"{listed(group)} {'need' if len(group) > 1 else 'needs'} `{needed}`." for needed, group in needs.items()),
    ]


def in_words(shape: Shape, many: bool = False) -> str:
    """What a value is, in Markdown; `many` where several of them are meant."""
    match shape:
        case Plain():
            return _MANY[shape] if many else shape.value
        case Whole(fewest, most):
            return f"`{fewest}`" if fewest == most else f"a whole number from {fewest:,} to {most:,}"
        case Word(words):
            return _or([f"`{word}`" for word in words])
        case PartOf(name):
            return _link(PARTS[name])
        case ListOf(of, _, _, what):
            return f"a list of {what or in_words(of, many=True)}"
        case Row(_, example):
            return f"`{example}`"
        case MappingOf(what, MappingOf() as inner):
            return f"by {what}, {in_words(inner)}"
        case MappingOf(what, of):
            return f"by {what}: {in_words(of)}"
        case Forms(sets):
            return _listed([_listed([f"`{name}`" for name in names], "and") for names in sets], "or")
        case Either(of):
            return "a list of names" if shape in (NAMES, SOME_NAMES) else _or([in_words(one) for one in of])


_MANY: Final[dict[Plain, str]] = {Plain.NUMBER: "numbers", Plain.NAME: "names", Plain.TEXT: "texts"}


def _or(words: list[str]) -> str:
    # A colon reaches as far as the next comma, so alternatives to a mapping are set off further.
    return "; or ".join(words) if any(": " in word for word in words) else _listed(words, "or")


def _listed(words: list[str], word: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {word} {last}" if most else last


def _link(part: Part) -> str:
    address = "".join(c for c in part.title.lower().replace(" ", "-") if c.isalnum() or c in "-_")
    return f"[{part.title.lower()}](#{address})"
