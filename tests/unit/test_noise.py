"""Conclusions that hinge on nothing: over 100 sets of worlds, something is claimed in at most 5."""

import numpy as np
import pytest

from offramp.explore.designs import draw
from offramp.explore.hinges.boxes import find_box
from offramp.explore.hinges.ranked_hinges import find_hinges


@pytest.mark.slow
@pytest.mark.parametrize(("assumptions", "base"), [(20, 0.3), (40, 0.1)])
def test_a_box_or_a_hinge_is_claimed_in_at_most_5_of_100(assumptions: int, base: float) -> None:
    names, claimed = [f"x{a}" for a in range(assumptions)], 0
    for seed in range(100):
        rng = np.random.default_rng(1000 + seed)
        value_wa, holds_w = rng.random((1000, assumptions)), (rng.random(1000) < base).astype(float)
        box = find_box(names, value_wa, holds_w, seed=seed, resamples=0)
        hinges = find_hinges(names, value_wa, holds_w, seed=seed)
        claimed += box.status == "found" or hinges.status == "found"
    assert claimed <= 5


@pytest.mark.slow
def test_sobol_points_are_taken_for_independent_draws_on_the_safe_side() -> None:
    """What doesn't matter to a function is claimed to less often than among independent draws, whose band it leaves
    now and then too."""
    names = tuple("abcdef")
    p_values, claimed, left = [], 0, 0
    for seed in range(25):
        share_wa, _ = draw("sobol", 512, names, seed, (), 8)
        number_w = share_wa[:, 1] + share_wa[:, 2] * share_wa[:, 3] + 0.5 * (share_wa[:, 4] - 0.5) ** 2
        holds_w = (number_w > 0.9).astype(float)
        for hinge in find_hinges(names, share_wa, holds_w, seed=seed).ranked:
            if hinge.name in "af":
                p_values.append(hinge.p_value)
                claimed += hinge.matters
                left += bool((hinge.curve.low_g > holds_w.mean()).any() or (hinge.curve.high_g < holds_w.mean()).any())
    assert claimed == 0
    assert left <= 2
    assert np.median(p_values) > 0.5
