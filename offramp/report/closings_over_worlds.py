"""When each way out closes over the worlds of a run, and how far the chances of the endings spread."""

from collections.abc import Mapping

from offramp.core.numbers import MISSING, share, tally
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording, capital

_LEAST = 0.005  # an ending whose chance is below this in every world has no row


def closings(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where no worlds were solved."""
    views: Mapping[str, Data] = {view: found for view, found in data["run"]["views"].items() if found["worlds"]}
    parts = [_actor(actor, views, wording, links) for actor in wording.actors()]
    parts.append(_endings(views, wording, links))
    found = [part for part in parts if part is not None]
    return join(found, el("p", links.said.say("report.closings.reading"), class_="note")) if found else None


def _actor(actor: str, views: Mapping[str, Data], wording: Wording, links: Links) -> Html | None:
    """A row for each option and view."""
    said = links.said
    options = dict.fromkeys(option for found in views.values() for option in found["closings"].get(actor) or {})
    rows: list[tuple[str | Html, list[str | Html]]] = []
    for option in options:
        for view, found in views.items():
            one: Data | None = found["closings"].get(actor, {}).get(option)
            if one is not None:
                behind = links.rests_on(f"closes({actor}, {option})")
                head = join(words(capital(wording.option(option))), " ", behind)
                rows.append((head, [words(wording.view(view)), *_cells(one, links)]))
    if not rows:
        return None
    heads: list[str | Html] = [
        said.say("report.closings.view"),
        said.say("report.closings.closes"),
        said.say("report.closings.first"),
        said.say("report.closings.reopens"),
        said.say("report.closings.never"),
        said.say("report.closings.close"),
    ]
    caption = join(words(capital(wording.actor(actor))), ": ", said.say("report.closings.caption"))
    return table(caption, heads, rows, said.say("report.closings.option"), "tight")


def _cells(one: Data, links: Links) -> list[str | Html]:
    return [
        tally(**one["closes"]),
        words(_when(one, links)),
        str(one["reopens"]["count"]),
        tally(**one["never"]),
        str(one["too_close"]["count"]),
    ]


def _when(one: Data, links: Links) -> str:
    """The middle of the first closings and their middle half; the lowest and the highest where worlds are few."""
    first: Data = one["first_closing"]
    if first["lowest"] is None:
        return MISSING
    labels: Data = one["labels"]
    shown = {name: labels.get(str(t), f"t = {t}") for name, t in first.items() if t is not None}
    if shown["lowest"] == shown["highest"]:
        return str(shown["lowest"])
    if first["q50"] is None:
        return links.said.say("report.closings.whole_spread", lowest=shown["lowest"], highest=shown["highest"])
    return links.said.say("report.closings.spread", q25=shown["q25"], q50=shown["q50"], q75=shown["q75"])


def _endings(views: Mapping[str, Data], wording: Wording, links: Links) -> Html | None:
    """A row for each ending that has a chance worth a row in any world."""
    said = links.said
    rows = []
    for ending in wording.endings():
        spreads = [found["endings"].get(ending) or {} for found in views.values()]
        if any((one.get("highest") or 0.0) >= _LEAST for one in spreads):
            head = join(words(capital(wording.ending(ending))), " ", links.rests_on(f"chance({ending})"))
            rows.append((head, [_spread(one, links) for one in spreads]))
    if not rows:
        return None
    many = any((one.get("q50") is not None) for found in views.values() for one in found["endings"].values())
    caption = said.say("report.closings.ending_caption") if many else said.say("report.closings.ending_caption_few")
    heads: list[str | Html] = [words(wording.view(view)) for view in views]
    return table(caption, heads, rows, said.say("report.closings.ending"), "tight")


def _spread(one: Data, links: Links) -> str:
    said = links.said
    if one.get("lowest") is None:
        return MISSING
    shown = {name: share(one[name], one["error"]) for name in ("lowest", "q05", "q50", "q95", "highest")}
    if one.get("q50") is None:
        return said.say("report.closings.from_to", low=shown["lowest"], high=shown["highest"])
    return said.say("report.closings.between", middle=shown["q50"], low=shown["q05"], high=shown["q95"])
