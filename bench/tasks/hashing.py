"""Work that threads share without waiting for each other: what more cores bring at best on this machine, just now."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor

from bench.runs import Run, Side, timed

PIECES = 8
ROUNDS = 400_000


def prepare(threads: int) -> Side:
    """A unit of work is all of the pieces, by the clock on the wall."""

    def piece(number: int) -> float:
        # Python's lock is free while it hashes.
        return float(hashlib.pbkdf2_hmac("sha256", b"piece", str(number).encode(), ROUNDS)[0])

    def work() -> list[float]:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(piece, range(PIECES)))

    def run() -> Run:
        return timed(work, clock=time.perf_counter)

    return run
