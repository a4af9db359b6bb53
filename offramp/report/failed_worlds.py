"""The worlds that could not be solved: how many, and where among the assumptions they lie."""

from offramp.core.numbers import tally, three_digits
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording


def failed_worlds(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where all worlds were solved."""
    said = links.said
    rows = []
    for view, found in data["run"]["views"].items():
        failed: Data | None = found["failed"]
        if failed and failed["count"]:
            first = found["failures"][0]["diagnostic"]
            why = join(el("code", words(first["code"])), " ", words(first["message"]))
            rows.append((words(wording.view(view)), [tally(**failed), _where(found["failed_where"], links), why]))
    if not rows:
        return None
    heads: list[str | Html] = [
        said.say("report.failed.count"),
        said.say("report.failed.where"),
        said.say("report.failed.why"),
    ]
    return join(
        table(said.say("report.failed.caption"), heads, rows, said.say("report.failed.view"), "cells"),
        el("p", said.say("report.failed.reading"), class_="note"),
    )


def _where(places: list[Data], links: Links) -> Html | str:
    parts = [
        el(
            "li",
            links.assumption(one["assumption"]),
            " ",
            links.said.say("report.failed.between", low=three_digits(one["lowest"]), high=three_digits(one["highest"])),
        )
        for one in places
    ]
    return el("ul", parts, class_="tightly") if parts else "–"
