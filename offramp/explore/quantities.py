"""What a solved world can be asked beyond what its verdicts are read from: payoffs, options, ways out by period.

A run takes some of the parts of `PARTS`. A new kind of quantity is a new row there: its names, how they are read off a
solution, and what a view's own result (`solve --json`) says of them, against which worlds are held.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.explore.claim_numbers import ClaimNumbers
from offramp.explore.evidence.equal_rows import OncePerState
from offramp.explore.evidence.particle_filter import explained
from offramp.game.game import Game
from offramp.judge.exits import DRAWN, exits
from offramp.judge.option_numbers import option_numbers
from offramp.scenario.model import Move, ScenarioModel
from offramp.simulate.play import Policy
from offramp.simulate.policies import Uniform
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solution import Solution
from offramp.solve.start import Start

Floats = NDArray[np.float64]
MOST_PERIODS = 120  # closings are for games with an end; longer ones would be tables that nobody reads


class Kind(Enum):
    """What a number is, and with it the bounds that it keeps."""

    CHANCE = "chance"
    PAYOFF = "payoff"
    SHARE = "share"  # of live play
    EVIDENCE = "evidence"  # what a world makes of the evidence
    KEPT = "kept"  # as its own finest grid has it, without an error

    @property
    def carried(self) -> bool:
        """Whether it is carried over from a coarse grid to a finer one. What is counted over paths of the exact rules
        isn't: a grid only moves the choices on them."""
        return self not in (Kind.EVIDENCE, Kind.KEPT)

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value of such a number."""
        return (0.0, 1.0) if self in (Kind.CHANCE, Kind.SHARE) else (-math.inf, math.inf)


@dataclass(frozen=True)
class Quantity:
    """A number that every solved world has; NaN where the world has nothing that it could be about."""

    name: str
    kind: Kind
    unit: str

    def to_json(self) -> dict[str, str]:
        """The quantity as plain data."""
        return {"name": self.name, "kind": self.kind.value, "unit": self.unit}


def chance(name: str) -> Quantity:
    """A chance."""
    return Quantity(name, Kind.CHANCE, "probability")


def payoff(name: str, actor: str) -> Quantity:
    """A payoff, in the utility of an actor: no two actors share a unit."""
    return Quantity(name, Kind.PAYOFF, f"utility of {actor}")


@dataclass(frozen=True)
class Asked:
    """What the quantities of a run are about: the actors that are judged, the options of each over all its moves, how
    many periods can be played, the level of a way out, the series of evidence with the periods observed, and what
    claims ask, where they are judged."""

    actors: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    periods: int
    level: float
    observed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    claims: ClaimNumbers | None = None

    @staticmethod
    def of(model: ScenarioModel, actors: Sequence[str], periods: int, level: float) -> "Asked":
        """The actors of a scenario with their options, as results call them."""
        options = {}
        for actor in actors:
            moves = [step for step in model.play if isinstance(step, Move) and step.actor == actor]
            options[actor] = tuple(dict.fromkeys(move.key(option) for move in moves for option in move.options))
        observed = {series.name: tuple(one.t for one in series.observed) for series in model.evidence.values()}
        return Asked(tuple(actors), options, periods, level, observed)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every actor with each of its options."""
        return [(actor, option) for actor in self.actors for option in self.options[actor]]


class Part(Protocol):
    """Quantities that are taken together, always in one order."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """Which there are."""

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """The quantities of a solution."""

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """What a view's own result, as `solve --json` has it, says of them; NaN where it says nothing."""


class Payoffs:
    """What each actor can expect to gain."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """One an actor."""
        return [payoff(f"value({actor})", actor) for actor in asked.actors]

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """At the start."""
        return [solution.number("value", actor) for actor in asked.actors]

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """All are known."""
        return [result["actors"][actor]["value"] for actor in asked.actors]


class Options:
    """Value, reach and price of each option at the start."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """Three an option."""
        found = []
        for actor, option in asked.pairs:
            which = f"({actor}, {option})"
            found += [payoff(f"value{which}", actor), chance(f"reach{which}"), payoff(f"price{which}", actor)]
        return found

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """NaN for options that aren't there at the start."""
        known, nothing = option_numbers(solution), (math.nan, math.nan, math.nan)
        return [number for pair in asked.pairs for number in known.get(pair, nothing)]

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """Known for options that are there at the start."""
        known = [(result["actors"][actor]["options"].get(option) or {}) for actor, option in asked.pairs]
        return [found.get(name, math.nan) for found in known for name in ("value", "reach", "price")]


class Closings:
    """The share of live play in which each option leads out and costs nothing, period by period."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """One for each option and period."""
        unit = "share of live play"
        return [Quantity(open_name(*pair, t), Kind.SHARE, unit) for pair in asked.pairs for t in range(asked.periods)]

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """NaN where hardly any play comes to the option."""
        found, result = exits(solution, solution.visits, asked.level), []
        for pair in asked.pairs:
            row = [math.nan] * asked.periods
            for cell in found[pair].cells if pair in found else ():
                row[cell.t] = cell.open_share if cell.available >= DRAWN else math.nan
            result += row
        return result

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """Known wherever play comes to the option."""
        found = []
        for actor, option in asked.pairs:
            row = [math.nan] * asked.periods
            for cell in (result["exits"][actor].get(option) or {}).get("periods", ()):
                if cell["way_out"] is not None:
                    row[cell["t"]] = cell["way_out"] + cell["keeps_open"]
            found += row
        return found


class WhatWasObserved:
    """What a world makes of the evidence: how likely it makes all that was observed up to the end of each period."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """Three for each period with observations, one for each observation."""
        found = []
        for t in sorted({t for periods in asked.observed.values() for t in periods}):
            units = {log_likelihood(t): "log density", noise(t): "share of the density", far_off(t): "probability"}
            found += [Quantity(name, Kind.EVIDENCE, unit) for name, unit in units.items()]
        each = [(t, series) for series, periods in asked.observed.items() for t in periods]
        # Series of one period stay in the order of the file, as `observations` has them.
        each.sort(key=lambda one: one[0])
        return found + [Quantity(below(series, t), Kind.EVIDENCE, "probability") for t, series in each]

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """Counted over paths of the play as solved."""
        as_solved: Policy = AsSolved(solution.backward)
        policy = OncePerState(as_solved) if solution.game.exact else as_solved
        return self._values(solution.game, policy, solution.start, asked)

    def of_process(self, game: Game, asked: Asked) -> list[float]:
        """The same where nobody chooses."""
        return self._values(game, Uniform(), Start(), asked)

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """A result says nothing of evidence."""
        return [math.nan] * len(self.quantities(asked))

    def _values(self, game: Game, policy: Policy, start: Start, asked: Asked) -> list[float]:
        """NaN where the world can't be held against the evidence: a number of it breaks there, or its error has no
        spread. The game is solved all the same."""
        try:
            found = explained(game, policy, start) if asked.observed else None
        except ScenarioError:
            found = None
        if found is None:
            return self.published({}, asked)
        by_period = np.stack([found.log_likelihood_t, found.noise_t, found.far_off_t], axis=1)
        return [*by_period.reshape(-1).tolist(), *found.below_k.tolist()]


def log_likelihood(t: int) -> str:
    """The name of the logarithm of the density of all that was observed up to the end of period `t`."""
    return f"log_likelihood({t})"


def noise(t: int) -> str:
    """The name of the sampling error of that density, as a share of it."""
    return f"log_likelihood_noise({t})"


def far_off(t: int) -> str:
    """The name of the chance of observations that are as far off as those up to the end of period `t`."""
    return f"as_far_off({t})"


def below(series: str, t: int) -> str:
    """The name of the chance that less would have been observed in period `t`."""
    return f"below({series}, {t})"


def open_name(actor: str, option: str, t: int) -> str:
    """The name of the share of live play in period `t` in which an option leads out and costs nothing."""
    return f"open({actor}, {option}, {t})"


class Claims:
    """What the claims of the scenario ask."""

    def quantities(self, asked: Asked) -> list[Quantity]:
        """The columns of each of their quantities."""
        columns = asked.claims.columns if asked.claims else []
        return [Quantity(column.name, Kind(column.kind), column.unit) for column in columns]

    def values(self, solution: Solution, asked: Asked) -> list[float]:
        """NaN for what couldn't be measured."""
        return asked.claims.values(solution, asked.level) if asked.claims else []

    def published(self, result: Mapping[str, Any], asked: Asked) -> list[float]:
        """`solve` judges no claims."""
        return [math.nan for _ in self.quantities(asked)]


EVIDENCE = WhatWasObserved()
PARTS: dict[str, Part] = {
    "payoffs": Payoffs(),
    "options": Options(),
    "closings": Closings(),
    "claims": Claims(),
    "evidence": EVIDENCE,
}
OF_PROCESSES = ("evidence",)  # what there is to ask where nobody chooses


@dataclass(frozen=True)
class Further:
    """The quantities of some parts, by their names in `PARTS`, of one scenario."""

    parts: tuple[str, ...]
    asked: Asked
    quantities: tuple[Quantity, ...]

    @staticmethod
    def of(
        model: ScenarioModel,
        actors: Sequence[str],
        parts: Sequence[str],
        level: float,
        cases: Sequence[Mapping[str, str]] = (),
    ) -> "Further":
        """The quantities of these parts; closings are left out where a game has no end, or one that is far off.

        cases: of switches that games will have beside those of the views.
        """
        games = [Game.bind(model, view, asked) for view in (None, *model.views) for asked in ({}, *cases)]
        periods = max(game.periods for game in games)
        endless = periods > MOST_PERIODS or any(game.open for game in games)
        if endless:
            parts = [part for part in parts if part != "closings"]
        asked = Asked.of(model, actors, periods, level)
        if "claims" in parts:
            asked = replace(asked, claims=ClaimNumbers.of(model, None if endless else periods))
        return Further(tuple(parts), asked, tuple(q for part in parts for q in PARTS[part].quantities(asked)))

    def solvable(self, model: ScenarioModel) -> ScenarioModel:
        """The scenario to solve worlds from: the same game, armed with what claims suppose where they are asked."""
        return self.asked.claims.ready.model if self.asked.claims else model

    @property
    def games(self) -> int:
        """How many games each world is solved as: one, and those that claims suppose."""
        return self.asked.claims.games if self.asked.claims else 1

    def values(self, solution: Solution) -> Floats:
        """The quantities of a solution."""
        lists = [PARTS[part].values(solution, self.asked) for part in self.parts]
        return np.array([value for found in lists for value in found], dtype=np.float64)

    def of_process(self, game: Game) -> Floats:
        """The quantities of a process in which nobody chooses, which has no solution."""
        return np.array(EVIDENCE.of_process(game, self.asked) if "evidence" in self.parts else [], dtype=np.float64)

    def published(self, result: Mapping[str, Any]) -> Floats:
        """What a view's own result says of the quantities; NaN where it says nothing."""
        lists = [PARTS[part].published(result, self.asked) for part in self.parts]
        return np.array([value for found in lists for value in found], dtype=np.float64)


NOTHING_MORE = Further((), Asked((), {}, 0, 0.5), ())
