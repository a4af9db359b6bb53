"""What was asked for on the command line: `name=value` settings and numbers, checked before anything runs."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity
from offramp.core.identifiers import composed, is_name

if TYPE_CHECKING:
    from offramp.scenario.model import ScenarioModel

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?inf")
_EARLIER = re.compile(r"previous\(\s*([^\s(),]+)\s*(?:,\s*0*(\d+)\s*)?\)")  # previous(front), previous(front, 2)
_COMMA = re.compile(r",(?![^(]*\))")  # one that doesn't stand between brackets
_ONE_SETTING = "write name=value, several with commas between them; decimals take a point: "
_A_NUMBER = "write a number such as 3, 0.5 or 1e-3"
_EXAMPLES = {"--set": "--set slip=0.1", "--at": '--at "t=4, front=0.3, phase=war"'}


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
    "worlds": Limits(0, 100_000, True, "a number of worlds from 0 (none) to 100,000"),
    "seed": Limits(0, 2**63 - 1, True, "a whole number from 0 on"),
}
MOST_RATIONALITY = 1e100  # times payoffs, it stays a number
_WHOLE = ("points", "paths", "worlds", "seed")


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


def either(first: str, second: str) -> ScenarioError:
    """E714 for two options that exclude each other."""
    said = f"{first} and {second} ask for two different things"
    return ScenarioError([Diagnostic("E714", said, None, "give one of them")])


def unreadable(name: str, value: str) -> Diagnostic:
    """What to say of an option in LIMITS whose value isn't the kind of number that it takes."""
    if name in _WHOLE:
        remedy = "write a whole number, in digits only"
    else:
        pointed = value.replace(",", ".", 1)
        remedy = _mended(value) or (f"write {pointed}" if _NUMBER.fullmatch(pointed) else _A_NUMBER)
    return Diagnostic("E713", f"--{name} is {value or 'empty'}, and takes {LIMITS[name].means}", remedy=remedy)


def rationality_number(text: str) -> float:
    """`--rationality` as a number: 0 or more, or inf. Raises ScenarioError E713."""
    found = _number(text.strip())
    if found is None or not (found >= 0 and (found <= MOST_RATIONALITY or math.isinf(found))):
        said = f"--rationality is {text or 'empty'}, and takes a number from 0 to {MOST_RATIONALITY:g}, or inf"
        pointed = text.strip().replace(",", ".", 1)
        mend = _mended(text.strip()) or (f"write {pointed}" if _NUMBER.fullmatch(pointed) and pointed != text else "")
        mend = mend or "write a number such as 2 or 0.5; inf is exact play"
        raise ScenarioError([Diagnostic("E713", said, remedy=mend)])
    return found


def settings(texts: Iterable[str], switches: Collection[str] = ()) -> dict[str, float | str]:
    """`--set` options by name: numbers, and for `switches` the names of cases.

    Raises ScenarioError E711, E712 with everything that is malformed.
    """
    faults: list[Diagnostic] = []
    numbers: dict[str, float | str] = {}
    for name, value in _pairs("--set", texts, faults):
        number = _number(value)
        if name in switches:
            numbers[name] = value
        elif number is None:
            remedy = _mended(value) or _A_NUMBER
            if is_name(value):
                remedy += f'; if {name} is a mode, solve from that label with --at "{name}={value}"'
            faults.append(Diagnostic("E711", f"--set {name}={value}: {value} is not a number", remedy=remedy))
        else:
            numbers[name] = number
    if faults:
        raise ScenarioError(faults)
    return numbers


def outside_ranges(model: "ScenarioModel", view: str | None, asked: Mapping[str, float | str]) -> list[Diagnostic]:
    """A warning W709 for every setting that leaves the range which the scenario gives the assumption.

    The range is the assumption's own together with the view's; one without a range takes any value.
    """
    found = []
    for name, value in asked.items():
        if isinstance(value, str):
            continue  # a case of a switch
        assumption = model.assumptions[name]
        own, written = assumption.distribution_in(view).support, assumption.distribution.support
        low, high = min(written[0], own[0]), max(written[1], own[1])
        if low < high and not low <= value <= high:
            said = f"{name} is set to {value:.6g}, outside its range {low:.6g} to {high:.6g}"
            remedy = "the result holds for that value; the scenario's author took it to be excluded"
            found.append(Diagnostic("W709", said, None, remedy, Severity.WARNING))
    return found


def state(text: str | None) -> dict[str, float | str]:
    """`--at` as numbers and labels by name: `t=4, front=0.3, previous(front)=0.2, phase=war`.

    Raises ScenarioError E711, E712.
    """
    faults: list[Diagnostic] = []
    values: dict[str, float | str] = {}
    for name, value in _pairs("--at", [] if text is None else [text], faults):
        number = _number(value)
        if number is None and (remedy := _mended(value)):
            faults.append(Diagnostic("E711", f"--at {name}={value}: {value} is not a number", remedy=remedy))
        values[name] = value if number is None else number
    if text is not None and not values and not faults:
        faults.append(Diagnostic("E711", "--at names no state", remedy='write it as --at "t=4, front=0.3, phase=war"'))
    if faults:
        raise ScenarioError(faults)
    return values


def documents(texts: Iterable[str]) -> dict[str, Path]:
    """`--document` options: files by the source that they are the document of. Raises ScenarioError E122."""
    faults: list[Diagnostic] = []
    found: dict[str, Path] = {}
    for text in texts:
        name, equals, path = (part.strip() for part in text.partition("="))
        if not (equals and name and path) or "\0" in text:
            remedy = "write the source's name, = and the file: --document report=papers/report.pdf"
            faults.append(Diagnostic("E122", f"--document takes NAME=FILE, and got {text or 'nothing'}", remedy=remedy))
        elif name in found:
            said = f"--document gives {name} twice, as {found[name]} and {path}"
            faults.append(Diagnostic("E122", said, remedy="keep one"))
        else:
            found[name] = Path(path).expanduser()
    if faults:
        raise ScenarioError(faults)
    return found


def _pairs(option: str, texts: Iterable[str], faults: list[Diagnostic]) -> list[tuple[str, str]]:
    """Every `name=value`; what isn't one, or sets a name again, becomes a fault."""
    found: dict[str, str] = {}
    for text in texts:
        for part in _COMMA.split(text):
            name, equals, value = (composed(piece.strip()) for piece in part.partition("="))
            earlier = _EARLIER.fullmatch(name) if option == "--at" else None
            if not part.strip() and "," in text:
                continue  # a comma at the end
            plain = name
            if earlier is not None:
                plain, back = composed(earlier[1]), earlier[2] or "1"
                name = f"previous({plain})" if back == "1" else f"previous({plain}, {back})"
            if not equals or not value or not is_name(plain):
                said = part.strip() or "nothing"
                faults.append(
                    Diagnostic(
                        "E711", f"{option} takes name=value, and got {said}", remedy=_ONE_SETTING + _EXAMPLES[option]
                    )
                )
            elif name in found:
                faults.append(
                    Diagnostic("E712", f"{option} gives {name} twice, as {found[name]} and {value}", remedy="keep one")
                )
            else:
                found[name] = value
    return list(found.items())


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _mended(value: str) -> str:
    """How the number may have been meant; empty where nothing suggests itself."""
    share = value.removesuffix("%").strip()
    if value.endswith("%") and _NUMBER.fullmatch(share):
        return f"write {float(share) / 100:.12g}"
    over, _, under = value.partition("/")
    if _NUMBER.fullmatch(over.strip()) and _NUMBER.fullmatch(under.strip()) and float(under):
        return f"write {float(over) / float(under):.6g}"
    return ""
