"""Going on with a run: only under the conditions under which it was begun, so that it comes to the same bytes."""

import hashlib
from collections.abc import Mapping

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.branches import branches
from offramp.explore.runs.manifest import Manifest, read_manifest
from offramp.explore.runs.run_folder import SCENARIO, RunFolder
from offramp.explore.runs.run_requests import RunRequest, chosen_switches, drawn_worlds, known_design
from offramp.scenario.model import ScenarioModel


def agreed(folder: RunFolder, request: RunRequest, model: ScenarioModel) -> Manifest:
    """The manifest of a run that is to be gone on with. Raises ScenarioError E743 where another one is asked for."""
    manifest = read_manifest(folder.manifest)
    there, switches = manifest.asked, chosen_switches(model, request.switches)
    worlds = request.worlds
    if worlds is not None and worlds != there.worlds and set(there.switches) <= model.switches.keys():
        worlds = drawn_worlds(model, there.design, worlds, list(branches(model, there.views, there.switches).values()))
    words: dict[bool | None, str | None] = {None: None, True: "yes", False: "no"}
    asked = {
        "worlds": (there.worlds, worlds),
        "seed": (there.seed, request.seed),
        "level": (there.level, request.level),
        "views": (", ".join(there.views), ", ".join(request.views) if request.views else None),
        "design": (there.design, known_design(request.design)),
        "switches": (", ".join(there.switches) or "none", switches and ", ".join(switches)),
        "closings": (words["closings" in there.parts], words[request.closings]),
        "claims": (words["claims" in there.parts], words[request.claims]),
        "evidence": (words["evidence" in there.parts], words[request.evidence]),
    }
    _refuse(folder, [f"{name} {was} there, {now} now" for name, (was, now) in asked.items() if now not in (None, was)])
    return manifest


def same_run(folder: RunFolder, manifest: Manifest, versions: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    """Raise ScenarioError E743 where the scenario or what solves it isn't what the run was begun with."""
    differs = []
    for name, data in files.items():
        known = manifest.files.get(f"{SCENARIO}/{name}")
        if known != hashlib.sha256(data).hexdigest():
            differs.append(f"{name} has {'another text' if known else 'another name'} there")
    differs += [
        f"{name} {manifest.versions.get(name, 'unknown')} there, {now} now"
        for name, now in versions.items()
        if manifest.versions.get(name) != now
    ]
    _refuse(folder, differs)


def _refuse(folder: RunFolder, differs: list[str]) -> None:
    if differs:
        said = f"the run in {folder.path} is another one: {'; '.join(differs)}"
        remedy = "ask for the same, or give another folder; a run goes on only as it began"
        raise ScenarioError([Diagnostic("E743", said, None, remedy)])
