"""Runs a scenario file through the public API and gives what `offramp solve --json` prints."""

from pathlib import Path
from typing import Any

import offramp
from offramp.scenario.library import ready_scenarios

SCENARIOS = Path(__file__).parent / "scenarios"


def run(path: Path | str, *, at: Any = None, **assumptions: float | str) -> dict[str, Any]:
    """Solve a scenario, with some assumptions and switches set, at a state or the start.

    A name is that of a model of the library, or of a file in this folder's scenarios.
    """
    own = SCENARIOS / f"{path}.yaml"
    file = path if isinstance(path, Path) else ready_scenarios().get(path, own)
    requests: dict[str, Any] = {}
    if assumptions:
        requests["set"] = assumptions
    if at is not None:
        requests["at"] = at
    solution: dict[str, Any] = offramp.load(file).solve(**requests).to_json()
    return solution


def exact(path: Path, folder: Path) -> Path:
    """A copy of a scenario whose players, all of precision `lambda`, are exact: `rationality: inf`."""
    text = path.read_text(encoding="utf-8")
    assert "rationality: lambda" in text
    copy = folder / f"{path.stem}_exact.yaml"
    copy.write_text(text.replace("rationality: lambda", "rationality: inf"), encoding="utf-8")
    return copy


def chosen(solution: dict[str, Any], actor: str, option: str) -> float:
    """The probability that `actor` picks `option` at the state that was solved for."""
    return float(solution["actors"][actor]["options"][option]["chosen"])


def assert_exact(solution: dict[str, Any]) -> None:
    """Nothing but rounding stands between this result and the game as written."""
    certificate = solution["certificate"]
    assert certificate["resolved"]
    assert certificate["exact"]
    assert abs(certificate["mass_error"]) < 1e-12
    assert abs(sum(solution["endings"].values()) - 1.0) < 1e-12
