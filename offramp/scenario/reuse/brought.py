"""Which mechanism in use a name of the scenario comes from."""

from dataclasses import dataclass

from offramp.scenario.library import mechanism_files
from offramp.scenario.reuse.mechanism import CHANGEABLE, mechanism
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Scalar


@dataclass(frozen=True, slots=True)
class Brought:
    """A parameter of the mechanism under `prefix`; `section` is where its file has it: inputs, assumptions, …"""

    prefix: str
    name: str
    section: str


def parameters_brought(root: Mapping) -> dict[str, Brought]:
    """Every parameter of the mechanisms in use, by its name in the scenario."""
    used = root.get("use")
    found: dict[str, Brought] = {}
    for key, entry in used.items() if isinstance(used, Mapping) else ():
        named = entry.get("mechanism") if isinstance(entry, Mapping) else None
        if not isinstance(named, Scalar) or named.text not in mechanism_files():
            continue
        of = mechanism(named.text)
        names = {"inputs": list(of.inputs), **{section: of.keys(section) for section in CHANGEABLE}}
        for section, own in names.items():
            found |= {f"{key.text}_{name}": Brought(key.text, name, section) for name in own}
    return found
