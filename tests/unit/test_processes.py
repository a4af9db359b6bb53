"""Processes that solve views and worlds run our code and nothing that lies in the current folder."""

import os
import subprocess
import sys
from pathlib import Path

from offramp.explore.processes import safe_starts


def test_files_in_the_current_folder_are_not_run(tmp_path: Path) -> None:
    for name in ("selectors.py", "numpy.py", "math.py"):
        (tmp_path / name).write_text("raise SystemExit('run from the current folder')\n", encoding="utf-8")
    script = (
        "from offramp.cli.main import main; raise SystemExit(main(['analyse', 'brink', '--worlds', '2', '--json']))"
    )
    # The script itself is started safely, as the `offramp` command is; what it starts in turn is what is tested.
    safely = "import sys; sys.path.remove(''); "
    run = subprocess.run(
        [sys.executable, "-c", safely + script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("{")


def test_the_environment_is_put_back() -> None:
    before = dict(os.environ)
    with safe_starts():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert dict(os.environ) == before
