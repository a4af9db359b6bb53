"""Parts that must fit together: stocks that can be solved, payoffs of movers, groups that cover every ending."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.boxes import widest_box
from offramp.scenario.intervals import bounds
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
        if not isinstance(step, Move) or step.actor in model.payoffs or step.actor in told:
            continue
        if bounds(model.actors[step.actor].rationality, box)[1] > 0:
            told.add(step.actor)
            log.error(
                "E507",
                f"{step.actor} moves and has no payoffs, so it has no reason to pick anything",
                step.span,
                "add it to `payoffs`, or give it `rationality: 0` if it picks by chance",
            )
