"""Other people's solvers and frameworks that are given the same work as ours.

Mesa and SimPy play paths; QuantEcon and Storm solve a game with one decider; Gambit and sgamesolver find logit
equilibria of trees, Gambit those of simultaneous moves, and sgamesolver those of games without a last period.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.logit_tree import LogitTree
from bench.outcomes import FASTER, Outcome, attempt, compared
from bench.pairs import alternate
from bench.setting import Setting
from bench.workers import Worker

AGREEMENT = 1e-6  # the precision of some of them; others agree to rounding


@dataclass(frozen=True)
class Peer:
    """Two tasks that do the same work, with the same arguments; `quick` replaces some of them."""

    ours: str
    theirs: str
    work: Mapping[str, Any]
    quick: Mapping[str, Any]
    note: str
    rounds: int = 5


_PATHS = {"paths": 5_000}
_PATHS_NOTE = "path-steps per CPU-second, {paths} paths of five stocks; only we make the draws in that time"
_DECIDER = {"capacity": 200, "periods": 40}
_DECIDER_NOTE = "one decider, stock up to {capacity}, {periods} periods; only we find states and ways out in that time"
_TREE_NOTE = "logit equilibrium of a binary tree {depth} moves deep"
_OPEN = {"states": 30, "actors": 2, "options": 3, "rationality": 2.0, "discount": 0.95}
_OPEN_NOTE = (
    "an open game of {actors} who move at once, {states} states, {options} options, rationality {rationality:g}"
)

PEERS: dict[str, Peer] = {
    "mesa": Peer("simulate", "mesa_paths", _PATHS, {"paths": 500}, _PATHS_NOTE),
    "simpy": Peer("simulate", "simpy_paths", _PATHS, {"paths": 500}, _PATHS_NOTE),
    "quantecon_backward_induction": Peer(
        "decision_process", "quantecon_process", _DECIDER, {"capacity": 20, "periods": 10}, _DECIDER_NOTE, 7
    ),
    "stormpy": Peer("decision_process", "storm_process", _DECIDER, {"capacity": 20, "periods": 10}, _DECIDER_NOTE, 7),
    "pygambit_logit": Peer("logit_tree", "gambit_tree", {"depth": 7, "rationality": 2.0}, {"depth": 3}, _TREE_NOTE),
    "pygambit_simultaneous": Peer(
        "stage_games",
        "gambit_stages",
        {"stages": 1000, "actors": 2, "options": 3, "rationality": 50.0},
        {"stages": 20},
        "logit equilibria of {stages} drawn games, {actors} actors with {options} options, rationality {rationality:g}",
    ),
    # A state of its game is a decision, and its time grows fast with these.
    "sgamesolver": Peer(
        "logit_tree", "sgame_tree", {"depth": 5, "rationality": 2.0, "discount": 0.95}, {"depth": 3}, _TREE_NOTE
    ),
    "sgamesolver_stationary": Peer(
        "stationary_game",
        "sgame_stationary",
        _OPEN,
        {"states": 4},
        f"{_OPEN_NOTE}: from arrays of payoffs and chances to values, on both sides",
    ),
    "sgamesolver_open_game": Peer(
        "stochastic_game",
        "sgame_stationary",
        _OPEN,
        {"states": 4},
        f"{_OPEN_NOTE}: only we play out a scenario's rules, find ways out and follow the play in that time",
    ),
}
NAMES = tuple(PEERS)


def measure(setting: Setting) -> Iterator[Outcome]:
    """Each peer that was asked for."""
    for name in PEERS:
        if setting.wants(name):
            yield attempt(name, lambda name=name: _against(setting, name))  # type: ignore[misc]  # a default only binds


def _against(setting: Setting, name: str) -> Outcome:
    setting.tell(f"the same work with {name}")
    peer = PEERS[name]
    work = {**peer.work, **(peer.quick if setting.quick else {})}
    with Worker(peer.ours, work) as ours, Worker(peer.theirs, work, python=setting.peers) as theirs:
        pairs = alternate(ours, theirs, setting.rounds(peer.rounds))
    note = peer.note.format(**work)
    if "depth" in work:
        note += f", {LogitTree(work['depth'], 0.0).nodes} nodes"
    return compared(name, FASTER, pairs, AGREEMENT, note)
