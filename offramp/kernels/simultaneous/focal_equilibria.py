"""The equilibrium at a focal profile: what players come to if each expects the others to pick their parts of it.

Everybody's focal option gets a bonus, so large that the profile is all but sure and no other equilibrium is left. The
bonus is then taken back to nothing, and the equilibrium is followed (a homotopy; Allgower and Georg 1990, Numerical
Continuation Methods). Where it gets there without turning back it is an equilibrium of the stage itself, one that such
expectations may lead to (Schelling 1960, The Strategy of Conflict, chapter 3). Where it turns back before, or others
cross it, the profile has no equilibrium of its own: the principal branch's is taken, and that is written down.

Axes: s a stage; i an actor, k one of those who choose; u a log odds. Options of one actor are a second axis.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.branch_following import Outcome, follow
from offramp.kernels.simultaneous.curve_walks import CAREFUL
from offramp.kernels.simultaneous.equilibria import TIE, Equilibria, Status, certify
from offramp.kernels.simultaneous.expected_payoffs import option_values
from offramp.kernels.simultaneous.logit_limit import LEVELS, SAME, chances_in_own_order, ray
from offramp.kernels.simultaneous.nash_near import nash_near
from offramp.kernels.simultaneous.principal_branch import CELLS, FAR, FARTHEST, principal_equilibria, refined
from offramp.kernels.simultaneous.stage_games import Choosing, StageGames, choosing

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

SURE = 30.0  # log odds of the focal options at the start, beyond twice what payoffs can make of them


def focal_equilibria(games: StageGames, focal_si: Ints) -> Equilibria:
    """The equilibrium at a focal profile where there is one, on the principal branch elsewhere.

    focal_si: for each stage and actor the number of its focal option, -1 where none is named; a stage where someone who
    chooses has none stays on the principal branch. At infinite rationality a strict Nash equilibrium is its own;
    elsewhere the limit is looked for as rationality grows. Certified as all equilibria are.
    """
    principal = principal_equilibria(games)
    choosers = games.choosers
    if len(choosers) < 2 or not games.size:
        return principal
    focal_sk = focal_si[:, choosers]
    named = (focal_sk >= 0).all(axis=1)
    there = named.copy()
    for k, i in enumerate(choosers):
        there &= np.take_along_axis(games.available[i], np.maximum(focal_sk[:, [k]], 0), axis=1)[:, 0]
    logs = [log.copy() for log in principal.log_profile]
    reached = np.zeros(games.size, dtype=np.bool_)
    wanted = np.flatnonzero(there)
    batch = max(1, CELLS // sum(payoff[:1].size for payoff in games.payoffs))
    for rows in (wanted[start : start + batch] for start in range(0, len(wanted), batch)):
        found, reached[rows] = _batch(games.take(rows), focal_sk[rows])
        for i, log in zip(choosers, found, strict=True):
            logs[i][rows] = np.where(reached[rows, None], log, logs[i][rows])
    nowhere = np.full(games.size, np.nan)
    trial = certify(
        games,
        logs,
        np.full(games.size, Status.FOCAL),
        np.zeros(games.size, dtype=np.int64),
        np.full_like(principal.branch_point_si, np.nan),
        nowhere,
    )
    kept = reached & (trial.status_s == Status.FOCAL)
    return replace(_merged(kept, trial, principal), focus_lost_s=named & ~kept)


def _merged(which: Bools, one: Equilibria, other: Equilibria) -> Equilibria:
    """The stages of one where `which` holds, and of the other elsewhere."""

    def pick(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        found: NDArray[Any] = np.where(which if x.ndim == 1 else which[:, None], x, y)
        return found

    parts: dict[str, Any] = {}
    for field in fields(Equilibria):
        x, y = getattr(one, field.name), getattr(other, field.name)
        parts[field.name] = tuple(map(pick, x, y)) if isinstance(x, tuple) else pick(x, y)
    return Equilibria(**parts)


def _batch(games: StageGames, focal_sk: Ints) -> tuple[list[Floats], Bools]:
    """ln σ of each of those who choose, shape (size, m_i), and for which stages that is where the focus leads."""
    choosers = games.choosers
    choice = choosing(games)
    rate_ks = np.array([games.rationality[i] for i in choice.actors])
    focal_ks = np.array([_place(choice, k, focal_sk[:, choosers.index(i)]) for k, i in enumerate(choice.actors)])
    bounded = np.isfinite(rate_ks).all(axis=0)
    logs = [np.full(games.available[i].shape, -np.inf) for i in choice.actors]
    reached = np.zeros(games.size, dtype=np.bool_)
    rows = np.flatnonzero(bounded)
    if len(rows):
        found, reached[rows] = _at_finite(choice.take(rows), rate_ks[:, rows], focal_ks[:, rows])
        far = (rate_ks[:, rows] * choice.spread_is[:, rows]).max(axis=0) > FAR
        if (far & reached[rows]).any():
            far = np.flatnonzero(far & reached[rows])
            near = {i: log[far] for i, log in zip(choice.actors, found, strict=True)}
            fine = refined(games.take(rows[far]), rate_ks[:, rows[far]], near)[0]
            for log, i in zip(found, choice.actors, strict=True):
                log[far] = fine[i]
        for log, part in zip(logs, found, strict=True):
            log[rows] = part
    strict = ~bounded & _strict(games, focal_sk, rate_ks)
    for k, log in enumerate(logs):
        here = np.flatnonzero(strict)
        log[here, focal_sk[here, choosers.index(choice.actors[k])]] = 0.0
    reached |= strict
    for row in np.flatnonzero(~bounded & ~strict):
        one = np.array([row])
        limit = _at_infinite(choice.take(one), rate_ks[:, one], focal_ks[:, one])
        if limit is not None:
            reached[row] = True
            for log, part in zip(logs, limit, strict=True):
                log[row] = part[0]
    back = [choice.actors.index(i) for i in choosers]
    return [logs[k] for k in back], reached


def _place(choice: Choosing, k: int, focal_s: Ints) -> Ints:
    """Where the focal options of an actor stand among its options here."""
    order = choice.order_so[k]
    if order is None:
        return focal_s
    place: Ints = (order == focal_s[:, None]).argmax(axis=1)
    return place


def _followed(choice: Choosing, scaled_ks: Floats, focal_ks: Ints) -> tuple[Floats, Bools]:
    """Log odds where the bonus has faded away, and whether it was followed there without doubt.

    scaled_ks: rationality times spread.
    """
    size = scaled_ks.shape[1]
    sides = []
    for gain, focal_s in zip(choice.gain_aos, focal_ks, strict=True):
        option = np.arange(1, len(gain) + 1)[:, None]
        # Odds are to option 0: a bonus for that one is a malus for all others.
        sides.append(np.where(focal_s == 0, -1.0, np.where(option == focal_s, 1.0, 0.0)))
    side_us = np.concatenate(sides)
    equations = replace(choice.equations(scaled_ks, np.zeros_like(scaled_ks)), fading_us=side_us)
    height_s = SURE + 2.0 * scaled_ks.max(axis=0)
    sure = [
        np.array(np.arange(1, len(gain) + 1)[:, None] == f, dtype=np.float64)
        for gain, f in zip(choice.gain_aos, focal_ks, strict=True)
    ]
    gains, _ = equations.gains(sure)
    odds_us = np.concatenate([rate * gain for rate, gain in zip(scaled_ks, gains, strict=True)]) + side_us * height_s
    found = follow(equations, np.concatenate((odds_us, -height_s[None])), np.zeros(size), pace=CAREFUL)
    straight_s = (found.folds_s == 0) & (found.crossings_s == 0)
    return found.point_us[:-1], (found.outcome_s == Outcome.ARRIVED) & straight_s


def _at_finite(choice: Choosing, rate_ks: Floats, focal_ks: Ints) -> tuple[list[Floats], Bools]:
    scaled_ks = rate_ks * choice.spread_is
    most_s = scaled_ks.max(axis=0)
    odds_us, reached_s = _followed(choice, scaled_ks * np.minimum(1.0, FARTHEST / np.maximum(most_s, 1.0)), focal_ks)
    return choice.log_chances(odds_us), reached_s


def _strict(games: StageGames, focal_sk: Ints, rate_ks: Floats) -> Bools:
    """Where all who choose are of infinite rationality and would lose by any other option than the focal one."""
    choosers = games.choosers
    pure = [
        np.ones_like(there, dtype=np.float64) if habit is None else habit
        for habit, there in zip(games.habits, games.available, strict=True)
    ]
    for k, i in enumerate(choosers):
        pure[i] = np.zeros(games.available[i].shape)
        np.put_along_axis(pure[i], focal_sk[:, [k]], 1.0, axis=1)
    worth = option_values(games.payoffs, pure)
    holds: Bools = np.asarray(np.isinf(rate_ks).all(axis=0))
    for k, i in enumerate(choosers):
        own = np.take_along_axis(worth[i], focal_sk[:, [k]], axis=1)
        others = np.where(games.available[i], worth[i], -np.inf)
        np.put_along_axis(others, focal_sk[:, [k]], -np.inf, axis=1)
        holds &= (own[:, 0] - others.max(axis=1)) > TIE * np.maximum(1.0, np.abs(own[:, 0]))
    return holds


def _at_infinite(choice: Choosing, rate_ks: Floats, focal_ks: Ints) -> Sequence[Floats] | None:
    """Of one stage: the Nash equilibrium that two levels of rationality after each other lead to."""
    unbounded = [bool(x) for x in np.isinf(rate_ks[:, 0])]
    before: Floats | None = None
    for level in LEVELS:
        way = ray(choice, rate_ks, level)
        scaled_ks = way.rate_is * choice.spread_is
        odds_us, reached_s = _followed(choice, scaled_ks, focal_ks)
        if not reached_s[0]:
            return None
        point = np.append(odds_us[:, 0], way.target_s[0])
        near = nash_near(way.equations, point, unbounded)
        chance = None if near is None else np.concatenate(near[0])
        if chance is not None and before is not None and np.abs(chance - before).max() <= SAME:
            return chances_in_own_order(choice, chance[:, None])
        before = chance
    return None
