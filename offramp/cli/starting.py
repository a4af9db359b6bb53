"""Beginning a scenario: the example with comments, or a start made of a few answers."""

from collections.abc import Sequence

from offramp.cli.pages import new_path, write_new, write_template
from offramp.cli.requests import either
from offramp.cli.start_answers import one_line
from offramp.cli.start_file import file_name, start_file
from offramp.cli.start_questions import answered, source_of_answers
from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.report.markup import clean
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.library import mechanism_files, ready_scenarios


def begun(
    name: str | None,
    about: str | None,
    actors: Sequence[str],
    endings: Sequence[str],
    avoid: Sequence[str],
    periods: str | None,
    answers: str | None,
    model: str | None = None,
) -> str:
    """Write a file to start from and return its path. Raises ScenarioError, and then nothing is written.

    model: the name of one that comes with Offramp, to begin with a copy of it.
    """
    if model is not None and about is not None:
        raise either("--from", "--about")
    if about is None:
        given = {"--actor": actors, "--ending": endings, "--avoid": avoid, "--periods": periods, "--answers": answers}
        wanting = next((option for option, value in given.items() if value), None)
        if wanting is not None:
            remedy = 'add --about, such as --about "The ferry strike"'
            raise ScenarioError(
                [Diagnostic("E735", f"{wanting} answers a question about a topic, and none is named", None, remedy)]
            )
        if model is not None:
            text = model_text(model)
            path = new_path(f"my-{model}" if name is None else name)
            write_new(path, text)
            return str(path)
        path = new_path("dispute" if name is None else name)
        write_template(path)
        return str(path)
    if not one_line(about):
        raise ScenarioError(
            [Diagnostic("E735", "--about names no topic", None, 'write it as --about "The ferry strike"')]
        )
    # Looked at before the questions: nobody likes to answer them twice.
    path = new_path(file_name(about) if name is None else name)
    found = answered(about, actors, endings, avoid, periods, source_of_answers(answers))
    write_new(path, start_file(found, str(path)))
    return str(path)


def model_text(name: str) -> str:
    """The text of a model that comes with Offramp. Raises ScenarioError E720 where there is none called so."""
    ready = ready_scenarios()
    if name in ready:
        return ready[name].read_text(encoding="utf-8")
    remedy = suggest(name, ready)
    remedy = remedy if remedy.startswith("did you mean") else "`offramp library` lists the models"
    if name in mechanism_files():
        remedy = f"{name} is a mechanism, which scenarios `use`: offramp library {name}"
    raise ScenarioError([Diagnostic("E720", f"no model that comes with Offramp is called {name}", None, remedy)])


def begun_text(path: str, asked: bool, model: str | None = None) -> str:
    """What to do next."""
    shown = clean(path)
    if model is not None:
        return (
            f"Wrote {shown}: a copy of the model {model}.\n\n"
            f"Change it into yours, then:\n  offramp check {shown}\n  offramp solve {shown}"
        )
    if asked:
        return (
            f"Wrote {shown}: a start from your answers. Every number in it is a placeholder.\n\n"
            f"It can be checked and solved at once; give each assumption a value and a reason of yours, then:\n"
            f"  offramp check {shown}\n  offramp solve {shown}"
        )
    return (
        f"Wrote {shown}: a dispute about a ferry, with a comment on every part of the language.\n\n"
        f"Change it into yours, then:\n  offramp check {shown}\n  offramp solve {shown}"
    )
