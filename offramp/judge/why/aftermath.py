"""What follows each of two options of a move: payoffs, endings and others' choices, forward from where both are there.

The transition that carries values backward carries chances forward, so that what is paid on the way adds up to the
options' values. Each option is followed twice: as all play, and as if the others, from the pick on, did in each period
what they do on average after the second option, whatever the state is then (open loop). The difference between the two
is what others' replies to the pick are worth.

Axes: s states of a period's grid, k nodes before what follows a period's last move, e endings, c children of a move.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, Block
from offramp.game.payment import paid_at_end
from offramp.scenario.model import HORIZON, Move
from offramp.solve.backward_induction import Backward
from offramp.solve.fold_back import Move as SolvedMove
from offramp.solve.fold_back import fold_back
from offramp.solve.memory import states_at_once
from offramp.solve.stage import Branches, Decision, Stage, expand_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROWS = 512
RARE = 1e-3  # of the play that still goes on: states that share so little aren't followed on a grid
NOTHING = 1e-12
MOST_PERIODS = 5_000  # of an open game
Picks = dict[int, Floats]  # by step: the mass that picked each option, by column


@dataclass
class Course:
    """What follows one option, as expectations on the play that has both.

    now, later: what the actor is paid in this period and in those that follow, endings apart, discounted to this one.
    chance_e: how the game ends. paid_e: what the actor is paid at each ending, discounted, times its chance. unsplit:
    what of `later` is the value of states that weren't followed further. picked: what the others pick, by their steps.
    """

    now: float = 0.0
    later: float = 0.0
    chance_e: Floats = field(default_factory=lambda: np.zeros(0))
    paid_e: Floats = field(default_factory=lambda: np.zeros(0))
    unsplit: float = 0.0
    picked: Picks = field(default_factory=dict)

    @property
    def value(self) -> float:
        """All that the actor is paid."""
        return self.now + self.later + float(self.paid_e.sum())

    def divide(self, mass: float) -> None:
        """From sums over play to means over play of this chance."""
        self.now, self.later, self.unsplit = self.now / mass, self.later / mass, self.unsplit / mass
        self.chance_e, self.paid_e = self.chance_e / mass, self.paid_e / mass


@dataclass(frozen=True)
class Aftermath:
    """What follows the first and the second option: as all play; and as if the others did what they do after the
    second. mass: the chance of the play that has both options."""

    first: Course
    second: Course
    first_held: Course
    second_held: Course
    mass: float


@dataclass(frozen=True)
class _Part:
    """Some states of a period, solved. paid_k: what the period pays the actor, endings apart; paid_ke: at endings."""

    rows: Ints
    stage: Stage
    moves: list[SolvedMove]
    paid_k: Floats
    paid_ke: Floats


@dataclass(frozen=True)
class _Forced:
    """The move at which an option is picked, by its step and the option's column; both columns must be there."""

    step: int
    column: int
    other: int


@dataclass
class _Follower:
    """Follows courses of play. i: whose payoffs are counted."""

    solved: Backward
    i: int

    def parts(self, block: Block, place: Ints) -> Iterator[_Part]:
        """The period of a block's rows, solved, some rows at a time. place: where each row's mass stands."""
        solved, game = self.solved, self.solved.game
        following, values = solved.following(block.t)
        size = states_at_once(game, ROWS)
        keep = solved.beliefs.__contains__
        for start in range(0, block.size, size):
            rows = np.arange(start, min(start + size, block.size))
            stage, end, chance = expand_rows(game, block.child({}, rows), following, solved.nodes, keep_before=keep)
            moves = fold_back(solved, stage, values, full=False).moves
            paid_ke = self._paid_at_end(end, chance, following is None)
            yield _Part(place[rows], stage, moves, stage.paid_ki[:, self.i] - paid_ke.sum(axis=1), paid_ke)

    def _paid_at_end(self, end: Block, chance: Branches | None, last: bool) -> Floats:
        game = self.solved.game
        if last:
            horizon = game.endings.index(HORIZON)
            end = end.child({ENDED: np.where(end.ended < 0, horizon, end.ended)})
        paid_ne = np.zeros((end.size, len(game.endings)))
        for number in np.unique(end.ended[end.ended >= 0]):
            rows = np.flatnonzero(end.ended == number)
            paid_ne[rows, number] = paid_at_end(end.child({}, rows), game.endings[number])[0][:, self.i]
        if chance is None:
            return paid_ne
        return np.add.reduceat(paid_ne * chance.probability[:, None], chance.starts, axis=0)

    def carried(
        self,
        course: Course,
        parts: list[_Part],
        mass_s: Floats,
        onto: int,
        later: int,
        forced: _Forced | None,
        held: Picks | None,
    ) -> tuple[Floats, Picks]:
        """Add a period to a course, so many after the pick; what goes on of it, and what the others picked. onto: how
        many states the next period has."""
        onward, picks = np.zeros(onto), Picks()
        factor = float(self.solved.game.discount_i[self.i]) ** later
        for part in parts:
            here = mass_s[part.rows]
            if not here.any() or (forced is not None and all(m.decision.step != forced.step for m in part.moves)):
                continue  # nothing goes on there, or nobody moves
            reacting = forced is None
            for move, chance in zip(part.moves, part.stage.chances, strict=True):
                decision = move.decision
                here = here if chance is None else chance.forward(here)
                node_c = np.repeat(here, decision.counts)
                choice_c = move.choice_c
                if forced is not None and decision.step == forced.step:
                    choice_c = _forced(decision, forced)
                    reacting = True
                elif reacting and decision.actor != self.i and not self._unseen(decision, forced):
                    if held is not None and decision.step in held:
                        choice_c = _held(decision, choice_c, held[decision.step])
                    _count(picks, decision, node_c * choice_c, self._options(decision))
                here = node_c * choice_c
            paid = factor * float(here @ part.paid_k)
            if later:
                course.later += paid
            else:
                course.now += paid
            course.chance_e = course.chance_e + here @ part.stage.ended_ke
            course.paid_e = course.paid_e + factor * (here @ part.paid_ke)
            if part.stage.onto_ks is not None:
                onward += part.stage.onto_ks.T @ here
        return onward, picks

    def _unseen(self, decision: Decision, forced: _Forced | None) -> bool:
        """Whether a move is made at the same time as the pick, so that it can't be a reply to it."""
        return forced is not None and decision.step in self.solved.game.at_once[forced.step]

    def _options(self, decision: Decision) -> int:
        step = self.solved.game.model.play[decision.step]
        assert isinstance(step, Move)
        return 1 + len(step.options)

    def dropped(self, course: Course, mass_s: Floats, followed: Ints, t: int, later: int) -> None:
        """Count states of period `t` that aren't followed by their values: what is paid from there on, and how it
        ends."""
        rest = mass_s.copy()
        rest[followed] = 0.0
        here = np.flatnonzero(rest)
        if not len(here):
            return
        columns, game = self.solved.columns, self.solved.game
        found = mass_s[here] @ self.solved.at(t, here)
        paid = float(game.discount_i[self.i]) ** later * float(found[columns.at("value", self.i)])
        course.later += paid
        course.unsplit += abs(paid)
        course.chance_e = course.chance_e + np.array([found[columns.at("ending", -1, e)] for e in game.endings])


def aftermath(solved: Backward, block: Block, mass: Floats, actor: str, step: int, pair: tuple[int, int]) -> Aftermath:
    """What follows two options (`pair`: their places among those of the move) of a move that `actor` makes in the
    period of `block`, whose rows have these chances."""
    game = solved.game
    follower = _Follower(solved, game.actors.index(actor))
    columns = (pair[0] + 1, pair[1] + 1)
    courses = [Course(chance_e=np.zeros(len(game.endings)), paid_e=np.zeros(len(game.endings))) for _ in range(4)]
    forced: list[_Forced | None] = [_Forced(step, columns[k % 2], columns[1 - k % 2]) for k in range(4)]
    masses, t, later = [mass] * 4, block.t, 0
    parts = list(follower.parts(block, np.arange(block.size)))
    total, stationary = 0.0, False
    while True:
        held: Picks = {}
        following = solved.next_grid(t)
        onto = following.size if following is not None else 0
        for k, course in enumerate(courses):
            others = held if k > 1 else None
            masses[k], picks = follower.carried(course, parts, masses[k], onto, later, forced[k], others)
            _add(course.picked, picks)
            held = picks if k == 1 else held
        if not later:
            total = float(courses[0].chance_e.sum() + masses[0].sum())
            forced = [None] * 4
        going_on = max(float(m.sum()) for m in masses)
        if following is None or going_on <= NOTHING * total or later >= MOST_PERIODS:
            break
        later += 1
        if t + 1 < game.periods:
            t += 1
            rows = _followed(masses, game.exact)
            for k, course in enumerate(courses):
                follower.dropped(course, masses[k], rows, t, later)
        elif stationary:
            continue  # an open game: its last period that is followed is played again, with the same parts
        else:
            rows, stationary = np.arange(following.size), True
        parts = list(follower.parts(solved.grids[t].block(game, t).child({}, rows), rows))
    for course in courses:
        course.divide(total)
    return Aftermath(courses[0], courses[1], courses[2], courses[3], total)


def _followed(masses: list[Floats], exact: bool) -> Ints:
    """The states to follow: all that have any mass, or on a grid those with all but next to nothing of it."""
    mass_s: Floats = np.sum(np.array(masses), axis=0)
    if exact:
        return np.flatnonzero(mass_s > 0)
    order = np.argsort(mass_s, kind="stable")
    kept = np.cumsum(mass_s[order]) > RARE * mass_s.sum()
    return np.sort(order[kept])


def _forced(decision: Decision, forced: _Forced) -> Floats:
    """1 at the child that takes the forced option, where both options are there; 0 at all others."""
    there = np.zeros((2, len(decision.starts)), dtype=np.bool_)
    for place, column in enumerate((forced.column, forced.other)):
        there[place, decision.node[decision.column == column]] = True
    both = there[0] & there[1]
    return np.where((decision.column == forced.column) & both[decision.node], 1.0, 0.0)


def _held(decision: Decision, choice_c: Floats, picked: Floats) -> Floats:
    """The shares in which options were picked elsewhere, among those that are there; as solved where none is."""
    share_c = picked[decision.column]
    total_n = np.add.reduceat(share_c, decision.starts)
    total_c = np.repeat(total_n, decision.counts)
    by_share = share_c / np.where(total_c > 0, total_c, 1.0)
    return np.where((decision.column > 0) & (total_c > 0), by_share, choice_c)


def _count(picks: Picks, decision: Decision, mass_c: Floats, columns: int) -> None:
    found = np.bincount(decision.column, weights=mass_c, minlength=columns)
    found[0] = 0.0  # those that pass by pick nothing
    if not found.any():
        return
    picks[decision.step] = picks.get(decision.step, np.zeros(columns)) + found


def _add(picked: Picks, more: Picks) -> None:
    for step, found in more.items():
        picked[step] = picked.get(step, np.zeros(len(found))) + found
