"""The way in: run a command, turn whatever happens into an exit code.

0 it went well; 1 a fault of Offramp's own; 2 a request or a scenario that can't be used; 3 the answer
is no, or a page stands in for a PDF; 130 stopped by Ctrl-C.
"""

import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offramp.core.diagnostics import Diagnostic

FINE, OWN_FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (that of the process, unless given) and return its exit code."""
    if arguments is None:
        # Like any other tool, stop quietly when the reader of a pipe has seen enough.
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        arguments = sys.argv[1:]
    try:
        return _run(list(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("OFFRAMP_DEBUG"):
            raise
        sys.stderr.write(_own_fault(error))
        return OWN_FAULT


def _run(arguments: list[str]) -> int:
    import typer
    from typer.main import get_command

    from offramp.cli import output
    from offramp.cli.commands import app
    from offramp.core.diagnostics import Diagnostic, ScenarioError

    as_json = "--json" in arguments
    try:
        code = get_command(app).main(arguments, prog_name="offramp", standalone_mode=False)
    except ScenarioError as error:
        output.write_diagnostics(error, as_json)
        return BAD_INPUT
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except typer.TyperException as error:
        fault = _unreadable_number(error, arguments)
        if fault is not None:
            output.write_diagnostics(ScenarioError([fault]), as_json)
            return BAD_INPUT
        # What is shown names the nearest option or the missing argument; `str` doesn't.
        message = str(getattr(error, "format_message", error.__str__)()).rstrip(".") or "the request can't be read"
        said = message[:1].lower() + message[1:]
        command = next((a for a in arguments if a in _commands()), "")
        help_at = " ".join(part for part in ("offramp", command, "--help") if part)
        fault = Diagnostic("E714", said, remedy=f"see {help_at}")
        output.write_diagnostics(ScenarioError([fault]), as_json)
        return BAD_INPUT
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return int(code) if isinstance(code, int) else FINE


def _unreadable_number(error: Exception, arguments: Sequence[str]) -> "Diagnostic | None":
    """What to say where an option that takes a number got something else; None for any other fault."""
    from offramp.cli.requests import LIMITS, unreadable

    for option in getattr(getattr(error, "param", None), "opts", ()):
        name = option.removeprefix("--")
        given = [a.partition("=")[2] for a in arguments if a.startswith(f"{option}=")]
        given += [after for a, after in pairwise(arguments) if a == option]
        if name in LIMITS and given:
            return unreadable(name, given[-1])
    return None


def _commands() -> set[str]:
    from offramp.cli.commands import app

    return {str(c.name or (c.callback.__name__ if c.callback else "")) for c in app.registered_commands}


def _own_fault(error: Exception) -> str:
    if isinstance(error, BrokenExecutor):
        return (
            "offramp stopped: a process that it had started was ended from outside, most likely for lack of memory.\n"
            "Ask for fewer grid points (--points) or worlds (--worlds), or use a machine with more memory.\n"
        )
    if isinstance(error, MemoryError):
        return "offramp ran out of memory. Ask for fewer grid points (--points), or use a machine with more.\n"
    return (
        f"offramp failed: {type(error).__name__}: {error}\n"
        "This is a fault of Offramp, not of your scenario. Please report it to the project's issue tracker with\n"
        "the scenario file, the command, and what it prints with OFFRAMP_DEBUG=1 set in the environment.\n"
    )
