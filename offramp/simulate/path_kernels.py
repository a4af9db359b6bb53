"""The native kernel that plays a game's paths: what it needs to know, and whether there is one.

One kernel serves all worlds, beliefs, horizons and switches of a scenario in one view; they differ in numbers only.
"""

import ctypes
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from offramp.game.axes import becomes
from offramp.game.blocks import Key
from offramp.game.game import Game
from offramp.game.outputs import at_end
from offramp.kernels.layout import Names, Rules
from offramp.kernels.native_code import Library, compiled_from, native_reason
from offramp.kernels.path_layout import PathLayout, PathRows, log10_bound, path_rows
from offramp.scenario.expressions.expression_tree import Kind, lagged
from offramp.scenario.model import Move, ScenarioModel, Shock

LARGEST = 1e100  # numbers of a scenario past this could overflow where kernels don't look
MOST_OPTIONS = 256  # of one move: each is written out in the code
MOST_KERNELS = 32  # kept at hand in one process


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
    return native_reason() or _obstacle(game)


def _obstacle(game: Game) -> str | None:
    model = game.model
    if game.simultaneous:
        return "actors move at the same time"
    if any(len(step.options) > MOST_OPTIONS for step in model.play if isinstance(step, Move)):
        return f"a move has more than {MOST_OPTIONS} options"
    for step in model.play:
        if isinstance(step, Shock) and step.draw is not None and any(game.reads(e) for e in step.expressions):
            return f"how {step.name} is drawn depends on the state, and it is no plain normal draw"
    numbers = [*game.assumptions.values(), *game.start_stocks.values(), *game.aspirations.values()]
    numbers += [bound for stock in model.stocks.values() for bound in (stock.low, stock.high)]
    if not all(abs(x) <= LARGEST for x in numbers):
        return f"it has numbers beyond {LARGEST:g}"
    return None


_kernels: "OrderedDict[tuple[int, str | None], tuple[ScenarioModel, Kernel]]" = OrderedDict()
_lock = Lock()


def kernel_of(game: Game) -> Kernel:
    """The kernel of a game's paths, compiled where it isn't at hand."""
    key = (id(game.model), game.view)
    with _lock:
        known = _kernels.get(key)
        if known is not None:
            _kernels.move_to_end(key)
            return known[1]
    made = _make(game)
    with _lock:
        # The model is kept too, so that its identity can't be given to another one.
        _kernels[key] = (game.model, made)
        while len(_kernels) > MOST_KERNELS:
            _kernels.popitem(last=False)
    return made


def _make(game: Game) -> Kernel:
    layout, rules, model = _layout(game), Rules(game.model, game.tolerable), game.model

    def write() -> tuple[str, str]:
        from offramp.kernels.path_kernel import path_kernel

        made = path_kernel(rules, layout)
        notes = (made.frame, made.frame_bytes, made.row, made.row_bytes, made.sum_bytes, made.width)
        return made.text, json.dumps(notes)

    read = (model.play, model.defines, model.endings, model.payoffs, model.stocks, model.modes, tuple(model.actors))
    library, notes = compiled_from(f"paths {(read, rules.tolerable, layout)!r}", write)
    rows = path_rows(layout, len(model.modes), len(model.actors))
    frame, frame_bytes, row, row_bytes, sum_bytes, width = json.loads(notes)
    return Kernel(library, frame, frame_bytes, row, row_bytes, sum_bytes, width, rows, layout)


def _layout(game: Game) -> PathLayout:
    model = game.model
    names = Names(
        {**game.codes, "none": -1},
        {name: (choice, tuple(numbers.tolist())) for name, (choice, numbers) in game.numeric.items()},
        {name: tuple(members.tolist()) for name, members in game.members.items()},
    )
    parameters: list[Key] = [(Kind.TIME, "t")]
    parameters += [(Kind.ASSUMPTION, name) for name in game.assumptions]
    parameters += [(Kind.INITIAL, name) for name in game.stocks]
    parameters += [(Kind.ASPIRATION, name) for name in game.aspirations]
    return PathLayout(
        names,
        {key: k for k, key in enumerate(parameters)},
        {name: k for k, name in enumerate(model.switches)},
        tuple((axis.key, becomes(axis), log10_bound(axis.low, axis.high)) for axis in game.axes),
        len(game.stocks),
        {(Kind.PREVIOUS, lagged(s, 0)): (Kind.STOCK, s) for s, stock in model.stocks.items() if stock.lags},
        game.choices,
        tuple((name, at_end(game, name)) for name in model.outputs),
    )
