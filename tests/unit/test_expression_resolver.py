"""Names, labels and types of expressions, and what is said where they don't fit."""

from dataclasses import replace

import pytest

from offramp.core.diagnostic_codes import CODES
from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expressions.expression_parser import parse
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_resolver import coerce_weight, resolve, resolve_labels, type_of
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    IfElse,
    Is,
    Kind,
    Logical,
    Not,
    Number,
    Same,
    Variable,
)
from offramp.scenario.expressions.scope import ASSUMPTIONS_ONLY, EVERYWHERE, Scope, Symbol
from tests.expression_scope import BOOLEAN, LABEL, NOWHERE, NUMBER, SCOPE, SYMBOLS, at, read, tree


def test_variables_know_where_their_value_comes_from() -> None:
    assert tree("slip") == Variable(Kind.ASSUMPTION, "slip", NUMBER, NOWHERE)
    assert tree("accident") == Variable(Kind.EVENT, "accident", BOOLEAN, NOWHERE)
    assert tree("t") == Variable(Kind.TIME, "t", NUMBER, NOWHERE)
    assert tree("initial(front)") == Variable(Kind.INITIAL, "front", NUMBER, NOWHERE)
    assert tree("at_end(onlooker)") == Variable(Kind.AT_END, "onlooker", NUMBER, NOWHERE)
    assert tree("aspiration_east") == Variable(Kind.ASPIRATION, "east", NUMBER, NOWHERE)


def test_labels_take_their_meaning_from_the_other_side() -> None:
    at_war = Is(Kind.MODE, "phase", "war", NOWHERE)
    assert tree("phase == war") == at_war
    assert tree("war == phase") == at_war
    assert tree("phase.war == phase") == at_war
    assert tree("phase != war") == Not(at_war, NOWHERE)
    assert tree("phase == talks") == Is(Kind.MODE, "phase", "talks", NOWHERE)
    assert tree("mood == talks") == Is(Kind.MODE, "mood", "talks", NOWHERE)
    assert tree("west == none") == Is(Kind.CHOICE, "west", "none", NOWHERE)
    assert tree("west == east") == Same((Kind.CHOICE, "west"), (Kind.CHOICE, "east"), NOWHERE)
    assert tree("bloc == bloc.west") == Is(Kind.CHOICE, "bloc", "west", NOWHERE)


def test_a_label_that_is_also_a_number_is_a_label_beside_its_mode_only() -> None:
    scope = replace(SCOPE, symbols={**SYMBOLS, "war": Symbol(Kind.STOCK, NUMBER)})
    assert tree("phase == war", scope) == Is(Kind.MODE, "phase", "war", NOWHERE)
    assert isinstance(tree("war + 1", scope), Arithmetic)


FAULTS = [  # text, code, the stretch that is pointed at, words of message and remedy
    ("slp + 1", "E201", "slp", "did you mean slip?"),
    ("Slip + 1", "E201", "Slip", "did you mean slip?"),
    ("front-loss * 2", "E201", "front-loss", "did you mean front_loss?"),
    ("yes", "E201", "yes", "write `true`"),
    ("pi * 2", "E201", "pi", "3.14159"),
    ("phse == war", "E201", "phse", "did you mean phase?"),
    ("phse.war == phase", "E201", "phse.war", "did you mean phase?"),
    ("aspiration_west", "E201", "aspiration_west", "`west` has no aspiration"),
    ("onlooker == push", "E202", "onlooker", "makes no move"),
    ("onlooker", "E202", "onlooker", "makes no move"),
    ("phase == waar", "E203", "waar", "did you mean war?"),
    ("phase == push", "E203", "push", "`push` belongs to `west`"),
    ("phase == phase.waar", "E203", "phase.waar", "did you mean war?"),
    ("phase == mood.talks", "E203", "mood.talks", "write `phase.talks`"),
    ("phase == none", "E203", "none", "always has a label"),
    ("west == None", "E203", "None", "write `none`"),
    ("west == bloc", "E204", "west == bloc", "`bloc == bloc.west`"),
    ("lgistic(1)", "E205", "lgistic", "did you mean logistic?"),
    ("ln(2)", "E205", "ln", "write `log(x)`"),
    ("sigmoid(2)", "E205", "sigmoid", "write `logistic(x)`"),
    ("floor(2)", "E205", "floor", "whole: true"),
    ("slip(2)", "E206", "slip", "`slip * (…)`"),
    ("min + 1", "E206", "min", "needs its arguments"),
    ("table", "E206", "table", "table(x, ["),
    ("at_end(wst)", "E207", "wst", "did you mean west?"),
    ("initial(slip)", "E208", "slip", "an assumption"),
    ("initial(frnt)", "E208", "frnt", "did you mean front?"),
    ("initial(front + 1)", "E208", "front + 1", "not a calculation"),
    ("accident + 1", "E301", "accident", "`(1 if accident else 0)`"),
    ("1 + (phase == war)", "E301", "phase == war", "`(1 if phase == war else 0)`"),
    ("2 * true", "E301", "true", "write `1`"),
    ("not slip", "E302", "slip", "`slip > 0`"),
    ("1 if slip else 0", "E302", "slip", "`slip > 0`"),
    ("accident and 1", "E302", "1", "write `true`"),
    ("not (1 if accident else 0)", "E302", "1 if accident else 0", "the condition itself: `accident`"),
    ("phase", "E303", "phase", "`phase == crisis`"),
    ("west + 1", "E303", "west", "`west == push`"),
    ("war", "E303", "war", "`phase == war`"),
    ("talks", "E303", "talks", "`phase == talks` or `mood == talks`"),
    ("phase == war or talks", "E303", "talks", "`phase == talks`"),
    ("phase.war", "E303", "phase.war", "`phase == war`"),
    ("none", "E303", "none", "hasn't moved"),
    ("phase == 3", "E304", "3", "labels crisis, war, talks"),
    ("phase == slip", "E304", "slip", "an assumption (number)"),
    ("phase == true", "E304", "true", "a yes/no"),
    ("phase == (war if accident else talks)", "E304", "war if accident else talks", "a choice between values"),
    ("war == 3", "E304", "war == 3", "`phase == war`"),
    ("war == talks", "E304", "war == talks", "both labels"),
    ("phase.war == slip", "E304", "phase.war == slip", "`phase == war`"),
    ("west < push", "E305", "west < push", "no order"),
    ("phase == west", "E306", "phase == west", "no label in common"),
    ("phase == phase", "E306", "phase == phase", "with itself"),
    ("accident if slip > 0 else 0", "E307", "accident if slip > 0 else 0", "write `false`"),
    ("1 if accident else true", "E307", "1 if accident else true", "write `1`"),
    ("exp(1, 2)", "E308", "exp(1, 2)", "takes 1 argument"),
    ("min(1)", "E308", "min(1)", "add what it is compared with"),
    ("clip(1, 2)", "E308", "clip(1, 2)", "takes 3 arguments"),
    ("log(8, 2)", "E308", "log(8, 2)", "`log(x) / log(base)`"),
    ("table(t)", "E308", "table(t)", "two lists"),
    ("at_end()", "E308", "at_end()", "one actor"),
    ("initial()", "E308", "initial()", "one stock"),
    ("table(t, [0, 2, 1], [1, 2, 3])", "E309", "1", "1 comes after 2"),
    ("table(t, [0, 1, 1], [1, 2, 3])", "E309", "1", "1 comes after 1"),
    ("table(t, [0, 1, 2], [1, 2])", "E309", "[1, 2]", "3 x and 2 y"),
    ("table(t, [0], [1])", "E309", "[0]", "two points"),
    ("table(t, [0, slip], [1, 2])", "E309", "slip", "written out"),
    ("table(t, 0, 1)", "E309", "0", "square brackets"),
    ("table([0], [0, 1], [1, 2])", "E309", "[0]", "looked up"),
    ("accident == 1", "E311", "accident == 1", "write `accident`"),
    ("accident == 0", "E311", "accident == 0", "write `not accident`"),
    ("accident == slip", "E311", "accident == slip", "`(1 if accident else 0)`"),
    ("accident < both_push", "E311", "accident < both_push", "join them"),
    ("slip > 0 == accident", "E311", "0 == accident", "in parentheses"),
    ("previous(front)", "E454", "previous(front)", "no earlier value is kept"),
]


@pytest.mark.parametrize(("text", "code", "place", "words"), FAULTS)
def test_faults(text: str, code: str, place: str, words: str) -> None:
    found, (first, *_) = read(text)
    assert found is None
    assert first.code == code
    assert first.span is not None
    assert text[first.span.column - 1 : first.span.end_column - 1] == place
    assert words in f"{first.message} | {first.remedy}"
    assert first.code in CODES
    assert first.remedy
    assert "None" not in first.message.replace("`None`", "")


def test_all_faults_of_one_expression_are_found() -> None:
    _, diagnostics = read("slp + (not slip) + ln(phase) + (1 if tension else 2)")
    assert [d.code for d in diagnostics] == ["E201", "E302", "E205", "E302"]


def test_what_is_wanted() -> None:
    _, (only,) = read("accident", wanted=NUMBER)
    assert (only.code, only.remedy) == ("E301", "write `1 if accident else 0`")
    assert only.message == "the weight needs a number, and `accident` is a yes/no"
    _, (only,) = read("slip", wanted=BOOLEAN)
    assert only.code == "E302"
    raw = parse("slip", at, DiagnosticLog())
    assert raw is not None
    with pytest.raises(ValueError, match="resolve_labels"):
        resolve(raw, SCOPE, LABEL, DiagnosticLog())


def test_names_that_are_not_known_at_this_place() -> None:
    start = SCOPE.narrowed(ASSUMPTIONS_ONLY, "a starting value")
    assert read("slip * 2", start)[1] == []
    for text in ("front", "t", "phase == war", "initial(front)", "at_end(west)", "accident", "aspiration_east"):
        found, (only,) = read(text, start)
        assert found is None
        assert only.code == "E202"
        assert "a starting value" in only.message
        assert only.remedy
    _, (only,) = read("nerves", SCOPE.narrowed(EVERYWHERE, "the probability of slipping"))
    assert only.message == "`nerves` is a shock, and the probability of slipping can't use shocks"
    _, (only,) = read("nerves", replace(SCOPE, hidden={"nerves": "it is drawn in line 12"}))
    assert (only.code, "it is drawn in line 12" in only.message) == ("E202", True)


def test_names_there_are_in_a_small_scope() -> None:
    scope = Scope({"slip": Symbol(Kind.ASSUMPTION, NUMBER)}, ASSUMPTIONS_ONLY)
    _, (only,) = read("zzz", scope)
    assert only.remedy == "known here: slip"
    _, (only,) = read("zzz", Scope({}, ASSUMPTIONS_ONLY))
    assert "declare it" in only.remedy
    assert read("west == push", Scope({"west": Symbol(Kind.CHOICE, LABEL)}))[1][0].code == "E203"


def test_modes_can_be_set_to_one_of_several_labels() -> None:
    def cases(text: str) -> tuple[tuple[str, str], ...] | list[str]:
        log = DiagnosticLog()
        raw = parse(text, at, log)
        assert raw is not None
        found = resolve_labels(raw, SCOPE, "phase", log)
        if found is None:
            return [d.code for d in log]
        return tuple((to_text(condition) if condition else "", label) for condition, label in found)

    assert cases("war") == (("", "war"),)
    assert cases("phase.war") == (("", "war"),)
    assert cases("phase") == (("", ""),)
    assert cases("war if accident else phase") == (("accident", "war"), ("", ""))
    assert cases("war if accident else talks if slip > 1 else crisis") == (
        ("accident", "war"),
        ("slip > 1", "talks"),
        ("", "crisis"),
    )
    assert cases("(war if slip > 1 else talks) if accident else crisis") == (
        ("accident and slip > 1", "war"),
        ("accident", "talks"),
        ("", "crisis"),
    )
    assert cases("waar") == ["E203"]
    assert cases("slip + 1") == ["E310"]
    assert cases("war if slip else waar") == ["E302", "E203"]


def test_weights() -> None:
    assert coerce_weight(tree("0.5")) == Number(0.5, NOWHERE)
    assert coerce_weight(tree("true")) == IfElse(
        Boolean(True, NOWHERE), Number(1.0, NOWHERE), Number(0.0, NOWHERE), NOWHERE
    )
    weight = coerce_weight(tree("at_end(west) >= aspiration_east"))
    assert to_text(weight) == "1 if at_end(west) >= aspiration_east else 0"


def test_types() -> None:
    assert type_of(tree("1 if accident else 2 if both_push else slip")) is NUMBER
    assert type_of(tree("accident if both_push else slip > 1")) is BOOLEAN


def test_places_of_nodes() -> None:
    found, _ = read("slip > 0 and front_loss < 0.5")
    assert isinstance(found, Logical)
    assert (found.span.column, found.span.end_column) == (1, 30)
    assert (found.right.span.column, found.right.span.end_column) == (14, 30)


def test_every_code_is_explained() -> None:
    mine = [code for code in CODES if code.startswith(("E2", "E3"))]
    assert len(mine) > 30
    for code in mine:
        info = CODES[code]
        assert info.title
        assert info.explanation.endswith(".")
        assert info.remedy.endswith(".")
