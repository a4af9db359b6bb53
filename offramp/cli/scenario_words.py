"""What a scenario says, as text."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.cli.play_words import numbers_of, play
from offramp.cli.question_words import questions
from offramp.cli.solution_words import warning_lines
from offramp.core.distribution_facts import distribution_words
from offramp.core.numbers import as_written
from offramp.report.markup import clean
from offramp.report.wording import capital, listed, spoken

Data = Mapping[str, Any]

ASSUMPTIONS = "Assumptions, with the value used unless you set another:"
STATE = "What changes in the course of play:"


def scenario_text(facts: Data, width: int = WIDTH) -> str:
    """The whole scenario: what it asks, who acts in which order, how it may end, every assumption with its source."""
    scenario: Data = facts["scenario"]
    return sections(
        [
            "\n".join(paragraph(line, width) for line in _head(facts) if line),
            _views(facts, width),
            _actors(facts, width),
            play(facts, width),
            _endings(facts, width),
            assumptions_text(facts, width),
            switches_text(facts, width),
            state_text(facts, width),
            *questions(facts, width),
            sources_text(facts, width),
            warning_lines(facts["warnings"], width),
            paragraph(f"From {clean(scenario['path'])}.", width),
        ]
    )


def _head(facts: Data) -> list[str]:
    scenario: Data = facts["scenario"]
    calendar: Data = facts["calendar"]
    periods = f"{calendar['periods']} {calendar['period'] or 'period'}{'s' if calendar['periods'] != 1 else ''}"
    span = f", {clean(calendar['first'])} to {clean(calendar['last'])}" if calendar["start"] else ""
    runs = f"It runs for {periods}{span}."
    if calendar["periods"] is None:
        since = f" from {clean(calendar['first'])} on" if calendar["start"] else ""
        runs = f"It runs{since}, one {calendar['period'] or 'period'} after the other, without a last one."
    question = facts["question"]
    lines = [
        clean(scenario["title"] or scenario["id"]),
        clean(facts["summary"]),
        f"It asks: {clean(question['ask'])}" if question else "It asks no question of its own.",
    ]
    if question:
        groups = [f"{spoken(g)} ({listed([spoken(e) for e in endings])})" for g, endings in question["groups"].items()]
        lines.append(f"Answers: {'; '.join(groups)}.")
    lines.append(runs)
    if facts["information_until"]:
        lines.append(f"It uses information until {facts['information_until']} only.")
    return lines


def _views(facts: Data, width: int) -> str:
    lines = [bullet(sentence(f"{clean(v)}: {clean(d['means'])}{_stance(d)}"), width) for v, d in facts["views"].items()]
    return "\n".join(["Views, rival readings of the same situation:", *lines]) if lines else ""


def _chooses(actor: Data) -> str:
    """By its rationality, by habit, or by one in some moves and by the other in the rest."""
    said = [f"rationality {actor['rationality']}"] if actor["rationality"] is not None else []
    for move, weights in (actor["habit"] or {}).items():
        chances = ", ".join(f"{clean(option)} {chance}" for option, chance in weights.items())
        said.append(f"{f'in {clean(move)} ' if said else ''}by habit ({chances})")
    return "; ".join(said)


def _actors(facts: Data, width: int) -> str:
    lines = []
    for name, actor in facts["actors"].items():
        lines.append(bullet(f"{capital(clean(actor['name']))} ({clean(name)}), {_chooses(actor)}", width))
        for option, data in actor["options"].items():
            when = [w for w in data["when"] if w]
            means = f": {clean(data['means'])}" if data["means"] else ""
            guard = f" [when {' or '.join(when)}]" if when and all(data["when"]) else ""
            lines.append(bullet(f"{clean(option)}{numbers_of(data)}{means}{guard}", width, 2))
        if actor["each_period"]:
            terms = [f"{'' if k == 'total' else f'{clean(k)}: '}{e}" for k, e in actor["each_period"].items()]
            lines.append(bullet(f"gains each period {'; '.join(terms)}", width, 2))
        if actor["at_end"]:
            said = [f"{spoken(e)}: {text}" for e, text in actor["at_end"].items()]
            lines.append(bullet(f"gains at the end {'; '.join(said)}", width, 2))
        extras = {
            "discount": "discounts later periods by",
            "aspiration": "aspires to",
            "helped": "would give up for another",
        }
        lines += [bullet(f"{words} {actor[key]}", width, 2) for key, words in extras.items() if actor[key]]
        if actor["ruin"]:
            cap = f", accepted up to a chance of {actor['ruin_cap']}" if actor["ruin_cap"] else ""
            lines.append(bullet(f"would be ruined by {listed([spoken(e) for e in actor['ruin']])}{cap}", width, 2))
        if actor["believes"]:
            beliefs = [f"{clean(k)} = {e}" for k, e in actor["believes"].items()]
            lines.append(bullet(f"believes {listed(beliefs)}", width, 2))
    return (
        "\n".join(["Actors and their options:", *lines]) if lines else "Nobody chooses anything: it is a pure process."
    )


def _endings(facts: Data, width: int) -> str:
    lines = []
    for name, ending in facts["endings"].items():
        means = f": {clean(ending['means'])}" if ending["means"] else ""
        when = f" [when {ending['when']}]" if ending["when"] else " [when the calendar runs out]"
        lines.append(bullet(f"{clean(name)}{means}{when}", width))
        lines += [bullet(f"{said}", width, 2) for said in _tolerable(ending)]
    return "\n".join(["Endings, and who could live with them:", *lines])


def _tolerable(ending: Data) -> list[str]:
    def weights(listed_: Data) -> str:
        said = [clean(a) if w == "1" else f"{clean(a)} (by a weight of {w})" for a, w in listed_.items()]
        return listed(said) or "nobody"

    lines = [f"tolerable to {weights(ending['tolerable'])}"]
    lines += [f"in view {clean(v)} instead: tolerable to {weights(w)}" for v, w in ending["tolerable_in_views"].items()]
    return lines


def assumptions_text(facts: Data, width: int, head: str = ASSUMPTIONS) -> str:
    """Every assumption with its value, how likely others are, and why."""
    lines = []
    for name, a in facts["assumptions"].items():
        unit = f" {clean(a['unit'])}" if a["unit"] else ""
        likely = distribution_words(a)
        lines.append(bullet(f"{clean(name)} = {as_written(a['value'])}{unit}{f', {likely}' if likely else ''}", width))
        if a["means"]:
            lines.append(bullet(clean(a["means"]), width, 2))
        views = [
            f"{clean(v)} {as_written(d['value'])}"
            + (f" ({words.removeprefix('range ')})" if (words := distribution_words(d)) else "")
            for v, d in a["views"].items()
        ]
        if views:
            lines.append(bullet(f"in views: {'; '.join(views)}", width, 2))
        lines += [bullet(_because(anchor), width, 2) for anchor in a["because"]]
    lines += [
        bullet(
            f"{clean(c['first'])} and {clean(c['second'])} move together: correlation {as_written(c['value'])}", width
        )
        for c in facts["correlations"]
    ]
    return "\n".join([head, *lines]) if lines else ""


def switches_text(facts: Data, width: int) -> str:
    """Every switch with its cases."""
    lines = []
    for name, switch in facts["switches"].items():
        means = f": {clean(switch['means'])}" if switch["means"] else ""
        lines.append(bullet(f"{clean(name)} = {clean(switch['value'])}{means}", width))
        for case, d in switch["cases"].items():
            sets = [f"{clean(k)} = {as_written(v)}" for k, v in d["set"].items()]
            sets += [f"{d['periods']} periods"] if d["periods"] is not None else []
            said = f": {clean(d['means'])}" if d["means"] else ""
            lines.append(bullet(f"{clean(case)}{said}{f' [with {listed(sets)}]' if sets else ''}", width, 2))
        views = [f"{clean(view)} {clean(case)}" for view, case in switch["views"].items()]
        if views:
            lines.append(bullet(f"in views: {'; '.join(views)}", width, 2))
        lines += [bullet(_because(anchor), width, 2) for anchor in switch["because"]]
    head = "Switches, choices of structure with the case used unless you set another:"
    return "\n".join([head, *lines]) if lines else ""


def _because(anchor: Data) -> str:
    if not anchor["source"]:
        return f"judgement: {clean(anchor['note'])}"
    where = [f"“{clean(anchor['phrase'])}”"] if anchor["phrase"] else []
    where += [clean(anchor[key]) for key in ("place", "note") if anchor[key]]
    return f"from {clean(anchor['source'])}{': ' if where else ''}{'; '.join(where)}"


def state_text(facts: Data, width: int, head: str = STATE) -> str:
    """Modes, stocks, defined quantities and tables."""
    lines = [
        bullet(
            f"{clean(name)}, one of {listed([clean(label) for label in d['labels']])}; starts as {clean(d['start'])}"
            + (f": {clean(d['means'])}" if d["means"] else ""),
            width,
        )
        for name, d in facts["modes"].items()
    ]
    for name, d in facts["stocks"].items():
        unit = f" {clean(d['unit'])}" if d["unit"] else ""
        kind = "a whole number" if d["whole"] else "a number"
        means = f": {clean(d['means'])}" if d["means"] else ""
        span = f"{as_written(d['low'])} to {as_written(d['high'])}{unit}"
        kept = f"; its last {d['lags']} values are kept" if d["lags"] > 1 else "; its last value is kept"
        kept = kept if d["lags"] else ""
        lines.append(bullet(f"{clean(name)}, {kind} from {span}; starts at {d['start']}{kept}{means}", width))
    lines += [bullet(f"{clean(n)} stands for {e}", width) for n, e in facts["defines"].items()]
    for name, d in facts["tables"].items():
        points = ", ".join(f"{as_written(x)}: {as_written(y)}" for x, y in zip(d["x"], d["y"], strict=True))
        means = f": {clean(d['means'])}" if d["means"] else ""
        lines.append(bullet(f"{clean(name)}, a table ({points}){means}", width))
        lines += [bullet(_because(anchor), width, 2) for anchor in d["because"]]
    if facts["output"]:
        lines.append(bullet(f"results show {listed([clean(name) for name in facts['output']])} over time", width))
    return "\n".join([head, *lines]) if lines else ""


def sources_text(facts: Data, width: int) -> str:
    """Every source, as it is cited."""
    lines = []
    for name, d in facts["sources"].items():
        date = f", {clean(d['date'])}" if d["date"] else ""
        link = f" {clean(d['link'])}" if d["link"] else ""
        lines.append(bullet(f"{clean(name)}: {clean(d['title'])}{date}{_stance(d)}{link}", width))
    return "\n".join(["Sources:", *lines]) if lines else ""


def _stance(described: Data) -> str:
    return f" (stance: {clean(described['stance'])})" if described["stance"] else ""
