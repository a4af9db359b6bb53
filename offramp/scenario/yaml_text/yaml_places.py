"""Where the characters of a scalar of YAML stand: its text to its raw form."""

from offramp.core.places import BREAKS


def character_offsets(raw: str, text: str, style: str) -> tuple[int, ...]:
    """For each character of a scalar's `text`, its offset in `raw`, the scalar as it is written in the file.

    Folding turns line ends to spaces and drops indentation, escapes are longer than what they stand for; but
    what isn't blank comes in the same order in both, so one walk along both finds every character.
    """
    if not style and raw[: len(text)] == text:
        return tuple(range(len(text)))
    if style == '"':
        return _in_double_quotes(raw, text)
    at = _after_header(raw) if style in ("|", ">") else len(style)
    offsets = []
    for character in text:
        if not character.isspace():
            at = _past_blanks(raw, at)
        offsets.append(min(at, len(raw) - 1))
        if not character.isspace():
            at += 2 if style == "'" and character == "'" else 1
        elif raw[at : at + 1] == character:
            at += 1
    return tuple(offsets)


def _in_double_quotes(raw: str, text: str) -> tuple[int, ...]:
    at = 1
    offsets = []
    for character in text:
        if raw[at : at + 1] != character or character == "\\":
            behind = _past_blanks(raw, at)
            # An escaped line end stands for nothing, and an escaped blank may have been taken for a folded one.
            while (meant := _escaped(raw, behind)) is not None and meant != character:
                if not (meant == "" or meant.isspace()):
                    break
                behind = _past_blanks(raw, behind + _escape_length(raw, behind))
            if not character.isspace() or meant == character:
                at = behind
        offsets.append(min(at, len(raw) - 1))
        if not character.isspace() or raw[at : at + 1] in (character, "\\"):
            at += _escape_length(raw, at)
    return tuple(offsets)


def _past_blanks(raw: str, at: int) -> int:
    while at < len(raw) and raw[at].isspace():
        at += 1
    return at


def _after_header(raw: str) -> int:
    """The offset behind a block scalar's first line, `>-  # why`."""
    for at, character in enumerate(raw):
        if character in BREAKS:
            return at + 1
    return len(raw)


_LONG_ESCAPES = {"x": 4, "u": 6, "U": 10}
_SHORT_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029", "\n": "", "\r": "", "\x85": "", "\u2028": "", "\u2029": "",
}  # fmt: skip


def _escape_length(raw: str, at: int) -> int:
    if raw[at : at + 1] != "\\":
        return 1
    return _LONG_ESCAPES.get(raw[at + 1 : at + 2], 2)


def _escaped(raw: str, at: int) -> str | None:
    """What the escape at `at` stands for, nothing for a line end; None where there is no escape."""
    if raw[at : at + 1] != "\\":
        return None
    length = _escape_length(raw, at)
    if length > 2:
        return chr(int(raw[at + 2 : at + length], 16))
    return _SHORT_ESCAPES.get(raw[at + 1 : at + 2], raw[at + 1 : at + 2])
