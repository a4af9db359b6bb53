"""What `offramp check` says of a scenario that is in order: what it has, what to look at, what rests on judgement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.cli.source_words import coverage_sentence, verification_sentence
from offramp.core.diagnostic_codes import CODES
from offramp.core.numbers import as_written
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = Mapping[str, Any]

_SHOWN: Final = 3  # of one kind; the rest with --all
_NUMBERS_SHOWN: Final = 8
# What may make results wrong comes first, what is left over last.
_IMPORTANCE: Final = (
    "W508", "W509", "W506", "W507", "W501", "W504", "W521", "W520", "W522", "W511", "W512", "W510", "W415",
)  # fmt: skip
_LEFT_OVER: Final = ("W502", "W503", "W505")
_COUNTED: Final = (
    "actors", "options", "assumptions", "switches", "modes", "stocks", "endings", "offramps", "claims", "forecasts",
    "evidence", "views", "sources", "periods",
)  # fmt: skip
_SINGULAR: Final = {"switches": "switch", "offramps": "off-ramp", "evidence": "series of evidence"}
_PLURAL: Final = {"offramps": "off-ramps", "evidence": "series of evidence"}


def check_text(report: Data, width: int = WIDTH, everything: bool = False) -> str:
    """A scenario that is in order. `everything`: no list is cut short."""
    counts: Data = report["counts"]
    named = [
        f"{n} {_PLURAL.get(what, what) if n != 1 else _SINGULAR.get(what, what.removesuffix('s'))}"
        for what, n in counts.items()
        if n and what in _COUNTED
    ]
    if not counts["periods"]:
        named.append("an open horizon")
    found = report["warnings"]
    title = clean(report["scenario"]["title"] or report["scenario"]["id"])
    warned = f", with {len(found)} warning{'s' if len(found) != 1 else ''}" if found else ""
    warnings, cut = _warnings(found, width, everything)
    numbers, cut_numbers = _numbers(report["judgements"]["numbers"], width, everything)
    more = "offramp check --all shows every warning and every number." if cut or cut_numbers else ""
    return sections(
        [
            paragraph(f"“{title}” is in order{warned}: {listed(named)}.", width),
            warnings,
            paragraph(_sources(report["coverage"]), width) if _sources(report["coverage"]) else "",
            _judgements(report["judgements"]["assumptions"], width, everything),
            numbers,
            paragraph(more, width) if more else "",
        ]
    )


def _warnings(found: Sequence[Data], width: int, everything: bool) -> tuple[str, bool]:
    kinds: dict[str, list[Data]] = {}
    for warning in found:
        kinds.setdefault(warning["code"], []).append(warning)
    parts, cut = [], False
    for code in sorted(kinds, key=_rank):
        of_kind = kinds[code]
        shown = of_kind if everything or len(of_kind) <= _SHOWN + 1 else of_kind[:_SHOWN]
        left = len(of_kind) - len(shown)
        cut = cut or left > 0
        number = f", {len(of_kind)} times" if len(of_kind) > 1 else ""
        parts.append(
            "\n".join(
                [
                    f"{CODES[code].title if code in CODES else 'Warning'} [{code}]{number}:",
                    *(bullet(_warning(warning), width) for warning in shown),
                    *([bullet(f"… and {left} more", width)] if left else []),
                ]
            )
        )
    return "\n".join(parts), cut


def _rank(code: str) -> tuple[int, str]:
    if code in _IMPORTANCE:
        return _IMPORTANCE.index(code), code
    return (len(_IMPORTANCE) + (_LEFT_OVER.index(code) + 1 if code in _LEFT_OVER else 0)), code


def _warning(warning: Data) -> str:
    at = warning.get("used_at") or warning  # in a mechanism the author can change nothing but how it is used
    place = f"line {at['line']}: " if at.get("line") else ""
    said = sentence(f"{place}{clean(warning['message'])}")
    return f"{said} Mend: {sentence(clean(warning['remedy']))}" if warning.get("remedy") else said


def _sources(counts: Data) -> str:
    cites = coverage_sentence(counts) if counts["with_source"] else ""
    phrases = counts["anchors"] - counts["no_phrase"]
    verified = verification_sentence(counts) if phrases else ""
    verified = verified[:1].upper() + verified[1:]
    return " ".join(part for part in ("Sources:" if cites or verified else "", cites, verified) if part)


def _judgements(found: Sequence[Data], width: int, everything: bool) -> str:
    if not found:
        return ""
    if not everything:
        names = [clean(j["name"]) for j in found]
        shown = names if len(names) <= 2 * _NUMBERS_SHOWN else [*names[: 2 * _NUMBERS_SHOWN], f"{len(names) - 16} more"]
        plain = [clean(j["name"]) for j in found if not j["note"]]
        one = len(found) == 1
        said = f"Judgement, {'an assumption' if one else 'assumptions'} without a source: {listed(shown)}."
        if plain and len(plain) < len(found):
            said += f" No reason at all is given for {listed(plain)}."
        elif plain:
            said += " No reason is given for any of them." if not one else " No reason is given for it."
        return paragraph(said, width)
    lines = []
    for j in found:
        why = clean(j["note"]) if j["note"] else "no reason given"
        lines.append(bullet(f"line {j['line']}: {clean(j['name'])} = {as_written(j['value'])}, {why}", width))
    return "\n".join(["Judgement, assumptions without a source:", *lines])


def _numbers(found: Sequence[Data], width: int, everything: bool) -> tuple[str, bool]:
    """Numbers that stand in expressions: guesses as well, and no view or draw varies them."""
    if not found:
        return "", False
    if everything:
        lines = [bullet(f"line {n['line']}: {as_written(n['value'])} in {clean(n['where'])}", width) for n in found]
        return "\n".join(["Numbers written into expressions, which no view or draw varies:", *lines]), False
    shown = [f"{as_written(n['value'])} (line {n['line']})" for n in found[:_NUMBERS_SHOWN]]
    left = len(found) - len(shown)
    if left:
        shown.append(f"{left} more")
    said = f"Numbers written into expressions, which no view or draw varies: {listed(shown)}."
    return paragraph(said, width), left > 0
