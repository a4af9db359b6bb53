"""What was asked for on the command line: `name=value` settings and numbers, checked before anything runs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity

if TYPE_CHECKING:
    from offramp.scenario.model import ScenarioModel

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?inf")
_NAME = re.compile(r"[^\W\d]\w*")
_ONE_SETTING = "write name=value, several with commas between them; decimals take a point: --set slip=0.1"


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that an option takes, and how to say so."""

    low: float
    high: float
    low_included: bool
    means: str


LIMITS = {
    "level": Limits(0, 1, False, "a chance above 0 and up to 1, such as 0.5"),
    "tolerance": Limits(0, 1, False, "a difference of chances above 0 and up to 1, such as 0.02"),
    "points": Limits(2, 10_000_000, True, "a number of grid points from 2 to 10 million"),
    "paths": Limits(2, 10_000_000, True, "a number of paths from 2 to 10 million"),
    "seed": Limits(0, 2**63 - 1, True, "a whole number from 0 on"),
}


def check_numbers(**asked: float | None) -> None:
    """Raise ScenarioError E713 for every number that its option can't take; None is left to the default."""
    faults = []
    for name, value in asked.items():
        limits = LIMITS[name]
        if value is None:
            continue
        above = value >= limits.low if limits.low_included else value > limits.low
        if not (above and value <= limits.high):
            faults.append(Diagnostic("E713", f"--{name} is {value:.6g}, and takes {limits.means}"))
    if faults:
        raise ScenarioError(faults)


def settings(texts: Iterable[str]) -> dict[str, float]:
    """`--set` options as numbers by name. Raises ScenarioError E711, E712 with everything that is malformed."""
    faults: list[Diagnostic] = []
    numbers: dict[str, float] = {}
    for name, value in _pairs("--set", texts, faults):
        number = _number(value)
        if number is None:
            faults.append(Diagnostic("E711", f"--set {name}={value}: {_not_a_number(value)}", remedy=_mended(value)))
        else:
            numbers[name] = number
    if faults:
        raise ScenarioError(faults)
    return numbers


def outside_ranges(model: "ScenarioModel", view: str | None, numbers: Mapping[str, float]) -> list[Diagnostic]:
    """A warning W709 for every setting that leaves the range which the scenario gives the assumption.

    The range is the assumption's own together with the view's; one without a range takes any value.
    """
    found = []
    for name, value in numbers.items():
        assumption = model.assumptions[name]
        own = assumption.bounds(view)
        low, high = min(assumption.low, own[0]), max(assumption.high, own[1])
        if low < high and not low <= value <= high:
            said = f"{name} is set to {value:.6g}, outside its range {low:.6g} to {high:.6g}"
            remedy = "the result holds for that value; the scenario's author took it to be excluded"
            found.append(Diagnostic("W709", said, None, remedy, Severity.WARNING))
    return found


def state(text: str | None) -> dict[str, float | str]:
    """`--at` as numbers and labels by name: `t=4, front=0.3, phase=war`. Raises ScenarioError E711, E712."""
    faults: list[Diagnostic] = []
    values: dict[str, float | str] = {}
    for name, value in _pairs("--at", [] if text is None else [text], faults):
        number = _number(value)
        values[name] = value if number is None else number
    if text is not None and not values and not faults:
        faults.append(Diagnostic("E711", "--at names no state", remedy='write it as --at "t=4, front=0.3, phase=war"'))
    if faults:
        raise ScenarioError(faults)
    return values


def _pairs(option: str, texts: Iterable[str], faults: list[Diagnostic]) -> list[tuple[str, str]]:
    """Every `name=value`; what isn't one, or sets a name again, becomes a fault."""
    found: dict[str, str] = {}
    for text in texts:
        for part in text.split(","):
            name, equals, value = (piece.strip() for piece in part.partition("="))
            if not part.strip() and "," in text:
                continue  # a comma at the end
            if not equals or not value or not _NAME.fullmatch(name):
                said = part.strip() or "nothing"
                faults.append(Diagnostic("E711", f"{option} takes name=value, and got {said}", remedy=_ONE_SETTING))
            elif name in found:
                faults.append(
                    Diagnostic("E712", f"{option} gives {name} twice, as {found[name]} and {value}", remedy="keep one")
                )
            else:
                found[name] = value
    return list(found.items())


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _not_a_number(value: str) -> str:
    return f"{value} is not a number"


def _mended(value: str) -> str:
    """How the number may have been meant."""
    share = value.removesuffix("%").strip()
    if value.endswith("%") and _NUMBER.fullmatch(share):
        return f"write {float(share) / 100:.12g}"
    over, _, under = value.partition("/")
    if _NUMBER.fullmatch(over.strip()) and _NUMBER.fullmatch(under.strip()) and float(under):
        return f"write {float(over) / float(under):.6g}"
    return "write a number such as 3, 0.5 or 1e-3"
