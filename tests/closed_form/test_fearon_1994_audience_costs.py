"""The mechanism `audience_costs` (Fearon 1994, American Political Science Review 88:577-592).

With a cost of a for each period of escalation and war worth w, a side is locked in from t = -w/a on: at 4 for w = -2
and a = 0.5, at 10 for w = -1 and a = 0.1.
"""

import pytest

from .mechanism_runs import alone, output, stock, timeline


@pytest.mark.parametrize(("slope", "war", "locked"), [(0.5, -2, 4), (0.1, -1, 10), (0.2, -0.5, 2.5)])
def test_lock_in(slope: float, war: float, locked: float) -> None:
    given = f"escalating: t >= 0, slope: {slope}, war_worth: {war}"
    rows = timeline(alone("audience_costs", given, 15, "output: [own_cost, own_locked_in, own_lock_in_rounds]\n"))
    assert output(rows[0], "lock_in_rounds") == pytest.approx(locked, rel=1e-12)
    for t, row in enumerate(rows):
        assert output(row, "cost") == pytest.approx(slope * t, abs=1e-12)
        assert output(row, "locked_in") == (t >= locked)


def test_only_escalation_counts() -> None:
    rows = timeline(alone("audience_costs", "escalating: t < 3 or t == 6", 10))
    assert [stock(row, "rounds") for row in rows] == [0, 1, 2, 3, 3, 3, 3, 4, 4, 4]
