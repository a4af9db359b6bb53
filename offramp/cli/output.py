"""What leaves the program: text and JSON on standard output, diagnostics on standard error."""

import json
import math
import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity

_BOLD, _RED, _PLAIN = "\033[1m", "\033[31m", "\033[0m"
_NARROWEST, _WIDEST, _IN_A_PIPE = 40, 100, 80
_MOST_SHOWN = 50  # diagnostics in text: who mends these finds out what is left
# Our own signs, for terminals that can't show them; what a scenario's author wrote is escaped instead.
_ASCII = str.maketrans(
    {
        "−": "-", "–": "-", "→": "->", "±": "+/-", "≤": "<=", "≥": ">=", "≈": "about ", "∞": "inf", "λ": "lambda",
        "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\u202f": " ", "\u00a0": " ",
    }
)  # fmt: skip


def width() -> int:
    """The columns to write in: the terminal's within reason, 80 in a pipe."""
    if not sys.stdout.isatty():
        return _IN_A_PIPE
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_IN_A_PIPE, 24)).columns))


def write_text(text: str) -> None:
    """Write a result's text, its first line and what isn't resolved standing out where the terminal has colours."""
    lines = _harmless(text).split("\n")
    if _coloured(sys.stdout):
        lines[0] = f"{_BOLD}{lines[0]}{_PLAIN}"
        lines = [line.replace("NOT RESOLVED", f"{_BOLD}{_RED}NOT RESOLVED{_PLAIN}") for line in lines]
    _write(sys.stdout, "\n".join(lines) + "\n")


def write_json(data: Mapping[str, Any]) -> None:
    """Write a result as JSON that any reader takes: infinities as "inf", nothing that isn't a number."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(_plain(data), indent=2, ensure_ascii=encoding != "utf8", allow_nan=False)
    _write(sys.stdout, text + "\n")


def write_diagnostics(error: ScenarioError, as_json: bool) -> None:
    """Show why a scenario or a request can't be used: to people on standard error, as JSON on standard output."""
    if as_json:
        found = [diagnostic.to_json() for diagnostic in error.diagnostics]
        write_json({"schema": "offramp/diagnostics/1", "diagnostics": found})
        return
    shown = [diagnostic.render(error.source) for diagnostic in _first_few(error.diagnostics)]
    if len(error.diagnostics) > 1:
        shown.append(_tally(error.diagnostics))
    if (left := len(error.diagnostics) - _MOST_SHOWN) > 0:
        shown[-1] += f"; {left} {'is' if left == 1 else 'are'} not shown here, and --json lists all"
    write_note("\n".join(shown))


def write_note(text: str) -> None:
    """Write something beside the result, on standard error."""
    _write(sys.stderr, _harmless(text) + "\n")


def _first_few(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """As many as are shown, in their own order; warnings give way to errors."""
    ranked = sorted(range(len(diagnostics)), key=lambda n: diagnostics[n].severity is not Severity.ERROR)
    return [diagnostics[n] for n in sorted(ranked[:_MOST_SHOWN])]


def _tally(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = len(diagnostics) - errors
    said = [f"{n} {what}{'s' if n != 1 else ''}" for n, what in ((errors, "error"), (warnings, "warning")) if n]
    return " and ".join(said)


def _write(stream: TextIO, text: str) -> None:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        encoding = stream.encoding or "utf-8"
        text = text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)
    stream.flush()


def _harmless(text: str) -> str:
    # A scenario is somebody else's file: its words must not steer the reader's terminal.
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(value: Any) -> Any:
    """`value` without what JSON can't hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (bool, int, str)) or value is None:
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
    number = float(value)
    if math.isnan(number):
        return None
    return number if math.isfinite(number) else ("inf" if number > 0 else "-inf")
