"""What is known of paths once they are played: each path's end, and one row a period for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.outputs import is_yes_no
from offramp.scenario.model import HORIZON
from offramp.simulate.summaries import Band, Shown, live_by_period

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLES = 20
Row = dict[str, Any]


@dataclass
class Paths:
    """What happened on each path. Axis n: paths.

    ended_n: number of the ending. periods_n: periods started. clipped_n: in how many periods a stock was held at an end
    of its range. paid_ni, weight_ni: each actor's discounted payoff and how far it could live with the ending.
    bin_width: where there are too many paths to hold, how far each number's quantiles may be off; else it is empty and
    they are exact. make_timeline, make_samples: see there.
    """

    ended_n: Ints
    periods_n: Ints
    clipped_n: Floats
    paid_ni: Floats
    weight_ni: Floats
    bin_width: dict[str, float] = field(default_factory=dict)
    make_timeline: Callable[[], list[Row]] = list
    make_samples: Callable[[], list[list[Row]]] = list

    @cached_property
    def timeline(self) -> list[Row]:
        """One row a period, as the results document it; worked out when it is first asked for."""
        rows, self.make_timeline = self.make_timeline(), list
        return rows

    @cached_property
    def samples(self) -> list[list[Row]]:
        """The first few paths whole, a row a period; worked out when they are first asked for."""
        samples, self.make_samples = self.make_samples(), list
        return samples


def no_paths(game: Game, count: int) -> Paths:
    """Room for `count` paths, as if all outlasted the game and nothing happened on them."""
    return Paths(
        np.full(count, game.endings.index(HORIZON), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count),
        np.zeros((count, len(game.actors))),
        np.zeros((count, len(game.actors))),
    )


def shown_of(game: Game) -> list[Shown]:
    """The numbers that the timeline shows: stocks, then quantities."""
    found = [Shown(name, stock.whole, False, stock.low, stock.high) for name, stock in game.model.stocks.items()]
    for name in game.model.outputs:
        yes_no = is_yes_no(game, name)
        found.append(Shown(name, yes_no, yes_no))
    return found


def timeline_rows(game: Game, start: int, found: Paths, rows: Sequence[Sequence[Band]]) -> list[Row]:
    """The timeline from what is said of each period's numbers (stocks, then quantities)."""
    total, endings, stocks = len(found.ended_n), len(game.endings), len(game.stocks)
    count = np.bincount((found.periods_n - 1) * endings + found.ended_n, minlength=len(rows) * endings)
    so_far = count.reshape(-1, endings).cumsum(axis=0) / total
    live = live_by_period(found.periods_n, len(rows))
    return [
        {
            "t": start + t,
            "label": game.model.calendar.label(start + t),
            "live": int(live[t]) / total,
            "stocks": dict(zip(game.stocks, row[:stocks], strict=True)),
            "endings": {e: float(p) for e, p in zip(game.endings, so_far[t], strict=True)},
            "outputs": dict(zip(game.model.outputs, row[stocks:], strict=True)),
        }
        for t, row in enumerate(rows)
    ]
