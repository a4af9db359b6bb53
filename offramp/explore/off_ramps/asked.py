"""What is asked of a search for off-ramps, beside the view, the numbers and the effort."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """actor: for whom a way out is looked for. worlds: how many (0: none). pairs, levers: whether they are tried."""

    actor: str
    worlds: int = 0
    pairs: bool = True
    levers: bool = True
