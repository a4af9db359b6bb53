"""How an actor chooses: by the odds behind its precision, by its habits, or by each in some of its moves."""

from offramp.game.game import Game, rationality_in_words
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Kind, variables
from offramp.scenario.model import Move, ScenarioModel


def habits(model: ScenarioModel, actor: str) -> dict[str, dict[str, str]]:
    """For each move of `actor` that it makes by habit: the chance of each option that is named, as it is written."""
    labels = (*model.modes, *model.actors)
    return {
        move.choice: {label: to_text(weight, labels) for label, weight in move.habit.items()}
        for move in moves_of(model, actor)
        if move.habit is not None
    }


def weighs(model: ScenarioModel, actor: str) -> bool:
    """Whether the actor's rationality plays a part: it has a move without a habit, or none at all."""
    moves = moves_of(model, actor)
    return not moves or any(move.habit is None for move in moves)


def moves_of(model: ScenarioModel, actor: str) -> list[Move]:
    """The moves of an actor, in the order of the play."""
    return [step for step in model.play if isinstance(step, Move) and step.actor == actor]


def choosing_in_words(game: Game, actor: str, rationality: float, stakes: float) -> str:
    """How `actor` picks: by its habit where it has one, and by its rationality elsewhere."""
    description = game.model.actors[actor]
    moves = [move for move in moves_of(game.model, actor) if move.habit is not None]
    weighing = rationality_in_words(description, rationality, stakes)
    if not moves:
        return weighing
    said = "; ".join(dict.fromkeys(_habit(game, move) for move in moves))
    if not weighs(game.model, actor):
        return f"{description.title} picks by habit, whatever it would gain: {said}"
    where = ", ".join(move.name or "its unnamed move" for move in moves)
    return f"{weighing}; but in {where} it picks by habit, whatever it would gain: {said}"


def _habit(game: Game, move: Move) -> str:
    weights = move.habit or {}
    fixed = {Kind.ASSUMPTION, Kind.SWITCH}
    if not all(kind in fixed for weight in weights.values() for kind, _ in variables(weight)):
        return "how often each option, depends on where things stand"
    shares = {label: game.number(weight) for label, weight in weights.items()}
    return ", ".join(f"{label.replace('_', ' ')} {100 * share:.3g}%" for label, share in shares.items())


__all__ = ["choosing_in_words", "habits", "moves_of", "weighs"]
