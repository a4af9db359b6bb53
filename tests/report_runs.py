"""A scenario with all that a report shows: documents, claims, forecasts, views; and runs of it."""

from pathlib import Path

import offramp
from offramp.explore.exploration import Exploration
from tests.claims_over_worlds import LEAVING

MARKUP = "<b onclick=x>bold</b> & 'more'"
_HEAD = f"""title: "Leave or stay {MARKUP}"
summary: An alliance may leave, and chance may carry it out.
information_until: 2023-12
sources:
  paper: {{title: "The Paper <i>of</i> Record", date: 2023-09, stance: partisan, link: "https://example.org/paper"}}
  figures: {{title: Yearbook, date: 2023-06, stance: official statistics}}
  later: {{title: News of the day, date: 2024-07, stance: press}}
  unread: {{title: Never cited, date: 2020, stance: neutral}}
"""
_FORECASTS = """forecasts:
  gone:
    means: The alliance has left by the end of 2024
    happens: left
    by: 2024-12
    says: likely
    source: paper
    phrase: it will leave
    resolved: {as: yes, on: 2024-06, source: later, place: page 1}
  spirit: {means: Its spirit returns, formalised: no, says: unlikely, because: {note: The game has no spirits}}
"""
ARGUED = (
    LEAVING.replace("title: Leave or stay\n", _HEAD)
    .replace("calendar: {periods: 1}", "calendar: {periods: 1, period: year, start: 2024}")
    .replace(
        "range: [0, 1], because: {note: a test}",
        "range: [0, 1], because: [{source: figures, place: table 3}, {note: a guess}]",
    )
    .replace(
        "views: {bold: [0.1, 1]}, because: {note: a test}",
        "views: {bold: [-0.3, 1]}, because: {source: paper, phrase: leaving is worth <much> to them}",
    )
    .replace("holds: chance(left) > 0.5}", "holds: chance(left) > 0.5, source: paper, phrase: it will leave}", 1)
    + _FORECASTS
)


def argued(folder: Path, worlds: int) -> Exploration:
    """A run of it in a folder."""
    path = folder / "leaving.yaml"
    path.write_text(ARGUED, encoding="utf-8")
    return offramp.load(path).explore(worlds=worlds, out=folder / "run", cores=1)
