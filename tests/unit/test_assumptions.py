"""Assumptions and switches from the file to the game: how likely values are, what a case changes."""

import math

import numpy as np
import pytest

from offramp.core.diagnostics import ScenarioError
from offramp.core.distributions import Fixed, Named, Uniform
from offramp.core.metalog import Metalog
from offramp.game.game import Game
from offramp.scenario.checks.boxes import assumptions_box, baseline_box, widest_box, with_state
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text

HEAD = "offramp: 1\ntitle: Case\ncalendar: {periods: 4}\nviews: {critic: {means: Opponents}}\n"
PLAY = "play: [{chance: strike, probability: 'min(1, 0 * x)'}]\n"


def read(text: str, play: str = PLAY) -> ScenarioModel:
    return read_text(HEAD + text + play, "case.yaml")


def codes(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return [d.code for d in caught.value.diagnostics]


def test_a_number_alone_is_fixed() -> None:
    x = read("assumptions: {x: 0.5}\n").assumptions["x"]
    assert (x.value, x.distribution, x.bounds("critic")) == (0.5, Fixed(0.5), (0.5, 0.5))
    assert list(x.quantile(None, [0.1, 0.9])) == [0.5, 0.5]


def test_a_range_is_uniform_and_needs_its_value() -> None:
    x = read("assumptions: {x: {value: 2, range: [1, 5]}}\n").assumptions["x"]
    assert (x.value, x.distribution) == (2, Uniform(1, 5))
    assert list(x.quantile(None, [0.25, 1.0])) == [2, 5]
    assert codes("assumptions: {x: {range: [1, 5]}}\n") == ["E102"]


def test_quantiles_give_the_median_where_no_value_is_written() -> None:
    x = read("assumptions: {x: {quantiles: {0.9: 12, 0.1: 3, 0.5: 6}}}\n").assumptions["x"]
    assert isinstance(x.distribution, Metalog)
    assert x.value == 6
    assert x.distribution.support == (-math.inf, math.inf)
    assert x.quantile(None, [0.1, 0.25, 0.9]) == pytest.approx([3, 4.21875, 12])
    assert x.bounds(None) == pytest.approx(tuple(x.quantile(None, [0.0005, 0.9995])))


def test_the_baseline_may_differ_from_the_median() -> None:
    x = read("assumptions: {x: {value: 7, quantiles: {0.1: 3, 0.5: 6, 0.9: 12}}}\n").assumptions["x"]
    assert (x.baseline(None), x.distribution.median) == (7, 6)


@pytest.mark.parametrize(
    ("ends", "support"), [("[0, 60]", (0, 60)), ("[0, inf]", (0, math.inf)), ("[-inf, 60]", (-math.inf, 60))]
)
def test_a_range_bounds_quantiles(ends: str, support: tuple[float, float]) -> None:
    text = f"assumptions: {{x: {{quantiles: {{0.05: 3, 0.5: 8, 0.95: 20}}, range: {ends}}}}}\n"
    x = read(text).assumptions["x"]
    assert x.distribution.support == support
    assert x.quantile(None, [0.05, 0.5, 0.95]) == pytest.approx([3, 8, 20])


def test_a_range_cuts_a_named_distribution_off() -> None:
    x = read("assumptions: {x: {distribution: {normal: {mean: 0, sd: 1}}, range: [0, inf]}}\n").assumptions["x"]
    assert isinstance(x.distribution, Named)
    assert x.value == pytest.approx(0.6744897501960817)  # the third quartile of a standard normal
    assert x.bounds(None)[0] == 0


def test_views_may_say_all_that_an_assumption_may() -> None:
    forms = {
        "0.5": (Fixed(0.5), 0.5),
        "[1, 3]": (Uniform(1, 3), 2),
        "{range: [1, 3]}": (Uniform(1, 3), 2),
        "{distribution: {exponential: {mean: 2}}}": (Named("exponential", (("mean", 2.0),)), 2 * math.log(2)),
    }
    for written, (distribution, median) in forms.items():
        x = read(f"assumptions: {{x: {{value: 7, range: [0, 9], views: {{critic: {written}}}}}}}\n").assumptions["x"]
        assert x.views == {"critic": distribution}
        assert x.baseline("critic") == pytest.approx(median)
        assert x.baseline(None) == 7
        assert x.distribution_in("critic") is x.views["critic"]
    quantiles = "{quantiles: {0.1: 3, 0.5: 6, 0.9: 12}, range: [0, inf]}"
    x = read(f"assumptions: {{x: {{value: 7, range: [0, 9], views: {{critic: {quantiles}}}}}}}\n").assumptions["x"]
    assert x.baseline("critic") == 6
    assert codes("assumptions: {x: {value: 7, range: [0, 9], views: {critic: {value: 3, range: [1, 3]}}}}\n") == [
        "E101"
    ]
    assert codes("assumptions: {x: {value: 7, range: [0, 9], views: {critic: {}}}}\n") == ["E102"]


def test_a_probability_stays_within_its_bounds_in_every_form() -> None:
    for bad in ("{quantiles: {0.1: 0.1, 0.9: 0.2}}", "{distribution: {gamma: {shape: 2, mean: 0.1}}}"):
        assert codes(f"assumptions: {{x: {{unit: probability, {bad[1:]}}}\n") == ["E412"]
    for good in ("{quantiles: {0.1: 0.1, 0.9: 0.2}, range: [0, 1]}", "{distribution: {beta: {alpha: 2, beta: 8}}}"):
        assert read(f"assumptions: {{x: {{unit: probability, {good[1:]}}}\n").assumptions["x"].bounds(None) == (0, 1)
    assert codes("assumptions: {x: {value: 3, distribution: {beta: {alpha: 2, beta: 8}}}}\n") == ["E411"]


def test_checks_look_at_an_unbounded_assumption_up_to_one_draw_in_two_thousand() -> None:
    model = read("assumptions: {x: {distribution: {normal: {mean: 0, sd: 1}}, views: {critic: [5, 6]}}}\n")
    key = (Kind.ASSUMPTION, "x")
    assert assumptions_box(model, None)[key] == pytest.approx((-3.2905267, 3.2905267))
    assert widest_box(model)[key] == pytest.approx((-3.2905267, 6))
    assert baseline_box(model, "critic")[key] == (5.5, 5.5)


def test_correlations_are_kept_in_order() -> None:
    two = "assumptions: {x: {value: 1, range: [0, 2]}, y: {value: 1, range: [0, 2]}, z: {value: 1, range: [0, 2]}}\n"
    one = read(two + "correlated: [x, y, 0.6]\n").correlations
    assert [(c.first, c.second, c.value) for c in one] == [("x", "y", 0.6)]
    more = read(two + "correlated: [[x, y, 0.6], [z, y, -0.2]]\n").correlations
    assert [(c.first, c.second, c.value) for c in more] == [("x", "y", 0.6), ("z", "y", -0.2)]
    # A view that makes one of them fixed leaves the others as they are.
    one_view = two.replace("x: {value: 1, range: [0, 2]}", "x: {value: 1, views: {critic: [0, 2]}}")
    assert read(one_view + "correlated: [x, y, 0.6]\n").correlations


SWITCHES = """assumptions: {x: {value: 1, range: [0, 2], views: {critic: [2, 4]}}, y: 1}
switches:
  rule: {means: A rule, cases: [strict, lenient], views: {critic: lenient}}
  length: {means: How long, cases: {short: {means: As long as it takes}, long: {periods: 9, set: {x: 7}}}}
"""
RULE = "play: [{chance: strike, probability: 0.1 if rule == strict else 0.2}]\n"


def test_a_switch_is_read() -> None:
    model = read(SWITCHES, RULE)
    rule, length = model.switches["rule"], model.switches["length"]
    assert (list(rule.cases), rule.baseline(None), rule.baseline("critic")) == (
        ["strict", "lenient"],
        "strict",
        "lenient",
    )
    assert (length.cases["short"].periods, length.cases["short"].set) == (None, {})
    assert (length.cases["long"].periods, length.cases["long"].set) == (9, {"x": 7})
    assert model.cases_in("critic", {"length": "long"}) == {"rule": "lenient", "length": "long"}
    assert model.most_periods == 9
    assert read(SWITCHES.replace("lenient], ", "lenient], value: lenient, "), RULE).switches["rule"].value == "lenient"


def test_what_is_bound() -> None:
    model = read(SWITCHES, RULE)
    plain, critic = Game.bind(model), Game.bind(model, "critic")
    assert (plain.cases, plain.periods, plain.assumptions["x"]) == ({"rule": "strict", "length": "short"}, 4, 1)
    assert (critic.cases["rule"], critic.assumptions["x"]) == ("lenient", 3)
    long = Game.bind(model, "critic", {"length": "long"})
    assert (long.cases["length"], long.periods, long.assumptions["x"]) == ("long", 9, 7)
    # A number that is asked for has the last word, and so has a number of periods.
    asked = Game.bind(model, None, {"length": "long", "x": 0.5}, 3)
    assert (asked.assumptions["x"], asked.periods) == (0.5, 3)


def test_checks_look_at_every_case() -> None:
    model = read(SWITCHES, RULE)
    assert widest_box(model)[(Kind.ASSUMPTION, "x")] == (0, 7)
    assert with_state(model, widest_box(model))[(Kind.TIME, "t")] == (0, 8)
    assert baseline_box(model, None)[(Kind.ASSUMPTION, "x")] == (1, 1)
    long = SWITCHES.replace("means: How long,", "means: How long, value: long,")
    assert baseline_box(read(long, RULE), None)[(Kind.ASSUMPTION, "x")] == (7, 7)


def test_a_switch_may_decide_what_is_fixed_before_the_game() -> None:
    text = SWITCHES + "state: {s: {range: [0, 10], start: 'x if rule == strict else 5'}}\n"
    play = "play: [{chance: strike, probability: 0.1 if rule == strict else 0.2}, {update: {s: s}}]\n"
    model = read(text, play)
    starts = [Game.bind(model, None, {"rule": case}).start_stocks["s"] for case in ("strict", "lenient")]
    assert starts == [1, 5]


def test_two_switches_can_be_compared() -> None:
    text = (
        "switches: {one: {means: A, cases: [low, high]}, other: {means: B, cases: [high, low]}}\n"
        "state: {s: {range: [0, 10], start: 1 if one == other else 2}}\n"
    )
    model = read(text, "play: [{update: {s: s}}]\n")
    starts = {
        (one, other): Game.bind(model, None, {"one": one, "other": other}).start_stocks["s"]
        for one in ("low", "high")
        for other in ("low", "high")
    }
    assert starts == {("low", "low"): 1, ("low", "high"): 2, ("high", "low"): 2, ("high", "high"): 1}


def test_a_case_past_the_calendar_of_people() -> None:
    text = (
        "offramp: 1\ntitle: Case\ncalendar: {start: 2000, period: year, periods: 4}\n"
        "switches: {length: {means: How long, cases: {short: , long: {periods: 9000}}}}\n"
        "play: [{chance: strike, probability: 0.1}]\n"
    )
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "case.yaml")
    assert [d.code for d in caught.value.diagnostics] == ["E106"]


def test_quantiles_come_in_the_shape_that_is_asked_for() -> None:
    model = read("assumptions: {x: {quantiles: {0.1: 3, 0.5: 6, 0.9: 12}}, y: {value: 1, range: [0, 2]}, z: 3}\n")
    p = np.linspace(0.05, 0.95, 6).reshape(2, 3)
    for assumption in model.assumptions.values():
        assert assumption.quantile("critic", p).shape == (2, 3)
