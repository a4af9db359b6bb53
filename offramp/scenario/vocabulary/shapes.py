"""The shapes that a value in a scenario file can have, and the table rows that are made of them."""

from dataclasses import dataclass
from enum import Enum


class Plain(Enum):
    """A value without parts of its own. The words say what it is in the reference."""

    TEXT = "text"
    NAME = "a name"
    NUMBER = "a plain number"
    BOUND = "a plain number, `inf` or `-inf`"
    YES_NO = "true or false"
    ANSWER = "yes/no"
    DATE = "a date"
    TIME = "a date, or the number of a period"
    EXPRESSION = "an expression"
    CONDITION = "a condition"
    VALUE = "an expression or a condition"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `fewest` to `most`."""

    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `fewest` to `most` entries of one shape. `what` replaces the entries' own words in the reference."""

    of: "Shape"
    fewest: int = 1
    most: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A list with one entry for each of these shapes. `example` shows it in the reference."""

    of: "tuple[Shape, ...]"
    example: str


@dataclass(frozen=True, slots=True)
class MappingOf:
    """Names, which the author chooses or declares elsewhere, each with a value of one shape.

    `what` says what the names are; `keyed` is for keys that are numbers or dates instead.
    """

    what: str
    of: "Shape"
    keyed: Plain = Plain.NAME
    fewest: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class PartOf:
    """A mapping with known keys: the row of PARTS with this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Forms:
    """A mapping whose keys are one of several sets, each value of one shape."""

    sets: tuple[tuple[str, ...], ...]
    of: "Shape"


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several shapes."""

    of: "tuple[Shape, ...]"


Shape = Plain | Whole | Word | ListOf | Row | MappingOf | PartOf | Forms | Either

NAMES = Either((Plain.NAME, ListOf(Plain.NAME, fewest=0, what="names")))
SOME_NAMES = Either((Plain.NAME, ListOf(Plain.NAME, what="names")))
INTERVAL = Row((Plain.NUMBER, Plain.NUMBER), "[lowest, highest]")
BOUNDS = Row((Plain.BOUND, Plain.BOUND), "[lowest, highest]")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a part. `example` and `default` are as written in a file; `absent` says what holds without the key."""

    name: str
    means: str
    shape: Shape
    example: str
    required: bool = False
    default: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of mapping.

    `names` is the shape of entries under names that the author gives beside the known keys; `what` says what those
    names are, and `fewest` how many entries there are at least. `one_of` are groups of keys of which exactly one is
    there, `any_of` groups of which at least one is, `apart` pairs that exclude each other, `needs` pairs of which the
    first doesn't come without the second. `like` names a part with the same keys, which the reference doesn't list
    again. `example` adds to the scenario that the guide begins with.
    """

    name: str
    title: str
    means: str
    keys: tuple[Key, ...]
    example: str = ""
    names: Shape | None = None
    what: str = ""
    fewest: int = 0
    one_of: tuple[tuple[str, ...], ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    like: str = ""
