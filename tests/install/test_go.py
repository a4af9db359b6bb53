"""./go on machines that lack something; the machines are folders of stand-in commands put first on the PATH."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Answers like Debian's python3 without python3-venv: everything works but the import of ensurepip.
PYTHON_WITHOUT_VENV = f"""#!/bin/sh
case "$*" in *ensurepip*) [ -e "$0-venv-installed" ] || exit 1 ;; esac
exec {sys.executable} "$@"
"""


def command(folder: Path, name: str, text: str) -> None:
    """Puts an executable of this name and text into the folder."""
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def copy_of_the_project(folder: Path) -> Path:
    """The project without what was built in it."""
    built = shutil.ignore_patterns(".git", ".venv*", "_build", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=built)
    return folder


def go(root: Path, *words: str, path: Path | None = None, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs ./go of a copy of the project as a user would."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHON", "VIRTUAL_ENV"}}
    if path is not None:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        [root / "go", *words], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


def test_without_a_command_it_says_what_there_is() -> None:
    result = go(ROOT)
    assert result.returncode == 0
    for word in ("demo", "run", "test", "check", "docs"):
        assert f"\n  {word}" in result.stdout


def test_an_unknown_command_is_a_wrong_request() -> None:
    result = go(ROOT, "demmo")
    assert result.returncode == 2
    assert "usage: ./go" in result.stderr


def test_a_user_without_venv_is_told_the_one_line(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    machine = tmp_path / "machine"
    machine.mkdir()
    command(machine, "python3", PYTHON_WITHOUT_VENV)
    command(machine, "id", "#!/bin/sh\necho 1000\n")
    command(machine, "apt-get", "#!/bin/sh\nexit 99\n")
    result = go(project, "run", "--help", path=machine)
    assert result.returncode == 1
    assert "apt-get update && apt-get install -y --no-install-recommends python3-venv" in result.stderr
    assert not (project / ".venv").exists()


def test_root_without_venv_has_it_installed(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    machine = tmp_path / "machine"
    machine.mkdir()
    command(machine, "python3", PYTHON_WITHOUT_VENV)
    command(machine, "id", "#!/bin/sh\necho 0\n")
    command(machine, "apt-get", f'#!/bin/sh\necho "$@" >>{machine}/asked\nexit 1\n')
    result = go(project, "run", "--help", path=machine)
    assert (machine / "asked").read_text().startswith("update")
    assert result.returncode == 1
    assert "By hand:" in result.stderr


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    command(tmp_path, "python-old", "#!/bin/sh\nexit 1\n")
    result = subprocess.run(
        [ROOT / "go", "run"],
        env=os.environ | {"PYTHON": str(tmp_path / "python-old")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "not Python 3.11 or newer" in result.stderr


def interrupt_in_the_middle_of_installing(project: Path) -> None:
    """Starts ./go and kills it with all its children once the first package lies in the environment."""
    running = subprocess.Popen(
        [project / "go", "run", "--help"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 300
    while not list(project.glob(".venv/lib/python3*/site-packages/narwhals")):
        assert running.poll() is None, "./go ended before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


@pytest.mark.slow
def test_an_interrupted_installation_is_taken_up_again(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    interrupt_in_the_middle_of_installing(project)
    assert not (project / ".venv" / "lock").exists()
    result = go(project, "run", "--help", timeout=500)
    assert result.returncode == 0, result.stderr
    assert "analyse" in result.stdout
    again = go(project, "run", "--help", timeout=20)
    assert again.stderr == "", "the second run installs nothing"
