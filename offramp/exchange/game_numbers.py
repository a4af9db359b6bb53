"""Numbers as Gambit writes them: decimals, exponents and fractions, taken exactly."""

import re
from fractions import Fraction

LONGEST = 100  # characters; more digits would say nothing, and exact arithmetic with them takes for ever
LARGEST_EXPONENT = 300
LARGEST = Fraction(10) ** 100  # so that sums and products of payoffs stay far from where floating point ends

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?")
_FRACTION = re.compile(r"([+-]?[0-9]+)/([0-9]+)")


def exact_number(text: str) -> Fraction | str:
    """The number that `text` is, or what it is instead, in words that follow its name: `is no number`."""
    if len(text) > LONGEST:
        return f"has {len(text):,} characters, and numbers may have {LONGEST}"
    if found := _FRACTION.fullmatch(text):
        if not int(found[2]):
            return "divides by zero"
        return Fraction(int(found[1]), int(found[2]))  # within ±1e100, as short as it is
    if not (found := _DECIMAL.fullmatch(text)):
        return "is no number"
    if found[1] and abs(int(found[1])) > LARGEST_EXPONENT:
        return f"has an exponent outside −{LARGEST_EXPONENT} to {LARGEST_EXPONENT}"
    number = Fraction(text)
    return number if abs(number) <= LARGEST else "is beyond ±1e100"


def remedy(text: str) -> str:
    """How the number may have been meant."""
    share = text.removesuffix("%")
    if share != text and _DECIMAL.fullmatch(share):
        return f"write {share}/100" if re.fullmatch("[0-9]+", share) else "write it as a share of 1"
    return "write a number such as 3, -0.5, 1e-3 or 1/3"
