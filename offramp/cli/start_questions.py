"""Asking for what makes a start: on a terminal, from lines that were written before, or from options alone."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from offramp.cli import start_answers as take
from offramp.cli.start_answers import GOES_ON, Answers, End, Party
from offramp.core.diagnostics import Diagnostic, ScenarioError

Found = TypeVar("Found")
_MOST_BYTES = 100_000


class Source(Protocol):
    """Where answers come from."""

    def ask(self, question: str, suggestion: str, option: str, read: Callable[[str], Found]) -> Found:
        """The answer to `question`, read. `option` names the option that would answer it, too."""

    def finish(self) -> None:
        """Called after the last question."""


class Terminal:
    """Asks, and asks again where an answer can't be used. Questions go to standard error, results may be piped."""

    def ask(self, question: str, suggestion: str, option: str, read: Callable[[str], Found]) -> Found:
        """One question; an empty line takes the suggestion."""
        while True:
            hint = f" [{suggestion}]" if suggestion else ""
            sys.stderr.write(f"{question}{hint}\n> ")
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                sys.stderr.write("\n")
                raise unanswered(question, option)
            try:
                return read(line.strip() or suggestion)
            except ScenarioError as refused:
                for fault in refused.diagnostics:
                    sys.stderr.write(f"  {fault.message}: {fault.remedy}\n")

    def finish(self) -> None:
        """Nothing is left over on a terminal."""


class Lines:
    """Answers in the order of the questions, one a line; an empty line, or none, takes the suggestion."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.asked = 0

    def ask(self, question: str, suggestion: str, option: str, read: Callable[[str], Found]) -> Found:
        """The next line. What it can't be used for is said with its number and the question."""
        line = self.lines[self.asked].strip() if self.asked < len(self.lines) else ""
        self.asked += 1
        if not (line or suggestion):
            raise unanswered(question, option)
        try:
            return read(line or suggestion)
        except ScenarioError as refused:
            if not line:
                raise
            at = f"line {self.asked} of the answers, to the question: {question}"
            raise ScenarioError([replace(d, message=f"{d.message} ({at})") for d in refused.diagnostics]) from refused

    def finish(self) -> None:
        """Raise E735 if answers are left over: they, or those before them, were meant for other questions."""
        left = [n for n, line in enumerate(self.lines, 1) if n > self.asked and line.strip()]
        if left:
            said = f"line {left[0]} of the answers, “{take.one_line(self.lines[left[0] - 1])}”, answers no question"
            asked = f"{self.asked} {'was' if self.asked == 1 else 'were'} asked"
            remedy = f"write one answer a line; {asked}, and what options answer isn't asked"
            raise take.cant_be_used(said, remedy)


def source_of_answers(file: str | None) -> Source:
    """A file, `-` for standard input, the terminal, or nothing but suggestions. Raises ScenarioError E737."""
    if file is not None:
        try:
            raw = sys.stdin.read(_MOST_BYTES + 1) if file == "-" else _read(Path(file))
        except (OSError, ValueError) as fault:
            reason = (getattr(fault, "strerror", None) or "it isn't text in UTF-8").lower()
            remedy = "name a text file with one answer a line, or `-` for standard input"
            raise ScenarioError([Diagnostic("E737", f"{file} can't be read: {reason}", None, remedy)]) from fault
        if len(raw) > _MOST_BYTES:
            remedy = "write one short answer a line"
            raise ScenarioError([Diagnostic("E737", f"{file} is too long for answers", None, remedy)])
        return Lines(raw.removeprefix("\ufeff").splitlines())
    return Terminal() if sys.stdin is not None and sys.stdin.isatty() else Lines(())


def _read(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(_MOST_BYTES + 1)


def answered(
    about: str, actors: Sequence[str], endings: Sequence[str], avoid: Sequence[str], periods: str | None, source: Source
) -> Answers:
    """All answers: from options where they were given, else from `source`. Raises ScenarioError E734, E735."""
    answers = Answers(take.one_line(about))
    answers.parties = _parties(actors, source)
    for party in answers.parties:
        if party.options is None:
            question = f"What can {party.title} do? (a few options, with commas between them)"
            party.options = source.ask(question, "hold out, give way", "--actor", take.options)
    answers.ends = _ends(endings, source)
    _causes(answers, source)
    _avoided(answers, avoid, source)
    if periods is not None:
        length = take.how_long(periods)
    else:
        question = "Over how long? (such as 12 weeks, or 8 quarters from 2026Q1)"
        length = source.ask(question, "12 months", "--periods", take.how_long)
    answers.periods, answers.period, answers.start = length
    source.finish()
    return answers


def _parties(actors: Sequence[str], source: Source) -> list[Party]:
    if not actors:
        return source.ask("Who decides? (names, with commas between them)", "", "--actor", take.parties)
    found: dict[str, Party] = {}
    for text in actors:
        title, can = take.headed(text)
        _has_its_colon("--actor", text, "takes who decides, a colon and what they can do")
        if can is None and len(take.listed_in(text)) > 1:
            said = f"--actor takes one who decides, and got “{title}”"
            raise take.cant_be_used(said, 'write --actor "The union: strike, settle", once for each')
        if not title:
            raise take.cant_be_used(
                f"“{take.one_line(text)}” names no actor", 'write it as "The union: strike, settle"'
            )
        if title.casefold() in found:
            raise take.cant_be_used(f"the actor “{title}” is named twice", "name each once")
        found[title.casefold()] = Party(title, take.options(can) if can and can.strip() else None)
    if len(found) > take.MOST_ACTORS:
        said = f"a start has 1 to {take.MOST_ACTORS} actors, and {len(found)} are named"
        raise take.cant_be_used(said, "begin with fewer; add to the file later")
    return list(found.values())


def _has_its_colon(option: str, text: str, takes: str) -> None:
    """Raise E735 where `text` seems to have a dash for the colon: an actor called “The union - strike” is nobody's."""
    parts = take.two_parts_without_a_colon(text)
    if parts is not None:
        said = f"{option} {takes}, and got “{take.one_line(text)}”"
        raise take.cant_be_used(said, f'write {option} "{parts[0]}: {parts[1]}"')


def _ends(endings: Sequence[str], source: Source) -> list[End]:
    if not endings:
        question = f"How may it end? (with commas; that {GOES_ON} is always possible)"
        return source.ask(question, "", "--ending", take.ends)
    found: dict[str, End] = {}
    for text in endings:
        title, causes = take.headed(text)
        _has_its_colon("--ending", text, "takes how it ends, a colon and what leads there")
        ends = take.ends(title)
        if len(ends) != 1 or title.casefold() in found:
            said = f"“{take.one_line(text)}” isn't one new ending"
            raise take.cant_be_used(said, 'write each on its own, as in --ending "A deal: settle"')
        # The options that lead to it are known once all actors are: kept as text until then.
        found[title.casefold()] = End(ends[0].title, None if causes is None else [causes])
    if len(found) > take.MOST_EACH:
        raise take.cant_be_used(f"a start has 1 to {take.MOST_EACH} endings", "begin with fewer")
    return list(found.values())


def _causes(answers: Answers, source: Source) -> None:
    known = list(dict.fromkeys(option for _, option in take.all_options(answers)))

    def read(text: str) -> list[str]:
        return take.chosen(text, known, "option")

    for end in answers.ends:
        if end.causes is not None:
            end.causes = read(end.causes[0]) if end.causes[0].strip() else []
        else:
            question = f"What leads to “{end.title}”? (of: {', '.join(known)}; none: it may come by itself)"
            end.causes = source.ask(question, "none", "--ending", read)


def _avoided(answers: Answers, avoid: Sequence[str], source: Source) -> None:
    known = [*(end.title for end in answers.ends), GOES_ON]

    def read(text: str) -> list[str]:
        return take.chosen(text, known, "ending")

    for text in avoid:
        who, what = take.headed(text)
        named = take.chosen(who, [party.title for party in answers.parties], "actor")
        if what is None or not named:
            said = f"“{take.one_line(text)}” doesn't say who avoids what"
            raise take.cant_be_used(said, 'write it as --avoid "The union: closure"')
        for party in answers.parties:
            if party.title in named:
                party.avoids = [*(party.avoids or ()), *read(what)]
    for party in answers.parties:
        if party.avoids is None:
            question = f"What does {party.title} want to avoid? (of: {', '.join(known)}; or none)"
            party.avoids = source.ask(question, "none", "--avoid", read)


def unanswered(question: str, option: str) -> ScenarioError:
    """The refusal to guess."""
    remedy = f"answer it with {option}, with a line of --answers FILE (`-` is standard input), or run it on a terminal"
    return ScenarioError([Diagnostic("E734", f"nobody answered: {question}", None, remedy)])
