"""`python -m offramp.cli.schemas docs/json.md`: renew the tables of fields in the documentation."""

import sys
from pathlib import Path

from offramp.cli.schemas import with_reference

if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_reference(page.read_text(encoding="utf-8")), encoding="utf-8")
