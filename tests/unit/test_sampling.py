"""Shares of worlds with intervals that fit how they were drawn: held against shares that are known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import offramp
from offramp.core.diagnostics import ScenarioError
from offramp.explore.designs import Kind, draw, sized
from offramp.explore.sampling import Sampling, share_ends
from tests.runs_of_worlds import written

Floats = NDArray[np.float64]
NAMES = ("x", "y", "z")

# A region with its volume, that ranges from what one assumption decides to what takes all three.
REGIONS: dict[str, tuple[Callable[[Floats], NDArray[np.bool_]], float]] = {
    "slab": (lambda s: s[:, 0] < 0.3, 0.3),
    "wedge": (lambda s: s[:, 0] + s[:, 1] < 0.7, 0.245),
    "corner": (lambda s: s.sum(axis=1) < 1, 1 / 6),
    "product": (lambda s: s[:, 0] * s[:, 1] < 0.5, 0.5 + 0.5 * np.log(2)),
}


def sampled(kind: Kind, worlds: int, seed: int) -> tuple[Sampling, Floats]:
    rows = worlds // (len(NAMES) + 2) if kind == "saltelli" else worlds
    share_wa, layout = draw(kind, rows, NAMES, seed, (), 8)
    return Sampling(kind, layout, len(share_wa)), share_wa


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(("kind", "worlds"), [("sobol", 256), ("saltelli", 640), ("iid", 256), ("lhs", 256)])
def test_intervals_hold_the_known_share(kind: Kind, worlds: int, region: str) -> None:
    """At least 93 in 100 of the 95% intervals do, over 300 designs."""
    inside, known = REGIONS[region]
    held = 0
    for seed in range(300):
        sampling, share_wa = sampled(kind, worlds, seed)
        ends = sampling.share(np.flatnonzero(inside(share_wa))).interval
        assert ends is not None
        held += ends[0] <= known <= ends[1]
    assert held >= 0.93 * 300


def test_scrambles_make_a_share_surer_than_independent_draws() -> None:
    inside, _ = REGIONS["wedge"]
    widths = {}
    for kind in ("sobol", "iid"):
        found = [sampled(kind, 1024, seed) for seed in range(20)]
        ends = [sampling.share(np.flatnonzero(inside(s))).interval for sampling, s in found]
        widths[kind] = np.mean([high - low for low, high in filter(None, ends)])
    assert widths["sobol"] < 0.7 * widths["iid"]


def test_worlds_of_a_row_of_blocks_arent_taken_for_independent_ones() -> None:
    """What one assumption decides is the same in all blocks but one: 5 worlds a row say hardly more than one."""
    inside, _ = REGIONS["slab"]
    sampling, share_wa = sampled("saltelli", 640, 1)
    found = sampling.share(np.flatnonzero(inside(share_wa)))
    assert found.interval is not None
    independent = 2 * 1.96 * np.sqrt(0.3 * 0.7 / 640)
    assert found.interval[1] - found.interval[0] > 1.5 * independent


def test_the_interval_is_the_ratio_estimators() -> None:
    """By hand: the linearised variance of a ratio, and Wilson's interval with what it stands for."""
    held_c, asked_c = np.array([20.0, 22.0, 19.0, 25.0]), np.array([64.0, 60.0, 64.0, 62.0])
    share = held_c.sum() / asked_c.sum()
    variance = 4 / 3 * ((held_c - share * asked_c) ** 2).sum() / asked_c.sum() ** 2
    size, times = share * (1 - share) / variance, stats.t.ppf(0.975, 3)
    middle = (share + times**2 / size / 2) / (1 + times**2 / size)
    half = times * np.sqrt(share * (1 - share) / size + times**2 / size**2 / 4) / (1 + times**2 / size)
    assert share_ends(held_c, asked_c, counted=True) == pytest.approx((middle - half, middle + half), abs=1e-12)


def test_none_and_all_are_counted() -> None:
    sampling, _ = sampled("sobol", 256, 1)
    assert sampling.share(np.zeros(0, dtype=np.int64)).interval == (0.0, 3 / 256)
    assert sampling.share(np.arange(256)).interval == (1 - 3 / 256, 1.0)
    rows = Sampling("saltelli", ("A", "B", "A with x of B", "A with y of B"), 256)
    assert rows.share(np.zeros(0, dtype=np.int64)).interval == (0.0, 3 / 64)


def test_which_worlds_are_draws_of_their_own() -> None:
    sampling, _ = sampled("saltelli", 640, 1)
    assert sampling.independent(np.array([0, 255, 256, 639])).tolist() == [True, True, False, False]
    assert Sampling("sobol", ("scramble 1",), 4).independent(np.arange(4)).all()


def test_a_manifest_of_another_design_is_damaged(tmp_path: Path) -> None:
    run = offramp.load(written(tmp_path)).explore(worlds=10, views=["as_written"], out=tmp_path / "run", cores=1)
    manifest = run.path / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    for design in ("sobol", "saltelli", "grid"):
        manifest.write_text(text.replace('"lhs"', f'"{design}"'), encoding="utf-8")
        with pytest.raises(ScenarioError) as refused:
            offramp.open_run(run.path).to_json()
        assert [one.code for one in refused.value.diagnostics] == ["E745"]


@pytest.mark.parametrize(
    ("kind", "worlds", "assumptions", "drawn"),
    [("lhs", 1000, 5, 1000), ("sobol", 1000, 5, 1024), ("sobol", 1025, 5, 2048), ("saltelli", 1000, 6, 1024)],
)
def test_numbers_of_worlds_are_rounded_up(kind: Kind, worlds: int, assumptions: int, drawn: int) -> None:
    assert sized(kind, worlds, assumptions) == drawn
