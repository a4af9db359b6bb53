"""What another case of a switch would change: each conclusion of a view beside the same with that case, on the same
draws. Cases are never averaged over, and one that turns a conclusion comes before everything else."""

from collections.abc import Iterator, Sequence
from typing import Any

from offramp.explore.run_comparison import compare_views
from offramp.explore.runs.run_reader import Run

Data = dict[str, Any]


def run_switches(run: Run, views: Sequence[str]) -> list[Data]:
    """Each case that was looked at beside one of these views, as `explore --json` documents it under `switches`.

    A conclusion turns where another verdict on an actor, or another answer, holds in the most worlds of either, or
    where a way out that closes in more than half of the worlds doesn't in the other; and only by more than the draws
    allow for. Raises ScenarioError as reading the run does.
    """
    found = []
    for name, branch in run.branches.items():
        if not branch.cases or branch.own.name not in views:
            continue
        ((switch, case),) = branch.cases
        both = compare_views(run.view(branch.own.name), run.view(name))
        found.append(
            {
                "view": branch.own.name,
                "switch": switch,
                "usual": run.model.switches[switch].baseline(branch.view),
                "case": case,
                "branch": name,
                "same_draws": both["same_draws"],
                "turned": list(_turned(both["conclusions"])),
                "conclusions": both["conclusions"],
            }
        )
    return found


def _turned(conclusions: Sequence[Data]) -> Iterator[Data]:
    """What holds in the most worlds of the view, and what does in the other case."""
    subjects: dict[tuple[str, str | None], list[Data]] = {}
    for one in conclusions:
        if one["kind"] == "closing":
            if _surely_moved(one) and (_part(one, 0) > 0.5) != (_part(one, 1) > 0.5):
                yield _turn(one, one)
        else:
            subjects.setdefault((one["kind"], one["actor"]), []).append(one)
    for listed in subjects.values():
        before, after = (max(listed, key=lambda one, side=side: _part(one, side)) for side in (0, 1))  # type: ignore[misc]  # the side is bound
        if before is not after and _surely_moved(before) and _surely_moved(after):
            yield _turn(before, after)


def _turn(before: Data, after: Data) -> Data:
    return {
        "kind": before["kind"],
        "actor": before["actor"],
        "usual": before["what"],
        "usual_holds": before["holds"][0],
        "here": after["what"],
        "here_holds": after["holds"][1],
    }


def _part(one: Data, side: int) -> float:
    """The share of worlds, however few there are."""
    return float(one["holds"][side]["count"] / max(1, one["asked_of"][side]))


def _surely_moved(one: Data) -> bool:
    """Whether the shares differ by more than the draws allow; with too few worlds to say, never."""
    low, high = one["difference_low"], one["difference_high"]
    return low is not None and (low > 0 or high < 0)
