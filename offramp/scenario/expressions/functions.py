"""The functions that an expression may call; a new one is a new row here and in each back end's table."""

from dataclasses import dataclass
from enum import Enum


class UnitRule(Enum):
    """How a function treats units."""

    SAME = "all arguments and the result share one unit"
    DIMENSIONLESS = "a pure number in, a pure number out"
    SQUARE_ROOT = "halves the exponents"
    RATE = "a rate per period in, a probability out"


@dataclass(frozen=True, slots=True)
class Function:
    """`arity` is (fewest, most) arguments; most is None where any number is fine."""

    name: str
    arity: tuple[int, int | None]
    units: UnitRule
    means: str


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("min", (2, None), UnitRule.SAME, "the smallest of its arguments"),
        Function("max", (2, None), UnitRule.SAME, "the largest of its arguments"),
        Function("abs", (1, 1), UnitRule.SAME, "the distance from zero"),
        Function("clip", (3, 3), UnitRule.SAME, "clip(x, low, high): x held between low and high"),
        Function("exp", (1, 1), UnitRule.DIMENSIONLESS, "e to the power x"),
        Function("log", (1, 1), UnitRule.DIMENSIONLESS, "the natural logarithm"),
        Function("logistic", (1, 1), UnitRule.DIMENSIONLESS, "1 / (1 + exp(-x))"),
        Function("sqrt", (1, 1), UnitRule.SQUARE_ROOT, "the square root"),
        Function("per_period", (1, 1), UnitRule.RATE, "1 - exp(-rate): the chance that a rate strikes in one period"),
    )
}
