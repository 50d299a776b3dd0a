"""A comparison as authors read it: in words, and as JSON."""

from collections.abc import Iterator
from typing import Any

from app.rulebook.conditions import written
from app.rulebook.model import Question, Rulebook
from app.verify.diff.dates import as_condition
from app.verify.diff.diff import Comparison, Described, Difference
from app.verify.diff.product import Cube
from app.verify.diff.structural import Alone
from app.verify.symbolic import format_answers

Json = dict[str, Any]
UNTOLD = "in more ways than can be described"


def as_json(comparison: Comparison) -> Json:
    return {
        "old": _edition(comparison.old),
        "new": _edition(comparison.new),
        "answer_sets": comparison.answer_sets,
        "differing_answer_sets": comparison.differing,
        "differing_answer_sets_in_anything": comparison.differing_in_anything,
        "differences": [_difference(comparison, each) for each in comparison.differences],
        "only_in_old": {**comparison.only_in_old.ids, "answers": comparison.only_in_old.answers},
        "only_in_new": {**comparison.only_in_new.ids, "answers": comparison.only_in_new.answers},
        "changed_texts": comparison.written.texts,
        "changed_otherwise": (*comparison.written.others, *(each.path for each in comparison.numbers)),
        "changed_order": comparison.written.order,
    }


def _edition(book: Rulebook) -> Json:
    own = book.organisation and book.organisation.id
    named = {"id": book.id, "version": book.version, "organisation": own, "digest": book.digest}
    return {**named, "draft": book.draft and book.draft.as_json()}


def _difference(comparison: Comparison, difference: Difference) -> Json:
    return {
        "what": difference.what,
        "id": difference.id,
        "old": difference.old,
        "new": difference.new,
        "answer_sets": difference.answer_sets,
        "described_by": [each.cube for each in difference.described_by],
        "unless": list(difference.unless),
        "sentences": list(sentences(comparison, difference)),
        "example": difference.example,
    }


def sentences(comparison: Comparison, difference: Difference) -> Iterator[str]:
    """Yield when an outcome becomes another, one sentence for each cube, and then when it does not."""
    if not difference.described_by:
        yield f"{UNTOLD}: {_becomes(difference)} ({_counted(comparison, difference)})"
    for each in difference.described_by:
        yield f"{_when(comparison, each.cube)}: {_becomes(difference)} ({_counted(comparison, each)})"
    yield from (_except_when(comparison, cube) for cube in difference.unless)


def in_words(comparison: Comparison) -> str:
    return "\n".join(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    yield (
        f"compared {_named(comparison.old)} with {_named(comparison.new)} over all {comparison.answer_sets:,}"
        f" answer sets: the verdict differs in {comparison.differing:,},"
        f" anything in {comparison.differing_in_anything:,}"
    )
    for question in comparison.narrowed:
        number = comparison.old.numbers[question]
        yield f"of `{question}` only what both can be given is compared: {number.limits['en']}, by {number.steps['en']}"
    for difference in comparison.differences:
        yield f"\n{_becomes(difference)} ({_counted(comparison, difference)})"
        if not difference.described_by:
            yield f"  - {UNTOLD}"
        yield from (f"  - {_when(comparison, each.cube)} ({each.answer_sets:,})" for each in difference.described_by)
        yield from (f"  - {_except_when(comparison, cube)}" for cube in difference.unless)
    yield from _alone(f"only in {_named(comparison.old)}", comparison.only_in_old)
    yield from _alone(f"only in {_named(comparison.new)}", comparison.only_in_new)
    yield from _listed("other texts", comparison.written.texts)
    yield from _listed("other numbers", [*map(str, comparison.numbers)], code="")
    yield from _listed("other content", comparison.written.others)
    yield from _listed("another order", comparison.written.order)


def _named(book: Rulebook) -> str:
    draft = f" (a draft, expected {book.draft.expected})" if book.draft else ""
    return f"`{book.id}` `{book.edition}`{draft}"


def _becomes(difference: Difference) -> str:
    name = f"{difference.what} `{difference.id}`," if difference.id else difference.what
    return f"{name} `{difference.old}` becomes `{difference.new}`"


def _counted(comparison: Comparison, counted: Difference | Described) -> str:
    number = counted.answer_sets
    # Of a band its first number, as in a file with examples.
    numbers = {**comparison.old.numbers, **comparison.new.numbers}
    given = {q: str(_question(comparison, q).given_as(a)) if q in numbers else a for q, a in counted.example.items()}
    example = format_answers(given)
    return f"{number:,} answer {'set' if number == 1 else 'sets'}, for example {example}"


def _question(comparison: Comparison, question: str) -> Question:
    return comparison.old.questions.get(question) or comparison.new.questions[question]


def _when(comparison: Comparison, cube: Cube) -> str:
    stated = [_stated(comparison, question, answers) for question, answers in cube.items()]
    return f"when {' and '.join(stated)}" if stated else "always"


def _except_when(comparison: Comparison, cube: Cube) -> str:
    return "except when " + " and ".join(_is(comparison, *each) for each in cube.items())


def _stated(comparison: Comparison, question: str, answers: tuple[str, ...]) -> str:
    others = tuple(answer for answer in comparison.questions[question] if answer not in answers)
    # Of a gated question `is not` would leave open whether it is asked.
    if question in comparison.always_asked and question not in comparison.old.linked and len(others) < len(answers):
        return _is(comparison, question, others, negated="not ")
    return _is(comparison, question, answers)


def _is(comparison: Comparison, question: str, answers: tuple[str, ...], negated: str = "") -> str:
    if question in comparison.old.linked:
        return f"`{written(as_condition((comparison.old, comparison.new), question, answers))}`"
    asked = _question(comparison, question)
    said = [f"“{asked.answers[answer]['en']}”" if asked.number else f"`{answer}`" for answer in answers]
    return f"`{question}` is {negated}{' or '.join(said)}"


def _alone(where: str, alone: Alone) -> Iterator[str]:
    listed = [f"{section} {_names(ids)}" for section, ids in alone.ids.items() if ids]
    listed += [f"answers to `{question}`: {_names(answers)}" for question, answers in alone.answers.items()]
    yield from _listed(where, listed, code="")


def _listed(heading: str, items: tuple[str, ...] | list[str], code: str = "`") -> Iterator[str]:
    if items:
        yield f"\n{heading}:"
        yield from (f"  - {code}{item}{code}" for item in items)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
