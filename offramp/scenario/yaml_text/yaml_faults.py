"""What YAML's own complaints mean for someone who writes a scenario."""

import re
from typing import Any

import yaml

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.places import Places

# (pattern in the parser's problem, what is wrong, how to mend it); the first that fits is used.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (r"mapping values are not allowed",
     "a second `:` in one value, or a line that is indented too far",
     "put a text that contains `: ` in quotes; begin keys of one mapping in the same column"),
    (r"block sequence entries are not allowed",
     "`- ` begins a list entry, and none can begin here",
     "write a negative value without the space (-0.5), or put the expression in quotes"),
    (r"did not find expected ',' or '[}\]]'|expected ',' or '[}\]]'",
     "a `{` or `[` is not continued or closed as it should be",
     "separate entries with commas, close the bracket, and put expressions with commas or brackets in quotes"),
    (r"could not find expected ':'",
     "a key without its `:`",
     "write `name: value`; lines that continue a text are indented further than its key"),
    (r"expected <block end>|did not find expected key|did not find expected '-' indicator",
     "this line doesn't continue what stands above it",
     "begin keys of one mapping, and `-` of one list, in the same column; nothing may follow a closing quote"),
    (r"unexpected end of stream",
     "a quote is opened and never closed",
     "close it; inside '…' write '' for an apostrophe"),
    (r"unknown escape character",
     "a backslash in \"…\" begins an escape, and this one doesn't exist",
     "use '…', which has no escapes, or write \\\\"),
    (r"did not find expected alphabetic or numeric character|expected alphabetic or numeric character",
     "`*` or `&` at the beginning of a value has a meaning of its own in YAML",
     "put the value in quotes"),
    (r"undefined tag handle|expected URI|did not find expected tag URI|while scanning a tag",
     "`!` at the beginning of a value has a meaning of its own in YAML",
     "put the value in quotes; `not` negates in expressions"),
    (r"indentation indicator|expected comment or line break|expected a comment or a line break",
     "`|` or `>` at the beginning of a value begins a text block",
     "put the value in quotes, or begin the text on the next line"),
    (r"directive", "`%` at the beginning of a line begins a YAML directive",
     "remove the line, or put the value in quotes"),
    (r"document start", "text outside the scenario's one mapping", "begin every top-level key in the first column"),
)  # fmt: skip


def explain(fault: yaml.YAMLError, places: Places, log: DiagnosticLog) -> None:
    """Log what stopped the YAML parser, in terms of the file."""
    problem = str(getattr(fault, "problem", None) or fault)
    mark: Any = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    at = mark.index if mark is not None else int(getattr(fault, "position", 0) or 0)
    at = min(at, max(len(places.text) - 1, 0))
    character = places.text[at : at + 1]
    if isinstance(fault, yaml.reader.ReaderError) or "control characters" in problem:
        shown = f"U+{ord(character):04X}" if character else "one"
        log.error(
            "E003",
            f"a character that text files don't have ({shown})",
            places.span(at, at + 1),
            "save the scenario as plain UTF-8 text",
        )
        return
    if "cannot start any token" in problem or "found a tab character" in problem:
        _bad_start(character, at, places, log)
        return
    context_mark: Any = getattr(fault, "context_mark", None)
    for pattern, wrong, remedy in _MEANINGS:
        if re.search(pattern, problem):
            since = ""
            # Where a bracket or a quote was opened helps; where the whole mapping began doesn't.
            if context_mark is not None and context_mark.line != mark.line and ("{" in wrong or "quote" in wrong):
                since = f" (begun in line {context_mark.line + 1})"
            log.error("E005", f"not valid YAML: {wrong}{since}", places.span(at, at + 1), remedy)
            return
    context = getattr(fault, "context", None)
    log.error(
        "E005",
        f"not valid YAML: {problem}" + (f" {context}" if context else ""),
        places.span(at, at + 1),
        "look at the indentation, quotes and brackets of this line and the one above",
    )


def _bad_start(character: str, at: int, places: Places, log: DiagnosticLog) -> None:
    line_start = places.text.rfind("\n", 0, at) + 1
    indentation = re.match(r"\s*", places.text[line_start:])
    if character == "\t" or (indentation and "\t" in indentation.group()):
        log.error(
            "E006",
            "a tab is used for indentation; YAML counts spaces only",
            places.span(at, at + 1),
            "replace tabs by two spaces each (most editors can convert them)",
        )
    else:
        log.error(
            "E005",
            f"not valid YAML: a value can't begin with `{character}`",
            places.span(at, at + 1),
            "put the value in quotes",
        )
