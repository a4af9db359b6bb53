"""How likely a world makes what was observed: a bootstrap particle filter over its solved play.

Paths of the exact dynamics are weighed by the density of each observation given the path, and drawn again in proportion
to their weights once those have become too unequal (Gordon, Salmond & Smith 1993). The product of the mean weights
estimates the likelihood without bias (Del Moral 2004; with drawing again where needed: Whiteley, Lee & Heine 2016).
Independent groups of paths say how far it may be off. Other paths, never drawn again, say what the world expected.

All worlds share their luck, so that neighbouring worlds differ by what sets them apart. Axes: n path, g group of paths,
k observation, t period with observations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from offramp.core.seeds import uniforms
from offramp.explore.evidence.far_off import chances_so_far_off
from offramp.explore.evidence.observed import Observed, observations
from offramp.explore.evidence.particles import Particles
from offramp.explore.evidence.reading_errors import ReadingError, reading_error
from offramp.game.game import Game
from offramp.simulate.play import Luck, Policy
from offramp.solve.start import Start

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEED = 1


@dataclass(frozen=True)
class Paths:
    """How many paths are played: `groups` of `size` to weigh, and `expected` to see what was expected."""

    groups: int = 8
    size: int = 64
    expected: int = 256

    @property
    def weighed(self) -> int:
        """All that are weighed."""
        return self.groups * self.size


ALL = Paths()


@dataclass(frozen=True)
class Explained:
    """What a world makes of the observations up to the end of each period that has some.

    log_likelihood_t: logarithm of the density of all of them together. noise_t: standard error of that density, as a
    share of it. far_off_t: the chance in this world of observations that are as far off as these. below_k: the chance
    of a lower value than was observed, observation by observation, as the world expected it at the start.
    """

    log_likelihood_t: Floats
    noise_t: Floats
    far_off_t: Floats
    below_k: Floats


def explained(
    game: Game,
    policy: Policy,
    start: Start,
    paths: Paths = ALL,
    seed: int = SEED,
) -> Explained | None:
    """What one world makes of the evidence; None where an error of it has no spread there.

    policy: the play as solved. Raises ScenarioError where a number can't be worked out on a path.
    """
    observed = [one for one in observations(game.model) if one.t >= start.t]
    errors = {one.series.name: reading_error(one.series, game) for one in observed}
    sound = {name: error for name, error in errors.items() if error is not None}
    if len(sound) < len(errors):
        return None
    return _Filter(game, policy, start, paths, seed).run(observed, sound)


class _Filter:
    """One world's filter while it runs. weight_gn: logarithms of the weights since paths were last drawn again;
    before_g: that of the likelihood up to then."""

    def __init__(self, game: Game, policy: Policy, start: Start, paths: Paths, seed: int) -> None:
        self.paths, self.seed = paths, seed
        self.particles = Particles(game, policy, Luck(seed), start, paths.weighed + paths.expected)
        self.weight_gn = np.zeros((paths.groups, paths.size))
        self.before_g = np.zeros(paths.groups)

    def run(self, observed: Sequence[Observed], errors: dict[str, ReadingError]) -> Explained:
        """Play period after period, up to the last observation."""
        estimates, below, residual = [], [], []
        last_of_period = []
        for t, group in groupby(observed, key=lambda one: one.t):
            now = list(group)
            while self.particles.t < t:
                self.particles.play()
            found_kn = self.particles.values([one.series.of for one in now])
            true_kn, expected_kn = found_kn[:, : self.paths.weighed], found_kn[:, self.paths.weighed :]
            for one, true_n in zip(now, true_kn, strict=True):
                density_n = errors[one.series.name].log_density(one.value - true_n)
                self.weight_gn += density_n.reshape(self.weight_gn.shape)
            for one, expected_n in zip(now, expected_kn, strict=True):
                error = errors[one.series.name]
                below.append(float(error.chance_below(one.value - expected_n).mean()))
                residual.append(np.append(expected_n + error.quantile(self._uniform(one, t)), one.value))
            estimates.append(self._estimate_g())
            last_of_period.append(len(below) - 1)
            self._draw_again(true_kn[0], t)
        combined = [_combined(log_g) for log_g in estimates]
        far_off_k = chances_so_far_off(np.array(residual))
        return Explained(
            np.array([log for log, _ in combined]),
            np.array([noise for _, noise in combined]),
            far_off_k[last_of_period],
            np.array(below),
        )

    def _uniform(self, one: Observed, t: int) -> Floats:
        """Draws of the error of an observation, for the paths that say what was expected."""
        return uniforms(self.seed, 0, np.arange(self.paths.expected), f"reading {one.series.name}", t)

    def _estimate_g(self) -> Floats:
        """Logarithms of each group's likelihood up to now."""
        return np.asarray(self.before_g + logsumexp(self.weight_gn, axis=1) - np.log(self.paths.size))

    def _draw_again(self, order_n: Floats, t: int) -> None:
        """Draw the paths again of every group whose weights are worth less than half of its paths.

        One draw places all of a group (systematic resampling: Kitagawa 1996), with paths in the order of the first
        number that was observed, so that a small change of the weights draws neighbours (Malik & Pitt 2011).
        """
        rows, size = np.arange(self.particles.count), self.paths.size
        draw_g = uniforms(self.seed, 0, np.arange(self.paths.groups), "drawn again", t)
        log_g = self._estimate_g()
        for g, weight_n in enumerate(self.weight_gn):
            highest = weight_n.max()
            if np.isneginf(highest):
                continue
            share_n = np.exp(weight_n - highest)
            share_n /= share_n.sum()
            if 1 / (share_n @ share_n) >= size / 2:
                continue
            first = g * size
            order = np.argsort(order_n[first : first + size], kind="stable")
            places = (np.arange(size) + draw_g[g]) / size
            picked = np.searchsorted(np.cumsum(share_n[order]), places)
            rows[first : first + size] = first + order[np.minimum(picked, size - 1)]
            self.before_g[g] = log_g[g]
            self.weight_gn[g] = 0.0
        if not np.array_equal(rows, np.arange(len(rows))):
            self.particles.draw_again(rows)


def _combined(log_g: Floats) -> tuple[float, float]:
    """The logarithm of the mean over groups, and the standard error of that mean as a share of it."""
    highest = float(log_g.max())
    if np.isneginf(highest):
        return -np.inf, 0.0
    found_g = np.exp(log_g - highest)
    mean = float(found_g.mean())
    return highest + float(np.log(mean)), float(found_g.std(ddof=1) / np.sqrt(len(found_g)) / mean)
