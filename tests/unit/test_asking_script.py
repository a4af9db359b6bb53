"""The script of the report: its libraries are put together once for all reports."""

from pathlib import Path
from typing import NoReturn

import altair as alt
import pytest
import vl_convert

from offramp.report.asking_script import _libraries
from offramp.report.canvas import SCHEMA, Canvas


def test_libraries_are_kept_for_the_next_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", str(tmp_path))
    first = _libraries.__wrapped__()
    assert "vegaEmbed" in first

    def again() -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(vl_convert, "javascript_bundle", again)
    assert _libraries.__wrapped__() == first
    [kept] = (tmp_path / "code").glob("*.code")
    kept.write_bytes(kept.read_bytes()[:-1])  # a damaged one isn't taken
    with pytest.raises(AssertionError):
        _libraries.__wrapped__()


def test_what_is_drawn_is_what_altair_would_write() -> None:
    canvas = Canvas(100, 50)
    canvas.rectangle(1, 2, 30, 40, "#ffffff")
    canvas.line(0, 0, 5, 5, dash=True)
    canvas.line(0, 0, 5, 6)
    place = {
        channel: kind(f"{channel}:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=None)
        for channel, kind, domain in (("x", alt.X, [0, 100]), ("y", alt.Y, [50, 0]))
    }
    fill, size = alt.Color("fill:N", scale=None), alt.Size("size:Q", scale=None)
    boxes = alt.Chart(alt.InlineData(values=canvas.rectangles)).mark_rect(strokeWidth=0.75)
    layers = [boxes.encode(**place, x2="x2:Q", y2="y2:Q", color=fill, stroke=alt.Stroke("edge:N", scale=None))]
    for row, dash in ((canvas.lines[1], [1, 0]), (canvas.lines[0], [3, 3])):
        rule = alt.Chart(alt.InlineData(values=[row])).mark_rule(strokeDash=dash)
        layers.append(rule.encode(**place, x2="x2:Q", y2="y2:Q", color=fill, size=size))
    sheet = {"width": 100, "height": 50, "background": "white", "padding": 0}
    chart = alt.layer(*layers).properties(**sheet, autosize=alt.AutoSizeParams(type="none"))
    written = chart.configure_view(stroke=None).configure_text(font="sans-serif").to_dict()
    assert canvas.chart().to_dict() == written
    assert written["$schema"] == SCHEMA
