"""What every kernel needs to know of a game, whatever it computes, and what keeps a game from having any.

One kernel serves all worlds, beliefs, horizons and switches of a scenario in one view; they differ in numbers only.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Key
from offramp.game.game import Game
from offramp.kernels.layout import Names
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move, ScenarioModel, Shock

Floats = NDArray[np.float64]

LARGEST = 1e100  # numbers of a scenario past this could overflow where kernels don't look
MOST_OPTIONS = 256  # of one move: each is written out in the code


def obstacle(game: Game) -> str | None:
    """What keeps any kernel from being made for a game, in words."""
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


def names_of(game: Game) -> Names:
    """The numbers behind a game's labels."""
    return Names(
        {**game.codes, "none": -1},
        {name: (choice, tuple(numbers.tolist())) for name, (choice, numbers) in game.numeric.items()},
        {name: tuple(members.tolist()) for name, members in game.members.items()},
    )


def read_by_rules(model: ScenarioModel) -> tuple[object, ...]:
    """What a kernel depends on of a scenario, beside its layout."""
    actors = [(actor.name, actor.ruin) for actor in model.actors.values()]
    return model.play, model.defines, model.endings, model.payoffs, model.stocks, model.modes, actors


def parameter_places(game: Game) -> dict[Key, int]:
    """The order of the numbers that are the same for a whole period."""
    keys: list[Key] = [(Kind.TIME, "t")]
    keys += [(Kind.ASSUMPTION, name) for name in game.assumptions]
    keys += [(Kind.INITIAL, name) for name in game.stocks]
    keys += [(Kind.ASPIRATION, name) for name in game.aspirations]
    return {key: k for k, key in enumerate(keys)}


def parameter_values(game: Game, t: int) -> Floats:
    """Those numbers, in the order of `parameter_places`."""
    starts = (game.start_stocks[stock] for stock in game.stocks)
    return np.array([float(t), *game.assumptions.values(), *starts, *game.aspirations.values()], dtype=np.float64)


def switch_places(game: Game) -> dict[str, int]:
    """The order of the numbers of the switches' cases."""
    return {name: k for k, name in enumerate(game.model.switches)}
