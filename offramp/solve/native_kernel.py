"""The native kernel of a game: what it needs to know, and whether there is one.

One kernel serves all worlds, beliefs, horizons and switches of a scenario in one view; they differ in numbers only.
"""

import ctypes
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from offramp.game.axes import becomes
from offramp.game.blocks import Key
from offramp.game.game import Game
from offramp.game.kernel_terms import names_of, obstacle, parameter_places, read_by_rules, switch_places
from offramp.game.played_expressions import read_on_the_way
from offramp.kernels.kernel_shelf import KernelShelf
from offramp.kernels.lane_plan import LanePlan
from offramp.kernels.layout import PeriodLayout, Rules, StateAxis
from offramp.kernels.native_code import Library, compiled_from, native_reason
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Expression, Kind, lagged
from offramp.scenario.model import Chance, Shock
from offramp.solve.columns import Columns, Extent
from offramp.solve.lane_order import LaneOrder, lane_order
from offramp.solve.memory import ROWS_AT_ONCE

MOST_BOXES = 1_000_000  # combinations of modes
EXTENTS = tuple(Extent)


@dataclass(frozen=True)
class NativeKernel:
    """Compiled code with the layout of its memory. orders: lanes by the name of a set of columns. read_on_the_way: see
    `game.played_expressions`."""

    library: Library
    frame: dict[str, int]
    frame_bytes: int
    width: int
    orders: dict[str, LaneOrder]
    layout: PeriodLayout
    read_on_the_way: frozenset[Key]

    def function(self, name: str, blocks: bool = True) -> Callable[..., int]:
        """An exported function: of the frame, and of the first and the last block where it works on states."""
        arguments = (ctypes.c_void_p, *((ctypes.c_int64, ctypes.c_int64) if blocks else ()))
        return self.library.function(name, ctypes.c_int64, *arguments)


def why_not_native(game: Game) -> str | None:
    """Why this game is solved by NumPy, in words; None where it is solved by native code."""
    return native_reason() or _obstacle(game)


def _obstacle(game: Game) -> str | None:
    if game.exact:
        return "its states are finitely many: they are enumerated"
    if (reason := obstacle(game)) is not None:
        return reason
    if game.most_picks > ROWS_AT_ONCE:
        return "a period can be played in too many ways"
    if math.prod(len(mode.labels) for mode in game.model.modes.values()) > MOST_BOXES:
        return "the modes have too many combinations"
    return None


_shelf: KernelShelf[NativeKernel] = KernelShelf()


def native_kernel(game: Game, extents: Sequence[Extent]) -> NativeKernel:
    """The kernel of a game for these sets of columns, compiled where it isn't at hand."""
    what = (game.view, tuple(extent.name for extent in extents))
    return _shelf.kernel(game.model, what, lambda: _make(game, extents))


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

    library, notes = compiled_from(repr((read_by_rules(game.model), rules.tolerable, layout, plans)), write)
    frame, frame_bytes, width = json.loads(notes)
    return NativeKernel(library, frame, frame_bytes, width, described.orders, layout, read_on_the_way(game.model))


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
    labels = {name: tuple(game.code(label) for label in mode.labels) for name, mode in model.modes.items()}
    axes = [StateAxis(becomes(axis), axis.whole) for axis in game.axes]
    layout = PeriodLayout(
        names_of(game), parameter_places(game), switch_places(game), tuple(vectors), tuple(words), axes, labels
    )
    return _Description(Rules(model, game.tolerable), layout, orders)
