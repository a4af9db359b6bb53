"""What one run of the benchmark was asked for, and what it finds at hand."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.c_kernels import NO_COMPILER, Compiler, find_compiler
from bench.workers import ROOT, Unavailable


@dataclass(frozen=True)
class Setting:
    """quick: fewer pairs and smaller games, to see that everything runs. wanted: names of rows; empty means all.

    peers: the Python that has the other tools (None: this one). folder: for what is built. tell: says what goes on.
    """

    quick: bool
    wanted: Collection[str]
    folder: Path
    peers: Path | None = None
    tell: Callable[[str], None] = lambda text: None

    def wants(self, name: str) -> bool:
        """Whether a row was asked for."""
        return not self.wanted or name in self.wanted

    def rounds(self, usual: int) -> int:
        """How many pairs to measure."""
        return min(2, usual) if self.quick else usual

    @cached_property
    def compiler(self) -> Compiler | None:
        """The C compiler; None where there is none."""
        return find_compiler(self.folder)

    def needed_compiler(self) -> Compiler:
        """The C compiler. Raises Unavailable where there is none."""
        if self.compiler is None:
            raise Unavailable(NO_COMPILER)
        return self.compiler


def peers_python() -> Path | None:
    """The environment that `./go test --slow` makes, or the Python that OFFRAMP_PEERS names."""
    asked = os.environ.get("OFFRAMP_PEERS")
    found = Path(asked) if asked else ROOT / ".venv-peers" / "bin" / "python"
    return found if found.exists() else None
