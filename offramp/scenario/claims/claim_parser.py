"""From the text of a claim to its raw tree: the parser of expressions, with quantities, times and conditions added.

The words that a claim adds (`chance`, `by`, `given`, …) aren't reserved: each is one only where it stands before a
bracket or after a value, where no name can stand.
"""

from collections.abc import Collection
from typing import Final, Never

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.claims.claim_remedies import MEANT_TIME, OUTSIDE, PLEDGE_EXAMPLE
from offramp.scenario.claims.claim_tree import OF_ACTOR, OF_OPTION, OF_TURN, QUANTITIES
from offramp.scenario.claims.raw_claim import (
    Phrase,
    RawClaim,
    RawMoment,
    RawPledge,
    RawQuantity,
    RawTimed,
    RawTiming,
    RawWithin,
    RawWord,
    trees,
)
from offramp.scenario.expressions.expression_lexer import Locate, Token
from offramp.scenario.expressions.expression_parser import (
    COMPARISON,
    COMPARISONS,
    MOST_NESTED,
    NOT,
    OR,
    SUM,
    ExpressionParser,
    checked_tokens,
    too_deep,
)
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.expressions.name_resolver import SPECIAL_FUNCTIONS
from offramp.scenario.expressions.raw_expression import RawExpression, RawName, height
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.expressions.token_cursor import UnreadableExpressionError

TIME_WORDS: Final = ("by", "at", "within", "ever", "never", "always")
HOW: Final = ("always", "never", "first")
QUALIFIERS: Final = ("ending", "group", "event")


def parse_claim(text: str, locate: Locate, log: DiagnosticLog, called: Collection[str] = ()) -> RawClaim | None:
    """The raw form of a claim; None where it has none, which `log` then explains.

    `called` are the tables, which are called like quantities; no such name is a misspelling.
    """
    return _parsed(text, locate, log, called, happening=False)


def parse_happening(text: str, locate: Locate, log: DiagnosticLog, called: Collection[str] = ()) -> RawClaim | None:
    """The raw form of what may stand inside `chance(…)`; None where it has none, which `log` then explains."""
    return _parsed(text, locate, log, called, happening=True)


def _parsed(text: str, locate: Locate, log: DiagnosticLog, called: Collection[str], happening: bool) -> RawClaim | None:
    found = checked_tokens(text, locate, log, dates=True)
    if found is None:
        return None
    parser = _ClaimParser(text, found, locate, log, called)
    try:
        claim = parser.happening() if happening else parser.claim()
    except UnreadableExpressionError:
        return None
    for tree in trees(claim):
        if height(tree) > MOST_NESTED:
            too_deep(tree.span, log)
            return None
    return claim


class _ClaimParser(ExpressionParser):
    """One pass over the tokens of one claim. `inside` names the quantity whose event is being read, if any."""

    def __init__(
        self, text: str, found: list[Token], locate: Locate, log: DiagnosticLog, called: Collection[str]
    ) -> None:
        super().__init__(found, locate, log)
        self.called = {*called, *FUNCTIONS, *SPECIAL_FUNCTIONS}
        self.text = text
        self.phrases: dict[str, Phrase] = {}
        self.inside = ""

    def claim(self) -> RawClaim:
        """The claim that all tokens make."""
        return RawClaim(self.whole(), self.phrases, None, None, ())

    def happening(self) -> RawClaim:
        """An event with its conditions."""
        tree = self.event("the forecast")
        given, given_span, pledges = self.clauses("the forecast")
        if self.token.kind != "end":
            self.unexpected()
        return RawClaim(tree, self.phrases, given, given_span, pledges)

    # What stands where a value can.

    def number(self, token: Token) -> RawExpression:
        if is_date(token.text):
            message = f"the date `{token.text}` can't stand here"
            self.fail("E347", message, self.span(token), "dates stand after by, at, from, until, and closes(…) <")
        return super().number(token)

    def named(self, token: Token) -> RawExpression:
        """A name; `ending.war`, `group.war` and `event.war` are single names here."""
        following = self.tokens[self.place + 1]
        if following.text == "(" and token.text in QUANTITIES:
            return self.quantity_or_timing(token)
        if following.text == "(" and token.text not in self.called and not self.inside:
            self.misspelt(token)
        if following.text == "." and token.text in QUALIFIERS and self.tokens[self.place + 2].kind == "name":
            name = self.tokens[self.place + 2]
            self.place += 3
            return RawName(f"{token.text}.{name.text}", self.since(token.start))
        return super().named(token)

    def misspelt(self, token: Token) -> None:
        """A call of something that isn't there, where a quantity was meant."""
        close = suggest(token.text, QUANTITIES)
        if close.startswith("did you mean"):
            self.fail("E205", f"there is no function `{token.text}`", self.span(token), close)

    def suffix(self, left: RawExpression, lowest: int, start: int) -> RawExpression | None:
        """A time after a condition: `phase == war by 2024Q1`."""
        token = self.token
        if token.kind != "name" or token.text not in TIME_WORDS or lowest > NOT:
            return None
        if not self.inside:
            self.fail(
                "E340", f"`{token.text}` says when something happens, which is no claim yet", *self.to_here(start)
            )
        if isinstance(left, RawName) and isinstance(self.phrases.get(left.name), RawTimed):
            message = f"`{left.name}` has a time already"
            self.fail("E343", message, self.span(token), "keep one time for each condition; join two with `and`")
        self.place += 1
        word = RawWord(token.text, self.span(token))
        time: RawMoment | RawWithin | None = None
        if word.text == "at" and self.token.text == "end":
            word = RawWord("end", self.span(self.token))
            self.place += 1
        elif word.text in ("by", "at"):
            time = self.moment(word.text)
        elif word.text == "within":
            time = self.within()
        return self.phrase(RawTimed(left, word, time, self.since(start)), start)

    def to_here(self, start: int) -> tuple[Span, str]:
        """Where a happening stands that no quantity holds, and what to do about it."""
        return self.locate(start, self.token.end), OUTSIDE

    # Times.

    def moment(self, after: str) -> RawMoment:
        token = self.token
        if token.kind != "number":
            message = f"a date, or the number of a period, is missing after `{after}`"
            shown = token if token.kind != "end" else self.tokens[self.place - 1]
            self.fail("E347", message, self.span(shown), f"write `{after} 2024Q1`, `{after} 2024-03` or `{after} 5`")
        self.place += 1
        return RawMoment(token.text, self.span(token))

    def within(self) -> RawWithin:
        count = self.moment("within")
        token = self.token
        if token.kind != "name":
            message = f"`within {count.text}` doesn't say of what"
            self.fail("E347", message, count.span, f"write `within {count.text} periods`")
        self.place += 1
        unit = RawWord(token.text, self.span(token))
        if self.token.text not in ("after", "of"):
            return RawWithin(count, unit, None)
        self.place += 1
        return RawWithin(count, unit, self.expression(COMPARISON))

    # Quantities.

    def quantity_or_timing(self, token: Token) -> RawExpression:
        if self.inside:
            message = f"`{token.text}(…)` is a number of the solved game; {self.inside} asks what happens in its course"
            self.fail("E344", message, self.span(token), "put it outside, beside the other quantity")
        quantity = self.quantity(token)
        if token.text not in OF_TURN:
            return self.phrase(quantity, token.start)
        return self.timing(quantity, token)

    def quantity(self, token: Token) -> RawQuantity:
        """`chance(…)`, `value(…)`, …, from its name to its closing bracket."""
        what = RawWord(token.text, self.span(token))
        self.place += 1
        opening = self.token
        self.place += 1
        self.open(opening)
        subject: RawExpression | None = None
        actor = option = which = None
        at: RawTimed | RawMoment | None = None
        if what.text == "chance":
            subject = self.event("`chance`")
        elif what.text == "mean":
            subject, at = self.mean(token)
        else:
            actor = self.word("an actor", f"`{what.text}`")
            if what.text in (*OF_OPTION, *OF_TURN):
                self.comma(what, actor)
                option = self.word("an option", f"`{what.text}`")
            if what.text in OF_TURN and self.token.text == ",":
                self.place += 1
                which = self.word("`first` or `last`", f"`{what.text}`")
            if what.text in (*OF_ACTOR, *OF_OPTION) and self.token.text == "at":
                self.place += 1
                at = self.moment("at")
        given, given_span, pledges = self.clauses(f"`{what.text}`")
        self.close(")")
        span = self.since(token.start)
        return RawQuantity(what, subject, actor, option, which, at, given, given_span, pledges, span)

    def mean(self, token: Token) -> tuple[RawExpression, RawTimed | RawMoment]:
        """`front at 2024Q4`, `front at end`."""
        self.inside = "`mean`"
        number = self.expression(SUM)
        self.inside = ""
        if self.token.text != "at":
            self.check_missing_operator()
            message = "a mean needs a time: the number is another in every period"
            remedy = "write `mean(front at 2024Q4)`, or `mean(front at end)` for when the game ends"
            self.fail("E342", message, self.since(token.start), remedy)
        at = self.token
        self.place += 1
        if self.token.text != "end":
            return number, self.moment("at")
        word = RawWord("end", self.span(self.token))
        self.place += 1
        return number, RawTimed(number, word, None, self.since(at.start))

    def timing(self, turn: RawQuantity, token: Token) -> RawExpression:
        """What an opening or a closing is compared with."""
        operator = self.token
        if operator.text not in COMPARISONS:
            message = f"`{turn.what.text}(…)` is a time and must be compared with one"
            remedy = f"write `{turn.what.text}(…) <= 2024Q4`, or `{turn.what.text}(…) == never`"
            self.fail("E347", message, turn.span, remedy)
        self.place += 1
        other = self.token
        to: RawMoment | RawWord | RawQuantity
        if other.kind == "name" and other.text in OF_TURN and self.tokens[self.place + 1].text == "(":
            to = self.quantity(other)
        elif other.text == "never":
            to = RawWord(other.text, self.span(other))
            self.place += 1
        else:
            to = self.moment(operator.text)
        return self.phrase(RawTiming(turn, operator.text, to, self.since(token.start)), token.start)

    def event(self, what: str) -> RawExpression:
        """What happens, and when."""
        self.inside = what
        found = self.expression(OR)
        if self.token.kind == "name" and self.token.text not in ("given",):
            self.other_time_word()
        self.inside = ""
        return found

    def other_time_word(self) -> None:
        """A word after a condition that is none of ours: say which was meant, if that can be seen."""
        token = self.token
        remedy = MEANT_TIME.get(token.text.casefold()) or ""
        meant = suggest(token.text, (*TIME_WORDS, "given"))
        if not remedy and meant.startswith("did you mean"):
            remedy = meant
        if remedy:
            self.fail("E342", f"`{token.text}` says nothing here about when", self.span(token), remedy)

    # Conditions.

    def clauses(self, what: str) -> tuple[RawExpression | None, Span | None, tuple[RawPledge, ...]]:
        """`given …` and `if …`, each once at most, in either order."""
        given: RawExpression | None = None
        given_span: Span | None = None
        pledges: tuple[RawPledge, ...] = ()
        while True:
            token = self.token
            if token.kind == "name" and token.text == "given" and given is None:
                self.place += 1
                given = self.event(f"`given` of {what}")
                given_span = self.since(token.start)
            elif token.text == "if" and not pledges:
                self.place += 1
                pledges = self.pledges()
            elif token.text in ("given", "if"):
                message = f"{what} has two conditions with `{token.text}`"
                self.fail("E345", message, self.span(token), "join the two with `and` after one of them")
            else:
                return given, given_span, pledges

    def pledges(self) -> tuple[RawPledge, ...]:
        found = [self.pledge()]
        while self.token.text == "and":
            self.place += 1
            found.append(self.pledge())
        return tuple(found)

    def pledge(self) -> RawPledge:
        """`bloc never sustain or surge from 2024Q1`, `bloc commits to always talk`."""
        start = self.token
        if start.kind != "name":
            self.not_a_pledge(start)
        actor = RawWord(start.text, self.span(start))
        self.place += 1
        commits = self.token.text in ("commits", "commit")
        if commits:
            self.place += 1
            self.place += self.token.text == "to"
        how = self.token
        if how.text not in HOW or how.kind != "name":
            self.not_a_pledge(start)
        self.place += 1
        options = [self.word("an option", f"`{how.text}`")]
        while self.token.text == "or":
            self.place += 1
            options.append(self.word("an option", "`or`"))
        times: dict[str, RawMoment] = {}
        while self.token.text in ("from", "until") and self.token.text not in times:
            word = self.token.text
            self.place += 1
            times[word] = self.moment(word)
        return RawPledge(
            actor,
            commits,
            RawWord(how.text, self.span(how)),
            tuple(options),
            times.get("from"),
            times.get("until"),
            self.since(start.start),
        )

    def not_a_pledge(self, start: Token) -> Never:
        end = self.token if self.token.kind != "end" else self.tokens[self.place - 1]
        message = "`if` is followed by what an actor does: always, never or first, and an option"
        remedy = f"write {PLEDGE_EXAMPLE}; for what happens in the course of play write `given …`"
        self.fail("E345", message, self.locate(start.start, max(end.end, start.end)), remedy)

    # Words.

    def word(self, what: str, after: str) -> RawWord:
        token = self.token
        if token.kind != "name":
            shown = token if token.kind != "end" else self.tokens[self.place - 1]
            found = f"; this is `{token.text}`" if token.text else ""
            self.fail("E346", f"the name of {what} is missing after {after}{found}", self.span(shown), "write its name")
        self.place += 1
        return RawWord(token.text, self.span(token))

    def comma(self, what: RawWord, actor: RawWord) -> None:
        if self.token.text != ",":
            message = f"`{what.text}` takes an actor and one of its options"
            self.fail(
                "E346",
                message,
                self.since(self.tokens[self.place - 1].start),
                f"write `{what.text}({actor.text}, option)`",
            )
        self.place += 1

    def check_missing_operator(self) -> None:
        """In an event, a word after a value may be a time."""
        if self.inside and self.token.kind == "name":
            self.other_time_word()
        super().check_missing_operator()

    def phrase(self, found: Phrase, start: int) -> RawName:
        """The name that stands in the tree for `found`."""
        end = self.tokens[self.place - 1].end
        name = " ".join(self.text[start:end].split())
        self.phrases[name] = found
        return RawName(name, self.locate(start, end))


def is_date(text: str) -> bool:
    """Whether a token has the form of a date that no number has."""
    return text[:4].isdigit() and len(text) > 4 and text[4] in "-Qq"
