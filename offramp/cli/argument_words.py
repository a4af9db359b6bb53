"""Claims over the worlds of a run, in words: the finding, each claim, and then the argument that they make together."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from offramp.cli.hinge_words import run_wording
from offramp.cli.judged_words import WORDS
from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.cli.question_words import quoted
from offramp.core.numbers import as_written, share, tally
from offramp.report.markup import clean
from offramp.report.wording import Wording, listed, mid_sentence

Data = Mapping[str, Any]

BY_CHANCE: Final = 0.01  # what chance explains as easily as this isn't told on the terminal
MOST_SHOWN: Final = 8  # of contradictions, and of consequences; `--json` has all
_BESIDE: Final = ("fails", "too_close", "vacuous", "unsupported", "not_judged")


def run_claims_text(result: Data, width: int = WIDTH) -> str:
    """The whole of what `offramp claims RUN` prints."""
    names = run_wording(result)
    return sections(
        [
            paragraph(_finding(result), width),
            *(_claim(name, claim, names, width) for name, claim in result["claims"].items()),
            _argument(result, names, width),
            _left_out(result, names, width),
            _reading(result, width),
        ]
    )


def _finding(result: Data) -> str:
    argument, count = result["argument"], len(result["claims"])
    title = clean(result["scenario"]["title"])
    said = f"“{title}” makes {count} claim{'s' if count != 1 else ''}. "
    one_view = len(result["views"]) == 1
    counted = {
        "hold{} in nearly all worlds" if one_view else "hold{} in nearly all worlds of every view": "in_every_view",
        "hold{} so in one view only": "in_one_view",
        "hold{} in no world": "nowhere",
    }
    parts = []
    for words, key in counted.items():
        number = len(argument[key])
        if number:
            parts.append(f"{number} {words.format('s' if number == 1 else '')}")
    said += f"Over {result['worlds']:,} worlds{'' if one_view else ' in each view'} "
    return said + (f"{listed(parts)}." if parts else "none of them holds nearly everywhere, and each holds in some.")


def _claim(name: str, claim: Data, names: Wording, width: int) -> str:
    head = f"{clean(name)}: {clean(claim['means'])}{quoted(claim['quote'])}"
    lines = [paragraph(sentence(head), width, "", "  ")]
    if claim["holds"] is None:
        reason = f": {clean(claim['reason'])}" if claim["reason"] else ""
        return "\n".join([*lines, bullet(sentence(f"Not formalised{reason}"), width)])
    lines.append(bullet(f"read as: {clean(claim['words'])} [{claim['holds']}]", width))
    if claim["left_out"]:
        reasons = "; ".join(dict.fromkeys(clean(reason) for reason in claim["left_out"]))
        return "\n".join([*lines, bullet(sentence(f"Not judged over worlds: {reasons}"), width)])
    for view, found in claim["views"].items():
        lines.append(bullet(f"{names.view(view)}: {_said(found)}", width))
    return "\n".join(lines)


def _said(found: Data) -> str:
    """`holds in 83 (42%: 35% to 49%), too close to call in 3. It hinges on aid: …`"""
    counts = found["counts"]
    parts = [f"holds in {tally(**counts['holds'])}"]
    parts += [f"{WORDS[one][1]} in {counts[one]['count']:,}" for one in _BESIDE if counts[one]["count"]]
    if counts["unsolved"]["count"]:
        parts.append(f"{counts['unsolved']['count']:,} could not be solved")
    return sentence(", ".join(parts)) + (f" {_hinge(found['hinge'])}" if found["hinge"] else "")


def _hinge(hinge: Data) -> str:
    low, high = (f"{100 * hinge[end]:.0f}%" for end in ("low_share", "high_share"))
    even = "".join(f", even at {one['value']:.3g}" for one in hinge["crossings"])
    return f"Hinges on {clean(hinge['assumption'])} most: {low} where that is low, {high} where it is high{even}."


def _argument(result: Data, names: Wording, width: int) -> str:
    found, said = result["argument"], []
    every = [clean(one["claim"]) for one in found["in_every_view"]]
    if every:
        sure = [clean(one["claim"]) for one in found["in_every_view"] if one["in_all_worlds"]]
        where = "in every view" if len(result["views"]) > 1 else ""
        all_of_them = f" In all worlds: {listed(sure)}." if sure else ""
        said.append(
            f"Hold {where} in at least {share(found['almost_all'], 0.0)} of the worlds: {listed(every)}.{all_of_them}"
        )
    by_view: dict[str, list[str]] = {}
    for one in found["in_one_view"]:
        by_view.setdefault(one["view"], []).append(clean(one["claim"]))
    said += [f"Hold so only in one view, {names.view(view)}: {listed(claims)}." for view, claims in by_view.items()]
    said += [_nowhere(one) for one in found["nowhere"]]
    said += _told(found["contradictions"], _contradiction)
    said += _told(_once(found["consequences"]), _consequence)
    if not found["triples_looked_for"]:
        said.append("With so many claims, only pairs of them were looked at for contradictions.")
    if not said:
        said = [
            "No claim holds nearly everywhere or nowhere, no two contradict each other, and none follows from another."
        ]
    head = f"The argument as a whole, over {found['worlds']:,} worlds of all views:"
    return "\n".join([paragraph(head, width), *(bullet(" ".join(one.split()), width) for one in said)])


def _told(listed_ones: Iterable[Data], words: Any) -> list[str]:
    """The first of them that chance wouldn't explain as well, and how many more there are."""
    every = list(listed_ones)
    likely = [one for one in every if one["by_chance"] < BY_CHANCE]
    said = [words(one) for one in likely[:MOST_SHOWN]]
    if len(likely) > MOST_SHOWN:
        said.append(f"And {len(likely) - MOST_SHOWN} more such (--json lists them).")
    return said


def _once(consequences: Iterable[Data]) -> Iterable[Data]:
    """Claims that hold in the same worlds are told once."""
    told: set[frozenset[str]] = set()
    for one in consequences:
        pair = frozenset((one["claim"], one["of"]))
        if pair not in told:
            yield one
        if one["mutual"]:
            told.add(pair)


def _nowhere(one: Data) -> str:
    if one["unclear"]:
        return f"{clean(one['claim'])} surely holds in no world, and is too close to call in {one['unclear']:,}."
    return f"{clean(one['claim'])} holds in no world ({_bound(one, 'of them')})."


def _contradiction(one: Data) -> str:
    claims = [clean(claim) for claim in one["claims"]]
    counts = listed([f"{count:,}" for count in one["counts"]])
    any_two = ", any two of them in some" if len(claims) > 2 else ""
    return (
        f"{listed(claims)} contradict each other: they hold in {counts} worlds{any_two}, and together in none "
        f"({_bound(one, 'of the worlds')})."
    )


def _consequence(one: Data) -> str:
    claim, of = clean(one["claim"]), clean(one["of"])
    if one["mutual"]:
        return f"{claim} and {of} hold in the same {one['count']:,} worlds."
    return (
        f"{claim} follows from {of}: it holds in all of the {one['count']:,} worlds in which that does "
        f"({_bound(one, 'of them', 'not so in ')})."
    )


def _bound(one: Data, of: str, lead: str = "") -> str:
    """`at most 0.3% of the worlds; too close to call in 4`"""
    percent = as_written(float(f"{100 * one['most']:.2g}"))
    most = f"{lead}at most {percent}% {of}"
    return most + (f"; too close to call in {one['unclear']:,}" if one["unclear"] else "")


def _left_out(result: Data, names: Wording, width: int) -> str:
    """Options and answers that no claim mentions."""
    lines = []
    for actor, found in result["unmentioned"]["options"].items():
        for one in found["unmentioned"]:
            best = [
                f"{tally(**share_)} ({names.view(view)})" for view, share_ in one["best"].items() if share_["count"]
            ]
            worth = f"worth more to it than any other at the start in {listed(best)}" if best else "best in no world"
            said = f"{names.option(one['option'])}, of {mid_sentence(names.actor(actor))}: {worth}."
            lines.append(bullet(said, width))
    for one in result["unmentioned"]["answers"]:
        first = [f"{tally(**share_)} ({names.view(view)})" for view, share_ in one["first"].items() if share_["count"]]
        worth = f"the likeliest answer in {listed(first)}" if first else "likeliest in no world"
        lines.append(bullet(f"the answer {names.group(one['group'])}: {worth}.", width))
    if not lines:
        return ""
    return "\n".join([paragraph("What no claim mentions, beside what claims do mention:", width), *lines])


def _reading(result: Data, width: int) -> str:
    said = (
        "A share of worlds is no probability: it says how much of what isn't known leads there. A contradiction or "
        "consequence is told here if chance alone would bring it about in less than one case in a hundred; it "
        "is one of these worlds, and need not be one of logic. "
        f"offramp hinges {clean(result['run'])} has the whole of what each claim hinges on."
    )
    return paragraph(said, width)
