"""A binary tree on which two players move in turn: as a scenario, and as payoffs for other solvers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms

Floats = NDArray[np.float64]

PLAYERS = ("one", "two")


@dataclass(frozen=True)
class LogitTree:
    """2 ** depth leaves. Move t is that of player t % 2; node k has the children 2k and 2k + 1."""

    depth: int
    rationality: float
    discount: float = 1.0

    @property
    def nodes(self) -> int:
        """Decisions and leaves together."""
        return (2 << self.depth) - 1

    def payoff_il(self) -> Floats:
        """Payoffs: player × leaf, between 0 and 1."""
        leaves = np.arange(2**self.depth)
        return np.round(np.array([uniforms(1, 0, leaves, f"payoff of {player}", 0) for player in PLAYERS]), 6)

    def scenario(self) -> str:
        """The text of the scenario file."""
        leaves = list(range(2**self.depth))
        tables, moves, payoffs = "", "", ""
        for player, payoff_l in zip(PLAYERS, self.payoff_il().tolist(), strict=True):
            tables += f"\n  of_{player}: {{x: {leaves}, y: {payoff_l}}}"
            payoffs += f"\n  {player}: {{at_end: {{horizon: of_{player}(place)}}}}"
        for turn, player in enumerate(PLAYERS):
            moves += f"""
  - move: {player}
    when: t % 2 == {turn}
    options: {{left: {{then: {{place: 2 * place}}}}, right: {{then: {{place: 2 * place + 1}}}}}}"""
        return f"""offramp: 1
title: A tree
calendar: {{periods: {self.depth}}}
actors: {{one: {{rationality: {self.rationality}}}, two: {{rationality: {self.rationality}}}}}
discount: {{one: {self.discount}, two: {self.discount}}}
tables:{tables}
state: {{place: {{range: [0, {leaves[-1]}], start: 0, whole: true}}}}
play:{moves}
payoffs:{payoffs}
tolerable: {{one: [horizon], two: [horizon]}}
"""
