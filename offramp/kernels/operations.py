"""The NumPy meaning of every operator and function of the language, one row each."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Values = Any  # a NumPy scalar, or an array with one value a row: NumPy's own functions take both

ARITHMETIC: dict[str, Callable[[Values, Values], Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.mod,
    "**": np.power,
}

COMPARE: dict[str, Callable[[Values, Values], Values]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def _smallest(*values: Values) -> Values:
    result = values[0]
    for value in values[1:]:
        result = np.minimum(result, value)
    return result


def _largest(*values: Values) -> Values:
    result = values[0]
    for value in values[1:]:
        result = np.maximum(result, value)
    return result


def _clip(x: Values, low: Values, high: Values) -> Values:
    return np.minimum(np.maximum(x, low), high)


def _per_period(rate: Values) -> Values:
    return -np.expm1(-rate)


FUNCTIONS: dict[str, Callable[..., Values]] = {
    "min": _smallest,
    "max": _largest,
    "abs": np.abs,
    "clip": _clip,
    "exp": np.exp,
    "log": np.log,
    "logistic": expit,
    "sqrt": np.sqrt,
    "per_period": _per_period,
}


def table(x: Values, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Values:
    """Piecewise linear through (xs, ys), flat outside."""
    return np.interp(x, xs, ys)
