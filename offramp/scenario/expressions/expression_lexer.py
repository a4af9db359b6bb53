"""An expression cut into tokens. Spellings of other languages are diagnosed, then read as what they mean."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.identifiers import composed, continued, is_name, name_end
from offramp.core.spans import Span

Locate = Callable[[int, int], Span]  # from a stretch of the expression's characters to its place in the file

RESERVED: Final = frozenset({"and", "or", "not", "if", "else", "true", "false", "inf"})

OPERATORS: Final = frozenset(
    {"+", "-", "*", "/", "%", "**", "<", "<=", ">", ">=", "==", "!=", "(", ")", "[", "]", ",", "."}
)

# What other languages write, and what it is called here.
MISSPELLED_OPERATORS: Final[dict[str, str]] = {
    "=": "==",
    ":=": "==",
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "/=": "!=",
    "=<": "<=",
    "=>": ">=",
    "≤": "<=",
    "⩽": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≠": "!=",
    "&&": "and",
    "&": "and",
    "∧": "and",
    "||": "or",
    "|": "or",
    "∨": "or",
    "!": "not",
    "¬": "not",
    "~": "not",
    "^": "**",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "*",
    "·": "*",
    "∙": "*",
    "⋅": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
    "//": "/",
    "∞": "inf",
}
MISSPELLED_WORDS: Final[dict[str, str]] = {
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "Inf": "inf",
    "INF": "inf",
}

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}(?:-?[Qq][0-9]+|-[0-9]{1,2}(?:-[0-9]{1,2})?)(?![\w.])")
_MALFORMED = re.compile(r"(?:[0-9]|\.[0-9])(?:[eE][+-](?=[0-9])|[\w.])*")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|‘[^’]*’|`[^`]*`|['\"“”‘’`]")
_SPACE = re.compile(r"\s+")
_SYMBOLS = sorted([*OPERATORS, *MISSPELLED_OPERATORS], key=len, reverse=True)
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in _SYMBOLS))


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, name, word (a reserved word), operator or end; `start` and `end` count characters."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, locate: Locate, log: DiagnosticLog, dates: bool = False) -> list[Token] | None:
    """The tokens of `text`, with one of kind `end` after them; None where it can't be cut into tokens.

    With `dates`, what has the form of a date (2024Q1, 2024-03) is one token of kind number, and no difference.
    """
    found: list[Token] = []
    place = 0
    while True:
        if space := _SPACE.match(text, place):
            place = space.end()
        if place >= len(text):
            found.append(Token("end", "", len(text), len(text)))
            return found
        if dates and (dated := _DATE.match(text, place)):
            token: Token | None = Token("number", dated[0], place, dated.end())
        else:
            token = _next(text, place, locate, log)
        if token is None:
            return None
        found.append(token)
        place = token.end


def _next(text: str, place: int, locate: Locate, log: DiagnosticLog) -> Token | None:
    if match := _NUMBER.match(text, place):
        whole = _MALFORMED.match(text, place)
        if whole is not None and whole.end() > match.end():
            end = continued(text, whole.end())
            _malformed(text[place:end], match[0], locate(place, end), log)
            return None
        return Token("number", match[0], place, match.end())
    if (end := name_end(text, place)) > place:
        return _word(text[place:end], place, locate, log)
    if match := _SYMBOL.match(text, place):
        meant = MISSPELLED_OPERATORS.get(match[0])
        if meant is None:
            return Token("operator", match[0], place, match.end())
        _other_spelling(match[0], meant, locate(place, match.end()), log)
        return Token("word" if meant in RESERVED else "operator", meant, place, match.end())
    _meaningless(text, place, locate, log)
    return None


def _word(written: str, place: int, locate: Locate, log: DiagnosticLog) -> Token | None:
    word, end = composed(written), place + len(written)
    raised = next((c for c in word if c in "²³¹⁰⁴⁵⁶⁷⁸⁹"), "")
    if raised:
        power = unicodedata.normalize("NFKC", raised)
        log.error(
            "E222",
            f"`{raised}` isn't read as an exponent",
            locate(place, end),
            f"write `{word.split(raised)[0]} ** {power}`",
        )
        return None
    meant = MISSPELLED_WORDS.get(word)
    if meant is not None:
        _other_spelling(word, meant, locate(place, end), log)
        return Token("word", meant, place, end)
    return Token("word" if word in RESERVED else "name", word, place, end)


def _other_spelling(written: str, meant: str, span: Span, log: DiagnosticLog) -> None:
    if written in ("=", ":="):
        message = f"`{written}` doesn't compare; values are compared with `==`"
    elif written == "//":
        message = "`//` isn't an operator here, and nothing rounds down"
    else:
        message = f"`{written}` is spelled `{meant}` in expressions"
    log.error("E222", message, span, f"write `{meant}`")


def _malformed(written: str, number: str, span: Span, log: DiagnosticLog) -> None:
    rest = written[len(number) :]
    if re.fullmatch(r"[0-9_]+(\.[0-9_]+)?", written):
        remedy = f"write `{written.replace('_', '')}`: digits aren't grouped"
    elif is_name(rest):
        remedy = f"write `{number} * {rest}` if you mean a product; a number has no unit or suffix"
    elif rest == ".":
        remedy = f"write `{number}` or `{number}.0`"
    else:
        remedy = "write numbers as 3, 0.5, .5 or 1e-3"
    log.error("E223", f"`{written}` isn't a number", span, remedy)


def _meaningless(text: str, place: int, locate: Locate, log: DiagnosticLog) -> None:
    character = text[place]
    if match := _TEXT.match(text, place):
        inner = match[0][1:-1].strip()
        remedy = f"write `{inner}`" if is_name(inner) else "remove the quotes"
        log.error("E233", "labels and names are written without quotes", locate(place, match.end()), remedy)
        return
    span = locate(place, place + 1)
    if character == "?":
        log.error("E227", "a choice isn't written with `?`", span, "write `x if condition else y`")
    elif character in "{}":
        log.error("E221", f"`{character}` means nothing in an expression", span, "group with parentheses `( )`")
    elif character == ";":
        log.error("E221", "an expression is one value, without `;`", span, "give parts of it names under `define`")
    elif character in "$€£@#\\:":
        log.error("E221", f"`{character}` means nothing in an expression", span, f"remove the `{character}`")
    else:
        name = unicodedata.name(character, "unnamed").lower()
        shown = f"`{character}` " if character.isprintable() else ""
        message = f"the character {shown}(U+{ord(character):04X}, {name}) means nothing in an expression"
        log.error("E221", message, span, "remove it; it may have come along when the text was copied")
