"""How many questions are still ahead: at most (proven), and usually."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil
from typing import Any

from app.engine.build import HELD
from app.engine.compile import Compiled, compiled
from app.engine.mdd import levels_in
from app.engine.next_question import Mode
from app.engine.restrict import Residual
from app.engine.unions import UnionNode, Unopened
from app.engine.walk import DEEP, GivenAnswers, Leaf, Node, NodeOrLeaf
from app.rulebook.model import UNKNOWN, Rulebook

MOST_STATES = 60_000
"""Limit on the states of asking that are looked at, so that no rulebook can make an evaluation hang."""
MOST_ALIKE, MOST_MEANT = 5, 50
"""Of how many unlike steps every few are put together, and of how many the mean is taken."""
Gates = tuple[NodeOrLeaf, ...]
Ahead = tuple[int, float]
"""The most and the mean number of questions."""


def questions_left(left: Residual, mode: Mode) -> tuple[int, int]:
    """Return how many questions are usually and at most left to ask.

    "Usually" is the mean over equally likely known answers, rounded up; "at most" holds on every path, also where
    "I don't know" is answered, and never grows along one.
    """
    at = left.at
    if at.rulebook.lists:
        return _listed(left, mode)
    # Once too many, always counted in the other way: the two mixed could make the promise grow.
    if TooManyPaths not in at.later:
        try:
            if at.verdict.support.bit_count() > DEEP:
                raise TooManyPaths
            most, mean = _course(left, "quick").run(at.verdict) if mode == "quick" else _full(left)
            # A mean of floats can come out just above a whole number.
            return min(ceil(mean - 1e-9), most), most
        except TooManyPaths:
            at.later[TooManyPaths] = True
    most = _every(left, mode)
    return most, most


def most_in_any_order(rulebook: Rulebook) -> int:
    """Return how many questions are at most asked from the start, in whatever order and mode, by whoever asks them."""
    return _every(Residual(compiled(rulebook), {}), "full")


def _every(left: Residual, mode: Mode) -> int:
    """Return the number of questions that could still be asked in some order: sound, if not sharp."""
    waiting = set(_pending(left, left.at.verdict)[0])
    for step in left.at.criteria.values() if mode == "full" else ():
        waiting |= _pending(left, step)[0]
    after = {question for _, question in _after(left, mode)}
    return len(waiting | after)


def _full(left: Residual) -> Ahead:
    """Add up what each criterion may still ask, the health questions that the verdict may need, and what comes after.

    The most counts questions, not paths: here an answer may open the gate of a question that was passed before, and
    a count of all that could be asked can only go down.
    """
    at = left.at
    waiting, last = _pending(left, at.verdict)
    health = {q for q in waiting if at.rulebook.questions[q].sensitivity == "health"}
    course = _course(left, "full")
    mean = course.run(at.verdict)[1]
    for criterion, step in at.criteria.items():
        waiting |= _pending(left, step)[0]
        mean += _course(left, f"full {criterion}").run(step)[1]
    others = {q for q in waiting if at.rulebook.questions[q].sensitivity != "health"}
    return len(others) + len(health) + max(map(course.later, last)), mean


def _listed(left: Residual, mode: Mode) -> tuple[int, int]:
    """Count the questions of all criteria together, whatever the order, and after them those of the verdict.

    A path for every criterion at once would go through as many steps as all of them have together, multiplied.
    """
    waiting: set[str] = set()
    mean = 0.0
    for step in left.at.results:
        own = _pending(left, step)[0] - waiting
        waiting |= own
        mean = mean + _mean(left, step, own) if own else mean
    after, last = _after(left, mode), _pending(left, left.at.verdict)[1]
    each = ({question for verdicts, question in after if not mask & ~verdicts} for mask in last)
    most = max(len(waiting | later) for later in each)
    return min(ceil(mean - 1e-9) + most - len(waiting), most), most


def _mean(left: Residual, step: NodeOrLeaf, own: set[str]) -> float:
    """Return how many of these questions are usually asked for one criterion; all where that takes too long to say."""
    try:
        return len(own) if step.support.bit_count() > DEEP else _course(left, "list", own).run(step)[1]
    except TooManyPaths:
        return len(own)


def _pending(left: Residual, step: NodeOrLeaf) -> tuple[set[str], set[int]]:
    """Return the questions that could still be asked in some order, and the outcomes that could be left."""
    questions: set[str] = set()
    last: set[int] = set()
    seen: set[int] = set()
    root, verdict = left.of(step), left.at.verdict
    # Decided for the whole rulebook: counted once in one way and once in the other, a promise could grow.
    if isinstance(root, Node) and (isinstance(verdict, Unopened) or verdict.support.bit_count() > DEEP):
        return _read(left, root), {1 << outcome for outcome in levels_in(root.outcomes)}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Leaf):
            last.add(node.mask)
        elif id(node) not in seen:
            seen.add(id(node))
            askable = could_be_asked(left.at, node.question, left.answers)
            questions |= {node.question} if askable else set()
            waiting += (*node.kids, node.open) if askable else (node.open,)
    return questions, last


def _read(left: Residual, node: Node) -> set[str]:
    """Return the questions of what is left that could still be asked, also where no walk leads to them."""
    at, order = left.at, list(left.at.level)
    read = (each for level in levels_in(node.support) for each in dates_of(at, order[level], left.answers))
    return {question for question in read if question not in at.gates or could_be_asked(at, question, left.answers)}


def dates_of(at: Compiled, question: str, answers: GivenAnswers) -> tuple[str, ...]:
    """Return the dates that are not answered of those that are linked, and any other question alone."""
    if question not in at.linked:
        return (question,)
    return tuple(date for date in at.linked[question].dates if answers.get(date) is None)


def could_be_asked(at: Compiled, question: str, answers: GivenAnswers) -> bool:
    """Say whether the question's gate holds for certain, or may once more is answered."""
    gate = at.gates.get(question)
    return gate is None or _could_hold(at, gate, answers)


def _could_hold(at: Compiled, gate: NodeOrLeaf, answers: GivenAnswers) -> bool:
    if isinstance(gate, Leaf):
        return gate.mask == HELD
    answer = answers.get(gate.question)
    if answer is None and could_be_asked(at, gate.question, answers):
        return any(_could_hold(at, kid, answers) for kid in gate.kids)
    if isinstance(answer, frozenset) and dates_of(at, gate.question, answers):
        return any(_could_hold(at, gate[each], answers) for each in answer)
    return _could_hold(at, gate[answer], answers)


class TooManyPaths(Exception):
    """Stop counting along paths of which there are too many."""


class Gated:
    """Hold the gates of questions, and by the level of each question the place of its gate among them."""

    def __init__(self, at: Compiled) -> None:
        by_level = {at.level[question]: gate for question, gate in at.gates.items() if question in at.level}
        self.gates: Gates = tuple(by_level.values())
        self.levels = {level: place for place, level in enumerate(by_level)}
        self._bits = sum(1 << level for level in by_level)
        self._places: dict[int, tuple[int, ...]] = {}

    def read_by(self, step: NodeOrLeaf) -> tuple[int, ...]:
        """Return the places of the gates of what can be asked from here on."""
        bits = step.support & self._bits
        places = self._places.get(bits)
        if places is None:
            places = self._places[bits] = tuple(self.levels[level] for level in levels_in(bits))
        return places


@dataclass(slots=True)
class Course:
    """Walk every path of asking through one diagram, given some answers.

    `counts` says which questions cost one; `later` names the questions asked after the verdict; `shared` keeps what
    does not depend on the given answers from one evaluation to the next.
    """

    left: Residual
    counts: Callable[[str], bool]
    later: Callable[[int], int]
    shared: dict[tuple[int, ...], Ahead]
    gated: Gated
    dated: int
    own: dict[tuple[int, ...], Ahead] = field(default_factory=dict)
    unions: list[Node] = field(default_factory=list)
    """Kept as long as their ids are."""

    def run(self, step: NodeOrLeaf) -> Ahead:
        return self._ahead(self.left.of(step), self.gated.gates)

    def _ahead(self, step: NodeOrLeaf, gates: Gates) -> Ahead:
        if isinstance(step, Leaf):
            left = self.later(step.mask)
            return left, float(left)
        reads, key = step.support, [id(step)]
        for place in self.gated.read_by(step):
            reads |= gates[place].support
            key.append(id(gates[place]))
        # Nodes made for these answers go with them, and their ids are used again: nothing of them may be shared.
        is_union = isinstance(step, UnionNode)
        if is_union:
            self.unions.append(step)
        is_own = reads & (self.left.given | self.dated) or id(step) in self.left.made or is_union
        done = self.own if is_own else self.shared
        ahead = done.get(tuple(key))
        if ahead is None:
            if len(done) > MOST_STATES:
                raise TooManyPaths
            ahead = done[tuple(key)] = self._count(step, gates)
        return ahead

    def _count(self, node: Node, gates: Gates) -> Ahead:
        if isinstance(node, Unopened) and node.question in self.left.at.linked:
            return self._dates(node, gates)
        if not self._certain(node, gates):
            return self._ahead(node.open, gates)
        onward = self._onward(gates, node)
        kids = [self._ahead(kid, onward(to)) for to, kid in zip(node.answers, node.kids, strict=True)]
        cost, ways = int(self.counts(node.question)), [kid[0] for kid in kids]
        asked = self.left.at.rulebook.questions.get(node.question)
        if asked is None or asked.can_be_unknown:
            ways.append(self._ahead(node.open, onward(UNKNOWN))[0])
        return cost + max(ways), cost + sum(kid[1] for kid in kids) / len(kids)

    def _dates(self, node: Unopened, gates: Gates) -> Ahead:
        """Count all dates of a part that may be asked; after them any of the ways in which these stand can be left."""
        at, answers = self.left.at, self.left.answers
        waiting = [date for date in dates_of(at, node.question, answers) if could_be_asked(at, date, answers)]
        cost, onward = sum(self.counts(date) for date in waiting), self._onward(gates, node)
        alike: dict[tuple[int, ...], list[str]] = {}
        for code, kid in zip(node.answers, node.kids, strict=True):
            alike.setdefault((id(kid), *map(id, onward(code))), []).append(code)
        every = list(alike.values())
        if not waiting:
            return self._among(node, onward, every)
        if len(every) > MOST_ALIKE:
            below = {q for q in _read(self.left, node) if at.part_of.get(q) != node.question and self.counts(q)}
            most = len(below) + max(self.later(1 << outcome) for outcome in levels_in(node.outcomes))
        else:
            sizes = range(1, len(every) + 1)
            some = (chosen for size in sizes for chosen in combinations(every, size))
            most = max(self._among(node, onward, chosen)[0] for chosen in some)
        means = [self._among(node, onward, [codes])[1] * len(codes) for codes in every[:MOST_MEANT]]
        return cost + most, min(cost + most, cost + sum(means) / sum(map(len, every[:MOST_MEANT])))

    def _among(self, node: Unopened, onward: Callable[[object], Gates], codes: Iterable[Iterable[str]]) -> Ahead:
        possible = frozenset(code for some in codes for code in some)
        return self._ahead(node[possible], onward(possible))

    def _certain(self, node: Node, gates: Gates) -> bool:
        place = self.gated.levels.get(node.level)
        return place is None or bool(self._until(gates[place], node.level).mask == HELD)

    def _onward(self, gates: Gates, node: Node) -> Callable[[object], Gates]:
        """Return how gates go on from a node by the answer to its question: only those that are still to be read."""
        level, reached = node.level, list(gates)
        for place in self.gated.read_by(node):
            reached[place] = self._until(gates[place], level)
        here = [(place, gate) for place, gate in enumerate(reached) if isinstance(gate, Node) and gate.level == level]

        def answered(answer: object) -> Gates:
            after = reached.copy()
            for place, gate in here:
                after[place] = gate[answer]
            return tuple(after)

        unchanged = tuple(reached)
        return answered if here else lambda answer: unchanged

    def _until(self, gate: NodeOrLeaf, level: int) -> Any:
        """Advance a gate to this level: what was passed without being asked is open, unless it was given."""
        while isinstance(gate, Node) and gate.level < level:
            gate = gate[self.left.answers.get(gate.question)]
        return gate


def _course(left: Residual, kind: str, own: Container[str] = ()) -> Course:
    """Return the course for a kind: `quick`, `full` (health and what comes after), or `full` and one criterion.

    For a `list` only a criterion's `own` questions count, which differ from one evaluation to the next.
    """
    at, questions = left.at, left.at.rulebook.questions
    after = _after(left, kind)
    shared = {} if kind == "list" else at.later.setdefault(("ahead", kind, after), {})
    counts: dict[str, Callable[[str], bool]] = {
        "quick": lambda question: True,
        "list": lambda question: question in own,
        "full": lambda question: questions[question].sensitivity == "health",
    }
    return Course(
        left=left,
        counts=counts.get(kind, lambda question: questions[question].sensitivity != "health"),
        later=lambda mask: sum(1 for verdicts, _ in after if not mask & ~verdicts),
        shared=shared,
        gated=at.later[Gated] if Gated in at.later else at.later.setdefault(Gated, Gated(at)),
        dated=sum(at.bits[part] for part in at.linked),
    )


def _after(left: Residual, kind: str) -> frozenset[tuple[int, str]]:
    """Return the questions not yet answered that come after the verdict, with the verdicts they are asked at."""
    if kind not in ("quick", "full"):
        return frozenset()
    at, answers, order = left.at, left.answers, list(left.at.level)
    later_questions = {
        (later.verdicts, question)
        for later in at.requirements
        for level in levels_in(later.step.support if later.step else 0)
        for question in dates_of(at, order[level], answers)
        if answers.get(question) is None
    }
    if kind == "full":
        later_questions |= {
            (later.verdicts, later.question)
            for later in at.many_answers
            if later.question and answers.get(later.question) is None
        }
    return frozenset(later_questions)
