"""The claims of the documents: in how many worlds of each view each holds, where it stands, and what turns it."""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import tally, three_digits
from offramp.report.live_elements import of_all
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording

_BESIDE = ("fails", "too_close", "vacuous", "unsupported", "not_judged")
_GLYPHS = {"holds": "✓", "fails": "✗", "unclear": "≈", "mixed": "◐", "none": "–"}


def claims(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where no claim was judged."""
    found: Data | None = data["claims"]
    if not found:
        return None
    said = links.said
    rows = [
        (_head(name, claim, data, links), [_cell(name, view, found, links) for view in wording.views])
        for name, claim in found["claims"].items()
        if claim["holds"] is not None and not claim["left_out"]
    ]
    heads: list[str | Html] = [words(wording.view(view)) for view in wording.views]
    return join(
        el("p", _finding(found, links), class_="finding", data_part="claims-finding"),
        el("p", "", class_="note live-note", data_part="claims-note", hidden=""),
        table(said.say("claims.caption", worlds=found["worlds"]), heads, rows, said.say("claims.claim"), "cells")
        if rows
        else None,
        el("p", said.say("claims.reading"), class_="note"),
        _unjudged(found["claims"], data, links),
    )


def _finding(found: Data, links: Links) -> str:
    """How many claims hold nearly everywhere, in one view alone, and nowhere."""
    argument: Data = found["argument"]
    counts = {key: len(argument[key]) for key in ("in_every_view", "in_one_view", "nowhere")}
    return links.said.say("claims.finding", count=len(found["claims"]), **counts)


def _head(name: str, claim: Data, data: Data, links: Links) -> Html:
    """The claim with its locating phrase, and the way to what it rests on."""
    return el(
        "span",
        words(claim["means"] or name),
        _place(data["argument"]["claims"].get(name) or [], data, links),
        el("span", links.rests_on(f"claim({name})"), class_="sub"),
        id=links.claims[name],
    )


def _place(keys: Sequence[str], data: Data, links: Links) -> Html | None:
    if not keys:
        return el("span", links.said.say("claims.own"), class_="sub")
    return el("span", join(*[passage(key, data, links) for key in keys], by="; "), class_="sub")


def passage(key: str, data: Data, links: Links) -> Html:
    """A passage by its locating phrase, else by its place, linked to where all that cites it is listed."""
    one: Data = data["argument"]["passages"][key]
    shown = f"“{one['phrase']}”" if one["phrase"] else one["place"] or one["title"] or one["source"]
    return el("a", words(shown), href=f"#{links.passages[key]}")


def cell_facts(whole: Data) -> Data:
    """What cells and the sentence above them are made of, for a script that counts some worlds anew: in how many worlds
    of each view each claim that was judged holds, and the signs of cells."""
    judged = {name: claim for name, claim in whole["claims"].items() if claim["holds"] is not None}
    views = list(whole["views"])
    holds = {
        view: {
            name: one["views"][view]["counts"]["holds"]["count"] for name, one in judged.items() if view in one["views"]
        }
        for view in views
    }
    return {
        "count": len(whole["claims"]),
        "almost_all": whole["argument"]["almost_all"],
        "holds": holds,
        "glyphs": _GLYPHS,
        "beside": _BESIDE,
    }


def _cell(name: str, view: str, whole: Data, links: Links) -> Html | str:
    """Glyph and word, the share, what else it comes out as, and what it hinges on most."""
    found: Data | None = whole["claims"][name]["views"].get(view)
    if found is None:
        return _GLYPHS["none"]
    said, counts = links.said, found["counts"]
    sign = _sign(counts, whole["argument"]["almost_all"])
    beside = [said.say(f"claims.beside.{one}", count=counts[one]["count"]) for one in _BESIDE if counts[one]["count"]]
    if counts["unsolved"]["count"]:
        beside.append(said.say("claims.beside.unsolved", count=counts["unsolved"]["count"]))
    glyph = el("span", _GLYPHS[sign], " ", aria_hidden="true")
    counted = join(
        el("span", glyph, said.say(f"claims.sign.{sign}"), class_="status"),
        el("span", said.say(f"claims.holds_in.{sign}", tally=tally(**counts["holds"])), class_="number"),
        el("span", ", ".join(beside), class_="sub") if beside else None,
    )
    hinge = found["hinge"]
    return join(
        el("span", counted, data_claim=f"{view}|{name}"),
        el("span", _hinge(hinge, links), of_all(view), class_="sub") if hinge else None,
    )


def _sign(counts: Mapping[str, Data], almost_all: float) -> str:
    """Whether it holds or fails in nearly all worlds that it can be asked of, or can't be told in most of them."""
    asked = sum(counts[one]["count"] for one in ("holds", "fails", "too_close"))
    if not asked:
        return "none"
    for name in ("holds", "fails"):
        if counts[name]["count"] >= almost_all * asked:
            return name
    return "unclear" if 2 * counts["too_close"]["count"] > asked else "mixed"


def _hinge(hinge: Data, links: Links) -> Html:
    said = links.said
    ends = {end: f"{100 * hinge[end]:.0f}%" for end in ("low_share", "high_share")}
    turns = [
        said.say("claims.turns", **{end: three_digits(one[end]) for end in ("value", "low", "high")})
        for one in hinge["crossings"]
    ]
    return join(
        said.say("claims.hinges_on"), " ", links.assumption(hinge["assumption"]),
        ": ", said.say("claims.ends", **ends), "".join(f"; {turn}" for turn in turns),
    )  # fmt: skip


def _unjudged(claims_there: Mapping[str, Data], data: Data, links: Links) -> Html | None:
    """The claims that could not be judged, with the reasons."""
    items = []
    for name, claim in claims_there.items():
        if claim["holds"] is None:
            reason = claim["reason"] or links.said.say("claims.no_reason")
        elif claim["left_out"]:
            reason = "; ".join(dict.fromkeys(claim["left_out"]))
        else:
            continue
        items.append(
            el(
                "li",
                words(claim["means"] or name),
                ": ",
                words(reason),
                _place(data["argument"]["claims"].get(name) or [], data, links),
                id=links.claims[name],
            )
        )
    return join(el("h3", links.said.say("claims.not_judged")), el("ul", items, class_="plain")) if items else None
