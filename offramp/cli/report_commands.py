"""The command that makes a report of a run."""

from pathlib import Path
from typing import Annotated

import typer

from offramp.cli import output

LANGUAGE = "en"


def report(
    run: Annotated[Path, typer.Argument(help="The folder of a run, as `offramp explore --out` wrote it.")],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it: FILE.html or FILE.pdf.")] = None,
    view: Annotated[
        list[str] | None, typer.Option("--view", help="Only this view; may be repeated (all that were explored).")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="The language of its words.")] = LANGUAGE,
    off_ramps: Annotated[
        list[Path] | None,
        typer.Option("--off-ramps", help="What `offramp offramps … --json` printed; may be repeated."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what the report shows, as JSON instead of text.")
    ] = False,
) -> None:
    """Write a report of a run: one file that needs no network, from the answer down to every number and source."""
    from offramp.cli.off_ramp_files import read_off_ramps
    from offramp.cli.progress import shown_progress
    from offramp.cli.report_files import place_of, report_path, written
    from offramp.cli.report_words import report_text
    from offramp.public import open_run
    from offramp.report.catalogue import catalogue
    from offramp.report.report_page import report_page

    path = report_path(out, as_json)
    said, place = catalogue(language), place_of(path) if path is not None else None
    given = [read_off_ramps(one) for one in off_ramps or ()]
    found = open_run(run)
    with shown_progress() as tell:
        data = found.report(list(dict.fromkeys(view)) if view else None, given, tell)
        made = written(report_page(data, said), place) if place is not None else None
    if as_json:
        output.write_json(data | (made.to_json() if made else {}))
    elif made:
        output.write_text(report_text(data, str(made.path), made.size, output.width()))
    if made:
        made.leave(as_json)
