"""Changes of a scenario file as people and accidents make them: lines moved, values swapped, brackets lost.

Bytes changed at random rarely get past the YAML reader; these keep most of a file's structure, so that what lies
behind it is reached.
"""

import random
import re

_SCALAR = re.compile(r"(?<=[:\[,] )[^\s,\]}][^,\]}\n]*")
_WORD = re.compile(r"[^\W\d]\w*")
_ODD = (
    "", "~", "null", "-1", "1e999", ".nan", "-0.0", "9**9**9", "1/0", "yes", "2023-13-45", "[", "]", "{", "}", "'", '"',
    ":", "- ", "#", "&a", "*a", "!!python/object:os.system", "<<: *a", "\t", "\r\n", "\ufeff", "\u2028", "\x00", "%",
    "if", "else", "((((((((((", "not not not", "t", "none", "horizon", "otherwise", "x" * 300, "αβγ", "戦争", "حرب",
    "0x10", "log(-1)", "min()", "table(t, [0], [1])", "previous(t)", "initial(front)", "0.1 if 0.2 else 0.3",
    "1 == 2 == 3",
    "|", ">-", "[0, 1]", "[1, 0]", "{a: b}", "!!binary aGk=", "---", "...", "? a", "0o17", "12:30", "1_000",
)  # fmt: skip


def mutate(raw: bytes, most: int, others: list[bytes], rng: random.Random) -> bytes:
    """`raw` after one to four changes, at most `most` bytes long."""
    text = raw.decode("utf-8", errors="replace")
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(_CHANGES)(text, others, rng)
    changed = text.encode("utf-8", errors="surrogatepass")
    if rng.random() < 0.05 and changed:
        at = rng.randrange(len(changed))
        changed = changed[:at] + bytes([rng.randrange(256)]) + changed[at + 1 :]
    if rng.random() < 0.02:
        changed = rng.choice(
            [b"\xef\xbb\xbf" + changed, changed.replace(b"\n", b"\r\n"), changed[: rng.randint(0, most)]]
        )
    return changed[:most]


def _drop_line(text: str, others: list[bytes], rng: random.Random) -> str:
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def _repeat_line(text: str, others: list[bytes], rng: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return "\n".join(lines)


def _indent_line(text: str, others: list[bytes], rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = rng.choice(["  " + lines[at], lines[at].lstrip(), lines[at][1:], "\t" + lines[at]])
    return "\n".join(lines)


def _swap_scalar(text: str, others: list[bytes], rng: random.Random) -> str:
    places = list(_SCALAR.finditer(text))
    if not places:
        return text
    into = rng.choice(places)
    value = rng.choice(_ODD) if rng.random() < 0.5 else rng.choice(places).group()
    return text[: into.start()] + value + text[into.end() :]


def _swap_word(text: str, others: list[bytes], rng: random.Random) -> str:
    places = list(_WORD.finditer(text))
    if not places:
        return text
    into = rng.choice(places)
    return text[: into.start()] + rng.choice(places).group() + text[into.end() :]


def _insert(text: str, others: list[bytes], rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_ODD) + text[at:]


def _drop(text: str, others: list[bytes], rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice([1, 1, 2, 5, 40]) :]


def _splice(text: str, others: list[bytes], rng: random.Random) -> str:
    lines = text.split("\n")
    donor = rng.choice(others).decode("utf-8", errors="replace").split("\n")
    first = rng.randrange(len(donor))
    at = rng.randrange(len(lines) + 1)
    return "\n".join([*lines[:at], *donor[first : first + rng.randint(1, 12)], *lines[at + rng.randint(0, 3) :]])


def _nest(text: str, others: list[bytes], rng: random.Random) -> str:
    places = list(_SCALAR.finditer(text))
    if not places:
        return text
    into = rng.choice(places)
    deep = rng.choice([2, 10, 60, 500])
    opening, closing = rng.choice([("[", "]"), ("{a: ", "}"), ("(", ")"), ("not ", ""), ("-", ""), ("abs(", ")")])
    return text[: into.start()] + opening * deep + into.group() + closing * deep + text[into.end() :]


_CHANGES = (
    _drop_line,
    _repeat_line,
    _indent_line,
    _swap_scalar,
    _swap_scalar,
    _swap_word,
    _insert,
    _drop,
    _splice,
    _nest,
)
