"""A question of `offramp why`, answered as plain data."""

import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.core.spans import SourceText
from offramp.judge.requests import Progress, Request, bound_game, described
from offramp.judge.why.choice import Choice, choice_at, difference, find_pair, judged_by, odds
from offramp.judge.why.difference import Part, PartErrors, change_error, errors_of
from offramp.judge.why.ladder import Ladder, ladder
from offramp.judge.why.reads import assumptions_read, origin
from offramp.judge.why.shifts import Answer, Shift, shifts
from offramp.judge.why.solving import Solving
from offramp.scenario.claims.why_question import QUESTION, ChoiceAsked, VerdictAsked, read_question
from offramp.scenario.model import Payoff, ScenarioModel
from offramp.solve.solution import Solution

Facts = dict[str, Any]


def why(
    model: ScenarioModel, path: Path, question: str, request: Request, tell: Progress, moving: bool = True
) -> Facts:
    """The answer as documented for `why --json`. moving: whether to solve again with each assumption moved.

    Raises ScenarioError E253, E347, E352 for a question that can't be read, E353, E354 for one about a choice that
    isn't there, and as `solve` does.
    """
    game = bound_game(model, request)
    asked = read_question(question, model, game.periods)
    if not game.has_moves:
        said = "nobody chooses anything in this scenario"
        raise ScenarioError([Diagnostic("E353", said, None, "give an actor a `move` in `play`")])
    solving = Solving(model, request, moving)
    fine = solving.begin(tell)
    head = described("why/1", model, path, fine.game, request)
    tell("checking the numbers", 0.0)
    rougher = solving.rougher()
    try:
        if isinstance(asked, VerdictAsked):
            return head | _verdict(solving, asked, fine, rougher, request, partial(tell, "moving assumptions"))
        return head | _choice(solving, asked, fine, rougher, question, partial(tell, "moving assumptions"))
    except ScenarioError as fault:
        if fault.source is None:
            raise ScenarioError(fault.diagnostics, SourceText(QUESTION, " ".join(question.split()))) from None
        raise


def _choice(
    solving: Solving, asked: ChoiceAsked, fine: Solution, rougher: Solution | None, question: str, progress: Any
) -> Facts:
    pair = find_pair(fine, asked)
    choice = choice_at(fine, asked, pair)
    assert choice is not None
    other = choice_at(rougher, asked, pair) if rougher is not None else None
    sure = _resolved(choice, other, solving.request.tolerance, rougher)
    error = 0.0 if rougher is None else _change(choice.gap, other.gap if other is not None else math.nan)

    def answer(changes: dict[str, float]) -> float:
        return difference(solving.coarse(changes), asked, pair)

    moved = _moved(solving, answer, choice.gap, error, progress) if pair.second is not None else []
    return _common(question, solving, fine, moved, sure) | {
        "kind": "choice",
        "choice": _choice_facts(choice, other, asked, fine, error),
        "verdict": None,
    }


def _change(number: float, rougher: float) -> float:
    """How far a number may be off; all of it where play on the rougher grid doesn't come there."""
    return abs(number) if math.isnan(rougher) else abs(number - rougher)


def _verdict(
    solving: Solving, asked: VerdictAsked, fine: Solution, rougher: Solution | None, request: Request, progress: Any
) -> Facts:
    found = ladder(fine, asked.actor, request.level)
    other = ladder(rougher, asked.actor, request.level) if rougher is not None else found
    error = abs(found.rungs[found.decides] - other.rungs[found.decides])

    def answer(changes: dict[str, float]) -> float:
        return ladder(solving.coarse(changes), asked.actor, request.level, held=found.verdict).margin

    moved = _moved(solving, answer, found.margin, error, progress)
    sure = error <= request.tolerance
    return _common(f"verdict({asked.actor})", solving, fine, moved, sure) | {
        "kind": "verdict",
        "choice": None,
        "verdict": _verdict_facts(found, other, asked, fine, rougher, error),
    }


def _moved(solving: Solving, answer: Answer, base: float, error: float, progress: Any) -> list[Shift]:
    return shifts(solving.movable(), answer, base, error, progress)


def _resolved(choice: Choice, other: Choice | None, tolerance: float, rougher: Solution | None) -> bool:
    """Whether how often the options are picked holds still from the rougher solution to this one."""
    if rougher is None:
        return True
    if other is None:
        return False
    options = range(len(choice.move.options))
    return max(abs(choice.there.chosen(k) - other.there.chosen(k)) for k in options) <= tolerance


def _common(question: str, solving: Solving, fine: Solution, moved: list[Shift], sure: bool) -> Facts:
    model = solving.model
    names = {shift.name for shift in moved}
    return {
        "question": " ".join(question.split()),
        "resolved": bool(sure),
        "exact": fine.certificate.exact,
        "points": None if fine.certificate.exact else solving.points,
        "shifts": [_shift(shift, model) for shift in moved],
        "not_moved": [name for name in model.assumptions if name not in names],
    }


def _shift(shift: Shift, model: ScenarioModel) -> Facts:
    return {
        "assumption": shift.name,
        "value": shift.value,
        "low": shift.low,
        "high": shift.high,
        "at_low": shift.at_low,
        "at_high": shift.at_high,
        "size": shift.size,
        "turn": shift.turn,
        "turn_error": shift.turn_error,
        "looked_for_turn": shift.looked,
        **origin(model.assumptions[shift.name], model),
    }


def _choice_facts(choice: Choice, other: Choice | None, asked: ChoiceAsked, fine: Solution, error: float) -> Facts:
    pair, there, move = choice.pair, choice.there, choice.move
    game = judged_by(fine, asked.actor).game
    names = [move.key(option) for option in move.options]
    options = {}
    for k, option in enumerate(move.options):
        if there.there(k) <= 0:
            continue
        mean, spread = there.worth(k)
        off = abs(mean - other.there.worth(k)[0]) if other is not None and other.there.there(k) > 0 else None
        options[names[k]] = {
            "means": option.means or None,
            "chosen": there.chosen(k),
            "chosen_error": None if other is None else abs(there.chosen(k) - other.there.chosen(k)),
            "available": there.there(k),
            "value": mean,
            "error": off,
            "spread": spread,
        }
    rationality = float(game.rationality_i[game.actors.index(asked.actor)])
    weighs = move.habit is None
    compared = pair.second is not None
    payoff = game.model.payoffs.get(asked.actor)
    errors = (
        errors_of(choice.parts, other.parts, choice.unsplit)
        if other is not None
        else [PartErrors(0.0, (0.0, 0.0))] * len(choice.parts)
    )
    return {
        "actor": asked.actor,
        "move": move.name or None,
        "t": pair.t,
        "label": game.model.calendar.label(pair.t),
        "option": names[pair.asked],
        "chooses": pair.asked == pair.first,
        "first": names[pair.first],
        "second": names[pair.second] if pair.second is not None else None,
        "reached": there.mass,
        "both": choice.both if compared else None,
        "weighs": weighs,
        "believes": judged_by(fine, asked.actor) is not fine.backward,
        "rationality": None if not weighs else "inf" if rationality == float("inf") else rationality,
        "odds": odds(choice, rationality) if compared else None,
        "options": options,
        "difference": {"value": choice.gap, "error": error, "spread": choice.spread} if compared else None,
        "parts": [_part(part, off, payoff, game.model) for part, off in zip(choice.parts, errors, strict=True)],
        "sum": sum(part.total for part in choice.parts) if compared else None,
        "replies": sum(part.replies for part in choice.parts) if choice.answered else None,
        "changes": [
            {
                "actor": one.actor,
                "option": one.option,
                "after_first": one.after[0],
                "after_second": one.after[1],
                "error": 0.0 if other is None else change_error(one, other.changes),
            }
            for one in choice.changes
        ],
    }


def _part(part: Part, error: PartErrors, payoff: Payoff | None, model: ScenarioModel) -> Facts:
    expressions = []
    if payoff is not None and part.name == "ending":
        expressions = [payoff.at_end[part.ending]]
    elif payoff is not None:
        expressions = [term for _, term in payoff.each_period]
    return {
        "part": part.name,
        "ending": part.ending or None,
        "held": part.held,
        "replies": part.replies,
        "total": part.total,
        "error": error.total,
        "chance_first": part.chances[0] if part.ending else None,
        "chance_second": part.chances[1] if part.ending else None,
        "chance_first_error": error.chances[0] if part.ending else None,
        "chance_second_error": error.chances[1] if part.ending else None,
        "worth_first": part.worths[0],
        "worth_second": part.worths[1],
        "reads": [
            {"assumption": name, "path": model.assumptions[name].span.path, "line": model.assumptions[name].span.line}
            for name in assumptions_read(model, expressions)
        ],
    }


def _verdict_facts(
    found: Ladder, other: Ladder, asked: VerdictAsked, fine: Solution, rougher: Solution | None, error: float
) -> Facts:
    game = fine.game
    weights = game.tolerable.get(asked.actor, {})
    return {
        "actor": asked.actor,
        "verdict": found.verdict,
        "decides": found.decides,
        "margin": found.margin,
        "error": error,
        "rungs": {
            name: {"value": value, "error": abs(value - other.rungs[name])} for name, value in found.rungs.items()
        },
        "endings": {
            ending: {
                "chance": fine.number("ending", None, ending),
                "error": 0.0
                if rougher is None
                else abs(fine.number("ending", None, ending) - rougher.number("ending", None, ending)),
                "tolerable": ending in weights,
                "reads": [
                    {
                        "assumption": name,
                        "path": game.model.assumptions[name].span.path,
                        "line": game.model.assumptions[name].span.line,
                    }
                    for name in assumptions_read(game.model, [weights[ending]] if ending in weights else [])
                ],
            }
            for ending in game.endings
        },
    }


@dataclass(frozen=True)
class Explanation:
    """Why an actor chooses what it chooses, or why its verdict is what it is."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp why --json` prints them."""
        return self.data
