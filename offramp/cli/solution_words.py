"""A `solve` result as text: the answer, who is trapped, the numbers, how far to trust them, what else to know."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.certificate_words import certificate, not_resolved
from offramp.cli.exit_words import closings
from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence, table
from offramp.cli.output_words import outputs
from offramp.cli.stage_words import equilibria
from offramp.cli.verdict_words import measures, options, rationality, who_is_trapped
from offramp.core.numbers import as_written, points, quantity, share
from offramp.report.markup import clean
from offramp.report.numeric_lines import fold_names
from offramp.report.switches import cases_in_words
from offramp.report.wording import Wording, capital, listed, mid_sentence

Data = Mapping[str, Any]

_LEAST_MASS = 0.001  # nothing is said about play rarer than this
MOST_TIES = 8


def solution_text(result: Data, width: int = WIDTH) -> str:
    """The whole of a solution, the answer to the scenario's question first."""
    names = names_of(result)
    return sections(
        [
            "\n".join(part for part in (paragraph(answer(result, names), width), not_resolved(result, width)) if part),
            who_is_trapped(result, names, width),
            endings(result, names, width),
            measures(result, names, width),
            options(result, names, width),
            closings(result, names, width),
            outputs(result, names, width),
            rationality(result, names, width),
            certificate(result, names, width),
            equilibria(result, names, width),
            ties(result, names, width),
            warnings(result, width),
            provenance(result, width),
        ]
    )


def names_of(result: Data) -> Wording:
    """The display names that one solution brings along."""
    return Wording({"": result}, (result.get("scenario") or {}).get("names") or {})


def answer(result: Data, names: Wording) -> str:
    """The answer to the scenario's question, or the likeliest ending where it asks nothing."""
    said = result.get("answer")
    if said and said.get("sentence"):
        return clean(said["sentence"])
    found: Data = result["endings"]
    likeliest = max(found, key=lambda e: float(found[e]))
    chance = share(found[likeliest], (result.get("ending_errors") or {}).get(likeliest))
    return f"The likeliest ending is “{names.ending(likeliest)}”: {chance}."


def endings(result: Data, names: Wording, width: int) -> str:
    """The chance of every group that the question asks about, and of every ending, the likeliest first."""
    errors: Data = result.get("ending_errors") or {}
    found: Data = result["endings"]
    ranked = sorted(found, key=lambda e: -float(found[e]))
    rows = [["ending", "chance", ""]]
    rows += [[names.ending(e), share(found[e], errors.get(e)), names.ending_means(e)] for e in ranked]
    parts = [paragraph(f"How it ends ({setting(result, names)}):", width), table(rows, width)]
    groups: Mapping[str, Data] = (result.get("answer") or {}).get("groups") or {}
    if groups and groups.keys() != found.keys():  # without a question each ending is a group
        said = [f"{names.group(g)} {share(d['probability'], d.get('error'))}" for g, d in groups.items()]
        asked = clean((result.get("answer") or {}).get("ask") or "")
        parts.append(bullet(f"{asked} {capital(listed(said))}.".strip(), width))
    parts += [bullet(said, width) for said in cases_in_words(result)]
    if result.get("duration") is not None:
        lasts = quantity(result["duration"])
        parts.append(bullet(f"It lasts {lasts} {'period' if lasts == '≈ 1' else 'periods'} on average.", width))
    return "\n".join(parts)


def setting(result: Data, names: Wording) -> str:
    """Under which assumptions a result was computed: the view, and what was set by hand."""
    view = result.get("view")
    parts = [f"view “{names.view(view)}”" if view else "assumptions as written"]
    parts += [f"{clean(name)} = {as_written(value)}" for name, value in (result.get("set") or {}).items()]
    at = [f"{clean(name)} = {clean(as_written(value))}" for name, value in (result.get("at") or {}).items()]
    return ", ".join([*parts, *([f"from {', '.join(at)}"] if at else [])])


def ties(result: Data, names: Wording, width: int) -> str:
    """Choices between equals, which were split evenly unless the scenario has another rule."""
    found = [tie for tie in result.get("ties") or () if tie["mass"] >= _LEAST_MASS]
    rules = {tie.get("rule", "uniform") for tie in found}
    mixed = len(rules) > 1
    lines = [
        bullet(
            f"in {_when(result, tie['t'])}, {_tied(tie, result, names)} are worth the same to "
            f"{mid_sentence(names.actor(tie['actor']))} (in {points(tie['mass'])}% of play)"
            + (", which takes the first" if mixed and tie.get("rule") == "first" else ""),
            width,
        )
        for tie in found
    ]
    head = "Ties, split evenly between the equals:"
    if mixed:
        head = "Ties, split evenly where nothing else is said:"
    elif rules == {"first"}:
        head = "Ties, where the first of the equals in the file is taken:"
    more = len(lines) - MOST_TIES
    if more > 0:
        lines[MOST_TIES:] = [bullet(f"and {more} more such ties (--json has them all)", width)]
    return "\n".join([paragraph(head, width), *lines]) if lines else ""


def _tied(tie: Data, result: Data, names: Wording) -> str:
    known: Data = (result.get("exits") or {}).get(tie["actor"]) or {}
    return listed([names.option(o) for o in fold_names(tie["options"], known)])


def warnings(result: Data, width: int) -> str:
    """What the checker noticed about the scenario."""
    return warning_lines(result.get("warnings") or (), width)


def warning_lines(found: Any, width: int) -> str:
    """Diagnostics that don't stop anything, each with its place and its remedy."""
    lines = []
    for warning in found:
        place = f"{clean(warning['path'])}:{warning['line']}: " if warning.get("line") else ""
        said = [sentence(f"{place}[{clean(warning['code'])}] {clean(warning['message'])}")]
        said += [f"Mend: {sentence(clean(warning['remedy']))}"] if warning.get("remedy") else []
        lines.append(bullet(" ".join(said), width))
    return "\n".join(["Warnings:", *lines]) if lines else ""


def provenance(result: Data, width: int) -> str:
    """Which file and which version this came from."""
    scenario: Data = result.get("scenario") or {}
    if not scenario:
        return ""
    title = clean(scenario.get("title") or scenario["id"])
    return paragraph(
        f"Scenario “{title}” ({clean(scenario['path'])}), offramp {clean(result['offramp'])}. "
        "Every number follows from the scenario's assumptions: “offramp show” lists them with their sources.",
        width,
    )


def _when(result: Data, t: int) -> str:
    return next((clean(m["label"]) for m in result.get("timeline") or () if m["t"] == t), f"t = {t}")
