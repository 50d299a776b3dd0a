"""Invented rulebooks by shape: flows, and criteria that stand apart, beside each other, or across each other."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from app.rulebook.conditions import All, Any, Condition, CriterionReaches, QuestionIs
from app.rulebook.model import Criterion, Question, Rulebook, Verdict
from tests.engine.invented import HERE, WORD, criterion, question, rulebook

THREE = ("none", "part", "all")


def seen_by_all(questions: Sequence[Question], criteria: Sequence[Criterion]) -> Rulebook:
    return rulebook(questions, criteria, seen=frozenset(each.id for each in questions))


def flow(random: Random, questions: int = 15, outcomes: int = 31, paths: int = 42) -> Rulebook:
    """Draw a decision tree: each question but the first stands behind one answer, each other answer is an outcome."""
    sizes = [2] * questions
    for _ in range(paths - 1 - questions):
        sizes[random.randrange(questions)] += 1
    asked = [question("q0", [f"a{n}" for n in range(sizes[0])])]
    ends = [QuestionIs("q0", (answer,)) for answer in asked[0].answers]
    for i, size in enumerate(sizes[1:], 1):
        # The first question splits everything: as long as it can, a question stands right behind it.
        gate = ends.pop(0 if i < sizes[0] else random.randrange(len(ends)))
        asked.append(question(f"q{i}", [f"a{n}" for n in range(size)], gate=gate))
        ends += [QuestionIs(f"q{i}", (answer,)) for answer in asked[-1].answers]
    random.shuffle(ends)
    # Two answers to one question that end alike would be one answer.
    while any(ends[i].question == end.question for i, end in enumerate(ends[outcomes:])):
        random.shuffle(ends)
    grounds = [criterion(f"c{i}", {"all": Any(tuple(ends[i::outcomes]))}) for i in range(outcomes - 1)]
    verdicts: dict[str, Condition | None] = {f"v{i}": CriterionReaches(f"c{i}", ("all",)) for i in range(outcomes - 1)}
    book = seen_by_all(asked, grounds)
    declared = {
        name: Verdict(name, when, WORD, WORD, (), (), HERE) for name, when in {**verdicts, "else": None}.items()
    }
    return replace(
        book,
        questions={each.id: each for each in asked},
        verdicts=declared,
        requirements={},
        actions={},
        notes={},
    )


def independent(count: int) -> Rulebook:
    """Return criteria of one question each."""
    asked = [question(f"q{i}", THREE) for i in range(count)]
    return seen_by_all(asked, [_one_question(f"c{i}", each) for i, each in enumerate(asked)])


def shared(count: int, questions: int = 10) -> Rulebook:
    """Return criteria of one question each, of few questions in turn."""
    asked = [question(f"q{i}", THREE) for i in range(questions)]
    return seen_by_all(asked, [_one_question(f"c{i}", asked[i % questions]) for i in range(count)])


def _one_question(name: str, read: Question) -> Criterion:
    return criterion(name, {"all": QuestionIs(read.id, ("all",)), "part": QuestionIs(read.id, ("part",))})


def crossed(random: Random, questions: int = 16, pairs: int = 20) -> Rulebook:
    """Draw criteria of two questions each, from anywhere."""
    asked = [question(f"q{i}", THREE) for i in range(questions)]
    return seen_by_all(asked, [_together(f"c{i}", random.sample(asked, 2)) for i in range(pairs)])


def neighbours(count: int = 200, near: int = 3) -> Rulebook:
    """Return criteria of a few questions each that stand beside each other."""
    asked = [question(f"q{i}", THREE) for i in range(count + near - 1)]
    return seen_by_all(asked, [_together(f"c{i}", asked[i : i + near]) for i in range(count)])


def _together(name: str, read: Sequence[Question]) -> Criterion:
    return criterion(
        name,
        {
            "all": All(tuple(QuestionIs(each.id, ("all",)) for each in read)),
            "part": All(tuple(QuestionIs(each.id, ("part", "all")) for each in read)),
        },
    )


def terms(random: Random, questions: int = 12, criteria: int = 10, of: int = 3) -> Rulebook:
    """Draw criteria that reach everything in any of three ways, each of three answers."""
    asked = [question(f"q{i}", THREE) for i in range(questions)]
    return seen_by_all(asked, [_in_terms(random, f"c{i}", asked, of) for i in range(criteria)])


def _in_terms(random: Random, name: str, asked: Sequence[Question], of: int) -> Criterion:
    ways = [[QuestionIs(each.id, (random.choice(THREE),)) for each in random.sample(asked, of)] for _ in range(of)]
    return criterion(name, {"all": Any(tuple(All(tuple(way)) for way in ways)), "part": ways[0][0]})
