"""What to ask next, and which questions are still open."""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, get_args

from app.engine.compile import Compiled, LaterQuestion, compiled
from app.engine.linked_dates import can_matter, that_matter
from app.engine.mdd import levels_in
from app.engine.outcomes import MOST_KEPT
from app.engine.restrict import Residual, may_be_asked
from app.engine.unions import matters
from app.engine.walk import GivenAnswers, Node, NodeOrLeaf, deepest_first, follow, is_single
from app.rulebook.coded import coded, day_in
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.variants import as_read

Mode = Literal["quick", "full"]
MODES: tuple[Mode, ...] = get_args(Mode)


def next_question(left: Residual, mode: Mode) -> str | None:
    """Return the question to ask now, None when nothing more is to be asked; `left` has what was answered.

    First what can still alter a result, then what the verdict's requirements need; "full" goes on with what can still
    alter a criterion (never about health) and with the questions that only lead to notes.
    """
    at, answers = left.at, left.answers
    question = _for_results(left) or _for_requirements(left)
    if question is None and mode == "full":
        return _for_criteria(at, answers) or next(open_notes(at, answers), None)
    return question


def _for_results(left: Residual) -> str | None:
    """Of a list each criterion is a result that somebody came for, so there health is asked about too, if last."""
    at = left.at
    if not at.rulebook.lists:
        return first_open(left, at.verdict)
    return _earliest(at, filter(None, (first_open(left, step) for step in at.results)))


def _earliest(at: Compiled, questions: Iterable[str]) -> str | None:
    """Return the first in the order of asking; of dates that are linked, the first in the file."""
    order = list(at.rulebook.questions)
    return min(questions, key=lambda each: (at.level[at.part_of.get(each, each)], order.index(each)), default=None)


def first_open(left: Residual, step: NodeOrLeaf) -> str | None:
    """Return the first question that can still make a difference, was not asked yet and whose gate certainly holds.

    Invariant: what is left of a diagram is reduced and stands in asking order, so whatever is met on the walk can
    still make a difference, and nothing before it can.
    """
    met = _first_met(left.at, step, left.answers)
    # Only what is left is reduced: an answer further down may have made the question met first idle.
    return met and _first_met(left.at, left.of(step), left.answers)


def _first_met(at: Compiled, step: NodeOrLeaf, answers: GivenAnswers) -> str | None:
    while isinstance(step, Node):
        answer = answers.get(step.question)
        if step.question in at.linked:
            if date := next(that_matter(at, step, answers), None):
                return date
        elif answer is None and may_be_asked(at, step.question, answers) and matters(step):
            return step.question
        step = step[answer]
    return None


def required(at: Compiled, possible: int) -> Iterator[LaterQuestion]:
    """Only those that apply at every verdict still possible."""
    return (later for later in at.requirements if not possible & ~later.verdicts)


def _for_requirements(left: Residual) -> str | None:
    steps = (later.step for later in required(left.at, follow(left.at.verdict, left.answers).mask) if later.step)
    return next(filter(None, (first_open(left, step) for step in steps)), None)


def _for_criteria(at: Compiled, answers: GivenAnswers) -> str | None:
    return None if at.rulebook.lists else _earliest(at, first_for_criteria(at, answers))


def first_for_criteria(at: Compiled, answers: GivenAnswers) -> Iterator[str]:
    """Yield for each criterion the first question that can still alter it, never one about health."""
    # Not even a full check asks about health for a criterion that the verdict does not need.
    private = {q.id: UNKNOWN for q in at.rulebook.questions.values() if q.sensitivity == "health"}
    left = Residual(at, {**private, **answers})
    return filter(None, (first_open(left, step) for step in at.criteria.values()))


def open_notes(at: Compiled, answers: GivenAnswers) -> Iterator[str]:
    """Yield the questions of any number of answers that lead to notes under every verdict still possible."""
    possible = follow(at.verdict, answers).mask
    for later in at.many_answers:
        if later.question and not possible & ~later.verdicts and answers.get(later.question) is None:
            yield later.question


def effective_answers(at: Compiled, answers: GivenAnswers, mode: Mode) -> GivenAnswers:
    """Only what this rulebook's own evaluation would have asked for, in the order of asking."""
    answered = day_in(answers)
    while (question := _asked_after(at, answered, mode)) is not None:
        given = answers.get(question)
        answered[question] = UNKNOWN if given is None else given
    return {question: answers[question] for question in answered if answers.get(question) is not None}


def _asked_after(at: Compiled, answered: GivenAnswers, mode: Mode) -> str | None:
    """Return what is asked after these answers; kept where dates are linked, since it takes long to find out there."""
    if not at.linked:
        return next_question(Residual(at, answered), mode)
    kept = at.later.setdefault(("asked", mode), {})
    # Of chosen answers that no diagram knows, which may be a list, it only counts that there are some.
    key = tuple([(question, answer if answer.__class__ is str else "") for question, answer in answered.items()])
    if key not in kept:
        if len(kept) > MOST_KEPT:
            kept.clear()
        kept[key] = next_question(Residual(at, coded(at.linked, answered)), mode)
    question: str | None = kept[key]
    return question


def in_turn(
    rulebook: Rulebook, answers: GivenAnswers, audience: str, mode: Mode = "quick"
) -> tuple[GivenAnswers, str | None]:
    """Return the answers to what an audience's own evaluation asks, up to the first question without one, and that one.

    Going on as if that one were unknown could end elsewhere: a later answer can settle what an earlier one would. Where
    every question has one (None), the answers are the same whatever else was answered. Raises KeyError for an unknown
    audience.
    """
    at = compiled(as_read(rulebook, audience, answers))
    bands, answered = coded(at.codings, answers), day_in(answers)
    while True:
        question = _asked_after(at, answered, mode)
        if question is None or answers.get(question) is None:
            break
        answered[question] = bands[question]
    return {question: answers[question] for question in answered}, question


def open_questions(left: Residual, possible: int) -> tuple[str, ...]:
    """Return the applicable questions without a known answer that can still alter a result or the requirements."""
    at = left.at
    steps = [] if is_single(possible) and not at.rulebook.lists else [*at.results]
    steps += [later.step for later in required(at, possible) if later.step]
    return _open_in(left, steps)


def open_for_verdict(left: Residual) -> tuple[str, ...]:
    """Return the applicable questions without a known answer that can still alter the verdict."""
    return _open_in(left, (left.at.verdict,))


def open_in_criterion(at: Compiled, criterion: str, answers: GivenAnswers) -> tuple[str, ...]:
    """Return the questions without a known answer that can still alter how far a criterion reaches."""
    named = ("open", criterion)
    if named not in at.later:
        at.later[named] = _read_with_gates(at, criterion), {}
    reads, kept = at.later[named]
    key = tuple(map(answers.get, reads))
    questions: tuple[str, ...] | None = kept.get(key)
    if questions is None:
        if len(kept) > MOST_KEPT:
            kept.clear()
        questions = kept[key] = _open_in(Residual(at, answers), (at.criteria[criterion],))
    return questions


def _read_with_gates(at: Compiled, criterion: str) -> tuple[str, ...]:
    """Return the questions that a criterion rests on, and those on which it depends whether these are asked."""
    reads = dict.fromkeys(at.reads[criterion])
    levels = list(at.level)
    for question in at.reads[criterion]:
        gate = at.gates.get(question)
        reads.update(dict.fromkeys(levels[level] for level in levels_in(gate.support if gate is not None else 0)))
    return tuple(reads)


def _open_in(left: Residual, steps: Collection[NodeOrLeaf]) -> tuple[str, ...]:
    """Return the applicable questions without a known answer that can still make a difference in these diagrams."""
    at, answers = left.at, left.answers
    # "I don't know" is given, so it would be walked past; here its question counts as open.
    if UNKNOWN in answers.values():
        left = Residual(at, {question: answer for question, answer in answers.items() if answer != UNKNOWN})
    reads = 0
    for step in steps:
        reads |= left.of(step).support
    questions = [question for question, bit in at.bits.items() if reads & bit] if reads else []
    if at.linked:
        questions = _with_dates(left, steps, questions)
    return tuple([question for question in questions if may_be_asked(at, question, answers)])


def _with_dates(left: Residual, steps: Iterable[NodeOrLeaf], questions: list[str]) -> list[str]:
    """Return each part of linked dates as those of them that are not known and can still make a difference."""
    at, open_dates = left.at, set[str]()
    for root in steps:
        for node in deepest_first(left.of(root), lambda node: node.behind):
            dates = at.linked[node.question].dates if node.question in at.linked else ()
            waiting = (date for date in dates if left.answers.get(date) is None and date not in open_dates)
            open_dates.update(date for date in waiting if can_matter(at, node, date, left.answers))
    named = (at.linked[question].dates if question in at.linked else (question,) for question in questions)
    return [question for names in named for question in names if question not in at.part_of or question in open_dates]
