"""A process that reads one document: bytes in, text out.

A document is parsed by libraries of many thousand lines, one of them in C++; in a process of its own a hostile file can
take no more time and memory than this one gives it, and a crash is a diagnostic.
"""

import json
import sys

from offramp.scenario.citations.documents.faults import DocumentFault
from offramp.scenario.citations.documents.kinds import pages_of
from offramp.scenario.citations.documents.limits import MOST_MEMORY, MOST_SECONDS


def main() -> None:
    """Read a document of the kind that the first argument names from standard input; write its text as JSON."""
    _confine()
    try:
        pages, encoding = pages_of(sys.stdin.buffer.read(), sys.argv[1])
        found: dict[str, object] = {"pages": pages, "encoding": encoding}
    except DocumentFault as fault:
        found = {"code": fault.code, "message": fault.message, "remedy": fault.remedy}
    except (MemoryError, RecursionError):
        found = {"code": "E120", "message": "takes more memory to read than a document may"}
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))


def _confine() -> None:
    try:
        import resource
    except ImportError:  # not a Unix: the parent's clock is the only bound
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to any file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
