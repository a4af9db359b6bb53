"""What every telling of `scenarios/five_stocks.yaml` shares: its numbers, its draws, and what is compared."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import event_key, uniforms

Floats = NDArray[np.float64]

SCENARIO = Path(__file__).parent / "scenarios" / "five_stocks.yaml"
PERIODS = 13
HAZARD = -5.0
PULL = 0.15
STOCKS = ("front", "strength", "will", "endurance", "stake")
START = (0.5, 0.55, 0.6, 0.65, 0.4)
EVENTS = ("shock weather", "shock fortune", "chance strike")
SEED = 1
_GOLDEN, _FIRST, _SECOND, _WORD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 2**64 - 1


def _mix(z: int) -> int:
    z = (z ^ (z >> 30)) * _FIRST & _WORD
    z = (z ^ (z >> 27)) * _SECOND & _WORD
    return z ^ (z >> 31)


def named_keys(seed: int, world: int = 0) -> NDArray[np.uint64]:
    """The key of each period's events, as `offramp.core.seeds.uniforms` makes them: period × event."""
    keys = np.empty((PERIODS, len(EVENTS)), dtype=np.uint64)
    for t in range(PERIODS):
        for e, name in enumerate(EVENTS):
            key = 0
            for part in (seed, world, event_key(name), t):
                key = _mix((key + _GOLDEN & _WORD) ^ part)
            keys[t, e] = key
    return keys


def drawn(paths: int, world: int = 0) -> Floats:
    """The uniform draws of the first paths of a world: period × event × path."""
    numbers = np.arange(paths)
    return np.array([[uniforms(SEED, world, numbers, event, t) for event in EVENTS] for t in range(PERIODS)])


def summary(struck: float, live_t: Floats, mean_td: Floats, spread_td: Floats) -> tuple[float, ...]:
    """What two tellings must agree on: the share struck, and in each period those going on, means and spreads."""
    parts: Sequence[Floats] = (live_t, mean_td.reshape(-1), spread_td.reshape(-1))
    return (struck, *np.concatenate(parts).tolist())
