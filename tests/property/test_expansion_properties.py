"""A scenario with its mechanisms written out says the same, whatever its layout, and keeps the author's comments."""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.core.spans import SourceText
from offramp.scenario.comparing.portrait import portrait
from offramp.scenario.editing.expanded_text import expanded_text
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.reader import read_text
from tests.layouts import written

SCHELLING = "Thomas C. Schelling, The Strategy of Conflict, chapter 8: The Threat That Leaves Something to Chance"
SECTIONS: dict[str, Any] = {
    "sources": {"schelling_1960": {"title": SCHELLING}},
    "assumptions": {
        "troops": {"means": "Own troops", "unit": "divisions", "value": "900", "range": ["800", "1000"]},
        "plain": "2",
    },
    "state": {
        "phase": {"modes": ["crisis", "war"], "start": "crisis"},
        "hope": {"range": ["0", "1"], "start": "0.5"},
    },
    "define": {"hot": "slip_heat > plain"},
    "output": ["hot", "front_advantage"],
    "views": {"critic": {"means": "Its critics"}},
    "endings": {"over": {"when": "slip_disaster"}, "won": {"when": "front_y < 1 or phase == war"}},
}
USE: dict[str, Any] = {
    "front": {
        "mechanism": "lanchester_square",
        "units": {"persons": "divisions"},
        "with": {
            "x_start": "troops",
            "y_start": {"value": "700", "range": ["500", "900"]},
            "x_kills": "0.1 + 0.02 * 0",
            "y_kills": "0.1",
            "x": {"range": ["0", "5000"], "means": "Ours: all of it"},
        },
    },
    "slip": {"mechanism": "brinkmanship", "with": {"pressed": "hope > 0.2 or hope * 2 > 0.3"}},
    "later": {"mechanism": "brinkmanship", "with": {"pressed": "t > 3", "risk": "slip_risk", "heating": "-0"}},
}
STEPS: list[dict[str, Any]] = [
    {"use": "front", "when": "phase == crisis"},
    {"use": "slip"},
    {"use": "later", "when": "t < 9 and not slip_disaster"},
    {"shock": "mood", "sd": "0.1"},
    {"update": {"hope": "hope + mood"}},
]


def some_scenario(random: Random) -> dict[str, Any]:
    """Some of the sections, in any order."""
    kept = dict(SECTIONS)
    for section in random.sample(["sources", "output", "views"], random.randint(0, 3)):
        del kept[section]
    steps = list(STEPS)
    random.shuffle(steps)
    steps.sort(key=lambda step: "update" in step)  # the shock is drawn before
    sections = [*kept.items(), ("use", USE), ("play", steps), ("calendar", {"periods": "12"})]
    random.shuffle(sections)
    return {"offramp": "1", "title": "Case", **dict(sections)}


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), end=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_out_is_the_same_scenario(seed: int, end: str) -> None:
    random = Random(seed)
    text = written(some_scenario(random), random, blocks=False).replace("\n", end)
    model = read_text(text, "case.yaml")
    found = expanded_text(model.source)
    assert "mechanism:" not in found
    again = read_text(found, "case.yaml")
    assert portrait(again) == portrait(model)
    assert [w.code for w in again.warnings] == [w.code for w in model.warnings]
    # Comments within `use` go with it; all others stay.
    plain = text.replace("\r\n", "\n")
    layout = lay_out(plain)
    used = next(entry for entry in layout.root.entries if entry.key and entry.key.text == "use")
    steps = [
        item
        for entry in layout.root.entries
        if entry.key and entry.key.text == "play"
        for item in getattr(entry.value, "entries", [])
        if any(inner.key and inner.key.text == "use" for inner in getattr(item.value, "entries", []))
    ]
    last_line = plain.find("\n", used.value.end)
    gone = [
        (used.start, last_line if last_line >= 0 else len(plain)),
        *((item.start, item.value.end) for item in steps),
    ]
    outside = [c.text for c in layout.comments if not any(a <= c.start < b for a, b in gone)]
    kept = Counter(c.text for c in lay_out(found.replace("\r\n", "\n")).comments)
    assert Counter(outside) - kept == Counter()
    assert expanded_text(SourceText("case.yaml", found)) == found
