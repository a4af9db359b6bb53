"""The boxes of states that paths meet, by native code: for each period and combination of modes."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.kernels.frame_memory import aligned
from offramp.simulate.native_paths import NativePaths, PathThread
from offramp.simulate.play import Luck, Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Boxes = list[dict[tuple[int, ...], tuple[Floats, Floats]]]
Counts = list[dict[tuple[int, ...], int]]

MOST_HELD = 2**23  # numbers


def native_boxes(start: Block, policy: Policy, luck: Luck) -> tuple[Boxes, Counts]:
    """For each period, the lowest and highest value of each number of the state by combination of labels' numbers, and
    how many paths met the combination.

    Nothing is paid on the way. Raises PathFaultError where the NumPy twin has to say what is wrong.
    """
    paths = NativePaths(start, policy, luck)
    width, rows = paths.width, paths.rows
    most = max(width, MOST_HELD // (paths.periods * rows.held) // width * width)
    thread = PathThread(paths, min(most, start.size))
    held = aligned(8 * paths.periods * rows.held * thread.stride).view(np.int64).reshape(paths.periods, rows.held, -1)
    found: Boxes = [{} for _ in range(paths.game.periods)]
    seen: Counts = [{} for _ in range(paths.game.periods)]
    for first in range(0, start.size, thread.stride):
        count = min(thread.stride, start.size - first)
        thread.play(first, count, held, labels=True, pay=False)
        _add(found, seen, paths, held[:, :, :count], thread.state[rows.ended + 1, :count])
    return found, seen


def _add(found: Boxes, seen: Counts, paths: NativePaths, held: Ints, periods_n: Ints) -> None:
    """Join the states at the start of each period that paths live to see. held: period × row × path."""
    rows, game = paths.rows, paths.game
    t, n = np.nonzero(np.arange(paths.periods)[:, None] < periods_n)
    key, combinations = t.copy(), []
    for m, mode in enumerate(game.modes):
        labels = np.sort([game.code(label) for label in game.model.modes[mode].labels])
        digit = np.zeros(int(labels[-1]) + 1, dtype=np.int64)
        digit[labels] = np.arange(len(labels))
        codes = held[t, rows.held_mode(m), n]
        key = key * len(labels) + digit[codes]
        combinations.append(codes)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    values = np.array([held[t, rows.held_axis(d), n].view(np.float64)[order] for d in range(rows.axes)])
    values = values.reshape(rows.axes, len(order))
    for head, part in zip(order[starts], np.split(values, starts[1:], axis=1), strict=True):
        boxes, counts = found[paths.start.t + int(t[head])], seen[paths.start.t + int(t[head])]
        combination = tuple(int(codes[head]) for codes in combinations)
        box = part.min(axis=1), part.max(axis=1)
        if combination in boxes:
            before = boxes[combination]
            box = np.minimum(box[0], before[0]), np.maximum(box[1], before[1])
        boxes[combination] = box
        counts[combination] = counts.get(combination, 0) + part.shape[1]
