"""What a run writes while it goes on: the shelf of solved blocks, and the files around it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from offramp.core.diagnostics import Diagnostic, Severity
from offramp.explore.designs import Design
from offramp.explore.explorer import Carried
from offramp.explore.runs.manifest import FINISHED, Manifest, Written
from offramp.explore.runs.part_files import part_frame, read_part, to_bytes
from offramp.explore.runs.result_files import design_frame, failed_frame, result_frames
from offramp.explore.runs.run_folder import BASELINE, DESIGN, MANIFEST, PARTS, RESULTS, SCENARIO, VERSIONS, RunFolder
from offramp.explore.solved_worlds import SolvedWorlds
from offramp.explore.world_runs import Block
from offramp.explore.world_solves import Numbers
from offramp.scenario.folder_files import read_bounded
from offramp.scenario.model import ScenarioModel

MOST_FILE_BYTES = 10_000_000  # of a file that a scenario names


class RunStore:
    """The folder of a run and its manifest. `notes`: what was found to be damaged, and is solved again."""

    def __init__(self, folder: RunFolder, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self.notes: list[Diagnostic] = []

    def save_manifest(self) -> None:
        """Write down how far the run has come."""
        self.folder.write(MANIFEST, self.manifest.to_bytes())

    def begin(self, files: Mapping[str, bytes], designs: Mapping[str, Design]) -> None:
        """Write what the run is about; the manifest comes last and makes it one."""
        versions = (json.dumps(self.manifest.versions, indent=1) + "\n").encode()
        self._file(VERSIONS, versions)
        for name, data in files.items():
            self._file(f"{SCENARIO}/{name}", data)
        for view, drawn in designs.items():
            self._file(f"{DESIGN}/{view}.parquet", to_bytes(design_frame(drawn)))
        self.save_manifest()

    def mend(self, files: Mapping[str, bytes], designs: Mapping[str, Design]) -> None:
        """Write again what `begin` wrote, where it is damaged."""
        wanted = {f"{SCENARIO}/{name}": data for name, data in files.items()}
        wanted |= {f"{DESIGN}/{view}.parquet": to_bytes(design_frame(drawn)) for view, drawn in designs.items()}
        wanted[VERSIONS] = (json.dumps(self.manifest.versions, indent=1) + "\n").encode()
        for name, data in wanted.items():
            if not self.folder.fits(name, self.manifest.files.get(name, "")):
                self._damaged(name, "written")
                self._file(name, data)

    def _file(self, name: str, data: bytes) -> None:
        self.manifest.files[name] = self.folder.write(name, data)

    def own_results(self, views: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The views' own results that are there already."""
        found = {}
        for view in views:
            name = f"{BASELINE}/{view}.json"
            if name in self.manifest.files:
                if self.folder.fits(name, self.manifest.files[name]):
                    found[view] = json.loads((self.folder.path / name).read_bytes())
                else:
                    self._damaged(name, "solved")
        return found

    def keep_own_results(self, results: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the views' own results."""
        for view, result in results.items():
            self._file(f"{BASELINE}/{view}.json", (json.dumps(result, indent=1, ensure_ascii=False) + "\n").encode())
        self.save_manifest()

    def known(self, block: Block) -> SolvedWorlds | None:
        """The worlds of a block, if they were solved before and nothing happened to the file."""
        name = part_name(block)
        written = self.manifest.parts.get(name)
        if written is None:
            return None
        found = None
        if self.folder.fits(name, written.sha256):
            found = read_part(self.folder.path / name, self.manifest.quantities, len(block.number_w))
        if found is not None:
            there = np.concatenate([found.number_w, [world.number for world in found.failed]])
            if np.array_equal(np.sort(there), np.sort(block.number_w)):
                return found
        self._damaged(name, "solved")
        return None

    def keep(self, block: Block, worlds: SolvedWorlds) -> None:
        """Keep the worlds of a block."""
        name = part_name(block)
        data = to_bytes(part_frame(worlds, self.manifest.quantities))
        self.manifest.parts[name] = Written(name, len(block.number_w), self.folder.write(name, data))
        self.save_manifest()

    def finish(self, carried: Mapping[str, Carried], designs: Mapping[str, Design], numbers: Numbers) -> None:
        """Write the results of every view."""
        level = self.manifest.asked.level
        for view, found in carried.items():
            written = []
            for k, frame in enumerate(result_frames(found, numbers, level)):
                name = f"{RESULTS}/{view}/{k:05d}.parquet"
                written.append(Written(name, len(frame), self.folder.write(name, to_bytes(frame))))
            self.manifest.results[view] = written
            self.manifest.exact[view], self.manifest.fitted[view] = found.exact, found.fitted
            name = f"{RESULTS}/{view}/failed.parquet"
            frame = failed_frame(found.failed, designs[view])
            self.manifest.failed[view] = Written(name, len(frame), self.folder.write(name, to_bytes(frame)))
        self.manifest.state = FINISHED
        self.save_manifest()

    def _damaged(self, name: str, again: str) -> None:
        said = f"{self.folder.path / name} is missing or damaged and was {again} again"
        remedy = "if nobody touched it, check the disk"
        self.notes.append(Diagnostic("W740", said, None, remedy, Severity.WARNING))


def part_name(block: Block) -> str:
    """The file of a block of solved worlds."""
    return f"{PARTS}/{block.branch.name}/{block.grids.points}/{block.place:05d}.parquet"


def scenario_files(model: ScenarioModel, path: Path) -> dict[str, bytes]:
    """The scenario as it was read and the files that it names, by their names in its folder."""
    bom = b"\xef\xbb\xbf" if model.source.bom else b""
    name = path.name if "\\" not in path.name else "scenario.yaml"
    found = {name: bom + model.source.text.encode()}
    for evidence in model.evidence.values():
        if evidence.file:
            data = read_bounded(path.parent / evidence.file, MOST_FILE_BYTES)
            if isinstance(data, bytes):  # what can't be read any more was read when the scenario was
                found[Path(evidence.file).as_posix()] = data
    return found
