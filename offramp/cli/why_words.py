"""Why an actor chooses what it chooses, or why its verdict is what it is, as text: the finding, its parts, then the
assumptions behind it."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence, table
from offramp.cli.shift_words import reads_words, shifts_text
from offramp.cli.solution_words import provenance
from offramp.core.numbers import finest_place, level, quantity, share
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, gloss, listed, mid_sentence

Data = Mapping[str, Any]

MOST_OPTIONS = 8
MOST_CHANGES = 3
LEAST_CHANCE = 5e-4  # endings that hardly come after either option aren't listed, unless they matter
RUNG_WORDS = {
    "would": "as everyone plays (would)",
    "best_reply_would": "if it always took what pays it best",
    "could": "if it wanted nothing else (could)",
    "helped": "with favours that others can afford (helped)",
}


def why_text(result: Data, width: int = WIDTH) -> str:
    """The whole of what `offramp why` prints."""
    names = Wording({"": result}, result["scenario"]["names"])
    parts = _choice(result, names, width) if result["kind"] == "choice" else _verdict(result, names, width)
    return sections([*parts, *shifts_text(result, names, width), _trust(result, width), provenance(result, width)])


def _choice(result: Data, names: Wording, width: int) -> list[str]:
    choice: Data = result["choice"]
    return [
        "\n".join(part for part in (_finding(result, names, width), _not_resolved(result, width)) if part),
        _options(choice, names, width),
        _parts(choice, names, width),
        _replies(choice, names, width),
    ]


def _not_resolved(result: Data, width: int) -> str:
    if result["resolved"]:
        return ""
    return paragraph(
        "NOT RESOLVED: these numbers still depend on how finely they were computed; a finer grid (`--points`) may "
        "settle them. Take them as a first look.",
        width,
    )


def _finding(result: Data, names: Wording, width: int) -> str:
    choice: Data = result["choice"]
    actor, options = mid_sentence(names.actor(choice["actor"])), choice["options"]
    asked, first, second = choice["option"], choice["first"], choice["second"]
    chosen = _chosen(options[asked])
    when = f"{'at' if choice['label'].startswith('t =') else 'in'} {clean(choice['label'])}"
    if choice["second"] is None:
        return paragraph(f"“{names.option(asked)}” is all that there is to pick for {actor} {when}.", width)
    if choice["chooses"]:
        said = (
            f"“{names.option(asked)}” is picked by {actor} {when} more often than anything else: in {chosen} of the "
            "play that comes there."
        )
    else:
        said = (
            f"“{names.option(asked)}” is mostly not picked by {actor} {when}: in {chosen} of the play that comes "
            f"there, against {_chosen(options[first])} for “{names.option(first)}”, which is picked most often."
        )
    return paragraph(f"{said} {_compared(choice, names, first, second)}", width)


def _chosen(option: Data) -> str:
    return share(option["chosen"], option["chosen_error"] or 0.0)


def _compared(choice: Data, names: Wording, first: str, second: str) -> str:
    found: Data = choice["difference"]
    finest = _finest(choice)
    actor = mid_sentence(names.actor(choice["actor"]))
    a, b = names.option(first), names.option(second)
    more, off = found["value"], found["error"]
    believes = f"by what {actor} believes, " if choice["believes"] else ""
    if abs(more) <= off:
        said = f"{capital(believes)}“{a}” and “{b}” are worth the same to it, as far as the numbers tell "
        said += f"({quantity(more, off, finest)})."
    else:
        size = quantity(abs(more), off, finest)
        word = "more" if more > 0 else "less"
        said = f"{capital(believes + f'“{a}” is worth {size} {word} to it than “{b}”')}, in its own utility."
    return said + _how_it_chooses(choice, more, off)


def _how_it_chooses(choice: Data, more: float, off: float) -> str:
    if not choice["weighs"]:
        return " But it picks by habit here, and what its options are worth decides nothing."
    if choice["rationality"] == "inf":
        return " It always picks the best one."
    if choice["odds"] is None or abs(more) <= off:
        return ""
    times = choice["odds"] if more > 0 else 1 / choice["odds"]
    often = "over a million" if times > 1e6 else f"{float(f'{times:.3g}'):,.12g}"
    return f" At its rationality of {choice['rationality']:.3g} that makes it pick this one {often} times as often."


def _finest(choice: Data) -> int | None:
    return finest_place(*(option["value"] for option in choice["options"].values()))


def _options(choice: Data, names: Wording, width: int) -> str:
    options: Data = choice["options"]
    listed_first = sorted(options, key=lambda o: -options[o]["chosen"])
    shown = listed_first[:MOST_OPTIONS]
    shown += [o for o in (choice["option"], choice["first"], choice["second"]) if o in options and o not in shown]
    finest = _finest(choice)
    spreads = any(one["spread"] > 1e-9 for one in options.values())
    rows = [["option", "picked", "worth to it", *(["spread"] if spreads else [])]]
    for option in shown:
        one = options[option]
        rows.append(
            [
                names.option(option),
                _chosen(one),
                quantity(one["value"], one["error"] or 0.0, finest),
                *([quantity(one["spread"], 0.0, finest)] if spreads else []),
            ]
        )
    reached = f"{share(choice['reached'], 0.0)} of all" if choice["reached"] < 1 - 1e-9 else "all"
    head = f"Its options, over the courses of play that come there ({reached}):"
    lines = [paragraph(head, width), table(rows, width)]
    left = len(options) - len(shown)
    if left:
        lines.append(paragraph(f"{left} more are picked less often; --json has all.", width, "  ", "  "))
    return "\n".join(lines)


def _parts(choice: Data, names: Wording, width: int) -> str:
    if choice["difference"] is None:
        return ""
    a, b = names.option(choice["first"]), names.option(choice["second"])
    finest = finest_place(*(part["total"] for part in choice["parts"]), choice["difference"]["value"])
    answered = choice["replies"] is not None
    head = ["part", *(["others held", "their replies"] if answered else []), "in all", "± up to"]
    rows = [head]
    for part in choice["parts"]:
        if part["part"] == "ending" and _hardly(part, choice):
            continue
        amounts = [part["held"], part["replies"], part["total"]] if answered else [part["total"]]
        error = quantity(part["error"], 0.0, finest)
        rows.append([_part_name(part, names), *(quantity(x, 0.0, finest) for x in amounts), error])
    totals = [choice["sum"] - choice["replies"], choice["replies"], choice["sum"]] if answered else [choice["sum"]]
    error = quantity(choice["difference"]["error"], 0.0, finest)
    rows.append(["together", *(quantity(x, 0.0, finest) for x in totals), error])
    lines = [paragraph(f"Where that comes from (“{a}” less “{b}”):", width), table(rows, width)]
    lines += [bullet(_ending(part, a, b, names), width) for part in choice["parts"] if _told(part, choice)]
    flows: list[Data] = next(
        (part["reads"] for part in choice["parts"] if part["part"] == "later" and part["reads"]), []
    )
    if flows:
        lines.append(bullet(f"What each period pays it reads {reads_words(flows)}.", width))
    if choice["both"] is not None and choice["both"] < 1 - 1e-9:
        lines.append(bullet(f"Compared where both are there, in {share(choice['both'], 0.0)} of that play.", width))
    return "\n".join(lines)


def _hardly(part: Data, choice: Data) -> bool:
    least = 1e-3 * max(abs(float(one["total"])) for one in choice["parts"])
    rare = max(part["chance_first"], part["chance_second"]) < LEAST_CHANCE
    return max(abs(part["held"]), abs(part["replies"])) <= least and bool(rare or abs(part["total"]) <= least)


def _told(part: Data, choice: Data) -> bool:
    return part["part"] == "ending" and not _hardly(part, choice)


def _part_name(part: Data, names: Wording) -> str:
    if part["part"] == "ending":
        return f"ending: {names.ending(part['ending'])}"
    return {"this_period": "paid in this period", "later": "paid in later periods"}[part["part"]]


def _ending(part: Data, a: str, b: str, names: Wording) -> str:
    first, second = (share(part[f"chance_{k}"], part[f"chance_{k}_error"]) for k in ("first", "second"))
    chances = f"{first} after “{a}”, {second} after “{b}”"
    worths = [w for w in (part["worth_first"], part["worth_second"]) if w is not None]
    one = quantity(worths[0], 0.0, finest_place(*worths)) if worths else "nothing"
    worth = f"worth {one} to it"
    if len(worths) == 2 and abs(worths[0] - worths[1]) > 5e-3 * max(map(abs, worths)):
        worth = f"worth {one} and {quantity(worths[1], 0.0, finest_place(*worths))} to it"
    reads = f", by {reads_words(part['reads'])}" if part["reads"] else ""
    return sentence(f"{capital(names.ending(part['ending']))}: {chances}; {worth}{reads}")


def _replies(choice: Data, names: Wording, width: int) -> str:
    if choice["difference"] is None:
        return ""
    a, b = names.option(choice["first"]), names.option(choice["second"])
    if choice["replies"] is None:
        said = "What others do in reply has no part of its own here: they don't move after both options."
        return paragraph(said, width)
    said = (
        f"“Others held”: as if the others, from then on, did in each period what they do on average after “{b}”, "
        f"whatever “{a}” brings. “Their replies”: the rest."
    )
    lines = [paragraph(said, width)]
    for change in choice["changes"][:MOST_CHANGES]:
        actor = mid_sentence(names.actor(change["actor"]))
        first, second = (share(change[f"after_{k}"], change["error"]) for k in ("first", "second"))
        shares = f"{first} of its moves after “{a}”, {second} after “{b}”"
        lines.append(bullet(f"“{names.option(change['option'])}” by {actor}: {shares}.", width))
    if not choice["changes"]:
        lines.append(bullet("On average the others do the same after both.", width))
    return "\n".join(lines)


def _verdict(result: Data, names: Wording, width: int) -> list[str]:
    verdict: Data = result["verdict"]
    actor = names.actor(verdict["actor"])
    found, p = verdict["verdict"], level(result["level"])
    close = " That is too close to call." if abs(verdict["margin"]) <= verdict["error"] else ""
    decides: Data = verdict["rungs"][verdict["decides"]]
    said = (
        f"{capital(actor)}: {found}, {gloss(found)}. What decides is its chance of a tolerable ending "
        f"{RUNG_WORDS[verdict['decides']]}: {share(decides['value'], decides['error'])}, against a level of {p}.{close}"
    )
    rows = [["chance of a tolerable ending", "", "level"]]
    for name, rung in verdict["rungs"].items():
        reaches = "reached" if rung["value"] >= result["level"] - 1e-12 else "missed"
        rows.append([RUNG_WORDS[name], share(rung["value"], rung["error"]), f"{p} {reaches}"])
    endings = []
    for name, ending in verdict["endings"].items():
        if ending["chance"] < LEAST_CHANCE:
            continue
        tolerable = "could live with it" if ending["tolerable"] else "couldn't live with it"
        reads = f", as far as {reads_words(ending['reads'])} says" if ending["reads"] else ""
        chance = share(ending["chance"], ending["error"])
        endings.append(bullet(f"{capital(names.ending(name))}: {chance}; {tolerable}{reads}.", width))
    return [
        "\n".join(part for part in (paragraph(said, width), _not_resolved(result, width)) if part),
        table(rows, width),
        "\n".join([paragraph("How it ends as everyone plays:", width), *endings]),
    ]


def _trust(result: Data, width: int) -> str:
    if result["exact"]:
        said = "How far to trust this: the states are finitely many, so that the parts are exact."
    else:
        said = (
            f"How far to trust this: computed on a grid of {result['points']} points a period; errors are the change "
            "from a grid of a third as many. Assumptions were moved on a ninth as many."
        )
    if result["not_moved"] and result["shifts"]:
        said += f" Without a range, and so not moved: {listed([clean(name) for name in result['not_moved']])}."
    return paragraph(said, width)
