"""Indices of a run, from the scenario to what the user reads, where the outcome is a function with known indices."""

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import offramp
from offramp.cli.hinge_words import hinges_text
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.core.diagnostics import ScenarioError
from tests.closed_form.known_indices import sobol_g
from tests.closed_form.test_iooss_prieur_2019_gaussian_shapley import known as known_gaussian

WEIGHTS = (0.0, 1.0, 4.5, 9.0)
KNOWN = sobol_g(WEIGHTS)

SCENARIO = """
offramp: 1
title: A chance that assumptions decide
calendar: {{periods: 1}}
actors: {{a: {{name: The observer, rationality: 1}}}}
assumptions:
{assumptions}
{more}
state: {{phase: {{modes: [going, done], start: going}}}}
play:
  - move: a
    options: {{look: {{}}, wait: {{}}}}
  - chance: happens
    probability: {chance}
    then: {{phase: done}}
payoffs: {{a: {{at_end: {{done: 1, horizon: 0}}}}}}
endings: {{done: {{when: phase == done}}}}
tolerable: {{a: [done]}}
"""


def scenario(folder: Path, chance: str, spreads: list[str], more: str = "") -> offramp.Scenario:
    lines = [
        f"  x{n + 1}: {{means: A number, {spread}, because: {{note: a test}}}}" for n, spread in enumerate(spreads)
    ]
    path = folder / "observer.yaml"
    path.write_text(SCENARIO.format(assumptions="\n".join(lines), more=more, chance=chance), encoding="utf-8")
    return offramp.load(path)


@pytest.fixture(scope="module")
def g_function(tmp_path_factory: pytest.TempPathFactory) -> offramp.Scenario:
    """Sobol's G function (Saltelli & Sobol' 1995) over the most that it can be, which leaves its indices alone."""
    factors = [f"(abs(4 * x{n + 1} - 2) + {w}) / {2 + w}" for n, w in enumerate(WEIGHTS)]
    return scenario(tmp_path_factory.mktemp("g"), " * ".join(factors), ["value: 0.5, range: [0, 1]"] * 4)


def number(found: Any, what: str) -> Any:
    listed = found["indices"]["as_written"]["listed"]
    return next(one for one in listed if (one["kind"], one["what"]) == ("number", what))


def rows(one: Any, names: tuple[str, ...]) -> list[Any]:
    by_name = {row["assumption"]: row for row in one["assumptions"]}
    return [by_name[name] for name in names]


@pytest.fixture(scope="module")
def from_blocks(g_function: offramp.Scenario) -> Any:
    return g_function.explore(worlds=1500, design="saltelli", closings=False, cores=1).hinges(indices=True)


@pytest.mark.parametrize("what", ["would", "could"])
def test_first_and_total_order_from_blocks(from_blocks: Any, what: str) -> None:
    jsonschema.validate(from_blocks, schema("hinges"))
    assert from_blocks["indices"]["as_written"]["from"] == "blocks"
    assert from_blocks["indices"]["as_written"]["worlds"] == 1536
    one = number(from_blocks, what)
    # Divided by its largest value: 3 · 2 at weights 0 and 1 and so on.
    scale = np.prod([(2 + w) / (1 + w) for w in WEIGHTS])
    assert one["variance"] == pytest.approx(KNOWN.variance / scale**2, rel=0.1)
    for row, first, total in zip(rows(one, KNOWN.names), KNOWN.first, KNOWN.total, strict=True):
        assert row["first_low"] - 0.01 <= first <= row["first_high"] + 0.01
        assert row["total_low"] - 0.01 <= total <= row["total_high"] + 0.01
        assert row["effect"] is None
    assert one["assumptions"][0]["assumption"] == "x1"
    assert one["total_floor"] == 0  # solved exactly


def test_first_order_from_ranks(g_function: offramp.Scenario) -> None:
    found = g_function.explore(worlds=1500, closings=False, cores=1).hinges(indices=True)
    one = number(found, "would")
    held = 0
    for row, first in zip(rows(one, KNOWN.names), KNOWN.first, strict=True):
        assert row["first"] == pytest.approx(first, abs=0.08)
        held += row["first_low"] <= first <= row["first_high"]
        assert row["total"] is None
    assert held >= 3  # of four intervals that hold 95 times in 100
    # 1500 orders of noise have a correlation of neighbours of 1.645 / √1500 in 95 of 100 cases.
    assert one["first_floor"] == pytest.approx(1.645 / np.sqrt(1500), rel=0.25)
    text = hinges_text(found, 80)
    assert "Appendix: how much of what varies over worlds" in text
    assert text.index("Appendix") > text.index("It hinges on")
    assert "None of this says which way" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 80


def test_correlated_assumptions_have_shapley_effects(tmp_path: Path) -> None:
    """The linear model of Iooss & Prieur (2019), moved into the chances; variances 1, 1 and 4, correlation 0.7."""
    normal = ["value: 0, distribution: {normal: {mean: 0, sd: 1}}"] * 2
    normal.append("value: 0, distribution: {normal: {mean: 0, sd: 2}}")
    loaded = scenario(tmp_path, "0.5 + 0.02 * (x1 + x2 + x3)", normal, "correlated: [x2, x3, 0.7]")
    found = loaded.explore(worlds=1500, design="iid", closings=False, cores=1).hinges(indices=True)
    jsonschema.validate(found, schema("hinges"))
    assert found["indices"]["as_written"]["effects"] == "found"
    one = number(found, "would")
    names = ("x1", "x2", "x3")
    for row, effect in zip(rows(one, names), known_gaussian(0.7, 2.0), strict=True):
        assert row["effect"] == pytest.approx(effect, abs=0.07)
        assert row["effect_low"] <= effect <= row["effect_high"]
    assert sum(row["effect"] for row in one["assumptions"]) == pytest.approx(1, abs=0.01)
    assert 0 < one["effect_floor"] < 0.15
    with pytest.raises(ScenarioError) as refused:
        loaded.explore(worlds=300, design="saltelli", cores=1)
    assert [fault.code for fault in refused.value.diagnostics] == ["E753"]


def test_a_number_that_nothing_moves_is_above_no_floor(tmp_path: Path) -> None:
    loaded = scenario(tmp_path, "x1", ["value: 0.5, range: [0, 1]"] * 3)
    for design in ("iid", "saltelli"):
        found = loaded.explore(worlds=640, design=design, closings=False, cores=1).hinges(indices=True)
        one = number(found, "would")
        strong, *others = rows(one, ("x1", "x2", "x3"))
        assert strong["first"] == pytest.approx(1, abs=0.12)
        assert all(row["first"] <= 2 * max(one["first_floor"], 1e-9) for row in others)
        if design == "saltelli":
            assert strong["total"] == pytest.approx(1, abs=0.12)
            assert all(row["total"] == row["first"] == 0 for row in others)


def test_sobol_points_have_none(
    g_function: offramp.Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    g_function.explore(worlds=256, design="sobol", out=tmp_path / "run", closings=False, cores=1)
    assert offramp.open_run(tmp_path / "run").hinges()["indices"] is None
    assert main(["hinges", str(tmp_path / "run"), "--indices"]) == 2
    assert "E753" in capsys.readouterr().err


def test_too_few_worlds_say_nothing(g_function: offramp.Scenario) -> None:
    found = g_function.explore(worlds=100, closings=False, cores=1).hinges(indices=True)
    assert found["indices"]["as_written"] == {
        "from": "ranks",
        "worlds": 100,
        "status": "too_few_worlds",
        "effects": "independent",
        "listed": [],
    }
    assert "Too few worlds to say" in hinges_text(found, 80)
