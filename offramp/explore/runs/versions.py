"""What a run is solved with: numbers may change with any of it, so a run is gone on with under the same."""

import os
import platform

import llvmlite
import numpy as np

from offramp.core.version import __version__


def versions() -> dict[str, str]:
    """Offramp, Python, the libraries that compute, the machine, and which of the two backends was asked for."""
    return {
        "offramp": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "llvmlite": llvmlite.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
        "backend": os.environ.get("OFFRAMP_BACKEND") or "native",
    }
