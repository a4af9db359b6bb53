"""What the command line does with other people's files: games of Gambit's, and scenarios written for other programs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from offramp.cli import output
from offramp.core.diagnostics import Diagnostic, ScenarioError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_FORMATS = {".efg": "efg", ".prism": "prism"}


def is_game_file(name: str) -> bool:
    """Whether a command is asked about a game of Gambit's instead of a scenario."""
    from offramp.exchange.read_game import is_game_file

    return is_game_file(name)


def show_game(name: str, as_json: bool, **others: object) -> None:
    """`show` and `check` of a game file: what kind of game it is, its players, sets and outcomes."""
    from offramp.cli.game_facts import game_facts
    from offramp.cli.game_words import game_text
    from offramp.exchange.read_game import read_game

    _nothing_else(name, others)
    found = game_facts(read_game(Path(name)))
    _show(found, as_json, lambda facts, width: game_text(facts, width, whole=True))


def check_game(name: str, as_json: bool) -> None:
    """`check` of a game file."""
    from offramp.cli.game_facts import game_facts
    from offramp.cli.game_words import game_text
    from offramp.exchange.read_game import read_game

    _show(game_facts(read_game(Path(name))), as_json, lambda facts, width: game_text(facts, width, whole=False))


def solve_game(name: str, rationality: str | None, as_json: bool, **others: object) -> None:
    """`solve` of a game file: its logit equilibrium."""
    from offramp.cli.equilibrium_words import equilibrium_text
    from offramp.cli.requests import rationality_number
    from offramp.exchange.read_game import read_game
    from offramp.judge.equilibria import RATIONALITY, equilibrium

    _nothing_else(name, others)
    number = RATIONALITY if rationality is None else rationality_number(rationality)
    _show(equilibrium(read_game(Path(name)), number), as_json, equilibrium_text)


def no_rationality(rationality: str | None) -> None:
    """Raise E813 where a scenario is to be solved with a rationality that isn't its own."""
    if rationality is not None:
        said = "--rationality is for game files; a scenario says itself how rational its actors are"
        mend = "set what its `rationality` reads, with --set, or change the file"
        raise ScenarioError([Diagnostic("E813", said, None, mend)])


def _nothing_else(name: str, others: dict[str, object]) -> None:
    given = [option for option, value in others.items() if value]
    if given:
        said = f"--{given[0]} is for scenarios, and {name} is a game file"
        raise ScenarioError([Diagnostic("E813", said, None, "leave the option out")])


def write(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with Offramp.")],
    form: Annotated[
        str | None,
        typer.Option("--as", help="efg: a game tree for Gambit; prism: a model for PRISM, PRISM-games and Storm."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it (default: print it).")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --out: write over a file that is there.")
    ] = False,
    free: Annotated[
        list[str] | None,
        typer.Option("--free", help="prism: this actor may pick anything, others pick as solved. May be repeated."),
    ] = None,
    solved: Annotated[bool, typer.Option("--solved", help="prism: all actors pick as solved.")] = False,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help="Give an assumption another value, or a switch another case: name=value."),
    ] = None,
    view: Annotated[str | None, typer.Option("--view", help="Use the assumptions of this view.")] = None,
    at: Annotated[str | None, typer.Option("--at", help='Start from this state instead: "t=4, phase=war".')] = None,
    as_json: AsJson = False,
) -> None:
    """Write a scenario for another program: as a game tree, or as a model of states."""
    from offramp.cli.progress import shown_progress
    from offramp.cli.requests import settings, state
    from offramp.cli.written_words import written_facts, written_text
    from offramp.judge.requests import Request
    from offramp.judge.written import written
    from offramp.public import load
    from offramp.scenario.editing.saving import save_text

    asked = _format(form, out)
    if solved and free:
        said = "--free names actors who may pick anything, and --solved leaves none"
        raise ScenarioError([Diagnostic("E824", said, None, "give one of the two")])
    loaded = load(scenario)
    request = Request(view, settings(changes or (), loaded.model.switches), state(at))
    with shown_progress() as tell:
        found = written(loaded.model, request, asked, [] if solved else free, tell)
    if out is not None:
        save_text(found.text, out, over=overwrite)
    if as_json:
        output.write_json(written_facts(loaded.model, loaded.path, request, found, asked, out))
    elif out is None:
        output.write_text(found.text.removesuffix("\n"))
    else:
        output.write_text(written_text(found, out, output.width()))


def _format(form: str | None, out: Path | None) -> Any:
    from offramp.judge.written import Format

    said = form if form is not None else _FORMATS.get(out.suffix.lower() if out else "", "")
    if said in ("efg", "prism"):
        return Format(said)
    what = f"{form} is no format that is written" if form else "no format is named"
    raise ScenarioError([Diagnostic("E824", f"{what}; expected efg or prism", None, "write --as efg or --as prism")])


def _show(result: dict[str, Any], as_json: bool, text: Any) -> None:
    if as_json:
        output.write_json(result)
    else:
        output.write_text(text(result, output.width()))
