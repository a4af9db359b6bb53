"""Who is trapped, in sentences: an actor's part of a `solve` result, read aloud."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, table
from offramp.core.numbers import cost, finest_place, is_number, quantity, share
from offramp.core.numbers import level as set_level
from offramp.report.closings import kind_in_words
from offramp.report.markup import clean
from offramp.report.numeric_lines import fold_names, fold_options
from offramp.report.statuses import in_how_many, situations, too_dear
from offramp.report.wording import Wording, capital, listed, worth

Data = Mapping[str, Any]

LADDER = ("free", "unsteady", "unwilling", "dependent", "trapped")

MEASURES = {
    "would": "as everyone is heading",
    "could": "if it wanted nothing else, the others playing on as they do",
    "helped": "if others also did it the favours that they can afford",
    "possible": "if everyone worked for it: an outer bound that lets an enemy surrender",
    "guaranteed": "whatever the others do",
}


def status(kind: str, actor: Data) -> str:
    """What an option is to an actor: a price is too dear to one that could leave and doesn't want to."""
    if kind == "priced_out" and actor.get("verdict") == "unwilling":
        return too_dear()
    return kind_in_words(kind)


def who_is_trapped(result: Data, names: Wording, width: int) -> str:
    """The verdict on every actor, the most trapped first."""
    actors: Mapping[str, Data] = result.get("actors") or {}
    if not actors:
        return paragraph("Nobody chooses anything in this scenario, so nobody can be trapped in it.", width)
    level = set_level(result["level"])
    trapped = [names.actor(a) for a, data in actors.items() if data["verdict"] == "trapped"]
    head = f"Trapped: {listed(trapped)}." if trapped else "Nobody is trapped."
    ranked = sorted(actors, key=lambda a: -LADDER.index(actors[a]["verdict"]))
    lines = [paragraph(head, width)]
    for actor in ranked:
        lines.append(bullet(f"{capital(names.actor(actor))}: {verdict(actors[actor])}", width))
        lines.extend(bullet(text, width, 2) for text in _remarks(result, actor, names))
    lines.append(
        paragraph(
            f"(A way out is a chance of at least {level} of an ending that the actor could live with; "
            "which endings those are is the scenario's assumption.)",
            width,
        )
    )
    return "\n".join(lines)


def verdict(actor: Data) -> str:
    """`trapped: …`, with the numbers that the verdict rests on."""
    errors: Data = actor.get("errors") or {}

    def chance(measure: str, error_of: str = "") -> str:
        return share(actor.get(measure), errors.get(error_of or measure))

    def reach(measure: str) -> str:
        # Plans that risk ruin beyond the actor's cap don't count, so the verdict rests on what is left.
        capped = f"{'reach' if measure == 'could' else measure}_within_cap"
        return chance(capped if actor.get("ruin") and actor.get(capped) is not None else measure, measure)

    safe = " (counting only plans that keep ruin unlikely)" if actor.get("ruin") else ""
    word = str(actor["verdict"])
    match word:
        case "free":
            reason = f"as things are heading, an ending that it can live with comes with a chance of {chance('would')}"
        case "unsteady":
            reason = (
                f"leaving is in its own interest, but its {_keeper(actor)} it in: the chance is {chance('would')} as "
                f"it plays, and {chance('best_reply_would', 'would')} if it always took what pays it best"
            )
        case "unwilling":
            reason = (
                f"a way out is open, with a chance of {reach('could')}{safe}, but by its own lights it costs too much"
                f"{_too_much(actor, errors)}. As it plays, the chance is {chance('would')}"
            )
        case "dependent":
            reason = (
                f"only a favour from others opens a way out. By itself it reaches {reach('could')} at most, "
                f"with favours that they can afford {reach('helped')}{safe}"
            )
        case _:
            reason = (
                f"nobody will open a way out. By itself it reaches {reach('could')} at most, and with every "
                f"favour that others can afford {reach('helped')}{safe}"
            )
    return f"{word}. {capital(reason)}."


def _keeper(actor: Data) -> str:
    """What keeps an actor from what pays it best: an actor that only has a habit makes no mistakes."""
    return "habit keeps" if actor.get("habit") and actor.get("rationality") is None else "mistakes keep"


def _too_much(actor: Data, errors: Data) -> str:
    price = actor.get("price")
    # The price is against its play as it is, slips included, so playing on well may be dearer than nothing.
    if price is None or price <= (errors.get("value") or 0.0):
        return ", because what pays it best leads elsewhere"
    return f": {amount(price, errors.get('value'), worth(actor))} of its own utility"


def measures(result: Data, names: Wording, width: int) -> str:
    """The five chances of every actor, with the meaning of each."""
    actors: Mapping[str, Data] = result.get("actors") or {}
    if not actors:
        return ""
    rows = [["", *actors_heads(list(actors), names)]] if len(actors) <= 3 else [["", *MEASURES]]
    if len(actors) <= 3:
        rows += [[m, *(share(d.get(m), d["errors"].get(m)) for d in actors.values())] for m in MEASURES]
        rows.append(["value", *(amount(d.get("value"), d["errors"].get("value"), worth(d)) for d in actors.values())])
    else:
        rows += [[names.actor(a), *(share(d.get(m), d["errors"].get(m)) for m in MEASURES)] for a, d in actors.items()]
    legend = [bullet(f"{measure}: {means}", width) for measure, means in MEASURES.items()]
    if len(actors) <= 3:
        legend.append(bullet("value: what the whole is worth to it, in its own utility; never compare actors", width))
    head = paragraph("Chances of an ending that each could live with:", width)
    return "\n".join([head, table(rows, width), *legend])


def amount(value: float | None, error: float | None, among: tuple[object, ...] = ()) -> str:
    """A number in an actor's utility: three digits at most, and none that is nothing beside the amounts `among`."""
    return quantity(value, error, finest_place(value, *among))


def price(value: float | None, error: float | None, among: tuple[object, ...] = ()) -> str:
    """What an option costs; below 0 it pays better than how the actor plays."""
    if value is None or value < -(error or 0.0):
        return amount(value, error, among)
    return cost(value, error, finest_place(value, *among))


def actors_heads(actors: list[str], names: Wording) -> list[str]:
    """Column heads: display names, or the short names of the file where those would not fit."""
    titles = [names.actor(a) for a in actors]
    return (
        [capital(title) for title in titles]
        if all(len(title) <= 20 for title in titles)
        else [clean(a) for a in actors]
    )


def options(result: Data, names: Wording, width: int) -> str:
    """What each option does now, for every actor."""
    certificate: Data = result["certificate"]
    parts = []
    folded = parted = False
    for actor, data in (result.get("actors") or {}).items():
        errors: Data = data.get("errors") or {}
        chosen = fold_options(data.get("options") or {})
        rows = [["option", "taken", "reaches", "price", ""]]
        for option, numbers in chosen.items():
            if not numbers["available"]:
                rows.append([names.option(option), "–", "–", "–", "not available now"])
                continue
            mostly = numbers.get("mostly")
            folded = folded or mostly is not None
            often = in_how_many(numbers, float(result["level"]), 0.0 if certificate["exact"] else None)
            parted = parted or often != ""
            rows.append(
                [
                    names.option(option) + (f", most often {mostly:g}" if mostly is not None else ""),
                    share(numbers["chosen"], 0.0 if certificate["exact"] else certificate.get("policy_change")),
                    share(numbers["reach"], errors.get("could")),
                    price(numbers["price"], errors.get("value"), worth(data)),
                    status(str(numbers["status"]), data) + often,
                ]
            )
        if len(rows) > 1:
            parts.append(
                f"{paragraph(capital(names.actor(actor)) + ', its options at the start:', width)}\n{table(rows, width)}"
            )
    if not parts:
        return ""
    note = paragraph(
        "taken: how often it picks the option; less than 100% in all where the game may end, or take another turn, "
        "before it moves. reaches: the chance of an ending that it could live with, if from "
        "there on it wanted nothing else. price: what that would cost it against its best option, in its own "
        "utility; below 0 it would pay."
        + (" An option with many numbers reaches and costs what the one picked most often does." if folded else "")
        + (f" {situations()}" if parted else ""),
        width,
    )
    return "\n".join([*parts, note])


def _remarks(result: Data, actor: str, names: Wording) -> list[str]:
    data: Data = result["actors"][actor]
    errors: Data = data.get("errors") or {}
    return [
        text
        for text in (
            _close_call(data, errors, float(result["level"])),
            _levels(data, float(result["level"])),
            _dilemma(data, names),
            _ruin(data, errors, names),
            _beliefs(data, errors, names, result),
        )
        if text
    ]


_DECIDED_BY = {
    "free": ("would",),
    "unsteady": ("would", "best_reply_would"),
    "unwilling": ("best_reply_would", "could"),
    "dependent": ("could", "helped"),
    "trapped": ("helped",),
}


def _close_call(data: Data, errors: Data, level: float) -> str:
    """A warning where the number that decides the verdict is within its error of the level."""
    actor_ruined = bool(data.get("ruin"))
    for measure in _DECIDED_BY.get(str(data["verdict"]), ()):
        chance, error = data.get(measure), errors.get(measure, errors.get("would"))
        if actor_ruined and measure in ("could", "helped"):
            chance = data.get("reach_within_cap" if measure == "could" else "helped_within_cap", chance)
        if chance is not None and error and abs(chance - level) <= error:
            return f"Too close to call: {share(chance, error)} can't be told from the level of {set_level(level)}."
    return ""


def _levels(data: Data, level: float) -> str:
    """How the verdict moves with the level, where it does."""
    by_level = sorted(((float(p), str(v)) for p, v in (data.get("verdict_by_level") or {}).items()), key=lambda x: x[0])
    others = [(p, v) for p, v in by_level if v != data["verdict"] and p != level]
    if not others:
        return ""
    runs: list[tuple[str, list[float]]] = []
    for p, v in others:
        if runs and runs[-1][0] == v:
            runs[-1][1].append(p)
        else:
            runs.append((v, [p]))
    said = [f"{v} at {listed([set_level(p) for p in ps])}" for v, ps in runs]
    return f"With another level the verdict is another: {listed(said)}."


def _dilemma(data: Data, names: Wording) -> str:
    dilemma: Data = data.get("dilemma") or {}
    if not dilemma.get("in_dilemma") or data["verdict"] == "free":
        # Free as things are heading: its options are about the rest of the play, in which it moves at all.
        return ""
    horns: dict[str, list[str]] = {}
    options: Mapping[str, Data] = data.get("options") or {}
    for option, numbers in options.items():
        if numbers["available"] and numbers.get("horn"):
            horns.setdefault(names.ending(numbers["horn"]), []).append(option)
    said = [
        f"{listed([names.option(o) for o in fold_names(taken, options)])} towards “{ending}”"
        for ending, taken in horns.items()
    ]
    damned = (
        "Damned whichever it picks: as it would play on from there, no option makes a tolerable ending likely enough."
    )
    if not said:
        return damned
    if len(horns) == 1:
        return f"{damned} What it has to fear either way is “{next(iter(horns))}”."
    return f"{damned} Its horns: {listed(said)}."


def _ruin(data: Data, errors: Data, names: Wording) -> str:
    ruin: Data | None = data.get("ruin")
    if not ruin:
        return ""
    feared = listed([names.ending(e) for e in ruin["endings"]])
    within = ruin.get("reach_within_cap")
    capped = (
        f" Keeping the danger under its cap of {set_level(ruin['cap'])}, it reaches "
        f"{share(within, errors.get('could'))}."
        if within is not None
        else ""
    )
    return (
        f"Ruin ({feared}): a chance of {share(ruin['would'], errors.get('would'))} as it plays, "
        f"{share(ruin['could'], errors.get('could'))} on the way to what it could reach.{capped}"
    )


def _beliefs(data: Data, errors: Data, names: Wording, result: Data) -> str:
    expects: Data | None = data.get("expects")
    if not expects:
        return ""
    endings: Data = expects.get("endings") or {}
    text = (
        f"Its beliefs differ from the scenario: it expects {share(expects['would'], errors.get('would'))} where "
        f"{share(data['would'], errors.get('would'))} is coming"
    )
    if endings:
        likeliest = max(endings, key=lambda e: float(endings[e]))
        error = (result.get("ending_errors") or {}).get(likeliest)
        text += (
            f", and above all “{names.ending(likeliest)}” ({share(endings[likeliest], error)} in its eyes, "
            f"{share(result['endings'].get(likeliest, 0.0), error)} here)"
        )
    return f"{text}."


def rationality(result: Data, names: Wording, width: int) -> str:
    """How well each actor is assumed to choose, said in words."""
    lines = []
    for actor, data in (result.get("actors") or {}).items():
        means = clean(data.get("rationality_means") or "").rstrip(".")
        number = data.get("rationality")
        shown = f"{number:.3g}" if is_number(number) else "∞"
        shown = f" (rationality {shown})" if number is not None else ""
        # Names may be plural: what is said about an actor follows its name after a colon.
        means = means.removeprefix(names.actor(actor)).strip() or "see the number"
        lines.append(bullet(f"{capital(names.actor(actor))}: {means}{shown}.", width))
    return "\n".join([paragraph("How well each chooses, by assumption:", width), *lines]) if lines else ""
