"""Where a solution starts: the scenario's own start, or a state that the analyst asks about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.game.blocks import Block
from offramp.game.game import Game


@dataclass(frozen=True)
class Start:
    """Period `t`, and the stocks, earlier values and modes (label numbers) that differ from the start of the game."""

    t: int = 0
    stocks: dict[str, float] = field(default_factory=dict)
    modes: dict[str, int] = field(default_factory=dict)

    def block(self, game: Game, size: int = 1) -> Block:
        """`size` equal rows in this state."""
        return game.block(
            self.t,
            {name: np.full(size, value) for name, value in self.stocks.items()},
            {name: np.full(size, code) for name, code in self.modes.items()},
            size,
        )


def read_start(game: Game, at: Mapping[str, float | str]) -> Start:
    """The state named by `at`: `t`, stocks and modes. Raises ScenarioError E704–E706."""
    faults: list[Diagnostic] = []
    t, stocks, modes = 0, {}, {}
    numbers = {axis.name: axis for axis in game.axes}
    for name, value in at.items():
        if name == "t":
            if isinstance(value, str) or not 0 <= value < game.periods or value != int(value):
                faults.append(
                    Diagnostic(
                        "E705",
                        f"there is no period t = {value}; periods run from 0 to {game.periods - 1}",
                        remedy="give one of these",
                    )
                )
            else:
                t = int(value)
        elif name in numbers:
            stock = numbers[name]
            if isinstance(value, str) or not stock.low <= value <= stock.high:
                faults.append(
                    Diagnostic(
                        "E705",
                        f"{name} = {value} lies outside the stock's range [{stock.low:g}, {stock.high:g}]",
                        stock.span,
                        "give a number inside",
                    )
                )
            elif stock.whole and value != int(value):
                faults.append(
                    Diagnostic(
                        "E705",
                        f"{name} = {value} is not an integer, and {stock.stock} is a whole stock",
                        stock.span,
                        "give an integer",
                    )
                )
            else:
                stocks[name] = float(value)
        elif name in game.model.modes:
            mode = game.model.modes[name]
            if value not in mode.labels:
                faults.append(
                    Diagnostic("E706", f"{name} is never {value}", mode.span, did_you_mean(str(value), mode.labels))
                )
            else:
                modes[name] = game.code(str(value))
        else:
            known = ["t", *numbers, *game.modes]
            faults.append(
                Diagnostic("E704", f"{name} is no stock or mode of this scenario", None, did_you_mean(name, known))
            )
    if faults:
        raise ScenarioError(faults, game.model.source)
    return Start(t, stocks, modes)
