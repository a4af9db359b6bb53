"""Tables about who is trapped: the verdicts, how they move with the level, and each actor's options."""

from collections.abc import Callable, Mapping, Sequence

from offramp.core.numbers import MISSING, cost, finest_place, is_number, level, share
from offramp.report.answers import unresolved_mark
from offramp.report.findings import close_calls
from offramp.report.markup import Html, el, join, table, words
from offramp.report.number_links import RestsOn, behind
from offramp.report.numeric_lines import fold_options
from offramp.report.statuses import in_how_many, situations, too_dear
from offramp.report.wording import (
    STATUSES,
    VERDICTS,
    Data,
    Wording,
    capital,
    gloss,
    habitual,
    known_error,
    mid_sentence,
    worth,
)

# How full the circle is drawn: the fuller, the more closed. Shape and word carry the verdict, colour only helps.
_FILLED = {"free": 0, "unsteady": 1, "unwilling": 2, "dependent": 3, "trapped": 4}
_QUARTERS = (
    "",
    "M8 8V2A6 6 0 0 1 14 8Z",
    "M8 2A6 6 0 0 1 8 14Z",
    "M8 8V2A6 6 0 1 1 2 8Z",
    "M8 2A6 6 0 1 1 8 14A6 6 0 1 1 8 2Z",
)


def verdict_sign(verdict: object, say: Callable[..., str]) -> Html:
    """A verdict as a glyph and its word. say: of the catalogue of the page's language."""
    if verdict not in _FILLED:
        return Html(MISSING) if verdict is None else words(verdict)
    path = _QUARTERS[_FILLED[str(verdict)]]
    glyph = el(
        "svg",
        el("circle", cx=8, cy=8, r=6, class_="ring"),
        el("path", d=path) if path else None,
        viewBox="0 0 16 16",
        class_="glyph",
        aria_hidden="true",
    )
    return el("span", glyph, " ", say(f"verdict.name.{verdict}"), class_=f"verdict {verdict}")


def facts(pairs: Sequence[tuple[str | Html, str | Html]]) -> Html:
    """Names and numbers one below the other."""
    return el("dl", [el("div", el("dt", name), el("dd", value)) for name, value in pairs], class_="facts")


def view_columns(wording: Wording) -> list[str | Html]:
    """The heading of each view's column."""
    return [join(words(wording.view(v)), unresolved_mark(data, wording)) for v, data in wording.views.items()]


def verdicts(wording: Wording, rests_on: RestsOn | None = None) -> Html:
    """Actor by view: the verdict, and what would, could and could with help be reached."""
    rows = [
        (
            join(words(wording.actor(actor)), behind(f"verdict({actor})", rests_on)),
            [_verdict_cell(data, actor, wording) for data in wording.views.values()],
        )
        for actor in wording.actors()
    ]
    p = wording.listed(sorted({level(float(data.get("level", 0.5))) for data in wording.views.values()}))
    caption = wording.say("verdicts.caption", level=p)
    return table(caption, view_columns(wording), rows, wording.say("corner.actor"), "cells")


def _verdict_cell(view: Data, actor: str, wording: Wording) -> Html:
    data: Data | None = (view.get("actors") or {}).get(actor)
    if data is None:
        return Html(MISSING)
    errors: Mapping[str, float] = data.get("errors") or {}
    pairs: list[tuple[str | Html, str | Html]] = [
        (wording.term(number), share(data.get(number), errors.get(number))) for number in ("would", "could", "helped")
    ]
    if data.get("verdict") == "unwilling" and is_number(data.get("price")):
        finest = finest_place(*worth(data))
        pairs.append((wording.say("verdicts.price_of_leaving"), cost(data["price"], errors.get("value"), finest)))
    close = wording.listed([wording.term(number) for number in close_calls(data, float(view.get("level", 0.5)))])
    return join(
        verdict_sign(data.get("verdict"), wording.say),
        el("p", gloss(str(data.get("verdict")), habitual(data), wording.said), class_="note"),
        el("p", wording.say("verdicts.too_close", numbers=close), class_="note") if close else None,
        facts(pairs),
        _ruin(data.get("ruin"), view, wording),
    )


def _ruin(ruin: Data | None, view: Data, wording: Wording) -> Html | None:
    if not ruin:
        return None
    error = known_error(view, None)
    said = {
        "endings": wording.listed([wording.ending(e) for e in ruin.get("endings") or []]),
        "would": share(ruin.get("would"), error),
        "could": share(ruin.get("could"), error),
    }
    cap, within = ruin.get("cap"), ruin.get("reach_within_cap")
    if is_number(cap) and is_number(within):
        text = wording.say("verdicts.ruin_capped", cap=level(cap), within=share(within, error), **said)
    else:
        text = wording.say("verdicts.ruin", **said)
    return el("p", text, class_="note")


def verdicts_by_level(wording: Wording) -> Html:
    """Actor and view by level: how the verdict moves when more or less is asked of a way out."""
    levels = sorted(
        {
            str(p)
            for view in wording.views.values()
            for data in (view.get("actors") or {}).values()
            for p in data.get("verdict_by_level") or {}
        },
        key=float,
    )
    rows: list[tuple[str | Html, Sequence[str | Html]]] = []
    many = len(wording.views) > 1
    for actor in wording.actors():
        if many:
            rows.append((words(wording.actor(actor)), []))
        for view, data in wording.views.items():
            by_level: Mapping[str, str] = ((data.get("actors") or {}).get(actor) or {}).get("verdict_by_level") or {}
            name = words(wording.view(view) if many else wording.actor(actor))
            rows.append((name, [verdict_sign(by_level.get(p), wording.say) for p in levels]))
    columns = [level(float(p)) for p in levels]
    corner = wording.say("corner.view") if many else wording.say("corner.actor")
    return table(wording.say("verdicts.by_level"), columns, rows, corner, "tight")


def options(actor: str, wording: Wording) -> Html:
    """Option by view: what it is now, how often it is picked, what it reaches, what it costs, its horn."""
    rows: list[tuple[str | Html, Sequence[str | Html]]] = []
    names = dict.fromkeys(
        o for view in wording.views.values() for o in fold_options(_options(view, actor), wording.said)
    )
    for option in names:
        means = wording.option_means(actor, option)
        head = join(
            words(capital(wording.option(option))),
            el("span", words(means), class_="sub") if means else None,
        )
        rows.append((head, [_option_cell(view, actor, option, wording) for view in wording.views.values()]))
    caption = wording.said.phrase("verdicts.options", actor=words(mid_sentence(wording.actor(actor))))
    found = table(caption, view_columns(wording), rows, wording.say("corner.option"), "cells")
    folded = [(view, fold_options(_options(view, actor), wording.said)) for view in wording.views.values()]
    parted = any(_often(view, option, wording) for view, its in folded for option in its.values())
    return join(found, el("p", situations(wording.said), class_="note")) if parted else found


def _option_cell(view: Data, actor: str, option: str, wording: Wording) -> Html:
    whole: Data = (view.get("actors") or {}).get(actor) or {}
    data = fold_options(_options(view, actor), wording.said).get(option)
    if data is None:
        return Html(MISSING)
    if data.get("available") is False:
        return el("span", wording.say("verdicts.unavailable"), class_="quiet")
    errors: Mapping[str, float] = whole.get("errors") or {}
    # The choices' own error is how far they moved between the last two grids.
    moved = (view.get("certificate") or {}).get("policy_change")
    status = str(data.get("status"))
    pairs: list[tuple[str | Html, str | Html]] = [
        (wording.term("picked"), share(data.get("chosen"), known_error(view, moved))),
        (wording.term("reach"), share(data.get("reach"), errors.get("could"))),
        (wording.term("price"), cost(data.get("price"), errors.get("value"), finest_place(*worth(whole)))),
    ]
    if is_number(mostly := data.get("mostly")):
        pairs.insert(1, (wording.say("verdicts.most_often"), f"{mostly:g}"))
    ruin: Data | None = data.get("ruin")
    if ruin:
        pairs.append((wording.term("ruin"), share(ruin.get("could"), known_error(view, None))))
    if data.get("horn"):
        pairs.append((wording.term("horn"), words(wording.ending(str(data["horn"])))))
    swatch = el("span", class_=f"swatch {status}", aria_hidden="true") if status in STATUSES else None
    called = wording.say(f"status.name.{status}") if status in STATUSES else words(status)
    if status == "priced_out" and whole.get("verdict") == "unwilling":
        called = too_dear(wording.said)
    return join(el("span", swatch, called, _often(view, data, wording), class_="status"), facts(pairs))


def _often(view: Data, option: Data, wording: Wording) -> str:
    return in_how_many(option, float(view.get("level", 0.5)), known_error(view, None), wording.said)


def _options(view: Data, actor: str) -> Mapping[str, Data]:
    return ((view.get("actors") or {}).get(actor) or {}).get("options") or {}


def dilemmas(actor: str, wording: Wording) -> Html:
    """Whether the actor is damned whichever option it takes, in each view."""
    one = len(wording.views) == 1
    items = []
    for view, data in wording.views.items():
        own: Data | None = (data.get("actors") or {}).get(actor)
        dilemma: Data = (own or {}).get("dilemma") or {}
        if own is None:
            continue
        p = level(float(data.get("level", 0.5)))
        if not dilemma.get("in_dilemma"):
            said = wording.say("verdicts.dilemma.none", level=p)
        else:
            horns = [o.get("horn") for o in (own.get("options") or {}).values() if o.get("horn")]
            ends = wording.listed([wording.ending(str(h)) for h in dict.fromkeys(horns)])
            kind = ("two_horned" if dilemma.get("two_horned") else "plain") + ("_threat" if ends else "")
            said = wording.say(f"verdicts.dilemma.{kind}", level=p, endings=ends)
        items.append(el("li", None if one else el("strong", words(wording.view(view)), ": "), said))
    return el("ul", items, class_="plain")


def verdict_key(say: Callable[..., str]) -> Html:
    """What the five verdicts mean."""
    entries = [el("div", el("dt", verdict_sign(v, say)), el("dd", say(f"verdict.means.{v}"))) for v in VERDICTS]
    return el("dl", entries, class_="key")
