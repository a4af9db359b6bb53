"""QuantEcon's backward induction on the game with one decider."""

import importlib
from typing import Any

from bench.decision_process import DecisionProcess
from bench.runs import Run, Side, timed


def prepare(capacity: int, periods: int) -> Side:
    """A unit of work is one solve from arrays that are there already."""
    markov: Any = importlib.import_module("quantecon.markov")
    process = DecisionProcess(capacity, periods)
    reward_sa, chance_sas = process.arrays()

    def work() -> tuple[float, ...]:
        values, _ = markov.backward_induction(markov.DiscreteDP(reward_sa, chance_sas, 1.0), periods)
        return (float(values[0, process.start]),)

    def run() -> Run:
        return timed(work, repeats=5)

    return run
