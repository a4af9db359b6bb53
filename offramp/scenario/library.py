"""Finding a scenario: a file, a folder that holds one, or the name of one that comes with Offramp."""

from functools import cache
from pathlib import Path

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.scenario.expressions.scope import suggest

LIBRARY = Path(__file__).resolve().parent.parent / "library"
SCENARIO_SCHEMA = LIBRARY / "scenario.schema.json"  # made from the vocabulary; for editors
MECHANISMS = LIBRARY / "mechanisms"
_ENDINGS = (".yaml", ".yml")
_GAMES = (".efg", ".nfg")  # of Gambit's: the room that reads them lies above this one


def ready_scenarios() -> dict[str, Path]:
    """The scenarios that come with Offramp, by name."""
    found = (folder / f"{folder.name}.yaml" for folder in sorted(LIBRARY.iterdir()) if folder.is_dir())
    return {path.stem: path for path in found if path.is_file()}


@cache
def mechanism_files() -> dict[str, Path]:
    """The mechanisms that scenarios can `use`, by name."""
    return {path.stem: path for path in sorted(MECHANISMS.glob("*.yaml"))}


def find_scenario(name_or_path: str | Path) -> Path:
    """The scenario's file. A path is not opened here: what is wrong with it, the reader says.

    Raises ScenarioError where neither a file nor a ready scenario is called so (E720), and for game files (E814).
    """
    shown = str(name_or_path)
    ready = ready_scenarios()
    if shown in ready:
        return ready[shown]
    path = Path(shown)
    if path.suffix.lower() in _GAMES:
        remedy = "`offramp check`, `offramp show` and `offramp solve` take it, and in Python offramp.read_game"
        raise ScenarioError([Diagnostic("E814", f"{shown} is a game file, and a scenario is needed", remedy=remedy)])
    if "\0" in shown or not shown.strip():
        raise ScenarioError([_unknown(shown.replace("\0", "�"), ready)])
    try:
        if path.is_dir():
            return _in_folder(path)
        if path.suffix in _ENDINGS or path.exists() or len(path.parts) > 1:
            return path
    except OSError:  # a name longer than the system allows, say: the reader tells which
        return path
    raise ScenarioError([_unknown(shown, ready)])


def _in_folder(folder: Path) -> Path:
    inside = sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS and path.is_file())
    named = [path for path in inside if path.stem == folder.resolve().name]
    if named or len(inside) == 1:
        return (named or inside)[0]
    if inside:
        message = f"the folder {folder} holds {len(inside)} scenarios: {', '.join(path.name for path in inside[:5])}"
        raise ScenarioError([Diagnostic("E720", message, remedy=f"name one of them, such as {inside[0]}")])
    raise ScenarioError([Diagnostic("E720", f"the folder {folder} holds no scenario", remedy="name a .yaml file")])


def _unknown(shown: str, ready: dict[str, Path]) -> Diagnostic:
    beside = next((Path(shown + ending) for ending in _ENDINGS if _is_file(shown + ending)), None)
    remedy = f"did you mean {beside}?" if beside else suggest(shown, tuple(ready))
    if shown in mechanism_files():
        remedy = f"{shown} is a mechanism, which scenarios `use`: offramp library {shown}"
    remedy = remedy or "name a .yaml file, or a model that `offramp library` lists"
    return Diagnostic("E720", f"there is no scenario `{shown}`, neither a file nor a ready one", remedy=remedy)


def _is_file(shown: str) -> bool:
    try:
        return Path(shown).is_file()
    except (OSError, ValueError):
        return False
