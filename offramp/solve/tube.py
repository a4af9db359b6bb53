"""The tube: for each period and combination of modes, the box of stock values that can be reached by then.

Found by playing: at random, and with every actor holding on to each of its options (concept §2.1). Half of the
paths meet every possible chance outcome equally often, so that rare branches get a box too. n paths leave about
1 / (n + 1) of a box's width unseen on each side (exact for uniform draws), so what few paths met gets more room.
"""

from itertools import product

import numpy as np

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move
from offramp.simulate.native_boxes import native_boxes
from offramp.simulate.native_paths import PathFaultError, playable
from offramp.simulate.play import Luck, play_period
from offramp.simulate.policies import Scripted
from offramp.solve.grid import Box, Combination
from offramp.solve.start import Start

PATHS = 16_384
MOST_PLANS = 512
TUBE_SEED = 20_231_001
PAD = 0.03  # the box is widened by this share of its width on each side, inside the stock's range
GROWN = 8.0  # times the margin: by how much a side grows past what was met outside

Tube = list[dict[Combination, Box]]
Counts = list[dict[Combination, int]]


def find_tube(games: list[Game], start: Start, pad: float = PAD, paths: int = PATHS) -> Tube:
    """The boxes of each period that cover all of `games` (a game and the games that its actors believe in), from so
    many paths of each."""
    tube: Tube = [{} for _ in range(games[0].periods)]
    for game in games:
        _add_paths(game, tube, start, pad, paths)
    return tube


def widen(tube: Tube, t: int, block: Block, pad: float = PAD) -> None:
    """Make room for the rows of `block` at the start of period `t`.

    Who comes to the end of a box goes on: it grows there by more than what was met. pad: the margin, a share of the
    width; a new box has one for what a few rows leave unseen besides.
    """
    game = block.game
    met: dict[Combination, Box] = {}
    seen: dict[Combination, int] = {}
    _cover(met, block, seen)
    for combination, box in met.items():
        known = tube[t].get(combination)
        if known is None:
            tube[t][combination] = _padded(game, box, pad + _unseen(pad, seen[combination]))
            continue
        joined = np.minimum(known[0], box[0]), np.maximum(known[1], box[1])
        grown = _padded(game, joined, GROWN * pad)
        tube[t][combination] = (
            np.where(joined[0] < known[0], grown[0], known[0]),
            np.where(joined[1] > known[1], grown[1], known[1]),
        )


def united(tube: Tube) -> Tube:
    """One set of boxes for all periods: that of an open game, whose periods are all alike."""
    whole: dict[Combination, Box] = {}
    for boxes in tube:
        for combination, box in boxes.items():
            _join(whole, combination, box)
    return [whole] * len(tube)


def _unseen(pad: float, paths: int) -> float:
    """What so many paths may have left unseen on each side of a box, as a share of its width: twice what they leave
    on average, where there is to be a margin."""
    return 2 * pad / PAD / (1 + paths)


def _padded(game: Game, box: Box, pad: float) -> Box:
    """The box, wider by a share of its width on each side but inside the ranges; whole stocks as they are."""
    margin = np.where([axis.whole for axis in game.axes], 0.0, pad * (box[1] - box[0]))
    low, high = np.array([axis.low for axis in game.axes]), np.array([axis.high for axis in game.axes])
    return np.maximum(box[0] - margin, low), np.minimum(box[1] + margin, high)


def _plans(game: Game) -> tuple[dict[str, str], ...]:
    """Random play, every actor's constant policies with the others at random, and their combinations."""
    # By the order of play, so that neither names nor the order of the actors in the file move a grid.
    moves = [step for step in game.model.play if isinstance(step, Move)]
    choices: dict[str, dict[str, None]] = {}
    corners: dict[str, dict[str, None]] = {}
    for move in moves:
        choices.setdefault(move.choice, {}).update((option.name, None) for option in move.options)
        corners.setdefault(move.choice, {}).update(dict.fromkeys(_corners(move)))
    plans: list[dict[str, str]] = [{}]
    plans += [{choice: option} for choice, options in choices.items() for option in options]
    together = product(*(options or ("",) for options in corners.values()))
    for _, combination in zip(range(MOST_PLANS - len(plans)), together, strict=False):
        plans.append(dict(zip(choices, combination, strict=True)))
    return tuple(plans)


def _corners(move: Move) -> list[str]:
    """The options that go furthest: of a numeric one, its lowest and its highest number."""
    ends = {family: [o.name for o in move.options if o.family == family] for family in move.families}
    return [o.name for o in move.options if not o.family or o.name in (ends[o.family][0], ends[o.family][-1])]


def _add_paths(game: Game, tube: Tube, start: Start, pad: float, paths: int) -> None:
    plans = _plans(game)
    block = start.block(game, max(paths, 8 * len(plans)))
    policy, luck = Scripted(plans), Luck(TUBE_SEED, explore=0.5, named=False)
    found, seen = _found(block, policy, luck)
    for t, boxes in enumerate(found):
        for combination, box in boxes.items():
            _join(tube[t], combination, _padded(game, box, pad + _unseen(pad, seen[t][combination])))


def _found(block: Block, policy: Scripted, luck: Luck) -> tuple[Tube, Counts]:
    """The boxes that paths from `block` meet, as they are, and how many paths met each."""
    if playable(block, policy):
        try:
            return native_boxes(block, policy, luck)
        except PathFaultError:
            pass
    return _found_with_numpy(block, policy, luck)


def _found_with_numpy(block: Block, policy: Scripted, luck: Luck) -> tuple[Tube, Counts]:
    game, paths = block.game, np.arange(block.size)
    found: Tube = [{} for _ in range(game.periods)]
    seen: Counts = [{} for _ in range(game.periods)]
    for t in range(block.t, game.periods):
        _cover(found[t], block, seen[t])
        if t + 1 == game.periods:
            break
        end = play_period(block, paths, policy, luck)
        live = np.flatnonzero(end.live)
        if not len(live):
            break
        paths = paths[live]
        block = game.next_period(end, live)
    return found, seen


def _cover(boxes: dict[Combination, Box], block: Block, seen: dict[Combination, int] | None = None) -> None:
    """Make room for the rows of `block`; `seen` counts them by their modes."""
    game = block.game
    counted: dict[Combination, int] = {} if seen is None else seen
    stocks = np.stack([block.value(axis.key) for axis in game.axes], axis=1)
    if not game.modes:
        _join(boxes, (), (stocks.min(axis=0), stocks.max(axis=0)))
        counted[()] = counted.get((), 0) + block.size
        return
    modes = np.stack([block.value((Kind.MODE, m)) for m in game.modes], axis=1)
    found, number = np.unique(modes, axis=0, return_inverse=True)
    for k, combination in enumerate(found):
        rows = stocks[number.reshape(-1) == k]
        labels = tuple(int(c) for c in combination)
        _join(boxes, labels, (rows.min(axis=0), rows.max(axis=0)))
        counted[labels] = counted.get(labels, 0) + len(rows)


def _join(boxes: dict[Combination, Box], combination: Combination, box: Box) -> None:
    if combination in boxes:
        low, high = boxes[combination]
        box = (np.minimum(low, box[0]), np.maximum(high, box[1]))
    boxes[combination] = box
