"""From a Gambit file to a game, or to all that is wrong with it."""

from pathlib import Path

from offramp.core.diagnostics import DiagnosticLog, ScenarioError
from offramp.core.spans import SourceText
from offramp.exchange import game_text
from offramp.exchange.extensive_game import ExtensiveGame
from offramp.exchange.read_efg import read_efg
from offramp.exchange.strategic_game import StrategicGame

ENDINGS = (".efg", ".nfg")


def is_game_file(name: str) -> bool:
    """Whether a file of this name is taken for one of Gambit's."""
    return Path(name).suffix.lower() in ENDINGS


def read_game(path: Path) -> ExtensiveGame | StrategicGame:
    """The game in the file at `path`. Raises ScenarioError (E001, E003, E004, E801–E812)."""
    log = DiagnosticLog()
    source = game_text.load(path, log)
    if source is None:
        raise ScenarioError(log)
    return read_game_text(source)


def read_game_text(source: SourceText) -> ExtensiveGame | StrategicGame:
    """The game that a text holds; its first word says in which form. Raises ScenarioError (E801–E812)."""
    if source.text.lstrip()[:3] == "NFG":
        from offramp.exchange.read_nfg import read_nfg  # with NumPy

        return read_nfg(source)
    return read_efg(source)
