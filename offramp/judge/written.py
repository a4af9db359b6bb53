"""A scenario as a file of another program: a game tree for Gambit, a model for PRISM, PRISM-games and Storm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.core.numbers import as_written
from offramp.core.version import __version__
from offramp.exchange.extensive_game import NONE
from offramp.exchange.prism_model import NATURE, ModelKind, PrismModel
from offramp.exchange.write_efg import efg_text
from offramp.exchange.write_prism import prism_text
from offramp.game.game import Game
from offramp.judge.requests import Progress, Request, bound_game
from offramp.scenario.model import Move, ScenarioModel
from offramp.solve.solver import solve
from offramp.solve.start import Start, read_start
from offramp.solve.unfolding.game_tree import discount_warnings, game_tree
from offramp.solve.unfolding.prism import prism_model
from offramp.solve.unfolding.state_graph import state_graph


class Format(Enum):
    """What a scenario can be written as; the values are the endings of files."""

    EFG = "efg"
    PRISM = "prism"


@dataclass(frozen=True)
class Written:
    """The text of a file and what it holds.

    kind: `efg`, or PRISM's word: `dtmc` (a Markov chain), `mdp` (one decides), `smg` (several do). counts: how much of
    what. free: the actors who may pick anything there; the others pick as solved or by habit.
    """

    text: str
    kind: str
    counts: dict[str, int]
    free: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()


def written(
    model: ScenarioModel, request: Request, form: Format, free: Sequence[str] | None, tell: Progress | None
) -> Written:
    """The scenario as a request asks for it, in another program's format.

    free: of a PRISM model, the actors who may pick anything; None: all who weigh their options. Raises ScenarioError
    E821, E822, E824 for what the format can't hold, E708 for an unknown actor, and what a request can be wrong about.
    """
    game = bound_game(model, request)
    start = read_start(game, request.at)
    if form is Format.EFG:
        if free is not None:
            said = "a game tree holds all of its players' choices; --free and --solved are for PRISM models"
            raise ScenarioError([Diagnostic("E824", said, None, "leave the option out, or write --as prism")])
        return _tree(game, start, request)
    return _model(game, start, request, free, tell or (lambda what, share: None))


def _tree(game: Game, start: Start, request: Request) -> Written:
    warnings = discount_warnings(game, start)
    comment = [
        *_origin(game, request),
        "Payoffs are totals over the game, discounted to its first period, in each player's own utility.",
        "Rationality in the scenario: " + ", ".join(_rationalities(game)) + ".",
        *(warning.message + "." for warning in warnings),
    ]
    tree = game_tree(game, start, "\n".join(comment))
    ends = sum(node.information_set == NONE for node in tree.nodes)
    counts = {"nodes": len(tree.nodes), "ends": ends, "outcomes": len(tree.outcomes)}
    return Written(efg_text(tree), Format.EFG.value, counts, tuple(_weighing(game)), tuple(warnings))


def _model(game: Game, start: Start, request: Request, free: Sequence[str] | None, tell: Progress) -> Written:
    weighing = _weighing(game)
    chosen = weighing if free is None else list(dict.fromkeys(free))
    unknown = [actor for actor in chosen if actor not in game.actors]
    if unknown:
        remedy = did_you_mean(unknown[0], game.actors)
        raise ScenarioError([Diagnostic("E708", f"there is no actor {unknown[0]}", None, remedy)])
    fixed = [actor for actor in weighing if actor not in chosen]
    solved = solve(game, start, request.effort, tell).backward if fixed else None
    graph = state_graph(game, start, chosen, solved)
    model = prism_model(graph, "")
    comment = [
        *_origin(game, request),
        *([f"Choices are as solved (rationality: {', '.join(_rationalities(game, fixed))})."] if fixed else []),
        "A state is the start of a period (step 0), a move in it (step 1 and up) or an end; t is the period.",
        "Rewards are what actors get, discounted to the first period; …_tolerates: how far they can live with the end.",
        *_questions(model),
    ]
    text = prism_text(replace(model, comment="\n".join(comment)))
    counts = {"states": len(graph.states), "commands": len(model.commands)}
    return Written(text, model.kind.value, counts, tuple(actor for actor in chosen if actor in weighing))


def _weighing(game: Game) -> list[str]:
    """The actors who weigh their options at some move."""
    moves = [step for step in game.model.play if isinstance(step, Move) and step.habit is None]
    return [actor for actor in game.actors if any(move.actor == actor for move in moves)]


def _origin(game: Game, request: Request) -> list[str]:
    asked = [f"view {request.view}"] if request.view else []
    asked += [f"{name} = {as_written(value)}" for name, value in {**request.changes, **request.at}.items()]
    return [f"Offramp {__version__} wrote this: “{game.model.title}”" + (f" ({', '.join(asked)})." if asked else ".")]


def _rationalities(game: Game, actors: Sequence[str] | None = None) -> list[str]:
    return [
        f"{actor} {as_written(float(rationality))}"
        for actor, rationality in zip(game.actors, game.rationality_i, strict=True)
        if actors is None or actor in actors
    ]


def _questions(model: PrismModel) -> list[str]:
    """What may be asked of the model, in PRISM's words."""
    ending = model.labels[1][0]
    if model.kind is ModelKind.DTMC:
        asked = [f'P=? [F "{ending}"]', *(f'R{{"{name}"}}=? [F "ended"]' for name, _ in model.rewards[:1])]
    elif model.kind is ModelKind.MDP:
        asked = [f'Pmax=? [F "{ending}"]', *(f'R{{"{name}"}}max=? [F "ended"]' for name, _ in model.rewards[:1])]
    else:
        owner = model.deciders[min(command.owner for command in model.commands if command.owner != NATURE)]
        asked = [f'<<{owner}>> Pmax=? [F "{ending}"]', f'<<{owner}>> R{{"{model.rewards[0][0]}"}}max=? [F "ended"]']
    return [f"Ask, for instance: {'; '.join(asked)}"]
