"""Numeric options: `demand: {from: 0, to: 1, steps: 101}` is one option for each of 101 numbers."""

from fractions import Fraction

from offramp.scenario.expressions.scope import Scope
from offramp.scenario.model import Option
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_effects import read_effects
from offramp.scenario.reading.scalars import number, whole_number
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_NUMBERS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Scalar

_EXAMPLE = "{from: 0, to: 1, steps: 101}"
_DATED = "guard it: `when: t >= 4`; `from` and `to` of a numeric option are its lowest and highest number"


def read_numeric_option(key: Scalar, node: Mapping, scope: Scope, reading: Reading) -> tuple[Option, ...]:
    """An option for each number, lowest first. They share `when` and `then`, which call the number `key`."""
    what = f"option {key.text}"
    entry = Fields(node, what, reading.log, keys("numeric_option"), instead={"until": _DATED})
    numbers = _numbers(key, entry, reading)
    when = reading.condition(entry.get("when"), scope, f"`when` of {what}")
    then = read_effects(entry.get("then"), what, scope, reading)
    means = entry.text("means")
    return tuple(
        Option(f"{key.text} {shown}", means, when, then, key.span, key.text, value)
        for shown, value in zip(_shown(numbers), numbers, strict=True)
    )


def _numbers(key: Scalar, entry: Fields, reading: Reading) -> list[float]:
    """The numbers; where they can't be read, one that stands for them, so that nothing else is blamed."""
    log, what = reading.log, f"option {key.text}"
    ends = []
    for end in ("from", "to"):
        found = entry.require(end, f"{end}: {'0' if end == 'from' else '1'}", key.span)
        ends.append(None if found is None else number(found, f"`{end}` of {what}", log))
    low, high = ends
    written = entry.get("steps")
    count = None if written is None else whole_number(written, f"`steps` of {what}", log)
    if low is None or high is None or (written is not None and count is None):
        return [0.0]
    if not low < high:
        place = entry.get("to")
        assert place is not None
        remedy = f"write `from: {high:g}, to: {low:g}`" if high < low else "let `to` be more, or list a plain option"
        log.error("E440", f"{what} goes from {low:g} to {high:g}, so there is no range", fields.head(place), remedy)
        return [low]
    if count is None:
        if not (low.is_integer() and high.is_integer()):
            message = f"{what} doesn't say how many numbers there are from {low:g} to {high:g}"
            log.error("E440", message, key.span, f"write `steps`, both ends counted: `{key.text}: {_EXAMPLE}`")
            return [low]
        # Between whole numbers, every whole one is meant.
        count = int(high) - int(low) + 1
    if not 2 <= count <= MOST_NUMBERS:
        place = written or entry.get("to")
        assert place is not None
        remedy = f"take from 2 to {MOST_NUMBERS:,} numbers: `steps` is how many there are, both ends counted"
        shown = f"{count:,}" if abs(count) < 10**12 else "far too many"
        log.error("E440", f"{what} has {shown} number{'' if count == 1 else 's'}", fields.head(place), remedy)
        return [low]
    # Fractions of what is written give 0.3, not 0.30000000000000004.
    first, width = Fraction(repr(low)), Fraction(repr(high)) - Fraction(repr(low))
    return [float(first + width * k / (count - 1)) for k in range(count)]


def _shown(numbers: list[float]) -> list[str]:
    """Each number with as few digits as tell them all apart, six at least where they are needed."""
    for digits in (6, 9, 12):
        shown = [f"{value:.{digits}g}" for value in numbers]
        if len(set(shown)) == len(shown):
            return shown
    return [repr(value) for value in numbers]
