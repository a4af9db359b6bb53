"""The first page: the question, its answer in three sentences, one picture, what would change it, and the documents.

It fits on one printed sheet, and needs no word of the tool's own.
"""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import three_digits
from offramp.report import figures, timelines
from offramp.report.catalogue import Catalogue
from offramp.report.figures import ending_colours
from offramp.report.findings import endings_finding
from offramp.report.first_sentences import leading_group, own_views, said_group, share_of, told
from offramp.report.live_elements import of_all
from offramp.report.markup import Html, el, join, words
from offramp.report.report_links import Links
from offramp.report.terms import Explained
from offramp.report.wording import Data, Wording, capital, mid_sentence, spoken

_MOST_HINGES = 2  # of each view
_MOST_SWITCHES = 3
_MOST_OFF_RAMPS = 3
_MOST_DOCUMENTS = 6


def first_page(data: Data, wording: Wording, links: Links) -> Html:
    """All that stands before the contents."""
    said, terms = links.said, Explained(links.said)
    scenario: Data = data["scenario"]
    question = scenario.get("question") or said.say("first_page.no_question")
    until = scenario.get("information_until")
    return el(
        "header",
        el(
            "p",
            said.say("first_page.overline"),
            " · ",
            words(scenario["title"]),
            join(" · ", words(said.say("first_page.until", date=until))) if until else None,
            class_="overline",
        ),
        el("h1", words(question), class_="question"),
        [
            el("p", terms.text(text), class_="finding", data_first=about)
            for about, text in told(data, wording, said).items()
            if text
        ],
        el("p", "", class_="note live-note", data_part="first-note", hidden=""),
        el("p", terms.text(said.say("first_page.brackets")), class_="note") if _shares(data) else None,
        _picture(Wording({view: wording.views[view] for view in own_views(data)}, wording.names, said), said),
        _changes(data, wording, links, terms),
        _documents(data, links),
        class_="first",
    )


def _shares(data: Data) -> bool:
    """Whether worlds are enough for shares."""
    views: Mapping[str, Data] = data["worlds"]["views"]
    return any((found.get("failed") or {}).get("share") is not None for found in views.values())


def _picture(wording: Wording, said: Catalogue) -> Html:
    """How it ends over time, each view beside the others."""
    colours = ending_colours(wording.endings())
    width = 300 if len(wording.views) >= 3 else 420
    return timelines.figure_row(
        "first",
        said.say("first_page.picture"),
        said.say("first_page.picture_table"),
        wording,
        lambda view, _: figures.outcome_fan(view, wording, colours, width),
        lambda view: endings_finding(view, wording),
    )


def _changes(data: Data, wording: Wording, links: Links, terms: Explained) -> Html:
    """Which uncertain numbers turn the answer, and where; then what could be offered."""
    said = links.said
    items = [words(item) for item in _switches(data, wording, said)]
    items += [item for view in own_views(data) for item in _hinges(view, data, wording, links)]
    items += [_off_ramp(one, found, wording, said) for found in data["off_ramps"] for one in _moving(found)]
    return join(
        el("h2", said.say("first_page.changes"), of_all()),
        el("ul", [el("li", item) for item in items], class_="plain")
        if items
        else el("p", terms.text(said.say("first_page.nothing_stands_out"))),
    )


def _switches(data: Data, wording: Wording, said: Catalogue) -> list[str]:
    """Structural questions that turn the answer or a verdict where they are settled otherwise."""
    found = []
    for one in data["run"]["switches"]:
        where = {key: spoken(one[key]) for key in ("switch", "case", "usual")}
        for turn in one["turned"]:
            shares = {
                "before": share_of(turn["usual_holds"], data["worlds"]["count"], said),
                "after": share_of(turn["here_holds"], data["worlds"]["count"], said),
            }
            if turn["kind"] == "answer":
                names = {end: said_group(wording.group(turn[end])) for end in ("usual", "here")}
                what = said.say("first_page.switch.answer", usual=names["usual"], here=names["here"], **shares)
            elif turn["kind"] == "verdict":
                actor = mid_sentence(wording.actor(turn["actor"]))
                what = said.say(
                    "first_page.switch.verdict",
                    actor=actor,
                    usual=wording.verdict(turn["usual"]),
                    here=wording.verdict(turn["here"]),
                    **shares,
                )
            else:
                continue
            found.append(said.say("first_page.switch.where", view=wording.view(one["view"]), what=what, **where))
    return found[:_MOST_SWITCHES]


def _hinges(view: str, data: Data, wording: Wording, links: Links) -> list[Html]:
    """The strongest hinges of the answer that leads in a view; where it has none, those of the verdicts."""
    group = leading_group(data["worlds"]["views"].get(view) or {})
    known: Sequence[Data] = data["hinges"]["views"][view]["conclusions"]
    answer = [one for one in known if one["kind"] == "answer" and one["what"] == group and one["hinges"]]
    verdicts = [one for one in known if one["kind"] == "verdict" and one["hinges"]]
    verdicts.sort(key=lambda one: -one["holds"]["count"])
    found = []
    for conclusion in [*answer, *verdicts][:1]:
        for hinge in conclusion["hinges"][:_MOST_HINGES]:
            found.append(join(_where(view, wording), _turn(conclusion, hinge, data, wording, links)))
    return found


def _where(view: str, wording: Wording) -> Html | None:
    return el("strong", words(wording.view(view)), ": ") if len(wording.views) > 1 else None


def _turn(conclusion: Data, hinge: Data, data: Data, wording: Wording, links: Links) -> Html:
    """An assumption, linked, and where the conclusion turns with it."""
    said, name = links.said, hinge["assumption"]
    unit = data["argument"]["assumptions"][name]["unit"]
    if conclusion["kind"] == "answer":
        what = said.say("first_page.likeliest", answer=said_group(wording.group(conclusion["what"])))
    else:
        actor = mid_sentence(wording.actor(conclusion["actor"]))
        what = said.say("first_page.actor_is", actor=actor, verdict=wording.verdict(conclusion["what"]))
    values = {"what": what, "low_end": _percent(hinge["low_share"]), "high_end": _percent(hinge["high_share"])}
    if hinge["crossings"]:
        first = hinge["crossings"][0]
        at = {end: _amount(first[end], unit if end == "value" else "") for end in ("value", "low", "high")}
        text = said.say(f"first_page.turns.{first['direction']}", **at, **values)
    else:
        sides = [hinge[end] < 0.5 for end in ("low_share", "high_share")]
        text = (
            said.say("first_page.moves", **values) if sides[0] == sides[1] else said.say("first_page.unsure", **values)
        )
    return join(el("a", words(_called(name, data)), href=f"#{links.assumptions[name]}"), ": ", words(text))


def _called(name: str, data: Data) -> str:
    """What an assumption means, with its name where another one means the same."""
    known: Mapping[str, Data] = data["argument"]["assumptions"]
    means = known[name]["means"]
    alike = [one for one in known.values() if one["means"] == means]
    return f"{means} ({spoken(name)})" if means and len(alike) > 1 else means or spoken(name)


def _amount(value: float, unit: str) -> str:
    shown = three_digits(value)
    return f"{shown} {unit}" if unit and unit not in ("share", "probability", "index") else shown


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def _moving(found: Data) -> list[Data]:
    return [one for one in found["offramps"] if one["moves"] == "towards_free"][:_MOST_OFF_RAMPS]


def _off_ramp(one: Data, found: Data, wording: Wording, said: Catalogue) -> Html:
    """What is done, whom it helps, whether whoever must do it would, and until when it works."""
    actor = mid_sentence(wording.actor(found["actor"]))
    text = said.say(
        "first_page.off_ramp", what=capital(one["words"]), actor=actor, verdict=wording.verdict(one["verdict"])
    )
    names: Mapping[str, Data] = found["baseline"]["values"]
    offers = [names[who]["name"] for who, bound in one["binds"].items() if bound["would_offer"]]
    refuses = [names[who]["name"] for who, bound in one["binds"].items() if bound["would_offer"] is False]
    parts = [text]
    if offers:
        parts.append(said.say("first_page.offers", who=said.listed(offers)))
    if refuses:
        parts.append(said.say("first_page.refuses", who=said.listed(refuses)))
    if one["until"] is not None:
        parts.append(said.say("first_page.begin_by", label=one["until"]["label"]))
    return words("; ".join(parts) + ".")


def _documents(data: Data, links: Links) -> Html | None:
    """The documents with their stance, those that most rests on first."""
    said = links.said
    documents: Mapping[str, Data] = data["argument"]["documents"]
    if not documents:
        return el("p", said.say("first_page.no_documents"), class_="note")
    order = sorted(documents, key=lambda name: -len(documents[name]["passages"]))
    shown = [
        el(
            "li",
            el("a", words(documents[name]["title"]), href=f"#{links.documents[name]}"),
            " (",
            words(documents[name]["stance"] or said.say("report.no_stance")),
            join(", ", words(documents[name]["date"])) if documents[name]["date"] else None,
            ")",
        )
        for name in order[:_MOST_DOCUMENTS]
    ]
    left = len(order) - len(shown)
    more = el("li", el("a", said.say("first_page.more_documents", count=left), href="#trace")) if left > 0 else None
    return join(el("h2", said.say("first_page.documents")), el("ul", shown, more, class_="plain documents"))
