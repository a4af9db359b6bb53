"""What is carried backward side by side: one column a quantity, all of them expectations over endings.

Every column has a target (what is paid when the game ends or goes on), and a rule for each move. The rules are
concept §3's table: own moves σ or max, others' moves σ, max, min, or a favour that they can afford.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.scenario.model import Move

Floats = NDArray[np.float64]

PENALTIES = 9  # Lagrange multipliers on ruin, for plans that must stay under a cap; and one that puts it before all
LEAST_CAP = 1e-3


def multipliers(cap: float) -> tuple[float, ...]:
    """Prices on ruin: from mild to 1.2 / cap, where a whole cap of ruin costs more than any reach is worth."""
    return (*np.geomspace(0.5, 1.2 / max(LEAST_CAP, cap), PENALTIES).tolist(), 1e6)


class Target(Enum):
    """What a column counts."""

    PAYOFF = "the actor's payoff"
    WEIGHT = "how far the actor can live with the ending"
    RUIN = "whether the ending is ruin for the actor"
    ENDING = "whether the game ends so"


class Rule(Enum):
    """What a column does at moves; CARRIED columns go where the column that they ride on goes."""

    SOLVED = "everybody as solved"
    MAX_OWN = "own moves: the best for this column; others as solved"
    HELPED = "own moves: the best; others as solved or, if better, what costs them little"
    POSSIBLE = "all moves: the best"
    GUARANTEED = "own moves: the best; others' moves: the worst"
    REPEAT = "own moves: one option wherever it is available, else the best; others as solved"
    PENALISED = "own moves: the best reach less a price on ruin; others as solved"
    PENALISED_HELPED = "the same, with favours"
    CARRIED = "where another column goes"


@dataclass(frozen=True)
class Column:
    """One quantity. `actor` is its owner (-1 for endings); `on` is the column that a CARRIED one rides on."""

    name: str
    target: Target
    rule: Rule
    actor: int
    option: str = ""
    ending: int = -1
    on: int = -1
    multiplier: float = 0.0


class Extent(Enum):
    """How much is carried: what choosing needs and an actor expects; the expectations of concept §3 too, by which
    grids are compared; or all that is said of ways out."""

    OUTLOOK = 1
    HEADLINES = 2
    WAYS_OUT = 3


class Columns:
    """The columns of a game and where each of them stands."""

    def __init__(self, game: Game, extent: Extent = Extent.WAYS_OUT) -> None:
        self.game, self.extent = game, extent
        self.columns: list[Column] = []
        self._place: dict[tuple[str, int, str], int] = {}
        for i in range(len(game.actors)):
            self._add("value", Target.PAYOFF, Rule.SOLVED, i)
        for e, ending in enumerate(game.endings):
            self._add("ending", Target.ENDING, Rule.SOLVED, -1, ending, ending=e)
        for i in range(len(game.actors)):
            self._add("would", Target.WEIGHT, Rule.SOLVED, i)
        if extent is not Extent.OUTLOOK:
            for i, actor in enumerate(game.actors):
                self._add_ways_out(i, actor)
        self._index()

    def _add(self, name: str, target: Target, rule: Rule, actor: int, option: str = "", **more: float) -> int:
        self._place[name, actor, option] = len(self.columns)
        self.columns.append(Column(name, target, rule, actor, option, **more))  # type: ignore[arg-type]  # ints pass as numbers
        return len(self.columns) - 1

    def _add_ways_out(self, i: int, actor: str) -> None:
        ruinous = bool(self.game.model.actors[actor].ruin)
        could = self._add("could", Target.WEIGHT, Rule.MAX_OWN, i)
        self._add("plan", Target.PAYOFF, Rule.CARRIED, i, on=could)
        helped = self._add("helped", Target.WEIGHT, Rule.HELPED, i)
        self._add("possible", Target.WEIGHT, Rule.POSSIBLE, i)
        self._add("guaranteed", Target.WEIGHT, Rule.GUARANTEED, i)
        best = self._add("best_reply", Target.PAYOFF, Rule.MAX_OWN, i)
        self._add("best_reply_would", Target.WEIGHT, Rule.CARRIED, i, on=best)
        if self.extent is Extent.HEADLINES:
            return
        for option in own_options(self.game, actor):
            repeat = self._add("repeat", Target.WEIGHT, Rule.REPEAT, i, option)
            if ruinous:
                self._add("repeat_ruin", Target.RUIN, Rule.CARRIED, i, option, on=repeat)
        if ruinous:
            self._add("would_ruin", Target.RUIN, Rule.SOLVED, i)
            self._add("could_ruin", Target.RUIN, Rule.CARRIED, i, on=could)
            self._add("helped_ruin", Target.RUIN, Rule.CARRIED, i, on=helped)
            for rule, name in ((Rule.PENALISED, "capped"), (Rule.PENALISED_HELPED, "capped_helped")):
                for number, multiplier in enumerate(multipliers(float(self.game.ruin_cap_i[i]))):
                    key = str(number)
                    reach = self._add(name, Target.WEIGHT, rule, i, key, multiplier=multiplier)
                    self._add(name + "_ruin", Target.RUIN, Rule.CARRIED, i, key, on=reach)

    def _index(self) -> None:
        discounts = self.game.discount_i.tolist()
        self.discount_c = np.array([discounts[c.actor] if c.target is Target.PAYOFF else 1.0 for c in self.columns])
        self.count = len(self.columns)
        self.riders: list[list[int]] = [[] for _ in range(self.count)]
        for r, rider in enumerate(self.columns):
            if rider.on >= 0:
                self.riders[rider.on].append(r)

    @property
    def with_options(self) -> bool:
        """Whether it can be said what each option is worth to its mover."""
        return self.extent is Extent.WAYS_OUT

    def at(self, name: str, actor: int = -1, option: str = "") -> int:
        """The place of a column."""
        return self._place[name, actor, option]

    def has(self, name: str, actor: int = -1, option: str = "") -> bool:
        """Whether there is such a column."""
        return (name, actor, option) in self._place

    def taken(self, values_nq: Floats, other: "Columns") -> Floats:
        """Values by the columns of `other` as values by these, 0 where it lacks one: shape (n, columns)."""
        if other.extent is self.extent:
            return values_nq
        result = np.zeros((*values_nq.shape[:-1], self.count))
        for q, c in enumerate(self.columns):
            if other.has(c.name, c.actor, c.option):
                result[..., q] = values_nq[..., other.at(c.name, c.actor, c.option)]
        return result

    def paid(self, paid_ki: Floats, weight_ki: Floats, ended_ke: Floats) -> Floats:
        """What each column gets in a period from payoffs, weights and endings: shape (k, columns)."""
        result = np.empty((len(paid_ki), self.count))
        actors = self.game.model.actors
        for c, column in enumerate(self.columns):
            match column.target:
                case Target.PAYOFF:
                    result[:, c] = paid_ki[:, column.actor]
                case Target.WEIGHT:
                    result[:, c] = weight_ki[:, column.actor]
                case Target.ENDING:
                    result[:, c] = ended_ke[:, column.ending]
                case Target.RUIN:
                    ruin = actors[self.game.actors[column.actor]].ruin
                    result[:, c] = ended_ke[:, [self.game.endings.index(e) for e in ruin]].sum(axis=1)
        return result


def own_options(game: Game, actor: str) -> tuple[str, ...]:
    """All options of an actor over its moves, in the order of the play, each once; all numbers of one together.

    To repeat a numeric option is to pick any of its numbers again, so one column serves them all.
    """
    found: dict[str, None] = {}
    for step in game.model.play:
        if isinstance(step, Move) and step.actor == actor:
            found.update((step.group(option), None) for option in step.options)
    return tuple(found)
