"""Files that commands write: the page of an analysis, the template of a new scenario."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.scenario.library import SCENARIO_SCHEMA


def page_path(scenario_id: str, out: Path | None, as_json: bool) -> Path | None:
    """Where the page goes: where asked, else beside the reader; nowhere unasked with --json.

    Looked at before anything is solved: a minute's work must not end in a folder that isn't there.
    """
    if out is None:
        return None if as_json else Path(f"{scenario_id}.html")
    if out.is_dir():
        raise _unwritable(out, "it is a folder", "name a file in it, ending in .html")
    if not out.parent.is_dir():
        raise _unwritable(out, f"there is no folder {out.parent}", "make the folder first")
    return out


def new_path(name: str) -> Path:
    """Where a new scenario called `name` goes: a file that isn't there. Raises ScenarioError E715, E717."""
    if not name.strip() or name.startswith("-") or "\0" in name or name.endswith(("/", "\\")) or not Path(name).name:
        remedy = "give a name for the file, such as strike or cases/strike.yaml"
        raise ScenarioError([Diagnostic("E717", f"“{name}” can't be the name of a file", remedy=remedy)])
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    if path.exists():
        raise _exists(path)
    return path


def write_template(path: Path) -> None:
    """Write the example with comments as a new file."""
    text = files("offramp.cli").joinpath("template.yaml").read_text(encoding="utf-8")
    write_new(path, text.replace("FILE", str(path)))


def write_new(path: Path, text: str) -> None:
    """Write `text` as a new file; one that is there is never touched."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise _unwritable(path, _reason(error), "give a place where you may write") from error


def write_schema(path: Path) -> None:
    """Write the JSON Schema of scenario files to `path`, over an earlier version of it but over nothing else."""
    if path.is_dir():
        raise _unwritable(path, "it is a folder", "name a file in it, ending in .json")
    text = SCENARIO_SCHEMA.read_text(encoding="utf-8")
    with writing(path):
        if path.exists() and '"$schema"' not in path.read_text(encoding="utf-8", errors="replace")[:100]:
            remedy = "give another name; what is there stays as it is"
            raise ScenarioError([Diagnostic("E715", f"{path} exists already, and is no JSON Schema", remedy=remedy)])
        path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal to write `path` into a diagnostic."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, _reason(error), "give a place where you may write, with --out") from error


def _exists(path: Path) -> ScenarioError:
    remedy = "give another name; what is there stays as it is"
    return ScenarioError([Diagnostic("E715", f"{path} exists already", remedy=remedy)])


def _unwritable(path: Path, reason: str, remedy: str) -> ScenarioError:
    return ScenarioError([Diagnostic("E716", f"{path} can't be written: {reason}", remedy=remedy)])


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
