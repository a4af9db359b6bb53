"""What the evidence says of the worlds of a run, in words: what it changes first, then whether it can be trusted."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from offramp.cli.hinge_words import conclusion_words, run_wording
from offramp.cli.layout import bullet, paragraph, sections, table
from offramp.core.numbers import as_written, tally
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed

Data = Mapping[str, Any]

MOST_MOVED = 8  # assumptions of a view; `--json` has all
STRANGE = 0.05


def evidence_text(result: Data, width: int) -> str:
    """What `offramp evidence` prints."""
    names = run_wording(result)
    parts = [paragraph(_finding(result, names), width), paragraph(_observed(result), width)]
    counted = any(one["counts"] for one in result["observations"])
    if counted:
        parts += [_view(view, found, result, names, width) for view, found in result["views"].items()]
        parts.append(_reading(result, width))
    return sections(parts)


def _finding(result: Data, names: Wording) -> str:
    if not any(one["counts"] for one in result["observations"]):
        return "No evidence counts here, so that worlds count alike."
    views = result["views"].items()
    unexplained = [view for view, found in views if found["status"] == "no_world_explains"]
    said = []
    if unexplained:
        where = listed([names.view(view) for view in unexplained])
        said.append(f"No world explains what was observed ({where}): {_never(result)}.")
    if len(unexplained) < len(views):
        said.append(_moves(result, names))
    return " ".join(said)


def _moves(result: Data, names: Wording) -> str:
    """What the weights do to conclusions."""
    views = result["views"].items()
    weighed = [(view, one) for view, found in views if found["status"] == "weighed" for one in found["conclusions"]]
    if not weighed:
        return "What was observed can't weigh these worlds; why is said below, view by view."
    clear = [(view, one) for view, one in weighed if one["shift"] is not None and one["shift"]["clear"]]
    if not clear:
        return f"What was observed moves none of {len(weighed)} conclusions by more than the draw of worlds might."
    view, one = max(clear, key=lambda pair: abs(pair[1]["shift"]["value"]))
    return (
        f"What was observed moves {len(clear)} of {len(weighed)} conclusions, most of all this one "
        f"({names.view(view)}): {conclusion_words(one, names)} in {_drawn(one)} of worlds as drawn, and in "
        f"{_weighed(one)} as weighed."
    )


def _never(result: Data) -> str:
    return f"in none would data as far off come up more often than {_once_in(result['explains'])}"


def _once_in(chance: float) -> str:
    return f"once in {1 / chance:.0f} times"


def _observed(result: Data) -> str:
    every = result["observations"]
    counted = [one for one in every if one["counts"]]
    left = len(every) - len(counted)
    by = f" by {result['until']}" if result["until"] is not None else ""
    if result["until"] == str(date.min):
        by = f" in time: nothing says when the forecast {clean(result['forecast'])} was made"
    elif result["forecast"] is not None:
        by += f", the cut-off of the forecast {clean(result['forecast'])}"
    if not counted:
        return (
            f"Of {_values(len(every))} none was known{by}. One is known once its period is over and its source is "
            "written, and counts if all before it do."
        )
    series = list(dict.fromkeys(clean(one["series"]) for one in counted))
    first, last = counted[0]["label"], counted[-1]["label"]
    when = f"in {first}" if first == last else f"from {first} to {last}"
    said = f"What counts: {_values(len(counted))} {when}, of {listed(series)}."
    if left:
        said += f" {left} more {'was' if left == 1 else 'were'} not known{by}."
    later = sum(one["later"] for one in counted)
    if later:
        until = result["scenario"]["information_until"]
        some = f"{_values(later)} {'is' if later == 1 else 'are'}"
        which = "All of this is" if later == len(counted) else capital(some)
        said += (
            f" {which} later than {until}, up to which the scenario may know anything: this is hindsight, no forecast."
        )
    return said


def _values(count: int) -> str:
    return f"{count} observed value" + ("" if count == 1 else "s")


def _view(view: str, found: Data, result: Data, names: Wording, width: int) -> str:
    lines = [paragraph(f"{names.view(view)}, {found['worlds']:,} worlds:", width)]
    missing = found["worlds"] - found["known"]
    if missing:
        verb = "weren't solved, or their" if missing > 1 else "wasn't solved, or its"
        lines.append(bullet(f"{missing:,} {verb} numbers couldn't be held against the evidence.", width))
    lines += [bullet(text, width) for text in _standing(found, result)]
    if found["status"] == "weighed":
        lines += [_conclusions(found, names, width), *_moved(found, width)]
    strange = [one for one in found["checks"] if one["as_far"] < STRANGE]
    labels = {(one["series"], one["t"]): one for one in result["observations"]}
    if strange:
        said = [_strange(one, labels[one["series"], one["t"]]) for one in strange]
        lines.append(bullet(f"Further out than the worlds as drawn expected: {'; '.join(said)}.", width))
    elif found["checks"]:
        count = len(found["checks"])
        which = "The value lies" if count == 1 else f"Each of the {count} values lies"
        lines.append(bullet(f"{which} in the middle 95% of what the worlds as drawn expected of it.", width))
    return "\n".join(lines)


def _strange(one: Data, observed: Data) -> str:
    unit = f" {clean(observed['unit'])}" if observed["unit"] else ""
    side, share = ("less", one["below"]) if one["below"] < 0.5 else ("more", 1 - one["below"])
    return (
        f"{clean(one['series'])} in {observed['label']}, {as_written(observed['value'])}{unit} ({side} in "
        f"{_percent(share)} of play)"
    )


def _standing(found: Data, result: Data) -> list[str]:
    """Whether the weights can be trusted, and what they are worth."""
    status, known, fewest = found["status"], found["known"], result["fewest"]
    if status == "not_computed":
        return ["No world could be held against the evidence, so that nothing is weighed."]
    explaining = found["explaining"]
    if status == "no_world_explains":
        return [
            f"No world explains these data: {_never(result)}. The ranges, the rules or the errors of the evidence "
            "leave out what happened. Worlds aren't weighed: all the weight would do is pick the least bad."
        ]
    tallied = tally(explaining["count"], explaining["share"], explaining["low"], explaining["high"])
    often = f"data as far off as these come up more often than {_once_in(result['explains'])}"
    if status == "hardly_any_explains":
        return [f"Hardly any world explains these data: in {tallied} of {known:,}, {often}. Worlds aren't weighed."]
    said = [f"In {tallied} of {known:,} worlds {often}."]
    worth = (
        f"Weighed, {known:,} worlds count like {found['effective']:,.0f} that count alike; the heaviest has "
        f"{_percent(found['largest'])} of the weight."
    )
    if status == "too_few_worlds":
        enough = math.ceil(1.5 * fewest / max(found["effective"], 1.0) * known / 100) * 100
        worth += (
            f" Under {fewest} a weighted share misleads, and so none is given; some {enough:,} worlds may be enough."
        )
    said.append(worth)
    if found["noise"] > 0.1 or status == "too_noisy":
        noisy = f"A world's weight, counted over paths of play, is known to within {_percent(found['noise'])} only."
        if status == "too_noisy":
            noisy += " So much of it is luck that no weighted share is given."
        said.append(noisy)
    if found["grid"] > 0.1:
        change = _percent(math.expm1(found["grid"]))
        said.append(f"A finer grid would change a weight by {change} or more in half of the worlds.")
    return said


def _conclusions(found: Data, names: Wording, width: int) -> str:
    rows = [["", "as drawn", "as weighed"]]
    for one in found["conclusions"]:
        if one["drawn"] is None or one["weighed"] is None:
            continue
        mark = "* " if one["shift"]["clear"] else ""
        rows.append([mark + capital(conclusion_words(one, names)), _drawn(one), _weighed(one)])
    return table(rows, width)


def _drawn(one: Data) -> str:
    return _percent(one["drawn"]["count"] / one["asked_of"])


def _weighed(one: Data) -> str:
    found = one["weighed"]
    return f"{_percent(found['share'])} ({_percent(found['low'])} to {_percent(found['high'])})"


def _moved(found: Data, width: int) -> list[str]:
    clear = [one for one in found["moved"] if one["clear"]]
    silent = [clean(one["assumption"]) for one in found["moved"] if not one["clear"]]
    if not found["moved"]:
        return []
    if not clear:
        return [bullet("It tells no value of any assumption from another, above noise.", width)]
    rows = [["", "as drawn", "as weighed"]]
    for one in clear[:MOST_MOVED]:
        place = _place(one["drawn"])
        spreads = [_spread(one[which], place) for which in ("drawn", "weighed")]
        rows.append([f"  {clean(one['assumption'])}", *spreads])
    lines = [bullet("What it says of assumptions (the middle, and the ends of 90%), most first:", width)]
    lines.append(table(rows, width))
    if len(clear) > MOST_MOVED:
        lines.append(bullet(f"and {len(clear) - MOST_MOVED} more.", width, 2))
    if silent:
        shown = listed(silent) if len(silent) <= MOST_MOVED else f"{', '.join(silent[:MOST_MOVED])}, …"
        lines.append(bullet(f"Nothing above noise of {len(silent)}: {shown}.", width))
    return lines


def _spread(quantiles: Data, place: int) -> str:
    low, middle, high = (as_written(round(quantiles[q], place) + 0.0) for q in ("q05", "q50", "q95"))
    return f"{middle} ({low} to {high})"


def _place(drawn: Data) -> int:
    """How many digits after the point show a hundredth of what is between the ends."""
    width = drawn["q95"] - drawn["q05"]
    return 2 - math.floor(math.log10(width)) - 1 if width > 0 else 3


def _percent(value: float) -> str:
    if 0 < value < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 < value < 1 else f"{100 * value:.0f}%"


def _reading(result: Data, width: int) -> str:
    said = []
    if any(found["status"] == "weighed" for found in result["views"].values()):
        said.append(
            "As weighed: each world counts by how well it foretold what was observed, against the others of its view. "
            "A share of worlds or of their weight is no probability: it rests on which worlds were thought possible."
        )
        said.append("*: the 99% interval of the shift leaves 0 out.")
    return "\n".join(bullet(text, width) for text in said)
