"""Read the worked examples of a rulebook: a person, the answers given, and what must follow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType

from app.problems import Problem, SourceLocation
from app.rulebook.answers import or_unknown
from app.rulebook.calendar import iso
from app.rulebook.checks.references import NAME_CHECKS
from app.rulebook.checks.rulebook import run
from app.rulebook.conditions import TODAY
from app.rulebook.dates import DateRange, kept_day
from app.rulebook.load import contents
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.numbers import Number, in_digits, number_of
from app.rulebook.parsing.conditions import name, names
from app.rulebook.parsing.diagnostics import Mention, Reading, describe, listed
from app.rulebook.parsing.readers import (
    VERSION,
    Reader,
    Record,
    choice,
    either,
    exactly,
    flag,
    items,
    matching,
    pairs,
    read_file,
    words,
)
from app.rulebook.parsing.strict_yaml import Node, Scalar, Sequence

Given = Mapping[str, str | tuple[str, ...]]
VERSIONS = "The version of the rulebook, or those of an organisation's changes to several."
EACH = "The examples, each with an id of its own."
TOLD = "By the id of a note for each answer: the answers for which it speaks."
NOBODY_YET = "Nobody yet."
"""How `who` begins in an example that the program proposes: it says what follows now, not that this is right."""
EXAMPLE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Expectation:
    """Hold what must follow; None where an example says nothing about it, exact and in file order where it does.

    Either `verdict` or `could_be` is set. `told` has, by note that speaks for each answer, the answers it speaks for;
    `days` has None for a day that is not told.
    """

    verdict: str | None
    could_be: tuple[str, ...] | None
    grounds: tuple[str, ...] | None
    criteria: Mapping[str, str]
    actions: tuple[str, ...] | None
    requirements: Mapping[str, str] | None
    may_start: bool | None
    notes: tuple[str, ...] | None
    told: Mapping[str, tuple[str, ...]]
    days: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """Hold one worked example; `answers` are those of the baseline with what is given on top."""

    id: str
    who: str
    answers: Given
    expect: Expectation
    place: SourceLocation


def examples_path(rulebook_path: str | Path) -> Path:
    path = Path(rulebook_path)
    return path.with_name(path.name.removesuffix(".yaml") + ".examples.yaml")


def read_examples(path: str | Path, rulebook: Rulebook) -> tuple[tuple[Example, ...], list[Problem]]:
    """Read a file of examples; where it has Problems there are no examples, only all of them in file order.

    What nobody confirmed is no example, and a warning.
    """
    _, read, problems = _read(path, rulebook)
    confirmed = tuple(example for example in read if not example.who.startswith(NOBODY_YET))
    return confirmed, [*problems, *(_unconfirmed(example) for example in read if example not in confirmed)]


def _unconfirmed(example: Example) -> Problem:
    expected = f"expected `who` of `{example.id}` to say who it is about, found `{NOBODY_YET}`"
    way_out = "confirm what it expects and say who it is about, or delete it: until then it does not count"
    return Problem(example.place, "example_unconfirmed", f"{expected}; {way_out}", level="warning")


def read_baseline(path: str | Path, rulebook: Rulebook) -> Given | None:
    """None where there is no such file, or only one with Problems."""
    if not Path(path).is_file():
        return None
    baseline, _, problems = _read(path, rulebook)
    return None if problems else baseline


def _read(path: str | Path, rulebook: Rulebook) -> tuple[Given, tuple[Example, ...], list[Problem]]:
    def read(tree: Node, reading: Reading) -> tuple[Given, tuple[Example, ...]]:
        content = baseline_and_examples(tree, reading, rulebook)
        run(NAME_CHECKS, rulebook, reading)
        return content

    content, problems = read_file(contents(path, "file of examples"), str(path), read)
    return (*(content or ({}, ())), problems)


def baseline_and_examples(tree: Node, reading: Reading, rulebook: Rulebook) -> tuple[Given, tuple[Example, ...]]:
    with Record(tree, reading, "a file of examples") as of:
        of.need("rulebook", exactly(rulebook.id), "The id of the rulebook.")
        of.need("version", _covers(rulebook.version), VERSIONS)
        baseline = of.need("baseline", _given(rulebook), "The answers that every example starts from.")
        return baseline, of.need("examples", partial(_list, rulebook=rulebook, baseline=baseline), EACH)


def _covers(version: str) -> Reader[None]:
    """Return a reader of the version that examples belong to; those of an organisation can belong to several."""

    def one(node: Node, reading: Reading) -> None:
        exactly(version)(node, reading)

    def several(node: Node, reading: Reading) -> None:
        given = [matching(VERSION)(item, reading) for item in items(node, reading)]
        if given and version not in given:
            reading.report("other_rulebook", node.place, f"expected `{version}` among these, found {listed(given)}")

    return either(one, several)


def _list(node: Node, reading: Reading, rulebook: Rulebook, baseline: Given) -> tuple[Example, ...]:
    examples: dict[str, Example] = {}
    for item in items(node, reading):
        example = _example(item, reading, rulebook, baseline)
        if example.id in examples:
            message = f"expected each example to have its own id, found `{example.id}` again"
            reading.report("example_twice", item.place, message)
        examples[example.id] = example
    return tuple(examples.values())


def _example(node: Node, reading: Reading, rulebook: Rulebook, baseline: Given) -> Example:
    with Record(node, reading, "an example") as of:
        given = of.need("given", _given(rulebook), "The answers that differ from the baseline.")
        return Example(
            id=of.need("id", matching(EXAMPLE_ID), "The id of the example."),
            who=of.need("who", words, "Who this is, in a sentence."),
            answers=MappingProxyType({**baseline, **given}),
            expect=of.need("expect", _expectation(rulebook), "What must follow."),
            place=of.place,
        )


def _given(rulebook: Rulebook) -> Reader[Given]:
    def read(node: Node, reading: Reading) -> Given:
        given = pairs(node, reading, "a mapping from questions to answers")
        for key, _ in given:
            if key.value != TODAY:
                name("question")(key, reading)
        declared = [(key, value) for key, value in given if key.value in rulebook.questions]
        answers = {key.value: _answer(rulebook.questions[key.value])(value, reading) for key, value in declared}
        return answers | {key.value: _day(DateRange())(value, reading) for key, value in given if key.value == TODAY}

    return read


def _answer(question: Question) -> Reader[str | tuple[str, ...]]:
    def one(node: Node, reading: Reading) -> str | tuple[str, ...]:
        is_unknown = isinstance(node, Scalar) and node.value == UNKNOWN and question.can_be_unknown
        if question.number and isinstance(node, Scalar) and not is_unknown:
            return _number(question, question.number, node, reading)
        if question.date and not is_unknown:
            return _day(question.date)(node, reading)
        value = words(node, reading)
        if question.many and value and not is_unknown:
            reading.expected(f"a list{or_unknown(question)}", node)
        elif value not in (UNKNOWN, *question.answers) or (value == UNKNOWN and not is_unknown):
            reading.mentions.append(Mention("answer", value, node.place, question.id))
        return value

    return either(one, _several(question)) if question.many else one


def _several(question: Question) -> Reader[tuple[str, ...]]:
    read_names = names("answer", question.id, least=0)

    def read(node: Node, reading: Reading) -> tuple[str, ...]:
        value = read_names(node, reading)
        if isinstance(node, Sequence) and len(value) not in question.how_many:
            expected = f"expected {question.how_many} of the answers to `{question.id}`"
            reading.report("bad_number", node.place, f"{expected}, found {len(value)}")
        return value

    return read


def _day(days: DateRange) -> Reader[str]:
    def read(node: Node, reading: Reading) -> str:
        value = words(node, reading)
        if kept_day(days, value) is None and value:
            expected = f"expected a date from {iso(days.first)} to {iso(days.last)}"
            reading.report("bad_number", node.place, f"{expected}, found {describe(node)}")
        return value

    return read


def _number(question: Question, number: Number, node: Scalar, reading: Reading) -> str:
    value = number_of(number, node.value)
    if isinstance(value, Decimal):
        return in_digits(value)
    low, high = in_digits(number.low), in_digits(number.high)
    reading.report("bad_number", node.place, f"expected a number from {low} to {high} for `{question.id}`")
    return UNKNOWN


def _expectation(rulebook: Rulebook) -> Reader[Expectation]:
    spoken_of = {note.id: note.for_each for note in rulebook.notes.values() if note.for_each}

    def read(node: Node, reading: Reading) -> Expectation:
        with Record(node, reading, "what is expected") as of:
            of.form("verdict_or_could_be", "either `verdict` or `could_be`", (("verdict",), ("could_be",)), of.place)
            told = of.among(spoken_of, lambda note: names("answer", spoken_of.get(note, ""), least=0), TOLD)
            return Expectation(
                verdict=of.may("verdict", name("verdict"), "The verdict."),
                could_be=of.may("could_be", names("verdict"), "Every verdict that remains possible."),
                grounds=of.may("grounds", names("criterion", least=0), "The criteria that carry the verdict."),
                criteria=of.may("criteria", _reached, "How far criteria reach.") or {},
                actions=of.may("actions", names("action", least=0), "Every action that holds."),
                requirements=of.may("requirements", _states, "How every requirement that applies stands."),
                may_start=of.may("may_start", flag("true", "false"), "Whether the verdict may be acted on."),
                notes=of.may("notes", names("note", least=0), "Every note that holds."),
                told=MappingProxyType(told),
                days=of.may("days", _days, "Days that matter, `none` for one that is not told.") or {},
            )

    return read


def _reached(node: Node, reading: Reading) -> Mapping[str, str]:
    given = pairs(node, reading, "a mapping from criteria to extents")
    return {name("criterion")(key, reading): name("extent")(value, reading) for key, value in given}


def _days(node: Node, reading: Reading) -> Mapping[str, str | None]:
    given = pairs(node, reading, "a mapping from days that matter to dates")
    return {name("day")(key, reading): _told_day(value, reading) for key, value in given}


def _told_day(node: Node, reading: Reading) -> str | None:
    value = words(node, reading)
    if value and value != "none" and kept_day(DateRange(), value) is None:
        reading.report("bad_number", node.place, f"expected a date or `none`, found {describe(node)}")
    return None if value == "none" else value


def _states(node: Node, reading: Reading) -> Mapping[str, str]:
    state = choice("met", "not_met", "open")
    given = pairs(node, reading, "a mapping from requirements to how they stand")
    return {name("requirement")(key, reading): state(value, reading) for key, value in given}
