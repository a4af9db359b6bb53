"""The worlds of a run as figures and reports take them: counted, and packed for a reader to narrow."""

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.explore.figure_rows.counting import Row
from offramp.explore.figure_rows.hinge_rows import curves_of
from offramp.explore.figure_rows.tables import figure_rows
from offramp.explore.figure_rows.view_columns import view_columns
from offramp.explore.packed_worlds import Source, packed_worlds
from offramp.explore.runs.run_reader import Run
from offramp.judge.requests import Progress


def report_worlds(run: Run, views: Sequence[str], hinges: Mapping[str, Any], tell: Progress) -> dict[str, Any]:
    """`figure_rows`: the rows of each table, of all views; `packed`: what they are counted from.

    hinges: as `hinges --json` has them. Raises ScenarioError as reading the run does.
    """
    tables, sources = counted_worlds(run, views, hinges, tell)
    tell("packing worlds", 0.0)
    return {"figure_rows": tables, "packed": packed_worlds(sources)}


def counted_worlds(
    run: Run, views: Sequence[str], hinges: Mapping[str, Any] | None, tell: Progress
) -> tuple[dict[str, list[Row]], dict[str, Source]]:
    """The rows of each table, of all views, and what they were counted from; without hinges, none of conclusions."""
    tables: dict[str, list[Row]] = {}
    sources: dict[str, Source] = {}
    for number, name in enumerate(views):
        tell("counting worlds", number / len(views))
        view, curves = run.view(name), curves_of(hinges, name) if hinges else []
        columns = view_columns(view, judged=hinges is not None)
        sources[name] = Source(view, columns, curves)
        for table, rows in figure_rows(columns, curves).items():
            tables.setdefault(table, []).extend(rows)
    return tables, sources
