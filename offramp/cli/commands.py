"""The commands. Each reads its request, asks the public interface, and shows what comes back.

Whatever computes is imported inside the command that needs it, so that `offramp --help` answers at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from offramp import __version__
from offramp.cli import (
    asking_commands,
    exchange_commands,
    figure_commands,
    file_commands,
    off_ramp_commands,
    output,
    report_commands,
    run_commands,
)
from offramp.cli.requests import check_numbers, either, outside_ranges, settings, state

if TYPE_CHECKING:
    from offramp.scenario.model import ScenarioModel

FLAGSHIP = "ukraine-2023"

app = typer.Typer(
    name="offramp",
    help="Turns an argument about a conflict into a game that runs: who is trapped, when each way out closes.",
    epilog="Start with: offramp new, offramp check dispute.yaml, offramp solve dispute.yaml",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)

ScenarioName = Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
View = Annotated[str | None, typer.Option("--view", help="Use the assumptions of this view.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="Give an assumption another value, or a switch another case: name=value."),
]
Level = Annotated[float, typer.Option("--level", help="The chance of a tolerable ending that counts as a way out.")]
Points = Annotated[int | None, typer.Option("--points", help="Grid points per period (default: as many as needed).")]
Paths = Annotated[int | None, typer.Option("--paths", help="Paths that check the result on the exact rules.")]
Seed = Annotated[int, typer.Option("--seed", help="Number that decides all random draws.")]
Tolerance = Annotated[float, typer.Option("--tolerance", help="Largest error in a chance to call it resolved.")]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Turns an argument about a conflict into a game that runs: who is trapped, when each way out closes."""
    if show_version:
        output.write_text(f"offramp {__version__}")
    elif context.invoked_subcommand is None:
        output.write_text(context.get_help().rstrip())
    if show_version:
        raise typer.Exit


@app.command()
def analyse(
    scenario: ScenarioName = FLAGSHIP,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Where to write the page, as PDF if it ends so (default: SCENARIO.html here; none with --json).",
        ),
    ] = None,
    level: Level = 0.5,
    points: Points = None,
    paths: Paths = None,
    seed: Seed = 1,
    tolerance: Tolerance = 0.02,
    worlds: Annotated[
        int | None,
        typer.Option(
            "--worlds",
            help="Draws of the uncertain assumptions to look at in each view; 0: none (default: 200, fewer or none "
            "where the game is large).",
        ),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="The language of the page's words.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Solve every view of a scenario, compare them, look at draws of what is uncertain, and write a page about it."""
    from offramp.cli.analysis_words import analysis_text
    from offramp.cli.pages import page_path
    from offramp.cli.progress import shown_progress
    from offramp.cli.report_files import place_of, written
    from offramp.explore.view_runs import cores
    from offramp.public import load
    from offramp.report.catalogue import catalogue
    from offramp.report.page import page as page_of

    check_numbers(level=level, points=points, paths=paths, seed=seed, tolerance=tolerance, worlds=worlds)
    loaded = load(scenario)
    page = page_path(loaded.id, out, as_json)
    said, place = catalogue(language), place_of(page) if page else None
    with shown_progress() as tell:
        analysis = loaded.analyse(
            level=level,
            points=points,
            paths=paths,
            seed=seed,
            tolerance=tolerance,
            worlds=worlds,
            processes=cores(),
            progress=tell,
        )
    found = analysis.to_json()
    made = written(page_of(found, said), place) if place else None
    if as_json:
        output.write_json(found | (made.to_json() if made else {}))
    else:
        output.write_text(analysis_text(found, output.width(), str(made.path) if made else "", scenario))
    if made:
        made.leave(as_json)


@app.command()
def check(
    scenario: ScenarioName,
    everything: Annotated[bool, typer.Option("--all", help="Cut no list short.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether a scenario file is in order, and where it isn't; or a game in a file of Gambit's (.efg, .nfg)."""
    if exchange_commands.is_game_file(scenario):
        exchange_commands.check_game(scenario, as_json)
        return
    from offramp.cli.check_facts import check_facts
    from offramp.cli.check_words import check_text
    from offramp.cli.trial import tried

    report = check_facts(tried(_read(scenario)))
    if as_json:
        output.write_json(report)
    else:
        output.write_text(check_text(report, output.width(), everything))


@app.command()
def sources(
    scenario: ScenarioName,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", help="The document of a source: NAME=FILE. May be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what rests on which source, and verify quoted phrases in the documents that are at hand."""
    from offramp.cli.requests import documents
    from offramp.cli.source_facts import source_facts
    from offramp.cli.source_words import sources_text
    from offramp.scenario.citations.source_checks import check_sources_against_documents

    given = documents(document or ())
    model = _read(scenario)
    report = source_facts(model, check_sources_against_documents(model, given))
    _show(report, as_json, sources_text)
    if not report["ok"]:
        raise typer.Exit(2)


@app.command()
def show(
    scenario: ScenarioName,
    kernel: Annotated[
        bool, typer.Option("--kernel", help="Print the native code that solves it instead, as LLVM IR.")
    ] = False,
    expanded: Annotated[
        bool,
        typer.Option("--expanded", help="Print the scenario's text instead, with the mechanisms that it uses in full."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print what a scenario says: actors, options, endings, assumptions and their sources; or a game (.efg, .nfg)."""
    if kernel and expanded:
        raise either("--kernel", "--expanded")
    if exchange_commands.is_game_file(scenario):
        exchange_commands.show_game(scenario, as_json, kernel=kernel, expanded=expanded)
        return
    if expanded:
        from offramp.cli.expanded_facts import expanded_facts

        _show(expanded_facts(_read(scenario)), as_json, lambda facts, _: facts["text"].replace("\t", " ").rstrip())
        return
    if kernel:
        from offramp.cli.kernel_facts import kernel_facts, kernel_words

        _show(kernel_facts(_read(scenario)), as_json, lambda facts, _: kernel_words(facts))  # code is as wide as it is
        return
    from offramp.cli.scenario_facts import scenario_facts
    from offramp.cli.scenario_words import scenario_text

    _show(scenario_facts(_read(scenario)), as_json, scenario_text)


@app.command()
def solve(
    scenario: ScenarioName,
    changes: Set = None,
    view: View = None,
    at: Annotated[
        str | None, typer.Option("--at", help='Start from this state instead: "t=4, front=0.3, phase=war".')
    ] = None,
    level: Level = 0.5,
    points: Points = None,
    paths: Paths = None,
    seed: Seed = 1,
    tolerance: Tolerance = 0.02,
    rationality: Annotated[
        str | None,
        typer.Option("--rationality", help="Of all players of a game file: 0 or more, or inf for exact play (1)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Solve one view of a scenario: the answer, who is trapped, what every option reaches; or a game (.efg, .nfg)."""
    if exchange_commands.is_game_file(scenario):
        others = {"set": changes, "view": view, "at": at, "points": points, "paths": paths}
        defaults = {"level": level != 0.5, "seed": seed != 1, "tolerance": tolerance != 0.02}
        exchange_commands.solve_game(scenario, rationality, as_json, **others, **defaults)
        return
    exchange_commands.no_rationality(rationality)
    from offramp.cli.progress import shown_progress
    from offramp.cli.solution_words import solution_text
    from offramp.explore.view_runs import cores
    from offramp.public import load

    check_numbers(level=level, points=points, paths=paths, seed=seed, tolerance=tolerance)
    where = state(at)
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        solution = loaded.solve(
            view=view,
            set=numbers,
            at=where,
            level=level,
            points=points,
            paths=paths,
            seed=seed,
            tolerance=tolerance,
            threads=cores(),
            progress=tell,
        )
    found = solution.to_json() | ({"at": where} if where else {})
    noticed = [warning.to_json() for warning in outside_ranges(loaded.model, view, numbers)]
    _show(found | {"warnings": [*noticed, *found["warnings"]]}, as_json, solution_text)


@app.command()
def simulate(
    scenario: ScenarioName,
    changes: Set = None,
    view: View = None,
    paths: Annotated[int, typer.Option("--paths", help="How many paths to play.")] = 1000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Play a scenario many times, with choices as solved, and count how it ends."""
    from offramp.cli.progress import shown_progress
    from offramp.cli.simulation_words import simulation_text
    from offramp.public import load

    check_numbers(paths=paths, seed=seed)
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        simulation = loaded.simulate(view=view, set=numbers, paths=paths, seed=seed, progress=tell)
    noticed = [warning.to_json() for warning in outside_ranges(loaded.model, view, numbers)]
    _show(simulation.to_json() | ({"warnings": noticed} if noticed else {}), as_json, simulation_text)


@app.command()
def claims(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario file, the name of one that comes with Offramp, or the folder of a run of worlds."
        ),
    ],
    changes: Set = None,
    view: Annotated[
        list[str] | None,
        typer.Option("--view", help="Judge them in this view; may be repeated (default: in all views)."),
    ] = None,
    level: Level = 0.5,
    points: Points = None,
    paths: Paths = None,
    seed: Seed = 1,
    tolerance: Tolerance = 0.02,
    as_json: AsJson = False,
) -> None:
    """Say of each claim whether it holds at the baseline of each view, or in how many worlds of a run."""
    from offramp.cli.judged_words import claims_text
    from offramp.cli.progress import shown_progress
    from offramp.explore.view_runs import cores
    from offramp.public import load

    if run_commands.is_run(scenario):
        asked = {"--set": changes, "--level": level != 0.5, "--points": points, "--paths": paths, "--seed": seed != 1}
        asked["--tolerance"] = tolerance != 0.02
        run_commands.claims_of_run(Path(scenario), view, as_json, [name for name, given in asked.items() if given])
        return
    check_numbers(level=level, points=points, paths=paths, seed=seed, tolerance=tolerance)
    loaded = load(scenario)
    numbers = settings(changes or (), loaded.model.switches)
    with shown_progress() as tell:
        found = loaded.judge_claims(
            views=list(dict.fromkeys(view)) if view else None,
            set=numbers,
            level=level,
            points=points,
            paths=paths,
            seed=seed,
            tolerance=tolerance,
            threads=cores(),
            progress=tell,
        )
    _show(found.to_json(), as_json, claims_text)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it (default: print it).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say in JSON where it was written.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, by which editors complete and check them."""
    import json

    from offramp.cli.pages import write_schema
    from offramp.scenario.library import SCENARIO_SCHEMA

    if out is None:
        output.write_json(json.loads(SCENARIO_SCHEMA.read_text(encoding="utf-8")))
        return
    write_schema(out)
    if as_json:
        output.write_json({"schema": "offramp/schema/1", "path": str(out)})
    else:
        output.write_text(
            f"Wrote {out}: the words of scenario files, for editors that know YAML.\n\n"
            "Begin a scenario in the same folder with this line, and your editor completes and checks it:\n"
            f"  # yaml-language-server: $schema={out.name}"
        )


@app.command()
def version(as_json: AsJson = False) -> None:
    """Print the version."""
    import platform

    if as_json:
        found = {"schema": "offramp/version/1", "offramp": __version__, "python": platform.python_version()}
        output.write_json(found)
    else:
        output.write_text(f"offramp {__version__}")


@app.command()
def library(
    name: Annotated[str | None, typer.Argument(help="A mechanism or a model; without it, all are listed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the mechanisms that a scenario can use and the models that come with Offramp, or show one of them."""
    from offramp.cli.library_facts import entry_facts, library_facts
    from offramp.cli.library_words import entry_text, library_text

    if name is None:
        _show(library_facts(), as_json, library_text)
    else:
        _show(entry_facts(name), as_json, entry_text)


app.command()(asking_commands.why)
app.command()(asking_commands.score)
app.command("set")(file_commands.set_values)
app.command()(file_commands.fmt)
app.command()(file_commands.diff)
app.command()(file_commands.new)
app.command()(exchange_commands.write)
app.command()(off_ramp_commands.offramps)
app.command()(run_commands.explore)
app.command()(run_commands.hinges)
app.command()(run_commands.evidence)
app.command()(run_commands.compare)
app.command()(run_commands.export)
app.command()(report_commands.report)
app.command()(figure_commands.figure)


def _read(scenario: str) -> "ScenarioModel":
    # Reading needs no solver, and SciPy takes longer to import than a file to check.
    from offramp.scenario.library import find_scenario
    from offramp.scenario.reader import read_scenario

    return read_scenario(find_scenario(scenario))


def _show(result: dict[str, Any], as_json: bool, text: Any) -> None:
    if as_json:
        output.write_json(result)
    else:
        output.write_text(text(result, output.width()))
