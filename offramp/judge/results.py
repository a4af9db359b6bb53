"""A solved game as plain data: the dictionary that `--json` prints and that reports read."""

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from offramp.game.game import Game
from offramp.judge.answer import answer
from offramp.judge.choosing import choosing_in_words, habits, weighs
from offramp.judge.exits import DRAWN, STATUSES, Cell, Exit, exits
from offramp.judge.options import OptionAtStart, in_dilemma, options_at_start
from offramp.judge.stage_equilibria import equilibria_at_start
from offramp.judge.timeline import timeline
from offramp.judge.verdicts import LEVELS, ORDER, verdicts
from offramp.kernels.segments import segment_max
from offramp.scenario.model import Move, ScenarioModel
from offramp.solve.forward_pass import Visit
from offramp.solve.options import within_cap
from offramp.solve.solution import Solution, stakes

MOST_BEYOND = 1e-3  # of an open game, that it goes on after the periods that are followed
NUMBERS = ("would", "could", "helped", "possible", "guaranteed", "value", "best_reply_would")


def results(
    solution: Solution,
    level: float,
    lengthened: dict[tuple[str, str], list[int]] | None = None,
    shorter: dict[tuple[str, str], list[int]] | None = None,
) -> dict[str, Any]:
    """Everything that is reported about a solution, except who asked for it.

    lengthened, shorter: closings of each option with a longer and with the given horizon, on equal grids; an
    exit whose closings differ between them is labelled `calendar`.
    """
    game, model = solution.game, solution.game.model
    visits = solution.visits
    endings = {e: solution.number("ending", None, e) for e in game.endings}
    errors = {e: solution.error("ending", None, e) for e in game.endings}
    named = model.question.groups if model.question else {e: (e,) for e in endings}
    groups = {name: solution.ending_error(members) for name, members in named.items()}
    return {
        "answer": answer(model, endings, groups, solution.certificate.resolved, game.open).to_json(),
        "endings": endings,
        "ending_errors": errors,
        "duration": _duration(solution),
        "actors": {actor: _actor(solution, actor, level) for actor in game.actors},
        "exits": _exits(solution, exits(solution, visits, level), lengthened, shorter),
        "timeline": timeline(solution, visits, level),
        "certificate": asdict(solution.certificate),
        "audited": _audited(solution),
        "equilibria": equilibria_at_start(solution) if game.simultaneous else None,
        "ties": _ties(solution, visits),
    }


def _duration(solution: Solution) -> float | None:
    """How many periods are started on average; None where an open game may go on beyond those that are followed."""
    if solution.game.open and solution.visits[-1].onward > MOST_BEYOND:
        return None
    return float(sum(visit.live for visit in solution.visits))


def _audited(solution: Solution) -> dict[str, Any] | None:
    """What play on the exact dynamics brings, beside the grid's numbers; None where no path was played."""
    game = solution.game
    if not solution.certificate.paths:
        return None

    def row(name: str, actor: str | None, option: str = "") -> dict[str, float]:
        value, error = solution.audited(name, actor, option)
        return {"value": value, "error": error}

    return {
        "endings": {e: row("ending", None, e) for e in game.endings},
        "would": {a: row("would", a) for a in game.actors},
        "could": {a: row("could", a) for a in game.actors},
    }


def _actor(solution: Solution, actor: str, level: float) -> dict[str, Any]:
    game, columns = solution.game, solution.backward.columns
    i = game.actors.index(actor)
    here = solution.values
    description = game.model.actors[actor]
    listed = options_at_start(solution, actor, level)
    caught, horned = in_dilemma(listed, level)
    span = float(stakes(solution.backward)[i])
    expected = solution.expectations.get(actor)
    number = {name: solution.number(name, actor) for name in NUMBERS}
    rationality = float(game.rationality_i[i])
    return {
        "name": description.title,
        "verdict": _verdict(solution, i, level),
        "verdict_by_level": {f"{p:g}": _verdict(solution, i, p) for p in sorted({*LEVELS, level})},
        **number,
        "best_reply_value": solution.number("best_reply", actor),
        "price": _price(solution, actor),
        "errors": {name: solution.error(name, actor) for name in NUMBERS},
        **_rationality(game, actor, rationality, span),
        "ruin": _ruin(solution, actor, i),
        "aspiration": game.aspirations.get(actor),
        "dilemma": {"in_dilemma": caught, "two_horned": horned},
        "expects": None if expected is None else asdict(expected),
        "options": {o.option: _option(o) for o in listed},
        "reach_within_cap": float(within_cap(columns, i, "could", here)[0]),
        "helped_within_cap": float(within_cap(columns, i, "helped", here)[0]),
    }


def _rationality(game: Game, actor: str, rationality: float, span: float) -> dict[str, Any]:
    """How the actor chooses: by its precision, by its habits, or in some moves so and in some otherwise."""
    shown = "inf" if math.isinf(rationality) else rationality
    return {
        "rationality": shown if weighs(game.model, actor) else None,
        "rationality_normalised": None if not weighs(game.model, actor) else _times(rationality, span),
        "rationality_means": choosing_in_words(game, actor, rationality, span),
        "habit": habits(game.model, actor) or None,
    }


def _times(rationality: float, span: float) -> float | str:
    return "inf" if math.isinf(rationality) else rationality * span


def _price(solution: Solution, actor: str) -> float:
    """What the plan that maximises reach costs the actor: the value of its best option, at its first move from the
    start, less that of the plan."""
    columns, i = solution.backward.columns, solution.game.actors.index(actor)
    plan = solution.number("plan", actor)
    mass = np.ones(1)
    ahead = solution.ahead
    for move, chance, values in zip(ahead.moves, ahead.stage.chances, ahead.children, strict=True):
        decision = move.decision
        if chance is not None:
            mass = chance.forward(mass)
        if decision.actor == i:
            return float(mass @ segment_max(values[:, columns.at("value", i)], decision.starts)) - plan
        mass = np.repeat(mass, decision.counts) * move.choice_c
    return solution.number("value", actor) - plan


def _verdict(solution: Solution, i: int, level: float) -> str:
    return ORDER[int(verdicts(solution.backward.columns, i, solution.values, level)[0])].value


def _ruin(solution: Solution, actor: str, i: int) -> dict[str, Any] | None:
    game, columns = solution.game, solution.backward.columns
    if not columns.has("would_ruin", i):
        return None
    here = solution.values
    return {
        "endings": list(game.model.actors[actor].ruin),
        "cap": float(game.ruin_cap_i[i]),
        "would": solution.number("would_ruin", actor),
        "could": solution.number("could_ruin", actor),
        "helped": solution.number("helped_ruin", actor),
        "reach_within_cap": float(within_cap(columns, i, "could", here)[0]),
    }


def _option(option: OptionAtStart) -> dict[str, Any]:
    return {
        "available": True,
        **_which(option),
        "chosen": option.chosen,
        **option.numbers,
        "reach": option.reach,
        "repeat_reach": option.repeat_reach,
        "price": option.price,
        "ruin": option.ruin,
        "status": option.status.value,
        "status_share": option.status_share,
        "horn": option.horn,
    }


def _which(option: OptionAtStart | Exit) -> dict[str, Any]:
    """The named move that an option belongs to, and the numeric option that it is a number of."""
    return {"move": option.move or None, "family": option.family or None, "number": option.number}


def _exits(
    solution: Solution,
    found: dict[tuple[str, str], Exit],
    lengthened: dict[tuple[str, str], list[int]] | None,
    shorter: dict[tuple[str, str], list[int]] | None,
) -> dict[str, dict[str, Any]]:
    model = solution.game.model
    result: dict[str, dict[str, Any]] = {actor: {} for actor in solution.game.actors}
    for (actor, option), exit_ in found.items():
        closings = exit_.closings()
        calendar = None
        if lengthened is not None and shorter is not None and closings:
            # Closings past the given horizon are new, not moved.
            kept = [t for t in lengthened.get((actor, option), []) if t < solution.game.periods]
            calendar = kept != shorter.get((actor, option), [])
        result[actor][option] = {
            **_which(exit_),
            "periods": [_cell(model, cell) for cell in exit_.cells],
            "first_closing": closings[0] if closings else None,
            "last_closing": closings[-1] if closings else None,
            "calendar": calendar,
        }
    return result


def _cell(model: ScenarioModel, cell: Cell) -> dict[str, Any]:
    row: dict[str, Any] = {"t": cell.t, "label": model.calendar.label(cell.t), "live": cell.live}
    seen = cell.available >= DRAWN
    row["available"] = cell.available / cell.live
    for status, share in zip(STATUSES, cell.share_s, strict=True):
        row[status.value] = float(share) if seen else None
    row["reach"] = cell.reach if seen else None
    return row


def _ties(solution: Solution, visits: list[Visit]) -> list[dict[str, Any]]:
    """Where exact players had several best options, with the chance of play passing there."""
    game = solution.game
    found: dict[tuple[int, str, str, tuple[str, ...]], float] = {}
    for visit in visits if np.isinf(game.rationality_i).any() else ():
        for move, mass_c in visit.moves:
            if not move.tied_c.any():
                continue
            step = game.model.play[move.decision.step]
            assert isinstance(step, Move)
            names = [step.key(o) for o in step.options]
            decision = move.decision
            for node in {int(k) for k in decision.node[move.tied_c]}:
                rows = slice(decision.starts[node], decision.starts[node] + decision.counts[node])
                tied = tuple(names[c - 1] for c, t in zip(decision.column[rows], move.tied_c[rows], strict=True) if t)
                key = (visit.t, step.actor, step.ties.value, tied)
                found[key] = found.get(key, 0.0) + float(mass_c[rows].sum())
    rows_found = [
        {"t": t, "actor": a, "options": list(o), "rule": rule, "mass": m} for (t, a, rule, o), m in found.items()
    ]
    return sorted(rows_found, key=lambda row: (row["t"], -row["mass"], row["actor"]))
