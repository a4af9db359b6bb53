"""Small scenarios for runs of worlds, and what their folders hold."""

import hashlib
from pathlib import Path

# Exact, with a region of assumptions that can't be solved: a chance above 1.
BREAKS = """
offramp: 1
title: Leave or stay, with a chance that some draws make impossible
views: {bold: {means: Everything at once, stance: partisan}, certain: {means: Nothing is in doubt, stance: neutral}}
calendar: {periods: 2}
actors: {a: {name: The alliance, rationality: 1}}
assumptions:
  speed:
    {means: How fast, value: 0.5, range: [0, 1], views: {bold: [0.2, 1.4], certain: 0.5}, because: {note: a test}}
  worth:
    {means: What leaving is worth, value: 0.5, range: [-1, 1], views: {certain: 0.5}, because: {note: a test}}
state: {phase: {modes: [inside, out], start: inside}}
play:
  - move: a
    options: {stay: {}, leave: {then: {phase: out}}}
  - chance: slips
    probability: speed
    then: {phase: out}
payoffs: {a: {at_end: {left: worth, horizon: 0}}}
endings: {left: {when: phase == out}}
tolerable: {a: [left]}
"""

# Who gains by leaving leaves; who doesn't is carried out by chance, in two periods with 1 - (1 - speed)².
TURNS = BREAKS.replace("rationality: 1", "rationality: 12").replace(
    "value: 0.5, range: [0, 1]", "value: 0.1, range: [0, 1]"
)

# The same for longer, in another case: chance then carries out whoever stays with 1 - (1 - speed)^6.
SWITCHED = TURNS.replace(
    "state:", "switches: {pace: {means: How long it takes, cases: {short: {}, long: {periods: 6}}}}\nstate:"
)


def written(folder: Path, text: str = BREAKS) -> Path:
    """The scenario as a file."""
    path = folder / "leave.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
