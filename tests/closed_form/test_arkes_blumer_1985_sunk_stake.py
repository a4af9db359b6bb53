"""The mechanism `sunk_stake` (the effect: Arkes & Blumer 1985, OBHDP 35:124-140).

With s spent in each of t periods and a fading f, what is felt is s (1 - (1 - f)^t) / f, and s t where nothing fades.
"""

import pytest

from .mechanism_runs import alone, output, stock, timeline


@pytest.mark.parametrize(("spent", "fading", "weight"), [(0.5, 0.1, 0.3), (2, 0.5, 1)])
def test_what_is_spent_and_fades(spent: float, fading: float, weight: float) -> None:
    given = f"spent: {spent}, fading: {fading}, weight: {weight}"
    for t, row in enumerate(timeline(alone("sunk_stake", given, 20, "output: [own_regret]\n"))):
        felt = spent * (1 - (1 - fading) ** t) / fading
        assert stock(row, "sunk") == pytest.approx(felt, rel=1e-12)
        assert output(row, "regret") == pytest.approx(weight * felt, rel=1e-12)


def test_nothing_fades() -> None:
    rows = timeline(alone("sunk_stake", "spent: 0.5 if t < 4 else 0, fading: 0", 8))
    assert [stock(row, "sunk") for row in rows] == pytest.approx([0, 0.5, 1, 1.5, 2, 2, 2, 2], abs=1e-12)
