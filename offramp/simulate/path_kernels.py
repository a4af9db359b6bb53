"""The native kernel that plays a game's paths: what it needs to know, and whether there is one.

One kernel serves all worlds, beliefs, horizons and switches of a scenario in one view; they differ in numbers only.
"""

import ctypes
import json
from collections.abc import Callable
from dataclasses import dataclass

from offramp.game.axes import becomes
from offramp.game.game import Game
from offramp.game.kernel_terms import names_of, obstacle, parameter_places, read_by_rules, switch_places
from offramp.game.outputs import at_end
from offramp.kernels.kernel_shelf import KernelShelf
from offramp.kernels.layout import Rules
from offramp.kernels.native_code import Library, compiled_from, native_reason
from offramp.kernels.path_layout import PathLayout, PathRows, log10_bound, path_rows
from offramp.scenario.expressions.expression_tree import Kind, lagged


@dataclass(frozen=True)
class Kernel:
    """Compiled code with the layout of its memory: of the frame and of a period's row by name, in bytes."""

    library: Library
    frame: dict[str, int]
    frame_bytes: int
    row: dict[str, int]
    row_bytes: int
    sum_bytes: int
    width: int
    rows: PathRows
    layout: PathLayout

    def function(self, name: str, *arguments: type) -> Callable[..., int]:
        """An exported function with its C types."""
        return self.library.function(name, ctypes.c_int64, *arguments)


def why_not_native(game: Game) -> str | None:
    """Why paths of this game are played by NumPy, in words; None where native code can play them."""
    return native_reason() or obstacle(game)


_shelf: KernelShelf[Kernel] = KernelShelf()


def kernel_of(game: Game) -> Kernel:
    """The kernel of a game's paths, compiled where it isn't at hand."""
    return _shelf.kernel(game.model, game.view, lambda: _make(game))


def _make(game: Game) -> Kernel:
    layout, rules, model = _layout(game), Rules(game.model, game.tolerable), game.model

    def write() -> tuple[str, str]:
        from offramp.kernels.path_kernel import path_kernel

        made = path_kernel(rules, layout)
        notes = (made.frame, made.frame_bytes, made.row, made.row_bytes, made.sum_bytes, made.width)
        return made.text, json.dumps(notes)

    library, notes = compiled_from(f"paths {(read_by_rules(model), rules.tolerable, layout)!r}", write)
    rows = path_rows(layout, len(model.modes), len(model.actors))
    frame, frame_bytes, row, row_bytes, sum_bytes, width = json.loads(notes)
    return Kernel(library, frame, frame_bytes, row, row_bytes, sum_bytes, width, rows, layout)


def _layout(game: Game) -> PathLayout:
    model = game.model
    return PathLayout(
        names_of(game),
        parameter_places(game),
        switch_places(game),
        tuple((axis.key, becomes(axis), log10_bound(axis.low, axis.high)) for axis in game.axes),
        len(game.stocks),
        {(Kind.PREVIOUS, lagged(s, 0)): (Kind.STOCK, s) for s, stock in model.stocks.items() if stock.lags},
        game.choices,
        tuple((name, at_end(game, name)) for name in model.outputs),
    )
