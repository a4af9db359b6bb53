"""Storm's largest expected reward within so many steps, on the game with one decider."""

import importlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.decision_process import ORDERS, DecisionProcess
from bench.runs import Run, Side, timed

SHIFT = 4.0  # Storm takes no negative rewards here: each step gets so much more, and the total is put right


def prism_program(process: DecisionProcess) -> str:
    """The game in the PRISM language, a command for each state and order."""
    reward_sa, chance_sas = process.arrays()
    commands, rewards = "", ""
    for s in range(process.capacity + 1):
        for a in range(ORDERS):
            ways = " + ".join(f"{float(chance_sas[s, a, k])!r}:(store'={k})" for k in np.flatnonzero(chance_sas[s, a]))
            commands += f"  [order{a}] store={s} -> {ways};\n"
            rewards += f"  [order{a}] store={s} : {float(reward_sa[s, a]) + SHIFT!r};\n"
    head = f"mdp\nmodule keeper\n  store : [0..{process.capacity}] init {process.start};\n"
    return f'{head}{commands}endmodule\nrewards "gain"\n{rewards}endrewards\n'


def prepare(capacity: int, periods: int) -> Side:
    """A unit of work is one solve of a model that is built already."""
    stormpy: Any = importlib.import_module("stormpy")
    process = DecisionProcess(capacity, periods)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.prism"
        file.write_text(prism_program(process), encoding="utf-8")
        program = stormpy.parse_prism_program(str(file))
    wanted = stormpy.parse_properties(f'R{{"gain"}}max=? [C<={periods}]', program)
    model = stormpy.build_model(program, wanted)
    (start,) = model.initial_states

    def work() -> tuple[float, ...]:
        return (float(stormpy.model_checking(model, wanted[0]).get_value(start)) - SHIFT * periods,)

    def run() -> Run:
        return timed(work, repeats=5)

    return run
