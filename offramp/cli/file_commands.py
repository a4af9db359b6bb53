"""The commands that work on scenario files as texts: set values, bring into the house style, tell apart, begin.

Each is an ordinary function; `commands` gives it its name. What is needed is imported inside, as there.
"""

from pathlib import Path
from typing import Annotated

import typer

from offramp.cli import output

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
ScenarioName = Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")]
NO = 3  # the exit code of a question that was answered with no


def set_values(
    scenario: ScenarioName,
    changes: Annotated[list[str], typer.Argument(help="What to set: slip=0.1, or slip.range=[0.01,0.3].")],
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the scenario's own.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --out: write over a file that is there.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the lines that would change, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Change values in a scenario file; its comments, its order and everything else stay as they are."""
    from offramp.cli.file_edits import edited, set_text

    found = edited(scenario, changes, out, overwrite, write=not diff)
    if as_json:
        output.write_json(found)
    else:
        output.write_text(set_text(found, output.width(), diff))


def fmt(
    files: Annotated[list[str], typer.Argument(help="Scenario files.")],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 3 if a file would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the lines that would change, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring scenario files into the house style: their looks change, their words, order and comments don't."""
    from offramp.cli.file_edits import format_text, in_style

    found = in_style(files, write=not (check or diff))
    if as_json:
        output.write_json(found)
    else:
        output.write_text(format_text(found, output.width(), diff))
    if check and any(file["changed"] for file in found["files"]):
        raise typer.Exit(NO)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A scenario file or name.")],
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one; without it, views of A.")] = None,
    views: Annotated[
        list[str] | None,
        typer.Option("--view", help="Compare what holds in this view; given twice, the second is for the other side."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit code 3 if anything differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say in words what differs between two scenarios, or between two views of one."""
    from offramp.cli.difference_facts import compared
    from offramp.cli.difference_words import difference_text

    found = compared(before, after, views or [])
    if as_json:
        output.write_json(found)
    else:
        output.write_text(difference_text(found, output.width()))
    if check and not found["same"]:
        raise typer.Exit(NO)


def new(
    name: Annotated[
        str | None, typer.Argument(help="The file to write; .yaml is added where it is missing (default: dispute).")
    ] = None,
    about: Annotated[
        str | None, typer.Option("--about", help="Ask a few questions about this topic and write a start of your own.")
    ] = None,
    actors: Annotated[
        list[str] | None,
        typer.Option("--actor", help='Who decides, and what they can do: "The union: strike, settle".'),
    ] = None,
    endings: Annotated[
        list[str] | None,
        typer.Option("--ending", help='How it may end, and which options lead to it: "A deal: settle".'),
    ] = None,
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", help='What somebody wants to avoid: "The union: closure".')
    ] = None,
    periods: Annotated[
        str | None, typer.Option("--periods", help="Over how long: 12 weeks, or 8 quarters from 2026Q1.")
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers",
            help="Take the answers from this file, one a line in the order of the questions; - is standard input.",
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--from", help="Begin with a copy of this model of the library instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a scenario file to start from: an example with comments, a model's copy, or your own (--about)."""
    from offramp.cli.starting import begun, begun_text

    found = begun(name, about, actors or [], endings or [], avoid or [], periods, answers, model)
    if as_json:
        output.write_json({"schema": "offramp/new/1", "path": found})
    else:
        output.write_text(begun_text(found, about is not None, model))
