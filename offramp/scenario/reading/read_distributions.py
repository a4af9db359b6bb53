"""How likely each value of a number is: `range`, `quantiles` or `distribution`, of an assumption or of its view."""

import math
import re
from itertools import pairwise
from typing import Final

from offramp.core.distributions import Distribution, Fixed, Named, Uniform
from offramp.core.families import FAMILIES
from offramp.core.metalog import FEWEST, MOST, Metalog, falls, metalog
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

DISTRIBUTION_KEYS: Final = keys("view_number")
LEAST_HELD: Final = 0.001  # of a named distribution inside its range; less is a slip of the pen
_FAR: Final = 1e-9  # chances this near to 0 and 1 must still have finite values
_INFINITE: Final = re.compile(r"([+-]?)(inf|\.inf|infinity)", re.IGNORECASE)
_QUANTILES_EXAMPLE: Final = "quantiles: {0.1: 3, 0.5: 6, 0.9: 12}"
_DISTRIBUTION_EXAMPLE: Final = "distribution: {gamma: {shape: 2, mean: 0.05}}"

Ends = tuple[float, float]


def read_distribution(entry: Fields, what: str, reading: Reading) -> Distribution | None:
    """What the keys `range`, `quantiles` and `distribution` of `entry` say; None where they are absent or faulty."""
    log = reading.log
    ranged, quantiles, named = (entry.get(key) for key in DISTRIBUTION_KEYS)
    if quantiles is not None and named is not None:
        log.error(
            "E425",
            f"{what} has `quantiles` and a `distribution`; they say the same thing twice",
            entry.node.key_span("distribution"),
            "keep one of them",
        )
        return None
    ends = None if ranged is None else read_ends(ranged, what, reading)
    if ranged is not None and ends is None:
        return None
    if quantiles is not None:
        return _metalog(quantiles, ends or (-math.inf, math.inf), what, reading)
    if named is not None:
        return _named(named, ends or (-math.inf, math.inf), what, reading)
    if ranged is None or ends is None:
        return None
    if math.isinf(ends[0]) or math.isinf(ends[1]):
        log.error(
            "E424",
            f"the range of {what} has no end, so it doesn't say how likely large values are",
            ranged.span,
            "give both ends, or `quantiles` or a `distribution` beside the range",
        )
        return None
    return between(ends)


def between(ends: Ends) -> Distribution:
    """A plain range; one whose ends are the same is a fixed number."""
    return Fixed(ends[0]) if ends[0] == ends[1] else Uniform(*ends)


def read_ends(node: Node, what: str, reading: Reading) -> Ends | None:
    """`[low, high]`, either of which may be infinite."""
    place = f"`range` of {what}"
    signs = [
        _INFINITE.fullmatch(item.text.strip()) if isinstance(item, Scalar) else None
        for item in (node.items if isinstance(node, Sequence) else ())
    ]
    if not isinstance(node, Sequence) or len(node.items) != 2 or not any(signs):
        return scalars.interval(node, place, reading.log)
    found = [
        math.copysign(math.inf, -1.0 if sign[1] == "-" else 1.0) if sign else scalars.number(item, place, reading.log)
        for item, sign in zip(node.items, signs, strict=True)
    ]
    low, high = found
    if low is None or high is None:
        return None
    if not low < high:
        reading.log.error(
            "E410", f"{place} is reversed: nothing lies between {low:g} and {high:g}", node.span, "write [-inf, inf]"
        )
        return None
    return low, high


def _metalog(node: Node, ends: Ends, what: str, reading: Reading) -> Metalog | None:
    log = reading.log
    found = fields.mapping(node, f"`quantiles` of {what}", log, _QUANTILES_EXAMPLE)
    if found is None:
        return None
    read: list[tuple[float, float, Scalar]] = []
    for key, value in found.items():
        chance = scalars.number(key, f"a chance in `quantiles` of {what}", log)
        shown = scalars.number(value, f"the {key.text} quantile of {what}", log)
        if chance is not None and shown is not None:
            read.append((chance, shown, key))
    if len(read) != len(found.entries):
        return None
    read.sort(key=lambda entry: entry[0])
    if not _sensible(read, ends, what, found, reading):
        return None
    chances, values = [p for p, _, _ in read], [q for _, q, _ in read]
    curve = metalog(chances, values, *ends)
    if curve is None:
        said = "its quantiles stand too close together to draw a curve through them"
    else:
        said = _not_a_distribution(curve)
        if not said:
            return curve
    log.error("E420", f"no distribution fits {what}: {said}", found.span, _infeasible_remedy(chances, values, ends))
    return None


def _sensible(read: list[tuple[float, float, Scalar]], ends: Ends, what: str, node: Mapping, reading: Reading) -> bool:
    """Whether chances and values (sorted by chance) can be quantiles at all; otherwise the log says so."""
    log = reading.log
    if not FEWEST <= len(read) <= MOST:
        log.error(
            "E421",
            f"{what} has {len(read)} quantile{'s' if len(read) != 1 else ''}; from {FEWEST} to {MOST} can be fitted",
            fields.head(node),
            f"write them like `{_QUANTILES_EXAMPLE}`",
        )
        return False
    for chance, _, key in read:
        if not 0 < chance < 1:
            log.error(
                "E421",
                f"a quantile of {what} stands at the chance {chance:g}; chances lie between 0 and 1",
                key.span,
                f"write {chance / 100:g}" if 1 < chance < 100 else "give the ends in `range`",
            )
            return False
    for (chance, value, _), (later, higher, key) in pairwise(read):
        if later == chance or higher <= value:
            said = (
                f"{what} has two quantiles at the chance {chance:g}"
                if later == chance
                else f"the {later:g} quantile of {what} is {higher:g}, no more than the {chance:g} quantile, {value:g}"
            )
            log.error("E421", said, key.span, "quantiles rise with their chances: correct one of the two")
            return False
    for chance, value, key in read:
        if not ends[0] < value < ends[1]:
            log.error(
                "E421",
                f"the {chance:g} quantile of {what} is {value:g}, not inside its range [{ends[0]:g}, {ends[1]:g}]",
                key.span,
                "widen the range: its ends are values that it never quite reaches",
            )
            return False
    return True


def _not_a_distribution(curve: Metalog) -> str:
    """Why `curve` is no distribution; empty where it is one."""
    if (falling := falls(curve)) is not None:
        first, last = falling
        where = f"between the chances {first:.3g} and {last:.3g}"
        if first < _FAR:
            where = f"below the chance {last:.3g}" if last < 1 - _FAR else "at every chance"
        elif last > 1 - _FAR:
            where = f"above the chance {first:.3g}"
        return f"a smooth curve through its quantiles would fall {where}"
    if not _within_numbers(curve):
        return "its quantiles make a tail that reaches beyond all numbers"
    return ""


def _within_numbers(distribution: Distribution) -> bool:
    """Whether even rare values are finite."""
    return all(math.isfinite(float(distribution.quantile(p))) for p in (_FAR, 1 - _FAR))


def _infeasible_remedy(chances: list[float], values: list[float], ends: Ends) -> str:
    """What would make a distribution of these quantiles, tried out."""
    if math.isinf(ends[0]) and math.isinf(ends[1]) and values[0] > 0:
        bent = metalog(chances, values, 0.0)
        if bent is not None and not _not_a_distribution(bent):
            return "if it can't be negative, add `range: [0, inf]`: then one does"
    if len(values) > FEWEST + 1:
        return "leave out the quantile that you are least sure of, or move it"
    return "move the outer quantiles, or bound it with a `range` closer to them"


def _named(node: Node, ends: Ends, what: str, reading: Reading) -> Named | None:
    log = reading.log
    found = fields.mapping(node, f"`distribution` of {what}", log, _DISTRIBUTION_EXAMPLE)
    if found is None:
        return None
    families = list(found.items())
    if len(families) != 1:
        log.error(
            "E422",
            f"`distribution` of {what} names {len(families)} distributions; it takes one",
            fields.head(found),
            f"write it like `{_DISTRIBUTION_EXAMPLE}`",
        )
        return None
    key, inner = families[0]
    family = FAMILIES.get(key.text)
    if family is None:
        log.error(
            "E422",
            f"there is no distribution `{key.text}`",
            key.span,
            suggest(key.text, FAMILIES) or "there are: " + ", ".join(FAMILIES),
        )
        return None
    example = f"{key.text}: {family.example}"
    parameters = fields.mapping(inner, f"`{key.text}` of {what}", log, example)
    if parameters is None:
        return None
    read = {name.text: scalars.number(value, f"`{name.text}` of {what}", log) for name, value in parameters.items()}
    form = family.form(frozenset(read))
    if form is None:
        forms = " or ".join(" and ".join(f"`{name}`" for name in form.parameters) for form in family.forms)
        given = ", ".join(f"`{name}`" for name in read) or "nothing"
        log.error("E422", f"`{key.text}` takes {forms}; this gives {given}", key.span, f"write it like `{example}`")
        return None
    numbers = {name: value for name, value in read.items() if value is not None}
    if len(numbers) < len(read):
        return None
    in_order = tuple((name, numbers[name]) for name in form.parameters)
    if not form.fits(*(value for _, value in in_order)):
        log.error("E423", f"`{key.text}` of {what} needs {form.needs}", parameters.span, "correct its parameters")
        return None
    return _held(Named(key.text, in_order, *ends), key, what, reading)


def _held(named: Named, key: Scalar, what: str, reading: Reading) -> Named | None:
    """`named`, unless its range cuts off (nearly) all of it."""
    held = named.held
    if held < LEAST_HELD:
        share = "nothing" if held < 1e-12 else f"only {100 * held:.2g}%"
        reading.log.error(
            "E424",
            f"the range [{named.low:g}, {named.high:g}] of {what} leaves {share} of its distribution",
            key.span,
            "correct the range, or the distribution's parameters",
        )
        return None
    if not _within_numbers(named):
        reading.log.error(
            "E423",
            f"`{key.text}` of {what} reaches beyond all numbers",
            key.span,
            "correct its parameters, or bound it with a `range`",
        )
        return None
    return named
