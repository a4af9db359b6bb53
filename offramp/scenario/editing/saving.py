"""Writing a scenario's text to a file: all of it or nothing, and never over somebody else's work unasked."""

import codecs
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.scenario.library import LIBRARY


def save_text(text: str, path: Path, bom: bool = False, over: bool = False) -> None:
    """Write `text` as the file at `path`, line ends as they are, in one step: a reader sees the old text or the new.

    over: whether a file that is there may be replaced; one that comes with Offramp never is. Raises ScenarioError
    E732, E733, E716.
    """
    not_ready(path)
    # A link stays a link: what it leads to is replaced.
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not over:
            raise ScenarioError(
                [
                    Diagnostic(
                        "E733", f"{path} exists already", None, "name another file, or ask to write over it (overwrite)"
                    )
                ]
            )
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        _replace(target, (codecs.BOM_UTF8 if bom else b"") + text.encode("utf-8"), mode)
    except (OSError, ValueError) as fault:
        reason = (getattr(fault, "strerror", None) or str(fault)).lower()
        remedy = "give a place where you may write"
        raise ScenarioError([Diagnostic("E716", f"{path} can't be written: {reason}", None, remedy)]) from fault


def not_ready(path: Path, instead: str = "offramp set … --out my-copy.yaml") -> None:
    """Raise E732 for a scenario that comes with Offramp: it stays the same for everyone."""
    if path.resolve().is_relative_to(LIBRARY):
        said = f"{path.stem} comes with Offramp and isn't written to"
        raise ScenarioError([Diagnostic("E732", said, None, f"write a copy of your own: {instead}")])


def _replace(target: Path, data: bytes, mode: int) -> None:
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(mode)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _umask() -> int:
    # There is no way to ask for it but to set it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
