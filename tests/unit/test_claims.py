"""What claims mean once they are read: which periods a date names, which "if" is which, what a bare name is."""

from datetime import date

import pytest

from offramp.scenario.claims.claim_ground import endings_of
from offramp.scenario.claims.claim_tree import (
    At,
    By,
    Chance,
    Committed,
    EventPair,
    Ever,
    Forced,
    Given,
    Mean,
    Moment,
    NoEvent,
    Occurs,
    OptionStanding,
    Standing,
    Timing,
    Within,
    occurrences,
)
from offramp.scenario.expressions.expression_tree import Kind, Variable, variables
from offramp.scenario.model import Calendar
from tests.claim_ground import GROUPS, claim, code, happening, read
from tests.expression_scope import NOWHERE

MONTHS = Calendar(24, "month", date(2023, 10, 1), NOWHERE)
WEEKS = Calendar(10, "week", date(1962, 10, 16), NOWHERE)  # a Tuesday
PLAIN = Calendar(3_000, "", None, NOWHERE)


def chance(text: str, calendar: Calendar | None = None) -> Chance:
    full = f"chance({text}) > 0.5"
    found = claim(full, calendar) if calendar else claim(full)
    (quantity,) = found.quantities.values()
    assert isinstance(quantity, Chance)
    return quantity


def only(text: str, calendar: Calendar | None = None) -> Occurs:
    found = chance(text, calendar).event
    assert isinstance(found, Occurs)
    return found


@pytest.mark.parametrize(
    ("calendar", "text", "t"),
    [
        (None, "2023Q4", 0),
        (None, "2024Q3", 3),
        (None, "2024-09", 3),  # the quarter that ends with September
        (None, "2024-09-30", 3),
        (None, "2024", 4),  # to the end of the year
        (None, "5", 5),
        (MONTHS, "2024Q1", 5),  # October is 0, so March is 5
        (MONTHS, "2024-02", 4),
        (MONTHS, "2024-02-29", 4),
        (MONTHS, "2024", 14),
        (WEEKS, "1962-10-22", 0),  # the first week is over on Monday
        (WEEKS, "1962-10-29", 1),
        (PLAIN, "2024", 2024),  # a calendar without dates counts
    ],
)
def test_by_counts_the_periods_that_are_over(calendar: Calendar | None, text: str, t: int) -> None:
    when = only(f"war by {text}", calendar).when
    assert isinstance(when, By)
    assert (when.moment.text, when.moment.t) == (text, t)


def test_by_a_day_inside_a_period_counts_the_ones_before_and_says_so() -> None:
    found, faults = read("chance(war by 2024-05-15) > 0.5")
    assert found is not None
    (quantity,) = found.quantities.values()
    assert isinstance(quantity, Chance)
    (part,) = occurrences(quantity.event)
    assert isinstance(part.when, By)
    assert part.when.moment.t == 1
    assert [fault.code for fault in faults] == ["W347"]


@pytest.mark.parametrize(
    ("calendar", "text", "t"),
    [(None, "2024Q1", 1), (None, "2024-02-10", 1), (MONTHS, "2024Q1", 5), (WEEKS, "1962-10-28", 1)],
)
def test_at_is_the_period_in_which_the_date_lies(calendar: Calendar | None, text: str, t: int) -> None:
    when = only(f"phase == war at {text}", calendar).when
    assert isinstance(when, At)
    assert when.moment.t == t


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [("2024Q1", "2024Q3", (1, 3)), ("2023-11", "2024", (1, 1)), ("0", "12", (0, 12)), ("2024-02-01", "2025", (2, 5))],
)
def test_from_and_until_begin_with_the_first_period_that_begins_then(
    since: str, until: str, periods: tuple[int, int]
) -> None:
    if periods[0] == periods[1]:
        assert code(f"chance(war if west never push from {since} until {until}) > 0.5") == "E349"
        return
    (condition,) = chance(f"war if west never push from {since} until {until}").conditions
    assert condition.pledge.since is not None
    assert condition.pledge.until is not None
    assert (condition.pledge.since.t, condition.pledge.until.t) == periods


@pytest.mark.parametrize(
    ("calendar", "text", "count"),
    [
        (None, "4 periods", 4),
        (None, "12 months", 4),
        (None, "2 years", 8),
        (MONTHS, "1 year", 12),
        (MONTHS, "2 quarters", 6),
        (WEEKS, "14 days", 2),
    ],
)
def test_lengths_of_time_are_counted_in_periods(calendar: Calendar | None, text: str, count: int) -> None:
    assert only(f"war within {text}", calendar).when == Within(count, None)


@pytest.mark.parametrize("text", ["2 months", "10 weeks", "13 periods", "0 periods", "1.5 years"])
def test_lengths_that_are_no_number_of_periods(text: str) -> None:
    assert code(f"chance(war within {text}) > 0.5") == "E347"


@pytest.mark.parametrize(
    ("operator", "text", "t"),
    # 2024 is 2024Q1 to 2024Q4, periods 1 to 4.
    [("<", "2024", 1), (">=", "2024", 1), ("<=", "2024", 4), (">", "2024", 4), ("==", "2024Q2", 2), ("<", "5", 5)],
)
def test_a_year_begins_or_ends_as_the_comparison_needs(operator: str, text: str, t: int) -> None:
    (timing,) = claim(f"closes(west, give_in) {operator} {text}").quantities.values()
    assert isinstance(timing, Timing)
    assert isinstance(timing.to, Moment)
    assert timing.to.t == t


def test_the_three_meanings_of_if_are_three_nodes() -> None:
    asked = chance("war given accident ever if west never give_in and east commits to always push")
    assert isinstance(asked.given, Given)
    forced, committed = asked.conditions
    assert isinstance(forced, Forced)
    assert isinstance(committed, Committed)
    assert (forced.pledge.how, forced.pledge.options) == ("never", ("give_in",))
    assert (committed.pledge.actor, committed.pledge.how) == ("east", "always")


def test_or_joins_options_and_and_joins_actors() -> None:
    first, second = chance("war if bloc never push or talk and east always hold").conditions
    assert first.pledge.options == ("push", "talk")
    assert second.pledge.options == ("hold",)


def test_a_time_belongs_to_one_condition_and_and_joins_two() -> None:
    event = chance("phase == talks by 2024Q1 and not tension > 2 ever").event
    assert isinstance(event, EventPair)
    assert isinstance(event.left, Occurs)
    assert isinstance(event.right, NoEvent)
    together = only("(phase == talks and tension > 2) by 2024Q1")
    assert isinstance(together.when, By)


def test_never_is_no_time_at_all() -> None:
    assert chance("phase == talks never").event == NoEvent(only("phase == talks ever"), NOWHERE)


def test_an_ending_goes_before_a_group_and_a_chance_event() -> None:
    def named(text: str) -> tuple[Kind, str]:
        condition = only(text).condition
        assert isinstance(condition, Variable)
        return condition.kind, condition.name

    assert named("accident") == (Kind.ENDING, "accident")
    assert named("event.accident") == (Kind.EVENT, "accident")
    assert named("group.accident") == (Kind.ENDING, "group.accident")
    assert named("peace") == (Kind.ENDING, "group.peace")
    assert named("ending.front") == (Kind.ENDING, "ending.front")
    assert endings_of("group.peace", GROUPS) == {"deal", "horizon"}
    assert endings_of("ending.front", GROUPS) == {"front"}


def test_a_stock_keeps_its_name_beside_an_ending() -> None:
    assert variables(only("front > 3 at end").condition) == {(Kind.STOCK, "front")}


def test_endings_and_events_need_no_time() -> None:
    assert all(part.when == Ever() for part in occurrences(chance("war or event.accident and not deal").event))


def test_the_date_of_a_forecast_is_the_time_of_all_that_has_none() -> None:
    by = By(Moment("2024Q4", 4, NOWHERE))
    found = happening("war or tension > 2 and phase == talks by 2024Q1", by)
    whens = [part.when for part in occurrences(found.event)]
    assert whens[:2] == [by, by]
    assert whens[2] == By(Moment("2024Q1", 1, NOWHERE))


def test_quantities_of_actors_and_options() -> None:
    found = claim("price(bloc, talk at 2024Q1) > 0.2 * value(bloc given war) and closes(bloc, talk, last) != never")
    kinds = {type(quantity) for quantity in found.quantities.values()}
    assert kinds == {OptionStanding, Standing, Timing}


def test_a_mean_has_the_unit_of_its_number() -> None:
    (mean,) = claim("mean(front at 2024Q1) < 0.75 * initial(front)").quantities.values()
    assert isinstance(mean, Mean)
    assert code("mean(front at 2024Q1) > chance(war)") == "E320"
    assert code("mean(front + front_loss at end) > 1") == "E320"


def test_equal_quantities_are_asked_once() -> None:
    assert len(claim("chance( war )>0.5 and chance(war) < 0.9").quantities) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chance(war) > war_cost", "E320"),
        ("value(west) > chance(war)", "E320"),
        ("verdict(west) == west", "E340"),
        ("verdict(west) == unfree", "E203"),
        ("verdict(west)", "E303"),
        ("chance(war)", "E302"),
        ("verdict(onlooker) == free and reach(onlooker, push) > 0.5", "E253"),
        ("chance(nerves > 1 ever) > 0.5", "E202"),
        ("chance(war if west never push) > 0.5 if slip > 0.1 else 1", "E307"),
    ],
)
def test_types_units_and_names(text: str, expected: str) -> None:
    assert code(text) == expected


def test_claims_are_bounded() -> None:
    assert code("chance(war) > 0.5 and " * 300 + "true") == "E228"
    assert code("chance(" + "(" * 150 + "war" + ")" * 150 + ") > 0.5") == "E229"
    assert code("chance(" + "not " * 150 + "war) > 0.5") == "E229"
    assert code("not " * 150 + "chance(war) > 0.5") == "E229"
