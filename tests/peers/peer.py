"""Getting hold of another program: skipped where it isn't installed, a failure in CI, where it must be."""

import importlib
import os
from typing import Any

import pytest


def peer(name: str) -> Any:
    """The module of a peer."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{name} is not installed; ./go test --slow installs it")
