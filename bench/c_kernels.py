"""The hand-written C kernels, built where a compiler is at hand: an anchor, not needed to install or test."""

import ctypes
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.workers import Unavailable

SOURCES = Path(__file__).parent / "c"
NO_COMPILER = "there is no C compiler (cc) on the PATH"


@dataclass(frozen=True)
class Compiler:
    """A C compiler, and the folder for what it builds."""

    command: str
    version: str
    folder: Path

    def build(self, source: str, *options: str) -> ctypes.CDLL:
        """The library of one source file. Raises Unavailable."""
        name = f"{Path(source).stem}-{hashlib.sha256(' '.join(options).encode()).hexdigest()[:12]}.so"
        target = self.folder / name
        words = [self.command, "-O3", "-march=native", "-shared", "-fPIC", *options]
        words += ["-o", str(target), str(SOURCES / source), "-lm"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  # our own source
        if done.returncode:
            raise Unavailable(f"the C compiler failed: {(done.stderr.strip().splitlines() or ['no message'])[0]}")
        return ctypes.CDLL(str(target))


def find_compiler(folder: Path) -> Compiler | None:
    """The compiler that the variable CC names, or `cc`."""
    command = shutil.which(os.environ.get("CC") or "cc")
    if command is None:
        return None
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # the user's compiler
    return Compiler(command, (told.stdout.splitlines() or ["unknown"])[0], folder)
