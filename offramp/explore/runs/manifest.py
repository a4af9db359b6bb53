"""What a run is and how far it has come: `manifest.json`, read as somebody else's file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.core.identifiers import is_name
from offramp.explore.branches import Branch
from offramp.explore.designs import KINDS, Kind
from offramp.explore.quantities import Kind as QuantityKind
from offramp.explore.quantities import Quantity
from offramp.scenario.folder_files import read_bounded
from offramp.solve.allotment import Allotment

FORMAT, VERSION = "offramp run", 3
MOST_BYTES = 64_000_000
MOST_WORLDS = 100_000
RUNNING, FINISHED = "running", "finished"


@dataclass(frozen=True)
class Asked:
    """What was asked for: what makes two runs the same run.

    worlds: in the view where most vary. scrambles: of Sobol' points. switches: whose every case is looked at.
    """

    worlds: int
    seed: int
    level: float
    views: tuple[str, ...]
    parts: tuple[str, ...]
    design: Kind
    scrambles: int = 0
    switches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The grids in words of the plan: states a period of each; of each branch nominal seconds, where its points go, and
    quadrature nodes."""

    grids: tuple[int, ...]
    seconds: dict[str, float]
    allotments: dict[str, Allotment]
    nodes: dict[str, int]

    @property
    def single(self) -> bool:
        """Whether another grid would change nothing."""
        return len(self.grids) == 1


@dataclass(frozen=True)
class Written:
    """A finished file: its name in the folder, the worlds in it, and the hash of its bytes."""

    file: str
    worlds: int
    sha256: str


@dataclass
class Manifest:
    """versions: what the run is solved with. files: of the scenario, the designs and the views' own results. parts:
    solved blocks; results: what was made of them, by view; failed: the worlds of a view that could not be solved.
    exact: whether nothing was interpolated; fitted: how many worlds were solved on two grids, from which the others
    were carried over."""

    scenario: str
    versions: dict[str, str]
    asked: Asked
    actors: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    plan: Plan
    state: str = RUNNING
    files: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Written] = field(default_factory=dict)
    results: dict[str, list[Written]] = field(default_factory=dict)
    exact: dict[str, bool] = field(default_factory=dict)
    fitted: dict[str, int] = field(default_factory=dict)
    failed: dict[str, Written] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The file. Nothing in it depends on the clock, or on the order in which blocks were done."""
        data = {
            "format": FORMAT,
            "version": VERSION,
            "scenario": self.scenario,
            "versions": self.versions,
            "asked": asdict(self.asked),
            "actors": self.actors,
            "quantities": [quantity.to_json() for quantity in self.quantities],
            "plan": asdict(self.plan),
            "state": self.state,
            "files": dict(sorted(self.files.items())),
            "parts": [asdict(self.parts[name]) for name in sorted(self.parts)],
            "results": {view: [asdict(one) for one in found] for view, found in self.results.items()},
            "exact": self.exact,
            "fitted": self.fitted,
            "failed": {view: asdict(one) for view, one in self.failed.items()},
        }
        return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file. Raises ScenarioError E740 (no run), E745 (damaged), E746 (of another version)."""
    found = read_bounded(path, MOST_BYTES)
    if isinstance(found, str):
        said = f"{path.parent} is no run of worlds: {path.name}: {found}"
        raise ScenarioError([Diagnostic("E740", said, None, "name the folder that `offramp explore --out` wrote")])
    try:
        data = json.loads(found)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError("it isn't the manifest of a run")
        if data.get("version") != VERSION:
            raise _other_version(path, data.get("version"))
        return _manifest(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        reason = f"{type(fault).__name__} {fault}" if isinstance(fault, KeyError) else str(fault)
        said = f"{path} is damaged: {reason[:200]}"
        remedy = "take a copy of the run from elsewhere, or explore into another folder"
        raise ScenarioError([Diagnostic("E745", said, None, remedy)]) from fault


def _other_version(path: Path, version: object) -> ScenarioError:
    said = f"the run in {path.parent} is in version {str(version)[:20]} of the format, and this version reads {VERSION}"
    remedy = "read it with the version of Offramp that `versions.json` beside it names"
    return ScenarioError([Diagnostic("E746", said, None, remedy)])


def _manifest(data: Mapping[str, Any]) -> Manifest:
    asked, plan = data["asked"], data["plan"]
    views = tuple(_name(view) for view in asked["views"])
    grids = tuple(_whole(points, 1, 10_000_000) for points in plan["grids"])
    manifest = Manifest(
        _file(data["scenario"]),
        {_text(key): _text(value) for key, value in data["versions"].items()},
        Asked(
            _whole(asked["worlds"], 1, MOST_WORLDS),
            _whole(asked["seed"], 0, 2**63 - 1),
            float(asked["level"]),
            views,
            tuple(_text(part) for part in asked["parts"]),
            _kind(asked["design"]),
            _whole(asked.get("scrambles", 0), 0, 1000),
            tuple(_name(switch) for switch in asked.get("switches", ())),
        ),
        tuple(_name(actor) for actor in data["actors"]),
        tuple(Quantity(_text(q["name"]), QuantityKind(q["kind"]), _text(q["unit"])) for q in data["quantities"]),
        Plan(
            grids,
            {_branch(name): float(seconds) for name, seconds in plan["seconds"].items()},
            {name: _allotment(found) for name, found in _all_or_none(plan, "allotments").items()},
            {name: _whole(nodes, 1, 1000) for name, nodes in _all_or_none(plan, "nodes").items()},
        ),
        _text(data["state"]),
        {_file(name): _text(sha256) for name, sha256 in data["files"].items()},
        {one["file"]: _written(one) for one in data["parts"]},
        {_branch(view): [_written(one) for one in found] for view, found in data["results"].items()},
        {_branch(view): bool(exact) for view, exact in data["exact"].items()},
        {_branch(view): _whole(fitted, 0, MOST_WORLDS) for view, fitted in data["fitted"].items()},
        {_branch(view): _written(one) for view, one in data["failed"].items()},
    )
    if not set(views) <= manifest.plan.seconds.keys():
        raise ValueError("its plan is of other views")
    if len({q.name for q in manifest.quantities}) != len(manifest.quantities):
        raise ValueError("two quantities have one name")
    return manifest


def _all_or_none(plan: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What the plan says of every branch, or of none."""
    found: dict[str, Any] = plan[key]
    if found and set(found) != set(plan["seconds"]):
        raise ValueError("the plan is about other branches than the run")
    return found


def _allotment(data: Mapping[str, Any]) -> Allotment:
    bend_d = tuple(float(bend) for bend in data["bend_d"])
    return Allotment(
        bend_d, tuple((tuple(_whole(k, 0, 2**31) for k in modes), float(share)) for modes, share in data["visited"])
    )


def _written(data: Mapping[str, Any]) -> Written:
    return Written(_file(data["file"]), _whole(data["worlds"], 0, MOST_WORLDS), _text(data["sha256"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]} stands where a text belongs")
    return value


def _name(value: object) -> str:
    if not is_name(_text(value)):
        raise ValueError(f"{str(value)[:40]} is no name")
    return str(value)


def _branch(value: object) -> str:
    return Branch.named(_text(value)).name


def _kind(value: object) -> Kind:
    for kind in KINDS:
        if value == kind:
            return kind
    raise ValueError(f"{str(value)[:40]} is no design")


def _file(value: object) -> str:
    """A path inside the folder: nothing that leads out of it."""
    parts = _text(value).split("/")
    if not all(parts) or any(part in (".", "..") or "\\" in part or "\0" in part for part in parts):
        raise ValueError(f"{str(value)[:40]} is no file of the run")
    return str(value)


def _whole(value: object, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{str(value)[:40]} isn't a whole number from {low} to {high}")
    return value
