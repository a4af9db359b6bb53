"""Simulated paths as plain data: for `simulate`, and for processes in which nobody chooses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.judge.answer import answer
from offramp.scenario.model import ScenarioModel
from offramp.simulate.path_results import SAMPLES, Row
from offramp.simulate.paths import Paths, simulate, wilson
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solution import Solution


def ending_shares(game: Game, found: Paths) -> dict[str, dict[str, float]]:
    """Share of paths by ending, with its 95% Wilson interval and the count."""
    total = len(found.ended_n)
    shares = {}
    for number, ending in enumerate(game.endings):
        count = int((found.ended_n == number).sum())
        low, high = wilson(count, total)
        shares[ending] = {"share": count / total, "low": low, "high": high, "count": count}
    return shares


def simulated(game: Game, found: Paths) -> dict[str, Any]:
    """What `simulate --json` reports of the paths; errors are half the width of 95% intervals."""
    total = len(found.ended_n)

    def mean(values: NDArray[np.float64]) -> dict[str, float]:
        return {"mean": float(values.mean()), "error": float(1.96 * values.std(ddof=1) / np.sqrt(total))}

    return {
        "paths": total,
        "endings": ending_shares(game, found),
        "duration": mean(found.periods_n.astype(np.float64)),
        "clipped": float(found.clipped_n.sum() / found.periods_n.sum()),
        "values": {a: mean(found.paid_ni[:, i]) for i, a in enumerate(game.actors)},
        "would": {a: mean(found.weight_ni[:, i]) for i, a in enumerate(game.actors)},
        "timeline": found.timeline,
        "quantile_errors": dict(found.bin_width),
        "sample_paths": found.samples,
    }


def sample_paths(solution: Solution, seed: int) -> list[list[Row]]:
    """A few paths of the play as solved on the exact dynamics, from the solution's start: of each a row a period, as
    `simulate --json` has them. With the seed of the audit they are the first of those that it played."""
    start = solution.start.block(solution.game, SAMPLES)
    return simulate(start, AsSolved(solution.backward), seed).samples


def process_results(model: ScenarioModel, game: Game, found: Paths, tolerance: float) -> dict[str, Any]:
    """A process without moves and with continuous stocks: no grid, so sampling is the only error."""
    shares = ending_shares(game, found)
    endings = {e: s["share"] for e, s in shares.items()}
    errors = {e: (s["high"] - s["low"]) / 2 for e, s in shares.items()}
    total = len(found.ended_n)
    worst = max(errors.values())
    groups = {}
    for name, members in (model.question.groups if model.question else {e: (e,) for e in endings}).items():
        low, high = wilson(round(sum(shares[e]["count"] for e in members)), total)
        groups[name] = (high - low) / 2
    asked = answer(model, endings, groups, resolved=worst <= tolerance)
    reasons = () if worst <= tolerance else (f"{total} paths leave an error of {worst:.2g} (tolerance {tolerance:g})",)
    return {
        "answer": asked.to_json(),
        "endings": endings,
        "ending_errors": errors,
        "duration": float(found.periods_n.mean()),
        "actors": {},
        "exits": {},
        "timeline": [row | {"verdicts": {}, "modes": {}} for row in found.timeline],
        "certificate": {
            "resolved": not reasons,
            "exact": False,
            "tolerance": tolerance,
            "audit_gap": None,
            "audit_error": worst / 1.96,
            "refinement_change": None,
            "policy_change": None,
            "quadrature_change": None,
            "clamped": 0.0,
            "clipped": float(found.clipped_n.sum() / found.periods_n.sum()),
            "mass_error": 0.0,
            "points": [],
            "paths": total,
            "best_reply_gain": {},
            "stationary_residual": None,
            "settled_by": None,
            "logit_residual": None,
            "stages": None,
            "reasons": list(reasons),
            "extrapolated": {},
        },
        "audited": None,
        "equilibria": None,
        "ties": [],
    }
