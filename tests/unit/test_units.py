"""Units: reading, multiplying, printing."""

from fractions import Fraction

import pytest

from offramp.core.units import PER_PERIOD, PURE, Unit, parse_unit


def test_bases_with_blanks_quotients_and_per() -> None:
    aid = Unit.of({"EUR bn": 1, "month": -1})
    assert parse_unit("EUR bn/month") == aid
    assert parse_unit("EUR  bn per month") == aid
    assert parse_unit("EUR bn / months") == aid
    assert parse_unit("EUR bn * month^-1") == aid
    assert parse_unit("utility per quarter") == Unit.of({"utility": 1, "quarter": -1})
    assert parse_unit("persons/day/km^2") == Unit.of({"persons": 1, "day": -1, "km": -2})
    assert parse_unit("persons/(day*km²)") == Unit.of({"persons": 1, "day": -1, "km": -2})
    assert parse_unit("1/period") == PER_PERIOD


PURE_NAMES = ["1", "index", "share", "Share", "probability", "fraction", "dimensionless", "none", "km/km"]


@pytest.mark.parametrize("text", PURE_NAMES)
def test_pure_numbers(text: str) -> None:
    assert parse_unit(text) == PURE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a unit is needed"),
        ("   ", "a unit is needed"),
        ("km/", "ends too early"),
        ("/km", "name is missing before `/`"),
        ("km**", "an exponent is a number"),
        ("km^x", "an exponent is a number"),
        ("(km", "isn't closed"),
        ("km)", "unexpected `)`"),
        ("1000 persons", "has no amount in it"),
        ("km & mile", "`&` can't stand in a unit"),
        ("km^99", "may be 12 at most"),
        ("(" * 50 + "km" + ")" * 50, "10 deep"),
        ("k" * 201, "200 characters"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, says: str) -> None:
    found = parse_unit(text)
    assert isinstance(found, str)
    assert says in found


def test_algebra() -> None:
    metre, second = Unit.of({"m": 1}), Unit.of({"s": 1})
    speed = metre.quotient(second)
    assert speed.product(second) == metre
    assert speed.power(2).power(Fraction(1, 2)) == speed
    assert speed.quotient(speed) == PURE
    assert speed.renamed("s", "hour") == Unit.of({"m": 1, "hour": -1})
    assert Unit.of({"period": -1, "month": 1}).renamed("period", "month") == PURE
    assert hash(metre.product(second)) == hash(second.product(metre))


@pytest.mark.parametrize("text", ["EUR bn/month", "1/quarter", "km^2", "a*b/c/d^2", "km^(1/2)", "1/km^(1/2)"])
def test_printing_reads_back(text: str) -> None:
    unit = parse_unit(text)
    assert isinstance(unit, Unit)
    assert str(unit) == text
    assert str(PURE) == "a pure number"
    assert parse_unit(str(PURE)) == PURE
