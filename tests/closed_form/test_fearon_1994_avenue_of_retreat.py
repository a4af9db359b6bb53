"""An avenue of retreat, derived from the lock-in of Fearon 1994 (American Political Science Review 88:577-592).

Staying for ever is worth (s B - k) / (1 - d (1 - s)) = -5.263158; retreating at t costs 2 + 0.5 t: from t = 7 on it is
dearer than staying (priced out, though it still ends the crisis), and it reopens at t = 10 iff 1.736842 is taken off.
"""

from typing import Any

import pytest

from .scenario_runs import assert_exact, chosen, run

STAY = -5.263158


def for_ever(**request: Any) -> dict[str, Any]:
    """With a horizon so long that 0.9**240 = 1e-11 is left even if the leader always stays."""
    return run("avenue-of-retreat", lasts="for_ever", **request)


def retreat_at(t: int, **assumptions: float) -> dict[str, Any]:
    actor: dict[str, Any] = for_ever(at={"t": t, "phase": "crisis"}, **assumptions)["actors"]["leader"]
    return actor


@pytest.mark.parametrize("t", range(7))
def test_retreat_is_a_way_out_up_to_t_6(t: int) -> None:
    leader = retreat_at(t)
    retreat = leader["options"]["retreat"]
    assert retreat["chosen"] == 1.0
    assert retreat["status"] == "way_out"
    assert retreat["reach"] == pytest.approx(1.0, abs=1e-9)
    assert retreat["price"] == pytest.approx(0.0, abs=1e-9)
    assert leader["value"] == pytest.approx(-(2 + 0.5 * t), abs=1e-9)
    assert leader["verdict"] == "free"


@pytest.mark.parametrize("t", [7, 8, 10, 20, 60])
def test_retreat_is_priced_out_from_t_7(t: int) -> None:
    leader = retreat_at(t)
    retreat = leader["options"]["retreat"]
    assert retreat["chosen"] == 0.0
    assert retreat["status"] == "priced_out"
    assert retreat["reach"] == pytest.approx(1.0, abs=1e-9)
    assert retreat["price"] == pytest.approx(2 + 0.5 * t + STAY, abs=1e-6)
    assert leader["value"] == pytest.approx(STAY, abs=1e-6)
    assert leader["verdict"] == "unwilling"  # a way out is open, and by its own lights it costs too much


@pytest.mark.parametrize(("cut", "status"), [(1.7368, "priced_out"), (1.7369, "way_out")])
def test_a_cut_of_1_736842_reopens_it_at_t_10(cut: float, status: str) -> None:
    assert retreat_at(10, cut=cut)["options"]["retreat"]["status"] == status
    assert retreat_at(9, cut=cut)["options"]["retreat"]["status"] == "priced_out"
    assert retreat_at(11, cut=cut)["options"]["retreat"]["status"] == "priced_out"


@pytest.mark.parametrize(("opens", "retreats"), [(0, True), (6, True), (7, False), (30, False)])
def test_the_exit_as_reported_along_the_play(opens: int, retreats: bool) -> None:
    solution = for_ever(opens=opens)
    assert_exact(solution)
    exits = solution["exits"]["leader"]["retreat"]
    at_opening = next(period for period in exits["periods"] if period["t"] == opens)
    assert at_opening["live"] == pytest.approx(0.9**opens, abs=1e-9)
    assert at_opening["available"] == pytest.approx(1.0, abs=1e-9)
    assert at_opening["way_out"] == pytest.approx(1.0 if retreats else 0.0, abs=1e-9)
    assert at_opening["priced_out"] == pytest.approx(0.0 if retreats else 1.0, abs=1e-9)
    assert at_opening["closed"] == pytest.approx(0.0, abs=1e-9)
    assert exits["first_closing"] == (None if retreats else opens)
    if retreats:
        assert solution["endings"]["retreated"] == pytest.approx(0.9**opens, abs=1e-9)
    else:
        assert solution["endings"]["retreated"] == pytest.approx(0.0, abs=1e-9)
        # The open horizon is truncated at 240 periods: 0.9**240 = 1.04e-11 of the play is still going then.
        assert solution["endings"]["horizon"] < 1e-9
        assert solution["actors"]["leader"]["value"] == pytest.approx(STAY, abs=1e-6)


def test_staying_is_worth_5_263158_less_than_nothing_when_retreat_is_never_open() -> None:
    solution = for_ever(opens=240)
    assert solution["actors"]["leader"]["value"] == pytest.approx(STAY, abs=5e-7)
    assert solution["duration"] == pytest.approx(10.0, abs=1e-6)
    assert chosen(solution, "leader", "stay") == 1.0


def test_at_t_10_both_options_are_losses() -> None:
    leader = retreat_at(10)
    assert leader["options"]["stay"]["value"] == pytest.approx(-5.26, abs=5e-3)
    assert leader["options"]["retreat"]["value"] == pytest.approx(-7.0, abs=1e-9)
