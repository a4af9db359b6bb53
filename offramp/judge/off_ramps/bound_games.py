"""The game as it is with an off-ramp, solved on the grids of the game in which the same is changed and nobody is bound.

Guards on options do the binding (`pledged_games`), so that all commitments differ in numbers only and one kernel serves
them. Grids span what can be reached by actors that aren't bound: so the same grids serve every commitment, differences
between them are differences of play, and what it would bring to break one can be looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from offramp.core.distributions import Uniform
from offramp.game.game import Game
from offramp.judge.claims.pledged_games import Armed, armed
from offramp.judge.off_ramps.candidates import Candidate, pledges_of
from offramp.scenario.claims.questions import AddedOption
from offramp.scenario.expressions.expression_tree import Compare, Expression, Kind, Logical, ValueType, Variable
from offramp.scenario.model import Assumption, Move, Option, ScenarioModel
from offramp.solve.backward_induction import Backward, How
from offramp.solve.columns import Extent
from offramp.solve.forward_pass import Visit, walk
from offramp.solve.solver import Effort, solve_once
from offramp.solve.start import Start
from offramp.solve.stationary import solve_believing

BEGINS = "added from"  # from which period on an added option is there: no name that a scenario could have
Values = Mapping[str, float | str]


@dataclass
class OffRampGames:
    """The games of one scenario and view with each of some off-ramps. changes: assumptions and cases that differ from
    the view's baseline."""

    model: ScenarioModel
    view: str | None
    changes: Values
    candidates: list[Candidate]
    _armed: dict[tuple[AddedOption, ...], Armed] = field(default_factory=dict)

    @property
    def dated(self) -> bool:
        """Whether off-ramps can begin later: in a game that has a last period."""
        return not self.model.calendar.open

    def game(self, candidate: Candidate | None, first: int = 0, world: Values | None = None, free: str = "") -> Game:
        """The game with an off-ramp that begins in period `first` (None: without any).

        world: values that `changes` does not name. free: an actor that isn't bound although the off-ramp says so.
        """
        chosen = candidate or NOTHING
        ready = self._ready(chosen)
        kept = [pledge for pledge in chosen.pledges if pledge.actor != free]
        told = ready.told(kept, first)
        if BEGINS in ready.model.assumptions:
            told[BEGINS] = float(first)
        return Game.bind(ready.model, self.view, {**(world or {}), **self.changes, **chosen.change, **told})

    def _ready(self, candidate: Candidate) -> Armed:
        found = self._armed.get(candidate.add)
        if found is None:
            every = dict.fromkeys(pledges_of(self.candidates))
            found = self._armed[candidate.add] = armed(
                _with_options(self.model, candidate, self.dated), every, self.dated
            )
        return found


NOTHING = Candidate("", "proposal")


def solved_free(
    games: OffRampGames, candidate: Candidate | None, effort: Effort, world: Values | None = None, first: int = 0
) -> Backward:
    """The game in which nobody is bound, on grids of its own. Raises ScenarioError as `solve` does."""
    untied = replace(candidate or NOTHING, pledges=())
    return solve_once(games.game(untied, first, world), Start(), effort)


def solved_bound(free: Backward, game: Game, effort: Effort) -> Backward:
    """A game with commitments, on the grids of the one without."""
    single = free.native is not None and free.native.single
    how = How(free.nodes, 0, effort.threads, single)
    others = {i: game.believed_by(actor) for i, actor in enumerate(game.actors)}
    believed = {i: other for i, other in others.items() if other is not None}
    return solve_believing(game, believed, free.grids, how, Extent.WAYS_OUT, effort.tolerance, _quiet)


def play_of(solved: Backward) -> list[Visit]:
    """The play of a solved game, period by period."""
    return list(walk(solved, Start().block(solved.game)))


def _quiet(share: float) -> None:
    """Tell nobody."""


def _with_options(model: ScenarioModel, candidate: Candidate, dated: bool) -> ScenarioModel:
    """The scenario with the options that a proposal adds, from the period on in which it begins."""
    if not candidate.add:
        return model
    added: dict[str, list[Option]] = {}
    for one in candidate.add:
        added.setdefault(one.choice, []).extend(_from_then_on(option) if dated else option for option in one.options)
    play = tuple(
        replace(step, options=(*step.options, *added[step.choice]))
        if isinstance(step, Move) and step.choice in added
        else step
        for step in model.play
    )
    if not dated:
        return replace(model, play=play)
    begins = Assumption(BEGINS, "", "", 0.0, Uniform(0.0, 1.0), {}, (), candidate.add[0].span)
    return replace(model, play=play, assumptions={**model.assumptions, BEGINS: begins})


def _from_then_on(option: Option) -> Option:
    told = Variable(Kind.ASSUMPTION, BEGINS, ValueType.NUMBER, option.span)
    then: Expression = Compare(">=", Variable(Kind.TIME, "t", ValueType.NUMBER, option.span), told, option.span)
    return replace(option, when=then if option.when is None else Logical("and", then, option.when, option.span))
