"""The other end of `bench.workers`: prepares one task, then runs it whenever asked; one line of JSON a run."""

import importlib
import json
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from bench.runs import Side

WHERE = " (other people's tools are looked for in .venv-peers, or where OFFRAMP_PEERS names a Python)"


def _private_output() -> TextIO:
    """Where the answers go. Whatever peers print goes to the error output, and would spoil them."""
    private = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return private


def _prepared(task: str, arguments: Mapping[str, Any]) -> Side:
    side: Side = importlib.import_module(f"bench.tasks.{task}").prepare(**arguments)
    return side


def main(task: str, arguments: str) -> None:
    """Prepare the task at the first request, and run it at each."""
    output = _private_output()
    side: Side | None = None
    for _ in sys.stdin:
        try:
            if side is None:
                side = _prepared(task, json.loads(arguments))
            run = side()
            told: dict[str, Any] = {"spent": run.spent, "work": run.work, "answer": run.answer, "facts": run.facts}
        except ImportError as fault:
            told = {"why": f"{fault.name or fault} is not installed{WHERE}"}
        except Exception as fault:  # noqa: BLE001  # a peer may fail in any way; the row says how
            told = {"why": f"{type(fault).__name__}: {fault}"}
        output.write(json.dumps(told) + "\n")
        output.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
