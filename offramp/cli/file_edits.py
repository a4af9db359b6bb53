"""Changing scenario files: values that are set, files brought into the house style."""

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.cli.layout import WIDTH, bullet, paragraph
from offramp.cli.trial import tried
from offramp.core.diagnostics import Diagnostic, DiagnosticLog, ScenarioError
from offramp.report.markup import clean
from offramp.report.wording import listed
from offramp.scenario.editing.formatting import formatted
from offramp.scenario.editing.saving import not_ready, save_text
from offramp.scenario.editing.write_back import Change, with_values
from offramp.scenario.library import find_scenario
from offramp.scenario.reader import read_scenario, read_text

if TYPE_CHECKING:
    from offramp.scenario.model import ScenarioModel

Facts = dict[str, Any]
_ONE_CHANGE = "write it as name=value, such as slip=0.1 or calendar.periods=12"


def edited(scenario: str, asked: Sequence[str], out: Path | None, overwrite: bool, write: bool) -> Facts:
    """Set values in a scenario's file, or in a copy at `out`. Raises ScenarioError, and then nothing is written."""
    values = _pairs(asked)
    path = find_scenario(scenario)
    model = read_scenario(path)
    target = out or path
    if write and out is None:
        not_ready(path)
    text, changes = with_values(model.source, values)
    try:
        after = tried(read_text(text, str(target)))
    except ScenarioError as refused:
        shown = listed([f"{change.path} = {change.after}" for change in changes])
        said = f"with {shown} the scenario isn't in order; nothing was written"
        first = Diagnostic("E738", said, None, "give a value that fits, or set together what belongs together")
        raise ScenarioError([first, *refused.diagnostics], refused.source) from refused
    if write:
        save_text(text, target, model.source.bom, over=overwrite or out is None or _same_file(out, path))
    return {
        "schema": "offramp/set/1",
        "path": str(target),
        "written": write,
        "changes": [_change(change) for change in changes],
        "diff": _diff(model.source.text, text, str(path)),
        "warnings": [warning.to_json() for warning in after.warnings],
    }


def in_style(files: Sequence[str], write: bool) -> Facts:
    """Bring files into the house style: all of them, or none where one can't be read (ScenarioError)."""
    log = DiagnosticLog()
    first: ScenarioError | None = None
    ready: list[tuple[Path, ScenarioModel, str]] = []
    for name in dict.fromkeys(files):
        try:
            path = find_scenario(name)
            model = read_scenario(path)
            text = formatted(model)
            if write and text != model.source.text:
                not_ready(path)
            ready.append((path, model, text))
        except ScenarioError as fault:
            first = first or fault
            log.found += fault.diagnostics
    if first is not None:
        # The text of one file at most can be shown beside its diagnostics.
        raise ScenarioError(log, first.source)
    for path, model, text in ready:
        if write and text != model.source.text:
            save_text(text, path, model.source.bom, over=True)
    return {
        "schema": "offramp/fmt/1",
        "written": write,
        "files": [
            {
                "path": str(path),
                "changed": text != model.source.text,
                "diff": _diff(model.source.text, text, str(path)),
            }
            for path, model, text in ready
        ],
    }


def set_text(found: Facts, width: int = WIDTH, diff: bool = False) -> str:
    """What was set, in words; with `diff` the lines that would change."""
    if diff:
        return (found["diff"] or "Nothing would change.").rstrip("\n")
    path, changes = clean(found["path"]), found["changes"]
    said = [_said(change) for change in changes]
    warned = (
        f" It has {len(found['warnings'])} warning{'s' if len(found['warnings']) != 1 else ''}: offramp check {path}"
    )
    tail = warned if found["warnings"] else ""
    if not found["diff"]:
        already = listed([f"{clean(change['path'])} is {clean(change['after'])}" for change in changes])
        return paragraph(f"{path} says so already: {already}.", width)
    if len(said) == 1:
        return paragraph(f"Wrote {path}: {said[0]}.{tail}", width)
    return "\n".join([paragraph(f"Wrote {path}.{tail}", width), *(bullet(line, width) for line in said)])


def format_text(found: Facts, width: int = WIDTH, diff: bool = False) -> str:
    """Which files changed, or would, in words; with `diff` the lines."""
    files = found["files"]
    changed = [clean(file["path"]) for file in files if file["changed"]]
    kept = len(files) - len(changed)
    if diff and changed:
        return "".join(file["diff"] for file in files).rstrip("\n")
    if not changed:
        names = listed([clean(file["path"]) for file in files])
        return paragraph(f"{names} {'is' if len(files) == 1 else 'are'} in the house style.", width)
    rest = f"; {kept} {'was' if kept == 1 else 'were'} in it already" if kept else ""
    if found["written"]:
        return paragraph(f"Brought {listed(changed)} into the house style{rest}.", width)
    verb = "isn't" if len(changed) == 1 else "aren't"
    return paragraph(f"{listed(changed)} {verb} in the house style{rest.replace(' already', '')}.", width)


def _said(change: Facts) -> str:
    before = "it wasn't there" if change["before"] is None else f"it was {clean(change['before'])}"
    return f"{clean(change['path'])} is now {clean(change['after'])} ({before}), in line {change['line']}"


def _change(change: Change) -> Facts:
    return {"path": change.path, "before": change.before, "after": change.after, "line": change.line}


def _pairs(asked: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    faults = []
    for text in asked:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            faults.append(
                Diagnostic("E711", f"`offramp set` takes name=value, and got {text or 'nothing'}", None, _ONE_CHANGE)
            )
        elif name in values:
            said = f"`offramp set` gives {name} twice, as {values[name]} and {value}"
            faults.append(Diagnostic("E712", said, None, "keep one"))
        else:
            values[name] = value
    if faults:
        raise ScenarioError(faults)
    return values


def _same_file(out: Path, path: Path) -> bool:
    return out.exists() and path.exists() and out.samefile(path)


def _diff(before: str, after: str, path: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="")
    return "".join(line + "\n" for line in lines)
