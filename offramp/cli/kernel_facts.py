"""The native code that solves a scenario, for those who want to read it; or why there is none."""

from typing import Any

from offramp.game.game import Game
from offramp.scenario.model import ScenarioModel
from offramp.solve.native_kernel import kernel_text, why_not_native


def kernel_facts(model: ScenarioModel) -> dict[str, Any]:
    """What `offramp show --kernel --json` prints: `text` is LLVM IR, None where NumPy solves the scenario."""
    game = Game.bind(model)
    reason = why_not_native(game)
    text = None if reason is not None else kernel_text(game)
    return {
        "schema": "offramp/kernel/1",
        "scenario": model.title,
        "native": reason is None,
        "reason": reason,
        "text": text,
    }


def kernel_words(facts: dict[str, Any]) -> str:
    """The same for the terminal."""
    if facts["text"] is None:
        return f"{facts['scenario']} is solved with NumPy: {facts['reason']}."
    return str(facts["text"]).rstrip()
