"""How likely each value of a number is, as plain data and in words."""

import math
from collections.abc import Mapping
from typing import Any

from offramp.core.distributions import Distribution, Fixed, Named, Uniform
from offramp.core.metalog import Metalog
from offramp.core.numbers import as_written

RANGE, QUANTILES, FIXED = "range", "quantiles", "fixed"


def distribution_facts(distribution: Distribution) -> dict[str, Any]:
    """Its ends (None: without bound), what it is called, and the numbers that it was given by."""
    low, high = distribution.support
    name, parameters = FIXED, {}
    match distribution:
        case Fixed():
            pass
        case Uniform():
            name = RANGE
        case Metalog():
            name = QUANTILES
            parameters = {f"{p:g}": q for p, q in zip(distribution.chances, distribution.values, strict=True)}
        case Named():
            name, parameters = distribution.family, dict(distribution.parameters)
    return {
        "low": None if math.isinf(low) else low,
        "high": None if math.isinf(high) else high,
        "distribution": name,
        "parameters": parameters,
    }


def distribution_words(facts: Mapping[str, Any]) -> str:
    """`range 0 to 1`, `gamma with shape 2 and mean 0.05`, `10% below 3, …`; empty for a fixed number."""
    name, parameters = facts["distribution"], facts["parameters"]
    if name == FIXED:
        return ""
    span = _span(facts["low"], facts["high"])
    if name == RANGE:
        return f"range {span}"
    if name == QUANTILES:
        said = "a chance of " + ", ".join(f"{p} to be below {as_written(q)}" for p, q in parameters.items())
    else:
        given = [f"{key} {as_written(value)}" for key, value in parameters.items()]
        said = f"{name.replace('_', ' ')} with {' and '.join([', '.join(given[:-1])] * bool(given[:-1]) + given[-1:])}"
    return f"{said}, {span}" if span else said


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"at most {as_written(high)}"
    return f"at least {as_written(low)}" if high is None else f"{as_written(low)} to {as_written(high)}"
