"""From the text of an expression to its raw tree: precedence climbing, with every fault told where it stands.

Nothing is executed, and nothing of Python's own parser is used. Precedence is Python's, loosest first:
`x if c else y`, or, and, not, comparisons, + -, * / %, unary -, **.
"""

from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_lexer import Locate, Token, tokens
from offramp.scenario.expressions.raw_expression import (
    RawBinary,
    RawBoolean,
    RawCall,
    RawComparison,
    RawDotted,
    RawExpression,
    RawIfElse,
    RawList,
    RawName,
    RawNumber,
    RawUnary,
    height,
)
from offramp.scenario.expressions.token_cursor import TokenCursor, UnreadableExpressionError

MOST_CHARACTERS: Final = 4_000
MOST_NESTED: Final = 100
_MOST_CALLS = 2 * MOST_NESTED  # of `expression` inside itself: `a + (b + (c + …` needs two a level

IF, OR, AND, NOT, COMPARISON, SUM, PRODUCT, NEGATION, POWER = range(1, 10)
LEVELS: Final[dict[str, int]] = {
    "or": OR,
    "and": AND,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    "**": POWER,
}
COMPARISONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!="})
_AFTER_PERCENT = frozenset({"", ")", ",", "*", "/", "]", "if", "else", "and", "or"}) | COMPARISONS


def parse(text: str, locate: Locate, log: DiagnosticLog) -> RawExpression | None:
    """The raw tree of `text`; None where it has no readable form, which `log` then explains.

    `locate` tells where in the file the characters from one place to another stand. Where a spelling of another
    language was found, `log` has an error and the tree is what was meant, so that more can be checked.
    """
    found = checked_tokens(text, locate, log)
    if found is None:
        return None
    try:
        tree = ExpressionParser(found, locate, log).whole()
    except UnreadableExpressionError:
        return None
    if height(tree) > MOST_NESTED:
        too_deep(tree.span, log)
        return None
    return tree


def checked_tokens(text: str, locate: Locate, log: DiagnosticLog, dates: bool = False) -> list[Token] | None:
    """The tokens of `text`; None, with a diagnostic, where it is too long, empty, or can't be cut into tokens."""
    if len(text) > MOST_CHARACTERS:
        message = f"this expression has {len(text):,} characters; the most is {MOST_CHARACTERS:,}"
        log.error("E228", message, locate(0, 1), "give parts of it names under `define`")
        return None
    found = tokens(text, locate, log, dates)
    if found is not None and len(found) == 1:
        log.error("E220", "an expression is needed, and nothing is written", locate(0, len(text)), "write a value")
        return None
    return found


def too_deep(span: Span, log: DiagnosticLog) -> None:
    """Say that an expression is nested too deeply."""
    message = f"this expression is nested more than {MOST_NESTED} deep (a chain of operators counts one for each)"
    log.error("E229", message, span, "give parts of it names under `define`")


class ExpressionParser(TokenCursor):
    """One pass over the tokens of one expression; claims have a relative of it that reads more."""

    def __init__(self, found: list[Token], locate: Locate, log: DiagnosticLog) -> None:
        super().__init__(found, locate, log)
        self.calls = 0
        self.chains = 0

    def whole(self) -> RawExpression:
        """The expression that all tokens make."""
        first = self.token
        if first.text == "inf" and len(self.tokens) == 2:
            return RawNumber(float("inf"), self.locate(first.start, first.end))
        tree = self.expression(IF)
        if self.token.kind != "end":
            self.unexpected()
        return tree

    def expression(self, lowest: int) -> RawExpression:
        """An expression whose operators bind at least as tightly as `lowest`."""
        self.calls += 1
        if self.calls > _MOST_CALLS:
            too_deep(self.span(self.token), self.log)
            raise UnreadableExpressionError
        start = self.token.start
        left = self.operand(lowest)
        while True:
            self.shouted()
            token = self.token
            if token.text in COMPARISONS and lowest <= COMPARISON:
                left = self.comparison(left, start)
            elif token.text == "if" and lowest <= IF:
                left = self.choice(left, start)
            elif (more := self.suffix(left, lowest, start)) is not None:
                left = more
            elif token.kind != "end" and lowest <= LEVELS.get(token.text, 0):
                level = LEVELS[token.text]
                self.place += 1
                # The right side of ** may be negated and is read from right to left: 2 ** -x ** y.
                right = self.expression(NEGATION if level == POWER else level + 1)
                left = RawBinary(token.text, left, right, self.since(start))
            else:
                self.calls -= 1
                return left

    def suffix(self, left: RawExpression, lowest: int, start: int) -> RawExpression | None:
        """What a word after a value makes of it; None where there is no such word, as in every plain expression."""
        return None

    def comparison(self, left: RawExpression, start: int) -> RawExpression:
        """`left < …`, or a chain of comparisons."""
        operands, operators = [left], []
        while self.token.text in COMPARISONS:
            operators.append(self.token.text)
            self.place += 1
            chains = self.chains
            operands.append(self.expression(SUM))
            if self.token.text in COMPARISONS and self.chains > chains:
                # Each level of chains inside chains would double the tree.
                message = "a chained comparison stands inside another one"
                self.fail("E232", message, operands[-1].span, "join two comparisons with `and`, or use a `define`")
        self.chains += len(operators) > 1
        return RawComparison(tuple(operands), tuple(operators), self.since(start))

    def choice(self, then: RawExpression, start: int) -> RawExpression:
        """`then if … else …`."""
        word = self.token
        self.place += 1
        condition = self.expression(OR)
        self.shouted()
        if self.token.text != "else":
            self.check_missing_operator()
            message = "this `if` has no `else`: an expression needs a value in either case"
            self.fail("E227", message, self.span(word), "write `x if condition else y`, with `else 0` for nothing")
        self.place += 1
        return RawIfElse(condition, then, self.expression(IF), self.since(start))

    def operand(self, lowest: int) -> RawExpression:
        """A number, a name, a call, a bracket, or one of these with `-`, `+` or `not` before it."""
        self.shouted()
        token = self.token
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.named(token)
        if token.text in ("true", "false"):
            self.place += 1
            return RawBoolean(token.text == "true", self.span(token))
        if token.text == "not":
            if lowest > NOT:
                message = "`not` stands beside an operator that binds more tightly"
                self.fail("E224", message, self.span(token), "put the `not …` in parentheses")
            self.place += 1
            return RawUnary("not", self.expression(NOT), self.since(token.start))
        if token.text in ("-", "+"):
            self.place += 1
            operand = self.expression(NEGATION)
            return RawUnary("-", operand, self.since(token.start)) if token.text == "-" else operand
        if token.text == "(":
            return self.bracket(token)
        if token.text == "inf":
            message = "`inf` stands alone; it can't be calculated with"
            self.fail("E230", message, self.span(token), "use a large number, or let the whole value be `inf`")
        if token.text == "[":
            message = "a list can't stand here"
            self.fail(
                "E231", message, self.span(token), "group with parentheses; lists belong to `table(x, [..], [..])`"
            )
        return self.unexpected()

    def number(self, token: Token) -> RawExpression:
        """A written-out number."""
        self.place += 1
        value = float(token.text)
        if value == float("inf"):
            self.fail(
                "E223", f"`{token.text}` is too large for a number", self.span(token), "the largest is about 1.8e308"
            )
        after = self.token
        if after.text == "%" and self.tokens[self.place + 1].text in _AFTER_PERCENT:
            written = f"{value / 100:.10g}"
            message = "`%` is the remainder of a division, not a percent sign"
            self.fail("E223", message, self.locate(token.start, after.end), f"write `{written}`")
        return RawNumber(value, self.span(token))

    def named(self, token: Token) -> RawExpression:
        """A name, a qualified label, or a call."""
        self.place += 1
        if self.token.text == ".":
            label = self.tokens[self.place + 1]
            if label.kind not in ("name", "word"):
                message = f"a label is missing after `{token.text}.`"
                self.fail("E224", message, self.span(self.token), f"write `{token.text}.label`, or remove the dot")
            self.place += 2
            return RawDotted(token.text, label.text, self.since(token.start))
        if self.token.text != "(":
            return RawName(token.text, self.span(token))
        opening = self.token
        self.place += 1
        arguments = self.items(opening, ")")
        return RawCall(token.text, arguments, self.span(token), self.since(token.start))

    def bracket(self, opening: Token) -> RawExpression:
        """A value in parentheses."""
        self.place += 1
        if self.token.text == ")":
            self.fail("E226", "nothing stands between these brackets", self.since(opening.start, 1), "write a value")
        self.open(opening)
        inner = self.expression(IF)
        self.close(")")
        return inner

    def items(self, opening: Token, closing: str) -> tuple[RawExpression, ...]:
        """Values with commas between them, and the closing bracket."""
        found: list[RawExpression] = []
        self.open(opening)
        while self.token.text != closing:
            found.append(self.list() if self.token.text == "[" and opening.text == "(" else self.expression(IF))
            if self.token.text != ",":
                break
            self.place += 1
        self.close(closing)
        return tuple(found)

    def list(self) -> RawExpression:
        """`[0, 1, 2]`."""
        opening = self.token
        self.place += 1
        return RawList(self.items(opening, "]"), self.since(opening.start))

    def open(self, opening: Token) -> None:
        """Go into a bracket."""
        if len(self.opened) >= MOST_NESTED:
            too_deep(self.span(opening), self.log)
            raise UnreadableExpressionError
        self.opened.append(opening)

    def close(self, closing: str) -> None:
        """Leave a bracket, which must end here."""
        if self.token.text != closing:
            self.check_missing_operator()
            if self.token.kind == "end":
                opening = self.opened[-1]
                message = f"this `{opening.text}` is never closed"
                self.fail("E225", message, self.span(opening), f"add `{closing}` where it ends")
            self.unexpected()
        self.opened.pop()
        self.place += 1
