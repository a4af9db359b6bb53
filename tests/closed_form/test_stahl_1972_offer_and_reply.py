"""An offer, a counter-offer and a last word within one period, as three named moves.

Exact players (Stahl 1972, Bargaining Theory): who has the last word takes anything, so a counter-offer leaves nothing
to north and the shrunken pie to south; north offers just that, and south, indifferent, accepts. With noise the chances
follow from the logit rule, worked out here by hand from the end of the tree.
"""

import math
from pathlib import Path

import pytest

from .scenario_runs import SCENARIOS, assert_exact, chosen, exact, run

GIVES = [k / 20 for k in range(21)]
KEEPS = [k / 10 for k in range(11)]


def logit(values: list[float], precision: float) -> list[float]:
    weights = [math.exp(precision * (value - max(values))) for value in values]
    return [weight / sum(weights) for weight in weights]


@pytest.mark.parametrize("shrink", [0.75, 0.5])
def test_exact_players_agree_on_the_first_offer(shrink: float, tmp_path: Path) -> None:
    solution = run(exact(SCENARIOS / "offer_and_reply.yaml", tmp_path), shrink=shrink)
    assert_exact(solution)
    assert chosen(solution, "north", f"offer.gives {shrink:g}") == 1.0
    assert chosen(solution, "south", "reply.accept") == 1.0
    assert solution["endings"]["deal"] == pytest.approx(1.0)
    assert solution["actors"]["north"]["value"] == pytest.approx(1 - shrink, abs=1e-9)
    assert solution["actors"]["south"]["value"] == pytest.approx(shrink, abs=1e-9)


@pytest.mark.parametrize(("precision", "shrink"), [(0.0, 0.75), (3.0, 0.75), (20.0, 0.9)])
def test_noisy_players_by_hand(precision: float, shrink: float) -> None:
    solution = run("offer_and_reply", shrink=shrink, **{"lambda": precision})
    assert_exact(solution)
    taken = [logit([shrink * keep, 0.0], precision)[0] for keep in KEEPS]
    north_after = [take * shrink * keep for take, keep in zip(taken, KEEPS, strict=True)]
    south_after = [take * shrink * (1 - keep) for take, keep in zip(taken, KEEPS, strict=True)]
    north_offers, replies = [], []
    for give in GIVES:
        reply = logit([give, *south_after], precision)
        replies.append(reply)
        north_offers.append(reply[0] * (1 - give) + sum(p * v for p, v in zip(reply[1:], north_after, strict=True)))
    offers = logit(north_offers, precision)
    for give, chance in zip(GIVES, offers, strict=True):
        assert chosen(solution, "north", f"offer.gives {give:g}") == pytest.approx(chance, abs=1e-12)
    accepted = sum(offer * reply[0] for offer, reply in zip(offers, replies, strict=True))
    assert chosen(solution, "south", "reply.accept") == pytest.approx(accepted, abs=1e-12)
    assert solution["endings"]["deal"] == pytest.approx(accepted, abs=1e-12)
    late = sum(
        offer * sum(p * take for p, take in zip(reply[1:], taken, strict=True))
        for offer, reply in zip(offers, replies, strict=True)
    )
    assert solution["endings"]["late_deal"] == pytest.approx(late, abs=1e-12)
    assert chosen(solution, "north", "last_word.accept") == pytest.approx(late, abs=1e-12)
    value = sum(offer * worth for offer, worth in zip(offers, north_offers, strict=True))
    assert solution["actors"]["north"]["value"] == pytest.approx(value, abs=1e-12)
