"""Rulebooks that differ: random changes to a rulebook, each leaving it sound, and the same with other names."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from app.rulebook.conditions import (
    Any,
    AnyCriterion,
    Condition,
    CriterionReaches,
    Not,
    QuestionIs,
    VerdictIs,
    inside,
    with_inside,
)
from app.rulebook.model import Question, Requirement, Rulebook
from tests.engine.invented import EXTENTS, SAFE, WORD, criterion, question

NEVER = Any(())
Rewrite = Callable[[Condition], Condition]


def changed(random: Random, book: Rulebook, times: int = 2) -> Rulebook:
    """Return a rulebook with random changes, the first of which may be undone by the second."""
    for _ in range(times):
        book = random.choice(CHANGES)(random, book)
    return book


def rewritten(book: Rulebook, rewrite: Rewrite) -> Rulebook:
    """Return a rulebook with every condition that has no parts replaced."""

    def new(condition: Condition) -> Condition:
        within = inside(condition)
        return with_inside(condition, tuple(map(new, within))) if within else rewrite(condition)

    def line(told: Requirement) -> Requirement:
        return replace(told, applies_when=new(told.applies_when), met_when=new(told.met_when))

    return replace(
        book,
        questions={i: replace(q, asked_when=q.asked_when and new(q.asked_when)) for i, q in book.questions.items()},
        criteria={
            i: replace(c, reaches=tuple(replace(reach, when=new(reach.when)) for reach in c.reaches))
            for i, c in book.criteria.items()
        },
        verdicts={i: replace(v, when=v.when and new(v.when)) for i, v in book.verdicts.items()},
        requirements={i: line(r) for i, r in book.requirements.items()},
        actions={i: replace(a, when=new(a.when)) for i, a in book.actions.items()},
        notes={i: replace(n, when=new(n.when)) for i, n in book.notes.items()},
    )


def turned_round(book: Rulebook) -> Rulebook:
    """Return a rulebook in which the first question has the name of the last, and so on."""
    ids = [*book.questions]
    names = dict(zip(ids, reversed(ids), strict=True))

    def rename(condition: Condition) -> Condition:
        return (
            QuestionIs(names[condition.question], condition.answers) if isinstance(condition, QuestionIs) else condition
        )

    renamed = rewritten(book, rename)
    return replace(renamed, questions={names[i]: replace(q, id=names[i]) for i, q in renamed.questions.items()})


def _condition(random: Random, book: Rulebook) -> Condition:
    asked = random.choice([q for q in book.questions.values() if q.answers])
    return QuestionIs(asked.id, tuple(random.sample([*asked.answers], random.randint(1, len(asked.answers)))))


def _other_line(random: Random, book: Rulebook) -> Rulebook:
    told = random.choice([*book.criteria.values()])
    lines = {reach.extent: reach.when for reach in told.reaches} | {
        random.choice(EXTENTS[:3]): _condition(random, book)
    }
    return replace(book, criteria={**book.criteria, told.id: criterion(told.id, lines)})


def _other_gate(random: Random, book: Rulebook) -> Rulebook:
    place = random.randrange(1, len(book.questions))
    asked = [*book.questions.values()][place]
    earlier = replace(book, questions=dict([*book.questions.items()][:place]))
    gate = random.choice((None, _condition(random, earlier), Not(_condition(random, earlier))))
    return replace(book, questions={**book.questions, asked.id: replace(asked, asked_when=gate)})


def _question_less(random: Random, book: Rulebook) -> Rulebook:
    gone = random.choice([*book.questions])

    def rewrite(condition: Condition) -> Condition:
        return NEVER if isinstance(condition, QuestionIs) and condition.question == gone else condition

    if len(book.questions) == 1:
        return book
    without = rewritten(book, rewrite)
    return replace(without, questions={i: q for i, q in without.questions.items() if i != gone})


def _question_more(random: Random, book: Rulebook) -> Rulebook:
    place = random.randrange(len(book.questions) + 1)
    earlier, later = [*book.questions.items()][:place], [*book.questions.items()][place:]
    gate = _condition(random, replace(book, questions=dict(earlier))) if earlier and random.random() < 0.5 else None
    new = question(f"extra{random.randrange(2)}", ("a0", "a1", "a2")[: random.choice((2, 3))], gate=gate)
    if new.id in book.questions:
        return book
    return _other_line(random, replace(book, questions=dict([*earlier, (new.id, new), *later])))


def _with_answers(book: Rulebook, asked: Question, answers: tuple[str, ...]) -> Rulebook:
    return replace(book, questions={**book.questions, asked.id: replace(asked, answers=dict.fromkeys(answers, WORD))})


def _answer_more(random: Random, book: Rulebook) -> Rulebook:
    asked = random.choice([*book.questions.values()])
    return _with_answers(book, asked, (*asked.answers, f"more{len(asked.answers)}"))


def _answer_less(random: Random, book: Rulebook) -> Rulebook:
    asked = random.choice([*book.questions.values()])
    return _with_answers(book, asked, tuple(random.sample([*asked.answers], max(1, len(asked.answers) - 1))))


def _other_answers(random: Random, book: Rulebook) -> Rulebook:
    asked = random.choice([*book.questions.values()])
    return _with_answers(book, asked, ("quite", "other"))


def _criterion_less(random: Random, book: Rulebook) -> Rulebook:
    gone = random.choice([*book.criteria])

    def rewrite(condition: Condition) -> Condition:
        return NEVER if isinstance(condition, CriterionReaches) and condition.criterion == gone else condition

    return replace(rewritten(book, rewrite), criteria={i: c for i, c in book.criteria.items() if i != gone})


def _criterion_more(random: Random, book: Rulebook) -> Rulebook:
    return replace(book, criteria={**book.criteria, "extra": criterion("extra", {"talk": _condition(random, book)})})


def _other_verdicts(random: Random, book: Rulebook) -> Rulebook:
    *first, last = book.verdicts.values()
    return replace(book, verdicts={each.id: each for each in (*random.sample(first, len(first)), last)})


def _other_requirement(random: Random, book: Rulebook) -> Rulebook:
    if not book.requirements or random.random() < 0.3:
        return replace(book, requirements={})
    applies = random.choice((AnyCriterion(("all",)), VerdictIs(("talk",)), Not(_condition(random, book))))
    told = replace(book.requirements[SAFE], applies_when=applies, met_when=_condition(random, book))
    return replace(book, requirements={SAFE: told})


CHANGES = (
    _other_line, _other_line, _other_gate, _question_less, _question_more, _answer_more, _answer_less, _other_answers,
    _criterion_less, _criterion_more, _other_verdicts, _other_requirement,
)  # fmt: skip
