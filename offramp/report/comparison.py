"""Views side by side: endings, what differs in the assumptions, and what mistaken actors expect."""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import MISSING, as_written, finest_place, is_number, quantity, share
from offramp.report.markup import Html, el, join, table, words
from offramp.report.number_links import RestsOn, behind
from offramp.report.switches import cases_played
from offramp.report.verdict_tables import verdict_sign, view_columns
from offramp.report.wording import Data, Wording, capital, known_error, mid_sentence, worth

Table = list[tuple[str | Html, Sequence[str | Html]]]


def side_by_side(wording: Wording, rests_on: RestsOn | None = None) -> Html:
    """The chances of all endings and the verdicts, one column for each view."""
    rows: Table = []
    if wording.actors():
        rows.append((wording.say("comparison.verdicts"), []))
    for actor in wording.actors():
        cells = [
            verdict_sign(((view.get("actors") or {}).get(actor) or {}).get("verdict"), wording.say)
            for view in wording.views.values()
        ]
        rows.append((join(words(wording.actor(actor)), behind(f"verdict({actor})", rests_on)), cells))
    rows.append((wording.say("comparison.endings"), []))
    for ending in wording.endings():
        chances = [
            share(
                (view.get("endings") or {}).get(ending),
                known_error(view, (view.get("ending_errors") or {}).get(ending)),
            )
            for view in wording.views.values()
        ]
        means = wording.ending_means(ending)
        head = join(words(capital(wording.ending(ending))), el("span", words(means), class_="sub") if means else None)
        rows.append((join(head, behind(f"chance({ending})", rests_on)), chances))
    rows.append((wording.say("comparison.length"), []))
    rows.append(
        (
            wording.say("comparison.duration"),
            [quantity(view.get("duration"), known_error(view, None)) for view in wording.views.values()],
        )
    )
    corner = wording.say("comparison.conclusion")
    return table(wording.say("comparison.caption"), view_columns(wording), rows, corner, "tight")


def group_key(wording: Wording) -> Html | None:
    """Which endings each group of the question stands for."""
    groups = list(
        dict.fromkeys(g for view in wording.views.values() for g in (view.get("answer") or {}).get("groups") or {})
    )
    named = [(g, wording.group_endings(g)) for g in groups if wording.group_endings(g)]
    if not named:
        return None
    items = [
        el(
            "li",
            el("strong", words(capital(wording.group(g))), ": "),
            wording.listed([wording.ending(e) for e in ends]),
        )
        for g, ends in named
    ]
    return join(el("h3", wording.say("comparison.groups")), el("ul", items, class_="plain"))


def differing_assumptions(wording: Wording) -> Html | None:
    """The assumptions that are not the same in all views."""
    if len(wording.views) < 2:
        return None
    used: list[Mapping[str, object]] = [
        {**(view.get("assumptions") or {}), **cases_played(view)} for view in wording.views.values()
    ]
    names = [n for n in dict.fromkeys(n for one in used for n in one) if len({repr(one.get(n)) for one in used}) > 1]
    if not names:
        return el("p", wording.say("comparison.same"))
    rows: Table = []
    for name in names:
        means = wording.assumption_means(name)
        head = join(words(name), el("span", words(means), class_="sub") if means else None)
        rows.append((head, [words(as_written(one.get(name))) for one in used]))
    corner = wording.say("corner.assumption")
    return table(wording.say("comparison.differing"), view_columns(wording), rows, corner, "tight")


def beliefs(wording: Wording) -> Html | None:
    """What an actor with wrong beliefs expects, beside what happens."""
    parts = []
    for actor in wording.actors():
        views = {
            view: data
            for view, data in wording.views.items()
            if ((data.get("actors") or {}).get(actor) or {}).get("expects")
        }
        if views:
            parts.append(_belief_table(actor, views, wording))
    return join(parts) if parts else None


def _belief_table(actor: str, views: Mapping[str, Data], wording: Wording) -> Html:
    columns: list[str | Html] = []
    for view in views:
        if len(wording.views) == 1:
            columns += [wording.say("comparison.expects"), wording.say("comparison.happens")]
            continue
        name = words(wording.view(view))
        columns.append(wording.said.phrase("comparison.view_expects", view=name))
        columns.append(wording.said.phrase("comparison.view_happens", view=name))
    rows: Table = []
    own = [((data.get("actors") or {})[actor], data) for data in views.values()]
    rows.append(
        (
            wording.say("comparison.tolerable"),
            _pairs([(o["expects"].get("would"), o.get("would"), _error(o)) for o, _ in own]),
        )
    )
    value: list[str | Html] = []
    for data, _ in own:
        errors: Mapping[str, float] = data.get("errors") or {}
        finest = finest_place(data["expects"].get("value"), *worth(data))
        value += [
            quantity(data["expects"].get("value"), None, finest),
            quantity(data.get("value"), errors.get("value"), finest),
        ]
    rows.append((wording.say("comparison.payoff"), value))
    rows.append((wording.say("comparison.endings"), []))
    for ending in wording.endings():
        triples = [
            (
                (data["expects"].get("endings") or {}).get(ending, 0.0),
                (view.get("endings") or {}).get(ending),
                (view.get("ending_errors") or {}).get(ending),
            )
            for data, view in own
        ]
        rows.append((words(capital(wording.ending(ending))), _pairs(triples)))
    caption = wording.said.phrase("comparison.beliefs", actor=words(mid_sentence(wording.actor(actor))))
    return table(caption, columns, rows, wording.say("comparison.quantity"), "tight")


def _error(actor: Data) -> object:
    return (actor.get("errors") or {}).get("would")


def _pairs(triples: list[tuple[object, object, object]]) -> list[str | Html]:
    cells: list[str | Html] = []
    for expected, actual, error in triples:
        cells.append(share(expected) if is_number(expected) else MISSING)
        cells.append(share(actual, error if is_number(error) else None) if is_number(actual) else MISSING)
    return cells
