"""Commands that ask a solved scenario something more: why an actor does what it does, how forecasts fared."""

from pathlib import Path
from typing import Annotated, Any

import typer

from offramp.cli import output
from offramp.core.diagnostics import Diagnostic, ScenarioError

ScenarioName = Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="Give an assumption another value, or a switch another case: name=value."),
]


def why(
    scenario: ScenarioName,
    question: Annotated[
        str, typer.Argument(help='What to explain: "bloc chooses sustain in 2024Q1", or "verdict(bloc)".')
    ],
    changes: Set = None,
    view: Annotated[str | None, typer.Option("--view", help="Use the assumptions of this view.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help='Start from this state instead: "t=4, front=0.3, phase=war".')
    ] = None,
    level: Annotated[
        float, typer.Option("--level", help="The chance of a tolerable ending that counts as a way out.")
    ] = 0.5,
    points: Annotated[
        int | None, typer.Option("--points", help="Grid points per period (2000, where states are interpolated).")
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Largest error in a chance to call it resolved.")
    ] = 0.02,
    shifts: Annotated[
        bool, typer.Option("--shifts/--no-shifts", help="Whether to solve again with each assumption moved (yes).")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Explain a choice or a verdict: what options are worth, what that is made of, which assumptions it rests on."""
    from offramp.cli.progress import shown_progress
    from offramp.cli.requests import check_numbers, settings, state
    from offramp.cli.why_words import why_text
    from offramp.explore.view_runs import cores
    from offramp.public import load

    check_numbers(level=level, points=points, tolerance=tolerance)
    where = state(at)
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        found = loaded.why(
            question,
            view=view,
            set=numbers,
            at=where,
            level=level,
            points=points,
            tolerance=tolerance,
            shifts=shifts,
            threads=cores(),
            progress=tell,
        )
    _show(found.to_json(), as_json, why_text)


def score(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario file, the name of one that comes with Offramp, or the folder of a run of worlds."
        ),
    ],
    changes: Set = None,
    view: Annotated[
        list[str] | None,
        typer.Option("--view", help="Score this view; may be repeated (default: all views)."),
    ] = None,
    points: Annotated[int | None, typer.Option("--points", help="Grid points per period (default: as needed).")] = None,
    paths: Annotated[
        int | None, typer.Option("--paths", help="Paths that check the result, and that events are counted over.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Number that decides all random draws.")] = 1,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Largest error in a chance to call it resolved.")
    ] = 0.02,
    as_json: AsJson = False,
) -> None:
    """Score the forecasts in a scenario: what its document and each view gave for what came about, and what is open."""
    from offramp.cli.progress import shown_progress
    from offramp.cli.requests import check_numbers, settings
    from offramp.cli.score_words import score_text
    from offramp.explore.view_runs import cores
    from offramp.public import load, open_run

    check_numbers(points=points, paths=paths, seed=seed, tolerance=tolerance)
    views = list(dict.fromkeys(view)) if view else None
    if Path(scenario).is_dir():
        _of_a_run_only(changes=changes, points=points, paths=paths)
        with shown_progress() as tell:
            found = open_run(scenario).score(views, tell)
        _show(found, as_json, score_text)
        return
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        found = loaded.score(
            views=views,
            set=numbers,
            points=points,
            paths=paths,
            seed=seed,
            tolerance=tolerance,
            threads=cores(),
            progress=tell,
        ).to_json()
    _show(found, as_json, score_text)


def _of_a_run_only(changes: list[str] | None, points: int | None, paths: int | None) -> None:
    """A run was asked for already: nothing of it can be changed. Raises ScenarioError E714."""
    for option, value in (("--set", changes), ("--points", points), ("--paths", paths)):
        if value:
            said = f"a run is as it was asked for; {option} can't change it"
            raise ScenarioError([Diagnostic("E714", said, None, "leave it out, or score the scenario itself")])


def _show(result: dict[str, Any], as_json: bool, text: Any) -> None:
    if as_json:
        output.write_json(result)
    else:
        output.write_text(text(result, output.width()))
