"""What becomes of claims, as text: first how many hold where, then each claim with its numbers and its place."""

from collections.abc import Mapping
from typing import Any, Final

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence, table
from offramp.cli.question_words import quoted
from offramp.core.numbers import quantity, share
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = Mapping[str, Any]

WORDS: Final = {
    "holds": ("✓", "holds"),
    "fails": ("✗", "doesn't hold"),
    "too_close": ("≈", "too close to call"),
    "vacuous": ("–", "vacuous"),
    "unsupported": ("?", "unsupported"),
    "not_judged": ("!", "not judged"),
    "not_formalised": ("·", "not formalised"),
}
_MEANINGS: Final = {
    "too_close": "too close to call: the numerical error decides",
    "vacuous": "vacuous: it supposes what can't be in this game",
    "unsupported": "unsupported: what it takes as given happens in under 0.1% of the play",
    "not_formalised": "not formalised: the game has nothing that it could be checked against",
}


def claims_text(result: Data, width: int = WIDTH) -> str:
    """The whole of what `offramp claims` prints."""
    claims: Data = result["claims"]
    title = clean(result["scenario"]["title"])
    if not claims:
        return paragraph(f"“{title}” makes no claims. Write them under `claims`: docs/claims.md says how.", width)
    return sections(
        [
            _finding(title, result, width),
            _overview(result, width),
            *(_claim(name, claim, width) for name, claim in claims.items()),
            _meanings(result, width),
            _provenance(result, width),
        ]
    )


def _finding(title: str, result: Data, width: int) -> str:
    count = len(result["claims"])
    said = [f"“{title}” makes {count} claim{'s' if count != 1 else ''}."]
    for view, data in result["views"].items():
        counts = [f"{n} {_counted(judgement, n)}" for judgement, n in data["counts"].items() if n]
        said.append(f"{_view(view)}: {listed(counts)}.")
    lines = [paragraph(" ".join(said), width)]
    unresolved = [_view(view) for view, data in result["views"].items() if not data["resolved"]]
    if unresolved:
        lines.append(
            paragraph(
                f"NOT RESOLVED ({listed(unresolved)}): these numbers still depend on how finely they were computed. "
                "Take what they say of the claims as a first look.",
                width,
            )
        )
    return "\n".join(lines)


def _counted(judgement: str, count: int) -> str:
    word = WORDS[judgement][1]
    plural = {"holds": "hold", "fails": "don't hold"}
    return plural.get(judgement, word) if count != 1 else word


def _overview(result: Data, width: int) -> str:
    """Claims by views, where there are several views."""
    views = list(result["views"])
    if len(views) < 2:
        return ""
    rows = [["claim", *(view.replace("_", " ") for view in views)]]
    for name, claim in result["claims"].items():
        found = [WORDS[claim["views"][view]["judgement"]] for view in views]
        rows.append([clean(name), *(f"{glyph} {word}" for glyph, word in found)])
    return table(rows, width)


def _claim(name: str, claim: Data, width: int) -> str:
    views: Data = claim["views"]
    judgements = {value["judgement"] for value in views.values()}
    glyph = f"{WORDS[next(iter(judgements))][0]} " if len(judgements) == 1 else ""
    lines = [
        paragraph(sentence(f"{glyph}{clean(name)}: {clean(claim['means'])}{quoted(claim['quote'])}"), width, "", "  ")
    ]
    if claim["holds"] is None:
        return "\n".join([*lines, bullet(sentence(f"Not formalised: {clean(_reason(views))}"), width)])
    lines.append(bullet(f"read as: {clean(claim['words'])} [{claim['holds']}]", width))
    for view, value in views.items():
        head = f"{_view(view)}: " if len(views) > 1 or view != "as_written" else ""
        lines.append(bullet(f"{head}{_said(value)}", width))
        lines += [bullet(f"{fault['code']}: {clean(fault['message'])}", width, 2) for fault in value["faults"]]
    return "\n".join(lines)


def _reason(views: Data) -> str:
    return str(next((value["reason"] for value in views.values() if value["reason"]), "the file says why"))


def _said(value: Data) -> str:
    """`holds. chance(war) is 31% ± 2%.`"""
    word = WORDS[value["judgement"]][1]
    if value["judgement"] == "too_close" and value["holds"] is not None:
        word += f" (without the error it {'would hold' if value['holds'] else 'would fail'})"
    if value["holds"] is None:
        return sentence(f"{word}: {clean(value['reason'])}" if value["reason"] else word)
    numbers = [f"{clean(text)} {_number(one)}" for text, one in value["quantities"].items()]
    return sentence(f"{word}: {'; '.join(numbers)}" if numbers else word)


def _number(one: Data) -> str:
    found, error = one["value"], one["error"]
    if isinstance(found, bool):
        said = "is so" if found else "isn't so"
        return f"{said} ({clean(one['reason'])})" if one["reason"] else said
    if isinstance(found, str):
        others = [word for word in one["may_be"] if word != found]
        return f"is {found}" + (f", or within the error {listed(others)}" if others else "")
    number = share(found, error) if one["share"] else quantity(found, error)
    return f"is {number}" + (" (paths)" if one["how"] == "paths" else "")


def _meanings(result: Data, width: int) -> str:
    there = {value["judgement"] for claim in result["claims"].values() for value in claim["views"].values()}
    lines = [paragraph(f"{meaning}.", width) for judgement, meaning in _MEANINGS.items() if judgement in there]
    if any(one["how"] == "paths" for one in _quantities(result)):
        lines.append(paragraph("(paths): counted over paths on the exact rules, with twice the standard error.", width))
    return "\n".join(lines)


def _quantities(result: Data) -> list[Data]:
    return [
        one
        for claim in result["claims"].values()
        for value in claim["views"].values()
        for one in value["quantities"].values()
    ]


def _provenance(result: Data, width: int) -> str:
    changed = [f"{clean(name)} = {value}" for name, value in result["set"].items()]
    said = f"At each view's baseline{f' with {listed(changed)}' if changed else ''}; "
    said += (
        f"a way out is a chance of at least {share(result['level'], 0.0)} of an ending that the actor could live with."
    )
    return paragraph(f"{said} {clean(result['scenario']['path'])}, offramp {clean(result['offramp'])}.", width)


def _view(view: str) -> str:
    words = view.replace("_", " ")
    return words[:1].upper() + words[1:] if view == "as_written" else f"View {words}"
