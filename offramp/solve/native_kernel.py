"""The native kernel of a game: what it needs to know, and whether there is one.

One kernel serves all worlds, beliefs, horizons and switches of a scenario in one view; they differ in numbers only.
"""

import ctypes
import json
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.axes import becomes
from offramp.game.blocks import Key
from offramp.game.game import Game
from offramp.kernels.lane_plan import LanePlan
from offramp.kernels.layout import Names, PeriodLayout, Rules, StateAxis
from offramp.kernels.native_code import Library, compiled_from, native_reason
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Expression, Kind, lagged
from offramp.scenario.model import Chance, Move, ScenarioModel, Shock
from offramp.solve.columns import Columns, Extent
from offramp.solve.lane_order import LaneOrder, lane_order
from offramp.solve.memory import ROWS_AT_ONCE

Floats = NDArray[np.float64]

LARGEST = 1e100  # numbers of a scenario past this could overflow where kernels don't look
MOST_OPTIONS = 256  # of one move: each is written out in the code
MOST_KERNELS = 32  # kept at hand in one process
MOST_BOXES = 1_000_000  # combinations of modes
EXTENTS = (Extent.OUTLOOK, Extent.WAYS_OUT)


@dataclass(frozen=True)
class NativeKernel:
    """Compiled code with the layout of its memory. orders: lanes by the name of a set of columns."""

    library: Library
    frame: dict[str, int]
    frame_bytes: int
    width: int
    orders: dict[str, LaneOrder]
    layout: PeriodLayout

    def function(self, name: str, blocks: bool = True) -> Callable[..., int]:
        """An exported function: of the frame, and of the first and the last block where it works on states."""
        arguments = (ctypes.c_void_p, *((ctypes.c_int64, ctypes.c_int64) if blocks else ()))
        return self.library.function(name, ctypes.c_int64, *arguments)


def why_not_native(game: Game) -> str | None:
    """Why this game is solved by NumPy, in words; None where it is solved by native code."""
    reason = native_reason()
    if reason is not None:
        return reason
    return _obstacle(game)


def _obstacle(game: Game) -> str | None:
    model = game.model
    if game.exact:
        return "its states are finitely many: they are enumerated"
    if game.simultaneous:
        return "actors move at the same time"
    if any(len(step.options) > MOST_OPTIONS for step in model.play if isinstance(step, Move)):
        return f"a move has more than {MOST_OPTIONS} options"
    if game.most_picks > ROWS_AT_ONCE:
        return "a period can be played in too many ways"
    for step in model.play:
        if isinstance(step, Shock) and step.draw is not None and any(game.reads(e) for e in step.expressions):
            return f"how {step.name} is drawn depends on the state, and it is no plain normal draw"
    if math.prod(len(mode.labels) for mode in model.modes.values()) > MOST_BOXES:
        return "the modes have too many combinations"
    numbers = [*game.assumptions.values(), *game.start_stocks.values(), *game.aspirations.values()]
    numbers += [bound for stock in model.stocks.values() for bound in (stock.low, stock.high)]
    if not all(abs(x) <= LARGEST for x in numbers):
        return f"it has numbers beyond {LARGEST:g}"
    return None


_kernels: "OrderedDict[tuple[int, str | None, tuple[str, ...]], tuple[ScenarioModel, NativeKernel]]" = OrderedDict()
_lock = Lock()


def native_kernel(game: Game, extents: Sequence[Extent]) -> NativeKernel:
    """The kernel of a game for these sets of columns, compiled where it isn't at hand."""
    key = (id(game.model), game.view, tuple(extent.name for extent in extents))
    with _lock:
        known = _kernels.get(key)
        if known is not None:
            _kernels.move_to_end(key)
            return known[1]
    made = _make(game, extents)
    with _lock:
        # The model is kept too, so that its identity can't be given to another one.
        _kernels[key] = (game.model, made)
        while len(_kernels) > MOST_KERNELS:
            _kernels.popitem(last=False)
    return made


@dataclass(frozen=True)
class _Description:
    """All that a kernel is made from."""

    rules: Rules
    layout: PeriodLayout
    orders: dict[str, LaneOrder]

    @property
    def plans(self) -> list[LanePlan]:
        return [order.plan for order in self.orders.values()]


def _make(game: Game, extents: Sequence[Extent]) -> NativeKernel:
    described = _describe(game, extents)
    rules, layout, plans = described.rules, described.layout, described.plans

    def write() -> tuple[str, str]:
        from offramp.kernels.period_kernel import period_kernel

        made = period_kernel(rules, layout, plans)
        return made.text, json.dumps([made.frame, made.frame_bytes, made.width])

    library, notes = compiled_from(repr((_read_by_rules(game.model), rules.tolerable, layout, plans)), write)
    frame, frame_bytes, width = json.loads(notes)
    return NativeKernel(library, frame, frame_bytes, width, described.orders, layout)


def kernel_text(game: Game) -> str:
    """The kernel of a game as LLVM IR, with the place and the text of every expression beside what computes it."""
    from offramp.kernels.period_kernel import period_kernel

    described = _describe(game, EXTENTS)

    def explained(expression: Expression) -> str:
        return f"{expression.span}: {to_text(expression)}"

    return period_kernel(described.rules, described.layout, described.plans, explained=explained).text


def _describe(game: Game, extents: Sequence[Extent]) -> _Description:
    model = game.model
    orders = {extent.name.lower(): lane_order(Columns(game, extent), extent.name.lower()) for extent in extents}
    vectors: list[Key] = [(Kind.STOCK, s) for s in game.stocks]
    vectors += [axis.key for axis in game.axes[len(game.stocks) :]]
    vectors += [(Kind.PREVIOUS, lagged(s, 0)) for s, stock in model.stocks.items() if stock.lags]
    vectors += [(Kind.SHOCK, step.name) for step in model.play if isinstance(step, Shock)]
    words: list[Key] = [(Kind.MODE, m) for m in game.modes] + [(Kind.CHOICE, c) for c in game.choices]
    words += [(Kind.EVENT, o.name) for step in model.play if isinstance(step, Chance) for o in step.outcomes]
    words = list(dict.fromkeys(words))
    parameters = parameter_places(game)
    switches = {name: k for k, name in enumerate(model.switches)}
    names = Names(
        {**game.codes, "none": -1},
        {name: (choice, tuple(numbers.tolist())) for name, (choice, numbers) in game.numeric.items()},
        {name: tuple(members.tolist()) for name, members in game.members.items()},
    )
    labels = {name: tuple(game.code(label) for label in mode.labels) for name, mode in model.modes.items()}
    axes = [StateAxis(becomes(axis), axis.whole) for axis in game.axes]
    layout = PeriodLayout(names, parameters, switches, tuple(vectors), tuple(words), axes, labels)
    return _Description(Rules(model, game.tolerable), layout, orders)


def _read_by_rules(model: ScenarioModel) -> tuple[object, ...]:
    """What a kernel depends on of a scenario."""
    actors = [(actor.name, actor.ruin) for actor in model.actors.values()]
    return model.play, model.defines, model.endings, model.payoffs, model.stocks, model.modes, actors


def parameter_places(game: Game) -> dict[Key, int]:
    """The order of the numbers that are the same for a whole period."""
    keys: list[Key] = [(Kind.TIME, "t")]
    keys += [(Kind.ASSUMPTION, name) for name in game.assumptions]
    keys += [(Kind.INITIAL, name) for name in game.stocks]
    keys += [(Kind.ASPIRATION, name) for name, actor in game.model.actors.items() if actor.aspiration is not None]
    return {key: k for k, key in enumerate(keys)}


def parameter_values(game: Game, t: int) -> Floats:
    """Those numbers, in the order of `parameter_places`."""
    values: list[Any] = [float(t), *game.assumptions.values(), *(game.start_stocks[s] for s in game.stocks)]
    values += [game.aspirations[name] for name, actor in game.model.actors.items() if actor.aspiration is not None]
    return np.array(values, dtype=np.float64)
