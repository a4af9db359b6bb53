"""What the terminal says of claims, reviewed as a diff; and that its data fit their schema.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_claims_text.py
"""

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.judged_words import claims_text
from offramp.cli.main import main
from offramp.cli.schemas import schema

FOLDER = Path(__file__).parent / "claims"


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    found: dict[str, Any] = offramp.load(FOLDER / "harbour.yaml").judge_claims().to_json()
    found["scenario"]["path"] = "harbour.yaml"
    return found


def doubtful(judged: dict[str, Any]) -> dict[str, Any]:
    """One view that isn't resolved, with what the numerical error can do to a claim, and a fault."""
    found = copy.deepcopy(judged)
    view = found["views"] = {"as_written": found["views"]["as_written"]}
    view["as_written"] |= {"resolved": False, "exact": False, "reasons": ["a headline still moves"]}
    for claim in found["claims"].values():
        claim["views"] = {"as_written": claim["views"]["as_written"]}
    close = found["claims"]["no_closure"]["views"]["as_written"]
    close |= {"judgement": "too_close", "holds": True}
    close["quantities"]["chance(closed)"] |= {"value": 0.47, "error": 0.04, "how": "paths"}
    verdict = found["claims"]["free_union"]["views"]["as_written"]
    verdict |= {"judgement": "too_close", "holds": False}
    verdict["quantities"]["verdict(union)"] |= {"value": "unsteady", "may_be": ["unsteady", "free"]}
    rare = found["claims"]["calm"]["views"]["as_written"]
    rare |= {"judgement": "unsupported", "holds": None, "reason": "what is given happens in 0.0004 of the play"}
    broken = found["claims"]["worth"]["views"]["as_written"]
    fault = {"code": "E603", "severity": "error", "message": "port has no option left here", "remedy": "give it one"}
    fault |= {"path": "harbour.yaml", "line": 18, "column": 5, "used_at": None, "values": {}}
    broken |= {"judgement": "not_judged", "holds": None, "reason": "a rule breaks", "faults": [fault]}
    return found


@pytest.mark.parametrize("case", ["views", "doubtful"])
def test_text(case: str, judged: dict[str, Any]) -> None:
    result = doubtful(judged) if case == "doubtful" else judged
    assert [error.message for error in Draft202012Validator(schema("claims")).iter_errors(result)] == []
    found = claims_text(result) + "\n"
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FOLDER / "harbour.yaml")
    assert main(["claims", path, "--view", "union", "--view", "union", "--set", "resolve=3.9", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(schema("claims")).iter_errors(found)] == []
    assert list(found["views"]) == ["union"]
    assert found["set"] == {"resolve": 3.9}
    assert found["claims"]["flight"]["views"]["union"]["judgement"] == "holds"
    assert main(["claims", path, "--view", "port"]) == 2
    assert "error[E701]: this scenario has no view port" in capsys.readouterr().err
    assert main(["claims", "prisoners-dilemma"]) == 0
    assert "makes no claims" in capsys.readouterr().out


def test_python_asks_for_one_judgement(judged: dict[str, Any]) -> None:
    found = offramp.load(FOLDER / "harbour.yaml").judge_claims(views=["union"])
    assert found.judgement("no_closure", "union") == judged["claims"]["no_closure"]["views"]["union"]["judgement"]
