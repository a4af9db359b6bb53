"""The flagship isn't decided by construction: over the analyst's ranges verdicts and endings differ.

Worlds are drawn with every actor seeing things as they are; beliefs that are wrong would be solved besides.
"""

from collections import Counter

import numpy as np
import pytest

import offramp

WORLDS, POINTS, SEED = 40, 250, 11


@pytest.mark.slow
def test_verdicts_and_endings_differ_between_worlds() -> None:
    scenario = offramp.load("ukraine-2023")
    drawn = np.random.default_rng(SEED)
    verdicts: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for _ in range(WORLDS):
        world = {name: float(drawn.uniform(*a.bounds("analyst"))) for name, a in scenario.model.assumptions.items()}
        world |= {name: 0.0 for name in world if name.startswith("spell_")}
        found = scenario.solve(view="analyst", set=world, points=POINTS, refine=False).to_json()
        verdicts[found["actors"]["bloc"]["verdict"]] += 1
        seen.update(ending for ending, chance in found["endings"].items() if chance > 0.01)
    assert sum(count > 0.05 * WORLDS for count in verdicts.values()) >= 2, verdicts
    assert all(seen[ending] >= 0.02 * WORLDS for ending in scenario.model.endings), seen
