"""Files that a scenario names: they lie in its own folder, and what is read of them is bounded."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath


def leads_outside(shown: str, folder: Path) -> bool:
    """Whether the path `shown`, as it stands in a scenario file, leads out of the scenario's `folder`."""
    windows = PureWindowsPath(shown)
    if PurePosixPath(shown).is_absolute() or windows.drive or windows.is_absolute() or ".." in windows.parts:
        return True
    # A symbolic link may lead out where the written path doesn't.
    base = os.path.realpath(folder)
    return os.path.commonpath([base, os.path.realpath(folder / shown)]) != base


def read_bounded(path: Path, most: int) -> bytes | str:
    """The bytes of an ordinary file, `most` + 1 at most; or why it can't be read."""
    try:
        if not path.is_file():
            return "there is no such file" if not path.exists() else "it is no ordinary file"
        with path.open("rb") as file:
            return file.read(most + 1)  # the size on disk may be a lie
    except (OSError, ValueError) as fault:
        return getattr(fault, "strerror", None) or str(fault)
