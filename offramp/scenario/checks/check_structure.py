"""Parts that must fit together: stocks that can be solved, payoffs of movers, endings to live with, groups."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.checks.boxes import widest_box
from offramp.scenario.expressions.expression_tree import Expression, Number
from offramp.scenario.expressions.intervals import bounds
from offramp.scenario.model import Move, ScenarioModel

MOST_STOCKS = 12


def check_structure(model: ScenarioModel, log: DiagnosticLog) -> None:
    """What no part of the file shows on its own."""
    if len(model.stocks) > MOST_STOCKS:
        last = list(model.stocks.values())[MOST_STOCKS]
        log.error(
            "E510",
            f"{len(model.stocks)} stocks; the most is {MOST_STOCKS}",
            last.span,
            "make those that take few values modes, and those that never change assumptions",
        )
    _movers_without_payoffs(model, log)
    _favours_without_payoffs(model, log)
    _nothing_tolerable(model, log)
    if model.question is not None:
        grouped = {ending for endings in model.question.groups.values() for ending in endings}
        left_out = [ending for ending in model.endings if ending not in grouped]
        if left_out:
            log.warning(
                "W504",
                f"the question's groups leave out {', '.join(left_out)}",
                model.question.span,
                "add them to a group, so that the chances of all answers add up to one",
            )


def _movers_without_payoffs(model: ScenarioModel, log: DiagnosticLog) -> None:
    box = widest_box(model)
    told: set[str] = set()
    for step in model.play:
        if not isinstance(step, Move) or step.actor in model.payoffs or step.actor in told or step.habit is not None:
            continue
        if bounds(model.actors[step.actor].rationality, box)[1] > 0:
            told.add(step.actor)
            log.error(
                "E507",
                f"{step.actor} moves and has no payoffs, so it has no reason to pick anything",
                step.span,
                "add it to `payoffs`, or give it a `habit`, or `rationality: 0` if it picks by chance",
            )


def _favours_without_payoffs(model: ScenarioModel, log: DiagnosticLog) -> None:
    for actor in model.actors.values():
        if actor.helped is not None and actor.name not in model.payoffs:
            log.warning(
                "W441",
                f"`helped` of {actor.name} has no effect: it has no payoffs, so nothing says what a favour costs it, "
                "and it does none",
                actor.helped.span,
                "add it to `payoffs`, with 0 if favours cost it nothing, or remove `helped`",
            )


def _nothing_tolerable(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Movers that could live with no ending: the verdict on them is known before anything is computed."""
    views = (None, *model.views)
    for actor in dict.fromkeys(step.actor for step in model.play if isinstance(step, Move)):
        bare = [view for view in views if not _some_weight(model.tolerable_in(view).get(actor, {}))]
        if not bare:
            continue
        named = " and ".join(f"in view {view}" if view else "as written" for view in bare)
        told = "it" if len(bare) == len(views) else f"{named} it"
        log.warning(
            "W508",
            f"nothing is tolerable to {actor}: {told} will be called trapped whatever happens",
            model.actors[actor].span,
            f"list the endings that it could live with under `tolerable`, say `{actor}: [{next(iter(model.endings))}]`",
        )


def _some_weight(weights: dict[str, Expression]) -> bool:
    return any(not (isinstance(weight, Number) and weight.value == 0) for weight in weights.values())
