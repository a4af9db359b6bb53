"""The command that draws one figure of a run into a file, or lists what there is to draw."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from offramp.cli import output
from offramp.cli.pages import page_path
from offramp.cli.report_commands import LANGUAGE
from offramp.cli.run_commands import AsJson, RunName
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean

if TYPE_CHECKING:
    from offramp.explore.runs.run_reader import Run
    from offramp.report.catalogue import Catalogue
    from offramp.report.world_figures.figure import Figure

ENDINGS: Final = (".svg", ".png", ".json")
PNG_SCALE = 2.0
BY_PERIOD: Final = "exits"  # the one figure that there is of a single period

# Why a run may have nothing for a figure, and what to do about it.
LACKING: Final = {
    "views": ("nothing varies in the worlds of its views", "give assumptions ranges, and explore again"),
    "outcomes": ("nothing varies in the worlds of this view", "give assumptions ranges in it, or ask for another view"),
    "exits": (
        "it doesn't follow when options close in this view",
        "explore without --no-closings a game that ends and in which somebody chooses, or ask for another view",
    ),
    "dilemma": (
        "nobody has options at the start of this view's worlds",
        "ask for another view, or for outcomes",
    ),
    "hinges": (
        "no assumption turns any conclusion of this view visibly",
        "explore more worlds, or ask for another view",
    ),
    "off-ramps": (
        "no off-ramps were given",
        "give --off-ramps FILE: offramp offramps SCENARIO --for ACTOR --json > FILE",
    ),
    "scoreboard": (
        "its scenario has no forecast with a chance",
        "write forecasts into the scenario (docs/forecasts.md)",
    ),
}


def figure(
    run: RunName,
    name: Annotated[str | None, typer.Argument(help="Which figure; without it, all are listed.")] = None,
    view: Annotated[str | None, typer.Option("--view", help="The view that it is of (the first of the run).")] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Only this period, by its name or number; for exits.")
    ] = None,
    off_ramps: Annotated[
        list[Path] | None,
        typer.Option("--off-ramps", help="What `offramp offramps … --json` printed; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file: .svg, .png, or .json for the Vega-Lite specification.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="The language of its words.")] = LANGUAGE,
    as_json: AsJson = False,
) -> None:
    """Draw a figure of a run into a file: exits closing, the dilemma, endings, hinges, views, off-ramps, forecasts."""
    from offramp.cli.figure_words import drawn_text, listed_text
    from offramp.cli.off_ramp_files import read_off_ramps
    from offramp.public import open_run
    from offramp.report.catalogue import catalogue
    from offramp.report.world_figures.gallery import KINDS, shown_in

    texts = catalogue(language)
    found = open_run(run).run
    for known in found.views if view is None else (view,):
        found.view(known)  # which says what is wrong with it
    listed = [{"name": kind, "shows": shown_in(kind, texts.say), "by_view": KINDS[kind].by_view} for kind in KINDS]
    result: dict[str, Any] = {"schema": "offramp/figure/1", "run": str(run), "views": list(found.views)}
    result |= {"figures": listed, "drawn": None}
    if name is None:
        _show(result, as_json, listed_text)
        return
    if name not in KINDS:
        raise _fault("E785", f"there is no figure {name}", did_you_mean(name, KINDS))
    path = _file(out)
    results = [read_off_ramps(one) for one in off_ramps or ()]
    drawn, source = _drawn(found, name, view, period, results, texts)
    _write(path, drawn, source)
    _show(result | {"drawn": _facts(drawn, period, path)}, as_json, drawn_text)


def _drawn(
    run: "Run", name: str, view: str | None, period: str | None, results: list[dict[str, Any]], texts: "Catalogue"
) -> tuple["Figure", str]:
    """The figure, and where it comes from. Raises ScenarioError E782, E786, E787."""
    from offramp.cli.progress import shown_progress
    from offramp.explore.figure_parts import figure_parts
    from offramp.explore.run_report import check_same_scenario
    from offramp.report.world_figures import gallery

    kind = gallery.KINDS[name]
    if period is not None and name != BY_PERIOD:
        raise _fault("E786", f"{name} isn't drawn for one period", f"leave --period out, or ask for {BY_PERIOD}")
    views = [view or run.views[0]] if kind.by_view else [view] if view else list(run.views)
    for one in results:
        check_same_scenario(one, run.own_result(run.views[0])["scenario"])
    with shown_progress() as tell:
        data = figure_parts(run, views, {kind.needs}, results, tell or (lambda what, share: None))
    t = None if period is None else _period(data, period, views[0])
    found = gallery.figure(data, texts, name, views[0], t)
    if found is None:
        reason, remedy = LACKING[name]
        if name == "off-ramps" and results:
            reason, remedy = "nothing that was tried in these off-ramps could be solved", "look for them again"
        raise _fault("E787", f"this run has nothing for {name}: {reason}", remedy)
    return found, gallery.source_line(data, texts.say)


def _period(data: dict[str, Any], asked: str, view: str) -> int:
    """The number of a period of `exits`. Raises ScenarioError E786."""
    named = {row["label"]: row["t"] for row in data["figure_rows"]["exits"] if row["seen"]}
    if asked in named:
        return int(named[asked])
    if asked.isdecimal() and int(asked) in named.values():
        return int(asked)
    names = list(named)
    reached = f"; play comes to options from {names[0]} to {names[-1]}" if names else ""
    said = f"{view.replace('_', ' ')} has no period {asked} in which somebody could choose{reached}"
    raise _fault("E786", said, did_you_mean(asked, names) or "name one of these, or count from 0")


def _file(out: Path | None) -> Path:
    """Where the figure goes. Raises ScenarioError E716, E788, before anything is counted."""
    endings = ", ".join(ENDINGS[:-1]) + f" or {ENDINGS[-1]}"
    if out is None:
        raise _fault("E788", "nothing says which file the figure goes to", f"give --out FILE, ending in {endings}")
    if out.suffix.lower() not in ENDINGS:
        said = f"{out} ends in {out.suffix}" if out.suffix else f"{out} has no ending"
        raise _fault("E788", f"{said}, and figures are written as {endings}", f"name it {out.stem or 'figure'}.svg")
    page_path("", out, as_json=True)
    return out


def _write(path: Path, drawn: "Figure", source: str) -> None:
    """Write the figure as what the file's ending says. Raises ScenarioError E716."""
    import vl_convert

    from offramp.cli.report_files import replace_with
    from offramp.report.world_figures.figure import framed

    spec = framed(drawn, source)
    content: str | bytes
    match path.suffix.lower():
        case ".svg":
            content = vl_convert.vegalite_to_svg(spec)
        case ".png":
            content = vl_convert.vegalite_to_png(spec, scale=PNG_SCALE)
        case _:
            content = json.dumps(spec, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    replace_with(path, content.encode() if isinstance(content, str) else content)


def _facts(drawn: "Figure", period: str | None, path: Path) -> dict[str, Any]:
    return {
        "name": drawn.name,
        "view": drawn.view,
        "period": period,
        "title": drawn.title,
        "reading": drawn.reading,
        "alt": drawn.alt,
        "path": str(path),
    }


def _fault(code: str, said: str, remedy: str) -> ScenarioError:
    return ScenarioError([Diagnostic(code, said, None, remedy)])


def _show(result: dict[str, Any], as_json: bool, text: Any) -> None:
    if as_json:
        output.write_json(result)
    else:
        output.write_text(text(result, output.width()))
