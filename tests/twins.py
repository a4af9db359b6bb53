"""A game solved by native code and by NumPy, side by side: what must come out the same."""

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.kernels import native_code
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move as MoveStep
from offramp.solve.allotment import make_grids
from offramp.solve.backward_induction import Backward, How, States, solve_with_beliefs
from offramp.solve.columns import Columns, Extent
from offramp.solve.forward_pass import Visit, walk
from offramp.solve.grid import Grid
from offramp.solve.look_ahead import choices_ahead, values_ahead
from offramp.solve.native_kernel import why_not_native
from offramp.solve.native_period import NotNativeError
from offramp.solve.start import Start
from offramp.solve.tube import find_tube

Floats = NDArray[np.float64]
CLOSE = 1e-10
FAINT = 1e-12  # chances below it may be rounding alone

# Where changes are judged there has to be native code: its lack fails these tests there.
_MISSING = native_code._obstacle() is not None and not os.environ.get("CI")
needs_native = pytest.mark.skipif(_MISSING, reason="no native code on this machine")


@contextmanager
def backend(name: str) -> Iterator[None]:
    """Everything inside is solved by `name`: native or numpy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFRAMP_BACKEND", name)
        yield


@contextmanager
def counted() -> Iterator[list[int]]:
    """How often native code has left something to NumPy inside: the length of the list."""
    given_up: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NotNativeError, "__init__", lambda self, *a: given_up.append(1))
        yield given_up


def assert_close(one: Any, other: Any, what: str, within: float = CLOSE) -> None:
    """Equal up to `within`, relative to 1 + |value|; infinities and shapes alike."""
    x, y = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    assert x.shape == y.shape, f"{what}: {x.shape} and {y.shape}"
    with np.errstate(invalid="ignore"):
        off = np.where(x == y, 0.0, np.abs(x - y) / (1 + np.minimum(np.abs(x), np.abs(y))))
    if x.size and not off.max() <= within:  # NaN too
        worst = np.unravel_index(int(np.nanargmax(np.where(np.isnan(off), np.inf, off))), x.shape)
        raise AssertionError(f"{what}: {x[worst]!r} and {y[worst]!r} at {tuple(map(int, worst))}")


def grids_of(game: Game, start: Start, points: int) -> list[Grid]:
    """The grids of a first look at the game."""
    believed = [b for a in game.actors if (b := game.believed_by(a)) is not None]
    tube = find_tube([game, *believed], start)
    return make_grids(game, tube, points, np.ones(len(game.axes)), {}, Columns(game).count)


def whole_grids(game: Game, points: int) -> list[Grid]:
    """Grids over all ranges and all labels, also where play never comes to."""
    low, high = np.array([axis.low for axis in game.axes]), np.array([axis.high for axis in game.axes])
    counts = tuple(int(b - a) + 1 if axis.whole else points for a, b, axis in zip(low, high, game.axes, strict=True))
    labels = [[game.code(label) for label in mode.labels] for mode in game.model.modes.values()]
    combinations = list(itertools.product(*labels))
    boxes, of_box = dict.fromkeys(combinations, (low, high)), dict.fromkeys(combinations, counts)
    return [Grid(game, boxes, of_box) for _ in range(game.periods)]


def solved_by(
    name: str, game: Game, start: Start, grids: Sequence[States], nodes: int = 3, threads: int = 1
) -> Backward:
    """The game, and the games that its actors believe in, solved on these grids."""
    believed = {i: other for i, a in enumerate(game.actors) if (other := game.believed_by(a)) is not None}
    with backend(name):
        return solve_with_beliefs(game, believed, grids, How(nodes, start.t, threads), Extent.WAYS_OUT)


@dataclass
class Twins:
    """Both solutions, and how often native code gave up."""

    native: Backward
    numpy: Backward
    given_up: int


def solved_twins(
    game: Game, start: Start | None = None, points: int = 40, nodes: int = 3, grids: Sequence[Grid] | None = None
) -> Twins:
    """The game solved on the same grids by both."""
    begins = start or Start()
    grids = grids_of(game, begins, points) if grids is None else grids
    numpy = solved_by("numpy", game, begins, grids, nodes)
    with counted() as given_up:
        native = solved_by("native", game, begins, grids, nodes)
    with backend("native"):
        assert (native.by_lane is not None) == (why_not_native(game) is None)
    assert numpy.by_lane is None
    return Twins(native, numpy, len(given_up))


def assert_twins(
    game: Game, start: Start | None = None, points: int = 40, nodes: int = 3, within: float = CLOSE
) -> Twins:
    """Solve the game by both and compare all that the rooms above read. The native path must have been taken."""
    begins = start or Start()
    twins = solved_twins(game, begins, points, nodes)
    with counted() as given_up:
        assert_same_values(twins, begins.t, within)
        assert_same_play(twins, begins, within)
    twins.given_up += len(given_up)
    if twins.native.by_lane is not None:
        assert twins.given_up == 0, f"native code gave up {twins.given_up} times"
    return twins


def assert_same_values(twins: Twins, first: int, within: float = CLOSE) -> None:
    """Values of all columns in all states of all periods, stakes, boxes that are missing, and the work done."""
    # Where a believer's move leads is told by this game or by the one that it believes in.
    together = [_missing(list(_all_of(one))) for one in (twins.native, twins.numpy)]
    assert_close(*together, "missing", within)
    _assert_same_numbers(twins, first, within)


def _all_of(solved: Backward) -> Iterator[Backward]:
    yield solved
    for believed in solved.beliefs.values():
        yield from _all_of(believed)


def _assert_same_numbers(twins: Twins, first: int, within: float) -> None:
    native, numpy = twins.native, twins.numpy
    for period in range(first, native.game.periods):
        assert_close(native.values(period), numpy.values(period), f"values in period {period}", within)
    if _all_moved(numpy):
        assert_close(native.lowest_i, numpy.lowest_i, "lowest", within)
        assert_close(native.highest_i, numpy.highest_i, "highest", within)
        assert native.entries == numpy.entries
    for i, believed in native.beliefs.items():
        _assert_same_numbers(Twins(believed, numpy.beliefs[i], 0), first, within)


def _all_moved(numpy: Backward) -> bool:
    """Whether every move is made somewhere in every slice of states: one that isn't leaves NumPy's tree, and what
    happens before it then counts as what happens behind the last move."""
    moves = sum(isinstance(step, MoveStep) for step in numpy.game.model.play)
    return numpy.columns.has("could", 0) and all(len(p.moves) == moves for parts in numpy.slices for p in parts)


def _missing(games: Sequence[Backward]) -> Floats:
    """Period, modes and box of all states without a box, by period and modes."""
    found: dict[tuple[int, ...], tuple[Floats, Floats]] = {}
    for t, block in (one for solved in games for one in solved.missing):
        x = np.stack([block.value(axis.key) for axis in block.game.axes], axis=1)
        modes = [block.value((Kind.MODE, m)) for m in block.game.modes]
        for k in range(block.size):
            key = (t, *(int(codes[k]) for codes in modes))
            low, high = found.get(key, (x[k], x[k]))
            found[key] = (np.minimum(low, x[k]), np.maximum(high, x[k]))
    return np.array([[*key, *low, *high] for key, (low, high) in sorted(found.items())])


def assert_same_play(twins: Twins, start: Start, within: float = CLOSE) -> None:
    """The forward pass, the moves that play comes to, and what lies ahead of exact states."""
    here = start.block(twins.native.game)
    with backend("native"):
        native = list(walk(twins.native, here))
        moves = [_moves(visit) for visit in native]
        ahead = values_ahead(twins.native, here)
        picked = choices_ahead(twins.native, here)
    with backend("numpy"):
        numpy = list(walk(twins.numpy, here))
        for period, (one, other) in enumerate(zip(native, numpy, strict=True), start.t):
            for name in ("mass_s", "live", "ended_e", "clipped", "clamped", "missing"):
                assert_close(getattr(one, name), getattr(other, name), f"{name} in period {period}", within)
            assert_same_rows(moves[period - start.t], _moves(other), f"moves in period {period}", within)
        assert_close(ahead, values_ahead(twins.numpy, here), "values ahead", within)
        assert_same_rows(_choices(picked), _choices(choices_ahead(twins.numpy, here)), "choices ahead", within)


def assert_same_rows(one: Floats, other: Floats, what: str, within: float = CLOSE) -> None:
    """The same rows in any order."""
    assert_close(_ordered(one), _ordered(other), what, within)


def _ordered(rows: Floats) -> Floats:
    if not len(rows):
        return rows
    # Rounded, so that what differs in the last digits comes into the same order; but no number of a scenario lies where
    # rounding goes either way. Chances, the last column, may be small.
    scaled = rows.copy()
    scaled[:, -1] = np.log(np.maximum(rows[:, -1], 1e-300))
    keys = np.floor(scaled * 1e6 + 0.2137)
    return rows[np.lexsort(keys.T[::-1])]


def _moves(visit: Visit) -> Floats:
    """A row for each option at each node of each move that play comes to."""
    rows = []
    for move, mass in visit.moves:
        count, nothing = len(mass), np.zeros(len(mass))
        record = move.record
        worth = (
            [record.would_c, record.reach_c, record.repeat_c, record.price_c] if record is not None else [nothing] * 4
        )
        columns = [np.full(count, move.decision.step), move.decision.column, move.choice_c, *worth, move.tied_c, mass]
        seen = (mass > FAINT) & (move.decision.column > 0)
        rows.append(np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=1)[seen])
    return np.concatenate([np.zeros((0, 9)), *rows])


def _choices(found: Sequence[Any]) -> Floats:
    """A row for each option at each node ahead."""
    rows = []
    for decision, choice_c in found:
        columns = [np.full(len(choice_c), decision.step), decision.column, choice_c]
        rows.append(np.stack(columns, axis=1)[decision.column > 0])
    return np.concatenate([np.zeros((0, 3)), *rows])


def assert_alike(one: Any, other: Any, where: str = "solution", within: float = 1e-9) -> None:
    """Two results as plain data: equal, numbers up to `within`."""
    if isinstance(one, dict):
        assert isinstance(other, dict), where
        assert set(one) == set(other), where
        for name, part in one.items():
            assert_alike(part, other[name], f"{where}.{name}", within)
    elif isinstance(one, list):
        assert isinstance(other, list), where
        assert len(one) == len(other), where
        for k, (left, right) in enumerate(zip(one, other, strict=True)):
            assert_alike(left, right, f"{where}[{k}]", within)
    elif isinstance(one, float) and isinstance(other, int | float):
        assert_close(one, other, where, within)
    else:
        assert one == other, f"{where}: {one!r} and {other!r}"
