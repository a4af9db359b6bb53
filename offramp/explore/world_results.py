"""Explored worlds as plain data: in how many of them each verdict holds, and how far the chances spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.numbers import tally
from offramp.explore.debiased_answers import debiased_answers
from offramp.explore.designs import Design
from offramp.explore.sampling import Sampling
from offramp.explore.shares import FEWEST_FOR_SHARE
from offramp.explore.solved_worlds import FailedWorld
from offramp.explore.world_solves import PROCESS_PATHS, Numbers
from offramp.judge.answer import in_words
from offramp.judge.verdicts import ORDER, REACHES, SLACK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOO_CLOSE, FAILED = "too_close", "failed"
SHOWN_FAILURES = 3
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


@dataclass(frozen=True)
class Explored:
    """The worlds of one view. w: worlds that could be solved; m: `Numbers`.

    fitted: how many of them were solved on two grids, from which the others were carried over; 0 where none had to be.
    """

    drawn: Design
    value_wm: Floats
    error_wm: Floats
    failed: tuple[FailedWorld, ...]
    fitted: int
    exact: bool

    @property
    def worlds(self) -> int:
        """How many were drawn."""
        return len(self.value_wm) + len(self.failed)

    @cached_property
    def number_w(self) -> Ints:
        """The numbers of the worlds that could be solved."""
        return np.setdiff1d(np.arange(self.worlds), self.failed_n)

    @property
    def failed_n(self) -> Ints:
        """The numbers of those that couldn't be."""
        return np.array([world.number for world in self.failed], dtype=np.int64)

    @cached_property
    def sampling(self) -> Sampling:
        """How all were drawn."""
        return Sampling.of(self.drawn)

    def share(self, there_w: NDArray[np.bool_]) -> dict[str, float | int | None]:
        """Some of the worlds that could be solved, as a share of all."""
        return self.sampling.share(self.number_w[there_w]).to_json()

    @property
    def share_failed(self) -> dict[str, float | int | None]:
        """The worlds that could not be solved."""
        return self.sampling.share(self.failed_n).to_json()


def world_results(explored: Explored, numbers: Numbers, level: float) -> dict[str, Any]:
    """What is reported about the worlds of one view."""
    return {
        "worlds": explored.worlds,
        "varied": list(explored.drawn.names),
        "exact": explored.exact,
        "fitted": explored.fitted,
        "failed": explored.share_failed if explored.worlds else None,
        "failures": [_failure(world, explored.drawn) for world in explored.failed[:SHOWN_FAILURES]],
        "actors": {a: _actor(explored, numbers, a, level) for a in numbers.actors} if explored.worlds else {},
        "leading": _leading(explored, numbers) if explored.worlds else {},
        "groups": {g: _spread(explored, numbers.group(g)) for g in numbers.groups} if explored.worlds else {},
        "endings": {e: _spread(explored, numbers.ending(e)) for e in numbers.endings} if explored.worlds else {},
    }


def _failure(world: FailedWorld, drawn: Design) -> dict[str, Any]:
    return {
        "world": world.number,
        "assumptions": drawn.world(world.number),
        "diagnostic": world.faults[0],
    }


def _actor(explored: Explored, numbers: Numbers, actor: str, level: float) -> dict[str, Any]:
    places = numbers.reach(actor)
    place_w, close_w = judged(explored.value_wm[:, places], explored.error_wm[:, places], level)
    found = {verdict.value: explored.share((place_w == k) & ~close_w) for k, verdict in enumerate(ORDER)}
    return {
        "verdicts": {**found, TOO_CLOSE: explored.share(close_w), FAILED: explored.share_failed},
        "leaning": {verdict.value: explored.share((place_w == k) & close_w) for k, verdict in enumerate(ORDER)},
        **{name: _spread(explored, places.start + r) for r, name in enumerate(REACHES)},
    }


def judged(value_wr: Floats, error_wr: Floats, level: float) -> tuple[Ints, NDArray[np.bool_]]:
    """The verdict in each world, as a place in `ORDER`, and whether it is too close to call.

    It is where a number that decides it lies within its error of the level: the one that meets the level first, and
    those before it, which don't.
    """
    met = np.column_stack([value_wr >= level - SLACK, np.ones(len(value_wr), dtype=bool)])
    place_w: Ints = np.argmax(met, axis=1)
    near = (error_wr > 0) & (np.abs(value_wr - level) <= error_wr)
    decides = np.arange(len(REACHES))[None, :] <= place_w[:, None]
    close_w: NDArray[np.bool_] = np.any(near & decides, axis=1)
    return place_w, close_w


def nearest_to_level(value_wm: Floats, numbers: Numbers, level: float) -> Ints:
    """The worlds in the order of how little would turn a verdict, or, without actors, the leading answer."""
    apart_w = np.full(len(value_wm), np.inf)
    for actor in numbers.actors:
        value_wr = value_wm[:, numbers.reach(actor)]
        place_w, _ = judged(value_wr, np.zeros_like(value_wr), level)
        decides = np.arange(len(REACHES))[None, :] <= place_w[:, None]
        apart_w = np.minimum(apart_w, np.where(decides, np.abs(value_wr - level), np.inf).min(axis=1))
    order: Ints = np.argsort(apart_w, kind="stable")
    return order


def _leading(explored: Explored, numbers: Numbers) -> dict[str, Any]:
    """In how many worlds each answer leads by more than its error."""
    places = [numbers.group(g) for g in numbers.groups]
    first, led = leading(explored.value_wm[:, places], explored.error_wm[:, places])
    return {
        "groups": {g: explored.share((first == k) & led) for k, g in enumerate(numbers.groups)},
        TOO_CLOSE: explored.share(~led),
        FAILED: explored.share_failed,
        "without_noise": _without_noise(explored, numbers, places),
    }


def _without_noise(explored: Explored, numbers: Numbers, places: list[int]) -> dict[str, Any] | None:
    """The shares with the noise of plays taken off; None where chances aren't counted from plays, or worlds are few."""
    if numbers.actors or explored.exact or len(explored.value_wm) < FEWEST_FOR_SHARE:
        return None
    return debiased_answers(list(numbers.groups), explored.value_wm[:, places], PROCESS_PATHS)


def leading(value_wg: Floats, error_wg: Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """The likeliest group of endings in each world, and whether it leads by more than the errors of the first two."""
    rows = np.arange(len(value_wg))
    order = np.argsort(-value_wg, axis=1, kind="stable")
    first: Ints = order[:, 0]
    led: NDArray[np.bool_] = np.ones(len(rows), dtype=bool)
    if value_wg.shape[1] > 1:
        second = order[:, 1]
        led = value_wg[rows, first] - value_wg[rows, second] > error_wg[rows, first] + error_wg[rows, second]
    return first, led


def _spread(explored: Explored, number: int) -> dict[str, float | None]:
    return spread(explored.value_wm[:, number], explored.error_wm[:, number], explored.worlds)


def spread(value_w: Floats, error_w: Floats, worlds: int) -> dict[str, float | None]:
    """How a number spreads over the worlds that could be solved; quantiles only where `worlds` are enough for them."""
    if not len(value_w):
        return dict.fromkeys(["lowest", *QUANTILES, "highest", "error"])
    enough = worlds >= FEWEST_FOR_SHARE
    return {
        "lowest": float(value_w.min()),
        **{name: float(np.quantile(value_w, q)) if enough else None for name, q in QUANTILES.items()},
        "highest": float(value_w.max()),
        "error": float(error_w.max()),
    }


def worlds_finding(
    views: Mapping[str, Mapping[str, Any]], results: Mapping[str, Mapping[str, Any]], worlds: int
) -> str:
    """One sentence: in how many worlds the baseline's verdicts hold; without actors, which answer leads in most."""
    said = []
    for view, found in results.items():
        parts = []
        for actor, data in found["actors"].items():
            own = views[view]["actors"][actor]
            parts.append(f"{own['name']} {own['verdict']} in {tally(**data['verdicts'][own['verdict']])}")
        if not parts and found["leading"]:
            leading = found["leading"]["groups"]
            best = max(leading, key=lambda g: leading[g]["count"])
            parts.append(f"{in_words(best)} first in {tally(**leading[best])}")
        if parts:
            said.append(f"{view.replace('_', ' ')}: {', '.join(parts)}")
    judged_any = any(found["actors"] for found in results.values())
    what = "these verdicts hold in so many" if judged_any else "this answer comes first in so many"
    counts = sorted({found["worlds"] for found in results.values()} - {0})
    drawn = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{worlds}"
    return f"Of {drawn} worlds in each view, {what} ({'; '.join(said)})."
