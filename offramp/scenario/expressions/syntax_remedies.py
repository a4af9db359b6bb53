"""What to say about a token that can't stand where it does: the message and its remedy, from the tokens around it."""

from typing import Final

from offramp.scenario.expressions.expression_lexer import Token

# Words of other languages, found between two values: (code, message, remedy).
INSTEAD_OF_WORD: Final[dict[str, tuple[str, str, str]]] = {
    "is": ("E222", "`is` is spelled `==`", "write `==`"),
    "equals": ("E222", "`equals` is spelled `==`", "write `==`"),
    "mod": ("E222", "`mod` is spelled `%`", "write `%`"),
    "div": ("E222", "`div` is spelled `/`", "write `/`"),
    "xor": ("E222", "`xor` is spelled `!=`", "write `!=` between two conditions in parentheses"),
    "in": ("E224", "membership can't be asked with `in`", "write `x == a or x == b`"),
    "then": ("E227", "a choice isn't written with `then`", "write `x if condition else y`"),
    "when": ("E227", "a choice isn't written with `when`", "write `x if condition else y`"),
    "elif": ("E227", "there is no `elif`", "write `x if c else y if d else z`"),
    "of": ("E224", "there is no `of`", "write `*` for a share of something"),
}

_BEFORE_VALUE = frozenset({"+", "-", "*", "/", "%", "**", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not"})


def missing_operator(before: Token, token: Token) -> tuple[str, str]:
    """Message and remedy where the value `token` follows the value `before`."""
    first = before.text or "…"
    if (token.text == "(" and before.kind == "number") or before.text == ")":
        message = f"an operator is missing before `{token.text}`"
        return message, f"write `*` to multiply: `{first} * {token.text}`" if token.text != "not" else "write `and not`"
    if token.text == "not":
        return "an operator is missing before `not`", f"write `{first} and not …`, or `!=` to compare"
    if token.text == "[":
        return f"`{first}` can't be indexed", "a name stands for one value; lists belong to `table(x, [..], [..])`"
    message = f"`{first} {token.text}` are two values without an operator between them"
    if before.kind == "name" and token.kind == "name":
        return message, f"write `{first}_{token.text}` if it is one name, or put an operator between them"
    return message, f"write `{first} * {token.text}` to multiply, or put another operator between them"


def misplaced(token: Token, before: Token | None, following: Token, opened: bool) -> tuple[str, str, str]:
    """Code, message and remedy for `token`, which stands after `before` and before `following`."""
    text = token.text
    if token.kind == "end":
        asks = f" after `{before.text}`" if before is not None else ""
        return "E226", f"the expression ends where a value is expected{asks}", "write the missing value"
    if text == "if" and (before is None or before.text in _BEFORE_VALUE | {"(", ",", "else"}):
        return "E227", "`if` comes after the value that it chooses", "write `x if condition else y`"
    if text == "else" and (before is None or before.text not in _BEFORE_VALUE):
        return "E227", "this `else` has no `if` before it", "write `x if condition else y`"
    if text in (")", "]") and (before is None or before.text not in _BEFORE_VALUE | {",", "if", "else"}):
        opening = "(" if text == ")" else "["
        if opened:
            return (
                "E225",
                f"`{text}` closes a bracket that is of the other kind",
                "close brackets in the order of opening",
            )
        return "E225", f"this `{text}` closes nothing", f"remove it, or add `{opening}` where the bracket begins"
    if text == "," and not opened:
        if before is not None and before.kind == following.kind == "number":
            joined = f"{before.text}{following.text}" if len(following.text) == 3 else f"{before.text}.{following.text}"
            return "E223", f"`{before.text},{following.text}` isn't a number", f"write `{joined}`: a point, no commas"
        return (
            "E224",
            "an expression is one value; this comma begins another",
            "remove what follows, or call a function",
        )
    if text == ".":
        return "E224", "a dot joins a mode or an actor with one of its labels", "write `phase.war`, or remove the dot"
    if before is None or before.text in _BEFORE_VALUE | {"(", "[", ",", "if", "else"}:
        place = f"after `{before.text}`" if before is not None else "at the beginning"
        return "E224", f"a value is expected {place}, and `{text}` isn't one", "write the missing value before it"
    return "E224", f"`{text}` can't stand after `{before.text}`", "put an operator between them, or remove it"
