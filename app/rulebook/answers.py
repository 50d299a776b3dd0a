"""Check submitted answers against a rulebook."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeGuard

from app.problems import InputProblem, nearest
from app.rulebook.calendar import FIRST, LAST, iso
from app.rulebook.conditions import TODAY
from app.rulebook.dates import DateRange, kept_day
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.numbers import Number, in_digits, number_of
from app.rulebook.once import once_per_rulebook
from app.rulebook.parsing.diagnostics import listed

Answers = dict[str, str | tuple[str, ...]]
"""What was answered, by question; a question that is not in it was not answered."""

NO_ANSWER: frozenset[str] = frozenset()
MOST_UNKNOWN = 10
"""How many answers to unknown questions are looked at; the others are passed by."""


def check_answers(rulebook: Rulebook, raw: Mapping[str, object]) -> tuple[Answers, tuple[InputProblem, ...]]:
    """Return the answers that can be used, and a Problem for each that cannot; None is no answer.

    Nothing submitted is repeated in a Problem, and equal ones are told once. A list of answers comes back in the order
    of the rulebook.
    """
    possible = _possible(rulebook)
    if _all_fit(raw, possible):
        return dict(raw), ()
    answers: Answers = {}
    problems: dict[InputProblem, None] = {}
    unknown = 0
    for name, answer in raw.items():
        if isinstance(answer, str) and answer in possible.get(name, NO_ANSWER):
            answers[name] = answer
        elif answer is not None and (name in rulebook.questions or unknown < MOST_UNKNOWN):
            unknown += name not in rulebook.questions
            checked = _checked(rulebook, name, answer)
            if isinstance(checked, InputProblem):
                problems[checked] = None
            else:
                answers[name] = checked
    return answers, tuple(problems)


def _all_fit(raw: Mapping[str, object], possible: Mapping[str, frozenset[str]]) -> TypeGuard[Mapping[str, str]]:
    """Say whether each answer is a possible one: what most requests hold, seen at little cost."""
    try:
        for name, answer in raw.items():
            if answer not in possible[name]:
                return False
    # TypeError: an answer that cannot be hashed, such as a list.
    except (KeyError, TypeError):
        return False
    return True


@once_per_rulebook
def _possible(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """Return the strings that can answer each question asked; built once, since it is looked at for every answer."""
    questions = [question for question in rulebook.questions.values() if question.id not in rulebook.left_out]
    open_ended = (each for each in questions if each.many or each.number or each.date)
    return {each.id: frozenset(each.possible) for each in questions} | {
        each.id: frozenset((UNKNOWN,) if each.can_be_unknown else ()) for each in open_ended
    }


def _checked(rulebook: Rulebook, name: str, answer: object) -> str | tuple[str, ...] | InputProblem:
    question = rulebook.questions.get(name)
    if name == TODAY and rulebook.compares_today:
        return _today(answer)
    if question is None:
        close = nearest(name, _possible(rulebook))
        return InputProblem("/answers", "unknown_question", f"expected a known question, found another{close}")
    if name in rulebook.left_out:
        return _problem(question, "not_asked_here", "expected no answer, since this question is not asked here")
    if question.number:
        return _counted(question, question.number, answer)
    if question.date:
        return _dated(question, question.date, answer)
    return _chosen(question, answer) if question.many else _not_one(question, answer)


def _today(answer: object) -> str | InputProblem:
    detail = f"expected a date from {iso(FIRST)} to {iso(LAST)}, such as 2027-03-01, found another answer"
    return kept_day(DateRange(), answer) or InputProblem(f"/{TODAY}", "not_a_date", detail)


def _counted(question: Question, number: Number, answer: object) -> str | InputProblem:
    value = number_of(number, answer)
    if isinstance(value, Decimal):
        return in_digits(value)
    low, high, step = map(in_digits, (number.low, number.high, number.step))
    found = {
        "not_a_number": "found none",
        "out_of_range": "found another number",
        "off_step": "found one between two steps",
    }
    detail = f"expected a number from {low} to {high} in steps of {step}{or_unknown(question)}, {found[value]}"
    return _problem(question, value, detail)


def _dated(question: Question, days: DateRange, answer: object) -> str | InputProblem:
    kept = kept_day(days, answer)
    if kept:
        return kept
    detail = f"expected a date from {iso(days.first)} to {iso(days.last)}, such as 2027-03-01{or_unknown(question)}"
    return _problem(question, "not_a_date", f"{detail}, found another answer")


def _not_one(question: Question, answer: object) -> InputProblem:
    expected = f"expected one of {listed(question.possible)}"
    if isinstance(answer, str):
        return _problem(question, "unknown_answer", f"{expected}, found another answer")
    return _problem(question, "not_text", f"{expected}, found no text")


def _chosen(question: Question, answer: object) -> tuple[str, ...] | InputProblem:
    expected = f"expected a list of {question.how_many} of {listed(question.answers)}{or_unknown(question)}"
    if not isinstance(answer, list | tuple):
        return _problem(question, "not_a_list", f"{expected}, found no list")
    # One more than there are: if all of these are known, one stands there twice.
    looked_at = answer[: len(question.answers) + 1]
    if not all(isinstance(each, str) and each in question.answers for each in looked_at):
        return _problem(question, "unknown_answer", f"{expected}, found another answer in it")
    if len(set(looked_at)) < len(looked_at):
        return _problem(question, "answer_twice", f"{expected}, each once, found one more than once")
    if len(looked_at) not in question.how_many:
        few = len(looked_at) < question.how_many.least
        return _problem(question, "too_few" if few else "too_many", f"{expected}, found {'fewer' if few else 'more'}")
    return tuple(each for each in question.answers if each in answer)


def or_unknown(question: Question) -> str:
    """Return what messages say after which answers are expected."""
    return f", or `{UNKNOWN}`" if question.can_be_unknown else ""


def sample_answer(question: Question) -> str | tuple[str, ...]:
    """Return "I don't know", or the first other answer where that is none."""
    if question.can_be_unknown:
        return UNKNOWN
    if question.many:
        return question.how_many.filled((), question.answers)
    lowest = question.number and in_digits(question.number.low)
    return iso(question.date.first) if question.date else lowest or next(iter(question.answers))


def _problem(question: Question, code: str, detail: str) -> InputProblem:
    # Invariant: ids hold no `~` and no `/`, so they stand in a JSON pointer (RFC 6901) as they are.
    return InputProblem(f"/answers/{question.id}", code, detail)
