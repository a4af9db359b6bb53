"""The worlds of a process as EMA Workbench has them: our draws of the assumptions, given to it as its scenarios."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from offramp.explore.designs import Design, design
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario


def drawn_worlds(scenario: str, worlds: int) -> tuple[ScenarioModel, Design]:
    """The scenario, and the draws that our side has too."""
    ours = read_scenario(Path(scenario))
    return ours, design(ours, None, worlds, seed=1)


def workbench() -> Any:
    """Their library."""
    return importlib.import_module("ema_workbench")


def ema_model(
    ours: ScenarioModel,
    drawn: Design,
    function: Callable[..., Mapping[str, float]],
    counted: Mapping[str, int],
    outcomes: Sequence[str],
) -> Any:
    """A model of theirs. counted: what else the function is told, from 0 to below these numbers."""
    ema = workbench()
    model = ema.Model("fiveStocks", function=function)
    bounds = {name: ours.assumptions[name].bounds(None) for name in drawn.names}
    varied = [ema.RealParameter(name, low, high) for name, (low, high) in bounds.items()]
    model.uncertainties = [*varied, *(ema.IntegerParameter(name, 0, most) for name, most in counted.items())]
    model.outcomes = [ema.ScalarOutcome(name) for name in outcomes]
    return model
