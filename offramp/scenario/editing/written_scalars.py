"""Texts and numbers as a scenario file writes them: quoted only where YAML would otherwise read something else."""

import re
from collections.abc import Iterator

from offramp.scenario.expressions.expression_printer import number_text

# What is safe without quotes wherever a value may stand: it begins with a letter or a digit, and holds no sign that
# means something inside {} or [], no colon before a blank and no #.
_PLAIN = re.compile(r"[^\W_](?:[^\n\r\t\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff:#,\[\]{}\"\\]|(?<=\S):(?=\w))*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def written(value: str | float | bool) -> str:
    """A value as text: numbers with as many digits as they need, `inf` as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return number_text(value)


def plain_or_quoted(text: str) -> str:
    """`text` as one value on one line, in quotes only where it needs them."""
    number = re.fullmatch(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?", text)
    if number or (_PLAIN.fullmatch(text) and text == text.strip()):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes, everything that isn't plainly visible as an escape."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def forms(text: str, style: str, indent: str) -> Iterator[str]:
    """Ways to write `text`, the author's own style first; whether one fits where it stands is for the caller to try.

    `indent` is that of the lines of a block (| or >).
    """
    if style == "'" and "\n" not in text:
        yield "'" + text.replace("'", "''") + "'"
    elif style == '"':
        yield quoted(text)
    elif style in ("|", ">") and text.strip():
        lines = text.strip("\n").split("\n")
        joint = "\n\n" if style == ">" else "\n"
        yield f"{style}\n" + joint.join(indent + line for line in lines)
    else:
        yield text
    yield plain_or_quoted(text)
    yield quoted(text)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if character == " " or (character.isprintable() and code != 0xFEFF):
        return character
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
