"""From a scenario file to a checked `ScenarioModel`, or to all that is wrong with it at once."""

from dataclasses import replace
from pathlib import Path

from offramp.core.diagnostics import DiagnosticLog, ScenarioError, Severity
from offramp.core.spans import SourceText, Span
from offramp.scenario.checks.all_checks import check
from offramp.scenario.model import Calendar, ScenarioModel, most_periods
from offramp.scenario.reading import fields
from offramp.scenario.reading.declarations import declare
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_actors import read_actors
from offramp.scenario.reading.read_assumptions import read_assumptions
from offramp.scenario.reading.read_correlated import read_correlated
from offramp.scenario.reading.read_define import read_defines
from offramp.scenario.reading.read_endings import read_endings, read_payoffs, read_tolerable
from offramp.scenario.reading.read_header import (
    check_language,
    read_calendar,
    read_information_until,
    read_question,
    read_sources,
    read_views,
)
from offramp.scenario.reading.read_output import read_output
from offramp.scenario.reading.read_play import HAZARDS, read_play
from offramp.scenario.reading.read_questions import read_questions
from offramp.scenario.reading.read_state import read_state
from offramp.scenario.reading.read_switches import read_switches
from offramp.scenario.reading.read_tables import read_tables
from offramp.scenario.reuse.expansion import Expansion, expand
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.scenario_text import checked, load
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping

_HAZARDS = "write a step of `play`: `- competing: {name: {rate: 0.1, then: {…}}}`"


def read_scenario(path: Path) -> ScenarioModel:
    """The scenario in the file at `path`.

    Raises ScenarioError with everything that is wrong with it; warnings are in the model.
    """
    log = DiagnosticLog()
    source = load(path, log)
    if source is None:
        raise ScenarioError(log)
    return _read(source, path.parent, log)


def read_text(text: str, path: str) -> ScenarioModel:
    """The scenario in `text`, whose diagnostics say that it stands in `path`.

    Raises ScenarioError with everything that is wrong with it; warnings are in the model.
    """
    log = DiagnosticLog()
    source = checked(text, path, log)
    if source is None:
        raise ScenarioError(log)
    return _read(source, Path(path).parent, log)


def _read(source: SourceText, folder: Path, log: DiagnosticLog) -> ScenarioModel:
    root = compose(source.text, source.path, log)
    node = None if root is None else fields.mapping(root, "a scenario", log, "title: …, and the other parts below it")
    if root is None and not log.has_errors:
        start = Span(source.path, 1, 1, 1, 2)
        log.error("E013", "the file has comments only", start, "run `offramp new` for a template with comments")
    if node is None:
        raise ScenarioError(log, source)
    return read_nodes(node, source, folder, log)


def read_nodes(node: Mapping, source: SourceText, folder: Path, log: DiagnosticLog) -> ScenarioModel:
    """The scenario that a mapping says, whose files lie in `folder`; `log` has what is known of it already.

    Raises ScenarioError with everything that is wrong with it; warnings are in the model.
    """
    expansion = expand(node, log)
    model = _model(expansion, source, folder, log)
    check(model, log)
    expansion.settle(log)
    # Each once (aliases are read wherever they stand), in the order of the file: that is how people mend it.
    log.found = list(dict.fromkeys(log.found))
    log.found.sort(key=lambda d: (d.span.home.line, d.span.home.column) if d.span else (0, 0))
    if log.has_errors:
        raise ScenarioError(log, source)
    warnings = tuple(d for d in log if d.severity is Severity.WARNING)
    return ScenarioModel(**{**model.__dict__, "warnings": warnings})


def _model(expansion: Expansion, source: SourceText, folder: Path, log: DiagnosticLog) -> ScenarioModel:
    """What could be read; faults are in the log, and what they touch is left out."""
    node = expansion.root
    top = Fields(node, "the scenario", log, keys("scenario"), dict.fromkeys(HAZARDS, _HAZARDS))
    start = Span(source.path, 1, 1, 1, 2)
    reading = Reading(log, declare(node, log))
    tables = read_tables(top.get("tables"), reading)
    check_language(top, reading)
    top.require("title", "title: …")
    information_until = read_information_until(top.get("information_until"), reading)
    assumptions = read_assumptions(top.get("assumptions"), reading)
    correlations = read_correlated(top.get("correlated"), reading)
    switches = read_switches(top.get("switches"), reading)
    modes, stocks = read_state(top.get("state"), reading)
    # Defines come before all that may mention them.
    defines = read_defines(top.get("define"), reading)
    expansion.check_given(reading)
    dated = top.require("calendar", "calendar: {start: 2023Q4, period: quarter, periods: 12}")
    calendar = read_calendar(dated, reading)
    # Steps may begin or end in periods that only a longer case of a switch has.
    reading.calendar = calendar and replace(calendar, periods=most_periods(calendar, switches))
    tolerable, view_tolerable = read_tolerable(top.get("tolerable"), reading)
    model = ScenarioModel(
        source=source,
        title=top.text("title"),
        summary=top.text("summary"),
        question=read_question(top.get("question"), reading),
        information_until=information_until,
        calendar=calendar or Calendar(1, "", None, start),
        sources=read_sources(top.get("sources"), reading, folder),
        views=read_views(top.get("views"), reading),
        actors=read_actors(top.get("actors"), top, reading),
        assumptions=assumptions,
        modes=modes,
        stocks=stocks,
        defines=defines,
        play=read_play(top.require("play", "play: [{move: actor, options: {…}}, …]"), reading),
        payoffs=read_payoffs(top.get("payoffs"), reading),
        endings=read_endings(top.get("endings"), start, reading),
        tolerable=tolerable,
        view_tolerable=view_tolerable,
        tables=tables,
        outputs=read_output(top.get("output"), reading),
        correlations=correlations,
        switches=switches,
    )
    return read_questions(top, model, folder, reading)
