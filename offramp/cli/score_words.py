"""How forecasts fared, as text: the scores of all first, then each forecast with its numbers and its source."""

from collections.abc import Mapping
from typing import Any, Final

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence, table
from offramp.cli.question_words import quoted
from offramp.core.numbers import as_written, share
from offramp.report.markup import clean
from offramp.report.wording import AS_WRITTEN, capital, listed

Data = Mapping[str, Any]

FEW: Final = 10  # forecasts, below which scores hardly tell forecasters apart
STATUSES: Final = {
    "scored": "scored",
    "known_before": "known before the scenario was written",
    "unresolved": "not resolved yet",
    "void": "void",
    "not_formalised": "not formalised",
}


def score_text(result: Data, width: int = WIDTH) -> str:
    """The whole of what `offramp score` prints."""
    forecasts: Data = result["forecasts"]
    title = clean(result["scenario"]["title"])
    if not forecasts:
        said = f"“{title}” makes no forecasts. Write them under `forecasts`: docs/forecasts.md says how."
        return paragraph(said, width)
    return sections(
        [
            _finding(title, result, width),
            _scores(result, width),
            *(_forecast(name, one, width) for name, one in forecasts.items()),
            _calibration(result, width),
            _words(result, width),
            _reading(result, width),
            _provenance(result, width),
        ]
    )


def _finding(title: str, result: Data, width: int) -> str:
    statuses = [one["status"] for one in result["forecasts"].values()]
    count = len(statuses)
    said = [f"{statuses.count(s)} {words}" for s, words in STATUSES.items() if s in statuses]
    head = f"“{title}” makes {count} forecast{'s' if count != 1 else ''}: {listed(said)}."
    best = _best(result)
    lines = [paragraph(f"{head} {best}".rstrip(), width)]
    unresolved = [_view(view) for view, data in result["views"].items() if not data["resolved"]]
    if unresolved:
        said_so = f"NOT RESOLVED ({listed(unresolved)}): these chances still depend on how finely they were computed."
        lines.append(paragraph(said_so, width))
    return "\n".join(lines)


def _best(result: Data) -> str:
    """Whether anyone did better than the base rates."""
    said = []
    for view, data in result["views"].items():
        scores = data["scores"]
        if scores is None:
            continue
        gain, error = scores["base_brier"] - scores["brier"], scores["brier_error"]
        better = "as well as" if abs(gain) <= error else "better than" if gain > 0 else "worse than"
        who = "the scenario as written" if view == AS_WRITTEN else f"the view “{_view(view)}”"
        said.append(f"{who} did {better} the base rates")
    document = result["document"]
    if document is not None:
        gains = [document["base_brier"] - brier for brier in document["brier"]]
        if all(gain > 0 for gain in gains):
            better = "better than the base rates"
        elif all(gain < 0 for gain in gains):
            better = "worse than the base rates"
        else:
            better = "better or worse than the base rates, as one reads its words"
        said.append(f"the document did {better}")
    if not said:
        return ""
    return capital(f"{listed(said)} (Brier).")


def _scores(result: Data, width: int) -> str:
    rows = [["", "forecasts", "Brier", "base rates", "log", "base rates"]]
    for view, data in result["views"].items():
        s = data["scores"]
        if s is not None:
            brier = _score(s["brier"], s["brier_error"])
            base, log, other = (_score(s[key]) for key in ("base_brier", "log", "base_log"))
            rows.append([_view(view), str(s["count"]), brier, base, log, other])
    document = result["document"]
    if document is not None:
        for end, brier, log in zip(
            ("lower end", "middle", "upper end"), document["brier"], document["log"], strict=True
        ):
            head = f"the document, {end} of its words"
            base, other = _score(document["base_brier"]), _score(document["base_log"])
            rows.append([head, str(document["count"]), _score(brier), base, _score(log), other])
    if len(rows) == 1:
        return ""
    lines = [
        paragraph("Mean scores, 0 being the best; always saying one half has 0.25 (Brier) and 0.693 (log):", width)
    ]
    lines.append(table(rows, width))
    counts = [data["scores"]["count"] for data in result["views"].values() if data["scores"]]
    counts += [document["count"]] if document is not None else []
    if min(counts) < FEW:
        lines.append(paragraph("So few forecasts hardly tell one forecaster from another.", width, "  ", "  "))
    if document is not None:
        lines.append(
            paragraph(
                f"{share(document['happened'], 0.0)} of the document's came about: who had always said that would have "
                f"had a Brier score of {_score(document['hindsight_brier'])}, but nobody knew it beforehand.",
                width,
                "  ",
                "  ",
            )
        )
    return "\n".join(lines)


def _score(value: float, error: float = 0.0) -> str:
    shown = f"{value:.3f}"
    return f"{shown} ± {max(error, 0.001):.3f}" if error > 5e-4 else shown


def _forecast(name: str, one: Data, width: int) -> str:
    by = f" by {clean(one['by'])}" if one["by"] else ""
    lines = [paragraph(sentence(f"{clean(name)}{by}: {clean(one['means'])}{quoted(one['quote'])}"), width, "", "  ")]
    if one["happens"] is None:
        lines.append(bullet(sentence(f"Not formalised: {clean(one['reason'] or 'the file says why')}"), width))
        lines += [bullet(_outcome(one), width)] if one["resolved"] else []
        return "\n".join([*lines, *([bullet(_document(one), width)] if one["document"] else [])])
    lines.append(bullet(f"read as: {clean(one['words'])} [{one['happens']}]", width))
    lines.append(bullet(_outcome(one), width))
    if one["document"] is not None:
        lines.append(bullet(_document(one), width))
    base = one["base"]
    told = f", which scores {_score(base['brier'])}" if base["brier"] is not None else ""
    declared = "declared" if base["declared"] else "none declared, so one half"
    lines.append(bullet(f"base rate: {as_written(base['chance'])} ({declared}){told}.", width))
    for view, found in one["views"].items():
        lines.append(bullet(f"{_view(view)}: {_chance(found)}", width))
        lines += [bullet(f"{fault['code']}: {clean(fault['message'])}", width, 2) for fault in found["faults"]]
    return "\n".join(lines)


def _outcome(one: Data) -> str:
    resolved = one["resolved"]
    if resolved is None:
        return "not resolved yet."
    on = f" on {clean(resolved['on'])}" if resolved["on"] else ""
    word = {"void": "void: its condition never came about", "yes": "it came about", "no": "it didn't come about"}
    said = f"{word[resolved['as']]}{on}{quoted(resolved['quote'])}"
    if one["status"] == "known_before":
        said += ", which the scenario could know; so views aren't scored on it"
    return sentence(said)


def _document(one: Data) -> str:
    d = one["document"]
    taken = as_written(d["low"]) if d["low"] == d["high"] else f"{as_written(d['low'])} to {as_written(d['high'])}"
    said = f"the document: “{clean(one['says'])}”, taken for {taken}" if one["says"] else f"the document: {taken}"
    if d["brier"] is None:
        return f"{said}."
    low, _, high = d["brier"]
    return f"{said}, which scores {_score(low)}{'' if d['low'] == d['high'] else f' to {_score(high)}'}."


def _chance(found: Data) -> str:
    if found["chance"] is None:
        return sentence(clean(found["reason"] or "no chance to tell"))
    said = share(found["chance"], found["error"]) + (" (paths)" if found["how"] == "paths" else "")
    if found["brier"] is not None:
        held = ", held at its bound" if found["clipped"] else ""
        said += f", which scores {_score(found['brier'], found['brier_error'])} (log {_score(found['log'])}{held})"
    worlds = found["worlds"]
    if worlds is not None:
        said += (
            f"; over {worlds['worlds']} worlds {share(worlds['mean'], 0.0)} on average, mostly "
            f"{share(worlds['low'], 0.0)} to {share(worlds['high'], 0.0)}"
        )
        if worlds["brier"] is not None:
            said += f", which scores {_score(worlds['brier'])} (log {_score(worlds['log'])})"
    return f"{said}."


def _calibration(result: Data, width: int) -> str:
    tables = [(_view(view), data["scores"]["calibration"]) for view, data in result["views"].items() if data["scores"]]
    if result["document"] is not None:
        tables.append(("the document, in the middle of its words", result["document"]["calibration"]))
    tables = [(who, rows) for who, rows in tables if rows]
    if not tables:
        fewest = result["fewest_for_calibration"]
        return paragraph(f"Calibration is shown from {fewest} scored forecasts on; there are fewer.", width)
    lines = ["Calibration: of what was given such a chance, how much came about."]
    for who, bins in tables:
        rows = [[who, "forecasts", "mean chance", "came about"]]
        for b in bins:
            span = f"{100 * b['low']:.0f}% to {100 * b['high']:.0f}%"
            rows.append([span, str(b["count"]), share(b["chance"], 0.0), share(b["happened"], 0.0)])
        lines.append(table(rows, width))
    return "\n".join(lines)


def _words(result: Data, width: int) -> str:
    words = result["words"]
    if not words:
        return ""
    said = [
        f"“{clean(one['says'])}” {as_written(one['low'])} to {as_written(one['high'])}"
        + ("" if one["by_scale"] else " (the scenario's own reading)")
        for one in words
    ]
    return paragraph(
        f"Words taken for chances: {'; '.join(said)}. What isn't the scenario's own reading is from the scale of "
        "Intelligence Community Directive 203. The document is scored at both ends.",
        width,
    )


def _reading(result: Data, width: int) -> str:
    clip = as_written(result["clip"])
    said = [f"The log score (natural logarithm) takes no chance to be nearer to 0 or 1 than {clip}."]
    until = result["scenario"]["information_until"]
    if until:
        said.append(f"Assumptions and evidence are from {clean(until)} or before.")
    else:
        said.append("The scenario doesn't say until when it may know anything (`information_until`).")
    if result["worlds"] is False:
        said.append("This run's worlds don't have the chances of its forecasts; only baselines are scored.")
    if result["set"]:
        changed = [f"{clean(k)} = {as_written(v)}" for k, v in result["set"].items()]
        said.append(f"With {listed(changed)}.")
    return paragraph(" ".join(said), width)


def _view(view: str) -> str:
    return "as written" if view == AS_WRITTEN else clean(view).replace("_", " ")


def _provenance(result: Data, width: int) -> str:
    scenario: Data = result["scenario"]
    return paragraph(f"Scenario {clean(scenario['path'])}, offramp {clean(result['offramp'])}.", width)
