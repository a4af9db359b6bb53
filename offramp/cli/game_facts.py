"""What a Gambit file says, as plain data: `offramp show GAME --json`, and the same for `offramp check`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame, InformationSet
from offramp.exchange.strategic_game import StrategicGame
from offramp.judge.equilibria import game_identity
from offramp.solve.trees.best_replies import forgetful
from offramp.solve.trees.stage_games import stage_games, subgame_roots
from offramp.solve.trees.tree import Tree, path_payoffs, tree_of

Facts = dict[str, Any]

_ALIKE = 1e-12  # sums of payoffs that differ by no more are the same


def game_facts(game: ExtensiveGame | StrategicGame) -> Facts:
    """The whole of a game, and what kind it is."""
    head = {"schema": "offramp/game/1", "ok": True, "game": game_identity(game)}
    return head | (_extensive(game) if isinstance(game, ExtensiveGame) else _strategic(game))


def _extensive(game: ExtensiveGame) -> Facts:
    tree = tree_of(game)
    ends = tree.set_v == NONE
    totals = path_payoffs(tree)[ends]
    own = [h for h, found in enumerate(game.sets) if found.player != CHANCE]
    hidden: list[Facts] = []
    stages = 0
    try:
        stages = len(stage_games(tree))
    except ScenarioError as fault:
        hidden = [diagnostic.to_json() for diagnostic in fault.diagnostics]
    kind = "perfect_information" if tree.sees_all else "hidden_information" if hidden else "simultaneous_moves"
    return {
        "kind": kind,
        "solved": not hidden,
        "not_yet": hidden,
        "constant_sum": _constant(totals),
        "perfect_recall": all(not forgetful(tree, i) for i in range(tree.players)),
        "counts": {
            "nodes": tree.size,
            "decisions": int((tree.mover_v >= 0).sum()),
            "draws": int((tree.mover_v == CHANCE).sum()),
            "ends": int(ends.sum()),
            "sets": len(own),
            "outcomes": len(game.outcomes),
            "subgames": int(subgame_roots(tree)[~ends].sum()),
            "stages": stages,
            "depth": int(tree.depth_v[-1]),
            "profiles": None,
        },
        "players": [_player(tree, i, totals[:, i]) for i in range(tree.players)],
        "sets": [_set(tree, h) for h in own],
        "events": [
            _described(found) | {"probabilities": list(found.probabilities)}
            for found in game.sets
            if found.player == CHANCE
        ],
        "outcomes": [
            {"number": o.number, "label": o.label, "line": o.span.line, "payoffs": list(o.payoffs)}
            for o in game.outcomes
        ],
    }


def _player(tree: Tree, i: int, paid: NDArray[np.float64]) -> Facts:
    return {
        "player": i + 1,
        "label": tree.game.players[i],
        "sets": sum(found.player == i for found in tree.game.sets),
        "strategies": [],
        "lowest": float(paid.min()),
        "highest": float(paid.max()),
    }


def _set(tree: Tree, h: int) -> Facts:
    found = tree.game.sets[h]
    return {"player": found.player + 1} | _described(found) | {"nodes": len(tree.members[h])}


def _described(found: InformationSet) -> Facts:
    return {
        "number": found.number,
        "label": found.label,
        "line": found.span.line,
        "actions": list(found.actions),
    }


def _strategic(game: StrategicGame) -> Facts:
    profiles = int(np.prod([len(labels) for labels in game.strategies]))
    totals = game.payoff_si.reshape(profiles, -1)
    return {
        "kind": "strategic_form",
        "solved": True,
        "not_yet": [],
        "constant_sum": _constant(totals),
        "perfect_recall": True,
        "counts": {
            **dict.fromkeys(("nodes", "decisions", "draws", "ends"), None),
            "sets": len(game.players),
            **dict.fromkeys(("outcomes", "subgames"), None),
            "stages": 1,
            "depth": None,
            "profiles": profiles,
        },
        "players": [
            {
                "player": i + 1,
                "label": label,
                "sets": 1,
                "strategies": list(game.strategies[i]),
                "lowest": float(totals[:, i].min()),
                "highest": float(totals[:, i].max()),
            }
            for i, label in enumerate(game.players)
        ],
        "sets": [],
        "events": [],
        "outcomes": [],
    }


def _constant(total_ni: NDArray[np.float64]) -> float | None:
    """What all players together get, where that is always the same."""
    sums = total_ni.sum(axis=1)
    size = max(1.0, float(np.abs(total_ni).max()))
    return float(sums[0]) if float(sums.max() - sums.min()) <= _ALIKE * size else None
