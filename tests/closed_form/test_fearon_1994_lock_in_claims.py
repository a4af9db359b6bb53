"""Lock-in by audience costs: Fearon 1994 (American Political Science Review 88:577-592), asked in claims.

Backing down at t costs a_i t, war is worth w_i: side i is locked in from t_i = -w_i / a_i on, 4 for A (w = -2, a = 0.5)
and 10 for B (-1, 0.1). The side that is locked in first wins at once; where both are held past both times it is war.
"""

from offramp.judge.claims.claim_values import Judgement
from tests.claim_runs import judged, model_text

AUDIENCES = model_text("audience-costs")


def held(until: int) -> str:
    return f"if a always hold_out until {until} and b always hold_out until {until}"


def verdicts(claims: list[str]) -> list[Judgement]:
    return [one.judgement for one in judged(AUDIENCES, claims)]


def test_the_side_that_is_locked_in_first_wins_at_once() -> None:
    claims = ["chance(b_yields) == 1", "chance(b_yields by 0) == 1", "chance(b_yields if a always hold_out) == 1"]
    assert verdicts(claims) == [Judgement.HOLDS] * 3


def test_b_backs_down_until_t_10_and_not_after() -> None:
    claims = [f"chance(b_yields at {t} {held(t)}) == 1" for t in (5, 9)]
    claims += [f"chance(horizon {held(11)}) == 1", f"chance(b_yields {held(11)}) == 0"]
    assert verdicts(claims) == [Judgement.HOLDS] * 4


def test_a_backs_down_before_t_4_if_b_never_does() -> None:
    """B is made to hold out, and A knows: it gives in as long as that is better than war."""
    stubborn = "b commits to always hold_out"
    claims = [f"chance(a_yields by 0 if {stubborn}) == 1"]
    claims += [f"chance(a_yields at 3 if a always hold_out until 3 and {stubborn}) == 1"]
    claims += [f"chance(horizon if a always hold_out until {t} and {stubborn}) == 1" for t in (5, 9)]
    assert verdicts(claims) == [Judgement.HOLDS] * 4


def test_a_doesn_t_know_where_it_plays_as_solved() -> None:
    """As solved B gives in at once, so A holds out; B is made to hold out as well, and it comes to war."""
    assert verdicts(["chance(horizon if b always hold_out) == 1"]) == [Judgement.HOLDS]
