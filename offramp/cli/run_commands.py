"""Commands about runs of worlds: explore a scenario into a folder, export what is in one."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from offramp.cli import output

if TYPE_CHECKING:
    from offramp.scenario.model import ScenarioModel

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
RunName = Annotated[Path, typer.Argument(help="The folder of a run, as `offramp explore --out` wrote it.")]


def explore(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")],
    out: Annotated[Path, typer.Option("--out", help="The folder of the run: a new one, or with --resume its own.")],
    worlds: Annotated[
        int | None, typer.Option("--worlds", help="Draws of the uncertain assumptions to look at in each view (1000).")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Number that decides all random draws (1).")] = None,
    view: Annotated[
        list[str] | None, typer.Option("--view", help="Explore this view only; may be repeated (all views).")
    ] = None,
    level: Annotated[
        float | None,
        typer.Option("--level", help="The chance of a tolerable ending that counts as a way out (0.5)."),
    ] = None,
    closings: Annotated[
        bool | None,
        typer.Option("--closings/--no-closings", help="Whether to follow when each option closes (it takes longer)."),
    ] = None,
    evidence: Annotated[
        bool | None,
        typer.Option("--evidence/--no-evidence", help="Whether to hold each world against the evidence there is."),
    ] = None,
    design: Annotated[
        str | None,
        typer.Option("--design", help="How worlds are drawn: lhs, sobol, iid or saltelli (lhs)."),
    ] = None,
    switch: Annotated[
        list[str] | None,
        typer.Option("--switch", help="Solve every case of this switch on the same draws; `all`; may be repeated."),
    ] = None,
    claims: Annotated[
        bool | None,
        typer.Option(
            "--claims/--no-claims", help="Whether to judge the scenario's claims in every world (it takes longer)."
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="threads, processes or dask://host:port (what suits this machine)."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Solve thousands of draws of what is uncertain, keep them in a folder, and say in how many each finding holds."""
    from offramp.cli.progress import shown_progress
    from offramp.cli.requests import check_numbers
    from offramp.cli.run_words import run_text
    from offramp.explore.view_runs import cores
    from offramp.public import load

    check_numbers(seed=seed, level=level)  # of worlds there is at least one here
    loaded = load(scenario)
    if claims is not False and not resume:
        _cost_of_claims(loaded.model)
    with _kept(out), shown_progress() as tell:
        found = loaded.explore(
            worlds=worlds,
            seed=seed,
            out=out,
            views=view,
            level=level,
            closings=closings,
            evidence=evidence,
            claims=claims,
            engine=engine,
            resume=resume,
            cores=cores(),
            progress=tell,
            design=design,
            switches=switch,
        )
    for note in found.notes:
        output.write_note(note.render())
    _show(found.to_json(), as_json, run_text)


def _cost_of_claims(model: "ScenarioModel") -> None:
    """Say beforehand what claims make each world cost."""
    from offramp.explore.claim_numbers import ClaimNumbers

    games = ClaimNumbers.of(model, periods=1).games
    if games > 1:
        supposed = f"{games - 1} game{'s' if games > 2 else ''} besides"
        output.write_note(
            f"Claims suppose {supposed}, which every world is solved as too; --no-claims leaves them out."
        )


@contextmanager
def _kept(out: Path) -> Iterator[None]:
    """Say that what is done is kept, where something ends the work early."""
    try:
        yield
    except (KeyboardInterrupt, BrokenExecutor):
        if (out / "manifest.json").exists():
            output.write_note(f"The worlds that were solved are kept in {out}; --resume goes on with the others.")
        raise


def hinges(
    run: RunName,
    view: Annotated[
        list[str] | None, typer.Option("--view", help="Only this view; may be repeated (all that were explored).")
    ] = None,
    flips: Annotated[
        bool,
        typer.Option("--flips", help="Also solve the game anew to find where the baseline's verdicts turn."),
    ] = False,
    indices: Annotated[
        bool,
        typer.Option("--indices", help="Also say how much of what varies over worlds each assumption accounts for."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what each conclusion of a run hinges on: which assumptions turn it, and where."""
    from offramp.cli.hinge_words import hinges_text
    from offramp.cli.progress import shown_progress
    from offramp.public import open_run

    found = open_run(run)
    with shown_progress() as tell:
        result = found.hinges(view, flips, tell, indices)
    _show(result, as_json, hinges_text)


def evidence(
    run: RunName,
    view: Annotated[
        list[str] | None, typer.Option("--view", help="Only this view; may be repeated (all that were explored).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Count only what was known by this date (or up to this period).")
    ] = None,
    forecast: Annotated[
        str | None, typer.Option("--forecast", help="Count only what was known when this forecast was made.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Weigh the worlds of a run by what was observed: what that changes, and what it can't tell apart."""
    from offramp.cli.evidence_words import evidence_text
    from offramp.cli.progress import shown_progress
    from offramp.public import open_run

    found = open_run(run)
    with shown_progress() as tell:
        result = found.evidence(view, until, forecast, tell)
    _show(result, as_json, evidence_text)


def is_run(name: str) -> bool:
    """Whether that is the folder of a run, and no scenario."""
    return (Path(name) / "manifest.json").is_file()


def claims_of_run(run: Path, view: list[str] | None, as_json: bool, not_for_runs: list[str]) -> None:
    """What `offramp claims RUN` does. not_for_runs: options that were given, and that a run can't take any more."""
    from offramp.cli.argument_words import run_claims_text
    from offramp.cli.progress import shown_progress
    from offramp.core.diagnostics import Diagnostic, ScenarioError
    from offramp.public import open_run

    if not_for_runs:
        said = f"{run} is a run of worlds that are solved already: {not_for_runs[0]} can't change them"
        remedy = "leave it out, or explore into another folder with what you want to be different"
        raise ScenarioError([Diagnostic("E756", said, None, remedy)])
    found = open_run(run)
    with shown_progress() as tell:
        result = found.claims(view, tell)
    _show(result, as_json, run_claims_text)


def compare(
    first: Annotated[Path, typer.Argument(help="The folder of one run.")],
    second: Annotated[Path, typer.Argument(help="The folder of another run, of the same scenario or a changed one.")],
    as_json: AsJson = False,
) -> None:
    """Put two runs of worlds side by side: which conclusions hold in more of them, or in fewer."""
    from offramp.cli.comparison_words import comparison_text
    from offramp.public import open_run

    _show(open_run(first).compared_with(open_run(second)), as_json, comparison_text)


def export(
    run: RunName,
    tables: Annotated[
        Path | None, typer.Option("--csv", help="Write every view's worlds as CSV files into this folder.")
    ] = None,
    ema: Annotated[
        Path | None, typer.Option("--ema", help="Write an archive that EMA Workbench loads: FILE.tar.gz.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a run of worlds for other programs."""
    from offramp.core.diagnostics import Diagnostic, ScenarioError
    from offramp.public import open_run

    if tables is None and ema is None:
        said = "nothing says what to write the run as"
        raise ScenarioError([Diagnostic("E714", said, None, "give --csv FOLDER or --ema FILE.tar.gz, or both")])
    found = open_run(run)
    files = found.write_csv(tables) if tables is not None else []
    if ema is not None:
        found.write_ema(ema)
        files.append(ema)
    solved = {view: found.view(view).solved for view in found.views}
    result = {
        "schema": "offramp/export/1",
        "run": str(run),
        "files": [str(path) for path in files],
        "worlds": solved,
        "quantities": len(found.run.manifest.quantities),
    }
    _show(result, as_json, _exported)


def _exported(result: dict[str, Any], width: int) -> str:
    from offramp.cli.layout import bullet, paragraph

    views = ", ".join(f"{count:,} worlds of {view.replace('_', ' ')}" for view, count in result["worlds"].items())
    said = f"Wrote {views}, with {result['quantities']} numbers each."
    return "\n".join([paragraph(said, width), *(bullet(name, width) for name in result["files"])])


def _show(result: dict[str, Any], as_json: bool, text: Any) -> None:
    if as_json:
        output.write_json(result)
    else:
        output.write_text(text(result, output.width()))
