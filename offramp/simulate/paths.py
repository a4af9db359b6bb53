"""Whole paths of the exact dynamics, reduced to shares, means and quantiles with their sampling errors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.outputs import is_yes_no, of_period
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.game.steps import CLIPPED
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON
from offramp.simulate.play import Luck, Policy, play_period

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLES = 20
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


@dataclass
class Paths:
    """What happened on each path. Axis n: paths.

    ended_n: number of the ending. periods_n: periods started. clipped_n: in how many periods a stock was held at an end
    of its range. paid_ni, weight_ni: each actor's discounted payoff
    and how far it could live with the ending. timeline: one row a period, as the results document it.
    """

    ended_n: Ints
    periods_n: Ints
    clipped_n: Floats
    paid_ni: Floats
    weight_ni: Floats
    timeline: list[dict[str, Any]] = field(default_factory=list)
    samples: list[list[dict[str, Any]]] = field(default_factory=list)


def simulate(
    start: Block, policy: Policy, seed: int, world: int = 0, progress: Callable[[float], None] = lambda share: None
) -> Paths:
    """Play every row of `start` to its end."""
    game, count = start.game, start.size
    luck = Luck(seed, world)
    result = Paths(
        np.full(count, game.endings.index(HORIZON), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count),
        np.zeros((count, len(game.actors))),
        np.zeros((count, len(game.actors))),
        samples=[[] for _ in range(min(SAMPLES, count))],
    )
    numbers, block = np.arange(count), start
    for t in range(start.t, game.periods):
        end = play_period(block, numbers, policy, luck)
        last = t + 1 == game.periods
        result.periods_n[numbers] += 1
        result.clipped_n[numbers] += np.minimum(end.value(CLIPPED), 1.0)
        result.paid_ni[numbers] += game.discount_i ** (t - start.t) * _pay(end, numbers, result, last)
        result.timeline.append(_row(block, end, count, result))
        _sample(block, end, numbers, result)
        progress((t + 1 - start.t) / (game.periods - start.t))
        live = np.flatnonzero(end.live)
        if last or not len(live):
            break
        numbers = numbers[live]
        block = game.next_period(end, live)
    return result


def _pay(end: Block, numbers: Ints, result: Paths, last: bool) -> Floats:
    """Payoffs of one period, endings included; writes down how the paths ended."""
    game = end.game
    paid = paid_each_period(end)
    horizon = game.endings.index(HORIZON)
    ended = np.where((end.ended < 0) & last, horizon, end.ended)
    for number in np.unique(ended[ended >= 0]):
        rows = np.flatnonzero(ended == number)
        payoff, weight = paid_at_end(end.child({}, rows), game.endings[number])
        paid[rows] += payoff
        result.weight_ni[numbers[rows]] = weight
        result.ended_n[numbers[rows]] = number
    return paid


def _row(block: Block, end: Block, count: int, result: Paths) -> dict[str, Any]:
    game = block.game
    stocks = {name: _band(block.value((Kind.STOCK, name))) for name in game.stocks}
    outputs = {name: _band(values, is_yes_no(game, name)) for name, values in of_period(block, end).items()}
    ended_now = end.ended[end.ended >= 0]
    so_far = dict(result.timeline[-1]["endings"]) if result.timeline else dict.fromkeys(game.endings, 0.0)
    for number, happened in zip(*np.unique(ended_now, return_counts=True), strict=True):
        so_far[game.endings[number]] += float(happened) / count
    if block.t + 1 == game.periods:
        so_far[HORIZON] += float((end.ended < 0).sum()) / count
    label = game.model.calendar.label(block.t)
    return {
        "t": block.t,
        "label": label,
        "live": block.size / count,
        "stocks": stocks,
        "endings": so_far,
        "outputs": outputs,
    }


def mean_with_error(values: Floats, yes_no: bool = False) -> dict[str, float | None]:
    """The mean of independent paths and how far it may be off, 95 times in 100 (None: one path says nothing of it).

    A share of yes/no may be off though all paths agree (Wilson 1927).
    """
    count, mean = len(values), float(values.mean())
    if yes_no:
        low, high = wilson(round(float(values.sum())), count)
        return {"mean": mean, "error": max(high - mean, mean - low)}
    return {"mean": mean, "error": 1.96 * float(values.std(ddof=1)) / float(np.sqrt(count)) if count > 1 else None}


def _band(values: Floats, yes_no: bool = False) -> dict[str, float | None]:
    """Mean with its error, spread and quantiles of the live paths."""
    quantiles = np.quantile(values, list(QUANTILES.values()))
    return {
        **mean_with_error(values, yes_no),
        "sd": float(values.std(ddof=1)) if len(values) > 1 else 0.0,
        **{q: float(v) for q, v in zip(QUANTILES, quantiles, strict=True)},
    }


def _sample(block: Block, end: Block, numbers: Ints, result: Paths) -> None:
    """Write down the first few paths whole."""
    game = block.game
    for row in np.flatnonzero(numbers < len(result.samples)):
        chosen = {a: game.label(int(end.value((Kind.CHOICE, a))[row])) for a in game.choices}
        result.samples[int(numbers[row])].append(
            {
                "t": block.t,
                "stocks": {s: float(block.value((Kind.STOCK, s))[row]) for s in game.stocks},
                "modes": {m: game.label(int(block.value((Kind.MODE, m))[row])) for m in game.modes},
                "choices": {a: option for a, option in chosen.items() if option != "none"},
                "ending": game.endings[int(end.ended[row])] if end.ended[row] >= 0 else None,
            }
        )


def wilson(count: int, total: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The 95% Wilson (1927) interval of a share."""
    share, z2 = count / total, z * z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = z / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
