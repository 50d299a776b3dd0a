"""What a rulebook may not say of numbers: one small function per Problem code, named after it."""

from collections.abc import Iterator

from app.rulebook.choices import MOST_KINDS, MOST_NAMED
from app.rulebook.conditions import Comparison, QuestionIs, parts
from app.rulebook.model import Rulebook
from app.rulebook.numbers import in_digits
from app.rulebook.parsing.diagnostics import Finding, Reading


def number_not_work(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.number and question.sensitivity != "work":
            yield question.place, f"expected a number at work questions only, found it at a {question.sensitivity} one"


def number_of_choices(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.number and question.many:
            yield question.place, "expected `choose: any` at a question with answers, found it at a number"


def idle_comparison(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what holds for all numbers that can be given or for none of them, or lies between two of them."""
    for stated in reading.stated:
        for part in (part for part in parts(stated.condition) if isinstance(part, QuestionIs) and part.compared):
            number = rulebook.numbers.get(part.question)
            if number is None or not isinstance(part.compared, Comparison):
                continue
            numbers = f"numbers from {in_digits(number.low)} to {in_digits(number.high)}"
            if len(part.answers) in (0, len(number.bands)):
                holds = "all" if part.answers else "none"
                yield stated.place, f"expected a comparison that holds for some {numbers}, found it for {holds} of them"
            elif any((value - number.low) % number.step for value in part.compared.values):
                found = ", ".join(map(in_digits, part.compared.values))
                yield stated.place, f"expected {numbers} in steps of {in_digits(number.step)}, found {found}"


def points_unlike_others(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find points under the name of a question, none for any answer, or for what is chosen or a number."""
    for name, declared in reading.points.items():
        place = reading.declared["points", name]
        asked = [part.question for part in declared.of if isinstance(part, QuestionIs)]
        if name in rulebook.questions or not asked:
            found = "it is the name of a question" if name in rulebook.questions else "there are none"
            yield place, f"expected points for answers under a name of their own, found that {found}"
        for question in (rulebook.questions[q] for q in dict.fromkeys(asked) if q in rulebook.questions):
            if question.many or question.number:
                yield place, f"expected points for one answer of several, found them at `{question.id}`"


def too_many_kinds(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.choices and question.choices.is_too_much:
            expected = f"expected conditions on `{question.id}` that name at most {MOST_NAMED} answers and tell apart"
            yield question.place, f"{expected} at most {MOST_KINDS} kinds of sets, found more"


NUMBER_CHECKS = (
    number_not_work,
    number_of_choices,
    idle_comparison,
    too_many_kinds,
    points_unlike_others,
)
