"""A run's conclusions under other weightings of its worlds, side by side: as drawn, evenly over the ranges, and as
badly and as well as may be where worlds may count unequally."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.distributions import Uniform
from offramp.core.gaussian_copula import correlation_matrix
from offramp.explore.designs import correlated
from offramp.explore.hinges.weightings import TIMES, best, copula_density, slope, truncated, worst
from offramp.explore.hinges.weights import effective_size
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EvenWeights:
    """Weights of all worlds of a view, as if every assumption were as likely anywhere in its range as anywhere else,
    whatever the others are. uneven: the assumptions that weren't drawn so."""

    weight_n: Floats
    uneven: tuple[str, ...]

    @property
    def size(self) -> float:
        """How many worlds of equal weight say as much."""
        return effective_size(self.weight_n) if self.weight_n.any() else 0.0

    @property
    def status(self) -> str:
        """Whether that is another weighting at all, and enough worlds are left to state its shares."""
        if not self.uneven:
            return "as_drawn"
        return "found" if self.size >= FEWEST_FOR_SHARE else "too_few_worlds"

    def to_json(self) -> dict[str, Any]:
        """What is said of the weights."""
        return {"status": self.status, "uneven": list(self.uneven), "effective_worlds": self.size}


def even_weights(source: ViewRun) -> EvenWeights:
    """The weights of a view's worlds. Raises ScenarioError as reading the run does."""
    model, view = source.run.model, source.branch.view
    _, share_na = source.drawn()
    weight_n, uneven = np.ones(len(share_na)), []
    for a, name in enumerate(source.names):
        distribution = model.assumptions[name].distribution_in(view)
        if not isinstance(distribution, Uniform):
            uneven.append(name)
            weight_n *= slope(distribution, share_na[:, a])
    known = correlated(source.names, model.correlations)
    together = list(dict.fromkeys(name for c in known for name in (c.first, c.second)))
    if together:
        matrix = correlation_matrix(together, [(c.first, c.second, c.value) for c in known])
        weight_n /= copula_density(share_na[:, [source.names.index(name) for name in together]], matrix)
        uneven += [name for name in together if name not in uneven]
    return EvenWeights(weight_n, tuple(name for name in source.names if name in uneven))


def weighed(source: ViewRun, even: EvenWeights, sure_n: Ints, unclear_n: Ints) -> dict[str, Any]:
    """One conclusion under each weighting, by the numbers of the worlds in which it surely holds and in which that is
    too close to call, as `hinges --json` documents it under `weightings`."""
    sampling = source.sampling
    share: tuple[float | None, ...] = (None, None, None)
    if even.status == "found":
        share = sampling.weighted_share(sure_n, truncated(even.weight_n))
    sure, possible = sampling.share(sure_n), sampling.share(np.concatenate([sure_n, unclear_n]))
    return {
        "even": dict(zip(("share", "low", "high"), share, strict=True)),
        "worst": worst(sure.interval[0], TIMES) if sure.interval else None,
        "best": best(possible.interval[1], TIMES) if possible.interval else None,
    }
