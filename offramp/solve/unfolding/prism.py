"""From a graph of states to a model in the language of PRISM: names, rewards, labels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.exchange.prism_model import NATURE, Command, ModelKind, PrismModel, Reward, Values, Variable
from offramp.exchange.write_prism import identifier
from offramp.game.blocks import Key
from offramp.game.game import Game
from offramp.scenario.expressions.expression_tree import Number
from offramp.scenario.model import Move
from offramp.solve.unfolding.state_graph import START, StateGraph, Way, key_labels

Floats = NDArray[np.float64]
_What = tuple[Values, str, tuple[tuple[float, int, Values], ...], int]  # a command without its periods


def prism_model(graph: StateGraph, comment: str) -> PrismModel:
    """The model of a graph; what is alike in several periods is written once.

    PRISM takes no negative rewards. Where an actor is paid less than 0, every period's pay is raised by as much as it
    takes, and an end by what the periods left would add: so every play gets the same more, the constant `raised_…`.
    """
    naming = _Naming(graph)
    raise_ti, all_i = _raises(graph)
    periods_of: dict[_What, list[int]] = {}
    paid_in: dict[tuple[int, Values, str, float], list[int]] = {}
    known: dict[Values, list[int]] = {}  # the periods in which a state occurs
    for number, (state, ways) in enumerate(zip(graph.states, graph.ways, strict=True)):
        t, source = state[0], state[1:]
        known.setdefault(source, []).append(t)
        for way in ways:
            action = naming.action(number, way)
            onward = ((share, graph.states[after]) for after, share in way.onward.items())
            branches = tuple(sorted((share, after[0] - t, after[1:]) for share, after in onward))
            periods_of.setdefault((source, action, branches, way.owner), []).append(t)
            for k, value in enumerate([*_rewards(way, t, raise_ti).tolist(), *way.weight_i[naming.judging].tolist()]):
                if value:
                    paid_in.setdefault((k, source, action, value), []).append(t)
    commands = [
        Command(first, last, source, action, branches, owner)
        for (source, action, branches, owner), periods in periods_of.items()
        for first, last in _stretches(periods, known[source])
    ]
    rewards: list[list[Reward]] = [[] for _ in naming.rewards]
    for (k, source, action, value), periods in paid_in.items():
        rewards[k] += [Reward(first, last, source, action, value) for first, last in _stretches(periods, known[source])]
    owners = {command.owner for command in commands} - {NATURE}
    kind = ModelKind.DTMC if not owners else ModelKind.MDP if len(owners) == 1 else ModelKind.SMG
    constants = tuple(
        (naming.raised[i], float(all_i[i]), f'R{{"{naming.actors[i]}"}}=? [F "ended"] less this is what {actor} gets')
        for i, actor in enumerate(graph.game.actors)
        if all_i[i]
    )
    clock, *variables = naming.variables()
    return PrismModel(
        kind,
        comment,
        clock,
        tuple(variables),
        tuple(commands),
        "ended>0",
        naming.actors,
        tuple(zip(naming.rewards, map(tuple, rewards), strict=True)),
        (("ended", "ended>0"), *naming.labels()),
        constants,
    )


def _stretches(periods: list[int], known: list[int]) -> list[tuple[int, int]]:
    """Periods, in rising order, as stretches: the first and the last of each.

    A stretch goes over periods in which the state doesn't occur, and ends at one of `known` that isn't meant.
    """
    found: list[tuple[int, int]] = []
    place = {t: k for k, t in enumerate(known)}
    for t in periods:
        if found and place[found[-1][1]] == place[t] - 1:
            found[-1] = (found[-1][0], t)
        else:
            found.append((t, t))
    return found


def _raises(graph: StateGraph) -> tuple[Floats, Floats]:
    """What each period's pay is raised by, period × actor, and what every play gets more in all."""
    raise_ti = -graph.lowest_ti
    return raise_ti, raise_ti.sum(axis=0)


def _rewards(way: Way, t: int, raise_ti: Floats) -> Floats:
    """What a way pays each actor, raised so that nothing is negative."""
    raised_i: Floats = way.paid_i + way.closes * raise_ti[t] + way.ends * raise_ti[t + 1 :].sum(axis=0)
    return np.maximum(raised_i, 0.0)  # rounding


class _Naming:
    """What everything is called in the model."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph, game = graph, graph.game
        taken = {"t", "step", "ended", "game", "nature", "period", "over"}
        self.actors = tuple(_unique(actor, taken) for actor in game.actors)
        self.keys = [_unique(name if name not in game.actors else f"{name}_picks", taken) for _, name in graph.keys]
        self.judging = [i for i, actor in enumerate(game.actors) if game.tolerable.get(actor)]
        tolerance = tuple(_unique(f"{self.actors[i]}_tolerates", taken) for i in self.judging)
        self.rewards = (*self.actors, *tolerance)
        self.raised = [_unique(f"raised_{actor}", taken) for actor in self.actors]
        self.endings = [_unique(ending, {"ended"}) for ending in game.endings]
        self._actions = {}
        for number, step in enumerate(game.model.play):
            if isinstance(step, Move):
                for option, listed in enumerate(step.options, 1):
                    self._actions[number, option] = _unique(f"{step.choice}_{listed.name}", taken)
        self._names = [_value_names(game, key, name, taken) for key, name in zip(graph.keys, self.keys, strict=True)]

    def action(self, state: int, way: Way) -> str:
        """The action of a way: an option that is picked, or `period` where one takes its course."""
        step = self.graph.states[state][1]
        return self._actions[step - 1, way.option] if step != START else "period"

    def variables(self) -> tuple[Variable, ...]:
        """The variables of a state, in their order."""
        values_vn = list(zip(*self.graph.states, strict=True))
        names: list[tuple[tuple[int, str], ...]] = [(), (), (), *self._names]
        # A variable has two values at least, and every ending its own.
        least_v = [1, 1, len(self.endings), *(min(values) + 1 for values in values_vn[3:])]
        return tuple(
            Variable(name, min(values), max(*values, least), values[0], named)
            for name, values, named, least in zip(
                ("t", "step", "ended", *self.keys), values_vn, names, least_v, strict=True
            )
        )

    def labels(self) -> Sequence[tuple[str, str]]:
        """A label for each ending, and for each actor that has them the endings that it could live with."""
        game = self.graph.game
        found = [(name, f"ended={number}") for number, name in enumerate(self.endings, 1)]
        for i in self.judging:
            weights = [game.tolerable[game.actors[i]].get(ending, None) for ending in game.endings]
            whole = [0.0 if w is None else w.value if isinstance(w, Number) else 0.5 for w in weights]
            fine = [f"ended={number}" for number, weight in enumerate(whole, 1) if weight == 1.0]
            if fine and set(whole) <= {0.0, 1.0}:
                found.append((_unique(f"{self.actors[i]}_tolerable", {*self.endings, "ended"}), " | ".join(fine)))
        return found


def _value_names(game: Game, key: Key, name: str, taken: set[str]) -> tuple[tuple[int, str], ...]:
    return tuple((value, _unique(f"{name}_{label}", taken)) for value, label in key_labels(game, key))


def _unique(name: str, taken: set[str]) -> str:
    found = identifier(name, taken)
    taken.add(found)
    return found
