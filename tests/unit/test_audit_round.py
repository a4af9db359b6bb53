"""Audits take more paths where only noise is in the way; grids stop growing where memory ends."""

import pytest

import offramp
from offramp.solve import allotment, solver
from offramp.solve.audit_round import MORE_PATHS, audit_all, audit_until_sure
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def quiet(what: str, share: float) -> None:
    """Tell nobody."""


def test_more_paths_only_where_noise_decides() -> None:
    game = offramp.load("brink").game()
    solved = solver._Solver(game, Start(), Effort(), quiet).once(60, 3, "solving")
    few = audit_all(solved, Start(), 20, 1, quiet)
    gap, error = few.worst()
    assert error > 0
    found = {
        name: audit_until_sure(solved, Start(), 20, 1, quiet, tolerance)
        for name, tolerance in (("passes", gap + 3 * error), ("noise", gap + error), ("fails", gap / 2))
    }
    assert {name: r.audits[0].paths for name, r in found.items()} == {
        "passes": 20,
        "noise": MORE_PATHS * 20,
        "fails": 20,
    }
    assert found["noise"].worst()[1] < error


def test_growing_stops_where_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    game = offramp.load("brink").game()
    effort = Effort(tolerance=1e-9, paths=20)  # never reached
    columns = solver.Columns(game).count
    for module in (solver, allotment):
        monkeypatch.setattr(module, "MEMORY_BYTES", allotment.memory_needed(game, 2000, columns))
    certificate = solve(game, Start(), effort).certificate
    assert not certificate.resolved
    assert 2000 / solver.GROWTH / solver.OVERSHOOT < max(certificate.points) < 2000
