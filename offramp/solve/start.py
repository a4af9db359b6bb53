"""Where a solution starts: the scenario's own start, or a state that the analyst asks about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from offramp.core.dates import parse_date
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.core.numbers import as_written
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.scenario.model import Calendar


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
    """The state named by `at`: `t`, stocks and modes. Raises ScenarioError E704–E706.

    `t` is a number, or a date or label that lies within one period.
    """
    faults: list[Diagnostic] = []
    t, stocks, modes = 0, {}, {}
    numbers = {axis.name: axis for axis in game.axes}
    for name, value in at.items():
        if name == "t":
            found = _period(game, value)
            if found is None:
                calendar, last = game.model.calendar, game.periods - 1
                dates = f", {calendar.label(0)} to {calendar.label(last)}" if calendar.start else ""
                faults.append(
                    Diagnostic(
                        "E705",
                        f"there is no period t = {as_written(value)}; periods run from 0 to {last}{dates}",
                        remedy="give one of these",
                    )
                )
            else:
                t = found
        elif name in numbers:
            stock = numbers[name]
            if isinstance(value, str):
                said = f"{name} = {value} is not a number, and {name} is a stock from {stock.low:g} to {stock.high:g}"
                faults.append(Diagnostic("E705", said, stock.span, "give a number such as 3, 0.5 or 1e-3"))
            elif not stock.low <= value <= stock.high:
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


def _period(game: Game, value: float | str) -> int | None:
    """The period that `t` names by its number or label, or by a date within it; None where there is no such."""
    if not isinstance(value, str):
        return int(value) if 0 <= value < game.periods and value == int(value) else None
    calendar = replace(game.model.calendar, periods=game.periods)
    meant = parse_date(value)
    if calendar.start is None or meant is None:
        return None
    labelled = [t for t in range(game.periods) if calendar.label(t) == value.strip().upper()]
    if labelled:
        return labelled[0]
    first, last = (_lies_in(calendar, day) for day in (meant.first, meant.last))
    return first if first == last else None


def _lies_in(calendar: Calendar, day: date) -> int | None:
    """The period that `day` belongs to."""
    t = calendar.first_from(day)
    try:
        begins = calendar.begins(t) == day
    except (OverflowError, ValueError):  # past the year 9999
        begins = False
    t = t if begins else t - 1
    return t if 0 <= t < calendar.periods else None
