"""The simulator against its NumPy twin and against a hand-written C kernel."""

from collections.abc import Iterator

from bench.five_stocks import PERIODS
from bench.outcomes import FASTER, Outcome, attempt, compared
from bench.pairs import alternate
from bench.path_kernel import PathKernel
from bench.setting import Setting
from bench.workers import Worker

NAMES = ("simulator_vs_numpy", "simulator_vs_c")
AGREEMENT = 1e-6
PATHS, QUICK_PATHS = 200_000, 5_000


def measure(setting: Setting) -> Iterator[Outcome]:
    """Path-steps per CPU-second on one core."""
    paths = QUICK_PATHS if setting.quick else PATHS
    if setting.wants("simulator_vs_numpy"):
        yield attempt("simulator_vs_numpy", lambda: _against_numpy(setting, paths))
    if setting.wants("simulator_vs_c"):
        yield attempt("simulator_vs_c", lambda: _against_c(setting, paths))


def _note(paths: int) -> str:
    return f"path-steps per CPU-second: five stocks, two normals, one uniform; {paths:,} paths of {PERIODS} periods"


def _against_numpy(setting: Setting, paths: int) -> Outcome:
    setting.tell("playing paths with native code and with NumPy")
    with Worker("simulate", {"paths": paths}, "native") as ours, Worker("simulate", {"paths": paths}, "numpy") as numpy:
        pairs = alternate(ours, numpy, setting.rounds(5))
    return compared("simulator_vs_numpy", FASTER, pairs, AGREEMENT, _note(paths))


def _against_c(setting: Setting, paths: int) -> Outcome:
    setting.tell("playing paths with native code and with C")
    kernel = PathKernel(setting.needed_compiler(), paths)
    with Worker("simulate", {"paths": paths}, "native") as ours:
        pairs = alternate(ours, kernel, setting.rounds(5))
    theirs = min(pair.theirs.cost for pair in pairs)
    note = f"{_note(paths)}; C does {1e-6 / theirs:.0f} million"
    return compared("simulator_vs_c", FASTER, pairs, AGREEMENT, note)
