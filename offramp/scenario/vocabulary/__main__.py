"""`python -m offramp.scenario.vocabulary docs/scenario-reference.md`: renew that page, and the schema that ships."""

import sys
from pathlib import Path

from offramp.scenario.library import SCENARIO_SCHEMA
from offramp.scenario.vocabulary.json_schema import json_text
from offramp.scenario.vocabulary.reference import with_reference

if __name__ == "__main__":
    SCENARIO_SCHEMA.write_text(json_text(), encoding="utf-8")
    for page in map(Path, sys.argv[1:]):
        page.write_text(with_reference(page.read_text(encoding="utf-8")), encoding="utf-8")
