"""Figures over worlds: what their titles say is in their rows, and exchanged rows move what is drawn."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import vl_convert

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.explore.figure_parts import figure_parts
from offramp.explore.figure_rows.tables import figure_rows
from offramp.report.catalogue import catalogue
from offramp.report.svg import inline_svg
from offramp.report.world_figures.figure import Figure, framed
from offramp.report.world_figures.figure_data import percent
from offramp.report.world_figures.gallery import KINDS, figure, figures
from offramp.scenario.play_map import play_map
from tests import report_sample
from tests.claims_over_worlds import LEAVING
from tests.made_up_language import made_up
from tests.off_ramp_runs import tried, wharf
from tests.runs_of_worlds import TURNS, written
from tests.world_figure_data import invented, report_data

SAID = catalogue()
FORECASTS = """
information_until: 2000-12-31
sources:
  paper: {title: A paper, stance: partisan, date: 2000-05-01}
  record: {title: A record, stance: own, date: 2003-01-01}
forecasts:
  leaves: {means: It leaves, happens: left, by: 2001-12-31, source: paper, resolved: {as: yes, source: record}}
"""


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return report_data()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    scenario = offramp.load(written(tmp_path_factory.mktemp("scenario"), TURNS))
    return scenario.explore(worlds=240, out=tmp_path_factory.mktemp("runs") / "run", cores=1)


def drawn(data: dict[str, Any], name: str, view: str = "pamphlet", period: int | None = None) -> Figure:
    found = figure(data, SAID, name, view, period)
    assert found is not None
    return found


def svg(spec: dict[str, Any]) -> str:
    return str(vl_convert.vegalite_to_svg(spec))


def words(found: Figure) -> list[dict[str, Any]]:
    """Every fixed word with its place."""
    spec = found.chart.to_dict()
    inline = [layer["data"].get("values", ()) for layer in spec["layer"]]
    return [item for item in itertools.chain(*inline, *spec["datasets"].values()) if "text" in item]


def test_every_figure_is_valid_and_static_svg(data: dict[str, Any]) -> None:
    whole = data | {"off_ramps": [tried(wharf(), "union")], "game_map": play_map(offramp.load("brink").model)}
    found = figures(whole, SAID)
    assert {one.name for one in found} == set(KINDS) - {"scoreboard"}
    for n, one in enumerate(found):
        assert one.chart.to_dict()["background"] == "white"  # validated against the schema of Vega-Lite
        shown = inline_svg(one.chart, f"figure{n}", one.alt)
        assert f'<title id="figure{n}-title">{one.alt[:20]}' in shown
        assert not re.search(r"<script|<image|href=|url\(|http|style=|class=|on[a-z]+=", shown)
        assert "NaN" not in shown
        assert one.title == one.title[:1].upper() + one.title[1:]


def test_a_title_says_what_the_rows_say(data: dict[str, Any]) -> None:
    rows = [r for r in data["figure_rows"]["verdict_shares"] if r["view"] == "pamphlet"]
    most = max(rows, key=lambda r: r["count"])
    assert f"{most['verdict']} in {percent(most['share'])} of Pamphlet" in drawn(data, "views").title
    exits = drawn(data, "exits")
    assert exits.title.startswith("Pamphlet: in most worlds the northern league has 3 of 3 options open at first and 1")
    top = max((r for r in data["figure_rows"]["endings"] if r["view"] == "pamphlet"), key=lambda r: r["q50"])
    assert f"is {percent(top['q50'])} in the median world" in drawn(data, "outcomes").title
    assert "no option of the northern league reaches 50%" in drawn(data, "dilemma").title
    assert "At 9 bn/quarter it holds in half of the worlds" in drawn(data, "hinges").title


def test_options_stand_in_the_order_in_which_they_close(data: dict[str, Any]) -> None:
    named = [item["text"] for item in words(drawn(data, "exits")) if item["text"].startswith("option")]
    assert named == ["option 0", "option 1", "option 2"]
    turned = json.loads(json.dumps(data))
    for row in turned["figure_rows"]["exits"]:
        row["option"] = f"option_{2 - int(row['option'][-1])}"
    named = [item["text"] for item in words(drawn(turned, "exits")) if item["text"].startswith("option")]
    assert named == ["option 2", "option 1", "option 0"]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.9, 0.6, 0.2], "closes 2024Q2"),
        ([None, 0.6, 0.2], "closes 2024Q2"),
        ([0.9, 0.2, 0.9], "closes 2024Q1"),
        ([0.5, 0.6, 0.7], "stays open"),
        ([0.1, 0.4, 0.2], "is never open"),
        ([0.1, 0.4, 0.5], "opens 2024Q2"),
        ([None, 0.4, 0.2], "is never open"),
    ],
)
def test_marks_and_words_agree_on_when_an_option_closes(
    data: dict[str, Any], shares: list[float | None], said: str
) -> None:
    known = {"view": "pamphlet", "actor": "league", "option": "leave"}
    rows = [
        known
        | {"t": t, "label": report_sample.label(t), "open": 0, "seen": 0 if share is None else 100, "share": share}
        for t, share in enumerate(shares)
    ]
    found = drawn(data | {"figure_rows": {"exits": rows}}, "exits")
    assert f"leave: {said}." in found.alt
    assert f">{said}<" in svg(found.chart.to_dict())


@pytest.mark.parametrize("name", ["views", "exits", "dilemma", "outcomes", "hinges"])
def test_exchanged_rows_are_drawn_as_their_own_figure_would_draw_them(data: dict[str, Any], name: str) -> None:
    found = drawn(data, name)
    spec = found.chart.to_dict()
    assert found.live
    assert set(found.live) <= {one["name"] for one in vl_convert.vegalite_to_vega(spec)["data"]}
    some = figure_rows(invented("pamphlet", seed=0), [("verdict:league:trapped", "aid")], np.arange(40))
    before = svg(spec)
    for table in found.live:
        # Rows of other views may stay among them: they have a place in `views` only.
        others = [row for row in data["figure_rows"][table] if row["view"] != "pamphlet"]
        spec["datasets"][table] = [*some[table], *others]
    after = svg(spec)
    assert after != before
    if name == "outcomes":
        median = next(row for row in some["endings"] if row["ending"] == "league_leaves")
        assert f"{percent(median['q50'])} ({percent(median['q05'])}–{percent(median['q95'])})" in after
    for table in found.live:
        spec["datasets"][table] = data["figure_rows"][table]
    assert svg(spec) == before


def test_rows_without_worlds_leave_no_marks(data: dict[str, Any]) -> None:
    empty = figure_rows(invented("pamphlet"), [("verdict:league:trapped", "aid")], np.zeros(300, dtype=bool))
    for name in ("exits", "dilemma", "outcomes", "hinges"):
        spec = drawn(data, name).chart.to_dict()
        for table in drawn(data, name).live:
            spec["datasets"][table] = empty[table]
        assert "NaN" not in svg(spec)


def test_no_text_of_a_scenario_stands_in_an_expression(data: dict[str, Any]) -> None:
    hostile = "x' + alert(1) + '</svg><script>"
    other = json.loads(json.dumps(data).replace("The northern league", hostile).replace("option_0", hostile))
    for one in figures(other, SAID):
        spec = one.chart.to_dict()
        assert not [text for text in _expressions(spec) if "alert" in text]
        assert "<script" not in svg(spec)


def _expressions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("calculate", "filter") and isinstance(value, str):
                yield value
            yield from _expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _expressions(value)


@pytest.mark.parametrize("options", [1, 2, 14, 40])
def test_labels_of_the_dilemma_stay_apart(options: int) -> None:
    found = drawn(report_data(("critic",), options=options), "dilemma", "critic")
    places = sorted(item["y"] for item in words(found) if item["text"].startswith("option"))
    assert len(places) == min(options, 18)
    assert all(b - a >= 12.9 for a, b in itertools.pairwise(places))
    assert max(places) < found.chart.to_dict()["height"]
    assert ("more aren" in str(words(found))) == (options > 18)


@pytest.mark.parametrize("periods", [1, 60])
def test_any_number_of_periods(periods: int) -> None:
    data = report_data(("critic",), periods)
    assert "2023Q4" in svg(drawn(data, "exits", "critic").chart.to_dict())


def test_one_period_alone(data: dict[str, Any]) -> None:
    found = drawn(data, "exits", period=6)
    row = next(r for r in data["figure_rows"]["exits"] if (r["t"], r["option"]) == (6, "option_1"))
    assert f"{percent(row['share'])} of 300" in svg(found.chart.to_dict())
    assert found.title.startswith(f"Pamphlet: in {row['label']}, ")


def test_what_there_is_nothing_of_is_not_drawn(data: dict[str, Any]) -> None:
    nothing = data | {"figure_rows": {}, "hinges": None}
    assert figures(nothing, SAID) == []


def test_an_off_ramp_says_who_would_offer_it_and_whether_it_would_be_kept() -> None:
    found = figures({"views": {}, "scenario": {}, "off_ramps": [tried(wharf(), "union")]}, SAID)[0]
    assert found.title == "4 things would move the union towards a way out; one of them would be offered and kept"
    assert "fine becomes 1.5: could reach 5.5%, then over 99.9%; offered: yes; kept: yes" in found.alt


def test_forecasts_stand_beside_their_outcomes(tmp_path: Path) -> None:
    text = LEAVING.replace("calendar: {periods: 1}", "calendar: {start: 2001, period: year, periods: 1}") + FORECASTS
    run = offramp.load(written(tmp_path, text)).explore(worlds=40, out=tmp_path / "run", cores=1).run
    found = drawn(figure_parts(run, ["as_written", "bold"], {"scores"}, [], lambda what, share: None), "scoreboard")
    assert "base rate 50%; came about" in found.alt
    assert re.search(r"It leaves: As written \d+%, Bold over 99%; base rate", found.alt)
    assert found.title == "What each view gives for the one forecast; 1 came to an end that is known"


def test_a_map_follows_rules_from_options_to_endings() -> None:
    found = play_map(offramp.load("brink").model)
    edges = {tuple(edge) for edge in found["edges"]}
    assert edges == {
        ("chance:slips_into_war", "ending:war"),
        ("option:east:give_in", "ending:east_yields"),
        ("option:west:give_in", "ending:west_yields"),
        *(
            (f"option:{who}:push", what)
            for who in ("east", "west")
            for what in ("chance:slips_into_war", "stock:tension")
        ),
        ("stock:tension", "chance:slips_into_war"),
    }
    flagship = {tuple(edge) for edge in play_map(offramp.load("ukraine-2023").model)["edges"]}
    # It leaves by a story that it picks in a phase in which winding down puts it.
    assert ("option:bloc:wind_down", "ending:bloc_leaves") in flagship
    assert ("chance:incident", "ending:direct_war") in flagship
    assert not [edge for edge in flagship if edge[0] == "option:kyiv:defend"]


def test_the_same_run_gives_the_same_bytes(run: Any) -> None:
    def once() -> list[str]:
        parts = figure_parts(run.run, ["as_written", "bold"], {"hinges"}, [], lambda what, share: None)
        return [json.dumps(framed(one, "source"), sort_keys=True) for one in figures(parts, SAID)]

    assert once() == once()


def test_the_command_lists_and_draws(run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(run.path)
    assert main(["figure", folder]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name}: " in listed for name in KINDS)
    for ending, begins in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".json", b"{")):
        path = tmp_path / f"exits{ending}"
        assert main(["figure", folder, "exits", "--view", "bold", "--out", str(path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        jsonschema.validate(told, schema("figure"))
        assert told["drawn"]["path"] == str(path)
        assert told["drawn"]["title"].startswith("Bold: in most worlds the alliance has")
        assert path.read_bytes().startswith(begins)
    spec = json.loads((tmp_path / "exits.json").read_text(encoding="utf-8"))
    assert spec["datasets"]["exits"]
    assert spec["title"]["text"]
    assert main(["figure", folder, "exits", "--period", "t = 1", "--out", str(tmp_path / "one.svg")]) == 0
    assert "As written: in t = 1, 1 of 2 options" in capsys.readouterr().out


def test_a_figure_is_drawn_in_the_language_that_was_asked_for(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offramp.report.catalogue.catalogue", {"qaa": made_up()}.__getitem__)
    path, folder = tmp_path / "exits.json", str(run.path)
    assert main(["figure", folder, "exits", "--out", str(path), "--language", "qaa", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(one["shows"].startswith("⟦") for one in told["figures"])
    assert told["drawn"]["title"].startswith("⟦")
    assert " ".join(json.loads(path.read_text(encoding="utf-8"))["title"]["text"]) == told["drawn"]["title"]


def test_off_ramps_of_another_text_are_refused(run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ways.json"
    path.write_text(json.dumps(tried(wharf(), "union")), encoding="utf-8")
    asked = ["figure", str(run.path), "off-ramps", "--off-ramps", str(path), "--out", str(tmp_path / "a.svg")]
    assert main(asked) == 2
    assert "error[E782]: the off-ramps for union were found in case, and the run is of leave" in capsys.readouterr().err
