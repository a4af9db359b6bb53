"""A process in which nobody chooses: one normal step over a line (x > 1 from 0 with drift d: Φ((d − 1) / s)).

Crossing is likelier than not exactly where the drift is above 1, so the share of worlds in which it leads is that of
the drift's range above 1; chances that are counted from 2,000 plays hide some of it.
"""

from pathlib import Path

import jsonschema
import numpy as np
import pytest
from scipy.special import ndtr

import offramp
from offramp.cli.schemas import schema
from offramp.explore.debiased_answers import debiased_answers

WORLDS, LOW, HIGH = 600, 0.96, 1.2
WALK = f"""
offramp: 1
title: A step over a line
question: {{ask: Does it cross the line?, groups: {{crosses: [over], stays: [horizon]}}}}
calendar: {{periods: 1}}
assumptions: {{drift: {{means: How far it is carried, value: 1.05, range: [{LOW}, {HIGH}], because: {{note: a test}}}}}}
state: {{x: {{means: Where it is, range: [-9, 9], start: 0}}}}
play: [{{shock: noise, sd: 1}}, {{update: {{x: x + drift + noise}}}}]
endings: {{over: {{when: x > 1}}}}
"""


def test_worlds_have_luck_of_their_own_and_its_noise_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "walk.yaml"
    path.write_text(WALK, encoding="utf-8")
    explored = offramp.load(path).explore(worlds=WORLDS, out=tmp_path / "run", cores=1)
    view = explored.view("as_written")
    missed_w = view.values(["chance(over)"])[:, 0] - ndtr(view.value_wa[:, 0] - 1)
    # Binomial, independent from world to world: as many fall short as exceed, by as much as 2,000 plays let them.
    assert np.sqrt(np.mean(missed_w**2)) == pytest.approx(np.sqrt(0.25 / 2000), rel=0.1)
    assert abs(missed_w.mean()) < 4 * np.sqrt(0.25 / 2000 / WORLDS)
    known = (HIGH - 1) / (HIGH - LOW)
    data = explored.to_json()
    jsonschema.validate(data, schema("explore"))
    found = data["views"]["as_written"]["leading"]["without_noise"]
    assert found["crosses"]["share"] == pytest.approx(known, abs=found["crosses"]["error"])
    assert found["crosses"]["share"] + found["stays"]["share"] == pytest.approx(1, abs=1e-6)


def test_the_noise_that_is_taken_off_is_that_of_the_plays() -> None:
    """Over 200 samples of 400 worlds with 30 plays each, the share is closer to the known one than what is counted."""
    rng = np.random.default_rng(5)
    chance_w = rng.beta(9, 6, (200, 400))  # likelier than not in most worlds
    known = float((chance_w > 0.5).mean())
    counted, mended = [], []
    for row_w in chance_w:
        seen_w = rng.binomial(31, row_w) / 31  # odd, so that none is even
        found = debiased_answers(["yes", "no"], np.column_stack([seen_w, 1 - seen_w]), 31)["yes"]
        counted.append(found["counted"])
        mended.append(found["share"])
    assert abs(np.mean(mended) - known) < abs(np.mean(counted) - known) / 2


def test_where_chances_are_not_counted_there_is_nothing_to_take_off() -> None:
    found = offramp.load("brink").analyse(worlds=4).to_json()["worlds"]["views"]
    assert all(view["leading"]["without_noise"] is None for view in found.values())
