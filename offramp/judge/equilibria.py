"""The logit equilibrium of a game from a Gambit file, as plain data: what `offramp solve GAME --json` prints."""

import math
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from offramp.core.version import __version__
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame
from offramp.exchange.strategic_game import StrategicGame
from offramp.solve.trees.tree import path_payoffs, tree_of
from offramp.solve.trees.tree_logit import TreeSolution, solve_tree

Facts = dict[str, Any]
Floats = NDArray[np.float64]

RATIONALITY: Final = 1.0  # where none is asked for


def equilibrium(game: ExtensiveGame | StrategicGame, rationality: float = RATIONALITY) -> Facts:
    """The logit equilibrium at one λ for all players, 0 to inf. Raises ScenarioError E820, E802."""
    found = _extensive(game, rationality) if isinstance(game, ExtensiveGame) else _strategic(game, rationality)
    head = {"schema": "offramp/equilibrium/1", "offramp": __version__, "game": game_identity(game)}
    return head | {"rationality": rationality} | found


def game_identity(game: ExtensiveGame | StrategicGame) -> Facts:
    """Which game this is: the part that every result about it shares."""
    path = Path(game.source.path)
    return {
        "id": path.stem,
        "title": game.title,
        "comment": game.comment,
        "form": "extensive" if isinstance(game, ExtensiveGame) else "strategic",
        "path": game.source.path,
        "sha256": sha256(game.source.text.encode()).hexdigest(),
    }


def _extensive(game: ExtensiveGame, rationality: float) -> Facts:
    solution = solve_tree(tree_of(game), rationality)
    tree = solution.tree
    ends = tree.set_v == NONE
    totals = path_payoffs(tree)[ends]
    players = range(len(game.players))
    stage_of = {h: number for number, stage in enumerate(solution.stages) for h in stage.game.sets}
    return {
        "solved": solution.solved,
        "players": [_player(game, i, solution.value_vi[0, i], solution.gain_i[i], totals[:, i]) for i in players],
        "sets": _sets(solution, stage_of),
        "outcomes": _outcomes(solution),
        "stages": [
            _stage(stage.status.name, stage.residual, stage.branch_point, list(stage.game.sets), game)
            for stage in solution.stages
        ],
    }


def _strategic(game: StrategicGame, rationality: float) -> Facts:
    from offramp.solve.trees.strategic_logit import solve_strategic

    solution = solve_strategic(game, rationality)
    sets = [
        {
            "player": i + 1,
            "number": 1,
            "label": "",
            "line": None,
            "nodes": None,
            "reached": 1.0,
            "stage": 0,
            "actions": [
                {"label": label, "chosen": float(chosen), "worth": float(worth), "tied": False}
                for label, chosen, worth in zip(labels, solution.profile[i], solution.worth[i], strict=True)
            ],
        }
        for i, labels in enumerate(game.strategies)
    ]
    stage = _stage(solution.status.name, solution.residual, solution.branch_point, list(range(len(sets))), None)
    return {
        "solved": solution.status.solved,
        "players": [
            _player(game, i, solution.value_i[i], solution.gain_i[i], game.payoff_si[..., i])
            for i in range(len(game.players))
        ],
        "sets": sets,
        "outcomes": [],
        "stages": [stage],
    }


def _player(game: ExtensiveGame | StrategicGame, i: int, payoff: float, gain: float, paid: Floats) -> Facts:
    return {
        "player": i + 1,
        "label": game.players[i],
        "payoff": float(payoff),
        "best_reply_gain": float(gain),
        "lowest": float(paid.min()),
        "highest": float(paid.max()),
    }


def _stage(status: str, residual: float, branch_point: float, sets: list[int], game: ExtensiveGame | None) -> Facts:
    """sets: as numbers of `sets` in the result, in which events of chance don't occur."""
    place = list(range(len(sets))) if game is None else _places(game)
    return {
        "sets": [place[h] for h in sets],
        "status": status.lower(),
        "residual": residual,
        "branch_point": None if math.isnan(branch_point) else branch_point,
    }


def _places(game: ExtensiveGame) -> list[int]:
    """For each information set its number among those of players."""
    own = np.array([found.player != CHANCE for found in game.sets])
    places: list[int] = (np.cumsum(own) - 1).tolist()
    return places


def _sets(solution: TreeSolution, stage_of: dict[int, int]) -> list[Facts]:
    """Every information set of a player: how likely it is reached, and each action with its chance and its worth."""
    tree, game = solution.tree, solution.tree.game
    local_v = _within_stages(solution)
    reach, choice, tied = solution.reach_v.tolist(), solution.choice_v.tolist(), solution.tied_v.tolist()
    first, local = tree.first_v.tolist(), local_v.tolist()
    found = []
    for h, (there, nodes) in enumerate(zip(game.sets, tree.members, strict=True)):
        if there.player == CHANCE:
            continue
        members = nodes.tolist()
        worth = solution.value_vi[:, there.player]
        actions = [
            {
                "label": label,
                "chosen": choice[first[members[0]] + a],
                "worth": float(sum(local[v] * worth[first[v] + a] for v in members)),
                "tied": tied[first[members[0]] + a],
            }
            for a, label in enumerate(there.actions)
        ]
        found.append(
            {
                "player": there.player + 1,
                "number": there.number,
                "label": there.label,
                "line": there.span.line,
                "nodes": len(members),
                "reached": min(1.0, sum(reach[v] for v in members)),
                "stage": stage_of.get(h),
                "actions": actions,
            }
        )
    return found


def _within_stages(solution: TreeSolution) -> Floats:
    """How likely play is at each node of an information set, given that it is at the set: 1 where the set has one."""
    tree = solution.tree
    local_v = np.ones(tree.size)
    inside = np.zeros(tree.size, dtype=np.bool_)
    for stage in solution.stages:
        inside[stage.game.root] = True
        for h in stage.game.sets:
            inside[tree.members[h]] = True
    if not solution.stages:
        return local_v
    roots = np.array([stage.game.root for stage in solution.stages])
    exits = np.concatenate([stage.game.exit_x for stage in solution.stages])
    alone = np.zeros(tree.size, dtype=np.bool_)
    alone[roots] = alone[exits] = True
    for level in tree.levels:
        onward = np.repeat(local_v[level.nodes], level.counts) * solution.choice_v[level.children]
        local_v[level.children] = np.where(alone[level.children], 1.0, onward)
    local_v[~inside] = 1.0
    return local_v


def _outcomes(solution: TreeSolution) -> list[Facts]:
    """Every outcome: how likely play comes to a node where it lies, on average as often as it does."""
    tree, game = solution.tree, solution.tree.game
    outcome_v = np.array([node.outcome for node in game.nodes])[tree.place_v]
    likely = np.bincount(
        outcome_v[outcome_v != NONE], solution.reach_v[outcome_v != NONE], minlength=len(game.outcomes)
    )
    return [
        {
            "number": outcome.number,
            "label": outcome.label,
            "line": outcome.span.line,
            "probability": float(chance),
            "payoffs": list(outcome.payoffs),
        }
        for outcome, chance in zip(game.outcomes, likely.tolist(), strict=True)
    ]


@dataclass(frozen=True)
class Equilibrium:
    """A logit equilibrium; `to_json()` is all of it as plain data."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp solve GAME --json` prints them."""
        return self.data

    @property
    def payoffs(self) -> tuple[float, ...]:
        """What each player expects, in the order of the file."""
        return tuple(player["payoff"] for player in self.data["players"])
