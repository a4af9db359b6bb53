"""The scoreboard: what each view gave for each forecast, beside the base rate, the document and what came of it."""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import is_number, quantity, share
from offramp.report.canvas import INK, MUTED, RULE, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.markup import clean
from offramp.report.wording import Data
from offramp.report.world_figures.bound_canvas import BoundCanvas
from offramp.report.world_figures.figure import Figure, lines
from offramp.report.world_figures.figure_data import WIDTH, FigureData, percent

LANE, LEAST, AIR = 14.0, 42.0, 12.0
COLOURS = ("#2166ac", "#d9741a", "#117733", "#882255", "#88ccee", "#777777")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
DOCUMENT = "#e6d6c9"


def scoreboard(found: FigureData, say: Say, width: float = WIDTH) -> Figure | None:
    """A row a forecast that some view or the document gives a chance. None where there is none."""
    scores: Data = found.data.get("scores") or {}
    forecasts = {name: one for name, one in (scores.get("forecasts") or {}).items() if _given(one)}
    if not forecasts:
        return None
    views = list(scores["views"])
    left, right = 0.42 * width, width - 92.0
    labels = {name: wrap(one["means"], left - 24, 12, 4) for name, one in forecasts.items()}
    talls = {n: max(LEAST, LANE * len(views) + 8, 13.0 * len(label) + 4) for n, label in labels.items()}
    footer = lines(_scores(found, say, scores), width, 11) if _ranked(scores) else []
    top = 26.0
    canvas = BoundCanvas(width, top + sum(talls.values()) + AIR * len(talls) + 30 + 15 * len(footer))
    _key(canvas, found, say, views, any(one["document"] for one in forecasts.values()))
    bottom = top + sum(talls.values()) + AIR * len(talls)
    for tick in (0, 25, 50, 75, 100):
        x = left + (right - left) * tick / 100
        canvas.line(x, top, x, bottom, RULE)
        canvas.word(x, bottom + 11, f"{tick}%", "center", 11, MUTED)
    y = top + AIR / 2
    for name, one in forecasts.items():
        _row(canvas, say, one, views, labels[name], (left, right, y, talls[name]))
        y += talls[name] + AIR
    for n, line in enumerate(footer):
        canvas.word(0, bottom + 32 + 15 * n, line, size=11, colour=MUTED)
    title, alt = _finding(found, say, scores, forecasts)
    few = sum(one["status"] == "scored" for one in forecasts.values()) < scores["fewest_for_calibration"]
    reading = say("figures.scoreboard.reading")
    reading = say("figures.scoreboard.few", reading=reading) if few and _ranked(scores) else reading
    return Figure("scoreboard", None, title, reading, alt, canvas.chart())


def _given(one: Data) -> bool:
    """Whether there is any chance to show."""
    own = [view["chance"] for view in one["views"].values()] + [_worlds_mean(view) for view in one["views"].values()]
    return bool(one["document"]) or any(map(is_number, own))


def _outcome(one: Data) -> str:
    """`yes`, `no` or `void`; `open` where nobody knows yet."""
    return str((one["resolved"] or {}).get("as") or "open")


def _worlds_mean(view: Data) -> float | None:
    return view["worlds"]["mean"] if view["worlds"] else None


def _key(canvas: BoundCanvas, found: FigureData, say: Say, views: Sequence[str], documents: bool) -> None:
    """What the marks stand for."""
    x = 6.0
    for n, view in enumerate(views):
        name = found.wording.view(view)
        canvas.point(x, 8, MARKS[n % len(MARKS)], COLOURS[n % len(COLOURS)], 70)
        canvas.word(x + 10, 8, name, colour=MUTED)
        x += text_width(name) + 34
    canvas.line(x, 2, x, 14, "#7f8891", 2.5)
    canvas.word(x + 8, 8, say("figures.scoreboard.base"), colour=MUTED)
    x += text_width(say("figures.scoreboard.base")) + 30
    if documents:
        canvas.rectangle(x, 3, x + 16, 13, DOCUMENT)
        canvas.word(x + 22, 8, say("figures.scoreboard.document"), colour=MUTED)


def _row(
    canvas: BoundCanvas,
    say: Say,
    one: Data,
    views: Sequence[str],
    label: Sequence[str],
    place: tuple[float, float, float, float],
) -> None:
    left, right, top, tall = place
    middle = top + tall / 2

    def at(chance: float) -> float:
        return left + (right - left) * min(1.0, max(0.0, chance))

    for n, line in enumerate(label):
        canvas.word(0, middle + 13.0 * (n - (len(label) - 1) / 2), line)
    document = one["document"]
    if document:
        low, high = at(document["low"]), at(document["high"])
        canvas.rectangle(min(low, high - 2), top, max(high, low + 2), top + tall, DOCUMENT)
    canvas.line(at(one["base"]["chance"]), top, at(one["base"]["chance"]), top + tall, "#7f8891", 2.5)
    first = middle - LANE * (len(views) - 1) / 2
    for n, view in enumerate(views):
        data, y, colour = one["views"].get(view) or {}, first + LANE * n, COLOURS[n % len(COLOURS)]
        worlds, chance = data.get("worlds"), data.get("chance")
        if worlds:
            canvas.line(at(worlds["low"]), y, at(worlds["high"]), y, colour, 2.5)
        shown = chance if is_number(chance) else worlds["mean"] if worlds else None
        if is_number(shown):
            canvas.point(at(shown), y, MARKS[n % len(MARKS)], colour, 75)
    outcome = _outcome(one)
    if outcome in ("yes", "no"):
        canvas.point(
            right + 9 if outcome == "yes" else left - 9,
            middle,
            "triangle-right" if outcome == "yes" else "triangle-left",
            INK,
            130,
        )
    canvas.word(
        right + 20, middle, say(f"figures.scoreboard.{outcome}"), colour=INK if outcome in ("yes", "no") else MUTED
    )


def _chance(view: Data) -> str:
    """What a view gives, at its baseline or over its worlds; empty where neither is known."""
    if is_number(view["chance"]):
        return share(view["chance"], view["error"])
    mean = _worlds_mean(view)
    return percent(mean) if mean is not None else ""


def _ranked(scores: Data) -> list[tuple[str, Data]]:
    """The views that are scored, with their scores: the lowest mean Brier score first."""
    scored = [(view, data["scores"]) for view, data in scores["views"].items() if data["scores"]]
    return sorted(scored, key=lambda one: float(one[1]["brier"]))


def _scores(found: FigureData, say: Say, scores: Data) -> str:
    """Every view's mean score in words."""
    ranked = _ranked(scores)
    each = [
        say("figures.scoreboard.score", who=found.wording.view(view), brier=_brier(data["scores"]))
        for view, data in scores["views"].items()
        if data["scores"]
    ]
    base = f"{ranked[0][1]['base_brier']:.2f}"
    return say("figures.scoreboard.scores", base=base, each="; ".join(each))


def _brier(scored: Data) -> str:
    error = scored["brier_error"]
    return quantity(scored["brier"], error) if error > 0.005 else f"{scored['brier']:.2f}"


def _finding(found: FigureData, say: Say, scores: Data, forecasts: Mapping[str, Data]) -> tuple[str, str]:
    ranked = _ranked(scores)
    if not ranked:
        known = sum(_outcome(one) in ("yes", "no") for one in forecasts.values())
        title = say("figures.scoreboard.title_open", count=len(forecasts), scored=known)
    else:
        (first, best), (last, worst) = ranked[0], ranked[-1]
        named = {
            "first": found.wording.view(first),
            "last": found.wording.view(last),
            "low": _brier(best),
            "high": _brier(worst),
            "base": f"{best['base_brier']:.2f}",
        }
        several = len(ranked) > 1
        count = best["count"]
        title = say("figures.scoreboard.title", count=count, **named) if several else ""
        title = title or say("figures.scoreboard.title_single", count=count, **named)
    each = []
    for one in forecasts.values():
        given = [(view, _chance(data)) for view, data in one["views"].items()]
        chances = [f"{found.wording.view(view)} {chance}" for view, chance in given if chance]
        came = _outcome(one)
        outcome = say(f"figures.scoreboard.{came}")
        base = percent(one["base"]["chance"])
        said = {"what": clean(one["means"]), "chances": ", ".join(chances), "base": base, "outcome": outcome}
        each.append(say("figures.scoreboard.one", **said))
    return title, say("figures.scoreboard.alt", each="; ".join(each))
