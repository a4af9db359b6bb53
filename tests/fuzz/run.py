"""Fuzz one target for some seconds, guided by coverage (atheris on libFuzzer).

python -m tests.fuzz.run file|expression|game SECONDS FOLDER [SEED]

Inputs worth keeping and those that break a promise (`crash-…`) are written to FOLDER. Exit code 0: none was found.
Instrumented code is slower, so that an input that takes too long here is tried again without (tests/fuzz/test_fuzz.py).
"""

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["offramp.core", "offramp.scenario", "offramp.game.game", "offramp.exchange"]):
    from tests.fuzz import game_mutations, targets
    from tests.fuzz.mutations import mutate

MOST_BYTES = 20_000
RSS_LIMIT_MB = 600  # a fresh interpreter with the reader takes under 100


def main(target: str, seconds: str, folder: str, seed: str = "1") -> None:
    """Run until time is over or an input breaks a promise."""
    here = Path(folder)
    corpus = here / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    if target == "file":
        begin = [raw for raw in targets.seeds() if len(raw) <= MOST_BYTES]
        try_one = targets.scenario_file
    elif target == "game":
        begin = [raw for raw in game_mutations.SEEDS if len(raw) <= MOST_BYTES]
        try_one = targets.game_file
    else:
        begin = [line.strip().encode() for line in (Path(__file__).parent / "expressions.txt").open(encoding="utf-8")]

        def try_one(raw: bytes) -> None:
            targets.expression(raw.decode("utf-8", errors="replace"))

    for number, raw in enumerate(begin):
        (corpus / f"seed-{number:04}").write_bytes(raw)

    def change(raw: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if target == "game":
            return game_mutations.mutate(raw, rng)[:most] if rng.random() < 0.8 else atheris.Mutate(raw, most)
        return mutate(raw, most, begin, rng) if rng.random() < 0.8 else atheris.Mutate(raw, most)

    targets.SECONDS = 20.0 if target == "file" else 10.0  # the real limit is checked without instruments
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            f"-max_len={MOST_BYTES}",
            f"-seed={seed}",
            f"-artifact_prefix={here}/",
            f"-rss_limit_mb={RSS_LIMIT_MB}",
            "-timeout=30",
            "-verbosity=1",
            "-print_final_stats=1",
        ],
        try_one,
        custom_mutator=change,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
