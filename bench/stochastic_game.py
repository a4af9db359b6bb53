"""A game without a last period, of actors who move at the same time: as a scenario, and as arrays for other solvers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms

Floats = NDArray[np.float64]

ACTORS = ("one", "two", "three", "four")


@dataclass(frozen=True)
class StochasticGame:
    """Payoffs and chances of the next state for each state and profile. All actors have as many options.

    They are spread as those of sgamesolver's `random_game`: payoffs evenly, chances like shares of exponential draws.
    """

    states: int
    actors: int
    options: int
    discount: float
    seed: int = 1

    @property
    def shape(self) -> tuple[int, ...]:
        """Options of each actor."""
        return (self.options,) * self.actors

    @cached_property
    def payoff_sia(self) -> Floats:
        """Payoffs: state × actor × option of each."""
        return self._drawn("payoff", (self.states, self.actors, *self.shape))

    @cached_property
    def onward_sat(self) -> Floats:
        """Chances: state × option of each × next state."""
        weight = -np.log(self._drawn("onward", (self.states, *self.shape, self.states)))
        chance: Floats = weight / weight.sum(axis=-1, keepdims=True)
        return chance

    def _drawn(self, name: str, shape: tuple[int, ...]) -> Floats:
        drawn = uniforms(self.seed, 0, np.arange(int(np.prod(shape))), name, 0)
        return np.clip(np.round(drawn, 6), 1e-6, None).reshape(shape)

    def scenario(self, rationality: float) -> str:
        """The text of the scenario file.

        What is paid depends on where the period began. Its end has another place, so events keep the first one.
        """
        names, cells = ACTORS[: self.actors], list(range(self.states * self.options**self.actors))
        last = self.states - 1
        tables = {f"paid_{name}": self.payoff_sia[:, i].ravel().tolist() for i, name in enumerate(names)}
        tables |= {f"chance_{k}": self.onward_sat[..., k].ravel().tolist() for k in range(last)}
        lines = [
            "offramp: 1",
            "title: A stochastic game",
            "calendar: {periods: open}",
            "actors:",
            *(f"  {name}: {{rationality: {rationality}, discount: {self.discount}}}" for name in names),
            "tables:",
            *(f"  {name}: {{x: {cells}, y: {values}}}" for name, values in tables.items()),
            f"state: {{place: {{modes: [{', '.join(f's{k}' for k in range(self.states))}], start: s0}}}}",
            "define:",
            f"  place_number: {_number([f'from_{k}' for k in range(self.states)])}",
            *(f"  pick_of_{name}: {_number([f'{name} == {pick}' for pick in self._picks(name)])}" for name in names),
            "  cell: " + self._cell(names),
            "play:",
            "  - one_of:",
            *(f"      from_{k}: {{probability: 1 if place == s{k} else 0}}" for k in range(self.states)),
            f"  - move: [{', '.join(names)}]",
            "    options:",
            *(f"      {name}: [{', '.join(self._picks(name))}]" for name in names),
            "  - one_of:",
            *(f"      to_{k}: {{probability: chance_{k}(cell), then: {{place: s{k}}}}}" for k in range(last)),
            f"      otherwise: {{then: {{place: s{last}}}}}",
            "payoffs:",
            *(f"  {name}: {{each_period: paid_{name}(cell)}}" for name in names),
            f"tolerable: {{{', '.join(f'{name}: [horizon]' for name in names)}}}",
        ]
        return "\n".join(lines) + "\n"

    def _picks(self, name: str) -> list[str]:
        return [f"{name}_{k}" for k in range(self.options)]

    def _cell(self, names: tuple[str, ...]) -> str:
        """Number of state and profile, the last actor's option moving fastest."""
        cell = "place_number"
        for name in names:
            cell = f"({cell}) * {self.options} + pick_of_{name}"
        return cell


def _number(conditions: list[str]) -> str:
    """The number of the condition that holds; one does."""
    return (
        " else ".join(f"{k} if {condition}" for k, condition in enumerate(conditions[:-1]))
        + f" else {len(conditions) - 1}"
    )
