"""Why an actor picks one option rather than another in a period: what each is worth and where the difference lies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.judge.why.aftermath import Aftermath, aftermath
from offramp.judge.why.difference import Change, Part, changes_of, parts_of
from offramp.judge.why.moves_there import MoveThere, moves_there, start_states
from offramp.scenario.claims.why_question import ChoiceAsked
from offramp.scenario.model import Move, ScenarioModel
from offramp.solve.backward_induction import Backward
from offramp.solve.solution import Solution

LIVE = 1e-3  # of the play, below which nothing is said


@dataclass(frozen=True)
class Pair:
    """Which two options of which move are compared: by their places. asked: the one that was asked about."""

    t: int
    step: int
    asked: int
    first: int
    second: int | None  # None: there is nothing else to pick


@dataclass(frozen=True)
class Choice:
    """An actor's move in a period and the difference between two options. parts, changes: empty where nothing is
    compared. answered: whether others move after both options, without which nothing is known of their replies."""

    pair: Pair
    there: MoveThere
    gap: float
    spread: float
    both: float
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
    unsplit: float
    answered: bool = False

    @property
    def move(self) -> Move:
        """The move."""
        return self.there.move


def judged_by(solution: Solution, actor: str) -> Backward:
    """The solved game by which `actor` chooses: the world's, or the one that it believes in."""
    return solution.backward.beliefs.get(solution.game.actors.index(actor), solution.backward)


def find_pair(solution: Solution, asked: ChoiceAsked) -> Pair:
    """The move that is asked about and the two options to compare: the asked one and, where it isn't the one picked
    most often, that one; otherwise its best rival. Raises ScenarioError E353, E354."""
    at = solution.start.t if asked.at is None else asked.at.t
    if at < solution.start.t:
        model = solution.game.model
        said = f"{model.calendar.label(at)} lies before the start, {model.calendar.label(solution.start.t)}"
        raise ScenarioError([Diagnostic("E354", said, None, "ask for that period, or give an earlier `--at`")])
    periods = [at] if asked.at is not None else [visit.t for visit in solution.visits]
    met: list[MoveThere] = []
    for t in periods:
        live = next((visit.live for visit in solution.visits if visit.t == t), 0.0)
        found = _moves_at(solution, asked, t) if live >= LIVE else []
        met = met or found
        for there in found:
            place = _place(there, asked)
            if place is not None and there.mass >= LIVE:
                return _pair(there, place, t)
    raise ScenarioError([_nothing_there(solution, asked, periods, met)])


def choice_at(solution: Solution, asked: ChoiceAsked, pair: Pair, whole: bool = True) -> Choice | None:
    """The move in a solution, with these options compared; None where play doesn't come there. whole: with parts."""
    found = [there for there in _moves_at(solution, asked, pair.t) if there.step == pair.step]
    if not found:
        return None
    there = found[0]
    if pair.second is None:
        return Choice(pair, there, 0.0, 0.0, 0.0, (), (), 0.0)
    gap, spread, both = there.gap(pair.first, pair.second)
    if not whole or not both > 0:
        return Choice(pair, there, gap, spread, both, (), (), 0.0)
    after = _aftermath(solution, asked, pair)
    unsplit = after.first.unsplit + after.second.unsplit
    game = judged_by(solution, asked.actor).game
    parts, changes = tuple(parts_of(game, after)), tuple(changes_of(game, after))
    return Choice(
        pair, there, gap, spread, both, parts, changes, unsplit, bool(after.first.picked and after.second.picked)
    )


def difference(solution: Solution, asked: ChoiceAsked, pair: Pair) -> float:
    """What the first option is worth more than the second; nan where play doesn't come to both."""
    found = choice_at(solution, asked, pair, whole=False)
    return math.nan if found is None else found.gap


def _aftermath(solution: Solution, asked: ChoiceAsked, pair: Pair) -> Aftermath:
    assert pair.second is not None
    solved = judged_by(solution, asked.actor)
    block, mass = start_states(solved, solution.start, solution.visits, pair.t)
    return aftermath(solved, block, mass, asked.actor, pair.step, (pair.first, pair.second))


def _moves_at(solution: Solution, asked: ChoiceAsked, t: int) -> list[MoveThere]:
    solved = judged_by(solution, asked.actor)
    block, mass = start_states(solved, solution.start, solution.visits, t)
    found = moves_there(solved, block, mass, asked.actor)
    return [there for there in found if not asked.move or there.move.name == asked.move]


def _place(there: MoveThere, asked: ChoiceAsked) -> int | None:
    """The option that is asked about: of a numeric one without its number, the number picked most often."""
    options = there.move.options
    places = [k for k, option in enumerate(options) if asked.option in (option.name, option.label)]
    places = [k for k in places if there.there(k) > 0]
    return max(places, key=there.chosen) if places else None


def _pair(there: MoveThere, asked: int, t: int) -> Pair:
    options = [k for k in range(len(there.move.options)) if there.there(k) > 0]
    most = max(options, key=there.chosen)
    if most != asked:
        return Pair(t, there.step, asked, most, asked)
    rivals = [k for k in options if k != most and there.gap(most, k)[2] >= LIVE]
    rival = min(rivals, key=lambda k: (there.gap(most, k)[0], -there.chosen(k)), default=None)
    return Pair(t, there.step, asked, most, rival)


def _nothing_there(
    solution: Solution, asked: ChoiceAsked, periods: Sequence[int], met: Sequence[MoveThere]
) -> Diagnostic:
    """Why there is nothing to explain."""
    model, span = solution.game.model, asked.span
    if asked.at is None:
        said = f"{asked.actor} never comes to pick {asked.option} as the game is played"
        return Diagnostic("E354", said, span, 'ask about a state that is off the path: `--at "t=3, …"`')
    when = model.calendar.label(periods[0])
    live = next((visit.live for visit in solution.visits if visit.t == periods[0]), 0.0)
    if live < LIVE or (met and max(there.mass for there in met) < LIVE):
        mass = live if live < LIVE else max(there.mass for there in met)
        said = f"in {when} play comes to a move of {asked.actor} in only {100 * mass:.2g}% of all courses"
        if mass < 1e-9:
            said = f"in {when} play never comes to a move of {asked.actor}"
        return Diagnostic("E354", said, span, 'ask about an earlier period, or a state off the path: `--at "t=…"`')
    if not met:
        moves = _periods_with_moves(solution, asked)
        remedy = f"it moves in {moves}" if moves else "it moves in no period that play comes to"
        return Diagnostic("E353", f"{asked.actor} doesn't move in {when}", span, remedy)
    there = {o.label for m in met for k, o in enumerate(m.move.options) if m.there(k) > 0}
    names = [name for name in _labels(model, asked.actor) if name in there]
    said = f"{asked.actor} can't pick {asked.option} in {when}, wherever play is then"
    return Diagnostic("E353", said, span, f"what it can pick: {', '.join(names)}")


def _labels(model: ScenarioModel, actor: str) -> list[str]:
    moves = [step for step in model.play if isinstance(step, Move) and step.actor == actor]
    return list(dict.fromkeys(option.label for move in moves for option in move.options))


def _periods_with_moves(solution: Solution, asked: ChoiceAsked) -> str:
    label = solution.game.model.calendar.label
    found = [v.t for v in solution.visits if v.live >= LIVE and _moves_at(solution, asked, v.t)]
    if not found:
        return ""
    if found == list(range(found[0], found[-1] + 1)) and len(found) > 2:
        return f"{label(found[0])} to {label(found[-1])}"
    return ", ".join(label(t) for t in found[:6]) + (" …" if len(found) > 6 else "")


def odds(choice: Choice, rationality: float) -> float | None:
    """How many times as often the first option is picked as the second where the difference is the mean one; None
    where nothing is weighed up by a finite rationality."""
    if not np.isfinite(rationality) or choice.move.habit is not None:
        return None
    return math.exp(min(700.0, rationality * choice.gap))
