"""Processes of our own, started so that nothing in the current folder is taken for a part of Python."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_SAFE_PATH = "PYTHONSAFEPATH"


@contextmanager
def safe_starts() -> Iterator[None]:
    """While this lasts, processes that are started don't import from the folder that they are started in.

    A spawned Python looks there first, and a scenario's folder may come from anybody: a file `selectors.py` in it
    would be run.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
