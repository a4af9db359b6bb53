"""Compiled kernels of all tests in one place beside pytest's own cache, and not in the home of whoever runs them."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if "OFFRAMP_CACHE_DIR" not in os.environ:
        # Set before workers are started, who inherit it.
        os.environ["OFFRAMP_CACHE_DIR"] = str(config.rootpath / ".pytest_cache" / "kernels")
