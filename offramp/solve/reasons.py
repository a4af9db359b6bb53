"""Why a solution isn't resolved: what its checks found past their tolerances, in words."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.solve.audit import Audit
from offramp.solve.certificate import Stages

Floats = NDArray[np.float64]

QUADRATURE_TOLERANCE = 0.005
CLAMPED_TOLERANCE = 0.001
STATIONARY_TOLERANCE = 0.1  # of the tolerance: how much an open game's values may still change
SURPRISE = 4.0  # standard errors between endings as played and as computed that chance alone doesn't make


def doubts(
    change: float | None,
    policy: float | None,
    audit_gap: float | None,
    audit_error: float | None,
    quadrature: float | None,
    clamped: float,
    mass_error: float,
    tolerance: float,
) -> list[str]:
    """Why a solution isn't resolved; empty where it is."""
    reasons = []
    if change is None:
        reasons.append("one grid only: nothing says how the numbers would change on a finer one")
    elif not change <= tolerance:
        reasons.append(f"a headline still moves by {change:.2g} between the last two grids (tolerance {tolerance:g})")
    if policy is not None and not policy <= tolerance:
        reasons.append(f"choices still differ by {policy:.2g} between the last two grids (tolerance {tolerance:g})")
    if audit_gap is not None and not audit_gap + 2 * (audit_error or 0.0) <= tolerance:
        reasons.append(
            f"paths on the exact dynamics differ from the grid by {audit_gap:.2g} ± {2 * (audit_error or 0.0):.1g} "
            f"(tolerance {tolerance:g})"
        )
    if quadrature is not None and quadrature > QUADRATURE_TOLERANCE:
        reasons.append(
            f"more quadrature nodes move a headline by {quadrature:.2g} (tolerance {QUADRATURE_TOLERANCE:g})"
        )
    if clamped > CLAMPED_TOLERANCE:
        reasons.append(f"{clamped:.2%} of the play leaves the grid's boxes (tolerance {CLAMPED_TOLERANCE:.1%})")
    if mass_error > 1e-9:
        reasons.append(f"probabilities add up to 1 only within {mass_error:.1g}")
    return reasons


def unsettled(stationary_residual: float | None, tolerance: float) -> list[str]:
    """An open game whose values haven't settled, as reasons."""
    if stationary_residual is None or stationary_residual <= STATIONARY_TOLERANCE * tolerance:
        return []
    return [
        f"the values of this open game haven't settled: later periods may still move a number by "
        f"{stationary_residual:.2g} (tolerance {STATIONARY_TOLERANCE * tolerance:.2g})"
    ]


def unfollowed(followed: bool) -> list[str]:
    """Play that nobody looked at, as reasons."""
    return [] if followed else ["the play wasn't followed: nothing says how much of it leaves the grid's boxes"]


def unsolved_stages(stages: Stages | None) -> list[str]:
    """Moves made at the same time for which no equilibrium is known, as reasons."""
    if stages is None or not stages.unsolved:
        return []
    return [
        f"for {stages.unsolved:.2%} of the choices made at the same time no equilibrium could be verified: "
        "a lower rationality may have one that can"
    ]


def surprises(game: Game, played: Audit, chance_e: Floats) -> list[str]:
    """Endings that paths with real draws come to far more or less often than was computed, as reasons.

    The audit's gap compares look-aheads, which integrate shocks by the same nodes as the solution; how the paths
    did end shows what nodes miss.
    """
    worst, said = SURPRISE, ""
    for number, ending in enumerate(game.endings):
        chance = float(chance_e[number])
        share = float(played.ended_e[number]) / played.paths
        spread = np.sqrt(max(chance * (1 - chance), 1 / played.paths) / played.paths)
        if abs(share - chance) / spread > worst:
            worst = abs(share - chance) / spread
            said = f"{share:.1%} of the paths played end with {ending}, and {chance:.1%} was computed"
    return [said] if said else []
