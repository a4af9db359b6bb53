"""McKelvey & Palfrey 1995, Games and Economic Behavior 10:6-38: logit equilibria that need a scalar root at most."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from offramp.kernels.simultaneous.equilibria import Status

from .stage_runs import everything, first_chances, principal

DILEMMA = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]


@pytest.mark.parametrize(("rationality", "cooperates"), [(0.5, 0.338648), (1.0, 0.226751), (2.0, 0.099788)])
def test_prisoners_dilemma(rationality: float, cooperates: float) -> None:
    """With T = 5, R = 3, P = 1, S = 0 defecting is worth 1 + p more, p being the other's chance of cooperating."""
    root = brentq(lambda p: p - 1 / (1 + math.exp(rationality * (1 + p))), 0.0, 1.0, xtol=1e-15)
    found = principal(DILEMMA, rationality)
    assert first_chances(found) == pytest.approx([cooperates] * 2, abs=1e-6)
    assert first_chances(found) == pytest.approx([root] * 2, abs=1e-12)


@pytest.mark.parametrize("rationality", [0.5, 1.0, 2.0, 5.0, 1000.0])
def test_dilemma_with_a_constant_temptation(rationality: float) -> None:
    """Gambit's example: 9, 0 against 10, 1. Defecting is worth 1 more whatever the other does."""
    found = principal([[[9, 0], [10, 1]], [[9, 10], [0, 1]]], rationality)
    logs = [chance[0] for chance in found.log_profile]
    assert [log[0] - log[1] for log in logs] == pytest.approx([-rationality] * 2, rel=1e-12)


@pytest.mark.parametrize(
    ("rationality", "row", "column"),
    [(1.0, 0.642979359, 0.588319024), (2.0, 0.772676607, 0.611743479), (5.0, 0.9449112, 0.568428907)],
)
def test_constant_sum(rationality: float, row: float, column: float) -> None:
    """A game of Gambit's test suite: 0 and 2 where row takes its second option and column its first, else 1 each."""
    found = principal([[[1, 1], [0, 1]], [[1, 1], [2, 1]]], rationality)
    assert first_chances(found) == pytest.approx([row, column], abs=1e-8)


@pytest.mark.parametrize("rationality", [0.5, 1.9, 2.1, 10.0])
def test_pure_coordination_splits_at_two(rationality: float) -> None:
    """1 where both do the same, else 0: x = λ tanh(x / 2) for the log odds of both, three solutions beyond λ = 2."""
    found = everything([np.eye(2), np.eye(2)], rationality)
    assert first_chances(found.equilibria)[0] == pytest.approx(0.5, abs=1e-14)
    if rationality < 2.0:
        assert list(found.equilibria.status_s) == [Status.PRINCIPAL]
        return
    assert found.branch_points_ki == pytest.approx(np.full((1, 2), 2.0), abs=1e-6)
    odds = brentq(lambda x: x - rationality * math.tanh(x / 2), 0.1, rationality + 1, xtol=1e-15)
    others = sorted(found.equilibria.profile[0][1:, 0])
    assert others == pytest.approx([1 / (1 + math.exp(odds)), 1 / (1 + math.exp(-odds))], abs=1e-12)


@pytest.mark.parametrize("options", [3, 4])
def test_pure_coordination_with_several_options(options: int) -> None:
    """Branches cross at λ = m, an even or odd number at once; far beyond, any set of options can be mixed: 2^m − 1."""
    found = everything([np.eye(options), np.eye(options)], 10.0)
    assert found.equilibria.status_s[0] == Status.BRANCH_POINT
    assert found.branch_points_ki == pytest.approx(np.full((1, 2), options), abs=1e-4)
    assert len(found.equilibria.status_s) == 2**options - 1
    assert found.equilibria.residual_s.max() < 1e-12


def test_limit_of_the_centipede_is_where_taking_at_once_is_barely_a_best_reply() -> None:
    """Payoffs of the four-move centipede of McKelvey & Palfrey 1992 (Econometrica 60:803-836) times 10.

    Row takes at its first or second move or never, column likewise: a continuum of Nash equilibria. In the limit row is
    indifferent between taking and waiting, so column takes first with 6/7: 2 q + 16 (1 − q) = 4.
    """
    row = [[4, 4, 4], [2, 16, 16], [2, 8, 64]]
    column = [[1, 1, 1], [8, 4, 4], [8, 32, 16]]
    found = principal([row, column], math.inf)
    assert found.status_s[0] == Status.LIMIT
    assert found.regret_si[0].max() == 0.0
    error = float(found.limit_error_s[0])
    assert 0.0 < error < 1e-4
    assert found.profile[1][0, 0] == pytest.approx(6 / 7, abs=error)


@pytest.mark.parametrize("options", [2, 3])
def test_a_rationality_at_which_branches_cross_is_told(options: int) -> None:
    found = principal([np.eye(options), np.eye(options)], float(options))
    assert found.status_s[0] == Status.BRANCH_POINT
    assert found.branch_point_si[0] == pytest.approx([options] * 2)
    assert found.residual_s[0] < 1e-12
