"""The solver against its NumPy twin and against a hand-written C kernel."""

from collections.abc import Iterator

from bench.games import COARSE, FLAGSHIP
from bench.outcomes import FASTER, TIME, Outcome, Row, attempt, compared
from bench.pairs import alternate, first_difference, times_the_time
from bench.setting import Setting
from bench.transition_kernel import TransitionKernel
from bench.workers import Worker

LANES = {"c_lanes_16": 16, "c_lanes_24": 24, "c_lanes_160": 160}
NAMES = ("solver_vs_numpy", "solver_vs_c", *LANES)
QUICK_POINTS = 60
AGREEMENT = 1e-8  # sums of thousands of terms in another order
SLOWEST_NS = 15.0  # a C kernel that takes longer for 5 corners × 8 values is no anchor


def measure(setting: Setting) -> Iterator[Outcome]:
    """Native code against NumPy, then against C, then what further values cost in C."""
    if setting.wants("solver_vs_numpy"):
        yield attempt("solver_vs_numpy", lambda: _against_numpy(setting))
    if setting.wants("solver_vs_c"):
        yield attempt("solver_vs_c", lambda: _against_c(setting))
    for name, lanes in LANES.items():
        if setting.wants(name):
            yield attempt(name, lambda name=name, lanes=lanes: _more_lanes(setting, name, lanes))  # type: ignore[misc]  # a default only binds


def _work(setting: Setting) -> dict[str, str | int]:
    return {"scenario": FLAGSHIP, "points": QUICK_POINTS if setting.quick else COARSE}


def _against_numpy(setting: Setting) -> Outcome:
    setting.tell(f"solving {FLAGSHIP} with native code and with NumPy")
    with Worker("solve", _work(setting), "native") as ours, Worker("solve", _work(setting), "numpy") as numpy:
        pairs = alternate(ours, numpy, setting.rounds(3))
    note = f"{FLAGSHIP} with everything on {pairs[0].ours.facts['states']:,} states, one core each"
    return compared("solver_vs_numpy", FASTER, pairs, AGREEMENT, note)


def _anchor(setting: Setting) -> TransitionKernel:
    return TransitionKernel(setting.needed_compiler(), stocks=4, lanes=8)


def _against_c(setting: Setting) -> Outcome:
    name = "solver_vs_c"
    setting.tell("the backward pass and the C kernel of one transition")
    anchor = _anchor(setting)
    fastest = min((anchor() for _ in range(7)), key=lambda run: run.cost)
    wrong = first_difference([(fastest.answer, anchor.twin())], AGREEMENT)
    if wrong is not None:
        return Row(name, TIME, None, wrong)
    anchored = f"the C kernel does 5 corners × 8 values in {fastest.cost * 1e9:.1f} ns"
    if fastest.cost * 1e9 > SLOWEST_NS:
        return Row(name, TIME, None, f"void: {anchored}, more than {SLOWEST_NS:g}")
    with Worker("backward", _work(setting), "native") as ours:
        facts = ours().facts
        lanes = -(-int(facts["columns"]) // 8) * 8
        kernel = TransitionKernel(setting.needed_compiler(), int(facts["stocks"]), lanes)
        pairs = alternate(ours, kernel, setting.rounds(7))
    with Worker("backward", _work(setting), "numpy") as numpy:
        twin = numpy()
    checks = [(pairs[0].ours.answer, twin.answer), (kernel.twin(), pairs[0].theirs.answer)]
    wrong = first_difference(checks, AGREEMENT)
    if wrong is not None:
        return Row(name, TIME, None, wrong)
    note = f"a transition of {facts['stocks'] + 1} corners × {lanes} values; {anchored}"
    note += "" if facts["native"] else "; ours is NumPy: native code can't be used here"
    return Row(name, TIME, times_the_time(pairs), note)


def _more_lanes(setting: Setting, name: str, lanes: int) -> Outcome:
    """The C kernel against itself."""
    setting.tell(f"the C kernel with {lanes} lanes")
    anchor, kernel = _anchor(setting), TransitionKernel(setting.needed_compiler(), stocks=4, lanes=lanes)
    pairs = alternate(kernel, anchor, setting.rounds(7))
    checks = [(kernel.twin(), pairs[0].ours.answer), (anchor.twin(), pairs[0].theirs.answer)]
    wrong = first_difference(checks, AGREEMENT)
    if wrong is not None:
        return Row(name, TIME, None, wrong)
    return Row(name, TIME, times_the_time(pairs), f"5 corners × {lanes} values against 8, both in C")
