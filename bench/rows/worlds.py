"""Worlds per second, and the saving of what they come to, against EMA Workbench."""

from collections.abc import Iterator

from bench.five_stocks import SCENARIO
from bench.outcomes import FASTER, Outcome, attempt, compared
from bench.pairs import Pair, alternate
from bench.runs import Run
from bench.setting import Setting
from bench.workers import Worker

NAMES = ("worlds_vs_ema", "runs_vs_ema", "save_vs_ema")
AGREEMENT = 1e-6
WORLDS, QUICK_WORLDS = 60, 6
PLAIN_WORLDS = 2  # as their runs are one path each
RESULTS, QUICK_RESULTS = {"worlds": 20_000, "numbers": 250}, {"worlds": 200, "numbers": 10}
PER_WORLD = 4  # numbers that our worlds come with: each ending's chance, and each group's, which here is an ending


def measure(setting: Setting) -> Iterator[Outcome]:
    """The same worlds of a process with the same draws: on their side with a model in NumPy that plays all paths of a
    world in one run, and with a plain one that plays one path a run."""
    worlds = QUICK_WORLDS if setting.quick else WORLDS
    if setting.wants(NAMES[0]):
        yield attempt(
            NAMES[0], lambda: _against_ema(setting, NAMES[0], "ema_worlds", worlds, "their model is in NumPy")
        )
    if setting.wants(NAMES[1]):
        note = "theirs are runs of one path each, of a model in plain Python"
        yield attempt(NAMES[1], lambda: _against_ema(setting, NAMES[1], "ema_runs", PLAIN_WORLDS, note))
    if setting.wants(NAMES[2]):
        yield attempt(NAMES[2], lambda: _saving(setting))


def _against_ema(setting: Setting, name: str, task: str, worlds: int, how: str) -> Outcome:
    setting.tell(f"worlds with EMA Workbench, {how}")
    work = {"scenario": str(SCENARIO), "worlds": worlds}
    with Worker("worlds", work) as ours, Worker(task, work, python=setting.peers) as theirs:
        pairs = alternate(ours, theirs, setting.rounds(5))
    pairs = [Pair(_struck(pair.ours), pair.theirs) for pair in pairs]
    note = f"{worlds} worlds of 2,000 paths of five stocks, one core; {how}"
    return compared(name, FASTER, pairs, AGREEMENT, note)


def _saving(setting: Setting) -> Outcome:
    setting.tell("saving results with EMA Workbench")
    work = QUICK_RESULTS if setting.quick else RESULTS
    with Worker("save_results", work) as ours, Worker("ema_save", work, python=setting.peers) as theirs:
        pairs = alternate(ours, theirs, setting.rounds(3))
    note = f"{work['worlds']:,} worlds with {work['numbers']} numbers each, read again to compare"
    return compared(NAMES[2], FASTER, pairs, AGREEMENT, note)


def _struck(run: Run) -> Run:
    """Our run with the chances of the first ending alone, sorted, as the workbench gives its worlds in no order."""
    return Run(run.spent, run.work, tuple(sorted(run.answer[::PER_WORLD])))
