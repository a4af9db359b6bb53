"""The command about off-ramps."""

from typing import Annotated

import typer

from offramp.cli import output


def offramps(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")],
    actor: Annotated[str, typer.Option("--for", help="The actor for whom a way out is looked for.")],
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help="Give an assumption another value, or a switch another case: name=value."),
    ] = None,
    view: Annotated[str | None, typer.Option("--view", help="Use the assumptions of this view.")] = None,
    worlds: Annotated[
        int, typer.Option("--worlds", help="Draws of the uncertain assumptions to try them in too (0).")
    ] = 0,
    pairs: Annotated[bool, typer.Option("--pairs/--no-pairs", help="Whether to try pairs of the ten best.")] = True,
    levers: Annotated[
        bool,
        typer.Option("--levers/--no-levers", help="Whether to look for the smallest shift of each assumption."),
    ] = True,
    level: Annotated[
        float, typer.Option("--level", help="The chance of a tolerable ending that counts as a way out.")
    ] = 0.5,
    points: Annotated[
        int | None, typer.Option("--points", help="Grid points per period: fewer for a quick look (default: many).")
    ] = None,
    paths: Annotated[int | None, typer.Option("--paths", help="Paths that check the game as it is.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Number that decides all random draws.")] = 1,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Largest error in a chance to call it resolved.")
    ] = 0.02,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Try what may reopen a way out for an actor: who would offer it, whether it would be kept, until when it works."""
    from offramp.cli.off_ramp_words import off_ramps_text
    from offramp.cli.progress import shown_progress
    from offramp.cli.requests import check_numbers, outside_ranges, settings
    from offramp.explore.view_runs import cores
    from offramp.public import load

    check_numbers(level=level, points=points, paths=paths, seed=seed, tolerance=tolerance, worlds=worlds)
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        found = loaded.off_ramps(
            actor,
            view=view,
            set=numbers,
            worlds=worlds,
            pairs=pairs,
            levers=levers,
            level=level,
            points=points,
            paths=paths,
            seed=seed,
            tolerance=tolerance,
            threads=cores(),
            progress=tell,
        )
    noticed = [warning.to_json() for warning in outside_ranges(loaded.model, view, numbers)]
    result = found.to_json()
    result = result | {"warnings": [*noticed, *result["warnings"]]}
    if as_json:
        output.write_json(result)
    else:
        output.write_text(off_ramps_text(result, output.width()))
