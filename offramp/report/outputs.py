"""The part of the page that shows the quantities that a scenario wants followed (`output:`)."""

from offramp.core.numbers import quantity
from offramp.report import figures
from offramp.report.markup import Html, el, join, table, words
from offramp.report.timelines import folded
from offramp.report.wording import Data, Wording, capital


def outputs(wording: Wording) -> Html | None:
    """For each view a table of the quantities over time; None where the scenario asks for none."""
    found = [
        folded(f"{wording.view(view)}: quantities over time", _over_time(view, data, wording))
        for view, data in wording.views.items()
        if _names(data)
    ]
    if not found:
        return None
    note = el(
        "p",
        "Means over the play that is still going on when a period begins; a yes/no is shown as its share. What depends "
        "on choices or chances of the period is taken at its end, everything else at its start. The errors are those "
        "of the sample of paths; ≈ marks a number whose error isn’t known.",
        class_="note",
    )
    return join(note, found)


def _names(data: Data) -> list[str]:
    return list(dict.fromkeys(name for item in data.get("timeline") or [] for name in item.get("outputs") or {}))


def _over_time(view: str, data: Data, wording: Wording) -> Html:
    names = _names(data)
    rows = [
        (words(label), [_shown((item.get("outputs") or {}).get(name)) for name in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = join(words(wording.view(view)), ": mean over the play still going on")
    return table(caption, [words(capital(wording.quantity(name))) for name in names], rows, "Period", "tight")


def _shown(found: Data | None) -> str:
    return quantity((found or {}).get("mean"), (found or {}).get("error"))
