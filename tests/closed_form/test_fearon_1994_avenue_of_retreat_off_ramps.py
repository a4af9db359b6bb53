"""The avenue of retreat (after Fearon 1994, American Political Science Review 88:577-592): what reopens it.

Staying for ever is worth (s B - k) / (1 - d (1 - s)) = -5.263158, and retreating at t = 10 costs 2 + 0.5 * 10 = 7: a
cut of 1.736842 reopens it there. The leader that can't retreat before t = 10 comes to it with a chance of 0.9 ** 10.
"""

import pytest

from tests.off_ramp_runs import by_name, lever, library_text, tried

AVENUE = library_text("avenue-of-retreat")
LATE = {"opens": 10}
STAY = (0.1 * 10 - 2) / (1 - 0.9 * 0.9)
CUT = 7 + STAY
REACHED = 0.9**10


def test_a_cut_of_1_736842_is_the_lever() -> None:
    assert pytest.approx(1.736842, abs=1e-6) == CUT
    found = tried(AVENUE, "leader", set=LATE, level=0.3)
    assert found["baseline"]["verdict"] == "unwilling"  # a way out is open and costs too much
    assert found["baseline"]["chances"]["could"]["value"] == pytest.approx(REACHED)
    cut = 7 + STAY * (1 - 0.81**50)  # the scenario's crisis lasts 60 periods, 50 of them from t = 10 on
    assert cut == pytest.approx(CUT, abs=2e-4)
    moved = lever(found, "cut")
    assert moved["turns_at"]["low"] <= cut <= moved["turns_at"]["high"]
    assert moved["turns_at"]["value"] == pytest.approx(cut, abs=1e-3)
    assert moved["shift"] == pytest.approx(cut / 10, abs=1e-4)  # of its range, from 0 to 10
    assert moved["below"]["status"] == "no_flip"
    # The price falls below what staying costs by as much whichever part of it gives way: the base or the slope.
    assert lever(found, "retreat_cost")["turns_at"]["value"] == pytest.approx(2 - cut, abs=1e-3)
    assert lever(found, "audience")["turns_at"]["value"] == pytest.approx(0.5 - cut / 10, abs=1e-3)


@pytest.mark.parametrize(("cut", "verdict"), [(1.7368, "unwilling"), (1.7369, "free")])
def test_the_face_saver_works_from_that_cut_on(cut: float, verdict: str) -> None:
    text = AVENUE.replace("change: {cut: 1.74}", f"change: {{cut: {cut}}}")
    assert text != AVENUE
    found = tried(text, "leader", set={**LATE, "lasts": "for_ever"}, level=0.3, levers=False)
    one = by_name(found)["face_saver"]
    assert one["verdict"] == verdict
    assert one["moves"] == ("towards_free" if verdict == "free" else "none")
    gain = one["costs"]["leader"]["change"]
    assert gain == pytest.approx(max(0.0, cut - CUT) * (0.9 * 0.9) ** 10, abs=1e-7)  # discounted, if it comes to that
    assert one["binds"] == {}  # a third party acts


def test_left_alone_it_is_free_and_nothing_is_reopened() -> None:
    found = tried(AVENUE, "leader", set={"lasts": "for_ever"})
    assert found["baseline"]["verdict"] == "free"
    assert found["levers"] == []
    assert by_name(found)["face_saver"]["nothing"]
    assert [(one["code"], one["line"]) for one in found["warnings"]] == [("W770", 111)]
