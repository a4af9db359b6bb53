"""Two runs of worlds side by side, in words: what changed first, then all of it."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.hinge_words import conclusion_words, run_wording
from offramp.cli.layout import bullet, paragraph, sections, table
from offramp.core.numbers import tally
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed

Data = Mapping[str, Any]


def comparison_text(result: Data, width: int) -> str:
    """What `offramp compare` prints."""
    names = run_wording({"scenario": result["runs"][1]["scenario"], "views": result["views"]})
    parts = [paragraph(_finding(result, names), width), _differences(result, names, width)]
    parts += [_view(view, found, names, width) for view, found in result["views"].items()]
    return sections([*parts, _reading(result, width)])


def _moved(one: Data) -> bool:
    """Whether the two shares differ by more than their draws allow."""
    low, high = one["difference_low"], one["difference_high"]
    return low is not None and (low > 0 or high < 0)


def _finding(result: Data, names: Wording) -> str:
    listed_ones = [(view, one) for view, found in result["views"].items() for one in found["conclusions"]]
    if not listed_ones:
        return "The two runs have no conclusion of any view in common."
    if all(one["difference_low"] is None for _, one in listed_ones):
        return (
            "Under 200 worlds a share says too little: the counts stand side by side, and nothing is called a change."
        )
    moved = [(view, one) for view, one in listed_ones if _moved(one)]
    if not moved:
        return f"None of {len(listed_ones)} conclusions holds in surely more or fewer worlds of the second run."
    largest = max(moved, key=lambda pair: abs(_change(pair[1])))
    view, one = largest
    return (
        f"{len(moved)} of {len(listed_ones)} conclusions hold in surely more or fewer worlds of the second run, most "
        f"of all this one ({names.view(view)}): {conclusion_words(one, names)} in "
        f"{_tally(one['holds'][0])}, and in the second run in {_tally(one['holds'][1])}."
    )


def _change(one: Data) -> float:
    first, second = (side["share"] for side in one["holds"])
    return float(second - first)


def _tally(side: Data) -> str:
    return tally(side["count"], side["share"], side["low"], side["high"])


def _short(side: Data) -> str:
    return str(side["count"]) if side["share"] is None else f"{side['count']} ({100 * side['share']:.0f}%)"


def _differences(result: Data, names: Wording, width: int) -> str:
    """What the runs were asked otherwise."""
    first, second = result["runs"]
    said = [
        f"{word}: {first[key]} and {second[key]}"
        for key, word in (
            ("worlds", "worlds a view"),
            ("seed", "seed"),
            ("level", "level"),
            ("design", "design"),
            ("offramp", "Offramp"),
        )
        if first[key] != second[key]
    ]
    if first["scenario"]["sha256"] != second["scenario"]["sha256"]:
        said.append("the scenario's text")
    for key, which in (("only_in_first", "first"), ("only_in_second", "second")):
        if result[key]:
            said.append(f"only the {which} run explored {listed([names.view(view) for view in result[key]])}")
    return paragraph(f"The runs differ in: {'; '.join(said)}.", width) if said else ""


def _view(view: str, found: Data, names: Wording, width: int) -> str:
    first, second = found["worlds"]
    lines = [paragraph(f"{names.view(view)}, {first:,} worlds and {second:,}:", width)]
    for key, which in (("varied_only_in_first", "first"), ("varied_only_in_second", "second")):
        if found[key]:
            varied = listed([clean(name) for name in found[key]])
            lines.append(bullet(f"Only in the {which} run these vary: {varied}.", width))
    heads = ["", "first run", "second run", *(["gained, lost"] if found["same_draws"] else [])]
    rows = []
    for one in found["conclusions"]:
        changed = [f"{one['changed']['gained']}, {one['changed']['lost']}"] if found["same_draws"] else []
        mark = "* " if _moved(one) else ""
        rows.append([mark + capital(conclusion_words(one, names)), *map(_short, one["holds"]), *changed])
    return "\n".join([*lines, table([heads, *rows], width)]) if rows else "\n".join(lines)


def _reading(result: Data, width: int) -> str:
    said = []
    if any(_moved(one) for found in result["views"].values() for one in found["conclusions"]):
        said.append("*: the 95% interval of the difference of the two shares leaves 0 out.")
    if any(found["same_draws"] for found in result["views"].values()):
        said.append("Gained, lost: worlds in which it holds in the second run only, and in the first only.")
    return "\n".join(bullet(text, width) for text in said)
