"""Worlds that travel in a page: what is unpacked is what was packed, within what is said to be cut off."""

import base64
import gzip
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.explore.conclusions import HALF
from offramp.explore.figure_rows.hinge_rows import BINS, bin_of, conclusion_key, curves_of
from offramp.explore.figure_rows.view_columns import view_columns
from offramp.explore.packed_worlds import FEWEST_ASKED, STEPS, Source, carried, packed_worlds, steps_of
from offramp.judge.claims.claim_truth import Judgement
from tests import claims_over_worlds


class Unpacked:
    """The columns of one view, read as the layout says."""

    def __init__(self, packed: dict[str, Any], view: str) -> None:
        self.layout, self.levels = packed["layout"]["views"][view], packed["layout"]["levels"]
        self.content = gzip.decompress(base64.b64decode(packed["text"]))
        self.worlds = self.layout["carried"]

    def codes(self, what: str, count: int) -> Any:
        """Shape (worlds, columns)."""
        flat = np.frombuffer(self.content, np.uint8, count * self.worlds, self.layout["at"][what])
        return flat.reshape(count, self.worlds).T

    def numbers(self, what: str, count: int) -> Any:
        """In their own units, NaN where there is none: shape (worlds, columns)."""
        flat = np.frombuffer(self.content, np.uint8, 2 * count * self.worlds, self.layout["at"][what])
        planes = flat.reshape(count, 2, self.worlds).astype(int)
        code_kw = planes[:, 0] + 256 * planes[:, 1]
        low_k, high_k = np.array(self.layout["ends"][what]).reshape(count, 2).T[:, :, None]
        return np.where(code_kw, low_k + (code_kw - 1) / self.levels * (high_k - low_k), np.nan).T


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    scenario = offramp.load(claims_over_worlds.written(tmp_path_factory.mktemp("scenario")))
    return scenario.explore(worlds=240, out=tmp_path_factory.mktemp("runs") / "run", cores=1)


@pytest.fixture(scope="module")
def sources(run: Any) -> dict[str, Source]:
    hinges = run.hinges()
    views = {name: run.view(name) for name in ("as_written", "bold")}
    return {name: Source(view, view_columns(view), curves_of(hinges, name)) for name, view in views.items()}


@pytest.mark.parametrize("view", ["as_written", "bold"])
def test_what_is_unpacked_is_what_was_packed(sources: dict[str, Source], view: str) -> None:
    columns, found = sources[view].columns, Unpacked(packed_worlds(sources), view)
    layout = found.layout
    assert layout["carried"] == layout["solved"] == columns.worlds
    assert [one["name"] for one in layout["assumptions"]] == list(columns.names)
    step_wa = found.codes("step", len(columns.names))
    assert np.abs(step_wa / STEPS + 0.5 / STEPS - columns.share_wa).max() <= 0.5 / STEPS + 2**-16
    assert (found.codes("verdict", 1)[:, 0] == columns.verdict_w["a"]).all()
    assert (found.codes("answer", 1)[:, 0] == columns.answer_w).all()
    for what, value_wk in (("value", columns.value_wk), ("reach", columns.reach_wk), ("chance", columns.chance_we)):
        width_k = np.nanmax(value_wk, axis=0) - np.nanmin(value_wk, axis=0)
        again_wk = found.numbers(what, value_wk.shape[1])
        assert (np.isnan(again_wk) == np.isnan(value_wk)).all()
        assert (np.nan_to_num(np.abs(again_wk - value_wk)) <= width_k / found.levels / 2 + 1e-12).all()
    open_wkt = found.codes("open", len(columns.pairs) * len(layout["periods"])).reshape(columns.open_wkt.shape)
    assert ((open_wkt == 2) == (columns.open_wkt >= HALF)).all()
    assert ((open_wkt == 0) == np.isnan(columns.open_wkt)).all()


def test_conclusions_and_claims_keep_their_states(sources: dict[str, Source]) -> None:
    packed = packed_worlds(sources)
    columns, found = sources["as_written"].columns, Unpacked(packed, "as_written")
    known = {conclusion_key(*one.key): one for one in columns.conclusions}
    held_wc = found.codes("conclusion", len(found.layout["conclusions"]))
    assert found.layout["conclusions"]
    for c, key in enumerate(found.layout["conclusions"]):
        assert ((held_wc[:, c] == 2) == ((known[key].holds_w == 1) & known[key].there_w)).all()
        assert ((held_wc[:, c] == 0) == ~known[key].there_w).all()
    assert columns.claims is not None
    assert "spirit" not in found.layout["claims"]
    code_wc = found.codes("claim", len(found.layout["claims"]))
    holds = packed["layout"]["judgements"].index("holds")
    for c, name in enumerate(found.layout["claims"]):
        place = columns.claims.names.index(name)
        assert ((code_wc[:, c] == holds) == columns.claims.of(Judgement.HOLDS)[place]).all()


def test_the_same_worlds_give_the_same_text(sources: dict[str, Source]) -> None:
    assert packed_worlds(sources) == packed_worlds(sources)


def test_a_slider_shows_the_values_of_the_distribution(sources: dict[str, Source]) -> None:
    speed, worth = packed_worlds(sources)["layout"]["views"]["bold"]["assumptions"]
    assert (speed["quantiles"][0], speed["quantiles"][50], speed["quantiles"][STEPS]) == (0.0, 0.5, 1.0)
    assert (worth["quantiles"][0], worth["quantiles"][STEPS]) == (0.1, 1.0)
    assert worth["quantiles"] == sorted(worth["quantiles"])


def test_bins_of_curves_are_made_of_whole_steps() -> None:
    share_n = np.concatenate([np.linspace(0, 1, 30_011), np.arange(0, 65537) / 65536, np.arange(11) / 10])
    assert (steps_of(share_n) // (STEPS // BINS) == bin_of(share_n)).all()


def test_where_worlds_are_too_many_some_are_taken_evenly(sources: dict[str, Source]) -> None:
    whole = packed_worlds(sources)
    most = len(whole["text"]) // 2
    part = packed_worlds(sources, most)
    assert len(part["text"]) <= most
    layout = part["layout"]["views"]["bold"]
    assert FEWEST_ASKED < layout["carried"] < layout["solved"]
    places = carried(layout["solved"], layout["carried"] / layout["solved"])
    assert len(places) == layout["carried"]
    assert set(np.diff(places)) <= {1, 2, 3}
    assert (Unpacked(part, "bold").codes("verdict", 1)[:, 0] == sources["bold"].columns.verdict_w["a"][places]).all()


def test_a_large_run_fits(sources: dict[str, Source]) -> None:
    """Two thousand worlds of three views with 65 assumptions, 14 options, 12 periods and 40 curves, and no pattern."""
    rng, worlds = np.random.default_rng(1), 2000
    one = sources["bold"]
    names = tuple(f"x{a}" for a in range(65))
    pairs = tuple(("a", f"o{k}") for k in range(14))
    holds_w = (rng.random(worlds) < 0.4).astype(float)
    conclusions = [
        replace(one.columns.conclusions[0], what=f"w{c}", holds_w=rng.permutation(holds_w), there_w=holds_w >= 0)
        for c in range(40)
    ]
    columns = replace(
        one.columns,
        names=names,
        share_wa=rng.random((worlds, 65)),
        verdict_w={actor: rng.integers(0, 6, worlds).astype(np.int8) for actor in "abc"},
        answer_w=rng.integers(0, 3, worlds).astype(np.int8),
        chance_we=rng.random((worlds, 9)),
        endings=tuple("abcdefghi"),
        pairs=pairs,
        value_wk=rng.normal(size=(worlds, 14)),
        reach_wk=rng.random((worlds, 14)),
        at_start_k=np.ones(14, dtype=bool),
        open_wkt=rng.random((worlds, 14, 12)),
        conclusions=tuple(conclusions),
        claims=None,
    )
    assumption = one.view.run.model.assumptions["speed"]
    model = SimpleNamespace(assumptions=dict.fromkeys(names, assumption))
    view: Any = SimpleNamespace(worlds=worlds, solved=worlds, branch=one.view.branch, run=SimpleNamespace(model=model))
    curves = [(conclusion_key(*c.key), names[0]) for c in conclusions]
    packed = packed_worlds({name: Source(view, columns, curves) for name in ("one", "two", "three")})
    assert [own["carried"] for own in packed["layout"]["views"].values()] == [worlds] * 3
    assert len(packed["text"]) < 2_500_000


def test_a_view_without_worlds_has_none(tmp_path: Path) -> None:
    run = offramp.load(claims_over_worlds.written(tmp_path)).explore(worlds=60, views=["as_written"], cores=1)
    view = run.view("as_written")
    none = view_columns(replace(view, solved=0))
    packed = packed_worlds({"as_written": Source(replace(view, solved=0), none, [])})
    assert packed["layout"]["views"]["as_written"]["carried"] == 0
