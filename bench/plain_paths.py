"""The process of `scenarios/five_stocks.yaml` for one path in plain Python, as models of agents and events have it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.five_stocks import HAZARD, PERIODS, PULL, START, drawn, summary

Floats = NDArray[np.float64]
State = tuple[float, float, float, float, float]


def _held(x: float) -> float:
    return 0.0 if x < 0.0 else min(x, 1.0)


@dataclass
class PlainPath:
    """One path. luck_te: its draws, period × event, the first two made normal. past: its states at the start of each
    period that it met."""

    luck_te: Sequence[Sequence[float]]
    hazard: float = HAZARD
    pull: float = PULL
    state: State = START
    t: int = 0
    struck: bool = False
    past: list[State] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether it was struck or has come to the horizon."""
        return self.struck or self.t == PERIODS

    def step(self) -> None:
        """Play one period."""
        weather, fortune, chance = self.luck_te[self.t]
        front, strength, will, endurance, stake = self.state
        self.past.append(self.state)
        self.state = (
            _held(front + self.pull * (strength - endurance) + weather),
            _held(strength + self.pull * (will - strength) * (1 - stake) + 0.5 * weather + 0.02),
            _held(will - 0.05 * will * (1 - front) + 0.4 * fortune),
            _held(endurance + self.pull * (front - endurance) * stake - 0.3 * fortune),
            _held(stake + 0.1 * (1 - stake) * (1 - will)),
        )
        front, _, will, endurance, stake = self.state
        probability = 1 / (1 + math.exp(-(self.hazard + 3 * (stake - front) + 2 * (endurance - will))))
        self.struck = chance >= 1 - probability
        self.t += 1


def luck(paths: int, world: int = 0) -> list[list[list[float]]]:
    """Each path's draws in a world, made ready: path × period × event."""
    from scipy.special import ndtri

    draws = drawn(paths, world)
    draws[:, 0], draws[:, 1] = 0.03 * ndtri(draws[:, 0]), 0.05 * ndtri(draws[:, 1])
    lists: list[list[list[float]]] = draws.transpose(2, 0, 1).tolist()
    return lists


def summarised(paths: Sequence[PlainPath]) -> tuple[float, ...]:
    """The numbers that are compared."""
    going = [np.array([path.past[t] for path in paths if t < len(path.past)]) for t in range(PERIODS)]
    return summary(
        sum(path.struck for path in paths) / len(paths),
        np.array([len(states) / len(paths) for states in going]),
        np.array([states.mean(axis=0) for states in going]),
        np.array([states.std(axis=0, ddof=1) for states in going]),
    )


def path_steps(paths: Sequence[PlainPath]) -> float:
    """Periods played on all paths."""
    return float(sum(len(path.past) for path in paths))
