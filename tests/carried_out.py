"""A scenario in which whoever stays may be carried out, in three quarters: what paths of it say is known by hand."""

from pathlib import Path

import offramp
from offramp.explore.exploration import Exploration

MARKUP = "<b onclick=x>bold</b> & 'more'"
CARRIED = f"""
offramp: 1
title: Carried out
views: {{bold: {{means: All at once, stance: partisan}}}}
calendar: {{periods: 3, period: quarter, start: 2024-01}}
actors: {{a: {{name: "The alliance {MARKUP}", rationality: 1}}}}
assumptions:
  speed: {{means: How fast, value: 0.15, range: [0.1, 0.2], views: {{bold: [0.6, 0.9]}}, because: {{note: a test}}}}
state:
  phase: {{modes: [inside, out, swept], start: inside}}
  strain: {{range: [0, 10], start: 0}}
play:
  - move: a
    options: {{stay_on: {{}}, leave: {{then: {{phase: out}}}}}}
  - chance: great_slide
    probability: speed
    then: {{phase: swept}}
  - update: {{strain: strain + 1}}
payoffs: {{a: {{at_end: {{left: 0.2, swept_away: -1, horizon: 3}}}}}}
endings: {{left: {{when: phase == out}}, swept_away: {{when: phase == swept}}}}
tolerable: {{a: [left]}}
"""


def explored(folder: Path) -> Exploration:
    """A run of it in a folder."""
    path = folder / "carried.yaml"
    path.write_text(CARRIED, encoding="utf-8")
    return offramp.load(path).explore(worlds=10, out=folder / "run", cores=1)
