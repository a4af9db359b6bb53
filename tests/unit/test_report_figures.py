import itertools
import re
from typing import Any

import pytest

from offramp.report import figures
from offramp.report.svg import inline_svg
from offramp.report.wording import Wording
from tests import report_sample


def marks(chart: Any) -> list[dict[str, Any]]:
    """Everything that is drawn, layer by layer."""
    spec = chart.to_dict()
    found = []
    for layer in spec["layer"]:
        data = layer["data"]
        found += data["values"] if "values" in data else spec["datasets"][data["name"]]
    assert found
    return found


def drawn(whole: dict, name: str) -> str:
    wording = Wording.of(whole)
    view = next(iter(whole["views"].values()))
    colours = figures.ending_colours(wording.endings())
    chart = {
        "exits": lambda: figures.exits_closing(view, wording),
        "fan": lambda: figures.outcome_fan(view, wording, colours),
        "reach": lambda: figures.reaches(view, wording),
        "verdicts": lambda: figures.verdicts_over_time(view, wording),
        "stocks": lambda: figures.stock_bands(view, wording, figures.stock_domains(whole["views"], wording)),
    }[name]()
    assert chart.to_dict()["background"] == "white"  # validated against the Vega-Lite schema
    return inline_svg(chart, name, "What it shows")


@pytest.mark.parametrize("name", ["exits", "fan", "reach", "verdicts", "stocks"])
def test_a_figure_is_static_svg_with_a_text_alternative(name: str) -> None:
    svg = drawn(report_sample.analysis(), name)
    assert f'role="img" aria-labelledby="{name}-title"><title id="{name}-title">What it shows</title>' in svg
    assert not re.search(r"<script|<image|href=|url\(|http|style=|class=|on[a-z]+=", svg)


@pytest.mark.parametrize("periods", [1, 2, 60])
def test_any_number_of_periods(periods: int) -> None:
    for name in ("exits", "fan", "verdicts", "stocks"):
        assert "2023Q4" in drawn(report_sample.analysis(("critic",), periods), name)


def test_user_text_in_a_figure_is_only_text() -> None:
    whole = report_sample.renamed(report_sample.analysis(("critic",)), lambda text: "<b id='x'>&" + text)
    svg = drawn(whole, "exits")
    assert "<b" not in svg
    assert "&lt;b" in svg


def test_a_cell_that_is_not_known_is_a_dash_and_no_bar() -> None:
    whole = report_sample.analysis(("critic",), 1)
    view = whole["views"]["critic"]
    cells = [option["periods"][0] for its in view["exits"].values() for option in its.values()]
    for cell in cells:
        cell.update(dict.fromkeys(figures.STATUS_COLOURS, None))
    fills = [item["fill"] for item in marks(figures.exits_closing(view, Wording.of(whole)))]
    assert not set(fills) & set(figures.STATUS_COLOURS.values())


def test_bars_of_an_exit_add_up_to_the_row() -> None:
    whole = report_sample.analysis(("critic",), 1)
    found = marks(figures.exits_closing(whole["views"]["critic"], Wording.of(whole)))
    bars = [b for b in found if "edge" in b]
    first = [b for b in bars if b["y2"] <= min(x["y"] for x in bars) + 22.05]
    assert len(first) >= 3
    assert sum(b["y2"] - b["y"] for b in first) == pytest.approx(22, abs=0.1)


def test_labels_of_the_fan_do_not_overlap() -> None:
    whole = report_sample.analysis(("critic",))
    wording = Wording.of(whole)
    view = whole["views"]["critic"]
    found = marks(figures.outcome_fan(view, wording, figures.ending_colours(wording.endings())))
    words = [w for w in found if "text" in w]
    column = sorted(w["y"] for w in words if w["align"] == "left" and w["x"] > 200 and w["size"] >= 11 and w["y"] < 270)
    assert all(b - a >= 11 for a, b in itertools.pairwise(column))


def test_every_view_gives_an_ending_the_same_colour_and_the_horizon_its_own() -> None:
    colours = figures.ending_colours(["a", "horizon", "b"])
    assert colours["horizon"] == figures.HORIZON_COLOUR
    assert len(set(colours.values())) == 3
