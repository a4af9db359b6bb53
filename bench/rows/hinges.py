"""Statistics of worlds that were solved already, against EMA Workbench and SALib."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.outcomes import FASTER, Outcome, attempt, compared
from bench.pairs import alternate
from bench.setting import Setting
from bench.workers import Worker

NAMES = ("prim_vs_ema", "sobol_vs_salib")
AGREEMENT = 1e-9
_BOX = {"worlds": 10_000, "assumptions": 20}
_BLOCKS = {"worlds": 4096, "assumptions": 20, "resamples": 100}


def measure(setting: Setting) -> Iterator[Outcome]:
    """The same worlds on both sides."""
    if setting.wants(NAMES[0]):
        work = {**_BOX, **({"worlds": 500, "assumptions": 4} if setting.quick else {})}
        note = "one box among {assumptions} assumptions in {worlds} worlds, peeled and pasted"
        yield attempt(NAMES[0], lambda: _against(setting, NAMES[0], ("peel", "ema_peel"), work, note))
    if setting.wants(NAMES[1]):
        work_too = {**_BLOCKS, **({"worlds": 64, "assumptions": 4} if setting.quick else {})}
        note_too = "first and total order of {assumptions} assumptions, N = {worlds}, {resamples} resamples"
        tasks = ("variance_indices", "salib_sobol")
        yield attempt(NAMES[1], lambda: _against(setting, NAMES[1], tasks, work_too, note_too))


def _against(setting: Setting, name: str, tasks: tuple[str, str], work: Mapping[str, Any], note: str) -> Outcome:
    setting.tell(f"the same worlds for {name}")
    with Worker(tasks[0], work) as ours, Worker(tasks[1], work, python=setting.peers) as theirs:
        pairs = alternate(ours, theirs, setting.rounds(5))
    return compared(name, FASTER, pairs, AGREEMENT, note.format(**work))
