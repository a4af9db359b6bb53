"""Conclusions that hinge on nothing: over 100 sets of worlds, something is claimed in at most 5."""

import numpy as np
import pytest

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
