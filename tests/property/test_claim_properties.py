"""Claims of every form: printing and reading are inverse, and nothing written breaks the reader."""

from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.core.diagnostic_codes import CODES
from offramp.scenario.claims.claim_printer import claim_text, happening_text, quantity_text
from offramp.scenario.claims.claim_tree import (
    QUANTITIES,
    VERDICTS,
    Always,
    At,
    AtEnd,
    By,
    Chance,
    Claim,
    Committed,
    Condition,
    Event,
    EventPair,
    Ever,
    Forced,
    Given,
    Happening,
    Mean,
    Moment,
    NoEvent,
    Occurs,
    OptionStanding,
    Pledge,
    Quantity,
    Standing,
    Timing,
    Turn,
    When,
    Within,
)
from offramp.scenario.claims.claim_words import claim_words, happening_words
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Compare,
    Expression,
    IfElse,
    Is,
    Kind,
    Logical,
    Not,
    Number,
    Same,
    Variable,
)
from tests.claim_ground import CALENDAR, NAMES, OPTIONS, claim, happening, read, read_happening
from tests.expression_scope import BOOLEAN, NOWHERE, NUMBER, SYMBOLS

HERE = st.just(NOWHERE)
compared = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
literals = st.sampled_from([0.0, 0.5, 1.0, 12.0, 0.125]).map(lambda value: Number(value, NOWHERE))


def moments(least: int = 0) -> st.SearchStrategy[Moment]:
    """A quarter of the calendar, by its name or its number."""
    return st.integers(least, CALENDAR.periods - 1).flatmap(
        lambda t: st.sampled_from([str(t), CALENDAR.label(t)]).map(lambda text: Moment(text, t, NOWHERE))
    )


# Conditions of the game.

labels = st.sampled_from([name for name, symbol in SYMBOLS.items() if symbol.labels]).flatmap(
    lambda name: st.sampled_from(SYMBOLS[name].all_labels()).map(
        lambda label: Is(SYMBOLS[name].kind, name, label, NOWHERE)
    )
)
happenings_alone = st.sampled_from(
    [Variable(Kind.ENDING, name, BOOLEAN, NOWHERE) for name in ("war", "deal", "accident", "ending.front", "horizon")]
    + [Variable(Kind.ENDING, name, BOOLEAN, NOWHERE) for name in ("group.peace", "group.accident")]
    + [Variable(Kind.EVENT, "accident", BOOLEAN, NOWHERE)]
)
stocks = st.builds(Compare, compared, st.just(Variable(Kind.STOCK, "tension", NUMBER, NOWHERE)), literals, HERE)


def conditions(depth: int = 2) -> st.SearchStrategy[Expression]:
    found: st.SearchStrategy[Expression] = st.one_of(
        labels, happenings_alone, stocks, st.booleans().map(lambda value: Boolean(value, NOWHERE))
    )
    for _ in range(depth):
        inner = found
        found = st.one_of(
            inner,
            st.builds(Not, inner, HERE),
            st.builds(Logical, st.sampled_from(["and", "or"]), inner, inner, HERE),
            st.builds(IfElse, inner, inner, inner, HERE),
        )
    return found


times: st.SearchStrategy[When] = st.one_of(
    st.just(Ever()),
    st.just(Always()),
    st.just(AtEnd()),
    st.builds(By, moments()),
    st.builds(At, moments()),
    st.builds(Within, st.integers(1, 12), st.one_of(st.none(), conditions(1))),
)


def events(depth: int = 2) -> st.SearchStrategy[Event]:
    found: st.SearchStrategy[Event] = st.builds(Occurs, conditions(), times, HERE)
    for _ in range(depth):
        inner = found
        found = st.one_of(
            inner,
            st.builds(NoEvent, inner, HERE),
            st.builds(EventPair, st.sampled_from(["and", "or"]), inner, inner, HERE),
        )
    return found


givens = st.one_of(st.none(), st.builds(Given, events(1), HERE))


@st.composite
def pledges(draw: st.DrawFn) -> tuple[Condition, ...]:
    """At most one for each actor, so that none contradicts another."""
    found: list[Condition] = []
    for actor in draw(st.lists(st.sampled_from(sorted(OPTIONS)), max_size=2, unique=True)):
        how = draw(st.sampled_from(["always", "never", "first"]))
        most = len(OPTIONS[actor]) - 1
        options = draw(st.lists(st.sampled_from(OPTIONS[actor]), min_size=1, max_size=most, unique=True))
        since = draw(st.one_of(st.none(), moments())) if how != "first" else None
        until = draw(st.one_of(st.none(), moments(1))) if how != "first" else None
        if since is not None and until is not None and since.t >= until.t:
            until = None
        pledge = Pledge(actor, how, tuple(options), since, until)
        found.append(draw(st.sampled_from([Forced, Committed]))(pledge, NOWHERE))
    return tuple(found)


# Quantities.

actors = st.sampled_from(sorted(OPTIONS))
with_option = actors.flatmap(lambda actor: st.sampled_from(OPTIONS[actor]).map(lambda option: (actor, option)))
at_times = st.one_of(st.none(), moments())
front = Variable(Kind.STOCK, "front_loss", NUMBER, NOWHERE)
numbers_of_play: st.SearchStrategy[Expression] = st.one_of(
    st.just(front),
    st.builds(Arithmetic, st.sampled_from(["*", "+"]), st.just(front), literals, HERE),
    st.builds(IfElse, conditions(1), literals, literals, HERE),
)
shares: st.SearchStrategy[Quantity] = st.one_of(
    st.builds(Chance, events(), givens, pledges(), HERE),
    st.builds(Mean, numbers_of_play, st.one_of(st.just(AtEnd()), st.builds(At, moments())), givens, pledges(), HERE),
    st.builds(
        Standing,
        st.sampled_from(["would", "could", "helped", "possible", "guaranteed"]),
        actors,
        at_times,
        st.none(),
        pledges(),
        HERE,
    ),
    st.builds(
        lambda pair, at, held: OptionStanding("reach", *pair, at, held, NOWHERE), with_option, at_times, pledges()
    ),
)
utilities: st.SearchStrategy[Quantity] = st.one_of(
    st.builds(Standing, st.just("value"), actors, at_times, givens, pledges(), HERE),
    st.builds(
        lambda pair, at, held: OptionStanding("price", *pair, at, held, NOWHERE), with_option, at_times, pledges()
    ),
)
turns = st.builds(
    lambda what, pair, which, held: Turn(what, *pair, which, held, NOWHERE),
    st.sampled_from(["opens", "closes"]),
    with_option,
    st.sampled_from(["first", "last"]),
    pledges(),
)
timings: st.SearchStrategy[Quantity] = st.one_of(
    st.builds(Timing, turns, compared, st.one_of(moments(), turns), HERE),
    st.builds(Timing, turns, st.sampled_from(["==", "!="]), st.none(), HERE),
)
verdicts = st.builds(Standing, st.just("verdict"), actors, st.none(), st.none(), pledges(), HERE)
dilemmas = st.builds(Standing, st.just("dilemma"), actors, st.none(), st.none(), pledges(), HERE)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    asked: dict[str, Quantity] = {}

    def name(quantity: Quantity) -> str:
        text = quantity_text(quantity, NAMES)
        asked[text] = quantity
        return text

    def number(of: st.SearchStrategy[Quantity], plain: Expression, depth: int) -> Expression:
        kind = draw(st.integers(0, 3 if depth else 1))
        if kind == 0:
            return draw(st.sampled_from([plain, Number(0.5, NOWHERE)]))
        if kind == 1:
            return Variable(Kind.QUANTITY, name(draw(of)), NUMBER, NOWHERE)
        left = number(of, plain, depth - 1)
        if kind == 2:
            return Arithmetic("*", Number(2.0, NOWHERE), left, NOWHERE)
        return Arithmetic(draw(st.sampled_from(["+", "-"])), left, number(of, plain, depth - 1), NOWHERE)

    def condition(depth: int) -> Expression:
        match draw(st.integers(0, 7 if depth else 4)):
            case 0:
                plain: Expression = Variable(Kind.ASSUMPTION, "slip", NUMBER, NOWHERE)
                return Compare(draw(compared), number(shares, plain, 1), number(shares, plain, 1), NOWHERE)
            case 1:
                plain = Variable(Kind.ASSUMPTION, "war_cost", NUMBER, NOWHERE)
                return Compare(draw(compared), number(utilities, plain, 1), number(utilities, plain, 1), NOWHERE)
            case 2:
                return Is(Kind.QUANTITY, name(draw(verdicts)), draw(st.sampled_from(VERDICTS)), NOWHERE)
            case 3:
                return Variable(Kind.QUANTITY, name(draw(st.one_of(timings, dilemmas))), BOOLEAN, NOWHERE)
            case 4:
                left, right = name(draw(verdicts)), name(draw(verdicts))
                if left == right:
                    return Is(Kind.QUANTITY, left, "free", NOWHERE)
                return Same((Kind.QUANTITY, left), (Kind.QUANTITY, right), NOWHERE)
            case 5:
                return Not(condition(depth - 1), NOWHERE)
            case _:
                operator = draw(st.sampled_from(["and", "or"]))
                return Logical(operator, condition(depth - 1), condition(depth - 1), NOWHERE)

    tree = condition(2)
    return Claim(tree, asked, NOWHERE)


@settings(max_examples=400, deadline=None)
@given(claims())
def test_reading_what_is_printed_gives_the_same_claim(written: Claim) -> None:
    text = claim_text(written, NAMES)
    if len(text) <= 4_000:
        found = claim(text)
        assert found == written
        assert claim_text(found, NAMES) == text


@settings(max_examples=200, deadline=None)
@given(events(), givens, pledges())
def test_reading_a_printed_happening_gives_the_same(
    event: Event, condition: Given | None, held: tuple[Condition, ...]
) -> None:
    written = Happening(event, condition, held, NOWHERE)
    text = happening_text(written, NAMES)
    if len(text) <= 4_000:
        assert happening(text) == written


@settings(max_examples=200, deadline=None)
@given(claims())
def test_words_name_whoever_is_asked_about(written: Claim) -> None:
    said = claim_words(written, NAMES)
    for quantity in written.quantities.values():
        if isinstance(quantity, Standing | OptionStanding):
            assert quantity.actor in said


@settings(max_examples=100, deadline=None)
@given(events(), givens, pledges())
def test_words_tell_the_three_meanings_apart(
    event: Event, condition: Given | None, held: tuple[Condition, ...]
) -> None:
    said = happening_words(Happening(event, condition, held, NOWHERE), NAMES)
    assert ("where the course of play has" in said) == (condition is not None)
    assert said.count("while the others play as solved") == sum(isinstance(one, Forced) for one in held)
    assert said.count("commits itself so that it") == sum(isinstance(one, Committed) for one in held)


OF_CLAIMS = """
( ) , given if and or not by at within ever never always end from until commits to first last after periods 5
2024Q1 2024-03 2024 2024-13 2023Q9 west east push hold free war phase talks tension front slip ending event initial
. == < 0.5 + * - % [ ] else AND
"""
WORDS = st.sampled_from([*QUANTITIES, *OF_CLAIMS.split()])


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=40)))
def test_whatever_is_written_gives_a_claim_or_a_reason(text: str) -> None:
    for found, faults in (read(text), read_happening(text)):
        assert found is not None or faults, text
        assert {fault.code for fault in faults} <= CODES.keys()
        assert all(fault.span is not None and fault.remedy for fault in faults), (text, faults)
