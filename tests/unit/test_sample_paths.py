"""Sample paths of a solved game: what is written down of them is what happened, and they end as often as was solved."""

import json
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import offramp
from offramp.cli.schemas import schema
from offramp.cli.schemas.fitting import misfits
from offramp.game.blocks import Block
from offramp.judge.requests import Request, answered
from offramp.judge.sampled_results import sample_paths
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move
from offramp.simulate.path_results import SAMPLES
from offramp.simulate.paths import simulate
from offramp.solve.solution import Solution
from tests.twins import backend, needs_native
from tests.unit.test_simulate import PARLEY, WALK

# What a stock comes to is known by hand from what is picked and what happens, and a quantity from the stock.
LADDER = """
offramp: 1
title: A ladder
calendar: {periods: 6}
actors: {climber: {rationality: 1}}
assumptions: {ice: {means: How often one slips, value: 0.2, range: [0.1, 0.3], because: {note: a test}}}
state: {height: {range: [0, 100], start: 10}}
define: {low: height < 12, twice: 2 * height}
output: [low, twice]
play:
  - move: climber
    options: {step: {}, leap: {}, rest: {}}
  - one_of:
      slips: {probability: ice}
      breaks: {probability: "0.3 if climber == leap else 0"}
      otherwise: {then: {height: height + 0.5}}
  - update: {height: height + (1 if climber == step else 3 if climber == leap else 0)}
  - update: {height: height - (2 if slips else 4 if breaks else 0)}
payoffs: {climber: {at_end: {horizon: height / 10, top: 2}}}
endings: {top: {when: height > 16}}
tolerable: {climber: [top]}
"""

GUSTY = WALK.replace("sd: 0.5", "sd: gust").replace(
    "state:", "assumptions: {gust: {means: m, value: 0.5, range: [0.3, 0.7], because: {note: a test}}}\nstate:"
)


def scenario(text: str, folder: Path) -> offramp.Scenario:
    path = folder / "game.yaml"
    path.write_text(text, encoding="utf-8")
    return offramp.load(path)


def solved(text: str, folder: Path, **asked: Any) -> tuple[dict[str, Any], Solution]:
    """A result with sample paths, and the solution behind it."""
    made = scenario(text, folder)
    data, solution = answered(made.model, made.path, Request(sample_paths=True, **asked), lambda what, share: None)
    assert solution is not None
    return data, solution


class Replayed:
    """Picks what was picked on paths that were written down."""

    def __init__(self, samples: Sequence[Sequence[dict[str, Any]]]) -> None:
        self.samples = samples

    def start(self, block: Block) -> None:
        """Nothing to prepare."""

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: NDArray[np.int64]) -> Any:
        """Certainty of the option that stands there."""
        move = block.game.model.play[step]
        assert isinstance(move, Move)
        certain = np.zeros(available.shape)
        for n, path in enumerate(paths):
            picked = self.samples[path][block.t]["choices"].get(move.choice)
            column = 0 if available[n, 0] else [o.name for o in move.options].index(picked) + 1
            assert available[n, column]
            certain[n, column] = 1.0
        return certain


def test_playing_what_was_picked_gives_the_same_paths(tmp_path: Path) -> None:
    data, solution = solved(PARLEY, tmp_path, points=90, refine=False, seed=7)
    samples = data["sample_paths"]
    assert len(samples) == SAMPLES
    assert len({len(path) for path in samples}) > 1
    start = solution.start.block(solution.game, SAMPLES)
    assert simulate(start, Replayed(samples), 7).samples == samples


def test_stocks_and_quantities_follow_from_picks_and_events(tmp_path: Path) -> None:
    data, _ = solved(LADDER, tmp_path)
    gains, losses = {"step": 1, "leap": 3, "rest": 0}, {"slips": -2, "breaks": -4}
    seen: set[str] = set()
    for path in data["sample_paths"]:
        assert [row["t"] for row in path] == list(range(len(path)))
        assert path[0]["stocks"]["height"] == 10
        for row, after in pairwise(path):
            now = row["stocks"]["height"]
            assert len(row["happened"]) <= 1
            assert row["ending"] is None
            change = sum(losses[event] for event in row["happened"]) if row["happened"] else 0.5
            assert after["stocks"]["height"] == pytest.approx(now + gains[row["choices"]["climber"]] + change)
            seen |= {row["choices"]["climber"], *row["happened"]}
        for row in path:
            height = row["stocks"]["height"]
            assert row["outputs"] == {"low": float(height < 12), "twice": 2 * height}
        assert (path[-1]["ending"] == "top") or (path[-1]["ending"] is None and len(path) == 6)
    assert seen == {*gains, *losses}


def test_paths_end_as_often_as_was_solved(tmp_path: Path) -> None:
    """Of 2,000 paths the share of each ending, and of what is over by then in each period, lies within four standard
    errors of the solved chance and its numerical error."""
    data, solution = solved(PARLEY, tmp_path, points=400)
    paths = [path for seed in range(100) for path in sample_paths(solution, seed)]
    for ending, chance in data["endings"].items():
        count = sum((path[-1]["ending"] or "horizon") == ending for path in paths)
        allowed = 4 * np.sqrt(chance * (1 - chance) / len(paths)) + data["ending_errors"][ending]
        assert abs(count / len(paths) - chance) < allowed, ending
        assert 0.02 < chance < 0.98
    for moment in data["timeline"]:
        live = moment["live"]
        share = sum(len(path) > moment["t"] for path in paths) / len(paths)
        assert abs(share - live) < 4 * np.sqrt(live * (1 - live) / len(paths)) + 0.02, moment["t"]


def test_they_are_the_first_paths_of_the_audit(tmp_path: Path) -> None:
    data, solution = solved(PARLEY, tmp_path, points=400, seed=5)
    assert solution.met
    for t, block in enumerate(solution.met):
        mine = [path[t]["stocks"]["heat"] for path in data["sample_paths"] if len(path) > t]
        met = block.value((Kind.STOCK, "heat"))[: len(mine)]
        np.testing.assert_allclose(mine, met, rtol=0, atol=1e-12)


@needs_native
def test_threads_change_no_bit_and_numpy_plays_the_same(tmp_path: Path) -> None:
    alone, _ = solved(PARLEY, tmp_path, points=400, threads=1)
    together, _ = solved(PARLEY, tmp_path, points=400, threads=3)
    assert alone["sample_paths"] == together["sample_paths"]
    with backend("numpy"):
        twin, _ = solved(PARLEY, tmp_path, points=400)
    for path, other in zip(alone["sample_paths"], twin["sample_paths"], strict=True):
        assert [row["choices"] for row in path] == [row["choices"] for row in other]
        assert [row["happened"] for row in path] == [row["happened"] for row in other]


def test_another_seed_gives_other_paths(tmp_path: Path) -> None:
    _, solution = solved(LADDER, tmp_path)
    assert sample_paths(solution, 1) == sample_paths(solution, 1)
    assert sample_paths(solution, 1) != sample_paths(solution, 2)


@pytest.mark.parametrize("text", [LADDER, GUSTY], ids=["game", "process"])
def test_a_run_keeps_them_and_what_solves_without_one_does_not(text: str, tmp_path: Path) -> None:
    made = scenario(text, tmp_path)
    run = made.explore(worlds=3, out=tmp_path / "run", cores=1)
    own = run.run.own_result("as_written")
    assert len(own["sample_paths"]) == SAMPLES
    assert list(misfits(own, schema("solve"))) == []
    again, _ = answered(made.model, made.path, Request(sample_paths=True), lambda what, share: None)
    assert again["sample_paths"] == own["sample_paths"]
    assert "sample_paths" not in made.solve().to_json()


def test_a_run_without_them_is_read_as_before(tmp_path: Path) -> None:
    made = scenario(LADDER, tmp_path)
    made.explore(worlds=3, out=tmp_path / "run", cores=1)
    without_paths(tmp_path / "run")
    run = offramp.open_run(tmp_path / "run")
    assert "sample_paths" not in run.report()["views"]["as_written"]
    offramp.write_report(run.report(), tmp_path / "old.html")
    assert "paths-1-0" not in (tmp_path / "old.html").read_text()
    # Going on with it leaves what is there.
    made.explore(worlds=3, out=tmp_path / "run", cores=1, resume=True)
    assert "sample_paths" not in offramp.open_run(tmp_path / "run").report()["views"]["as_written"]


def without_paths(folder: Path) -> None:
    """Make a run what one was before runs had sample paths."""
    file = folder / "baseline" / "as_written.json"
    own = json.loads(file.read_text())
    del own["sample_paths"]
    file.write_text(json.dumps(own, indent=1) + "\n")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["baseline/as_written.json"] = sha256(file.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
