"""What the ratios were measured on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.setting import Setting

PACKAGES = ("offramp", "numpy", "scipy", "llvmlite")


def processor() -> str:
    """The processor's name as the kernel has it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def describe(setting: Setting) -> dict[str, Any]:
    """Everything that a reader needs to compare two runs.

    load: processes that wanted a core in the last minute, before the benchmark began: over the number of cores, others
    were at work.
    """
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "processor": processor(),
        "architecture": platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "packages": versions,
        "compiler": setting.compiler.version if setting.compiler else None,
        "quick": setting.quick,
    }
