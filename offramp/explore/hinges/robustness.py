"""How options do over worlds and views: regret (Savage 1951) and satisficing (Simon 1956; Lempert et al. 2006)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.weights import checked_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OptionRobustness:
    """One option over all worlds of all views, which count alike.

    Regret is what the best option of that world would have brought more, in the actor's payoff unit: its mean, its 90th
    percentile and its largest. satisfied: the share of worlds in which the option reaches the level; worst_satisfied:
    that of the view with the least. best: the share of worlds in which no option brings more. open: the share of worlds
    in which the option could be taken at all; regret and the rest are over these.
    """

    name: str
    mean_regret: float
    high_regret: float
    largest_regret: float
    satisfied: float
    worst_satisfied: float
    best: float
    open: float


def regrets(worth_wo: Floats) -> Floats:
    """What the best option would have brought more: shape (worlds, options). NaN where an option can't be taken."""
    regret_wo: Floats = np.nanmax(worth_wo, axis=-1, keepdims=True) - worth_wo
    return regret_wo


def robustness(
    names: Sequence[str],
    worth_vwo: Floats,
    level: float,
    reach_vwo: Floats | None = None,
    weight_vw: Floats | None = None,
) -> tuple[OptionRobustness, ...]:
    """Each option, that with the least largest regret first (minimax regret).

    worth_vwo: what each option brings, views × worlds × options, NaN where it can't be taken. reach_vwo: what must be
    at least `level` for the option to satisfy (None: its worth). weight_vw: of worlds, within each view.
    """
    views, worlds = worth_vwo.shape[:2]
    satisfying_vwo = (worth_vwo if reach_vwo is None else reach_vwo) >= level
    weights = [checked_weights(None if weight_vw is None else weight_vw[v], worlds) for v in range(views)]
    mass_vw = np.stack(weights) / (views * worlds)
    some_vw = np.isfinite(worth_vwo).any(axis=2)
    regret_vwo = np.full(worth_vwo.shape, np.nan)
    regret_vwo[some_vw] = regrets(worth_vwo[some_vw])
    found, nan = [], float("nan")
    for o, name in enumerate(names):
        open_vw = np.isfinite(worth_vwo[:, :, o])
        regret, mass = regret_vwo[:, :, o][open_vw], mass_vw[open_vw]
        total = float(mass.sum())
        if not total:
            found.append(OptionRobustness(name, nan, nan, nan, nan, nan, nan, 0.0))
            continue
        satisfied_vw = satisfying_vwo[:, :, o] & open_vw
        shares = [(mass_vw[v][satisfied_vw[v]].sum(), mass_vw[v][open_vw[v]].sum()) for v in range(views)]
        by_view = [float(held / all_open) for held, all_open in shares if all_open]
        found.append(
            OptionRobustness(
                name,
                float(mass @ regret / total),
                _percentile(regret, mass, 0.9),
                float(regret[mass > 0].max()),
                float(mass_vw[satisfied_vw].sum() / total),
                min(by_view),
                float(mass[regret <= 0].sum() / total),
                total,
            )
        )
    return tuple(sorted(found, key=lambda option: (np.isnan(option.largest_regret), option.largest_regret)))


def _percentile(number_w: Floats, mass_w: Floats, share: float) -> float:
    """The least number that at least `share` of the mass doesn't exceed."""
    order = np.argsort(number_w, kind="stable")
    reached = np.cumsum(mass_w[order]) / mass_w.sum()
    return float(number_w[order][min(int(np.searchsorted(reached, share - 1e-12)), len(order) - 1)])
