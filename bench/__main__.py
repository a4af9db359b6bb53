"""`./go bench [NAME …] [--json] [--quick]`: ratios of two ways of doing the same work, measured in one run."""

import argparse
import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from tempfile import TemporaryDirectory

from bench.machine import describe
from bench.measuring import outcomes
from bench.outcomes import Outcome, Row
from bench.reports import as_json, table
from bench.rows import FAMILIES, ROW_NAMES
from bench.setting import Setting, peers_python

WRONG_REQUEST = 2


def read_request(words: Sequence[str]) -> argparse.Namespace:
    """The request; `wanted` holds row names. Exits with status 2 where a name is unknown."""
    families = "\n".join(f"  {name}: {', '.join(family.names)}" for name, family in FAMILIES.items())
    parser = argparse.ArgumentParser(
        prog="./go bench",
        description="Measures ratios, never clocks: ours against a twin, a C kernel or a peer, pair by pair.",
        epilog=f"names of families and their rows:\n{families}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a row or a family of rows; all of them if none is given"
    )
    parser.add_argument("--json", action="store_true", help="machine-readable results")
    parser.add_argument("--quick", action="store_true", help="fewer pairs on smaller games: does everything run?")
    request = parser.parse_args(words)
    request.wanted = set()
    for name in request.names:
        if name not in FAMILIES and name not in ROW_NAMES:
            near = difflib.get_close_matches(name, [*FAMILIES, *ROW_NAMES], 1)
            hint = f"; did you mean {near[0]}?" if near else "; ./go bench --help lists them"
            parser.exit(WRONG_REQUEST, f"./go bench: there is no row or family {name}{hint}\n")
        request.wanted |= set(FAMILIES[name].names) if name in FAMILIES else {name}
    return request


def main(words: Sequence[str]) -> int:
    """Measure and print. The status is 1 where two sides that were compared didn't do the same work."""
    request = read_request(words)

    def tell(text: str) -> None:
        sys.stderr.write(f"{text} …\n")

    with TemporaryDirectory(prefix="offramp-bench-") as folder:
        setting = Setting(request.quick, request.wanted, Path(folder), peers_python(), tell)
        machine = describe(setting)
        found: list[Outcome] = list(outcomes(setting))
    if request.json:
        sys.stdout.write(json.dumps(as_json(machine, found), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(table(machine, found, get_terminal_size((120, 24)).columns))
    return int(any(isinstance(o, Row) and o.spread is None and o.note.startswith("not the same work") for o in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
