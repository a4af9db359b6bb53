"""The gamble zone: Downs & Rocke 1994 (American Journal of Political Science 38:362-380), asked in claims.

The leader carries on iff p W - (1 - p) R >= -r0 R, from p = 0.0667 on; those it answers to would iff
p B - (1 - p) L >= 0, from p = 0.5 on. In between it gambles at their expense. W = 5, R = 10, r0 = 0.9, B = L = 10.
"""

import pytest

from offramp.judge.claims.claim_values import Judgement
from tests.claim_runs import judged, model_text, numbers

GAMBLE = model_text("gambling-for-resurrection")
ZONE = "value(leader if leader always carry_on) > value(leader if leader never carry_on)"
LOSS = "value(principal if leader always carry_on) < value(principal if leader never carry_on)"


@pytest.mark.parametrize(
    ("p", "gambles", "loses"), [(0.05, False, True), (0.07, True, True), (0.49, True, True), (0.51, True, False)]
)
def test_the_zone(p: float, gambles: bool, loses: bool) -> None:
    found = judged(GAMBLE, [ZONE, LOSS, "chance(leader == carry_on ever) == 1"], {"chance_of_winning": p})
    assert [one.judgement is Judgement.HOLDS for one in found] == [gambles, loses, gambles]


def test_what_each_is_worth() -> None:
    found = numbers(
        GAMBLE,
        [
            "value(leader if leader always carry_on)",
            "value(leader if leader always settle)",
            "value(principal if leader always carry_on)",
            "price(leader, settle)",
        ],
        {"chance_of_winning": 0.2},
    )
    assert found == pytest.approx([0.2 * 5 - 0.8 * 10, -9.0, 0.2 * 10 - 0.8 * 10, 2.0], abs=1e-9)
