"""Invented rulebooks: random but sound, small enough for the reference model or as large as a test wants."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from random import Random

from app.problems import SourceLocation
from app.rulebook.banding import banded, with_conditions
from app.rulebook.calendar import Holiday, Span, Unit
from app.rulebook.choices import HowMany
from app.rulebook.conditions import (
    CHOICES,
    COMPARISONS,
    COUNTS,
    LAPSES,
    TODAY,
    All,
    Any,
    AnyCriterion,
    Chosen,
    Comparison,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    counted,
    possible_counts,
)
from app.rulebook.dates import DateRange, Difference
from app.rulebook.model import (
    NOT_RELIED_ON,
    Action,
    ChangeDirection,
    Criterion,
    Note,
    Question,
    Reach,
    Requirement,
    Rulebook,
    Sensitivity,
    Verdict,
)
from app.rulebook.numbers import Number
from app.rulebook.text import Text
from app.rulebook.variants import CLAIM_ANSWERS, INVOKED

HERE = SourceLocation("invented")
WORD = Text("woord", "word")
EXTENTS = ("all", "part", "talk", "none")
SAFE = "safe"
PRIVACY = {"work": 0, "personal": 1, "health": 2}


def question(
    name: str,
    answers: Sequence[str],
    *,
    gate: Condition | None = None,
    sensitivity: Sensitivity = "work",
    changed_to: tuple[str, ...] = (),
) -> Question:
    """Make a question; one that is not about work can be left out."""
    own = [*answers, *([NOT_RELIED_ON] if sensitivity != "work" else [])]
    words = dict.fromkeys(own, WORD)
    return Question(
        id=name,
        ask=WORD,
        help=None,
        help_lines=None,
        why=WORD,
        answers=words,
        unknown=WORD,
        many=False,
        asked_when=gate,
        answered_by=("someone",),
        sensitivity=sensitivity,
        can_be_changed=ChangeDirection(("someone",), changed_to) if changed_to else None,
        source=(),
        place=HERE,
    )


def criterion(name: str, lines: dict[str, Condition]) -> Criterion:
    """Make a criterion from its lines, furthest first."""
    reaches = tuple(Reach(extent, when, WORD, (), HERE) for extent, when in lines.items())
    return Criterion(name, WORD, (), WORD, reaches, HERE)


def rulebook(questions: Sequence[Question], criteria: Sequence[Criterion], *, seen: frozenset[str]) -> Rulebook:
    """Make a rulebook with the usual four verdicts, one requirement, three actions and two notes."""
    somewhere = VerdictIs(("far", "near"))
    verdicts: dict[str, Condition | None] = {
        "far": AnyCriterion(("all",)),
        "near": AnyCriterion(("part",)),
        "talk": Any((AnyCriterion(("talk",)), CriterionReaches(criteria[0].id, ("talk",)))),
        "stay": None,
    }
    little = CriterionReaches(criteria[-1].id, ("talk", "none"))
    actions: dict[str, Condition] = {
        "repair": QuestionIs(SAFE, ("no",)),
        "agree": VerdictIs(("near",)),
        "weigh": All((little, QuestionIs(questions[0].id, tuple(questions[0].answers)[:1]))),
    }
    return Rulebook(
        id="invented",
        version="1.0.0",
        title=WORD,
        in_force=(),
        about={},
        people={"someone": WORD},
        common={},
        readings={},
        sources={},
        clauses={},
        extents=dict.fromkeys(EXTENTS, WORD),
        questions={q.id: q for q in (*questions, question(SAFE, ("yes", "no"), changed_to=("yes",)))},
        criteria={c.id: c for c in criteria},
        verdicts={name: Verdict(name, when, WORD, WORD, (), (), HERE) for name, when in verdicts.items()},
        undetermined=(WORD, WORD, WORD),
        requirements={
            SAFE: Requirement(SAFE, "someone", somewhere, QuestionIs(SAFE, ("yes",)), WORD, WORD, WORD, (), HERE)
        },
        actions={a: Action(a, ("someone",), when, WORD, None, (), HERE) for a, when in actions.items()},
        notes={
            "risk": Note("risk", Not(VerdictIs(("stay",))), None, WORD, None, {}, (), HERE),
            "calm": Note("calm", Not(AnyCriterion(("all", "part"))), None, WORD, None, {}, (), HERE),
        },
        audiences={"employee": frozenset({q.id for q in questions} | {SAFE}), "hr": seen | {SAFE}},
        laws=(),
        digest="sha256:invented",
        place=HERE,
    )  # fmt: skip


def random_rulebook(random: Random, size: int = 6) -> Rulebook:
    """Draw a small rulebook: gates on earlier questions, criteria that share questions, some private ones."""
    questions: list[Question] = []
    for i in range(size):
        private = i >= size // 2 and random.random() < 0.5
        sensitivity: Sensitivity = random.choice(("personal", "health")) if private else "work"
        answers = tuple(f"a{n}" for n in range(random.choice((2, 2, 3))))
        changed = (random.choice(answers),) if random.random() < 0.5 else ()
        gate = _gate(random, [q for q in questions if PRIVACY[q.sensitivity] <= PRIVACY[sensitivity]])
        questions.append(
            question(f"q{i}", answers, gate=gate, sensitivity=sensitivity, changed_to=changed)
        )  # fmt: skip
    criteria = [
        criterion(f"c{i}", {extent: _line(random, questions) for extent in EXTENTS[:3] if random.random() < 0.7})
        for i in range(random.choice((2, 3)))
    ]
    return rulebook(questions, criteria, seen=frozenset(q.id for q in questions if q.sensitivity == "work"))


def sure_rulebook(random: Random, size: int = 6) -> Rulebook:
    """Draw a small rulebook in which "I don't know" is no answer to some of the questions."""
    book = random_rulebook(random, size)
    return replace(
        book, questions={id: replace(q, can_be_unknown=random.random() < 0.5) for id, q in book.questions.items()}
    )


def numbers_rulebook(random: Random, size: int = 5) -> Rulebook:
    """Draw a small rulebook in which half of the questions about the work ask for a number."""
    book = random_rulebook(random, size)
    work = [q for q in book.questions.values() if q.sensitivity == "work" and q.id != SAFE]
    drawn = {q.id: _number(random) for q in work if random.random() < 0.6}

    def compared(condition: Condition) -> Condition:
        if not isinstance(condition, QuestionIs) or condition.question not in drawn:
            return condition
        return QuestionIs(condition.question, (), _comparison(random, drawn[condition.question]))

    asked = {
        q.id: replace(q, number=drawn.get(q.id), can_be_changed=None if q.id in drawn else q.can_be_changed)
        for q in book.questions.values()
    }
    return banded(with_conditions(replace(book, questions=asked), compared))


def choices_rulebook(random: Random, size: int = 5) -> Rulebook:
    """Draw a small rulebook in which any number of answers can be chosen at some of the questions about the work."""
    book = random_rulebook(random, size)
    work = [q for q in book.questions.values() if q.sensitivity == "work" and q.id != SAFE]
    drawn = {q.id for q in work if random.random() < 0.5}

    def tested(condition: Condition) -> Condition:
        if not isinstance(condition, QuestionIs) or condition.question not in drawn:
            return condition
        named = tuple(random.sample(CHOSEN, random.choice((1, 1, 2, 3))))
        return QuestionIs(condition.question, (), Chosen(random.choice(CHOICES), named))

    several = dict.fromkeys(CHOSEN, WORD)
    asked = {
        q.id: replace(q, answers=several, many=True, can_be_changed=None) if q.id in drawn else q
        for q in book.questions.values()
    }
    resting = with_conditions(replace(book, questions=asked), tested)
    # Drawn last: all else is what it would be with any number.
    bounded = {id: replace(q, how_many=_how_many(random)) if q.many else q for id, q in resting.questions.items()}
    return banded(replace(resting, questions=bounded))


def _how_many(random: Random) -> HowMany:
    least, most = random.choice((0, 0, 1, 2, 3)), random.choice((None, None, 1, 2, 3))
    return HowMany(least, None if most is None else max(least, most))


def claims_rulebook(random: Random, size: int = 5) -> Rulebook:
    """Draw a small rulebook in which some of the questions that are not private are claims."""
    book = random_rulebook(random, size)
    work = [q.id for q in book.questions.values() if q.sensitivity == "work" and q.id != SAFE]
    drawn = set(random.sample(work, min(len(work), random.choice((1, 1, 2)))))

    def counting(condition: Condition) -> Condition:
        claimed = isinstance(condition, QuestionIs) and condition.question in drawn
        return QuestionIs(condition.question, (INVOKED,)) if claimed else condition  # type: ignore[union-attr]

    answers = dict.fromkeys(CLAIM_ANSWERS, WORD)
    asked = {
        q.id: replace(q, answers=answers, sensitivity="claim", can_be_changed=None) if q.id in drawn else q
        for q in book.questions.values()
    }
    return with_conditions(replace(book, questions=asked), counting)


def dates_rulebook(random: Random, size: int = 5) -> Rulebook:
    """Draw a small rulebook in which two or three questions about the work ask for a date within some weeks."""
    book = random_rulebook(random, size)
    work = [q for q in book.questions.values() if q.sensitivity == "work" and q.id != SAFE]
    asked = sorted(q.id for q in random.sample(work, min(len(work), random.choice((2, 2, 3)))))
    days = {date: DateRange(NEAR[0] + random.randint(0, 9), NEAR[-1] - random.randint(0, 9)) for date in asked}

    def compared(condition: Condition) -> Condition:
        if not isinstance(condition, QuestionIs) or condition.question not in days:
            return condition
        # Only with an earlier one, as a gate may be.
        other = random.choice([TODAY, *asked[: asked.index(condition.question)]])
        ends = random.choice(((condition.question, other), (other, condition.question)))
        return Lapse(" ".join(ends), *ends, random.choice(LAPSES), _span(random))

    def dated(question: Question) -> Question:
        if question.id not in days:
            return question
        changed = question.can_be_changed and ChangeDirection(("someone",), ())
        return replace(question, answers={}, date=days[question.id], can_be_changed=changed)

    between = {f"{a} {b}": Difference(f"{a} {b}", WORD, a, b) for a, b in permutations([TODAY, *asked], 2)}
    questions = {q.id: dated(q) for q in book.questions.values()}
    return banded(with_conditions(replace(book, questions=questions, differences=between), compared))


NEAR = range(date(2027, 1, 18).toordinal(), date(2027, 3, 8).toordinal())
"""The days between which dates are drawn: February is one of the months."""
OFF = (Holiday(easter=-48), Holiday(2, 14, on_sunday=15))


def _span(random: Random) -> Span:
    unit: Unit = random.choice(("days", "weeks", "months", "working_days"))
    most = {"days": 12, "weeks": 2, "months": 1}.get(unit, 8)
    amount = random.randint(-most, most)
    return Span(amount, unit, amount > 0 and random.random() < 0.2, OFF if unit == "working_days" else ())


CHOSEN = ("a0", "a1", "a2", "a3")


def _number(random: Random) -> Number:
    step = random.choice((Decimal(1), Decimal("0.5"), Decimal(10)))
    low = step * random.randint(-3, 3)
    return Number(random.choice((None, WORD)), low, low + step * random.randint(1, 30), step)


def _comparison(random: Random, number: Number) -> Comparison:
    word = random.choice(COMPARISONS)
    steps = int((number.high - number.low) / number.step)
    values = sorted(number.low + number.step * random.randint(0, steps) for _ in range(1 + (word == "between")))
    return Comparison(word, tuple(values))


def _line(random: Random, questions: Sequence[Question]) -> Condition:
    when = _condition(random, questions, 2)
    return Unless((when, Not(_condition(random, questions, 1)))) if random.random() < 0.3 else when


def _gate(random: Random, earlier: Sequence[Question]) -> Condition | None:
    if not earlier or random.random() < 0.5:
        return None
    chosen: list[Condition] = [_is(random, q) for q in random.sample(list(earlier), min(len(earlier), 2))]
    return random.choice((chosen[0], Any(tuple(chosen)), All(tuple(chosen))))


def _is(random: Random, asked: Question) -> QuestionIs:
    named = [answer for answer in asked.answers if answer != NOT_RELIED_ON]
    return QuestionIs(asked.id, tuple(random.sample(named, random.choice((1, 1, len(named) - 1)))))


def some_points(random: Random, questions: Sequence[Question]) -> Points:
    """Draw points for some answers to two or three questions."""
    asked = random.sample(list(questions), min(len(questions), random.choice((2, 3))))
    answers = [
        (q.id, answer) for q in asked for answer in q.answers if answer != NOT_RELIED_ON and random.random() < 0.7
    ]
    parts = tuple(QuestionIs(question, (answer,)) for question, answer in answers)
    compared = Comparison(random.choice(("at_least", "under", "is")), (Decimal(random.randint(1, 6)),))
    return Points("score", WORD, parts, tuple(random.randint(0, 4) for _ in parts), compared)


def a_count(random: Random, of: tuple[Condition, ...]) -> Count:
    word = random.choice(COUNTS)
    return counted(word, random.choice(possible_counts(word, len(of))), of)


def _condition(random: Random, questions: Sequence[Question], depth: int) -> Condition:
    if depth == 0 or random.random() < 0.3:
        return _is(random, random.choice(list(questions)))
    inner = tuple(_condition(random, questions, depth - 1) for _ in range(random.choice((2, 2, 3))))
    first, whole, score = inner[0], All(inner), some_points(random, questions)
    return random.choice((whole, whole, Any(inner), Not(first), a_count(random, inner), Term("t", first), score))


def intricate_rulebook(random: Random) -> Rulebook:
    """Draw a small rulebook whose verdicts rest on `not`, `any` and `none`."""
    book = random_rulebook(random, 5)
    drawn: dict[str, Condition | None] = {
        f"v{i}": _of_criteria(random, book, 2) for i in range(random.choice((1, 2, 3)))
    }
    verdicts = {name: Verdict(name, when, WORD, WORD, (), (), HERE) for name, when in {**drawn, "else": None}.items()}
    return replace(book, verdicts=verdicts, requirements={}, actions={}, notes={})


def _of_criteria(random: Random, book: Rulebook, depth: int) -> Condition:
    if depth == 0 or random.random() < 0.2:
        extents = tuple(random.sample(EXTENTS, random.choice((1, 1, 2))))
        criterion = random.choice(list(book.criteria))
        return AnyCriterion(extents) if random.random() < 0.2 else CriterionReaches(criterion, extents)
    inner = tuple(_of_criteria(random, book, depth - 1) for _ in range(random.choice((2, 2, 3))))
    return random.choice((All(inner), Any(inner), Any(inner), Not(inner[0]), a_count(random, inner)))


def large_rulebook(random: Random, questions: int, criteria: int, *, local: bool) -> Rulebook:
    """Draw a large rulebook whose criteria each read 2 to 4 questions, near each other or anywhere."""
    asked = [question(f"q{i}", ("none", "part", "all")) for i in range(questions)]
    grounds = []
    for i in range(criteria):
        count = random.choice((2, 3, 4))
        start = i * (questions - count) // max(1, criteria - 1)
        grounds.append(_ground(f"c{i}", asked[start : start + count] if local else random.sample(asked, count)))
    return rulebook(asked, grounds, seen=frozenset(q.id for q in asked))


def _ground(name: str, read: Sequence[Question]) -> Criterion:
    first, *others = read
    rest: tuple[Condition, ...] = tuple(QuestionIs(q.id, ("part", "all")) for q in others)
    return criterion(
        name,
        {
            "all": All((QuestionIs(first.id, ("all",)), *rest)),
            "part": All((QuestionIs(first.id, ("part",)), *rest)),
            "talk": All((QuestionIs(first.id, ("part", "all")), Any(rest))),
        },
    )


def private_rulebook(random: Random, questions: int, criteria: int) -> Rulebook:
    """Draw a large local rulebook with gates, and private questions that only the person sees; health comes last."""
    asked: list[Question] = []
    for i in range(questions):
        sensitivity: Sensitivity = ("health" if i > questions - 6 else "personal") if random.random() < 0.4 else "work"
        near = [q for q in asked[-3:] if PRIVACY[q.sensitivity] <= PRIVACY[sensitivity]]
        gate = _is(random, random.choice(near)) if near and random.random() < 0.4 else None
        changed = ("none",) if random.random() < 0.5 else ()
        asked.append(
            question(f"q{i}", ("none", "part", "all"), gate=gate, sensitivity=sensitivity, changed_to=changed)
        )  # fmt: skip
    starts = [i * (questions - 4) // max(1, criteria - 1) for i in range(criteria)]
    grounds = [_ground(f"c{i}", asked[start : start + random.choice((2, 3, 4))]) for i, start in enumerate(starts)]
    return rulebook(asked, grounds, seen=frozenset(q.id for q in asked if q.sensitivity == "work"))
