"""Structural choices in words: which case a result holds for, and which it says nothing about."""

from collections.abc import Mapping
from typing import Any

from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.markup import clean
from offramp.report.wording import capital, spoken

Data = Mapping[str, Any]


def cases_in_words(data: Data, said: Catalogue | None = None) -> list[str]:
    """A sentence for each switch: the case that was computed, and the cases that weren't."""
    found: Mapping[str, Data] = data.get("switches") or {}
    said = said or catalogue()
    return [
        said.say(
            "switches.case",
            switch=capital(spoken(clean(name))),
            case=spoken(clean(switch["case"])),
            others=said.listed([spoken(clean(case)) for case in switch["others"]]),
        )
        for name, switch in found.items()
    ]


def cases_played(data: Data) -> dict[str, str]:
    """The case of every switch that a result was computed with."""
    return {name: str(switch["case"]) for name, switch in (data.get("switches") or {}).items()}


def cases_over_views(views: Mapping[str, Data], names: Mapping[str, str]) -> list[str]:
    """The same over several views; where they differ, a sentence for each. `names`: what the views are called."""
    words = catalogue()
    found = {view: cases_in_words(data, words) for view, data in views.items()}
    rows = zip(*found.values(), strict=True)
    said = []
    for row in rows:
        if len(set(row)) == 1:
            said.append(row[0])
        else:
            said += [
                words.say("switches.of_view", view=capital(names[v]), said=t) for v, t in zip(found, row, strict=True)
            ]
    return said
