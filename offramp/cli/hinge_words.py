"""What the conclusions of a run hinge on, in words: the strongest assumptions first, then the box, then the rest."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from offramp.cli.choice_words import choices_text
from offramp.cli.index_words import indices_text
from offramp.cli.layout import bullet, paragraph, sections, table
from offramp.cli.switch_words import switches_text
from offramp.cli.weighting_words import weightings_reading, weightings_text
from offramp.core.numbers import as_written, tally
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed, mid_sentence

Data = Mapping[str, Any]

MOST_HINGES = 4  # of one conclusion; `--json` has all
SILENT = {
    "nothing_stands_out": "No assumption stands out from noise for",
    "too_few_worlds": "Too few worlds to tell what it hinges on",
    "too_few_cases": "In too few worlds, or in all but too few, to tell",
    "always": "In every world",
}


def hinges_text(result: Data, width: int) -> str:
    """What `offramp hinges` prints."""
    names = run_wording(result)
    parts = [switches_text(result, names, width), paragraph(_finding(result), width)]
    mixed = result["design"] == "saltelli"
    parts += [_view(view, found, mixed, names, width) for view, found in result["views"].items()]
    appendix = indices_text(result, names, width, conclusion_words)
    return sections(
        [*parts, _flips(result, names, width), choices_text(result, names, width), _reading(result, width), appendix]
    )


def run_wording(result: Data) -> Wording:
    """Display names from the scenario's own, for results that hold no whole solutions."""
    return Wording({view: {} for view in result["views"]}, result["scenario"]["names"])


def conclusion_words(one: Data, names: Wording) -> str:
    """A conclusion as a clause."""
    if one["kind"] == "answer":
        return f"{names.group(one['what'])} is the likeliest answer"
    if one["kind"] == "claim":
        return f"claim {clean(one['what'])}"
    actor = mid_sentence(names.actor(one["actor"]))
    if one["kind"] == "closing":
        return f"{names.option(one['what'])} closes for {actor}"
    return f"{actor} is {one['what']}"


def _finding(result: Data) -> str:
    listed_ones = [one for view in result["views"].values() for one in view["conclusions"]]
    if not listed_ones:
        return "Nothing can be said of these worlds: in none of them does any verdict surely hold."
    hinging = [one for one in listed_ones if one["hinges"]]
    said = f"{len(hinging)} of {len(listed_ones)} conclusions hinge on an assumption more than chance would have it."
    if not hinging:
        return said
    first = Counter(one["hinges"][0]["assumption"] for one in hinging).most_common(3)
    strongest = listed([f"{clean(name)} in {count}" for name, count in first])
    return f"{said} Which one matters most: {strongest}."


def _view(view: str, found: Data, mixed: bool, names: Wording, width: int) -> str:
    own = f", of which {found['apart']:,} are draws of their own that hinges are read off" if mixed else ""
    lines = [paragraph(f"{names.view(view)}, {found['worlds']:,} worlds{own}:", width)]
    for one in found["conclusions"]:
        if one["hinges"]:
            lines += _conclusion(one, names, width)
    for status, words in SILENT.items():
        silent = [conclusion_words(one, names) for one in found["conclusions"] if one["status"] == status]
        if silent:
            lines.append(bullet(f"{words}: {'; '.join(silent)}.", width))
    return "\n".join([*lines, *filter(None, [weightings_text(found, names, width, conclusion_words)])])


def _conclusion(one: Data, names: Wording, width: int) -> list[str]:
    holds = one["holds"]
    count = tally(holds["count"], holds["share"], holds["low"], holds["high"])
    close = f", too close to call in {one['too_close']['count']}" if one["too_close"]["count"] else ""
    lines = [bullet(f"{capital(conclusion_words(one, names))} in {count}{close}. It hinges on:", width)]
    shown = one["hinges"][:MOST_HINGES]
    even = any(hinge["crossings"] for hinge in shown)
    rows = [["", "where low", "where high", *(["even at"] if even else [])]]
    for hinge in shown:
        ends = [f"{100 * hinge[end]:.0f}%" for end in ("low_share", "high_share")]
        rows.append([f"  {clean(hinge['assumption'])}", *ends, *([_crossings(hinge)] if even else [])])
    lines.append(table(rows, width))
    left = len(one["hinges"]) - MOST_HINGES
    if left > 0:
        lines.append(bullet(f"and {left} more.", width, 2))
    box = _box(one["box"])
    if box:
        lines.append(bullet(box, width, 2))
    return lines


def _crossings(hinge: Data) -> str:
    found = [f"{c['value']:.3g} ({c['low']:.3g} to {c['high']:.3g})" for c in hinge["crossings"]]
    return ", ".join(found) or "–"


def _box(box: Data) -> str:
    if box["status"] != "found":
        return ""
    conditions = listed([condition_words(one) for one in box["conditions"]])
    held, low, high = box["held_out"], box["density_low"], box["density_high"]
    return (
        f"It holds in {_percent(held['density'])} ({_percent(low)} to {_percent(high)}) of worlds with {conditions}, "
        f"against {_percent(box['base'])} of all: {_percent(held['mass'])} of the worlds, and "
        f"{_percent(held['coverage'])} of those in which it holds."
    )


def condition_words(one: Data) -> str:
    """A condition of a box: `aid from 7.5 to 9`."""
    name, low, high = clean(one["assumption"]), one["low"], one["high"]
    if low is None:
        return f"{name} at most {high:.3g}"
    if high is None:
        return f"{name} at least {low:.3g}"
    return f"{name} from {low:.3g} to {high:.3g}"


def _flips(result: Data, names: Wording, width: int) -> str:
    """How far one assumption must move from the baseline, the others as they are, until a verdict turns."""
    if result["flips"] is None:
        return ""
    if not result["flips"]:
        return paragraph("No verdict of a baseline hinges on an assumption, so none was moved.", width)
    lines = [paragraph("From the baseline, one assumption moved and the others as they are:", width)]
    verdicts: dict[tuple[str, str, str], list[Data]] = {}
    for one in result["flips"]:
        verdicts.setdefault((one["view"], one["actor"], one["verdict"]), []).append(one)
    for (view, actor, verdict), moved in verdicts.items():
        lines.append(
            bullet(f"{names.view(view)}: {mid_sentence(names.actor(actor))} is no longer {verdict} with", width)
        )
        rows = [["", "now", "down to", "up to"]]
        for one in moved:
            ends = [_flip(one[side]) for side in ("below", "above")]
            rows.append([f"  {clean(one['assumption'])}", f"{one['baseline']:.3g}", *ends])
        lines.append(table(rows, width))
    return "\n".join(lines)


def _flip(flip: Data) -> str:
    if flip["status"] == "flips":
        return f"{flip['value']:.3g}"
    return "nowhere" if flip["status"] == "no_flip" else "can't be told"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def _reading(result: Data, width: int) -> str:
    noise = as_written(100 * result["noise_level"])
    said = (
        "Where low, where high: the share of worlds in which it holds where the assumption has its 10th and its 90th "
        "percentile, the others as they fall. Even at: where it holds in as many worlds as not, and between what that "
        "lies (95%). A box was searched on one half of the worlds; its numbers are of the other half."
    )
    by_chance = f"Of conclusions that hinge on nothing, {noise} in 100 would show a hinge, and as many a box."
    weighed = weightings_reading(result)
    return "\n".join([bullet(text, width) for text in (said, by_chance, weighed) if text])
