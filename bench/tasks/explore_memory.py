"""The memory that a run of many small worlds takes at its height: of the whole process, as the system sees it."""

import json
import subprocess
import sys
from pathlib import Path

from bench.runs import Run, Side
from bench.workers import ROOT

_SCENARIO = Path(__file__).parents[1] / "scenarios" / "leave_or_stay.yaml"
_SCRIPT = """
import json, resource, sys
import offramp
found = offramp.load(sys.argv[1]).explore(worlds=int(sys.argv[2]))
wide = found.view("as_written").values(["chance(left)"])
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts in KiB
print(json.dumps([most, float(wide.mean())]))
"""


def prepare(worlds: int) -> Side:
    """A unit of work is a run, in a process of its own; what is spent are bytes."""

    def run() -> Run:
        command = [sys.executable, "-c", _SCRIPT, str(_SCENARIO), str(worlds)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own
        most, mean = json.loads(done.stdout)
        return Run(float(most), 1.0, (round(mean, 2),), {"states": worlds})

    return run
