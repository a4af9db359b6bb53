"""Offramp: an argument about a conflict as a game that runs.

import offramp
offramp.load("ukraine-2023").solve(view="critic").verdict("bloc")
"""

from typing import TYPE_CHECKING, Any

from offramp.core.version import __version__

if TYPE_CHECKING:
    from offramp.public import (
        Analysis,
        Claims,
        Equilibrium,
        Exploration,
        GameFile,
        OffRamps,
        Scenario,
        ScenarioError,
        Simulation,
        Solution,
        load,
        open_run,
        read_game,
        write_report,
    )

__all__ = [
    "Analysis",
    "Claims",
    "Equilibrium",
    "Exploration",
    "GameFile",
    "OffRamps",
    "Scenario",
    "ScenarioError",
    "Simulation",
    "Solution",
    "__version__",
    "load",
    "open_run",
    "read_game",
    "write_report",
]


def __getattr__(name: str) -> Any:
    # Late, so that `offramp --help` doesn't wait for SciPy.
    if name in __all__:
        from offramp import public

        return getattr(public, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
