"""Checks the locks: each is contained in the next (run, dev, peers, bench) and pins what pyproject.toml asks for."""

import itertools
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("run", "dev", "peers", "bench")
HERE = Path(__file__).parent


def read_lock(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The pins of one lock: name -> (version, hashes)."""
    pins = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", text)):
        if pin := re.match(r"([\w.-]+)==([^\s;\\]+)", entry):
            hashes = frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))
            pins[canonicalize_name(pin[1])] = (pin[2], hashes)
    return pins


def group_members(groups: dict[str, list[Any]], name: str) -> list[Requirement]:
    """The requirements of a dependency group and of those that it includes."""
    members = []
    for member in groups[name]:
        members += [Requirement(member)] if isinstance(member, str) else group_members(groups, member["include-group"])
    return members


def find_faults() -> list[str]:
    """Everything that is wrong with the locks, one sentence each."""
    locks = {name: read_lock((HERE / f"{name}.txt").read_text(encoding="utf-8")) for name in LOCKS}
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    faults = []
    for smaller, larger in itertools.pairwise(LOCKS):
        for package, pin in locks[smaller].items():
            if locks[larger].get(package) != pin:
                faults.append(
                    f"{package} {pin[0]} of locks/{smaller}.txt is missing or different in locks/{larger}.txt"
                )
    for lock, pins in locks.items():
        faults += [f"{package} has no hashes in locks/{lock}.txt" for package, pin in pins.items() if not pin[1]]
        asked = [Requirement(text) for text in project["project"]["dependencies"]]
        for requirement in asked + group_members(project["dependency-groups"], lock):
            version = pins.get(canonicalize_name(requirement.name), ("", frozenset()))[0]
            if not version or not requirement.specifier.contains(version, prereleases=True):
                faults.append(f"pyproject.toml asks for {requirement}, locks/{lock}.txt has {version or 'nothing'}")
    return faults


if __name__ == "__main__":
    found = find_faults()
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    if found:
        sys.exit("renew the locks with locks/renew")
