"""A comparison as authors read it: in words, and as JSON."""

from collections.abc import Iterator
from typing import Any

from app.rulebook.model import Rulebook
from app.verify.diff.diff import Comparison, Described, Difference
from app.verify.diff.product import Cube
from app.verify.diff.structural import Alone
from app.verify.symbolic import told

Json = dict[str, Any]
UNTOLD = "in more ways than can be described"


def as_json(found: Comparison) -> Json:
    return {
        "old": _edition(found.old),
        "new": _edition(found.new),
        "answer_sets": found.answer_sets,
        "differing_answer_sets": found.differing,
        "differing_answer_sets_in_anything": found.differing_in_anything,
        "differences": [_difference(found, each) for each in found.differences],
        "only_in_old": {**found.only_in_old.ids, "answers": found.only_in_old.answers},
        "only_in_new": {**found.only_in_new.ids, "answers": found.only_in_new.answers},
        "changed_texts": found.written.texts,
        "changed_otherwise": found.written.others,
        "changed_order": found.written.order,
    }


def _edition(book: Rulebook) -> Json:
    own = book.organisation and book.organisation.id
    return {"id": book.id, "version": book.version, "organisation": own, "digest": book.digest}


def _difference(found: Comparison, difference: Difference) -> Json:
    return {
        "what": difference.what,
        "id": difference.id,
        "old": difference.old,
        "new": difference.new,
        "answer_sets": difference.answer_sets,
        "described_by": [each.cube for each in difference.described_by],
        "unless": list(difference.unless),
        "sentences": list(sentences(found, difference)),
        "example": difference.example,
    }


def sentences(found: Comparison, difference: Difference) -> Iterator[str]:
    """Yield when an outcome becomes another, one sentence for each cube, and then when it does not."""
    if not difference.described_by:
        yield f"{UNTOLD}: {_becomes(difference)} ({_counted(difference)})"
    for each in difference.described_by:
        yield f"{_when(found, each.cube)}: {_becomes(difference)} ({_counted(each)})"
    yield from (_except_when(cube) for cube in difference.unless)


def in_words(found: Comparison) -> str:
    return "\n".join(_lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield (
        f"compared {_named(found.old)} with {_named(found.new)} over all {found.answer_sets:,} answer sets:"
        f" the verdict differs in {found.differing:,}, anything in {found.differing_in_anything:,}"
    )
    for difference in found.differences:
        yield f"\n{_becomes(difference)} ({_counted(difference)})"
        if not difference.described_by:
            yield f"  - {UNTOLD}"
        yield from (f"  - {_when(found, each.cube)} ({each.answer_sets:,})" for each in difference.described_by)
        yield from (f"  - {_except_when(cube)}" for cube in difference.unless)
    yield from _alone(f"only in {_named(found.old)}", found.only_in_old)
    yield from _alone(f"only in {_named(found.new)}", found.only_in_new)
    yield from _listed("other texts", found.written.texts)
    yield from _listed("other content", found.written.others)
    yield from _listed("another order", found.written.order)


def _named(book: Rulebook) -> str:
    return f"`{book.id}` `{book.edition}`"


def _becomes(difference: Difference) -> str:
    name = f"{difference.what} `{difference.id}`," if difference.id else difference.what
    return f"{name} `{difference.old}` becomes `{difference.new}`"


def _counted(counted: Difference | Described) -> str:
    number = counted.answer_sets
    return f"{number:,} answer {'set' if number == 1 else 'sets'}, for example {told(counted.example)}"


def _when(found: Comparison, cube: Cube) -> str:
    stated = [_stated(found, question, answers) for question, answers in cube.items()]
    return f"when {' and '.join(stated)}" if stated else "always"


def _except_when(cube: Cube) -> str:
    return "except when " + " and ".join(_is(*each) for each in cube.items())


def _stated(found: Comparison, question: str, answers: tuple[str, ...]) -> str:
    others = tuple(answer for answer in found.questions[question] if answer not in answers)
    # Of a gated question `is not` would leave open whether it is asked.
    if question in found.always_asked and len(others) < len(answers):
        return f"`{question}` is not {_either(others)}"
    return _is(question, answers)


def _is(question: str, answers: tuple[str, ...]) -> str:
    return f"`{question}` is {_either(answers)}"


def _either(answers: tuple[str, ...]) -> str:
    return " or ".join(f"`{answer}`" for answer in answers)


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
