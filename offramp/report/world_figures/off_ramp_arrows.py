"""Off-ramps: how far each would move its actor's chance of a tolerable ending, who'd offer it, whether it'd be kept."""

from collections.abc import Sequence

from offramp.core.numbers import is_number, share
from offramp.report.canvas import INK, MUTED, RULE, fit, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.figures import VERDICT_COLOURS
from offramp.report.markup import clean
from offramp.report.wording import Data, capital, mid_sentence
from offramp.report.world_figures.bound_canvas import BoundCanvas
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH

MOST, ROW, TOP = 12, 40.0, 30.0
LEAST_WIDTH = 600.0  # a table with an arrow in each row
OPENING = "towards_free"
SHUT_IN = ("dependent", "trapped")  # whose best plan falls short of the level: for others it is what they do


def off_ramp_arrows(result: Data, say: Say, width: float = WIDTH) -> Figure | None:
    """The off-ramps of one result of `offramps --json`, as they are ranked there: those that move the verdict or may,
    and all that the file proposes. None where nothing was tried that could be solved."""
    shown, width = _shown(result), max(width, LEAST_WIDTH)
    if not shown:
        return None
    actor = mid_sentence(clean(result["baseline"]["values"][result["actor"]]["name"]))
    canvas = BoundCanvas(width, TOP + ROW * len(shown) + 24)
    columns = _columns(say, result, shown, width)
    left, right = 0.36 * width, min(columns.values()) - 34.0
    for name, x in columns.items():
        canvas.word(x, 8, name, "center", 11, MUTED)
    shown_chance = _chance(result)
    canvas.word(left, 8, say(f"figures.offramps.{shown_chance}"), size=11, colour=MUTED)
    bottom = TOP + ROW * len(shown)
    for tick in (0, 25, 50, 75, 100) if right - left > 170 else (0, 50, 100):
        x = left + (right - left) * tick / 100
        canvas.line(x, TOP - 8, x, bottom, RULE)
        canvas.word(x, bottom + 12, f"{tick}%", "center", 11, MUTED)
    limit = left + (right - left) * float(result["level"])
    canvas.line(limit, TOP - 8, limit, bottom, INK, 1, dash=True)
    before = float(result["baseline"]["chances"][shown_chance]["value"])
    for n, one in enumerate(shown):
        _row(canvas, say, one, (left, right, TOP + ROW * (n + 0.5)), columns, before, result)
    reading = say(f"figures.offramps.reading_{shown_chance}", actor=actor)
    title, alt = _finding(result, say, shown, actor)
    return Figure("off-ramps", result.get("view") or "as_written", title, reading, alt, canvas.chart())


def _chance(result: Data) -> str:
    """Which chance of a tolerable ending has to rise: what the actor could reach, or what it would."""
    return "could" if result["baseline"]["verdict"] in SHUT_IN else "would"


def _shown(result: Data) -> list[Data]:
    wanted = [
        one
        for one in result["offramps"]
        if one["chances"] is not None
        and one["kind"] != "pair"
        and (one["moves"] == OPENING or one["kind"] == "proposal" or (one["moves"] == "too_close" and one["closely"]))
    ]
    return wanted[:MOST]


def _columns(say: Say, result: Data, shown: Sequence[Data], width: float) -> dict[str, float]:
    """The middles of the columns of words on the right."""
    heads = [say("figures.offramps.offered"), say("figures.offramps.kept")]
    if any(one["until"] for one in shown):
        heads.append(say("figures.offramps.begin"))
    if result["worlds"]:
        heads.append(say("figures.offramps.worlds_head"))
    room = max(58.0, max(text_width(head, 11) for head in heads) + 10)
    return {head: width - room * (len(heads) - n - 0.5) for n, head in enumerate(heads)}


def _row(
    canvas: BoundCanvas,
    say: Say,
    one: Data,
    place: tuple[float, float, float],
    columns: dict[str, float],
    before: float,
    result: Data,
) -> None:
    left, right, y = place
    label = wrap(capital(clean(one["words"])), left - 22, 12, 3)
    for k, line in enumerate(label):
        canvas.word(0, y + 13.0 * (k - (len(label) - 1) / 2), line)
    changed = one["chances"][_chance(result)]
    after, error = changed["value"], changed["error"]
    colour = VERDICT_COLOURS.get(str(one["verdict"]), MUTED)
    start, end = (left + (right - left) * value for value in (before, after))
    if is_number(error) and error > 0.002:
        ends = [left + (right - left) * min(1.0, max(0.0, after + sign * error)) for sign in (-1, 1)]
        canvas.line(ends[0], y, ends[1], y, "#b4bac0", 7)
    canvas.line(start, y, end, y, INK, 2)
    canvas.point(start, y, "circle", MUTED, 40)
    pointing = "triangle-right" if end > start else "triangle-left"
    canvas.point(end, y, pointing if abs(end - start) > 4 else "circle", colour, 110)
    worlds = one.get("worlds")
    cells = {
        say("figures.offramps.offered"): _answer(one, "would_offer", say),
        say("figures.offramps.kept"): _answer(one, "keeps", say),
        say("figures.offramps.begin"): _begins(one, say),
        say("figures.offramps.worlds_head"): say(
            "figures.offramps.worlds", count=worlds["moves"]["count"], of=result["worlds"]["not_free"]["count"]
        )
        if worlds
        else "",
    }
    for name, x in columns.items():
        said = cells[name]
        strong = said == say("figures.offramps.yes")
        canvas.word(x, y, fit(said, 84), "center", 12, INK if strong else MUTED, strong)


def _answer(one: Data, what: str, say: Say) -> str:
    """Whether all who must act do; a dash where nobody has to."""
    answers = [bound[what] for bound in one["binds"].values()]
    if not answers:
        return say("figures.offramps.nobody")
    word = "no" if False in answers else "unclear" if None in answers else "yes"
    return say(f"figures.offramps.{word}")


def _begins(one: Data, say: Say) -> str:
    until = one["until"]
    if not until:
        return say("figures.offramps.nobody")
    return say("figures.offramps.always") if until["always"] else clean(until["label"])


def _finding(result: Data, say: Say, shown: Sequence[Data], actor: str) -> tuple[str, str]:
    moved = [one for one in result["offramps"] if one["moves"] == OPENING and one["kind"] != "pair"]
    yes = say("figures.offramps.yes")
    good = sum(_answer(one, "would_offer", say) == _answer(one, "keeps", say) == yes for one in moved)
    if not moved:
        title = say("figures.offramps.title_none", actor=actor)
    else:
        said = say("figures.offramps.title", count=len(moved), actor=actor)
        title = say("figures.offramps.title_not", said=said)
        if good:
            title = say("figures.offramps.title_kept", said=said, count=good)
    chance = _chance(result)
    baseline = result["baseline"]["chances"][chance]
    each = [
        say(
            "figures.offramps.one",
            what=clean(one["words"]),
            reach=say(f"figures.offramps.{chance}"),
            before=share(baseline["value"], baseline["error"]),
            after=share(one["chances"][chance]["value"], one["chances"][chance]["error"]),
            offered=_answer(one, "would_offer", say),
            kept=_answer(one, "keeps", say),
        )
        for one in shown
    ]
    return capital(title), say("figures.offramps.alt", actor=actor, each="; ".join(each))
