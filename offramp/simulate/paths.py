"""Whole paths of the exact dynamics, reduced to shares, means and quantiles with their sampling errors.

Policies that need no solving are played by native code where there is some; here is its NumPy twin, which plays
everything and says what is wrong.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.outputs import of_period
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.game.steps import CLIPPED
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON, Chance
from offramp.simulate.native_paths import PathFaultError, playable
from offramp.simulate.native_periods import PlayPeriod, period_player
from offramp.simulate.native_simulation import simulate_native
from offramp.simulate.path_results import (
    SAMPLES,
    Paths,
    Row,
    no_paths,
    shown_of,
    timeline_rows,
)
from offramp.simulate.play import Luck, Policy, play_period
from offramp.simulate.summaries import Band, Summing, are_held, band, mean_with_error, wilson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float], None]


def simulate(
    start: Block,
    policy: Policy,
    seed: int,
    world: int = 0,
    progress: Progress = lambda share: None,
    threads: int | None = None,
) -> Paths:
    """Play every row of `start` to its end.

    threads: how many share the work of native code (None: two for very many paths); results don't depend on it.
    Raises ScenarioError where a rule of the scenario breaks on a path.
    """
    luck = Luck(seed, world)
    if playable(start, policy):
        try:
            result = simulate_native(start, policy, luck, progress, threads)
        except PathFaultError:
            pass
        else:
            first = start.child({}, np.arange(min(SAMPLES, start.size)))
            # Native code keeps no events; what happens on a path doesn't depend on the others, nor on who plays it.
            result.make_samples = lambda: simulate_with_numpy(first, policy, luck).samples
            return result
    return simulate_with_numpy(start, policy, luck, progress, period_player(start.game, policy, luck))


def simulate_with_numpy(
    start: Block,
    policy: Policy,
    luck: Luck,
    progress: Progress = lambda share: None,
    play: PlayPeriod | None = None,
) -> Paths:
    """The same for every policy, all paths together and period by period. play: plays a period, in place of NumPy."""
    play = play or (lambda block, paths: play_period(block, paths, policy, luck))
    game, count = start.game, start.size
    result = no_paths(game, count)
    samples: list[list[Row]] = [[] for _ in range(min(SAMPLES, count))]
    numbers, block = np.arange(count), start
    shown = shown_of(game)
    held = are_held(count, game.periods - start.t, len(shown))
    rows: list[list[Band]] = []
    summing = Summing(shown, count)
    for t in range(start.t, game.periods):
        end = play(block, numbers)
        last = t + 1 == game.periods
        result.periods_n[numbers] += 1
        result.clipped_n[numbers] += np.minimum(end.value(CLIPPED), 1.0)
        result.paid_ni[numbers] += game.discount_i ** (t - start.t) * _pay(end, numbers, result, last)
        values = [block.value((Kind.STOCK, name)) for name in game.stocks]
        outputs = of_period(block, end)
        values += outputs.values()
        if held:
            rows.append([band(found, number.yes_no) for found, number in zip(values, shown, strict=True)])
        else:
            summing.add(values, numbers)
        _sample(block, end, outputs, numbers, samples)
        progress((t + 1 - start.t) / (game.periods - start.t))
        live = np.flatnonzero(end.live)
        if last or not len(live):
            break
        numbers = numbers[live]
        block = game.next_period(end, live)
    if not held:
        result.bin_width = {number.name: float(w) for number, w in zip(shown, summing.width_k, strict=True)}
    timeline = timeline_rows(game, start.t, result, rows if held else summing.rows)
    result.make_timeline, result.make_samples = lambda: timeline, lambda: samples
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


def _sample(block: Block, end: Block, outputs: Mapping[str, Floats], numbers: Ints, samples: list[list[Row]]) -> None:
    """Write down the first few paths whole."""
    game = block.game
    chances = [step for step in game.model.play if isinstance(step, Chance)]
    # What is left over where nothing else strikes has no name.
    events = [outcome.name for step in chances for outcome in step.outcomes if outcome.weight is not None]
    for row in np.flatnonzero(numbers < len(samples)):
        chosen = {a: game.label(int(end.value((Kind.CHOICE, a))[row])) for a in game.choices}
        sample: Row = {
            "t": block.t,
            "stocks": {s: float(block.value((Kind.STOCK, s))[row]) for s in game.stocks},
            "modes": {m: game.label(int(block.value((Kind.MODE, m))[row])) for m in game.modes},
            "choices": {a: option for a, option in chosen.items() if option != "none"},
            "happened": [event for event in events if end.value((Kind.EVENT, event))[row]],
            "outputs": {name: float(found[row]) for name, found in outputs.items()},
            "ending": game.endings[int(end.ended[row])] if end.ended[row] >= 0 else None,
        }
        samples[int(numbers[row])].append(sample)


__all__ = ["Paths", "mean_with_error", "simulate", "simulate_with_numpy", "wilson"]
