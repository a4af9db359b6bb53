"""The appendix of a run's hinges: how much of what varies over worlds each assumption accounts for.

An index says neither which way a number moves nor where a conclusion turns, so it comes after the curves and flips that
do, and never without its noise floor.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.designs import Design, correlated
from offramp.explore.hinges.boxes import FEWEST_CASES
from offramp.explore.hinges.given_data_indices import rank_indices
from offramp.explore.hinges.index_floors import block_floor, error_floor, rank_floor
from offramp.explore.hinges.shapley_effects import MOST, ShapleyEffects, shapley_effects_of
from offramp.explore.hinges.variance_indices import VarianceIndices, from_blocks
from offramp.explore.run_conclusions import conclusions
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE
from offramp.judge.requests import Progress

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST_ROWS = 50  # of Saltelli's blocks: a bootstrap of fewer says little
NUMBERS = ("would", "could")


@dataclass(frozen=True)
class _Number:
    """A number of every world that could be solved, or a conclusion as 1 and 0 (too close to call: a half).

    there_w: the worlds that have it. error_w: by how much it may be off.
    """

    kind: str
    actor: str | None
    what: str
    value_w: Floats
    error_w: Floats
    there_w: Bools


def run_indices(run: Run, sources: Mapping[str, ViewRun], tell: Progress) -> dict[str, Any]:
    """The indices of each of these views, as `hinges --json` documents them under `indices`.

    Raises ScenarioError E753 for Sobol' points, from which no such index can be had, and as reading the run does.
    """
    if run.manifest.asked.design == "sobol":
        said = (
            "indices are read off worlds by their neighbours, and neighbouring Sobol' points are alike in more than "
            "one assumption, so that indices of this run would be wrong"
        )
        remedy = "explore with --design lhs or iid for first-order indices, with --design saltelli for total ones too"
        raise ScenarioError([Diagnostic("E753", said, None, remedy)])
    found = {}
    for number, (view, source) in enumerate(sources.items()):
        tell(f"indices of {view.replace('_', ' ')}", number / len(sources))
        found[view] = _view(source, run.manifest.asked.seed)
    return found


def _view(source: ViewRun, seed: int) -> dict[str, Any]:
    blocks = source.sampling.kind == "saltelli"
    whole_n = _whole_rows(source) if blocks else np.ones(0, dtype=np.bool_)
    worlds = int(whole_n.sum()) * len(source.sampling.layout) if blocks else source.solved
    together = correlated(source.names, source.run.model.correlations)
    said: dict[str, Any] = {
        "from": "blocks" if blocks else "ranks",
        "worlds": worlds,
        "status": "found",
        "effects": "independent" if not together else "too_many" if len(source.names) > MOST else "found",
        "listed": [],
    }
    if not source.names or (int(whole_n.sum()) < FEWEST_ROWS if blocks else worlds < FEWEST_FOR_SHARE):
        return {**said, "status": "too_few_worlds"}
    numbers = [one for one in _numbers(source) if _varies(one)]
    effects = _effects(source, numbers, seed) if said["effects"] == "found" else {}
    listed = []
    for place, one in enumerate(numbers):
        found, first, total = _from_blocks(source, one, whole_n, seed) if blocks else _by_ranks(source, one, seed)
        listed.append(_listed(one, found, first, total, effects.get(place)))
    return {**said, "listed": listed}


def _numbers(source: ViewRun) -> Iterator[_Number]:
    for one in conclusions(source):
        unclear_w = np.isnan(one.holds_w)
        yield _Number(
            one.kind, one.actor, one.what, np.where(unclear_w, 0.5, one.holds_w), 0.5 * unclear_w, one.there_w
        )
    for actor in source.run.numbers.actors:
        for what in NUMBERS:
            name = [f"{what}({actor})"]
            value_w = source.values(name)[:, 0]
            yield _Number("number", actor, what, value_w, source.errors(name)[:, 0], np.isfinite(value_w))


def _varies(one: _Number) -> bool:
    """Whether it does in more worlds than a handful, or by more than its errors."""
    value_w = one.value_w[one.there_w]
    if one.kind == "number":
        return len(value_w) > FEWEST_CASES and bool(np.ptp(value_w) > 2 * one.error_w[one.there_w].max(initial=0.0))
    return min(int((value_w == 1).sum()), int((value_w == 0).sum())) >= FEWEST_CASES


def _whole_rows(source: ViewRun) -> Bools:
    """The rows of blocks all of whose worlds could be solved."""
    solved_n = np.zeros(source.worlds, dtype=np.bool_)
    solved_n[source.number_w] = True
    whole_n: Bools = np.all(solved_n.reshape(len(source.sampling.layout), -1), axis=0)
    return whole_n


def _from_blocks(
    source: ViewRun, one: _Number, whole_n: Bools, seed: int
) -> tuple[VarianceIndices, float, float | None]:
    """Indices with the floors of the first and of the total order. A world that lacks the number counts as 0."""

    def by_block(number_w: Floats) -> Floats:
        number_n = np.zeros(source.worlds)
        number_n[source.number_w] = np.where(one.there_w, number_w, 0.0)
        return number_n.reshape(len(source.sampling.layout), -1)[:, whole_n]

    value_bw, error_bw = by_block(one.value_w), by_block(one.error_w)
    first_w, second_w, mixed_wa = value_bw[0], value_bw[1], value_bw[2:].T
    found = from_blocks(source.names, first_w, second_w, mixed_wa, seed)
    return found, block_floor(first_w, second_w, mixed_wa, seed), error_floor(first_w, error_bw[0], error_bw[2:].T)


def _by_ranks(source: ViewRun, one: _Number, seed: int) -> tuple[VarianceIndices, float, float | None]:
    drawn = Design(source.names, source.share_wa[one.there_w], source.value_wa[one.there_w], source.sampling.kind)
    number_w = one.value_w[one.there_w]
    return rank_indices(drawn, number_w, seed), rank_floor(number_w, seed), None


def _effects(source: ViewRun, numbers: list[_Number], seed: int) -> dict[int, ShapleyEffects]:
    """Shapley effects by place among the numbers; those that the same worlds have are found together."""
    groups: dict[bytes, list[int]] = {}
    for place, one in enumerate(numbers):
        groups.setdefault(one.there_w.tobytes(), []).append(place)
    found: dict[int, ShapleyEffects] = {}
    for places in groups.values():
        there_w = numbers[places[0]].there_w
        number_wy = np.stack([numbers[place].value_w[there_w] for place in places], axis=1)
        found |= dict(
            zip(places, shapley_effects_of(source.names, source.value_wa[there_w], number_wy, seed), strict=True)
        )
    return found


def _listed(
    one: _Number, found: VarianceIndices, first: float, total: float | None, effects: ShapleyEffects | None
) -> dict[str, Any]:
    """All assumptions, those that account for most first."""
    effect_a, effect_ka = (effects.effect_a, effects.interval_ka) if effects else (None, None)
    most_a = next(part for part in (effect_a, found.total_a, found.first_a) if part is not None)
    order = np.argsort(-np.nan_to_num(most_a), kind="stable")
    return {
        "kind": one.kind,
        "actor": one.actor,
        "what": one.what,
        "variance": found.variance,
        "first_floor": _number(first),
        "total_floor": _number(total),
        "effect_floor": _number(effects.floor if effects else None),
        "assumptions": [
            {
                "assumption": found.names[a],
                **_index("first", found.first_a, found.first_interval_ka, a),
                **_index("total", found.total_a, found.total_interval_ka, a),
                **_index("effect", effect_a, effect_ka, a),
            }
            for a in order.tolist()
        ],
    }


def _index(name: str, index_a: Floats | None, interval_ka: Floats | None, a: int) -> dict[str, float | None]:
    if index_a is None or interval_ka is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    ends = {f"{name}_low": _number(interval_ka[0, a]), f"{name}_high": _number(interval_ka[1, a])}
    return {name: _number(index_a[a]), **ends}


def _number(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
