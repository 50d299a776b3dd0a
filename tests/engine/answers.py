"""Ways to draw sets of answers for tests."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from random import Random

from app.engine.evaluate import Evaluation
from app.rulebook.conditions import TODAY, questions_in
from app.rulebook.model import UNKNOWN, Rulebook
from tests.engine.invented import NEAR
from tests.reference import Expected, possible_answers

Given = dict[str, object]


def complete(book: Rulebook, random: Random) -> Given:
    """Draw an answer to every question, and a day for today where dates are compared."""
    given = {q.id: random.choice(possible_answers(book, q)) for q in book.questions.values() if not q.many or q.choices}
    return {**given, TODAY: date.fromordinal(random.choice(NEAR)).isoformat()} if book.linked else given


def partial(book: Rulebook, random: Random, most_completions: int = 200) -> Given:
    """Draw answers of which some are unknown or absent, few enough to try every completion."""
    given = complete(book, random)
    size = 1
    asked = sorted(given.keys() - {TODAY})
    for question in random.sample(asked, len(asked)):
        # Of days the model tries only those that lie otherwise.
        size *= 14 if book.questions[question].date else len(possible_answers(book, book.questions[question]))
        if size > most_completions:
            break
        if random.random() < 0.5:
            given[question] = UNKNOWN
        else:
            del given[question]
    return given


def all_of_criterion(book: Rulebook, criterion: str) -> Iterator[dict[str, str]]:
    """Yield every combination of answers (open ones included) to the questions that a criterion rests on."""
    questions = questions_of(book, criterion)
    choices = [[*book.questions[q].answers, UNKNOWN] for q in questions]
    for row in product(*choices):
        yield dict(zip(questions, row, strict=True))


def questions_of(book: Rulebook, criterion: str) -> tuple[str, ...]:
    """Return the questions that a criterion names, with their gates."""
    named = dict.fromkeys(q for line in book.criteria[criterion].reaches for q in questions_in(line.when))
    waiting = list(named)
    while waiting:
        gate = questions_in(book.questions[waiting.pop()].asked_when)
        waiting += [q for q in gate if q not in named]
        named.update(dict.fromkeys(gate))
    return tuple(q for q in book.questions if q in named)


def assert_as_expected(book: Rulebook, told: Evaluation, want: Expected, given: Mapping[str, object]) -> None:
    """Compare an evaluation with what the reference model found."""
    assert set(told.possible) == want.possible, given
    assert {c: set(s.possible) for c, s in told.criteria.items()} == want.criteria, given
    states = {r.id: r.state for r in told.requirements}
    for requirement, seen in want.requirements.items():
        state = None if "absent" in seen else seen.pop() if len(seen) == 1 else "open"
        assert states.get(requirement) == state, given
    held = {a.id for a in told.actions}
    assert held == want.held & set(book.actions), given
    plain = {n.id for n in book.notes.values() if not n.for_each}
    assert {n.id for n in told.notes} & plain == want.held & plain, given
