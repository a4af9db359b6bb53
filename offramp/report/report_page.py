"""The report of a run as one offline page: the first page in plain words, and behind it all that it rests on."""

from collections.abc import Mapping

from offramp.report import trust
from offramp.report.asking_section import asking
from offramp.report.assumptions_table import assumptions
from offramp.report.catalogue import Catalogue
from offramp.report.claims_table import claims
from offramp.report.closings_over_worlds import closings
from offramp.report.failed_worlds import failed_worlds
from offramp.report.first_page import first_page
from offramp.report.live_elements import of_all
from offramp.report.markup import Html, clean, el, join
from offramp.report.off_ramps_table import off_ramps
from offramp.report.page import contents_and_sections, sections
from offramp.report.pictures import PICTURES, pictures
from offramp.report.report_links import Links
from offramp.report.robustness_table import robustness
from offramp.report.scoreboard import scoreboard
from offramp.report.shell import document
from offramp.report.terms import glossary_of_terms
from offramp.report.trace import documents, trace
from offramp.report.wording import Data, Wording

# The order of the sections: what is the answer, how sure is it, what is it made from. The others follow those before.
_BEFORE = {
    "trapped": (PICTURES, "asking"),
    "options": ("closings",),
    "certificate": ("claims", "forecasts", "off-ramps", "robustness", "failed"),
    "reading": ("assumptions", "trace", "documents"),
}
# What they say of worlds stays what it is of all, whatever a reader narrows.
_OF_ALL = ("closings", "forecasts", "off-ramps", "robustness")


def report_page(data: Data, said: Catalogue) -> str:
    """The page as text. The same data gives the same page, byte for byte."""
    wording, links = Wording.of(data, said), Links.of(data, said)
    scenario: Data = data["scenario"]
    drawn = pictures(data, wording, said)
    sliders, script = asking(data, said)
    body = el(
        "body",
        el("a", said.say("page.skip"), href="#answer", class_="skip"),
        first_page(data, wording, links),
        *contents_and_sections(_sections(data, wording, links, drawn, sliders), said),
        el("footer", trust.provenance(data, wording)),
    )
    return document(clean(scenario["title"] or scenario["id"]), said.language, body, [script] if script else ())


def _sections(
    data: Data, wording: Wording, links: Links, drawn: Mapping[str, Html], sliders: Html | None
) -> list[tuple[str, str, Html]]:
    """All sections that have something in them, in their order: (name, heading, what is inside)."""
    said = links.said
    own: dict[str, Html | None] = {
        PICTURES: drawn.get(PICTURES),
        "asking": sliders,
        "closings": closings(data, wording, links),
        "claims": claims(data, wording, links),
        "forecasts": scoreboard(data, wording, links),
        "off-ramps": off_ramps(data, wording, links),
        "robustness": robustness(data, wording, links),
        "failed": failed_worlds(data, wording, links),
        "assumptions": assumptions(data, wording, links),
        "trace": trace(data, wording, links),
        "documents": documents(data, wording, links),
    }
    found: list[tuple[str, str, Html]] = []
    for name, heading, inside in sections(data, wording, said, links.rests_on):
        before = _BEFORE.get(name, ())
        for one in before:
            if (part := own[one]) is not None:
                part = join(part, drawn.get(one)) if one != PICTURES else part
                part = join(el("div", of_all(), class_="note"), part) if one in _OF_ALL else part
                found.append((one, said.say(f"report.section.{one.replace('-', '_')}"), part))
        if name == "reading" and inside is not None:
            inside = join(el("h3", said.say("report.terms_heading")), glossary_of_terms(said), inside)
        if inside is not None:
            found.append((name, heading, inside))
    return found
