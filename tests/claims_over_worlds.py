"""A scenario whose claims hold in worlds that are known beforehand."""

from pathlib import Path

# Exact, one period. Who gains by leaving leaves at once; a stays otherwise and is carried out with chance `speed`.
# So with hardly any noise in a's choice (rationality 1000): chance(left) is 1 where worth > 0, and speed elsewhere.
LEAVING = """
offramp: 1
title: Leave or stay
question: {ask: Will a leave?, groups: {gone: [left], there: [horizon]}}
views: {bold: {means: Leaving pays for sure, stance: partisan}}
calendar: {periods: 1}
actors: {a: {name: The alliance, rationality: 1000}}
assumptions:
  speed: {means: How fast, value: 0.5, range: [0, 1], because: {note: a test}}
  worth: {means: What leaving is worth, value: 0.1, range: [-1, 1], views: {bold: [0.1, 1]}, because: {note: a test}}
state: {phase: {modes: [inside, out], start: inside}}
play:
  - move: a
    options: {stay: {}, leave: {then: {phase: out}}}
  - chance: slips
    probability: speed if phase == inside else 0
    then: {phase: out}
payoffs: {a: {at_end: {left: worth, horizon: 0}}}
endings: {left: {when: phase == out}}
tolerable: {a: [left]}
claims:
  likely: {means: It leaves, holds: chance(left) > 0.5}
  unlikely: {means: It stays, holds: chance(left) < 0.5}
  pushed: {means: It is carried out, holds: chance(left if a never leave) > 0.75}
  slow: {means: It isn't carried out, holds: chance(left if a commits to never leave) < 0.25}
  freely: {means: It has its way, holds: verdict(a if a never leave) == free}
  wants: {means: Leaving pays, holds: value(a if a always leave) > 0}
  seldom: {means: Where it was carried out it had stayed, holds: chance(slips given a == stay ever) > 0.5}
  by_number: {means: The speed is high, holds: speed > 0.75}
  sure: {means: Who leaves is out, holds: chance(left if a always leave) > 0.9}
  nobody: {means: It leaves against its interest, holds: chance(left if a always leave) < 0.5}
  spirit: {means: It has lost its spirit, formalised: no, because: {note: The game has no spirits}}
"""


def written(folder: Path, text: str = LEAVING) -> Path:
    """The scenario as a file."""
    path = folder / "leaving.yaml"
    path.write_text(text, encoding="utf-8")
    return path
