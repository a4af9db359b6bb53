"""Console blocks of the documentation: the commands in them, what is shown under each, and the files that they read."""

import re

NUMBER = re.compile(r"\d[\d,\u202f]*(\.\d+)?")


def files(page: str) -> list[tuple[str, str]]:
    """The files that a page shows, by the name in their caption."""
    block = re.compile(r"```\{code-block\} \w+\n:caption: ([\w.-]+)\n\n(.*?)```\n", flags=re.S)
    return block.findall(page)


def examples(page: str) -> list[tuple[str, list[str]]]:
    """Every command of the page's console blocks with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, flags=re.S | re.M):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def pattern(shown: list[str]) -> str:
    """What is shown as a regular expression: `...` stands for anything, one number for another."""
    parts = []
    for line in shown:
        if line == "...":
            parts.append(r"(?:.*\n)*?")
            continue
        pieces = [r".*".join(re.escape(NUMBER.sub("#", piece)) for piece in line.split("..."))]
        parts.append("".join(pieces) + r"\n")
    return "".join(parts)
