"""Two rulebooks as diagrams over one order of questions, so that they can be compared answer by answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, reduce

from app.engine.build import asking_order
from app.engine.mdd import LEAF, Forest
from app.rulebook.conditions import questions_in
from app.rulebook.model import Question, Rulebook
from app.verify.answer_sets import AnswerSets
from app.verify.symbolic import Given, Proof

Cube = dict[str, tuple[str, ...]]
"""Questions, each with some of its answers: holds where each is asked and answered so. The empty one always holds."""


class Joint:
    """Hold two rulebooks in one forest, over the questions of both.

    A question of both has the answers that both know; one whose answers have nothing in common is left out of both.
    A question of one has its own answers, and questions with several answers never decide.
    An answer set answers every question that applies: whose gate holds in a rulebook that asks it. So a question
    behind a gate that is closed in both takes no part, and what lies behind it is counted once.
    """

    def __init__(self, old: Rulebook, new: Rulebook, forest: Forest | None = None) -> None:
        apart = _without_common_answers(old, new)
        old, new = old.leaving_out(apart), new.leaving_out(apart)
        self.order = _order(old, new)
        self.old = Proof(old, forest, self.order)
        self.forest = self.old.forest
        self.new = Proof(new, self.forest, self.order)
        self.gates = {question.id: self._gate(question.id) for question in self.order}
        self._sets = AnswerSets(self.old, self.gates)
        self.holds_where = cache(self._holds_where)

    def _gate(self, question: str) -> int:
        asking = [proof for proof in (self.old, self.new) if question in asked_by(proof.rulebook)]
        return self.forest.any_of(proof.builder.gate(asked_by(proof.rulebook)[question]) for proof in asking)

    def count(self, region: int) -> int:
        return self._sets.count(region)

    def answers(self, question: str) -> tuple[str, ...]:
        return tuple(self.order[self.old.level[question]].answers)

    def holds(self, cube: Cube) -> int:
        return reduce(self.forest.both, [self.holds_where(q, cube[q]) for q in reversed(cube)], self.forest.true)

    def meets(self, one: int, other: int) -> bool:
        return self.forest.meets(one, other)

    def _holds_where(self, question: str, answers: tuple[str, ...]) -> int:
        return self.forest.both(self.gates[question], self.old.given_only(question, answers))

    def example(self, region: int) -> Given:
        """Return few answers that force a region, and that somebody can give together.

        The fewest can be behind gates of which one is open just where another is closed: they force it whatever the
        gate is, and nobody gives all of them.
        """
        fewest = self.old.witness(region) or {}
        if any(proof.rulebook.linked for proof in (self.old, self.new)):
            return fewest  # beside dates, answers are days, of which gates know nothing
        if self.meets(self.holds({question: (str(answer),) for question, answer in fewest.items()}), region):
            return fewest
        given = self.answer_set(region)
        for question in reversed(list(given)):
            rest = {other: answer for other, answer in given.items() if other != question}
            given = rest if self.old.forces(region, rest) else given
        return given

    def answer_set(self, region: int) -> Given:
        """Return the first answer set of a region that holds somewhere, with the questions that apply in it."""
        n = self._sets.within(region)
        given: Given = {}
        for level, question in enumerate(self.order):
            is_read = self.forest.level[n] == level
            place = next(i for i, kid in enumerate(self.forest.kids[n]) if kid != self.forest.false) if is_read else 0
            n = self.forest.kids[n][place] if is_read else n
            given[question.id] = list(question.answers)[place]
        return {question: given[question] for question, gate in self.gates.items() if self._true(gate, given)}

    def _true(self, n: int, given: Given) -> bool:
        while self.forest.level[n] != LEAF:
            question = self.order[self.forest.level[n]]
            n = self.forest.kids[n][list(question.answers).index(given[question.id])]
        return n == self.forest.true


def asked_by(rulebook: Rulebook) -> dict[str, Question]:
    """Only questions that decide anything."""
    return {question.id: question for question in asking_order(rulebook) if question.id not in rulebook.left_out}


def _common_answers(one: Question, other: Question) -> Question:
    # Numbers of which neither value is in the other can have bands of the same name.
    apart = one.number and (other.number is None or one.number.starts != other.number.starts)
    common = {} if apart else {answer: text for answer, text in one.answers.items() if answer in other.answers}
    return replace(one, answers=common)


def _without_common_answers(old: Rulebook, new: Rulebook) -> frozenset[str]:
    olds, news = asked_by(old), asked_by(new)
    return frozenset(q for q in olds.keys() & news.keys() if not _common_answers(olds[q], news[q]).answers)


def _order(old: Rulebook, new: Rulebook) -> list[Question]:
    """Return the questions of both: as in the old one, new ones after what they follow, and gates before gated."""
    olds, news = asked_by(old), asked_by(new)
    gates: dict[str, set[str]] = {}
    for question in (*olds.values(), *news.values()):
        gates.setdefault(question.id, set()).update(questions_in(question.asked_when))
    questions = {**news, **olds}
    for name in olds.keys() & news.keys():
        questions[name] = _common_answers(olds[name], news[name])
    return [questions[name] for name in _gates_first(_merged([*olds], [*news]), gates)]


def _merged(names: list[str], others: Iterable[str]) -> list[str]:
    """Return the names with each other one put behind the one that it follows."""
    place = 0
    for name in others:
        if name not in names:
            names.insert(place, name)
        place = names.index(name) + 1
    return names


def _gates_first(names: list[str], gates: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the names with gates first; where two rulebooks each make the other's gate gated, as they stand."""
    waiting = list(names)
    while waiting:
        free = (name for name in waiting if gates[name].isdisjoint(waiting))
        chosen = next(free, waiting[0])
        waiting.remove(chosen)
        yield chosen
