"""Questions of `offramp why`: `bloc chooses sustain in 2024Q1`, `verdict(bloc)`. Read by the lexer of claims; nothing
is executed."""

from dataclasses import dataclass, replace
from typing import Never

from offramp.core.diagnostics import DiagnosticLog, ScenarioError
from offramp.core.spans import SourceText, Span
from offramp.scenario.claims.claim_tree import Moment
from offramp.scenario.claims.moments import moment
from offramp.scenario.claims.raw_claim import RawMoment
from offramp.scenario.expressions.expression_lexer import Token
from offramp.scenario.expressions.expression_parser import checked_tokens
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.expressions.token_cursor import TokenCursor, UnreadableExpressionError
from offramp.scenario.model import Move, ScenarioModel

QUESTION = "question"  # what diagnostics call the text that was asked


@dataclass(frozen=True, slots=True)
class ChoiceAsked:
    """Why does `actor` choose `option` (of its move called `move`, if said; a numeric option without its number is the
    likeliest of its numbers), in a period (None: the first in which it can)?"""

    actor: str
    option: str
    move: str
    at: Moment | None
    span: Span


@dataclass(frozen=True, slots=True)
class VerdictAsked:
    """Why is this the verdict on `actor`?"""

    actor: str
    span: Span


Asked = ChoiceAsked | VerdictAsked


def read_question(text: str, model: ScenarioModel, periods: int) -> Asked:
    """The question. Raises ScenarioError E253, E347, E352 with its place in the text. periods: how many are played."""
    plain = " ".join(text.split())
    log = DiagnosticLog()
    found = checked_tokens(plain, _locate, log, dates=True)
    if found is not None:
        try:
            asked = _Question(found, log, model, periods).whole()
        except UnreadableExpressionError:
            asked = None
        if asked is not None and not log.has_errors:
            return asked
    raise ScenarioError([d for d in log if d.code[0] == "E"], SourceText(QUESTION, plain))


def _locate(start: int, end: int) -> Span:
    return Span(QUESTION, 1, start + 1, 1, max(end, start + 1) + 1)


class _Question(TokenCursor):
    def __init__(self, found: list[Token], log: DiagnosticLog, model: ScenarioModel, periods: int) -> None:
        super().__init__(found, _locate, log)
        self.model = model
        self.calendar = replace(model.calendar, periods=periods)
        move = next((step for step in model.play if isinstance(step, Move)), None)
        actor = next(iter(model.actors), "actor")
        self.when = f"in {model.calendar.label(0)}" if model.calendar.start else "in 0"
        self.example = f"`verdict({actor})`"
        if move is not None:
            self.example = f"`{move.actor} chooses {move.options[0].label} {self.when}`, or `verdict({move.actor})`"

    def whole(self) -> Asked | None:
        """The question that all tokens make; None where a name or a time in it is unknown, which the log says."""
        first = self.name("an actor")
        if self.token.text == "(":
            return self.verdict(first)
        actor = self.actor(first)
        verb = self.token
        if verb.text != "chooses":
            remedy = f"write `{first.text} chooses …`" if verb.kind == "name" else f"write {self.example}"
            self.unread(verb, f"after {first.text} stands `chooses`", remedy)
        self.place += 1
        move, option, span = self.option()
        at = self.time()
        if self.token.kind != "end":
            self.unread(self.token, "the question ends before this", f"write {self.example}")
        return None if actor is None else self.choice(actor, move, option, at, span)

    def verdict(self, first: Token) -> Asked | None:
        if first.text != "verdict":
            self.unread(first, "only a verdict is asked about like this", f"write {self.example}")
        self.place += 1
        actor = self.actor(self.name("an actor"))
        if self.token.text != ")":
            self.unread(self.token, "`)` is missing", f"write {self.example}")
        self.place += 1
        if self.token.kind != "end":
            remedy = "a verdict is about the start of the game; ask about another state with `--at`"
            self.unread(self.token, "the question ends before this", remedy)
        return None if actor is None else VerdictAsked(actor, self.since(0))

    def option(self) -> tuple[str, str, Span]:
        """`sustain`, `reply.accept`, `demand 0.25`: what the move is called, and the option."""
        start = self.token.start
        option, move = self.name("an option").text, ""
        if self.token.text == ".":
            self.place += 1
            move, option = option, self.name("an option").text
        if self.token.kind == "number":
            option = f"{option} {float(self.token.text):.12g}" if _plain_number(self.token.text) else option
            self.place += 1
        return move, option, self.since(start)

    def time(self) -> Moment | None:
        """`in 2024Q1`; None where nothing is said."""
        word = self.token
        if word.kind == "end":
            return None
        if word.text not in ("in", "at"):
            self.unread(word, "what may follow is the period", f"write `{self.when}`, say")
        self.place += 1
        token = self.token
        if token.kind != "number":
            message = f"a date, or the number of a period, is missing after `{word.text}`"
            self.unread(token, message, f"write `{self.when}`, say")
        self.place += 1
        raw = RawMoment(token.text, self.span(token))
        return moment(raw, "at", self.calendar, self.log)

    def choice(self, actor: str, move: str, option: str, at: Moment | None, span: Span) -> ChoiceAsked | None:
        moves = [step for step in self.model.play if isinstance(step, Move) and step.actor == actor]
        if not moves:
            self.log.error("E253", f"{actor} makes no move, so it chooses nothing", span, "ask about another actor")
            return None
        named = [step for step in moves if step.name == move] if move else moves
        if not named:
            names = [step.name for step in moves if step.name]
            remedy = suggest(move, names) or "leave the name of the move out"
            self.log.error("E253", f"{actor} has no move called `{move}`", span, remedy)
            return None
        known = {o.label for step in named for o in step.options} | {o.name for step in named for o in step.options}
        if option not in known:
            labels = list(dict.fromkeys(o.label for step in named for o in step.options))
            family, _, number = option.partition(" ")
            if number and family in labels:
                remedy = _numbers(named, family)
            else:
                remedy = suggest(option, labels) or "its options are: " + ", ".join(labels)
            self.log.error("E253", f"{actor} has no option `{option}`", span, remedy)
            return None
        return ChoiceAsked(actor, option, move, at, span)

    def actor(self, token: Token) -> str | None:
        if token.text in self.model.actors:
            return token.text
        remedy = suggest(token.text, self.model.actors) or "`offramp show` lists the actors"
        self.log.error("E253", f"there is no actor `{token.text}`", self.span(token), remedy)
        return None

    def name(self, what: str) -> Token:
        token = self.token
        if token.kind != "name":
            self.unread(token, f"the name of {what} is missing", f"write {self.example}")
        self.place += 1
        return token

    def unread(self, token: Token, message: str, remedy: str) -> Never:
        shown = token if token.kind != "end" or not self.place else self.tokens[self.place - 1]
        found = f": `{token.text}`" if token.text else ""
        self.fail("E352", f"this question can't be read: {message}{found}", self.span(shown), remedy)


def _plain_number(text: str) -> bool:
    return text[:4].replace(".", "").isdigit() and not any(letter in text for letter in "qQ-")


def _numbers(moves: list[Move], family: str) -> str:
    numbers = [o.number for step in moves for o in step.options if o.family == family and o.number is not None]
    return f"its numbers run from {min(numbers):g} to {max(numbers):g}: `{family} {numbers[0]:g}`, say"
