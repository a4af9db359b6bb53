"""Which worlds are looked at: a Latin hypercube over the assumptions, correlated where the scenario says so.

Each assumption's share of a world comes from draws that bear its own name, so that a design is the same on any
machine, an assumption that is added leaves the others where they were, and rival views share their luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.scenario.model import Correlation, ScenarioModel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """The worlds of one view: `share_wa` says where each draw lies in its distribution, `value_wa` what it is.

    Axes: w = worlds, a = the assumptions that vary, in the order of `names`.
    """

    names: tuple[str, ...]
    share_wa: Floats
    value_wa: Floats

    def world(self, number: int) -> dict[str, float]:
        """The assumptions that vary, with their values in one world."""
        return {name: float(value) for name, value in zip(self.names, self.value_wa[number], strict=True)}


def design(model: ScenarioModel, view: str | None, worlds: int, seed: int) -> Design:
    """`worlds` draws of everything that is uncertain in `view` (None: as written).

    Switches stand as they do in the view's baseline, and what their cases fix doesn't vary.
    """
    names = varying(model, view)
    share_wa = correlate(latin_hypercube(worlds, names, seed), names, model.correlations)
    value_wa = np.empty_like(share_wa)
    for a, name in enumerate(names):
        value_wa[:, a] = model.assumptions[name].quantile(view, share_wa[:, a])
    return Design(names, share_wa, value_wa)


def varying(model: ScenarioModel, view: str | None) -> tuple[str, ...]:
    """The assumptions that are uncertain in `view`, in the file's order."""
    fixed = model.set_by_cases(model.cases_in(view))
    bounds = {name: a.bounds(view) for name, a in model.assumptions.items() if name not in fixed}
    return tuple(name for name, (low, high) in bounds.items() if low < high)


def latin_hypercube(worlds: int, names: Sequence[str], seed: int) -> Floats:
    """A Latin hypercube (McKay, Beckman & Conover 1979): shape (worlds, names), in (0, 1).

    Every column has exactly one draw in each of `worlds` equal strata, at a random place inside it.
    """
    numbers = np.arange(worlds)
    share_wa = np.empty((worlds, len(names)))
    for a, name in enumerate(names):
        stratum = np.argsort(np.argsort(uniforms(seed, 0, numbers, f"stratum of {name}", 0), kind="stable"))
        share_wa[:, a] = (stratum + uniforms(seed, 0, numbers, f"place of {name}", 0)) / worlds
    return share_wa


def correlate(share_wa: Floats, names: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """The same draws, paired anew so that normal scores have these correlations (a Gaussian copula).

    Iman & Conover (1982): columns are reordered like scores that have the wanted correlation, so every column keeps
    its draws and with them its strata. Correlations with an assumption that doesn't vary say nothing here.
    """
    from scipy.special import ndtri

    known = [c for c in correlations if c.first in names and c.second in names]
    places = sorted({names.index(name) for c in known for name in (c.first, c.second)})
    worlds = len(share_wa)
    if not places or worlds < 2:
        return share_wa
    wanted = np.eye(len(places))
    for c in known:
        j, k = places.index(names.index(c.first)), places.index(names.index(c.second))
        wanted[j, k] = wanted[k, j] = c.value
    score_wj = ndtri(share_wa[:, places])
    score_wj = score_wj - score_wj.mean(axis=0)
    lower = np.linalg.cholesky(wanted)
    if worlds > 2 * len(places):
        # What the draws happen to be correlated by is taken off first; with hardly more worlds than columns that
        # would be noise divided by noise.
        lower = lower @ np.linalg.inv(np.linalg.cholesky(np.corrcoef(score_wj, rowvar=False)))
    target_wj = (score_wj / score_wj.std(axis=0)) @ lower.T
    result = share_wa.copy()
    for j, a in enumerate(places):
        rank = np.argsort(np.argsort(target_wj[:, j], kind="stable"))
        result[:, a] = np.sort(share_wa[:, a])[rank]
    return result
