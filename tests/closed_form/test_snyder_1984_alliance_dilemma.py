"""The model `alliance-dilemma` (Snyder 1984, World Politics 36:461-495; Morrow 1991; derived).

The protege stands firm where α p1 + (1 - α) p0 - c >= x: with p0 = 0.2, p1 = 0.6, c = 0.1 and x = 0.3 from α = 0.5 on.
The cost of being drawn in rises with α and that of abandonment ends there, so that just enough is best for the patron.
"""

import pytest

from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(("worth", "enough"), [(0.3, 0.5), (0.2, 0.25), (0.4, 0.75)])
def test_the_patron_commits_itself_just_enough(worth: float, enough: float) -> None:
    solution = run("alliance-dilemma", worth_of_giving_in=worth)
    assert_exact(solution)
    assert solution["timeline"][0]["outputs"]["enough"]["mean"] == pytest.approx(enough, rel=1e-9)
    # Options go in twentieths, and rounding may decide the tie at the threshold itself.
    numbers = {o["number"]: o["chosen"] for o in solution["actors"]["patron"]["options"].values() if o["chosen"]}
    (picked,) = numbers
    assert enough - 1e-9 <= picked <= enough + 0.05 + 1e-9
    assert solution["endings"]["concession"] == pytest.approx(0, abs=1e-12)
    assert solution["endings"]["patron_fights"] == pytest.approx(picked, abs=1e-12)


def test_where_being_drawn_in_costs_more_it_lets_the_protege_down() -> None:
    # 0.5 * 0.9 to be drawn in against 0.2 for a protege that gives in.
    solution = run("alliance-dilemma", entrapment=0.9, abandonment=0.2)
    assert solution["endings"]["concession"] == pytest.approx(1, abs=1e-12)
    assert chosen(solution, "protege", "give_in") in (1.0, pytest.approx(1.0))
