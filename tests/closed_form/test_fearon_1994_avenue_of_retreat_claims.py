"""The avenue of retreat (after Fearon 1994, American Political Science Review 88:577-592) asked in claims.

Staying for ever is worth (s B - k) / (1 - d (1 - s)) = -5.263158; retreating at t costs 2 + 0.5 t. So retreat closes at
t = 7, and a cut of 1.736842 from t = 10 on reopens it there. Left alone the leader is gone at once: the claims hold it
until the dates that they ask about.
"""

import pytest

from offramp.judge.claims.claim_values import Judgement
from tests.claim_runs import judged, model_text, numbers

AVENUE = model_text("avenue-of-retreat")
FOR_EVER = {"lasts": "for_ever"}
HELD = "retreat if leader always stay until"


def test_it_closes_at_t_7() -> None:
    found = judged(
        AVENUE,
        [
            f"closes(leader, {HELD} 7) == 7",
            f"closes(leader, {HELD} 6) == never",  # it takes what is still open at t = 6
            f"opens(leader, {HELD} 6) == 6",
            f"opens(leader, {HELD} 7) == never",
        ],
        FOR_EVER,
    )
    assert [one.judgement for one in found] == [Judgement.HOLDS] * 4


@pytest.mark.parametrize(("cut", "opens"), [(1.7368, False), (1.7369, True)])
def test_a_cut_of_1_736842_reopens_it_at_t_10(cut: float, opens: bool) -> None:
    claims = [f"opens(leader, {HELD} 7) == 10", f"opens(leader, {HELD} 7) == never"]
    found = judged(AVENUE, claims, {**FOR_EVER, "cut": cut})
    assert [one.holds for one in found] == [opens, not opens]
    (gone,) = numbers(AVENUE, ["chance(retreated if leader always stay until 7)"], {**FOR_EVER, "cut": cut})
    # Nothing has succeeded by t = 10 with chance 0.9 ** 10.
    assert gone == pytest.approx(0.9**10 if opens else 0.0, abs=1e-9)


def test_what_staying_is_worth() -> None:
    found = numbers(
        AVENUE,
        [
            "value(leader if leader never retreat)",
            "value(leader if leader commits to never retreat)",
            "price(leader, retreat at 7 if leader always stay until 7)",
            "chance(succeeded within 5 periods if leader never retreat)",
            "mean(t at end if leader never retreat)",
        ],
        FOR_EVER,
    )
    staying = (0.1 * 10 - 2) / (1 - 0.9 * 0.9)
    price = 2 + 0.5 * 7 + staying
    assert found == pytest.approx([staying, staying, price, 1 - 0.9**5, 9.0], abs=1e-6)


def test_what_never_happens_is_vacuous_as_a_condition() -> None:
    (found,) = judged(AVENUE, ["chance(leader == stay ever given succeeded) > 0.5"], FOR_EVER)
    assert found.judgement is Judgement.VACUOUS
    assert found.holds is None
    assert found.reason == "what is given never happens"
