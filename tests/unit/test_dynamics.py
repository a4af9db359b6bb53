"""Lags, dated steps, shocks from named families, integration and outputs, in the solver and in the simulator."""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import offramp
from offramp.cli.requests import state
from offramp.core.spans import Span
from offramp.game.game import Game
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.model import Calendar, Curve
from offramp.scenario.reader import read_text
from offramp.solve.solver import QUADRATURE_TOLERANCE, Effort, solve
from offramp.solve.start import Start, read_start
from tests.expression_scope import NOWHERE, SCOPE, SYMBOLS, tree


def game(text: str, **changes: float) -> Game:
    return Game.bind(read_text("offramp: 1\ntitle: Case\n" + text.strip() + "\n", "scenario.yaml"), overrides=changes)


def load(tmp_path: Path, text: str) -> offramp.Scenario:
    (tmp_path / "case.yaml").write_text("offramp: 1\ntitle: Case\n" + text.strip() + "\n", encoding="utf-8")
    return offramp.load(tmp_path / "case.yaml")


# Lags -----------------------------------------------------------------------------------------------------------

MEMORY = """
calendar: {periods: 6}
actors: {west: {rationality: 2}}
state:
  x: STOCK
  MEMORY_STOCKS
  phase: {modes: [on, off], start: on}
play:
  - MEMORY_STEP
  - move: west
    options: {push: {then: {x: x + STEP}}, wait: {}}
  - chance: strikes
    probability: clip(0.1 * (x + LAGGED), 0, 1)
    then: {phase: off}
payoffs:
  west:
    each_period: 0.2 * x - 0.1 * LAGGED
    at_end:
      struck: -1
      horizon: 1 * LAGGED
endings: {struck: {when: phase == off}}
tolerable: {west: [horizon]}
"""


def with_lags(stock: str, step: str) -> str:
    text = MEMORY.replace("  MEMORY_STOCKS\n", "").replace("  - MEMORY_STEP\n", "")
    text = text.replace("STOCK", stock.replace("}", ", lags: 2}")).replace("STEP", step)
    return text.replace("LAGGED", "(previous(x) + previous(x, 2))")


def by_hand(stock: str, step: str) -> str:
    """The same memory in stocks of its own: `now` is x at the start of this period, `was` of the one before."""
    stocks = "".join(f"  {name}: {stock}\n" for name in ("now", "was", "before"))
    text = MEMORY.replace("  MEMORY_STOCKS\n", stocks)
    text = text.replace("MEMORY_STEP", "update: {now: x, was: now, before: was}")
    return text.replace("STOCK", stock).replace("STEP", step).replace("LAGGED", "(was + before)")


def test_lags_are_the_stocks_that_one_would_keep_by_hand() -> None:
    stock = "{range: [0, 6], start: 1, whole: true}"
    effort = Effort()
    lagged = solve(game(with_lags(stock, "1")), Start(), effort)
    written = solve(game(by_hand(stock, "1")), Start(), effort)
    assert lagged.certificate.exact
    assert written.certificate.exact
    for name, actor in (("would", "west"), ("could", "west"), ("value", "west")):
        assert lagged.number(name, actor) == pytest.approx(written.number(name, actor), abs=1e-12)


def test_lags_between_integers() -> None:
    stock = "{range: [0, 6], start: 1}"
    lagged = solve(game(with_lags(stock, "0.5")), Start(), Effort(points=2000))
    whole = "{range: [0, 12], start: 2, whole: true}"
    # Half steps are whole steps of a stock in halves.
    halves = with_lags(whole, "1")
    for one, half in (
        ("0.1 * (x +", "0.05 * (x +"),
        ("0.2 * x - 0.1 *", "0.1 * x - 0.05 *"),
        ("1 * (prev", "0.5 * (prev"),
    ):
        assert one in halves
        halves = halves.replace(one, half)
    exact = solve(game(halves), Start(), Effort())
    assert lagged.number("would", "west") == pytest.approx(
        exact.number("would", "west"), abs=lagged.error("would", "west") + 1e-3
    )
    assert lagged.number("value", "west") == pytest.approx(exact.number("value", "west"), abs=5e-3)


def test_before_the_game_began_it_was_as_at_the_start() -> None:
    bound = game(with_lags("{range: [0, 6], start: 3, whole: true}", "1"))
    block = Start().block(bound)
    assert [float(block.value(axis.key)[0]) for axis in bound.axes] == [3, 3, 3]
    assert [axis.name for axis in bound.axes] == ["x", "previous(x)", "previous(x, 2)"]


def test_a_state_with_a_past_can_be_asked_about() -> None:
    bound = game(with_lags("{range: [0, 6], start: 3, whole: true}", "1"))
    asked = state("t=2, x=5, previous( x )=4, previous(x,02)=1")
    assert asked == {"t": 2.0, "x": 5.0, "previous(x)": 4.0, "previous(x, 2)": 1.0}
    block = read_start(bound, asked).block(bound)
    assert [float(block.value(axis.key)[0]) for axis in bound.axes] == [5, 4, 1]
    # What isn't said of the past is that nothing moved.
    block = read_start(bound, state("x=5")).block(bound)
    assert [float(block.value(axis.key)[0]) for axis in bound.axes] == [5, 5, 5]
    for wrong, code in (("previous(x)=9", "E705"), ("previous(x)=1.5", "E705"), ("previous(x, 3)=1", "E704")):
        with pytest.raises(offramp.ScenarioError) as caught:
            read_start(bound, state(wrong))
        assert [d.code for d in caught.value.diagnostics] == [code]


def test_the_past_matters_where_it_is_asked_about() -> None:
    bound = game(with_lags("{range: [0, 6], start: 3, whole: true}", "1"))
    calm = solve(bound, read_start(bound, state("t=5, x=1, previous(x)=0, previous(x, 2)=0")), Effort())
    risky = solve(bound, read_start(bound, state("t=5, x=1, previous(x)=4, previous(x, 2)=3")), Effort())
    # In the last period the chance to be struck is 0.1 × (x + what was), after west's own step.
    for solved, past in ((calm, 0), (risky, 7)):
        push = solved.ahead.moves[0].choice_c[0]
        assert solved.number("would", "west") == pytest.approx(1 - 0.1 * (1 + push + past))


def test_too_many_lags_for_a_grid_are_told_as_such() -> None:
    text = with_lags("{range: [0, 6], start: 1}", "0.5").replace("lags: 2", "lags: 12")
    extra = "  y: {range: [0, 6], start: 1, lags: 12}\n  z: {range: [0, 6], start: 1, lags: 12}\n  phase:"
    text = text.replace("  phase:", extra, 1).replace(
        "options: {push: {then: {x: x + 0.5}}", "options: {push: {then: {x: x + 0.5, y: x, z: y}}"
    )
    with pytest.raises(offramp.ScenarioError) as caught:
        solve(game(text.replace("periods: 6", "periods: 20")), Start(), Effort())
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "E607"
    assert "lags" in diagnostic.remedy


# Dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "day", "t"),
    [
        (Calendar(8, "quarter", date(2023, 10, 1), Span("", 1, 1, 1, 1)), date(2024, 1, 1), 1),
        (Calendar(8, "quarter", date(2023, 10, 1), Span("", 1, 1, 1, 1)), date(2024, 1, 2), 2),
        (Calendar(8, "month", date(2024, 1, 31), Span("", 1, 1, 1, 1)), date(2024, 2, 29), 1),
        (Calendar(8, "week", date(2024, 1, 1), Span("", 1, 1, 1, 1)), date(2024, 1, 9), 2),
        (Calendar(8, "day", date(2024, 2, 28), Span("", 1, 1, 1, 1)), date(2024, 3, 1), 2),
        (Calendar(8, "year", date(2024, 1, 1), Span("", 1, 1, 1, 1)), date(2020, 1, 1), 0),
        (Calendar(8, "year", date(2024, 1, 1), Span("", 1, 1, 1, 1)), date(2031, 6, 1), 8),
        # Beyond the calendar: a case of a switch, or a request, may play on that far.
        (Calendar(8, "year", date(2024, 1, 1), Span("", 1, 1, 1, 1)), date(2040, 1, 1), 16),
        (Calendar(8, "quarter", date(2024, 1, 1), Span("", 1, 1, 1, 1)), date(9999, 12, 31), 31_904),
    ],
)
def test_the_first_period_from_a_day_on(calendar: Calendar, day: date, t: int) -> None:
    assert calendar.first_from(day) == t


DATED = """
calendar: {start: 2023Q4, period: quarter, periods: 8}
actors: {west: {rationality: 1}}
state: {phase: {modes: [on, off], start: on}, n: {range: [0, 20], start: 0, whole: true}}
play:
  - move: west
    MOVE
    options: {push: {OPTION}, wait: {}}
  - chance: strikes
    probability: 0.2 if west == push else 0.05
    CHANCE
    then: {phase: off}
  - update: {n: n + 1}
    UPDATE
payoffs: {west: {each_period: 0.3 if west == push else 0, at_end: {struck: -1, horizon: 0.1 * n}}}
endings: {struck: {when: phase == off}}
tolerable: {west: [horizon]}
"""


def test_dates_are_guards() -> None:
    dated = {
        "MOVE": "until: 2025Q2",
        "OPTION": "from: 2024-01-15",
        "CHANCE": "from: 1\n    until: 2025-04",
        "UPDATE": "from: 2024",
    }
    guarded = {
        "MOVE": "when: t < 6",
        "OPTION": "when: t >= 2",
        "CHANCE": "when: t >= 1 and t < 6",
        "UPDATE": "when: t >= 1",
    }
    solved = []
    for words in (dated, guarded):
        text = DATED
        for word, guard in words.items():
            text = text.replace(word, guard)
        solved.append(solve(game(text), Start(), Effort()))
    assert np.array_equal(solved[0].ahead.values, solved[1].ahead.values)
    assert solved[0].number("would", "west") < 1


def test_a_date_and_a_guard_hold_together() -> None:
    text = "calendar: {periods: 6}\nstate: {x: {range: [0, 9], start: 0, whole: true}}\n"
    text += "play:\n  - update: {x: x + 1}\n    when: x < 2\n    from: 1\n  - update: {x: x}\n"
    text += "endings: {done: {when: x == 2}}"
    assert [row["t"] for row in _timeline(game(text))][-1] == 2


LONGER = """
offramp: 1
title: Longer
calendar: {start: 2024, period: year, periods: 3}
switches: {length: {means: How long it lasts, cases: {short: {}, long: {periods: 6}}}}
state: {x: {range: [0, 9], start: 0, whole: true}}
play:
  - update: {x: x + 1}
    LIMITS
endings: {many: {when: x == 9}}
"""


@pytest.mark.parametrize(
    ("limits", "steps"),
    [
        ("from: 2028", [0, 0, 0, 0, 0, 1]),  # was read as the last period of the short case
        ("until: 2028", [0, 1, 2, 3, 4, 4]),
        ("from: 4", [0, 0, 0, 0, 0, 1]),
        ("until: 2025", [0, 1, 1, 1, 1, 1]),
    ],
)
def test_dates_reach_into_the_periods_of_a_longer_case(limits: str, steps: list[int]) -> None:
    model = read_text(LONGER.replace("LIMITS", limits), "longer.yaml")
    assert not [warning for warning in model.warnings if warning.code == "W451"]
    rows = _timeline(Game.bind(model, overrides={"length": "long"}))
    assert [row["stocks"]["x"]["mean"] for row in rows] == steps
    assert [row["stocks"]["x"]["mean"] for row in _timeline(Game.bind(model))] == steps[:3]


def test_a_date_after_the_calendar_is_no_limit_inside_a_longer_game() -> None:
    model = read_text(LONGER.replace("periods: 6", "periods: 2").replace("LIMITS", "until: 2028"), "longer.yaml")
    rows = _timeline(Game.bind(model, periods=6))
    assert [row["stocks"]["x"]["mean"] for row in rows] == [0, 1, 2, 3, 4, 4]


def test_an_until_after_the_longest_case_is_late() -> None:
    late = [w for w in read_text(LONGER.replace("LIMITS", "until: 2031"), "longer.yaml").warnings if w.code == "W451"]
    assert len(late) == 1
    assert "on 2029-12-31" in late[0].message


def _timeline(bound: Game) -> list[dict[str, Any]]:
    from offramp.simulate.paths import simulate
    from offramp.simulate.policies import Uniform

    return simulate(Start().block(bound, 2), Uniform(), 1).timeline


# Shocks ---------------------------------------------------------------------------------------------------------

RATE = """
calendar: {periods: 1}
state: {phase: {modes: [calm, struck], start: calm}}
play:
  - shock: rate
    distribution: FAMILY
  - chance: strikes
    probability: per_period(max(0, rate))
    then: {phase: struck}
endings: {struck: {when: phase == struck}}
"""


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("{gamma: {shape: 2, mean: 0.5}}", 1 - 1.25**-2),
        ("{gamma: {shape: 2, scale: 0.25}}", 1 - 1.25**-2),
        ("{exponential: {mean: 0.5}}", 1 - 1 / 1.5),
        ("{exponential: {rate: 2}}", 1 - 1 / 1.5),
        ("{uniform: {low: 0, high: 1}}", 1 - (1 - math.exp(-1))),
        ("{beta: {alpha: 2, beta: 2}}", 1 - 6 * (3 * math.exp(-1) - 1)),
    ],
)
def test_quadrature_of_shocks_against_closed_forms(family: str, expected: float) -> None:
    """E[1 - exp(-rate)] is one less the Laplace transform at 1."""
    solved = solve(game(RATE.replace("FAMILY", family)), Start(), Effort())
    assert solved.certificate.resolved
    error = solved.certificate.quadrature_change or 0.0
    assert solved.number("ending", None, "struck") == pytest.approx(expected, abs=max(2 * error, 1e-4))


@pytest.mark.parametrize(
    ("family", "reference"),
    [
        ("{normal: {mean: 0.5, sd: 0.2}}", stats.norm(0.5, 0.2)),
        ("{lognormal: {median: 0.5, sigma: 0.4}}", stats.lognorm(0.4, scale=0.5)),
        ("{triangular: {low: 0, mode: 0.2, high: 1}}", stats.triang(0.2, 0, 1)),
        ("{weibull: {shape: 2, scale: 0.5}}", stats.weibull_min(2, scale=0.5)),
        ("{pert: {low: 0, mode: 0.2, high: 1}}", stats.beta(1.8, 4.2)),
    ],
)
def test_quadrature_and_draws_are_of_the_named_family(family: str, reference: Any) -> None:
    expected = float(reference.expect(lambda x: 1 - np.exp(-np.maximum(x, 0))))
    bound = game(RATE.replace("FAMILY", family))
    solved = solve(bound, Start(), Effort())
    assert solved.number("ending", None, "struck") == pytest.approx(expected, abs=2e-3)
    from offramp.simulate.paths import simulate
    from offramp.simulate.policies import Uniform

    found = simulate(Start().block(bound, 20_000), Uniform(), 1).timeline[-1]["endings"]["struck"]
    assert found == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 20_000))


def test_parameters_may_differ_between_states() -> None:
    text = RATE.replace("FAMILY", "{gamma: {shape: 1 + x, mean: 0.5}}").replace("periods: 1", "periods: 2")
    text = text.replace("state: {", "state: {x: {range: [0, 5], start: 0, whole: true}, ")
    text = text.replace("endings:", "  - update: {x: x + 1}\nendings:")
    solved = solve(game(text), Start(), Effort())
    calm = (1 + 0.5 / 1) ** -1 * (1 + 0.5 / 2) ** -2
    assert solved.number("ending", None, "struck") == pytest.approx(1 - calm, abs=QUADRATURE_TOLERANCE)


def test_a_shock_that_is_not_drawn_is_zero() -> None:
    text = RATE.replace("FAMILY", "{gamma: {shape: 2, mean: 0.5}}\n    until: 1").replace("periods: 1", "periods: 5")
    solved = solve(game(text), Start(), Effort())
    assert solved.number("ending", None, "struck") == pytest.approx(1 - 1.25**-2, abs=1e-3)


def test_the_range_of_a_shock_holds_its_draws() -> None:
    text = "calendar: {periods: 2}\nstate: {x: {range: [-9, 9], start: 0}}\nplay:\n  - shock: z\n"
    text += "    distribution: {normal: {mean: 0, sd: 1}}\n    range: [1, 1.5]\n  - update: {x: z}"
    band = _timeline(game(text))[1]["stocks"]["x"]
    assert 1 <= band["q05"] <= band["q95"] <= 1.5


# Integration ----------------------------------------------------------------------------------------------------

DECAY = """
calendar: {periods: 5}
actors: {west: {rationality: 1}}
state: {x: {range: [0, 2], start: 1}, y: {range: [0, 2], start: 1}}
define: {loss: 0.5 * x}
output: [loss]
play:
  - move: west
    options: {push: {}, wait: {}}
  - update: {x: x - loss, y: y + 0.1 * (x - y)}
    method: rk4
    substeps: 8
payoffs: {west: {each_period: 0.1 if west == push else 0, at_end: {otherwise: 1 * logistic((x - 0.5) / 0.1)}}}
tolerable: {west: {horizon: y / 2}}
"""


def test_integration_on_a_grid_is_that_of_the_equation() -> None:
    from offramp.judge.timeline import timeline

    solved = solve(game(DECAY), Start(), Effort(points=400))
    assert solved.certificate.resolved
    rows = timeline(solved, solved.visits, 0.5)
    for t, row in enumerate(rows):
        assert row["stocks"]["x"]["mean"] == pytest.approx(math.exp(-0.5 * t), rel=1e-6)
        assert row["outputs"]["loss"]["mean"] == pytest.approx(0.5 * math.exp(-0.5 * t), rel=1e-6)
        assert row["outputs"]["loss"]["error"] == pytest.approx(0, abs=1e-12)
    # y' = 0.1 (x - y) from 1 with x = exp(-t/2): y = 1.25 exp(-0.1 t) - 0.25 exp(-0.5 t).
    y = 1.25 * math.exp(-0.5) - 0.25 * math.exp(-2.5)
    assert solved.number("would", "west") == pytest.approx(y / 2, abs=1e-4)


def test_integration_holds_stocks_at_its_end_and_counts_it() -> None:
    text = "calendar: {periods: 2}\nstate: {x: {range: [0, 1], start: 0.5}}\n"
    text += "play: [{update: {x: x + 2}, method: rk4, substeps: 4, when: t == 0}]"
    bound = game(text)
    from offramp.simulate.paths import simulate
    from offramp.simulate.policies import Uniform

    found = simulate(Start().block(bound, 2), Uniform(), 1)
    assert found.timeline[1]["stocks"]["x"]["mean"] == 1
    assert found.clipped_n.tolist() == [1, 1]


def test_only_the_rows_where_it_applies_are_integrated() -> None:
    """The others would divide by zero."""
    text = "calendar: {periods: 3}\nstate: {x: {range: [0, 9], start: 0}, y: {range: [0, 9], start: 1}}\n"
    text += "play:\n  - update: {y: y + 1 / x}\n    method: rk4\n    when: x > 0\n  - update: {x: 1}"
    rows = _timeline(game(text))
    assert [row["stocks"]["y"]["mean"] for row in rows] == pytest.approx([1, 1, 2])


# Outputs --------------------------------------------------------------------------------------------------------

CHOICE = """
calendar: {periods: 3}
actors: {west: {rationality: 2}}
state: {phase: {modes: [on, off], start: on}, n: {range: [0, 9], start: 0, whole: true}}
define:
  pushed: west == push
  worth: 10 * n + t
output: [pushed, worth]
play:
  - move: west
    options: {push: {then: {n: n + 1}}, wait: {}}
  - chance: struck
    probability: 0.25 if pushed else 0
    then: {phase: off}
payoffs: {west: {each_period: 0.3 if pushed else 0, at_end: {off: -1, horizon: 0}}}
endings: {off: {when: phase == off}}
tolerable: {west: [horizon]}
"""


def test_outputs_of_enumerated_states_are_exact(tmp_path: Path) -> None:
    scenario = load(tmp_path, CHOICE)
    solution = scenario.solve().to_json()
    first = solution["timeline"][0]["outputs"]
    push = solution["actors"]["west"]["options"]["push"]["chosen"]
    assert first["pushed"] == {"mean": pytest.approx(push, abs=1e-12), "error": 0.0}
    assert first["worth"] == {"mean": 0.0, "error": 0.0}
    second = solution["timeline"][1]["outputs"]
    # At the start of the second period those are live who didn't push, or pushed and weren't struck.
    live = 1 - 0.25 * push
    assert second["worth"]["mean"] == pytest.approx(1 + 10 * 0.75 * push / live, abs=1e-12)
    sampled = scenario.simulate(paths=4000).to_json()["timeline"]
    for row, exact in zip(sampled, solution["timeline"], strict=True):
        for name, band in row["outputs"].items():
            assert band["mean"] == pytest.approx(exact["outputs"][name]["mean"], abs=2.1 * band["error"] + 1e-12)


def test_outputs_on_a_grid_come_with_their_error(tmp_path: Path) -> None:
    text = CHOICE.replace("n: {range: [0, 9], start: 0, whole: true}", "n: {range: [0, 9], start: 0}")
    text = text.replace("- move: west", "- shock: luck\n    sd: 0.1\n  - update: {n: n + luck}\n  - move: west")
    scenario = load(tmp_path, text)
    audited = scenario.solve(points=300, paths=400).to_json()["timeline"]
    plain = scenario.solve(points=300, refine=False).to_json()["timeline"]
    for with_paths, by_mass in zip(audited, plain, strict=True):
        for name in ("pushed", "worth"):
            one, other = with_paths["outputs"][name], by_mass["outputs"][name]
            assert one["mean"] == pytest.approx(other["mean"], abs=2.5 * one["error"] + 1e-9)
            assert other["error"] is None


def test_no_outputs_where_nothing_is_asked(tmp_path: Path) -> None:
    for row in load(tmp_path, CHOICE.replace("output: [pushed, worth]\n", "")).solve().to_json()["timeline"]:
        assert row["outputs"] == {}


# Expressions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["previous(front)", "previous(front, 3) - previous(front)", "curve(previous(front, 2)) ** 2", "curve(-1)"]
)
def test_printed_and_read_again_it_is_the_same(text: str) -> None:
    curve = Curve("curve", "", (0.0, 1.0), (0.0, 2.0), "", "", (), NOWHERE)
    symbols = SYMBOLS | {"front": replace(SYMBOLS["front"], lags=3)}
    scope = replace(SCOPE, symbols=symbols, tables={"curve": curve})
    found = tree(text, scope)
    assert to_text(found) == text
    assert tree(to_text(found), scope) == found


def test_earlier_values_are_bounded_like_the_stock() -> None:
    text = "calendar: {periods: 3}\nstate: {x: {range: [2, 3], start: 2, lags: 1}}\n"
    text += "play:\n  - chance: strikes\n    probability: previous(x)\n  - update: {x: x}"
    with pytest.raises(offramp.ScenarioError) as caught:
        game(text)
    assert [d.code for d in caught.value.diagnostics] == ["E406"]


def test_a_threshold_on_an_earlier_value_is_a_cliff() -> None:
    text = "calendar: {periods: 3}\nstate: {x: {range: [0, 3], start: 2, lags: 1}}\n"
    text += "play:\n  - update: {x: 0.9 * x}\nendings: {low: {when: previous(x) < 1.5}}"
    assert [w.code for w in game(text).model.warnings] == ["W501"]
    blurred = text.replace("play:\n", "play:\n  - shock: z\n    distribution: {uniform: {low: 0, high: 0.1}}\n")
    assert game(blurred.replace("0.9 * x", "0.9 * x + z")).model.warnings == ()


def test_a_distribution_of_a_shock_may_depend_on_a_view() -> None:
    text = """offramp: 1
title: Case
views: {calm: {means: As the calm see it}}
assumptions: {size: {value: 0.5, range: [0.1, 1], views: {calm: 0.1}}}
"""
    model = read_text(text + RATE.strip().replace("FAMILY", "{gamma: {shape: 2, mean: size}}") + "\n", "x.yaml")
    solved = [solve(Game.bind(model, view), Start(), Effort()) for view in (None, "calm")]
    found = [one.number("ending", None, "struck") for one in solved]
    assert found == pytest.approx([1 - 1.25**-2, 1 - 1.05**-2], abs=1e-3)
