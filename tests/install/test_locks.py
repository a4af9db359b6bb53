"""The locks: run ⊂ dev ⊂ peers ⊂ bench, every pin hashed, nothing that names an index."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

LOCKS = Path(__file__).parents[2] / "locks"


def load_check() -> ModuleType:
    """The script that ./go check runs, as a module."""
    spec = importlib.util.spec_from_file_location("locks_check", LOCKS / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def check_of_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The check, looking at a copy of the locks that a test may spoil."""
    shutil.copytree(LOCKS, tmp_path / "locks")
    shutil.copy(LOCKS.parent / "pyproject.toml", tmp_path)
    module = load_check()
    monkeypatch.setattr(module, "HERE", tmp_path / "locks")
    return module


def test_the_locks_are_in_order() -> None:
    assert load_check().find_faults() == []


@pytest.mark.parametrize("lock", ["run", "dev", "peers", "bench"])
def test_a_lock_names_no_index(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text()
    assert "index-url" not in text
    assert "://" not in text


def test_a_pin_that_differs_is_found(check_of_a_copy: ModuleType) -> None:
    dev = check_of_a_copy.HERE / "dev.txt"
    dev.write_text(dev.read_text().replace("numpy==", "numpy==1"))
    assert any("numpy" in fault and "locks/dev.txt" in fault for fault in check_of_a_copy.find_faults())


def test_a_hash_that_differs_is_found(check_of_a_copy: ModuleType) -> None:
    peers = check_of_a_copy.HERE / "peers.txt"
    peers.write_text(peers.read_text().replace("sha256:0", "sha256:1"))
    assert any("locks/peers.txt" in fault for fault in check_of_a_copy.find_faults())


def test_a_dependency_without_a_pin_is_found(check_of_a_copy: ModuleType) -> None:
    project = check_of_a_copy.HERE.parent / "pyproject.toml"
    project.write_text(project.read_text().replace('"numpy>=2"', '"numpy>=2", "pandas"'))
    assert any("pandas" in fault for fault in check_of_a_copy.find_faults())
