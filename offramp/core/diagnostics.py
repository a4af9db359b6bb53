"""Diagnostics: what is wrong, where, what was expected and how to mend it.

Diagnostics are collected in a `DiagnosticLog`; nothing is raised at the first. `ScenarioError` carries
them upwards once a step can't go on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum

from offramp.core.spans import SourceText, Span


class Severity(Enum):
    """How bad a diagnostic is: an error stops the work, a warning is shown beside the result."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a file.

    `code` is stable (E012, W003) and documented; `message` says what is wrong and what was expected,
    `remedy` how to mend it. `values` holds the state or operands at which a numeric fault happened.
    """

    code: str
    message: str
    span: Span | None = None
    remedy: str = ""
    severity: Severity = Severity.ERROR
    values: tuple[tuple[str, str], ...] = ()

    def render(self, source: SourceText | None = None) -> str:
        """The diagnostic as text: `path:line:column: error[E012]: …`, the line, a caret, the remedy."""
        place = f"{self.span}: " if self.span else ""
        lines = [f"{place}{self.severity.value}[{self.code}]: {self.message}"]
        if self.span and self.span.used_at:
            lines.append(f"      used: {self.span.used_at}, where a mechanism of the library is brought in")
        if self.span and source is not None and source.path == self.span.home.path:
            lines += _excerpt(self.span.home, source)
        if self.values:
            lines.append("      with " + ", ".join(f"{name} = {value}" for name, value in self.values))
        if self.remedy:
            lines.append(f"      mend: {self.remedy}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The diagnostic as plain data, for `--json`."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "remedy": self.remedy,
            "path": self.span.path if self.span else None,
            "line": self.span.line if self.span else None,
            "column": self.span.column if self.span else None,
            "used_at": _place(self.span.used_at) if self.span and self.span.used_at else None,
            "values": dict(self.values),
        }


def _excerpt(span: Span, source: SourceText) -> list[str]:
    """The line with a caret under the place; nothing where the line is empty."""
    # A caret under tabs or very long lines would point nowhere: expand, and cut around the place.
    text = source.line(span.line).replace("\t", " ")
    start = span.column - 1
    width = (span.end_column - span.column) if span.end_line == span.line else 1
    left = max(0, start - 80)
    shown = text[left : left + 120]
    if not shown.strip():
        return []
    carets = "^" * max(1, min(width, len(shown) - (start - left)))
    gutter = f"{span.line:>5} | "
    return [gutter + shown, " " * (len(gutter) - 2) + "| " + " " * (start - left) + carets]


def _place(span: Span) -> dict[str, object]:
    return {"path": span.path, "line": span.line, "column": span.column}


@dataclass
class DiagnosticLog:
    """The diagnostics found so far, in the order in which they were found."""

    found: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, span: Span | None = None, remedy: str = "") -> None:
        """Add an error."""
        self.found.append(Diagnostic(code, message, span, remedy))

    def warning(self, code: str, message: str, span: Span | None = None, remedy: str = "") -> None:
        """Add a warning."""
        self.found.append(Diagnostic(code, message, span, remedy, Severity.WARNING))

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far stops the work."""
        return any(d.severity is Severity.ERROR for d in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)


class ScenarioError(Exception):
    """A scenario (or a request about one) can't be used; `diagnostics` says why, where and how to mend it."""

    def __init__(self, diagnostics: Iterable[Diagnostic], source: SourceText | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.source = source
        super().__init__("\n".join(d.render(source) for d in self.diagnostics))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Diagnostic, ...], SourceText | None]]:
        # Views are solved in processes of their own, and what they raise has to travel back.
        return ScenarioError, (self.diagnostics, self.source)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A `did you mean …?` for a misspelt name; otherwise the names there are, or an empty string."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    if names and len(names) <= 12:
        return "known here: " + ", ".join(names)
    return ""
