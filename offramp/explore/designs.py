"""Which worlds are looked at: draws of everything that is uncertain, correlated where the scenario says so.

Each assumption's share of a world comes from draws that bear its own name, so that a design is the same on any
machine, an assumption that is added leaves the others where they were, and rival views share their luck. (Sobol' points
lie by the place of an assumption among the others too.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.explore.low_discrepancy import rounded_up, scrambled_sobol
from offramp.scenario.model import Correlation, ScenarioModel

Floats = NDArray[np.float64]
Kind = Literal["lhs", "iid", "sobol", "saltelli"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SCRAMBLES = 8
EVERYTHING = ("worlds",)
NO_CASES: Mapping[str, str] = MappingProxyType({})


class UnsuitableDesign(ValueError):  # noqa: N818  # the design isn't wrong, what is asked of it is
    """What was asked can't be had from this kind of design; the text says why and what to ask for."""


@dataclass(frozen=True)
class Design:
    """The worlds of one view: `share_wa` says where each draw lies in its distribution, `value_wa` what it is.

    Axes: w = worlds, a = the assumptions that vary, in the order of `names`. kind: "lhs" Latin hypercube, "iid"
    independent draws, "sobol" scrambled Sobol' points, "saltelli" two sets of points A and B and for each assumption A
    with that one column of B. layout: the blocks of equally many worlds that these kinds consist of, in their order.
    """

    names: tuple[str, ...]
    share_wa: Floats
    value_wa: Floats
    kind: Kind = "lhs"
    layout: tuple[str, ...] = EVERYTHING

    def world(self, number: int) -> dict[str, float]:
        """The assumptions that vary, with their values in one world."""
        return {name: float(value) for name, value in zip(self.names, self.value_wa[number], strict=True)}

    def block(self, name: str) -> slice:
        """The worlds of one block of `layout`."""
        rows, first = len(self.share_wa) // len(self.layout), self.layout.index(name)
        return slice(first * rows, (first + 1) * rows)

    @property
    def scrambles(self) -> int:
        """How many independent scrambles of Sobol' points: 0 where there are none."""
        return len(self.layout) if self.kind == "sobol" else int(self.kind == "saltelli")


def design(
    model: ScenarioModel,
    view: str | None,
    worlds: int,
    seed: int,
    kind: Kind = "lhs",
    scrambles: int = SCRAMBLES,
    cases: Mapping[str, str] = NO_CASES,
) -> Design:
    """`worlds` draws of everything that is uncertain in `view` (None: as written).

    Switches stand as they do in the view's baseline, but for `cases`; what their cases fix doesn't vary, and other
    assumptions have the same draws in every case. scrambles: of kind "sobol", which `worlds` are divided among. For
    kind "saltelli" `worlds` is the number in one block, and so are draws the same in cases in which the same
    assumptions vary. Raises UnsuitableDesign.
    """
    names = varying(model, view, cases)
    drawn = names if kind == "saltelli" else _uncertain(model, view)
    share_wa, layout = draw(kind, worlds, drawn, seed, model.correlations, scrambles)
    share_wa = share_wa[:, [drawn.index(name) for name in names]]
    value_wa = np.empty_like(share_wa)
    for a, name in enumerate(names):
        value_wa[:, a] = model.assumptions[name].quantile(view, share_wa[:, a])
    return Design(names, share_wa, value_wa, kind, layout)


def draw(
    kind: Kind, worlds: int, names: Sequence[str], seed: int, correlations: Sequence[Correlation], scrambles: int
) -> tuple[Floats, tuple[str, ...]]:
    """Shares of each assumption's distribution, with the names of the blocks that they consist of."""
    if kind == "lhs":
        return correlate(latin_hypercube(worlds, names, seed), names, correlations), EVERYTHING
    if kind == "iid":
        return condition(independent(worlds, names, seed), names, correlations), EVERYTHING
    parts = scrambles if kind == "sobol" else 1
    even = rounded_up(worlds, parts)
    if worlds and even != worlds:
        each = " for each scramble" if kind == "sobol" else ""
        raise UnsuitableDesign(
            f"Sobol' points lie evenly only where there are 1, 2, 4, 8, ... of them{each}: "
            f"ask for {even} worlds, not {worlds}"
        )
    if kind == "saltelli":
        return _saltelli(worlds, names, seed, correlations), layout_of(kind, names, 1)
    blocks = [scrambled_sobol(worlds // parts, names, seed, n) for n in range(parts)] if worlds and names else []
    share_wa = np.concatenate(blocks) if blocks else np.empty((worlds, len(names)))
    return condition(share_wa, names, correlations), layout_of(kind, names, parts)


def layout_of(kind: Kind, names: Sequence[str], scrambles: int) -> tuple[str, ...]:
    """The blocks of equally many worlds that designs of a kind consist of."""
    if kind == "sobol":
        return tuple(f"scramble {n + 1}" for n in range(scrambles))
    return ("A", "B", *(f"A with {name} of B" for name in names)) if kind == "saltelli" else EVERYTHING


def correlated(names: Sequence[str], correlations: Sequence[Correlation]) -> list[Correlation]:
    """The correlations between two of these assumptions."""
    return [c for c in correlations if c.first in names and c.second in names and c.value]


def _saltelli(worlds: int, names: Sequence[str], seed: int, correlations: Sequence[Correlation]) -> Floats:
    """The blocks A, B and A with one column of B (Saltelli et al. 2010): shape (worlds · (names + 2), names)."""
    known = correlated(names, correlations)
    if known:
        raise UnsuitableDesign(
            f"{known[0].first} and {known[0].second} are correlated, and A with one column of B would tear them apart: "
            "ask for Shapley effects from a design of another kind"
        )
    both = [f"{name} in {block}" for block in "AB" for name in names]
    point_wa = scrambled_sobol(worlds, both, seed, 0) if worlds and names else np.empty((worlds, len(both)))
    first_wa, second_wa = point_wa[:, : len(names)], point_wa[:, len(names) :]
    blocks = [first_wa, second_wa]
    for a in range(len(names)):
        mixed_wa = first_wa.copy()
        mixed_wa[:, a] = second_wa[:, a]
        blocks.append(mixed_wa)
    return np.concatenate(blocks)


def varying(model: ScenarioModel, view: str | None, cases: Mapping[str, str] = NO_CASES) -> tuple[str, ...]:
    """The assumptions that are uncertain in `view`, or with these cases of switches in it, in the file's order."""
    fixed = model.set_by_cases(model.cases_in(view, cases))
    return tuple(name for name in _uncertain(model, view) if name not in fixed)


def _uncertain(model: ScenarioModel, view: str | None) -> tuple[str, ...]:
    """The same whatever the cases of switches fix."""
    bounds = {name: a.bounds(view) for name, a in model.assumptions.items()}
    return tuple(name for name, (low, high) in bounds.items() if low < high)


def sized(kind: Kind, worlds: int, assumptions: int, scrambles: int = SCRAMBLES) -> int:
    """The least number of at least `worlds` that a design of this kind can have."""
    if kind == "saltelli":
        blocks = assumptions + 2
        return blocks * rounded_up(-(-worlds // blocks), 1)
    return rounded_up(worlds, scrambles) if kind == "sobol" else worlds


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


def independent(worlds: int, names: Sequence[str], seed: int) -> Floats:
    """Independent draws: shape (worlds, names), in (0, 1)."""
    numbers = np.arange(worlds)
    columns = [uniforms(seed, 0, numbers, f"draw of {name}", 0) for name in names]
    return np.stack(columns, axis=1) if columns else np.empty((worlds, 0))


def condition(share_wa: Floats, names: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """Draws with these correlations of their normal scores, each column given those before it (Gaussian copula).

    The scores are multiplied by the Cholesky factor, so that the columns keep their distribution, and points that lie
    evenly still do in the conditional distributions (Rosenblatt 1952).
    """
    from scipy.special import ndtr, ndtri

    places, wanted = _matrix(names, correlations)
    if not places:
        return share_wa
    result = share_wa.copy()
    drawn_wj = ndtr(ndtri(share_wa[:, places]) @ np.linalg.cholesky(wanted).T)
    result[:, places] = np.clip(drawn_wj, 2.0**-54, 1 - 2.0**-53)  # far out it would round to 1
    return result


def _matrix(names: Sequence[str], correlations: Sequence[Correlation]) -> tuple[list[int], Floats]:
    """The places of the assumptions that are correlated with one another, and their matrix."""
    known = [c for c in correlations if c.first in names and c.second in names]
    places = sorted({names.index(name) for c in known for name in (c.first, c.second)})
    wanted = np.eye(len(places))
    for c in known:
        j, k = places.index(names.index(c.first)), places.index(names.index(c.second))
        wanted[j, k] = wanted[k, j] = c.value
    return places, wanted


def correlate(share_wa: Floats, names: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """The same draws, paired anew so that normal scores have these correlations (a Gaussian copula).

    Iman & Conover (1982): columns are reordered like scores that have the wanted correlation, so every column keeps
    its draws and with them its strata. Correlations with an assumption that doesn't vary say nothing here.
    """
    from scipy.special import ndtri

    places, wanted = _matrix(names, correlations)
    worlds = len(share_wa)
    if not places or worlds < 2:
        return share_wa
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
