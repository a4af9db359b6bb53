"""Lock-in by audience costs (Fearon 1994, American Political Science Review 88:577-592): what would save the loser.

Backing down at t costs a_i t, war is worth w_i: side i is locked in from the first t with a_i t > -w_i on. A (w = -2,
a = 0.5) from t = 5, B (-1, 0.1) from t = 11, as at t = 4 and at t = 10 either is as good. The side that is locked in
first wins at once; of two that are locked in in the same period A, who moves first there.
"""

import pytest

from tests.off_ramp_runs import by_name, lever, library_text, tried

AUDIENCES = library_text("audience-costs")


def test_b_wins_once_it_is_locked_in_before_a() -> None:
    found = tried(AUDIENCES, "b")
    assert found["baseline"]["verdict"] == "trapped"
    # B's larger audience: locked in at t = 4 already, where a * 4 > 1. A's smaller one: not at t = 11 yet, a * 11 < 2.
    assert lever(found, "of_b_slope")["above"]["value"] == pytest.approx(1 / 4, abs=1e-3)
    assert lever(found, "of_a_slope")["below"]["value"] == pytest.approx(2 / 11, abs=1e-3)
    assert lever(found, "of_b_slope")["below"]["status"] == "no_flip"
    assert lever(found, "prize")["shift"] is None


def test_a_would_have_to_give_in_and_won_t_offer_that() -> None:
    found = by_name(tried(AUDIENCES, "b", levers=False))
    gives_in = found["a never hold_out"]
    assert gives_in["verdict"] == "free"
    assert gives_in["costs"]["a"]["change"] == pytest.approx(0 - 1)  # the prize; at t = 0 backing down costs nothing
    assert gives_in["binds"]["a"]["would_offer"] is False
    # Once it has to give in in the next period, holding out now costs the audience that it gains: 0.5.
    assert gives_in["binds"]["a"]["gain"] == pytest.approx(-0.5)
    assert gives_in["binds"]["a"]["keeps"] is True
    assert found["a always hold_out"]["moves"] == "none"
