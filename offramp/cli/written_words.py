"""What `offramp write` says about the file that it wrote."""

from pathlib import Path
from typing import Any, Final

from offramp.cli.layout import WIDTH, paragraph, sections
from offramp.cli.scenario_facts import identity
from offramp.cli.solution_words import warning_lines
from offramp.core.version import __version__
from offramp.judge.requests import Request
from offramp.judge.written import Format, Written
from offramp.report.markup import clean
from offramp.report.wording import listed
from offramp.scenario.model import ScenarioModel

_KINDS: Final = {
    "efg": "a game tree for Gambit",
    "dtmc": "a Markov chain for PRISM and Storm",
    "mdp": "a Markov decision process for PRISM and Storm",
    "smg": "a stochastic game for PRISM-games",
}


def written_facts(
    model: ScenarioModel, path: Path, request: Request, found: Written, form: Format, out: Path | None
) -> dict[str, Any]:
    """What `offramp write --json` prints: with `--out` the text stands in the file alone."""
    return {
        "schema": "offramp/write/1",
        "offramp": __version__,
        "scenario": identity(model) | {"path": str(path)},
        "view": request.view,
        "set": dict(request.changes),
        "at": dict(request.at),
        "format": form.value,
        "kind": found.kind,
        "counts": found.counts,
        "free": list(found.free),
        "path": None if out is None else str(out),
        "text": found.text if out is None else None,
        "warnings": [warning.to_json() for warning in found.warnings],
    }


def written_text(found: Written, out: Path, width: int = WIDTH) -> str:
    """Where it was written and what it is."""
    counts = [f"{number:,} {what if number != 1 else what.removesuffix('s')}" for what, number in found.counts.items()]
    said = f"Wrote {out}: {_KINDS[found.kind]}, with {listed(counts)}."
    if found.kind in ("mdp", "smg"):
        free = listed([clean(actor) for actor in found.free])
        said += f" {free} may pick anything." if len(found.free) > 1 else f" Only {free} may pick anything."
    elif found.kind == "dtmc" and not found.free:
        said += " Nobody decides anything in it: whoever does in the scenario picks as solved, or by habit."
    return sections([paragraph(said, width), warning_lines([w.to_json() for w in found.warnings], width)])
