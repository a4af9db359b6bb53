"""Where something was read: a source with a short phrase that finds the place, or a plain judgement."""

from typing import Final

from offramp.core.spans import Span
from offramp.scenario.model import Anchor
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading, entry_list
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_WORDS
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar

ANCHOR_KEYS: Final = keys("anchor")


def read_because(node: Node | None, what: str, reading: Reading, plain: bool = False) -> tuple[Anchor, ...]:
    """The anchors under `because`: a list of them, or one alone. With `plain`, mere text is taken as a note."""
    found: list[Anchor] = []
    for item in entry_list(node) if node is not None else ():
        if plain and isinstance(item, Scalar):
            found.append(Anchor("", "", "", "", "", item.text.strip(), item.span))
        elif (anchor := _anchor(item, what, reading)) is not None:
            found.append(anchor)
    return tuple(found)


def read_quote(entry: Fields, what: str, reading: Reading) -> Anchor | None:
    """The anchor whose keys stand in `entry` among others; None where there is none of them."""
    if not any(key in entry.node.entries for key in ANCHOR_KEYS):
        return None
    first = next(key for key in entry.node.entries if key in ANCHOR_KEYS)
    return _of(entry, entry.node.key_span(first), what, reading)


def _anchor(node: Node, what: str, reading: Reading) -> Anchor | None:
    log = reading.log
    example = "because: {source: name, phrase: a few words}, or because: {note: why}"
    found = fields.mapping(node, f"`because` of {what}", log, example)
    if found is None:
        return None
    anchor = _of(Fields(found, f"`because` of {what}", log, ANCHOR_KEYS), found.span, what, reading)
    if not anchor.source and not anchor.note:
        log.error(
            "E110",
            f"`because` of {what} names neither a source nor a note",
            fields.head(node),
            "name the `source` it was read from, or say in a `note` why you judge so",
        )
    return anchor


def _of(entry: Fields, span: Span, what: str, reading: Reading) -> Anchor:
    log, node = reading.log, entry.node
    source = ""
    if (named := entry.get("source")) is not None:
        source = fields.text(named, f"`source` of {what}", log) or ""
        if source:
            reading.known(source, fields.head(named), "source", reading.names.sources)
    anchor = Anchor(source, **{key: entry.text(key) for key in ANCHOR_KEYS[1:]}, span=span)
    for key in ("phrase", "before", "after"):
        shown = getattr(anchor, key)
        if shown and not anchor.source:
            log.error(
                "E110", f"`{key}` of {what} has no source to be found in", node.key_span(key), "name the `source`"
            )
        elif len(shown.split()) > MOST_WORDS:
            log.error(
                "E109",
                f"`{key}` of {what} has {len(shown.split())} words; it finds a place and copies no text",
                node.key_span(key),
                f"shorten it to {MOST_WORDS} words or fewer",
            )
    return anchor
