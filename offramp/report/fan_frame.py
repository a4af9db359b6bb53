"""Where the outcome fan's columns and labels stand in its picture, for what is drawn and for what lies over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.core.numbers import is_number
from offramp.report.canvas import BOLD, wrap
from offramp.report.wording import Data, Wording

LEAST = 0.01  # the chance from which an ending has a label


@dataclass(frozen=True)
class FanFrame:
    """Lengths are in pixels. shown: the endings that have labels; names: of each, its lines; rooms: how tall each label
    is. cell: how wide a period is."""

    width: float
    height: float
    left: float
    right: float
    top: float
    tall: float
    cell: float
    shown: Sequence[str]
    names: Mapping[str, Sequence[str]]
    rooms: Sequence[float]


def fan_frame(view: Data, wording: Wording, endings: Sequence[str], width: float) -> FanFrame:
    """The frame of a view's fan. endings: of all views, in their order."""
    totals: Mapping[str, float] = view.get("endings") or {}
    shown = [e for e in endings if is_number(totals.get(e)) and totals[e] >= LEAST]
    label_width = min(210.0, 0.44 * width)
    names = {
        e: wrap(wording.say("ending.going_on") if e == "horizon" else wording.ending(e), (label_width - 24) / BOLD)
        for e in shown
    }
    rooms = [16.0 + 13.0 * len(names[e]) for e in shown]
    left, right, top, tall = 36.0, width - label_width, 10.0, max(250.0, sum(rooms))
    cell = (right - left) / max(1, len(view.get("timeline") or []))
    return FanFrame(width, top + tall + 32, left, right, top, tall, cell, shown, names, rooms)
