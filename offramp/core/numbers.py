"""Numbers as text: never more digits than the error allows, never a number without an error that is known.

The last digit shown is the first digit of the error (the second where the first is a 1), the error is
rounded up, and a share that its error can't tell from 0 or 1 is written as a bound.
"""

import math
from typing import TypeGuard

MISSING = "–"
_FINEST_PERCENT = -1  # a tenth of a percent is as fine as anyone reads


def is_number(value: object) -> TypeGuard[float]:
    """Whether `value` is a finite number (a flag is not one)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def last_place(error: float) -> int:
    """The power of ten of the last digit worth showing beside `error` (which is above 0)."""
    place = math.floor(math.log10(error))
    # Rounded up, 0.0096 is 0.01: look at the digit that will be shown.
    leading = math.ceil(round(error / 10**place, 9))
    if leading == 10:
        place, leading = place + 1, 1
    return place - 1 if leading == 1 or error / 10**place < 2 else place


def _ceil(value: float, place: int) -> float:
    step = 10.0**place
    return math.ceil(round(value / step, 6)) * step


def _floor(value: float, place: int) -> float:
    step = 10.0**place
    return math.floor(round(value / step, 6)) * step


def _nearest(value: float, place: int) -> float:
    step = 10.0**place
    return round(value / step) * step


def _fixed(value: float, place: int) -> str:
    """`value` rounded at `place`, with a true minus sign and never `−0`."""
    text = f"{_nearest(value, place):,.{max(0, -place)}f}".replace(",", "\u202f")
    text = text.replace("-", "−")
    return text[1:] if text.startswith("−") and not text.strip("−0.") else text


def share(value: float | None, error: float | None = None) -> str:
    """A probability or share in percent: `40% ± 2%`, `≤ 3%`, `≥ 97%`; `≈ 40%` where no error is known."""
    if value is None or not is_number(value):
        return MISSING
    percent = 100.0 * value
    if error is None or not is_number(error):
        return _rough(percent)
    if error <= 1e-9:
        return _exact_percent(percent)
    spread = 100.0 * error
    place = max(last_place(spread), _FINEST_PERCENT)
    # As shown, both rounded: 2.2 with an error of 2.1 reads as 2 ± 3, which is a bound.
    shown, around = _nearest(percent, place), _ceil(spread, place)
    low, high = min(percent - spread, shown - around), max(percent + spread, shown + around)
    if low <= 0 and high >= 100:
        return "anything from 0% to 100%"
    if low <= 0:
        return f"≤ {_fixed(_ceil(percent + spread, place), place)}%"
    if high >= 100:
        return f"≥ {_fixed(_floor(percent - spread, place), place)}%"
    return f"{_fixed(shown, place)}% ± {_fixed(around, place)}%"


def finest_place(*amounts: object) -> int | None:
    """The finest place worth reading in amounts of one column: a thousandth of the largest; None where all are 0."""
    largest = max((abs(amount) for amount in amounts if is_number(amount)), default=0.0)
    return math.floor(math.log10(largest)) - 3 if largest > 0 else None


def quantity(value: float | None, error: float | None = None, finest: int | None = None) -> str:
    """A number in the unit of its column: `−1.4 ± 0.2`; two digits and `≈` where no error is known.

    finest: no digit beyond this place, and no more than three in all, however small the error.
    """
    if value is None or not is_number(value):
        return MISSING
    if finest is not None:
        return _amount(value, error, finest)
    if error is None or not is_number(error):
        return "0" if value == 0 else f"≈ {_significant(value, 2)}"
    if error <= 1e-9 * max(1.0, abs(value)):
        return _significant(value, 4)
    place = last_place(error)
    return f"{_fixed(value, place)} ± {_fixed(_ceil(error, place), place)}"


def _amount(value: float, error: float | None, finest: int) -> str:
    place = max(finest, math.floor(math.log10(abs(value))) - 2) if value else finest
    if error is None or not is_number(error):
        place = max(place, math.floor(math.log10(abs(value))) - 1) if value else place
        text = _trimmed(value, place)
        return text if text == "0" else f"≈ {text}"
    if error <= 1e-9 * max(1.0, abs(value)):
        return _trimmed(value, place)
    place = max(place, last_place(error))
    return f"{_fixed(value, place)} ± {_fixed(_ceil(error, place), place)}"


def cost(value: float | None, error: float | None = None, finest: int | None = None) -> str:
    """Like `quantity` for a number that can't be negative: `≤ 0.1` where it can't be told from nothing."""
    if value is not None and is_number(value):
        value = max(0.0, value)  # a price below 0 is the grid's noise
    if value is not None and is_number(value) and error is not None and is_number(error) and error > 1e-9:
        place = last_place(error) if finest is None else max(finest, last_place(error))
        if _nearest(value, place) <= _ceil(error, place):
            return f"≤ {_fixed(_ceil(value + error, place), place)}"
    return quantity(value, error, finest)


def points(value: float | None) -> str:
    """A numerical difference between probabilities, in percentage points."""
    if value is None or not is_number(value):
        return MISSING
    size = 100.0 * abs(value)
    if size < 0.01:
        return "0" if value == 0 else "under 0.01"
    return _significant(size, 2)


def tally(count: int, share: float | None, low: float | None, high: float | None) -> str:
    """A count with the share that it stands for and its interval, where there is one: `83 (42%: 35% to 49%)`."""
    if share is None or low is None or high is None:
        return f"{count}"
    if share == 0:
        return f"0 (at most {_significant(100 * high, 2)}%)"
    if share == 1:
        return f"{count} (at least {_significant(100 * low, 3)}%)"
    return f"{count} ({whole(share)}: {whole(low)} to {whole(high)})"


def whole(value: float) -> str:
    """A share in whole per cent, never rounded to none or all."""
    if value < 0.01:
        return "0%" if value == 0 else "under 1%"
    if value > 0.99:
        return "100%" if value == 1 else "over 99%"
    return f"{100 * value:.0f}%"


def level(value: float) -> str:
    """A level that a reader set, exactly as set: `50%`, `2.5%`."""
    return f"{100.0 * value:.6g}%"


def as_written(value: object) -> str:
    """An input, with the digits that it was given."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return "∞" if value == math.inf else f"{value:.6g}".replace("-", "−")
    return MISSING if value is None else str(value)


def three_digits(value: float) -> str:
    """A number found among worlds, whose interval stands beside it: `0.748`, `−12`."""
    return f"{value:.3g}".replace("-", "−")


_LEAST_PERCENT = 1e-4  # nobody reads on after so many zeros
_ROUNDING_PERCENT = 1e-11  # of a sum of chances that is 1


def _exact_percent(percent: float) -> str:
    if percent == 0.0:
        return "0%"
    if abs(percent - 100.0) < _ROUNDING_PERCENT:
        return "100%"
    if percent < _LEAST_PERCENT:
        return f"under {_LEAST_PERCENT:.4f}%"
    if percent < 1:
        return f"{_significant(percent, 2)}%"
    text = _fixed(percent, -1)
    if text == "100.0":
        return "over 99.9%"
    return (text.removesuffix(".0") if abs(percent - round(percent)) < 1e-9 else text) + "%"


def _rough(percent: float) -> str:
    if percent <= 0:
        return "0%"
    if percent < 1:
        return "under 1%"
    if percent > 99:
        return "over 99%" if percent < 100 else "100%"
    step = 1 if percent < 10 or percent > 90 else 5
    return f"≈ {round(percent / step) * step:.0f}%"


def _significant(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    return _trimmed(value, math.floor(math.log10(abs(value))) - digits + 1)


def _trimmed(value: float, place: int) -> str:
    """`value` rounded at `place`, without zeros at its end."""
    text = _fixed(value, place)
    return text.rstrip("0").rstrip(".") if "." in text else text
