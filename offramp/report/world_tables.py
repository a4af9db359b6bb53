"""In how many worlds each verdict holds, as rows that the page and the terminal show alike.

A share of worlds is never called a chance: it says how much of what isn't known leads there, weighed as the
scenario's ranges and distributions weigh it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.core.numbers import level as set_level
from offramp.core.numbers import points, share, tally
from offramp.report.live_elements import of_all
from offramp.report.markup import Html, clean, el, join, table, words
from offramp.report.number_links import RestsOn, behind
from offramp.report.verdict_tables import verdict_sign
from offramp.report.wording import VERDICTS, Data, Wording, capital

TOO_CLOSE, FAILED = "too_close", "failed"
UNDECIDED = (TOO_CLOSE, FAILED)
_REASONS = ("large", "nothing_varies", "unsolvable")
REACHES = ("would", "could", "helped")


@dataclass(frozen=True)
class Part:
    """One table: what it is about, and a row for each class that any view has worlds in (`name`: the class)."""

    title: str
    rows: list[tuple[str, str, list[str]]]  # (name, label, a cell a view)
    about: str = ""  # the number that its rows tell of, by its name in a report's data
    counted: tuple[str, ...] = ()  # the table of figures' rows that counts the same, and whom it counts


def worlds_of(analysis: Data) -> Data:
    """What an analysis says about worlds; empty where it says nothing."""
    return analysis.get("worlds") or {}


def verdict_parts(worlds: Data, wording: Wording) -> list[Part]:
    """For each actor, the worlds in each class."""
    found = []
    for actor in wording.actors():
        shown = {v: _verdicts(worlds, v, actor) for v in wording.views}
        names = [n for n in (*VERDICTS, *UNDECIDED) if any((one.get(n) or {}).get("count") for one in shown.values())]
        rows = []
        for n in names:
            rows.append((n, _class_label(n, wording), [_cell(one.get(n)) for one in shown.values()]))
            rows += _leaning(worlds, wording, actor) if n == TOO_CLOSE else []
        if rows:
            found.append(Part(capital(wording.actor(actor)), rows, f"verdict({actor})", ("verdict_shares", actor)))
    return found


def _leaning(worlds: Data, wording: Wording, actor: str) -> list[tuple[str, str, list[str]]]:
    """Where the worlds that are too close to call lean: what their numbers say, errors aside."""
    shown = [((_view(worlds, v).get("actors") or {}).get(actor) or {}).get("leaning") or {} for v in wording.views]
    named = [n for n in VERDICTS if any((one.get(n) or {}).get("count") for one in shown)]
    return [
        (
            f"leaning {n}",
            wording.say("worlds.leaning", verdict=wording.verdict(n)),
            [_cell(one.get(n)) for one in shown],
        )
        for n in named
    ]


def answer_part(worlds: Data, wording: Wording) -> Part | None:
    """The worlds in which each answer leads."""
    shown = {v: _leading(worlds, v) for v in wording.views}
    names = list(dict.fromkeys(n for one in shown.values() for n in one))
    names = [n for n in names if any((one.get(n) or {}).get("count") for one in shown.values())]
    rows = [(n, _group_label(n, wording), [_cell(one.get(n)) for one in shown.values()]) for n in names]
    return Part(wording.say("worlds.likeliest"), rows, "answer", ("answer_shares",)) if rows else None


def spread_parts(worlds: Data, wording: Wording) -> list[Part]:
    """For each actor, between what its chances lie over the worlds."""
    found = []
    for actor in wording.actors():
        own = [((_view(worlds, v).get("actors") or {}).get(actor) or {}) for v in wording.views]
        rows = [(name, wording.term(name), [_between(one.get(name), wording) for one in own]) for name in REACHES]
        if any(own):
            found.append(Part(capital(wording.actor(actor)), rows, f"verdict({actor})"))
    return found


def notes(worlds: Data, wording: Wording) -> list[str]:
    """What must be known to read the tables: what was drawn, what failed, what the errors are."""
    said = [
        wording.say("worlds.what", varied=_varied(worlds, wording)),
        _sureness(worlds, wording) if worlds["count"] >= 200 else wording.say("worlds.few"),
    ]
    if worlds.get("grids"):
        said.append(_close(worlds, wording))
    cases = [
        wording.say("worlds.switch", switch=clean(name), case=clean(one["case"]))
        for name, one in _switches(wording).items()
        if one.get("others")
    ]
    if cases:
        said.append(wording.say("worlds.switches", cases=wording.listed(cases)))
    return said + _without_noise(worlds, wording) + failures(worlds, wording)


def _without_noise(worlds: Data, wording: Wording) -> list[str]:
    """What is left of the first answer's lead where chances are counted from plays, and their noise is taken off."""
    said = []
    for view in wording.views:
        found = (_view(worlds, view).get("leading") or {}).get("without_noise")
        if found:
            group, first = max(found.items(), key=lambda one: float(one[1]["share"]))
            left = share(first["share"], first["error"])
            said.append(
                wording.say("worlds.without_noise", view=wording.view(view), answer=wording.group(group), share=left)
            )
    return said


def failures(worlds: Data, wording: Wording) -> list[str]:
    """The worlds that could not be solved, and why the first of them couldn't."""
    said = []
    for view in wording.views:
        found = _view(worlds, view)
        count = (found.get("failed") or {}).get("count") or 0
        for n, one in enumerate(found.get("failures") or []):
            text = _failure(one, wording)
            if n == 0:
                name = wording.view(view)
                head = wording.say("worlds.failed", view=name, count=count, worlds=found["worlds"])
                text = f"{head} {text}"
            said.append(text)
    return said


def _failure(one: Data, wording: Wording) -> str:
    diagnostic: Data = one["diagnostic"]
    said = {"world": one["world"], "code": diagnostic["code"], "message": clean(diagnostic["message"])}
    if diagnostic.get("line"):
        return wording.say("worlds.failure_line", line=diagnostic["line"], **said)
    return wording.say("worlds.failure", **said)


def why_none(worlds: Data, wording: Wording) -> str:
    """Why no world was looked at; empty where that was asked for."""
    reason = str(worlds.get("reason"))
    return wording.say(f"worlds.none_{reason}") if reason in _REASONS else ""


def section(analysis: Data, wording: Wording, rests_on: RestsOn | None = None) -> Html | None:
    """The page's part about worlds."""
    worlds = worlds_of(analysis)
    if not worlds:
        return None
    if not worlds["count"]:
        reason = why_none(worlds, wording)
        return el("p", reason) if reason else None
    heads: list[str | Html] = [words(wording.view(v)) for v in wording.views]
    found = [el("p", clean(worlds["finding"]), of_all(), class_="finding")]
    for part in verdict_parts(worlds, wording):
        title = wording.said.phrase("worlds.verdicts", actor=words(part.title), count=str(worlds["count"]))
        caption = join(title, behind(part.about, rests_on))
        rows = [(_sign(name, label, wording), _live(part, name, cells, wording)) for name, label, cells in part.rows]
        found.append(table(caption, heads, rows, wording.say("worlds.verdict"), "tight"))
    answers = answer_part(worlds, wording)
    if answers:
        rows = [(words(capital(label)), _live(answers, name, cells, wording)) for name, label, cells in answers.rows]
        caption = join(wording.say("worlds.answers", title=answers.title), behind(answers.about, rests_on))
        found.append(table(caption, heads, rows, wording.say("worlds.answer"), "tight"))
    for part in spread_parts(worlds, wording):
        caption = join(_chances(worlds, words(part.title), wording), of_all(), behind(part.about, rests_on))
        spreads: list[tuple[str | Html, list[str | Html]]] = [(label, [*cells]) for _, label, cells in part.rows]
        found.append(table(caption, heads, spreads, wording.say("worlds.chance"), "tight"))
    found.append(el("ul", [el("li", text) for text in notes(worlds, wording)], class_="plain note"))
    return join(found)


def _live(part: Part, name: str, cells: Sequence[str], wording: Wording) -> list[str | Html]:
    """The cells of a row, each named by what counts it anew where a reader narrows the worlds; those that failed, and
    what worlds lean to, aren't counted anew."""
    if name == FAILED or name.startswith("leaning "):
        return [join(cell, of_all(view)) for view, cell in zip(wording.views, cells, strict=True)]
    table_name, *keys = part.counted
    who = [*keys, name.removeprefix("group ")]
    live = ("|".join((table_name, view, *who)) for view in wording.views)
    return [el("span", cell, data_live=one) for one, cell in zip(live, cells, strict=True)]


def _chances(worlds: Data, actor: Html, wording: Wording) -> Html:
    """What the spreads stand for."""
    if worlds["count"] >= 200:
        return wording.said.phrase("worlds.chances", actor=actor)
    return wording.said.phrase("worlds.chances_few", actor=actor)


def _sign(name: str, label: str, wording: Wording) -> Html:
    return verdict_sign(name, wording.say) if name in VERDICTS else words(label)


def _view(worlds: Data, view: str) -> Data:
    found: Data = (worlds.get("views") or {}).get(view) or {}
    return found


def _verdicts(worlds: Data, view: str, actor: str) -> Mapping[str, Data]:
    found: Mapping[str, Data] = ((_view(worlds, view).get("actors") or {}).get(actor) or {}).get("verdicts") or {}
    return found


def _leading(worlds: Data, view: str) -> Mapping[str, Data]:
    leading: Data = _view(worlds, view).get("leading") or {}
    groups: Mapping[str, Data] = leading.get("groups") or {}
    # Groups bear the scenario's names; what isn't one gets a name that none can have.
    return {**{f"group {g}": one for g, one in groups.items()}, **{n: leading[n] for n in UNDECIDED if n in leading}}


def _group_label(name: str, wording: Wording) -> str:
    return _class_label(name, wording) if name in UNDECIDED else wording.group(name.removeprefix("group "))


def _class_label(name: str, wording: Wording) -> str:
    return wording.say(f"worlds.class.{name}") if name in UNDECIDED else wording.verdict(name)


def _cell(found: Data | None) -> str:
    return "–" if found is None else tally(found["count"], found["share"], found["low"], found["high"])


def _between(found: Data | None, wording: Wording) -> str:
    if not found or found.get("lowest") is None:
        return "–"
    error = found.get("error")
    if found.get("q50") is None:
        ends = {"low": share(found["lowest"], error), "high": share(found["highest"], error)}
        return wording.say("worlds.from_to", **ends)
    ends = {"low": share(found["q05"], error), "high": share(found["q95"], error)}
    return wording.say("worlds.between", middle=share(found["q50"], error), **ends)


def _sureness(worlds: Data, wording: Wording) -> str:
    """What the intervals of shares come from."""
    design = str(worlds.get("design"))
    name = design if design in ("sobol", "saltelli") else "draws"
    return wording.say(f"worlds.sure.{name}", scrambles=worlds.get("scrambles"))


def _close(worlds: Data, wording: Wording) -> str:
    """What is too close to call; and what leaning means, where any world does."""
    actors = [a for view in (worlds.get("views") or {}).values() for a in (view.get("actors") or {}).values()]
    found = [float(e) for a in actors for name in REACHES if (e := a[name].get("error")) is not None]
    level = set_level(worlds["level"])
    if found:
        said = wording.say("worlds.too_close_error", level=level, points=points(max(found)))
    else:
        said = wording.say("worlds.too_close", level=level)
    leans = any(_leaning(worlds, wording, actor) for actor in wording.actors())
    return " ".join((said, wording.say("worlds.leans"))) if leans else said


def _varied(worlds: Data, wording: Wording) -> str:
    counts = {v: len(_view(worlds, v).get("varied") or []) for v in wording.views}
    if len(set(counts.values())) == 1:
        count = next(iter(counts.values()))
        return wording.say("worlds.varied", count=count)
    return "; ".join(wording.say("worlds.varied_in", view=wording.view(v), count=n) for v, n in counts.items())


def _switches(wording: Wording) -> Mapping[str, Data]:
    first: Data = next(iter(wording.views.values()))
    found: Mapping[str, Data] = first.get("switches") or {}
    return found
