"""What `pip install` puts on a machine."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import offramp

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project)
    shutil.copytree(ROOT / "offramp", project / "offramp", ignore=shutil.ignore_patterns("__pycache__"))
    files = {path.relative_to(project).as_posix() for path in (project / "offramp").rglob("*") if path.is_file()}
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "-w",
            tmp_path,
            project,
        ],
        check=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("offramp/")}
    assert packed == files


def test_the_version_is_the_same_everywhere() -> None:
    assert offramp.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
