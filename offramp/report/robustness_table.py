"""How each option at the start does over the worlds of all views, each view counting alike."""

from offramp.core.numbers import level as as_level
from offramp.core.numbers import quantity, share
from offramp.report.markup import Html, el, join, table, words
from offramp.report.number_links import behind
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording, capital


def robustness(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where nobody has a choice at the start."""
    said = links.said
    parts = []
    for actor, found in data["hinges"]["choices"].items():
        heads: list[str | Html] = [
            said.say("report.robustness.best"),
            said.say("report.robustness.satisfied", level=as_level(data["level"])),
            said.say("report.robustness.mean"),
            said.say("report.robustness.high"),
            said.say("report.robustness.largest"),
        ]
        rows = [
            (
                words(capital(wording.option(one["option"]))),
                [
                    share(one["best"]),
                    share(one["satisfied"]),
                    *(quantity(one[name]) for name in ("mean_regret", "high_regret", "largest_regret")),
                ],
            )
            for one in found["options"]
        ]
        caption = join(
            words(capital(wording.actor(actor))),
            ": ",
            said.say("report.robustness.caption"),
            behind(f"value({actor})", links.rests_on),
        )
        parts.append(table(caption, heads, rows, said.say("report.robustness.option"), "tight"))
    return join(parts, el("p", said.say("report.robustness.reading"), class_="note")) if parts else None
