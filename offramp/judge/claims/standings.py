"""What actors have and can reach, at the start or at a later date; what options reach and cost; when ways out close."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.judge.claims.event_chances import UNSUPPORTED, unsettled
from offramp.judge.claims.measured import ROUNDING, Measured, State, number, one_of, vacuous
from offramp.judge.exits import DRAWN, exits
from offramp.judge.options import in_dilemma, options_at_start
from offramp.judge.verdicts import ORDER, verdicts
from offramp.scenario.claims.claim_tree import OptionStanding, Standing, Turn
from offramp.scenario.model import Move
from offramp.solve.forward_pass import Visit
from offramp.solve.options import within_cap
from offramp.solve.solution import Solution

Floats = NDArray[np.float64]
HALF = 0.5  # of live play that has an option, from which on the option counts as open


def standing(solution: Solution, asked: Standing, level: float) -> Measured:
    """A quantity of one actor, without `given`. level: from which chance on an ending is within reach."""
    i = solution.game.actors.index(asked.actor)
    if asked.what == "verdict":
        return _verdict(solution, asked.actor, level)
    if asked.what == "dilemma":
        return _dilemma(solution, asked.actor, level)
    error = max(unsettled(solution), solution.error(asked.what, asked.actor))
    if asked.at is None or asked.at.t == solution.start.t:
        return number(float(standing_values(solution, i, asked.what, solution.values)[0]), error)
    visit = _visit(solution, asked.at.t)
    if visit is None or visit.live < UNSUPPORTED:
        return _over(asked.at.text)
    seen = np.flatnonzero(visit.mass_s > 0)
    share = visit.mass_s[seen] / visit.mass_s[seen].sum()
    found = standing_values(solution, i, asked.what, solution.backward.at(visit.t, seen))
    return number(float(share @ found), error, mass=visit.live)


def option_standing(solution: Solution, asked: OptionStanding, level: float) -> Measured:
    """`reach` or `price` of an option: of a numeric one, of the number that reaches most or costs least."""
    error = solution.error("could" if asked.what == "reach" else "value", asked.actor)
    best = max if asked.what == "reach" else min
    if asked.at is None or asked.at.t == solution.start.t:
        listed = options_at_start(solution, asked.actor, level)
        found = [
            o.reach if asked.what == "reach" else o.price
            for o in listed
            if asked.option in (o.family, o.option.removeprefix(f"{o.move}."))
        ]
        missing = f"{asked.actor} can't pick {asked.option} in the first period"
    else:
        visit = _visit(solution, asked.at.t)
        if visit is None or visit.live < UNSUPPORTED:
            return _over(asked.at.text)
        found = _option_means(solution, visit, asked)
        missing = f"{asked.actor} can't pick {asked.option} at {asked.at.text}"
    return number(best(found), max(unsettled(solution), error)) if found else vacuous(missing)


def turns(solution: Solution, asked: Turn, level: float) -> tuple[float, set[float]]:
    """The period in which a way out opens or closes, infinity for never; and all periods that the numerical error of
    what the actor can reach leaves open."""
    error = solution.error("could", asked.actor)
    levels = [level] if error <= ROUNDING else [level, level - error, level + error]
    found = [_turn(solution, asked, one) for one in levels]
    return found[0], set(found)


def _turn(solution: Solution, asked: Turn, level: float) -> float:
    shares = open_shares(solution, asked.actor, asked.option, level)
    return turn_in({t: share >= HALF for t, share in shares.items()}, asked.what, asked.which)


def open_shares(solution: Solution, actor: str, option: str, level: float) -> dict[int, float]:
    """The share of live play in which an option leads out and costs nothing, by period, where play comes to it; of
    several options of that name the largest."""
    found: dict[int, float] = {}
    for one in exits(solution, solution.visits, level).values():
        if one.actor == actor and option in (one.family, one.option.removeprefix(f"{one.move}.")):
            for cell in one.cells:
                if cell.available >= DRAWN:
                    found[cell.t] = max(cell.open_share, found.get(cell.t, 0.0))
    return found


def turn_in(open_at: Mapping[int, bool], what: str, which: str) -> float:
    """The `first` or last period in which a way out `closes` or `opens`, infinity for never. open_at: whether it is
    open, by period."""
    closes = what == "closes"
    found, was_open = [], closes  # seen first as it is: a way out that begins open opens then, one that doesn't closes
    for t in sorted(open_at):
        if open_at[t] is not closes and was_open is closes:
            found.append(float(t))
        was_open = open_at[t]
    return (found[0] if which == "first" else found[-1]) if found else math.inf


def standing_values(solution: Solution, i: int, what: str, values_nq: Floats) -> Floats:
    """A column in each of n states; of `could` and `helped`, what plans under the actor's cap on ruin reach."""
    columns = solution.backward.columns
    if what in ("could", "helped"):
        return within_cap(columns, i, what, values_nq)
    return values_nq[:, columns.at(what, i)]


def _verdict(solution: Solution, actor: str, level: float) -> Measured:
    columns, i = solution.backward.columns, solution.game.actors.index(actor)
    rungs = ("would", "best_reply_would", "could", "helped")
    off = np.zeros(columns.count)
    for name in rungs:
        for suffix in ("", "_ruin"):
            if columns.has(name + suffix, i):
                off[columns.at(name + suffix, i)] = solution.error(name, actor)
    places = [int(verdicts(columns, i, solution.values + shift * off, level)[0]) for shift in (0, -1, 1)]
    between = range(min(places), max(places) + 1)
    return one_of(ORDER[places[0]].value, {ORDER[place].value for place in between})


def _dilemma(solution: Solution, actor: str, level: float) -> Measured:
    listed, error = options_at_start(solution, actor, level), solution.error("would", actor)
    found = [in_dilemma(listed, one)[0] for one in (level, level - error, level + error)]
    return one_of(found[0], set(found))


def best_heading(solution: Solution, actor: str, level: float) -> float:
    """The largest chance of a tolerable ending that an option at the start is heading for, NaN where there is none: an
    actor is in a dilemma where it lies below the level."""
    return max((o.numbers["would"] for o in options_at_start(solution, actor, level)), default=math.nan)


def _visit(solution: Solution, t: int) -> Visit | None:
    return next((visit for visit in solution.visits if visit.t == t), None)


def _over(when: str) -> Measured:
    return Measured(None, state=State.UNSUPPORTED, reason=f"under 0.1% of the play still goes on at {when}")


def _option_means(solution: Solution, visit: Visit, asked: OptionStanding) -> list[float]:
    """The mean reach or price of each option of that name over the play of a period that has it."""
    found = []
    for move, mass_c in visit.moves:
        step = solution.game.model.play[move.decision.step]
        assert isinstance(step, Move)
        if step.actor != asked.actor or move.record is None:
            continue
        node = np.add.reduceat(mass_c, move.decision.starts)
        weight = np.repeat(node, move.decision.counts)
        of_record = move.record.reach_c if asked.what == "reach" else move.record.price_c
        for column, option in enumerate(step.options, 1):
            rows = move.decision.column == column
            total = float(weight[rows].sum())
            if asked.option in (option.label, option.name) and total >= UNSUPPORTED * visit.live:
                found.append(float(weight[rows] @ of_record[rows]) / total)
    return found
