"""What readers of Gambit's files share: expecting words, and saying what stands there instead."""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import NoReturn, TypeVar

from offramp.core.diagnostics import DiagnosticLog, ScenarioError
from offramp.core.places import Places
from offramp.core.spans import SourceText, Span
from offramp.exchange.game_numbers import exact_number, remedy
from offramp.exchange.game_tokens import Kind, Tokens

Game = TypeVar("Game")
MOST_FAULTS = 20  # of one file; the rest mostly follows from these
MOST_PLAYERS = 100
NODES = ("c", "p", "t")  # the words that nodes begin with
_WHOLE = re.compile("[0-9]{1,9}")
_OTHER_PROGRAMS = {
    "<?xml": "this is a workbook of Gambit's window; save the game from there as an .efg or .nfg file",
    "#AGG": "action-graph games aren't read; let Gambit convert it to an .nfg file",
    "#BAGG": "action-graph games aren't read; let Gambit convert it to an .nfg file",
    "offramp:": "this is a scenario; give it a name that ends in .yaml",
}


class LostError(Exception):
    """The entry at hand can't be made out; the log says why."""


class StoppedError(Exception):
    """Nothing more can be made out of the file; the log says why."""


class Reading:
    """One file being read. `path` is what spans call it."""

    def __init__(self, source: SourceText, log: DiagnosticLog) -> None:
        self.source, self.log = source, log
        self._lines = Places(source.text, source.path).line_starts
        self.tokens = Tokens(source.text)
        self._numbers: dict[str, float] = {}

    def finished(self, read: Callable[[], Game]) -> Game:
        """What `read` makes of the file. Raises ScenarioError with all that is wrong with it."""
        try:
            game = read()
        except (LostError, StoppedError):
            pass
        else:
            if not self.log.has_errors:
                return game
        raise ScenarioError(self.log, self.source)

    # ---- faults

    def fault(self, code: str, message: str, span: Span, remedy: str) -> None:
        """Write down an error. Raises StoppedError once there are MOST_FAULTS."""
        self.log.error(code, message, span, remedy)
        if len(self.log.found) >= MOST_FAULTS:
            raise StoppedError

    def spot(self, start: int, end: int) -> Span:
        """The span of characters of one line."""
        line = bisect_right(self._lines, start)
        column = start - self._lines[line - 1] + 1
        return Span(self.source.path, line, column, line, column + end - start)

    def here(self) -> Span:
        """The span of the token at hand, or of its beginning where it goes over several lines."""
        tokens = self.tokens
        lines = tokens.text.splitlines()
        return self.spot(tokens.start, tokens.end if len(lines) < 2 else tokens.start + 1)

    def last(self) -> Span:
        """Where the text ends, blanks at its end left aside."""
        end = len(self.source.text.rstrip())
        return self.spot(max(0, end - 1), max(1, end))

    def unexpected(self, wanted: str) -> NoReturn:
        """Say that `wanted` was expected where another token stands. Raises LostError, or StoppedError."""
        tokens = self.tokens
        if tokens.kind is Kind.END:
            self.fault(
                "E803", f"the file ends here; expected {wanted}", self.last(), "copy the whole file, its end included"
            )
            raise StoppedError
        if tokens.kind is Kind.OPEN:
            said = f"a label begins here and never ends; expected {wanted}"
            self.fault("E805", said, self.here(), 'close it with "; a quote inside a label is written \\"')
            raise StoppedError
        if tokens.runs_on:
            line = bisect_right(self._lines, tokens.label_start)
            mend = f"close the label that begins in line {line}; it runs on to line {self.here().line}"
        elif tokens.touches:
            mend = 'a quote inside a label is written \\"'
        elif tokens.text == "," and tokens.kind is Kind.MARK:
            mend = "commas stand between payoffs only, and decimals take a point"
        else:
            mend = "see the format in Gambit's documentation; `t`, `c` and `p` begin nodes"
        shown = f'the label "{_short(tokens.text)}"' if tokens.kind is Kind.LABEL else f"`{_short(tokens.text)}`"
        self.fault("E804", f"expected {wanted}, and {shown} stands here", self.here(), mend)
        raise LostError

    # ---- words

    def label(self, wanted: str) -> str:
        """The label at hand, and go on."""
        tokens = self.tokens
        if tokens.kind is not Kind.LABEL:
            self.unexpected(wanted)
        text = tokens.label()
        tokens.advance()
        return text

    def mark(self, which: str, wanted: str) -> None:
        """Go past a brace."""
        tokens = self.tokens
        if tokens.kind is not Kind.MARK or tokens.text != which:
            self.unexpected(f"`{which}` {wanted}")
        tokens.advance()

    def at(self, which: str) -> bool:
        """Whether a brace or comma is at hand."""
        return self.tokens.kind is Kind.MARK and self.tokens.text == which

    def whole(self, wanted: str) -> int:
        """The whole number at hand, 0 or more, and go on."""
        tokens = self.tokens
        if tokens.kind is not Kind.WORD or not _WHOLE.fullmatch(tokens.text):
            self.unexpected(wanted)
        number = int(tokens.text)
        tokens.advance()
        return number

    def number(self, what: str) -> float:
        """The number that the word at hand is (0 where the log says that it is none), and go on."""
        text = self.tokens.text
        known = self._numbers.get(text)
        if known is None:
            found = exact_number(text)
            if isinstance(found, str):
                self.fault("E806", f"{what} `{_short(text)}` {found}", self.here(), remedy(text))
                known = 0.0
            else:
                known = self._numbers[text] = float(found)
        self.tokens.advance()
        return known

    def payoffs(self, number: int, players: int, place: Span) -> tuple[float, ...]:
        """The payoffs of outcome `number` up to a closing brace, and go past that; as many as there are players."""
        tokens = self.tokens
        found: list[float] = []
        while not self.at("}"):
            if tokens.kind is not Kind.WORD or (tokens.text in NODES and tokens.begins_line()):
                self.unexpected("a payoff or `}`")
            found.append(self.number("the payoff"))
            if self.at(","):
                tokens.advance()
        tokens.advance()
        if len(found) != players:
            wanted = f"expected one for each of {counted(players, 'player')}"
            said = f"outcome {number} has {counted(len(found), 'payoff')}; {wanted}"
            mend = "write one number a player; decimals take a point, since a comma begins the next payoff"
            self.fault("E807", said, place, mend)
        return tuple((found + [0.0] * players)[:players])

    # ---- the parts that both kinds of file begin with

    def header(self, kind: str, version: str) -> tuple[str, tuple[str, ...]]:
        """`EFG 2 R "title" { "player" … }`: the title and the players."""
        tokens = self.tokens
        begun = tokens.text if tokens.kind is Kind.WORD else ""
        if begun != kind:
            mend = _OTHER_PROGRAMS.get(begun, "name a file that Gambit wrote, ending in .efg or .nfg")
            self.fault(
                "E801", "a Gambit file begins with `EFG 2 R` or `NFG 1 R`, and this one doesn't", self.here(), mend
            )
            raise StoppedError
        tokens.advance()
        if tokens.text != version:
            said = f"version {_short(tokens.text) or 'unknown'} of this format; only {kind} {version} is read"
            self.fault("E801", said, self.here(), "open the file in Gambit, and save it again")
            raise StoppedError
        tokens.advance()
        if tokens.text not in ("R", "D"):
            said = f"expected R or D after {kind} {version}, and `{_short(tokens.text)}` stands here"
            self.fault("E801", said, self.here(), f"begin the file with {kind} {version} R")
            raise StoppedError
        tokens.advance()
        title = self.label("the game's title, in quotes")
        self.mark("{", "before the players")
        start = tokens.start
        players = self.labels("the players' names, each in quotes")
        span = self.spot(start, start + 1)
        if not players:
            self.fault("E807", "the game has no players; expected one at least", span, "name them, each in quotes")
            raise StoppedError
        if len(players) > MOST_PLAYERS:
            said = f"the game has {len(players):,} players; at most {MOST_PLAYERS} are read"
            self.fault("E802", said, span, "leave out those that never move")
            raise StoppedError
        return title, players

    def labels(self, wanted: str) -> tuple[str, ...]:
        """The labels up to a closing brace, and go past that."""
        found = []
        while not self.at("}"):
            found.append(self.label(f"{wanted}, or `}}`"))
        self.tokens.advance()
        return tuple(found)

    def described(self) -> bool:
        """Whether a label is at hand, with which a description begins that may be left out."""
        if self.tokens.kind is Kind.OPEN:
            self.unexpected("a label with both its quotes")
        return self.tokens.kind is Kind.LABEL

    def comment(self) -> str:
        """The comment that may stand behind the header."""
        return self.label("a comment") if self.described() else ""


def counted(number: int, what: str) -> str:
    """`1 payoff`, `3 payoffs`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
