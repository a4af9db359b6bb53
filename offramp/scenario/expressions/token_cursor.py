"""A place among the tokens of an expression, and what is said where the next token can't be read."""

from typing import Never

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_lexer import Locate, Token
from offramp.scenario.expressions.syntax_remedies import INSTEAD_OF_WORD, misplaced, missing_operator

_SHOUTED = {word.upper(): word for word in ("and", "or", "not", "if", "else")} | {
    word.capitalize(): word for word in ("and", "or", "not", "if", "else")
}


class UnreadableExpressionError(Exception):
    """The rest of an expression can't be read; the log says why."""


class TokenCursor:
    """The token at hand (`place` counts from 0) and the brackets that are open there."""

    def __init__(self, found: list[Token], locate: Locate, log: DiagnosticLog) -> None:
        self.tokens = found
        self.place = 0
        self.locate = locate
        self.log = log
        self.opened: list[Token] = []

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.place]

    def shouted(self) -> None:
        """Read `AND`, `Or`, `IF`, … as what they mean where a name can't stand, or begins no value."""
        token = self.token
        meant = _SHOUTED.get(token.text) if token.kind == "name" else None
        if meant is None:
            return
        after_value = self.place > 0 and self.tokens[self.place - 1].kind in ("number", "name")
        after_value = after_value or (self.place > 0 and self.tokens[self.place - 1].text in (")", "]"))
        before_value = self.tokens[self.place + 1].kind in ("number", "name") or self.tokens[self.place + 1].text == "("
        if after_value or (meant == "not" and before_value):
            self.log.error("E222", f"`{token.text}` is spelled `{meant}`", self.span(token), f"write `{meant}`")
            self.tokens[self.place] = Token("word", meant, token.start, token.end)

    def check_missing_operator(self) -> None:
        """A value right after a value: say which operator may be missing."""
        token, before = self.token, self.tokens[self.place - 1]
        if token.kind not in ("number", "name") and token.text not in ("(", "not", "true", "false", "inf", "["):
            return
        if token.text in INSTEAD_OF_WORD:
            code, message, remedy = INSTEAD_OF_WORD[token.text]
            self.fail(code, message, self.span(token), remedy)
        message, remedy = missing_operator(before, token)
        self.fail("E224", message, self.locate(before.start, token.end), remedy)

    def unexpected(self) -> Never:
        """The token at hand can't stand where it does: say why."""
        token = self.token
        before = self.tokens[self.place - 1] if self.place else None
        if before is not None and (before.kind in ("number", "name") or before.text in (")", "]", "true", "false")):
            self.check_missing_operator()
        if token.kind == "end" and self.opened and before is not None and before.text in ("(", "["):
            opening = self.opened[-1]
            closing = ")" if opening.text == "(" else "]"
            self.fail("E225", f"this `{opening.text}` is never closed", self.span(opening), f"add `{closing}`")
        following = self.tokens[self.place + 1] if token.kind != "end" else token
        code, message, remedy = misplaced(token, before, following, bool(self.opened))
        # The end of the text has no width of its own: show what asks for more.
        shown = before if token.kind == "end" and before is not None else token
        self.fail(code, message, self.span(shown), remedy)

    def fail(self, code: str, message: str, span: Span, remedy: str) -> Never:
        """Say what is wrong and give up."""
        self.log.error(code, message, span, remedy)
        raise UnreadableExpressionError

    def span(self, token: Token) -> Span:
        """Where `token` stands in the file."""
        return self.locate(token.start, token.end)

    def since(self, start: int, ahead: int = 0) -> Span:
        """From the character `start` to the end of the last token read (or `ahead` tokens further)."""
        return self.locate(start, self.tokens[self.place - 1 + ahead].end)
