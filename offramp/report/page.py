"""One offline HTML file from the result of `analyse --json`: no script, no request to anywhere."""

from collections.abc import Sequence
from pathlib import Path

from offramp.report import comparison, timelines, trust, world_tables
from offramp.report import verdict_tables as verdicts
from offramp.report.answers import answers, masthead
from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.figures import ending_colours
from offramp.report.glossary import reading
from offramp.report.markup import Html, clean, el, join, words
from offramp.report.number_links import RestsOn
from offramp.report.outputs import outputs
from offramp.report.shell import document
from offramp.report.wording import Data, Wording


def write_page(analysis: Data, path: Path) -> None:
    """Write the page for `analysis` (the dictionary that `analyse --json` prints) to `path`."""
    path.write_text(page(analysis), encoding="utf-8")


def page(analysis: Data, said: Catalogue | None = None) -> str:
    """The page as text, in English where no other words are given. The same analysis gives the same page, byte for
    byte."""
    said = said or catalogue()
    wording = Wording.of(analysis, said)
    scenario: Data = analysis.get("scenario") or {}
    title = clean(scenario.get("title") or scenario.get("id") or said.say("page.untitled"))
    parts = [(name, heading, inside) for name, heading, inside in sections(analysis, wording, said) if inside]
    body = el(
        "body",
        el("a", said.say("page.skip"), href="#answer", class_="skip"),
        masthead(analysis, wording),
        *contents_and_sections(parts, said),
        el("footer", trust.provenance(analysis, wording)),
    )
    return document(title, said.language, body)


def contents_and_sections(parts: Sequence[tuple[str, str, Html]], said: Catalogue) -> tuple[Html, Html]:
    """The list of links, and the sections that they lead to: (name, heading, what is inside)."""
    contents = [el("li", el("a", heading, href=f"#{name}")) for name, heading, _ in parts]
    listed = [
        el("section", el("h2", heading, id=f"{name}-heading"), inside, id=name, aria_labelledby=f"{name}-heading")
        for name, heading, inside in parts
    ]
    return el("nav", el("ul", contents), aria_label=said.say("page.contents")), el("main", listed)


def sections(
    analysis: Data, wording: Wording, said: Catalogue, rests_on: RestsOn | None = None
) -> list[tuple[str, str, Html | None]]:
    """The sections in their order: (name, heading, what is inside, or None). rests_on: of a number, the link to what it
    rests on, where the page says so."""
    actors = wording.actors()
    colours = ending_colours(wording.endings())
    many = len(wording.views) > 1
    answer_rests_on = rests_on("answer") if rests_on is not None else None
    nobody = el("p", said.say("report.heading.nobody"))
    return [
        (
            "answer",
            said.say("report.heading.answers") if many else said.say("report.heading.answer"),
            join(answers(wording), el("p", answer_rests_on) if answer_rests_on is not None else None),
        ),
        (
            "trapped",
            said.say("report.heading.trapped"),
            join(verdicts.verdicts(wording, rests_on), timelines.reaches(wording)) if actors else nobody,
        ),
        ("exits", said.say("report.heading.exits"), timelines.exits(wording) if actors else None),
        ("endings", said.say("report.heading.endings"), timelines.endings(wording, colours)),
        (
            "views",
            said.say("report.heading.views") if many else said.say("report.heading.numbers"),
            join(
                comparison.side_by_side(wording, rests_on),
                comparison.group_key(wording),
                comparison.differing_assumptions(wording),
            ),
        ),
        (
            "levels",
            said.say("report.heading.levels"),
            join(verdicts.verdicts_by_level(wording), timelines.verdicts(wording)) if actors else None,
        ),
        ("worlds", said.say("report.heading.worlds"), world_tables.section(analysis, wording, rests_on)),
        ("options", said.say("report.heading.options"), _options(wording) if actors else None),
        ("stocks", said.say("report.heading.stocks"), timelines.stocks(wording)),
        ("outputs", said.say("report.heading.outputs"), outputs(wording)),
        ("beliefs", said.say("report.heading.beliefs"), comparison.beliefs(wording)),
        ("certificate", said.say("report.heading.certificate"), trust.certificate(wording)),
        ("reading", said.say("report.heading.reading"), reading(said)),
    ]


def _options(wording: Wording) -> Html:
    return join(
        [
            join(el("h3", words(wording.actor(a))), verdicts.dilemmas(a, wording), verdicts.options(a, wording))
            for a in wording.actors()
        ]
    )
