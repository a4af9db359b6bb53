"""What is fuzzed: bytes as a scenario or game file, text as an expression. Each says what went wrong, or nothing.

A file or an expression may be refused; it may not break the reader: no exception but ScenarioError, no diagnostic
without a place, no more than a second.
"""

import time
from pathlib import Path

from offramp.core.diagnostic_codes import CODES
from offramp.core.diagnostics import DiagnosticLog, ScenarioError
from offramp.core.spans import SourceText, Span
from offramp.exchange import game_text
from offramp.exchange.extensive_game import ExtensiveGame
from offramp.exchange.read_game import read_game_text
from offramp.exchange.write_efg import efg_text
from offramp.game.game import Game
from offramp.judge.equilibria import equilibrium
from offramp.scenario.expressions.expression_parser import parse
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_resolver import resolve
from offramp.scenario.reader import read_text
from offramp.scenario.yaml_text.scenario_text import decode
from tests.expression_scope import SCOPE

SECONDS = 1.0
PATH = "fuzzed.yaml"


class Found(Exception):
    """An input that breaks a promise."""


def scenario_file(raw: bytes) -> None:
    """Read `raw` as a scenario file and, where it is one, bind its game in each view."""
    began = time.process_time()
    log = DiagnosticLog()
    source = decode(raw, PATH, log)
    if source is None:
        _told(log.found, len(raw.decode("utf-8", errors="replace").splitlines()) + 2)
    else:
        lines = len(source.text.splitlines()) + 2
        try:
            model = read_text(source.text, PATH)
            _told(model.warnings, lines)
            for view in (None, *model.views):
                Game.bind(model, view)
        except ScenarioError as refused:
            _told(refused.diagnostics, lines)
            str(refused)
    _in_time(began)


def game_file(raw: bytes) -> None:
    """Read `raw` as a game of Gambit's and, where it is one, write it, read it again and solve it."""
    began = time.process_time()
    log = DiagnosticLog()
    source = game_text.decode(raw, PATH, log)
    lines = len(raw.decode("utf-8", errors="replace").splitlines()) + 2
    game = None
    try:
        if source is None:
            raise ScenarioError(log)
        game = read_game_text(source)
    except ScenarioError as refused:
        _told(refused.diagnostics, lines)
        str(refused)
    _in_time(began)
    if isinstance(game, ExtensiveGame):
        again = read_game_text(SourceText(PATH, efg_text(game)))
        if not isinstance(again, ExtensiveGame) or len(again.nodes) != len(game.nodes):
            raise Found("written as another game")
    if game is not None:
        try:
            equilibrium(game, 1.0)
        except ScenarioError as refused:
            _told(refused.diagnostics, lines)


def expression(text: str) -> None:
    """Parse and resolve `text`; what can be read prints as a text that reads the same."""
    began = time.process_time()
    log = DiagnosticLog()
    raw = parse(text, _locate, log)
    found = None if raw is None else resolve(raw, SCOPE, None, log)
    if found is None:
        _told(log.found, 2)
    else:
        printed = to_text(found)
        again = parse(printed, _locate, log)
        same = None if again is None else resolve(again, SCOPE, None, log)
        if same is None or to_text(same) != printed:
            raise Found(f"printed as {printed!r}, which doesn't read back as itself")
    _in_time(began)


def _locate(start: int, end: int) -> Span:
    return Span(PATH, 1, start + 1, 1, end + 1)


def _told(diagnostics: object, lines: int) -> None:
    assert isinstance(diagnostics, list | tuple)
    for diagnostic in diagnostics:
        if diagnostic.code not in CODES or not diagnostic.message:
            raise Found(f"a diagnostic that isn't documented: {diagnostic}")
        if diagnostic.span is not None and not 1 <= diagnostic.span.home.line <= lines:
            raise Found(f"a diagnostic outside the file: {diagnostic}")


def _in_time(began: float) -> None:
    spent = time.process_time() - began
    if spent > SECONDS:
        raise Found(f"took {spent:.2f} s")


def seeds() -> list[bytes]:
    """Files to begin with: the library, the golden cases and the scenarios of the tests."""
    root = Path(__file__).parents[2]
    found = sorted(root.glob("offramp/library/**/*.yaml"), key=lambda path: path.stat().st_size)
    found += sorted(root.glob("tests/**/*.yaml"))
    return [path.read_bytes() for path in found if path.stat().st_size < 60_000]
