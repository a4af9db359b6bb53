"""Two runs side by side: worlds that changed, and whether the difference is more than their draws allow."""

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import offramp
from offramp.cli.comparison_words import comparison_text
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.explore import shares
from offramp.explore.run_comparison import difference, paired_difference
from offramp.explore.shares import Share
from tests.runs_of_worlds import TURNS, written

WORLDS = 240


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def scenario(folder: Path) -> offramp.Scenario:
    return offramp.load(written(folder, TURNS))


@pytest.fixture(scope="module")
def runs(scenario: offramp.Scenario, folder: Path) -> dict[str, Any]:
    asked = {"half": {}, "low": {"level": 0.3}, "reseeded": {"seed": 2}}
    return {
        name: scenario.explore(worlds=WORLDS, out=folder / name, views=["as_written"], cores=1, **more)
        for name, more in asked.items()
    }


def of(found: Any, kind: str, what: str) -> Any:
    listed = found["views"]["as_written"]["conclusions"]
    return next(one for one in listed if (one["kind"], one["what"]) == (kind, what))


def test_worlds_of_the_same_draws_are_held_against_each_other(runs: dict[str, Any]) -> None:
    found = runs["half"].compared_with(runs["low"])
    assert found["views"]["as_written"]["same_draws"] is True
    free = of(found, "verdict", "free")
    before, after = (np.array(runs[name].view("as_written").verdicts("a")) == "free" for name in ("half", "low"))
    assert [side["count"] for side in free["holds"]] == [before.sum(), after.sum()]
    # At a lower level nobody stops being free.
    assert free["changed"] == {"gained": int((after & ~before).sum()), "lost": 0, "in_both": WORLDS}
    assert free["changed"]["gained"] > 10
    assert 0 < free["difference_low"] < after.mean() - before.mean() < free["difference_high"]


def test_other_draws_are_two_samples(runs: dict[str, Any]) -> None:
    found = runs["half"].compared_with(runs["reseeded"])
    assert found["views"]["as_written"]["same_draws"] is False
    free = of(found, "verdict", "free")
    assert free["changed"] is None
    assert free["difference_low"] < 0 < free["difference_high"]


def test_a_run_doesnt_differ_from_itself(runs: dict[str, Any]) -> None:
    found = runs["half"].compared_with(runs["half"])
    for one in found["views"]["as_written"]["conclusions"]:
        assert one["changed"]["gained"] == one["changed"]["lost"] == 0
        assert one["difference_low"] < 0 < one["difference_high"]
    assert comparison_text(found, 80).startswith("None of ")


def test_views_that_one_run_lacks_are_named(scenario: offramp.Scenario, runs: dict[str, Any], folder: Path) -> None:
    other = scenario.explore(worlds=20, out=folder / "bold", views=["bold"], cores=1)
    found = runs["half"].compared_with(other)
    assert (found["only_in_first"], found["only_in_second"], found["views"]) == (["as_written"], ["bold"], {})
    assert "no conclusion of any view in common" in comparison_text(found, 120)


def test_what_is_printed_follows_its_schema(runs: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = runs["half"].compared_with(runs["low"])
    jsonschema.validate(found, schema("compare"))
    assert main(["compare", str(runs["half"].path), str(runs["low"].path)]) == 0
    text = capsys.readouterr().out
    assert "The runs differ in: level: 0.5 and 0.3." in text
    assert "* The alliance is free" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """56 of 70 against 48 of 80: 0.20, from 0.0524 to 0.3339 (Newcombe 1998, table II, example a, method 10)."""
    first, second = Share(48, 80), Share(56, 70)
    assert difference(first, second) == (None, None)
    small = pytest.MonkeyPatch()
    with small.context() as patch:
        patch.setattr(shares, "FEWEST_FOR_SHARE", 1)
        assert difference(first, second) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_interval_of_a_paired_difference_holds_what_it_should() -> None:
    """Of 95% intervals over draws of a known change, about 95 in 100 hold it."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(2000):
        gained, lost, _ = random.multinomial(300, [0.08, 0.03, 0.89])
        low, high = paired_difference(int(gained), int(lost), 300)
        assert low is not None
        assert high is not None
        held += low <= 0.05 <= high
    assert 0.93 < held / 2000 < 0.97
    assert paired_difference(3, 1, 199) == (None, None)
