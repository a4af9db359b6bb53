"""Every figure that there is, by name. A new figure is a new row of KINDS."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offramp.report.catalogue import Catalogue, Say
from offramp.report.markup import clean
from offramp.report.world_figures.dilemma_map import dilemma_map
from offramp.report.world_figures.endings_over_worlds import endings_over_worlds
from offramp.report.world_figures.exits_in_period import exits_in_period
from offramp.report.world_figures.exits_over_worlds import exits_over_worlds
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH, FigureData
from offramp.report.world_figures.game_map import game_map
from offramp.report.world_figures.hinge_panels import hinge_panels
from offramp.report.world_figures.off_ramp_arrows import off_ramp_arrows
from offramp.report.world_figures.scoreboard import scoreboard
from offramp.report.world_figures.views_side_by_side import views_side_by_side

Data = Mapping[str, Any]
Drawn = Iterator[Figure | None]


@dataclass(frozen=True)
class Kind:
    """A kind of figure. needs: the part of a report's data that it can't do without beside the rows of worlds.

    by_view: whether there is one for each view. draw: those of a view, or (with an empty name) of all together, so many
    pixels wide; None where the data have nothing to show.
    """

    name: str
    needs: str
    by_view: bool
    draw: Callable[[FigureData, Say, str, float], Drawn]


def _of_view(draw: Callable[[FigureData, Say, str, float], Figure | None]) -> Callable[..., Drawn]:
    return lambda found, say, view, width: iter([draw(found, say, view, width)])


def _of_all(draw: Callable[[FigureData, Say, float], Figure | None]) -> Callable[..., Drawn]:
    return lambda found, say, view, width: iter([draw(found, say, width)])


def _of_results(found: FigureData, say: Say, width: float) -> Drawn:
    return (off_ramp_arrows(result, say, width) for result in found.data.get("off_ramps") or ())


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("views", "", False, _of_all(views_side_by_side)),
        Kind("exits", "", True, _of_view(exits_over_worlds)),
        Kind("dilemma", "", True, _of_view(dilemma_map)),
        Kind("outcomes", "", True, _of_view(endings_over_worlds)),
        Kind("hinges", "hinges", True, _of_view(hinge_panels)),
        Kind("off-ramps", "off_ramps", False, lambda found, say, view, width: _of_results(found, say, width)),
        Kind("game-map", "game_map", False, _of_all(game_map)),
        Kind("scoreboard", "scores", False, _of_all(scoreboard)),
    )
}


def figures(data: Data, said: Catalogue, width: float = WIDTH, by_view: float = WIDTH) -> list[Figure]:
    """All figures that a report's data have something to show in, in the order of KINDS and of views.

    width: of those of all views together; by_view: of those that there is one of for each view.
    """
    found = FigureData(data, said)
    drawn = []
    for kind in KINDS.values():
        for view in found.views if kind.by_view else [""]:
            room = by_view if kind.by_view else width
            drawn += [figure for figure in kind.draw(found, said.say, view, room) if figure is not None]
    return drawn


def figure(
    data: Data, said: Catalogue, name: str, view: str, period: int | None = None, width: float = WIDTH
) -> Figure | None:
    """One figure by name, of a view where it is of one; period: of `exits`, that period alone. None where the data
    have nothing to show in it. Raises KeyError for an unknown name."""
    found, kind, say = FigureData(data, said), KINDS[name], said.say
    if period is not None:
        return exits_in_period(found, say, view, period, width)
    return next(kind.draw(found, say, view if kind.by_view else "", width), None)


def shown_in(name: str, say: Say) -> str:
    """What a kind of figure shows, in a few words."""
    return say(f"figures.shows.{name.replace('-', '_')}")


def source_line(data: Data, say: Say) -> str:
    """Where a figure's numbers come from."""
    run: Data = data.get("run") or {}
    numbers = {"worlds": f"{run['worlds']:,}", "seed": run["seed"], "version": data["offramp"]}
    return say("figures.source", title=clean(data["scenario"]["title"]), **numbers)
