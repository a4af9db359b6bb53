"""Units of measure: products of named base units with exponents, such as EUR bn/month."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_MOST_CHARACTERS = 200
_MOST_NESTED = 10
_LARGEST_EXPONENT = 12
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![^\W_])"
    r"|(?P<word>(?:[^\W²³]|(?<=\w)['.-](?=\w))+|[%$€£¥])"
    r"|(?P<operator>\*\*|[*/^()·×²³-]))"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Base names with their exponents, sorted by name and without zeros; empty for a pure number."""

    exponents: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def of(cls, exponents: Mapping[str, Fraction | int]) -> "Unit":
        """The unit with these exponents; zeros are left out."""
        return cls(tuple(sorted((name, Fraction(power)) for name, power in exponents.items() if power)))

    @property
    def is_pure(self) -> bool:
        """Whether this is the unit of pure numbers."""
        return not self.exponents

    def product(self, other: "Unit") -> "Unit":
        """The unit of a product."""
        powers = dict(self.exponents)
        for name, power in other.exponents:
            powers[name] = powers.get(name, Fraction(0)) + power
        return Unit.of(powers)

    def power(self, exponent: Fraction | int) -> "Unit":
        """The unit of a power."""
        return Unit.of({name: power * exponent for name, power in self.exponents})

    def quotient(self, other: "Unit") -> "Unit":
        """The unit of a quotient."""
        return self.product(other.power(-1))

    def renamed(self, old: str, new: str) -> "Unit":
        """This unit with the base `old` taken to be the base `new`."""
        if all(name != old for name, _ in self.exponents):
            return self
        rest = Unit(tuple((name, power) for name, power in self.exponents if name != old))
        return rest.product(Unit.of({new: dict(self.exponents)[old]}))

    def __str__(self) -> str:
        if not self.exponents:
            return "a pure number"
        above = "*".join(name + _exponent(power) for name, power in self.exponents if power > 0) or "1"
        below = "".join("/" + name + _exponent(-power) for name, power in self.exponents if power < 0)
        return above + below


PURE: Final = Unit()
UTILITY: Final = Unit.of({"utility": 1})
PER_PERIOD: Final = Unit.of({"period": -1})

PURE_NAMES: Final = frozenset(
    {"index", "probability", "share", "fraction", "dimensionless", "none", "pure number", "a pure number"}
)
PERIODS: Final = ("day", "week", "month", "quarter", "year")
_PERIOD_NAMES: Final = {plural: singular for singular in (*PERIODS, "period") for plural in (singular, singular + "s")}
# How many of the shorter are one of the longer, where that is always the same number.
_LENGTHS: Final = {
    ("year", "quarter"): 4,
    ("year", "month"): 12,
    ("quarter", "month"): 3,
    ("week", "day"): 7,
}


def periods_within(rate: Unit, wanted: Unit) -> tuple[int, str, str] | None:
    """How many periods of `wanted`, a rate, are one period of `rate`, and both names: 12, month and year."""
    for (longer, shorter), count in _LENGTHS.items():
        if rate == Unit.of({longer: -1}) and wanted == Unit.of({shorter: -1}):
            return count, shorter, longer
    return None


def parse_unit(text: str) -> Unit | str:
    """The unit that `text` names, or a sentence that says why it can't be read.

    Words with spaces between them are one base name (`EUR bn`); `*` multiplies, `/` and `per` divide by what
    follows next, `^2` is an exponent. Names such as share, index and probability mean a pure number.
    """
    if len(text) > _MOST_CHARACTERS:
        return f"a unit may have {_MOST_CHARACTERS} characters, this one has {len(text)}"
    try:
        tokens = _tokens(text)
        if not tokens:
            return "a unit is needed, such as EUR bn/month or share"
        unit, rest = _product(tokens, 0, 0)
        if rest < len(tokens):
            return f"unexpected `{tokens[rest][1]}`: units are names joined by `*`, `/` or `per`"
    except _UnreadableUnitError as problem:
        return str(problem)
    if any(abs(power) > _LARGEST_EXPONENT for _, power in unit.exponents):
        return f"an exponent in a unit may be {_LARGEST_EXPONENT} at most"
    return unit


class _UnreadableUnitError(Exception):
    """Why a unit can't be read."""


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _UnreadableUnitError(
                f"`{text[place:].strip()[0]}` can't stand in a unit; write names such as EUR bn/month"
            )
        place = match.end()
        kind = str(match.lastgroup)
        tokens.append(("per", "per") if match[kind].lower() == "per" else (kind, match[kind]))
    return tokens


def _product(tokens: list[tuple[str, str]], place: int, nested: int) -> tuple[Unit, int]:
    """Factors from `place` on, up to a closing bracket or the end; and where they end."""
    unit, place = _power(tokens, place, nested)
    while place < len(tokens) and tokens[place][1] in ("*", "·", "×", "/", "per"):
        factor, after = _power(tokens, place + 1, nested)
        unit = unit.quotient(factor) if tokens[place][1] in ("/", "per") else unit.product(factor)
        place = after
    return unit, place


def _power(tokens: list[tuple[str, str]], place: int, nested: int) -> tuple[Unit, int]:
    unit, place = _base(tokens, place, nested)
    if place < len(tokens) and tokens[place][1] in ("²", "³"):
        return unit.power(2 if tokens[place][1] == "²" else 3), place + 1
    if place < len(tokens) and tokens[place][1] in ("^", "**"):
        exponent, place = _read_exponent(tokens, place + 1)
        return unit.power(exponent), place
    return unit, place


def _read_exponent(tokens: list[tuple[str, str]], place: int) -> tuple[Fraction, int]:
    """A number with or without a sign, or a fraction in brackets: 2, -1, 0.5, (1/3)."""
    texts = [text for _, text in tokens[place : place + 6]] + [""] * 6
    bracket = texts[0] == "("
    at = 1 if bracket else 0
    sign = -1 if texts[at] == "-" else 1
    at += texts[at] == "-"
    shown = texts[at]
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", shown):
        raise _UnreadableUnitError("an exponent is a number: `km^2`, `day^-1`")
    value = Fraction(shown) * sign
    at += 1
    if bracket:
        if texts[at] == "/":
            if not re.fullmatch(r"0*[1-9]\d{0,2}", texts[at + 1]):
                raise _UnreadableUnitError("an exponent is a number: `km^2`, `day^-1`, `km^(1/2)`")
            value /= int(texts[at + 1])
            at += 2
        if texts[at] != ")":
            raise _UnreadableUnitError("a bracket after `^` isn't closed")
        at += 1
    return value, place + at


def _base(tokens: list[tuple[str, str]], place: int, nested: int) -> tuple[Unit, int]:
    kind, text = tokens[place] if place < len(tokens) else ("end", "")
    if text == "(":
        if nested >= _MOST_NESTED:
            raise _UnreadableUnitError(f"brackets in a unit may be nested {_MOST_NESTED} deep")
        unit, place = _product(tokens, place + 1, nested + 1)
        if place >= len(tokens) or tokens[place][1] != ")":
            raise _UnreadableUnitError("a bracket isn't closed")
        return unit, place + 1
    if kind == "end":
        raise _UnreadableUnitError("the unit ends too early: a name is missing at its end")
    if kind not in ("word", "number"):
        raise _UnreadableUnitError(f"a name is missing before `{text}`")
    words: list[str] = []
    while place < len(tokens) and (tokens[place][0] in ("word", "number") or (words and _joins(tokens, place))):
        words.append(tokens[place][1])
        place += 1
    return _named(words), place


def _joins(tokens: list[tuple[str, str]], place: int) -> bool:
    """Whether a lone `-` at `place` stands between two words, as in `person - days`."""
    return tokens[place][1] == "-" and place + 1 < len(tokens) and tokens[place + 1][0] == "word"


def _named(words: list[str]) -> Unit:
    if words == ["1"] or " ".join(words).lower() in PURE_NAMES:
        return PURE
    if re.fullmatch(r"\d+(\.\d+)?", words[0]):
        name = " ".join(words[1:]) or "persons"
        raise _UnreadableUnitError(
            f"a unit has no amount in it (`{words[0]}`): put that into the value, or write `thousand {name}`"
        )
    name = " ".join(words)
    if name in ("%", "percent"):
        name = "percent"
    return Unit.of({_PERIOD_NAMES.get(name.lower(), name): 1})


def _exponent(power: Fraction) -> str:
    if power == 1:
        return ""
    return f"^{power}" if power.denominator == 1 else f"^({power})"
