"""Sample paths behind the outcome fan: what happens on each, in words, and for each period those that end in it.

Each period of a fan is a link to its paths, and the style sheet shows what a link has led to: no script is needed.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from offramp.core.numbers import quantity, share
from offramp.report.fan_frame import FanFrame
from offramp.report.markup import Html, clean, el, join, words
from offramp.report.wording import Data, Wording, capital, isolated, known_error, spoken

HORIZON = "horizon"
FEW = 4  # paths of each view that a printed page has room for
MOST_STRETCHES = 12  # of a path, before its middle is left out
MOST_NUMBERS = 6
MOST_GOING_ON = 8  # kinds of paths that live through a period: there may be many periods


@dataclass(frozen=True)
class _Path:
    """A path of a view. begins, ended: its first and last period, after which it may still go on; doings: by period."""

    number: int
    rows: Sequence[Data]
    begins: int
    ended: int
    ending: str
    doings: Sequence[Html]


@dataclass(frozen=True)
class _View:
    """The paths of a view. place: among the views, from 1. labels: of periods by their numbers."""

    name: str
    place: int
    data: Data
    labels: Mapping[int, str]
    paths: Sequence[_Path]
    wording: Wording

    def ending_in(self, t: int) -> list[_Path]:
        """The paths that end in period t."""
        return [path for path in self.paths if path.ended == t]

    def anchor(self, t: int) -> str:
        """The name of what a link to period t leads to."""
        return f"paths-{self.place}-{t}"


def sampled_paths(wording: Wording) -> Html | None:
    """The paths of every period of every view that has some; None where no view has."""
    views = [_view(name, data, wording) for name, data in wording.views.items() if data.get("sample_paths")]
    if not views:
        return None
    note = wording.say("timelines.paths.note", of=len(views[0].paths))
    pick = el("span", " ", wording.say("timelines.paths.pick"), class_="on-screen")
    printed = el("span", " ", wording.say("timelines.paths.printed", count=FEW), class_="on-paper")
    return el(
        "div",
        el("p", note, pick, printed, class_="note"),
        [_period(view, t) for view in views for t in view.labels],
        class_="paths",
    )


def fan_links(name: str, data: Data, wording: Wording, frame: FanFrame) -> Html | None:
    """What lies over a view's fan: a link for each period, as tall as the fan. None where the view has no paths."""
    if not data.get("sample_paths"):
        return None
    view = _view(name, data, wording)
    links = []
    for place, (t, label) in enumerate(view.labels.items()):
        count = len(view.ending_in(t))
        going_on = any(path.ending == HORIZON for path in view.ending_in(t))
        pieces = {"period": label, "count": count, "of": len(view.paths)}
        if going_on:
            said = wording.say("timelines.paths.last_link", **pieces)
        else:
            said = wording.say("timelines.paths.link", **pieces)
        x, wide = (f"{value:.2f}" for value in (frame.left + place * frame.cell, frame.cell))
        column = el("rect", x=x, y=f"{frame.top:g}", width=wide, height=f"{frame.tall:g}")
        links.append(el("a", column, href=f"#{view.anchor(t)}", aria_label=said))
    size = {"width": f"{frame.width:g}", "height": f"{frame.height:g}"}
    label = wording.say("timelines.paths.group", view=wording.view(name))
    box = f"0 0 {frame.width:g} {frame.height:g}"
    return el("svg", links, class_="links", viewBox=box, role="group", aria_label=label, **size)


def _view(name: str, data: Data, wording: Wording) -> _View:
    labels = {int(item["t"]): clean(item.get("label", item["t"])) for item in data.get("timeline") or []}
    paths = [_path(number, rows, wording) for number, rows in enumerate(data["sample_paths"], 1) if rows]
    return _View(name, list(wording.views).index(name) + 1, data, labels, paths, wording)


def _path(number: int, rows: Sequence[Data], wording: Wording) -> _Path:
    first, last = rows[0], rows[-1]
    doings = [_doings(row, wording) for row in rows]
    return _Path(number, rows, int(first["t"]), int(last["t"]), last["ending"] or HORIZON, doings)


def _doings(row: Data, wording: Wording) -> Html:
    """What is picked and what happens in a period."""
    actors = wording.actors()
    parts = []
    for choice, option in row["choices"].items():
        who = wording.actor(choice) if choice in actors else capital(isolated(spoken(choice)))
        text = {"who": words(who), "option": words(wording.option(option))}
        parts.append(wording.said.phrase("timelines.paths.choice", **text))
    parts += [words(isolated(spoken(event))) for event in row["happened"]]
    if not parts:
        return join(wording.say("timelines.paths.nothing"))
    found = parts[0]
    for part in parts[1:]:
        found = wording.said.phrase("timelines.paths.doings", before=found, one=part)
    return found


def _period(view: _View, t: int) -> Html:
    """The paths that end in a period, or where none does, those that live through it."""
    say, label = view.wording.say, view.labels[t]
    ending = view.ending_in(t)
    live = [path for path in view.paths if path.ended > t]
    of = len(view.paths)
    if any(path.ending == HORIZON for path in ending):
        count = say("timelines.paths.at_last", count=len(ending), of=of)
    elif ending:
        count = say("timelines.paths.ended", count=len(ending), of=of)
    elif live:
        count = say("timelines.paths.live", count=len(live), of=of)
    else:
        count = say("timelines.paths.over", of=of)
    title = view.wording.said.phrase(
        "timelines.paths.title", view=words(view.wording.view(view.name)), period=words(label)
    )
    sampled = view.wording.said.phrase("timelines.paths.sampled", view=words(view.wording.view(view.name)))
    return el(
        "div",
        el("p", title, class_="title"),
        el("p", sampled, class_="note"),
        el("p", count, class_="count"),
        _ended(view, ending) if ending else _going_on(view, live, t),
        id=view.anchor(t),
        class_=" ".join(["of-period", *filter(None, [_few(ending)])]),
        tabindex="-1",
    )


def _ended(view: _View, paths: Sequence[_Path]) -> Html:
    """Whole histories, by ending, under the chance of each."""
    chances, errors = view.data.get("endings") or {}, view.data.get("ending_errors") or {}
    parts = []
    for ending in dict.fromkeys(path.ending for path in paths):
        chance = share(chances.get(ending), known_error(view.data, errors.get(ending)))
        name = words(capital(view.wording.ending(ending)))
        said = view.wording.said.phrase("timelines.paths.ending", ending=name, chance=chance)
        mine = [path for path in paths if path.ending == ending]
        items = [
            el("li", _history(view, alike), _numbers(view, alike), class_=_few(alike))
            for alike in _alike(mine, lambda path: tuple(path.doings))
        ]
        parts.append(el("div", el("p", said), el("ul", items, class_="plain"), class_=_few(mine)))
    return join(parts)


def _alike(paths: Sequence[_Path], what: Callable[[_Path], Hashable]) -> list[list[_Path]]:
    """Paths on which the same happens, together."""
    found: dict[Hashable, list[_Path]] = {}
    for path in paths:
        found.setdefault(what(path), []).append(path)
    return list(found.values())


def _few(paths: Sequence[_Path]) -> str | None:
    """The class of what is printed."""
    return "few" if any(path.number <= FEW for path in paths) else None


def _which(view: _View, paths: Sequence[_Path]) -> str:
    numbers = view.wording.listed([str(path.number) for path in paths])
    return view.wording.say("timelines.paths.which", count=len(paths), numbers=numbers)


def _history(view: _View, alike: Sequence[_Path]) -> Html:
    """What happens on these paths: stretches of periods in which the same does."""
    path, phrase = alike[0], view.wording.said.phrase
    stretches = [list(group) for _, group in groupby(range(len(path.rows)), key=lambda n: path.doings[n])]
    written = [_stretch(view, path, stretch) for stretch in stretches]
    if len(written) > MOST_STRETCHES:
        half = MOST_STRETCHES // 2
        left_out = sum(map(len, stretches[half:-half]))
        written[half:-half] = [join(view.wording.say("timelines.paths.left_out", count=left_out))]
    pieces = {"which": _which(view, alike), "history": join(*written, by=" "), "period": words(view.labels[path.ended])}
    if path.ending == HORIZON:
        return phrase("timelines.paths.last", **pieces)
    return phrase("timelines.paths.path", **pieces, ending=words(view.wording.ending(path.ending)))


def _stretch(view: _View, path: _Path, stretch: Sequence[int]) -> Html:
    first, last = (el("b", words(view.labels[int(path.rows[n]["t"])])) for n in (stretch[0], stretch[-1]))
    doings = path.doings[stretch[0]]
    if len(stretch) == 1:
        return view.wording.said.phrase("timelines.paths.stretch", period=first, doings=doings)
    return view.wording.said.phrase("timelines.paths.stretches", first=first, last=last, doings=doings)


def _numbers(view: _View, alike: Sequence[_Path]) -> Html | None:
    """Quantities that the scenario wants shown, or else stocks, in the period that these paths end in."""
    rows, names = [path.rows[-1] for path in alike], view.wording
    key, called = ("outputs", names.quantity) if rows[0]["outputs"] else ("stocks", names.stock)
    said = [
        _spread(called(name), [row[key][name] for row in rows], names) for name in list(rows[0][key])[:MOST_NUMBERS]
    ]
    if not said:
        return None
    pieces = {"period": words(view.labels[alike[0].ended]), "numbers": words(names.listed(said))}
    # Quantities may read what is chosen and what happens; stocks are as the period began.
    if key == "outputs":
        told = names.said.phrase("timelines.paths.quantities", **pieces)
    else:
        told = names.said.phrase("timelines.paths.numbers", **pieces)
    return el("span", told, class_="sub")


def _spread(name: str, values: Sequence[float], wording: Wording) -> str:
    """A number, or the lowest and the highest of several in as many digits as tell them apart."""
    low, high = min(values), max(values)
    first, last = (quantity(value, (high - low) / 10).split(" ")[0] for value in (low, high))
    if first == last:
        return wording.say("timelines.paths.number", name=name, value=first)
    return wording.say("timelines.paths.range", name=name, low=first, high=last)


def _going_on(view: _View, paths: Sequence[_Path], t: int) -> Html | None:
    """What happens in the period on paths that live through it, each with a link to its end."""
    phrase, items = view.wording.said.phrase, []
    kinds = _alike(paths, lambda path: (path.doings[t - path.begins], path.ended, path.ending))
    for alike in kinds[:MOST_GOING_ON]:
        path = alike[0]
        period = words(view.labels[path.ended])
        if path.ending == HORIZON:
            later = phrase("timelines.paths.later_on", period=period)
        else:
            later = phrase("timelines.paths.later", period=period, ending=words(view.wording.ending(path.ending)))
        pieces = {"which": _which(view, alike), "doings": path.doings[t - path.begins]}
        link = el("a", later, href=f"#{view.anchor(path.ended)}")
        items.append(el("li", phrase("timelines.paths.going_on", **pieces, later=link)))
    if left := sum(map(len, kinds[MOST_GOING_ON:])):
        items.append(el("li", view.wording.say("timelines.paths.more", count=left)))
    return el("ul", items, class_="plain") if items else None
