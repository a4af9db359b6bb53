"""Ochs's unequal matching pennies (1995), in the units of McKelvey and Palfrey (1995), from a file.

Their estimate for these data is λ = 1.84561 with the mixtures below (as Gambit's documentation replicates it).
"""

import pytest

from .game_files import profile, solved

PUBLISHED = {
    1.0: [[0.5867840364, 0.4132159636], [0.4518070317, 0.5481929683]],
    2.0: [[0.6175219459, 0.3824780541], [0.3719816642, 0.6280183358]],
    3.0: [[0.6168968501, 0.3831031499], [0.3140163618, 0.6859836382]],
    1.8456097536855864: [[0.6156513144, 0.3843486856], [0.3832909400, 0.6167090600]],
}


@pytest.mark.parametrize("rationality", PUBLISHED)
def test_published_mixtures(rationality: float) -> None:
    result = solved("matching_pennies.nfg", rationality)
    for found, published in zip(profile(result), PUBLISHED[rationality], strict=True):
        assert found == pytest.approx(published, abs=1e-8)
    assert result["stages"][0]["residual"] < 1e-12


def test_mixtures_that_make_the_other_indifferent_are_the_limit() -> None:
    """p · 1.1141 = (1 − p) · 1.1141 for the second, q · 1.1141 = (1 − q) · 0.2785 for the first."""
    found = profile(solved("matching_pennies.nfg", float("inf")))
    q = 0.2785 / (1.1141 + 0.2785)
    assert found[0] == pytest.approx([0.5, 0.5], abs=1e-9)
    assert found[1] == pytest.approx([q, 1 - q], abs=1e-9)
