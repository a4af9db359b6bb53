"""Units through expressions."""

from dataclasses import replace

import pytest

from offramp.core.diagnostics import Diagnostic, DiagnosticLog
from offramp.scenario.expressions.unit_checker import check_units, infer_unit
from tests.expression_scope import SCOPE, SYMBOLS, tree, unit


def faults(text: str, wanted: str | None = None) -> list[Diagnostic]:
    log = DiagnosticLog()
    check_units(tree(text), SCOPE, None if wanted is None else unit(wanted), "the payoff of west", log)
    return log.found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.5 * aid", "EUR bn/quarter"),
        ("0.5 * aid", "EUR bn/period"),
        ("aid + 3", "EUR bn/quarter"),
        ("3", "utility"),
        ("-3 + 2 * 4", "km"),
        ("-0.02 * slip", "utility"),
        ("-0.02 * tension", "utility"),
        ("tension", "utility"),
        ("-war_cost + 0.02 * slip", "utility"),
        ("-war_cost * slip", "utility"),
        ("war_cost * (1 if accident else 0)", "utility"),
        ("war_cost if accident else 0", "utility"),
        ("logistic((front - 50) / 10)", "probability"),
        ("logistic((front - 50) / 10 + (aid - 3) / 2)", "probability"),
        ("logistic(3 * slip)", "share"),
        ("front / front", "share"),
        ("0.3 * slip", "1/period"),
        ("per_period(0.1 + 0.2 * slip)", "probability"),
        ("sqrt(front ** 2)", "km"),
        ("front ** (1 / 2) * sqrt(front)", "km"),
        ("abs(front) + max(front, 3, initial(front)) + clip(front, 0, 100)", "km"),
        ("front % 10", "km"),
        ("table(front, [0, 100], [0, 1])", "utility"),
        ("table(front, [0, 100], [0, 1]) * war_cost", "utility"),
        ("at_end(west) - aspiration_east", "utility"),
        ("0.9 ** t * war_cost", "utility"),
        ("front_loss ** slip", "share"),
        ("2 * pressure", "km"),
        ("aid * t", None),
        ("accident and front > 50", None),
        ("phase == war or slip < front_loss", None),
    ],
)
def test_units_that_fit(text: str, wanted: str | None) -> None:
    assert faults(text, wanted) == []


@pytest.mark.parametrize(
    ("text", "wanted", "code", "words"),
    [
        ("aid + front", None, "E320", "`aid` is in EUR bn/quarter and `front` is in km: they can't be added"),
        ("front - slip", None, "E320", "`front` is in km and `slip` is a pure number: they can't be subtracted"),
        ("1 if aid > front else 0", None, "E320", "can't be compared"),
        ("not (0 < front < war_cost)", None, "E320", "can't be compared"),
        ("aid if accident else front", None, "E320", "the two values of one choice"),
        ("max(3, aid, front)", None, "E320", "can't share one `max`"),
        ("sqrt(front) + front", None, "E320", "km^(1/2)"),
        ("-war_cost + slip", "utility", "E320", "can't be added"),
        ("slip", "utility", "E321", "the payoff of west is needed in utility, but `slip` is a pure number"),
        ("aid", "utility", "E321", "quarter*utility/EUR bn"),
        ("0.5 * aid", "probability", "E321", "is a pure number, but `0.5 * aid` is in EUR bn/quarter"),
        ("aid", "1/period", "E321", "is needed in 1/quarter"),
        ("logistic(front)", None, "E322", "`logistic` takes a pure number, and `front` is in km"),
        ("exp(0.1 * aid)", None, "E322", "takes a pure number"),
        ("per_period(aid)", None, "E322", "a rate in 1/quarter"),
        ("front ** slip", None, "E323", "written-out number"),
        ("2 ** front", None, "E323", "an exponent is a pure number"),
    ],
)
def test_units_that_do_not_fit(text: str, wanted: str | None, code: str, words: str) -> None:
    (only,) = faults(text, wanted)
    assert only.code == code
    assert words in f"{only.message} | {only.remedy}"
    assert only.remedy


def test_one_fault_is_told_once() -> None:
    assert len(faults("(aid + front) * 3 + slip", "utility")) == 1
    assert len(faults("(aid + front) * (front + slip)", "utility")) == 2


def test_the_calendar_names_its_period() -> None:
    rates = {**SYMBOLS, "per_month": replace(SYMBOLS["slip"], unit=unit("1/month"))}
    monthly = replace(SCOPE, symbols=rates, period="month")
    log = DiagnosticLog()
    check_units(tree("per_month", monthly), monthly, unit("1/period"), "the rate", log)
    check_units(tree("per_period(per_month)", monthly), monthly, unit("probability"), "the chance", log)
    assert log.found == []
    quarterly = replace(monthly, period="quarter")
    check_units(tree("per_month", quarterly), quarterly, unit("1/period"), "the rate", log)
    assert [d.message for d in log] == ["the rate is needed in 1/quarter, but `per_month` is in 1/month"]


def test_units_of_defined_quantities() -> None:
    assert infer_unit(tree("aid * t"), SCOPE) is None
    assert infer_unit(tree("0.5 * aid"), SCOPE) == unit("EUR bn/quarter")
    assert infer_unit(tree("slip * front_loss"), SCOPE) == unit("1")
    assert infer_unit(tree("0.02 * slip"), SCOPE) is None
    assert infer_unit(tree("front / 10"), SCOPE) is None
    assert infer_unit(tree("3"), SCOPE) is None
    assert infer_unit(tree("front > 10"), SCOPE) is None
