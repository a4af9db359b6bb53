"""The report of a run as one offline page: the first page in plain words, and behind it all that it rests on."""

from offramp.report import trust
from offramp.report.answers import masthead
from offramp.report.catalogue import Catalogue
from offramp.report.markup import clean, el
from offramp.report.page import contents_and_sections, sections
from offramp.report.shell import document
from offramp.report.wording import Data, Wording


def report_page(data: Data, said: Catalogue) -> str:
    """The page as text. The same data gives the same page, byte for byte."""
    wording = Wording.of(data)
    scenario: Data = data["scenario"]
    parts = [(name, heading, inside) for name, heading, inside in sections(data, wording) if inside]
    body = el(
        "body",
        el("a", said.say("page.skip"), href="#answer", class_="skip"),
        masthead(data, wording),
        *contents_and_sections(parts, said),
        el("footer", trust.provenance(data, wording)),
    )
    return document(clean(scenario["title"] or scenario["id"]), said.language, body)
