"""A game in strategic form as Gambit's files hold it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.spans import SourceText
from offramp.exchange.extensive_game import player_name


@dataclass(frozen=True, slots=True, eq=False)
class StrategicGame:
    """Everyone picks a strategy at once.

    strategies: labels by player. payoff_si: one axis a player with its strategies, then the player who is paid.
    """

    title: str
    comment: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoff_si: NDArray[np.float64]
    source: SourceText

    def player(self, number: int) -> str:
        """What to call a player (from 0)."""
        return player_name(self.players, number)
