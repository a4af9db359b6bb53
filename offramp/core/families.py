"""Families of distributions that a scenario can name. A new one is a new row in `FAMILIES`.

Every function works elementwise over arrays, parameters included. NumPy and SciPy are imported when they are first
needed: reading a scenario that names no family shouldn't wait for them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Array = Any  # a float or an array of floats
Canonical = tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One set of parameters that says which member of a family is meant.

    `rule` tells whether their values make sense, `needs` says it in words, and `canonical` turns them into the
    parameters that the family computes with.
    """

    parameters: tuple[str, ...]
    needs: str
    rule: Callable[..., Array]
    canonical: Callable[..., Canonical]

    def fits(self, *values: float) -> bool:
        """Whether numbers, in the order of `parameters`, keep the rule."""
        np = _numpy()
        with np.errstate(all="ignore"):  # squares of large numbers overflow, and keep no rule
            return bool(self.rule(*map(np.float64, values)))


@dataclass(frozen=True, slots=True)
class Family:
    """`quantile(p, *canonical)`, `cdf(x, *canonical)` and `support(*canonical)`; `forms` by which it may be given."""

    means: str
    forms: tuple[Form, ...]
    quantile: Callable[..., Array]
    cdf: Callable[..., Array]
    support: Callable[..., tuple[Array, Array]]

    def form(self, names: frozenset[str]) -> Form | None:
        """The form that has exactly the parameters `names`."""
        return next((form for form in self.forms if frozenset(form.parameters) == names), None)

    def canonical(self, parameters: Mapping[str, Array]) -> Canonical:
        """What the family computes with, from parameters by name that are one of its forms."""
        form = self.form(frozenset(parameters))
        assert form is not None
        return form.canonical(*(parameters[name] for name in form.parameters))

    @property
    def example(self) -> str:
        """Its first form, as a scenario writes it."""
        return "{" + ", ".join(f"{name}: …" for name in self.forms[0].parameters) + "}"


def _numpy() -> Any:
    import numpy

    return numpy


def _special() -> Any:
    from scipy import special

    return special


def _plain(*values: Array) -> Canonical:
    return values


def _normal_quantile(p: Array, mean: Array, sd: Array) -> Array:
    return mean + sd * _special().ndtri(p)


def _normal_cdf(x: Array, mean: Array, sd: Array) -> Array:
    return _special().ndtr((x - mean) / sd)


def _lognormal_of_mean(mean: Array, sd: Array) -> Canonical:
    sigma = _numpy().sqrt(_numpy().log1p((sd / mean) ** 2))
    return _numpy().log(mean) - 0.5 * sigma**2, sigma


def _log(x: Array) -> Array:
    """Logarithms; nothing up to 0 has one, and minus infinity stands for it."""
    positive = _numpy().asarray(x) > 0
    return _numpy().where(positive, _numpy().log(_numpy().where(positive, x, 1.0)), -_numpy().inf)


def _triangular_quantile(p: Array, low: Array, mode: Array, high: Array) -> Array:
    split = (mode - low) / (high - low)
    rising = low + _numpy().sqrt(p * (high - low) * (mode - low))
    falling = high - _numpy().sqrt((1 - p) * (high - low) * (high - mode))
    return _numpy().where(p <= split, rising, falling)


def _triangular_cdf(x: Array, low: Array, mode: Array, high: Array) -> Array:
    x = _numpy().clip(x, low, high)
    # One side has no width where the mode is an end; then it is never asked.
    left, right = _numpy().where(mode > low, mode - low, 1.0), _numpy().where(high > mode, high - mode, 1.0)
    rising = (x - low) ** 2 / ((high - low) * left)
    falling = 1 - (high - x) ** 2 / ((high - low) * right)
    return _numpy().where(x < mode, rising, falling)


def _beta_of_mean(mean: Array, sd: Array) -> Canonical:
    size = mean * (1 - mean) / sd**2 - 1
    return mean * size, (1 - mean) * size


def _beta_quantile(p: Array, alpha: Array, beta: Array) -> Array:
    return _special().betaincinv(alpha, beta, p)


def _beta_cdf(x: Array, alpha: Array, beta: Array) -> Array:
    return _special().betainc(alpha, beta, _numpy().clip(x, 0.0, 1.0))


def _pert_shape(low: Array, mode: Array, high: Array) -> tuple[Array, Array]:
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def _pert_quantile(p: Array, low: Array, mode: Array, high: Array) -> Array:
    return low + (high - low) * _beta_quantile(p, *_pert_shape(low, mode, high))


def _pert_cdf(x: Array, low: Array, mode: Array, high: Array) -> Array:
    return _beta_cdf((x - low) / (high - low), *_pert_shape(low, mode, high))


def _weibull_quantile(p: Array, shape: Array, scale: Array) -> Array:
    with _numpy().errstate(divide="ignore"):  # the quantile at 1 is infinite
        return scale * (-_numpy().log1p(-_numpy().asarray(p))) ** (1 / shape)


def _weibull_cdf(x: Array, shape: Array, scale: Array) -> Array:
    return -_numpy().expm1(-((_numpy().maximum(x, 0.0) / scale) ** shape))


def _student_quantile(p: Array, center: Array, scale: Array, df: Array) -> Array:
    return center + scale * _special().stdtrit(df, p)


_POSITIVE: Final = (0.0, math.inf)
_ANY: Final = (-math.inf, math.inf)

FAMILIES: Final[dict[str, Family]] = {
    "normal": Family(
        "the bell curve",
        (Form(("mean", "sd"), "an sd above 0", lambda mean, sd: sd > 0, _plain),),
        _normal_quantile,
        _normal_cdf,
        lambda mean, sd: _ANY,
    ),
    "lognormal": Family(
        "a positive number whose logarithm is normal; sigma is the sd of that logarithm",
        (
            Form(
                ("median", "sigma"),
                "a median and a sigma above 0",
                lambda median, sigma: (median > 0) & (sigma > 0),
                lambda median, sigma: (_numpy().log(median), sigma),
            ),
            Form(
                ("mean", "sd"), "a mean and an sd above 0", lambda mean, sd: (mean > 0) & (sd > 0), _lognormal_of_mean
            ),
        ),
        lambda p, mu, sigma: _numpy().exp(_normal_quantile(p, mu, sigma)),
        lambda x, mu, sigma: _normal_cdf(_log(x), mu, sigma),
        lambda mu, sigma: _POSITIVE,
    ),
    "uniform": Family(
        "every value between two ends as likely as any other",
        (Form(("low", "high"), "a low below the high", lambda low, high: low < high, _plain),),
        lambda p, low, high: (1 - p) * low + p * high,
        lambda x, low, high: _numpy().clip((x - low) / (high - low), 0.0, 1.0),
        lambda low, high: (low, high),
    ),
    "loguniform": Family(
        "every order of magnitude between two ends as likely as any other",
        (
            Form(
                ("low", "high"),
                "a low above 0 and below the high",
                lambda low, high: (low > 0) & (low < high),
                _plain,
            ),
        ),
        lambda p, low, high: _numpy().exp((1 - p) * _numpy().log(low) + p * _numpy().log(high)),
        lambda x, low, high: _numpy().clip(_log(_numpy().maximum(x, low) / low) / _numpy().log(high / low), 0.0, 1.0),
        lambda low, high: (low, high),
    ),
    "triangular": Family(
        "rises evenly from the lowest value to the likeliest (mode), and falls evenly to the highest",
        (
            Form(
                ("low", "mode", "high"),
                "low, mode and high in rising order, and low below high",
                lambda low, mode, high: (low <= mode) & (mode <= high) & (low < high),
                _plain,
            ),
        ),
        _triangular_quantile,
        _triangular_cdf,
        lambda low, mode, high: (low, high),
    ),
    "pert": Family(
        "like triangular, but smooth, with little weight at the ends",
        (
            Form(
                ("low", "mode", "high"),
                "low, mode and high in rising order, and low below high",
                lambda low, mode, high: (low <= mode) & (mode <= high) & (low < high),
                _plain,
            ),
        ),
        _pert_quantile,
        _pert_cdf,
        lambda low, mode, high: (low, high),
    ),
    "beta": Family(
        "a share: what alpha - 1 successes and beta - 1 failures leave of a flat prior",
        (
            Form(
                ("alpha", "beta"),
                "an alpha and a beta above 0",
                lambda alpha, beta: (alpha > 0) & (beta > 0),
                _plain,
            ),
            Form(
                ("mean", "sd"),
                "a mean between 0 and 1, and an sd above 0 whose square is below mean × (1 − mean)",
                lambda mean, sd: (mean > 0) & (mean < 1) & (sd > 0) & (sd**2 < mean * (1 - mean)),
                _beta_of_mean,
            ),
        ),
        _beta_quantile,
        _beta_cdf,
        lambda alpha, beta: (0.0, 1.0),
    ),
    "gamma": Family(
        "a positive number such as a rate or a waiting time",
        (
            Form(
                ("shape", "mean"),
                "a shape and a mean above 0",
                lambda shape, mean: (shape > 0) & (mean > 0),
                lambda shape, mean: (shape, mean / shape),
            ),
            Form(
                ("shape", "scale"),
                "a shape and a scale above 0",
                lambda shape, scale: (shape > 0) & (scale > 0),
                _plain,
            ),
            Form(
                ("mean", "sd"),
                "a mean and an sd above 0",
                lambda mean, sd: (mean > 0) & (sd > 0),
                lambda mean, sd: ((mean / sd) ** 2, sd**2 / mean),
            ),
        ),
        lambda p, shape, scale: scale * _special().gammaincinv(shape, p),
        lambda x, shape, scale: _special().gammainc(shape, _numpy().maximum(x, 0.0) / scale),
        lambda shape, scale: _POSITIVE,
    ),
    "exponential": Family(
        "a waiting time without memory",
        (
            Form(("mean",), "a mean above 0", lambda mean: mean > 0, lambda mean: (1.0, mean)),
            Form(("rate",), "a rate above 0", lambda rate: rate > 0, lambda rate: (1.0, 1.0 / rate)),
        ),
        _weibull_quantile,
        _weibull_cdf,
        lambda shape, scale: _POSITIVE,
    ),
    "weibull": Family(
        "a waiting time whose hazard rises (shape above 1) or falls (below 1)",
        (
            Form(
                ("shape", "scale"),
                "a shape and a scale above 0",
                lambda shape, scale: (shape > 0) & (scale > 0),
                _plain,
            ),
        ),
        _weibull_quantile,
        _weibull_cdf,
        lambda shape, scale: _POSITIVE,
    ),
    "student_t": Family(
        "a bell curve with heavy tails, heavier the fewer degrees of freedom (df)",
        (
            Form(
                ("center", "scale", "df"),
                "a scale and a df above 0",
                lambda center, scale, df: (scale > 0) & (df > 0),
                _plain,
            ),
        ),
        _student_quantile,
        lambda x, center, scale, df: _special().stdtr(df, (x - center) / scale),
        lambda center, scale, df: _ANY,
    ),
}
