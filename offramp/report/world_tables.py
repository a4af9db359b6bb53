"""In how many worlds each verdict holds, as rows that the page and the terminal show alike.

A share of worlds is never called a chance: it says how much of what isn't known leads there, weighed as the
scenario's ranges and distributions weigh it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.core.numbers import level as set_level
from offramp.core.numbers import points, share, tally
from offramp.report.markup import Html, clean, el, join, table, words
from offramp.report.number_links import RestsOn, behind
from offramp.report.verdict_tables import verdict_sign
from offramp.report.wording import VERDICTS, Data, Wording, capital, listed

TOO_CLOSE, FAILED = "too_close", "failed"
LABELS = {TOO_CLOSE: "too close to call", FAILED: "could not be solved"}
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
        names = [n for n in (*VERDICTS, *LABELS) if any((one.get(n) or {}).get("count") for one in shown.values())]
        rows = []
        for n in names:
            rows.append((n, LABELS.get(n, n), [_cell(one.get(n)) for one in shown.values()]))
            rows += _leaning(worlds, wording, actor) if n == TOO_CLOSE else []
        if rows:
            found.append(Part(capital(wording.actor(actor)), rows, f"verdict({actor})", ("verdict_shares", actor)))
    return found


def _leaning(worlds: Data, wording: Wording, actor: str) -> list[tuple[str, str, list[str]]]:
    """Where the worlds that are too close to call lean: what their numbers say, errors aside."""
    shown = [((_view(worlds, v).get("actors") or {}).get(actor) or {}).get("leaning") or {} for v in wording.views]
    named = [n for n in VERDICTS if any((one.get(n) or {}).get("count") for one in shown)]
    return [(f"leaning {n}", f"… leaning to {n}", [_cell(one.get(n)) for one in shown]) for n in named]


def _leans(worlds: Data, wording: Wording) -> str:
    """What leaning means, where any world does."""
    any_world = any(_leaning(worlds, wording, actor) for actor in wording.actors())
    return " Such a world leans to the verdict that its numbers give, errors aside." if any_world else ""


def answer_part(worlds: Data, wording: Wording) -> Part | None:
    """The worlds in which each answer leads."""
    shown = {v: _leading(worlds, v) for v in wording.views}
    names = list(dict.fromkeys(n for one in shown.values() for n in one))
    names = [n for n in names if any((one.get(n) or {}).get("count") for one in shown.values())]
    rows = [(n, _group_label(n, wording), [_cell(one.get(n)) for one in shown.values()]) for n in names]
    return Part("The likeliest answer", rows, "answer", ("answer_shares",)) if rows else None


def spread_parts(worlds: Data, wording: Wording) -> list[Part]:
    """For each actor, between what its chances lie over the worlds."""
    found = []
    for actor in wording.actors():
        own = [((_view(worlds, v).get("actors") or {}).get(actor) or {}) for v in wording.views]
        rows = [(name, name, [_between(one.get(name)) for one in own]) for name in REACHES]
        if any(own):
            found.append(Part(capital(wording.actor(actor)), rows, f"verdict({actor})"))
    return found


def notes(worlds: Data, wording: Wording) -> list[str]:
    """What must be known to read the tables: what was drawn, what failed, what the errors are."""
    said = [
        f"A world is one draw of everything that is uncertain ({_varied(worlds, wording)}). A share of worlds says "
        "how much of what isn’t known leads there, as the scenario weighs it; it is no chance of anything happening."
    ]
    if worlds["count"] >= 200:
        said.append(f"In brackets: the share, and the interval that {_sureness(worlds)} (95%).")
    else:
        said.append("With fewer than 200 worlds only counts are shown: a share would look surer than it is.")
    if worlds.get("grids"):
        said.append(
            f"Too close to call at the level of {set_level(worlds['level'])}: a number that decides the verdict lies "
            f"within its numerical error of the level{_errors(worlds)}.{_leans(worlds, wording)}"
        )
    cases = [f"{clean(name)} is {clean(one['case'])}" for name, one in _switches(wording).items() if one.get("others")]
    if cases:
        said.append(
            f"Switches aren’t drawn: they stand as in each view ({listed(cases)} in the first). For other cases, "
            "solve with --set, or explore with --switch."
        )
    return said + _without_noise(worlds, wording) + failures(worlds, wording)


def _without_noise(worlds: Data, wording: Wording) -> list[str]:
    """What is left of the first answer's lead where chances are counted from plays, and their noise is taken off."""
    said = []
    for view in wording.views:
        found = (_view(worlds, view).get("leading") or {}).get("without_noise")
        if found:
            group, first = max(found.items(), key=lambda one: float(one[1]["share"]))
            said.append(
                f"{wording.view(view)}: chances are counted from plays. Without their noise {wording.group(group)} "
                f"would come first in {share(first['share'], first['error'])} of those that could be solved."
            )
    return said


def failures(worlds: Data, wording: Wording) -> list[str]:
    """The worlds that could not be solved, and why the first of them couldn't."""
    said = []
    for view in wording.views:
        found = _view(worlds, view)
        count = (found.get("failed") or {}).get("count") or 0
        for first, one in enumerate(found.get("failures") or []):
            diagnostic: Data = one["diagnostic"]
            line = f", line {diagnostic['line']}" if diagnostic.get("line") else ""
            head = (
                f"{wording.view(view)}: {count} of {found['worlds']} worlds could not be solved. " if not first else ""
            )
            said.append(f"{head}World {one['world']}: {diagnostic['code']}{line}: {clean(diagnostic['message'])}.")
    return said


def why_none(worlds: Data) -> str:
    """Why no world was looked at; empty where that was asked for."""
    return {
        "large": "No worlds were looked at: this game is too large for that unasked. --worlds 200 looks at 200 draws "
        "of what is uncertain in each view, on all cores; with fewer there are counts, and no shares.",
        "nothing_varies": "Nothing is uncertain in this scenario: every world is the one above.",
        "unsolvable": "No worlds were looked at: on the coarse grids that many worlds need, the baseline breaks.",
    }.get(str(worlds.get("reason")), "")


def section(analysis: Data, wording: Wording, rests_on: RestsOn | None = None) -> Html | None:
    """The page's part about worlds."""
    worlds = worlds_of(analysis)
    if not worlds:
        return None
    if not worlds["count"]:
        reason = why_none(worlds)
        return el("p", reason) if reason else None
    heads: list[str | Html] = [words(wording.view(v)) for v in wording.views]
    found = [el("p", clean(worlds["finding"]), class_="finding")]
    for part in verdict_parts(worlds, wording):
        caption = join(
            words(part.title), f": verdicts in {worlds['count']} worlds a view", behind(part.about, rests_on)
        )
        rows = [(_sign(name, label, wording), _live(part, name, cells, wording)) for name, label, cells in part.rows]
        found.append(table(caption, heads, rows, "Verdict", "tight"))
    answers = answer_part(worlds, wording)
    if answers:
        rows = [(words(capital(label)), _live(answers, name, cells, wording)) for name, label, cells in answers.rows]
        caption = join(f"{answers.title}: in how many worlds each comes first", behind(answers.about, rests_on))
        found.append(table(caption, heads, rows, "Answer", "tight"))
    for part in spread_parts(worlds, wording):
        caption = join(
            words(part.title), f": chances of a tolerable ending, {range_means(worlds)}", behind(part.about, rests_on)
        )
        found.append(table(caption, heads, [(label, list(cells)) for _, label, cells in part.rows], "Chance", "tight"))
    found.append(el("ul", [el("li", text) for text in notes(worlds, wording)], class_="plain note"))
    return join(found)


def _live(part: Part, name: str, cells: Sequence[str], wording: Wording) -> list[str | Html]:
    """The cells of a row, each named by what counts it anew where a reader narrows the worlds; those that failed, and
    what worlds lean to, aren't counted anew."""
    if name == FAILED or name.startswith("leaning "):
        return list(cells)
    table_name, *keys = part.counted
    who = [*keys, name.removeprefix("group ")]
    live = ("|".join((table_name, view, *who)) for view in wording.views)
    return [el("span", cell, data_live=one) for one, cell in zip(live, cells, strict=True)]


def range_means(worlds: Data) -> str:
    """What the spreads stand for."""
    if worlds["count"] >= 200:
        return "the middle and, in brackets, the range of nine worlds in ten"
    return "from the lowest to the highest of the worlds"


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
    return {**{f"group {g}": one for g, one in groups.items()}, **{n: leading[n] for n in LABELS if n in leading}}


def _group_label(name: str, wording: Wording) -> str:
    return LABELS.get(name) or wording.group(name.removeprefix("group "))


def _cell(found: Data | None) -> str:
    return "–" if found is None else tally(found["count"], found["share"], found["low"], found["high"])


def _between(found: Data | None) -> str:
    if not found or found.get("lowest") is None:
        return "–"
    error = found.get("error")
    if found.get("q50") is None:
        return f"{share(found['lowest'], error)} to {share(found['highest'], error)}"
    return f"{share(found['q50'], error)} ({share(found['q05'], error)} to {share(found['q95'], error)})"


def _sureness(worlds: Data) -> str:
    """What the intervals of shares come from."""
    scrambles = f"its {worlds.get('scrambles')} scrambles of Sobol’ points leave"
    found = {"sobol": scrambles, "saltelli": "its rows of Saltelli’s blocks leave"}
    return found.get(str(worlds.get("design")), "its number of draws leaves")


def _errors(worlds: Data) -> str:
    actors = [a for view in (worlds.get("views") or {}).values() for a in (view.get("actors") or {}).values()]
    found = [float(e) for a in actors for name in REACHES if (e := a[name].get("error")) is not None]
    return f", which is {points(max(found))} points at most" if found else ""


def _varied(worlds: Data, wording: Wording) -> str:
    counts = {v: len(_view(worlds, v).get("varied") or []) for v in wording.views}
    if len(set(counts.values())) == 1:
        count = next(iter(counts.values()))
        return f"{count} assumption{'s' if count != 1 else ''}"
    return "; ".join(f"{wording.view(v)}: {count} assumptions" for v, count in counts.items())


def _switches(wording: Wording) -> Mapping[str, Data]:
    first: Data = next(iter(wording.views.values()))
    found: Mapping[str, Data] = first.get("switches") or {}
    return found
