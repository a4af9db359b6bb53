"""Changes of a game file as people and accidents make them: words swapped, braces lost, lines moved, ends cut off."""

import random
import re
from pathlib import Path

_GAMES = Path(__file__).parents[1]
SEEDS = [
    path.read_bytes()
    for pattern in ("closed_form/games/*", "golden/game_files/*/game.*")
    for path in sorted(_GAMES.glob(pattern))
]
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+')
_ODD = (
    "", "{", "}", ",", '"', '\\"', '""', "0", "1", "-1", "2", "99999999999999999999", "1/0", "1/3", "0/5", "1e999",
    "1e-999", "-", ".", "1.", ".5", "+.5e+3", "1e", "inf", "nan", "0x10", "½", "١", "c", "p", "t", "x", "EFG",
    "NFG 1 R", "\n", "\t", "\x0b", "\u2028", "\ufeff", "\x00", "a" * 300, "9" * 5000, "1_000", "{ {", "} }",
    '{ "a" "b" }', "{ 1, 2 }", "\\", '"' + "b" * 500 + '"', "\r", "\x85",
)  # fmt: skip


def mutate(raw: bytes, rng: random.Random) -> bytes:
    """`raw` after one to five changes."""
    text = raw.decode("utf-8", errors="replace")
    for _ in range(rng.randint(1, 5)):
        text = rng.choice(_CHANGES)(text, rng)
    changed = text.encode("utf-8", errors="surrogatepass")
    if changed and rng.random() < 0.05:
        at = rng.randrange(len(changed))
        changed = changed[:at] + bytes([rng.randrange(256)]) + changed[at + 1 :]
    return changed


def _words(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def _swap(text: str, rng: random.Random) -> str:
    words = _words(text)
    if not words:
        return text
    into, other = rng.choice(words), rng.choice(words)
    new = rng.choice(_ODD) if rng.random() < 0.5 else other.group()
    return text[: into.start()] + new + text[into.end() :]


def _drop(text: str, rng: random.Random) -> str:
    words = _words(text)
    if not words:
        return text
    gone = rng.choice(words)
    return text[: gone.start()] + text[gone.end() :]


def _insert(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_ODD) + text[at:]


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at, source = rng.randrange(len(lines)), rng.randrange(len(lines))
    if rng.random() < 0.5:
        lines.insert(at, lines[source])
    else:
        del lines[at]
    return "\n".join(lines)


_CHANGES = (_swap, _swap, _swap, _drop, _insert, _cut, _lines)
