"""The gamble zone (Downs & Rocke 1994, American Journal of Political Science 38:362-380): what would end the war.

The leader carries on iff p W - (1 - p) R >= -r0 R, so from p = 0.0667 on; ending the war costs it 0.9 * 10 = 9 and
carrying on 0.2 * 5 - 0.8 * 10 = -7. Those it answers to could live with peace and with victory.
"""

import pytest

from offramp.explore.designs import design
from offramp.scenario.reader import read_text
from tests.off_ramp_runs import by_name, lever, library_text, tried

GAMBLE = library_text("gambling-for-resurrection")


def test_peace_is_useful_and_nobody_would_offer_it() -> None:
    found = tried(GAMBLE, "principal")
    assert found["baseline"]["verdict"] == "trapped"
    assert found["baseline"]["chances"]["would"]["value"] == pytest.approx(0.2)
    peace = by_name(found)["leader never carry_on"]
    assert peace["verdict"] == "free"
    assert peace["costs"]["leader"]["change"] == pytest.approx(-9 + 7)
    assert peace["costs"]["principal"]["change"] == pytest.approx(0 - (0.2 * 10 - 0.8 * 10))
    bound = peace["binds"]["leader"]
    assert (bound["would_offer"], bound["keeps"]) == (False, False)
    assert bound["gain"] == pytest.approx(2)
    assert bound["gain_share"] == pytest.approx(
        1
    )  # what its two options are worth, -7 and -9, is all that it has to lose
    assert found["baseline"]["values"]["leader"]["leeway"] == pytest.approx(0.01 * 2)


def test_the_zone_ends_at_0_0667_and_the_blame_at_0_7() -> None:
    found = tried(GAMBLE, "principal")
    chance = lever(found, "chance_of_winning")
    assert chance["below"]["value"] == pytest.approx(1 / 15, abs=1e-3)  # the leader stops
    assert chance["above"]["value"] == pytest.approx(0.5, abs=1e-3)  # victory is as likely as not
    blame = lever(found, "removed_if_settled")
    assert blame["turns_at"]["value"] == pytest.approx(0.7, abs=1e-3)
    assert blame["shift"] == pytest.approx(0.2, abs=1e-3)
    assert lever(found, "principal_win")["shift"] is None  # they don't decide


def test_in_worlds() -> None:
    """Every world by itself: the leader carries on where that is better for it, and where those at home would rather
    have peace, being held to it is worth more to them."""
    found = tried(GAMBLE, "principal", worlds=200, levers=False)
    drawn = design(read_text(GAMBLE, "case.yaml"), None, 200, 1)
    world = {name: drawn.value_wa[:, a] for a, name in enumerate(drawn.names)}
    p = world["chance_of_winning"]
    carries_on = p * world["leader_win"] - (1 - p) * world["removal"] > -world["removed_if_settled"] * world["removal"]
    caught = carries_on & (p < 0.5)
    loses = p * world["principal_win"] - (1 - p) * world["principal_loss"] < 0
    assert found["worlds"]["free"]["count"] == (~caught).sum()
    assert found["worlds"]["not_free"]["count"] == caught.sum()
    peace = by_name(found)["leader never carry_on"]["worlds"]
    assert peace["moves"]["count"] == caught.sum()
    assert peace["rises"]["leader"]["count"] == 0
    assert peace["rises"]["principal"]["count"] == (caught & loses).sum()
