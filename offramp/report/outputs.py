"""The part of the page that shows the quantities that a scenario wants followed (`output:`)."""

from offramp.core.numbers import quantity
from offramp.report import figures
from offramp.report.markup import Html, el, join, table, words
from offramp.report.timelines import folded
from offramp.report.wording import Data, Wording, capital


def outputs(wording: Wording) -> Html | None:
    """For each view a table of the quantities over time; None where the scenario asks for none."""
    found = [
        folded(wording.say("outputs.fold", view=wording.view(view)), _over_time(view, data, wording))
        for view, data in wording.views.items()
        if _names(data)
    ]
    if not found:
        return None
    return join(el("p", wording.say("outputs.reading"), class_="note"), found)


def _names(data: Data) -> list[str]:
    return list(dict.fromkeys(name for item in data.get("timeline") or [] for name in item.get("outputs") or {}))


def _over_time(view: str, data: Data, wording: Wording) -> Html:
    names = _names(data)
    rows = [
        (words(label), [_shown((item.get("outputs") or {}).get(name)) for name in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = wording.said.phrase("outputs.caption", view=words(wording.view(view)))
    columns = [words(capital(wording.quantity(name))) for name in names]
    return table(caption, columns, rows, wording.say("corner.period"), "tight")


def _shown(found: Data | None) -> str:
    return quantity((found or {}).get("mean"), (found or {}).get("error"))
