"""Compiled kernels of all tests lie beside pytest's own cache, not in somebody's home; no test is timed."""

import os

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if "OFFRAMP_CACHE_DIR" not in os.environ:
        # Set before workers are started, who inherit it.
        os.environ["OFFRAMP_CACHE_DIR"] = str(config.rootpath / ".pytest_cache" / "kernels")
