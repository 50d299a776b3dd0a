"""The fewest examples that show what no example shows yet, each with as few answers as can be."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.engine.evaluate import evaluate
from app.engine.example_yaml import example_yaml
from app.engine.mdd import LEAF, Forest
from app.engine.run_examples import Followed
from app.rulebook.coded import coded
from app.rulebook.conditions import TODAY
from app.rulebook.examples import NOBODY_YET, Example, Expectation, Given
from app.rulebook.model import NONE_REACHED, UNKNOWN, Question, Rulebook
from app.verify.mutation.distinguish import where_shown, where_shown_best
from app.verify.mutation.kill import Worked
from app.verify.mutation.mutants import Mutant
from app.verify.mutation.variant import Decided

EXACT, WHOLE = 8, 64
"""Up to so many mutants are divided over examples in every way, and looked at wherever they are shown at all."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold answers to give on top of the baseline, and the mutants (by place in their list) that these show."""

    given: Given
    shows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold mutants that one example can show, and the opened Boolean diagram of the answers under which it does."""

    members: tuple[int, ...]
    region: int


def proposals(original: Decided, mutants: Sequence[Decided], baseline: Given) -> list[Proposal]:
    """Return examples that between them show all mutants that some example can show.

    As few as there can be for up to 8 mutants. Beyond that a mutant joins the first example that can show it too, and
    beyond 64 it is looked for only where its smallest difference lies: not always the fewest. Each example has the
    fewest answers unlike the baseline that show all of its mutants.
    """
    forest = original.proof.forest
    shown = where_shown if len(mutants) <= WHOLE else where_shown_best
    regions = (_answerable(original, shown(original, mutant), baseline) for mutant in mutants)
    alone = [Group((i,), region) for i, region in enumerate(regions) if region != forest.false]
    groups = _fewest(forest, alone) if len(alone) <= EXACT else _first_that_fit(forest, alone)
    return [Proposal(_given(original, group.region, baseline), group.members) for group in groups]


def _answerable(original: Decided, region: int, baseline: Given) -> int:
    """Return the region without what only an answer shows that no example can give: unknown where that is none.

    What the baseline does not answer is left open by every example that says nothing of it.
    """
    forest, order = original.proof.forest, original.proof.order
    known = {level for level, q in enumerate(order) if not q.can_be_unknown and q.id in baseline}
    done: dict[int, int] = {}
    for n in forest.upwards(region) if known else ():
        level, kids = forest.level[n], [done.get(kid, kid) for kid in forest.kids[n]]
        done[n] = n if level == LEAF else forest.node(level, [*kids[:-1], forest.false] if level in known else kids)
    return done.get(region, region)


def _first_that_fit(forest: Forest, alone: Sequence[Group]) -> list[Group]:
    groups: list[Group] = []
    for each in alone:
        i, joined = next(_joins(forest, groups, each), (len(groups), each))
        groups[i : i + 1] = [joined]
    return groups


def _fewest(forest: Forest, alone: Sequence[Group]) -> list[Group]:
    tries = (_divided(forest, alone, [], most) for most in range(len(alone) + 1))
    return next(groups for groups in tries if groups is not None)


def _divided(forest: Forest, alone: Sequence[Group], groups: list[Group], most: int) -> list[Group] | None:
    """Return the groups with the rest divided over them, or over new ones; None where that takes more than `most`."""
    if not alone:
        return groups
    first, *rest = alone
    ways = [[*groups[:i], joined, *groups[i + 1 :]] for i, joined in _joins(forest, groups, first)]
    if len(groups) < most:
        ways.append([*groups, first])
    tries = (_divided(forest, rest, way, most) for way in ways)
    return next((divided for divided in tries if divided is not None), None)


def _joins(forest: Forest, groups: Sequence[Group], one: Group) -> Iterator[tuple[int, Group]]:
    for i, group in enumerate(groups):
        region = forest.both(group.region, one.region)
        if region != forest.false:
            yield i, Group((*group.members, *one.members), region)


def _given(original: Decided, region: int, baseline: Given) -> dict[str, str]:
    usual = coded(original.proof.rulebook.codings, baseline)
    nearest = Nearest(original.proof.forest, original.proof.order, usual).to(region)
    assert nearest is not None, "no answers lie in a region that is never true"
    return nearest


class Nearest:
    """Find the answers nearest to a baseline: known, or `unknown` where they must be open."""

    def __init__(self, forest: Forest, order: Sequence[Question], baseline: Given) -> None:
        self._forest = forest
        self._order = order
        self._baseline = baseline
        self._done: dict[int, Mapping[str, str] | None] = {}

    def to(self, region: int) -> dict[str, str] | None:
        """Return the fewest answers unlike the baseline's that lie in an opened Boolean diagram; None where none do."""
        if self._forest.level[region] == LEAF:
            return {} if region == self._forest.true else None
        if region not in self._done:
            ways = [way for way in self._ways(region) if way is not None]
            self._done[region] = min(ways, key=len, default=None)
        nearest = self._done[region]
        return None if nearest is None else dict(nearest)

    def _ways(self, region: int) -> Iterator[dict[str, str] | None]:
        question = self._order[self._forest.level[region]]
        usual = self._baseline.get(question.id, UNKNOWN)
        for answer, kid in zip((*question.answers, UNKNOWN), self._forest.kids[region], strict=True):
            rest = self.to(kid)
            yield rest if rest is None or answer == usual else {question.id: answer, **rest}


CONFIRM = f"{NOBODY_YET} A person must confirm what is expected here, and say who it is about."
NOTHING = Expectation(None, None, None, {}, None, None, None, None, {})
Survivor = tuple[Mutant, Decided]


def examples_yaml(original: Decided, survivors: Sequence[Survivor], baseline: Given, taken: Collection[str]) -> str:
    """Return items for under `examples:` that between them show all survivors; `taken` are ids that are in use."""
    free = (name for i in range(1, len(survivors) + len(taken) + 1) if (name := f"M{i}") not in taken)
    proposed = proposals(original, [decided for _, decided in survivors], baseline)
    return "\n".join(
        _item(original, name, {**baseline, **each.given}, [survivors[i] for i in each.shows], baseline=baseline)
        for name, each in zip(free, proposed, strict=False)
    )


def whole_file(rulebook: Rulebook, items: str) -> str:
    return f'rulebook: {rulebook.id}\nversion: "{rulebook.version}"\nbaseline: {{}}\nexamples:\n{items}'


def _item(original: Decided, name: str, answers: Given, shows: Sequence[Survivor], *, baseline: Given) -> str:
    book = original.proof.rulebook
    answers = book.with_days(answers)
    worked = expecting_all(original, answers)
    # A note for each chosen answer says nothing where none is chosen, and diagrams know no chosen answers.
    if not all(worked.notices(decided) for _, decided in shows):
        worked = expecting_all(original, {**answers, **_something_chosen(book)})
    answers = worked.example.answers
    unlike = [q for q in (*book.questions, TODAY) if q in answers and answers[q] != baseline.get(q)]
    kinds = {q: book.questions[q].given_as(a) for q in unlike if q != TODAY and isinstance(a := answers[q], str)}
    given = {q: answers[q] for q in unlike} | kinds
    also = _not_reached(worked, original, [decided for _, decided in shows])
    lines = ["  # Nothing else would notice if:", *(f"  #   {mutant.change}" for mutant, _ in shows)]
    return "\n".join([*lines, example_yaml(name, CONFIRM, given, evaluate(book, answers), also=also)])


def expecting_all(original: Decided, answers: Given) -> Worked:
    silent = Worked(Example("", CONFIRM, answers, NOTHING, original.proof.rulebook.place), original)
    return Worked(replace(silent.example, expect=_expecting(silent.followed(original))), original)


def _expecting(followed: Followed) -> Expectation:
    return replace(
        NOTHING,
        could_be=followed.possible,
        grounds=followed.grounds,
        criteria={criterion: state.reach for criterion, state in followed.criteria.items() if state.reach},
        actions=followed.actions,
        requirements=followed.requirements,
        notes=tuple(followed.told),
    )


def _something_chosen(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """Return an answer for each note that speaks only where something is chosen."""
    asked = (book.questions[note.for_each] for note in book.notes.values() if note.for_each)
    return {q.id: q.how_many.filled(tuple(q.answers)[:1], q.answers) for q in asked}


def _not_reached(worked: Worked, original: Decided, shows: Sequence[Decided]) -> set[str]:
    """Return the criteria that reach nothing, and something in a mutant: the example has to say so."""
    reached = [worked.followed(decided).criteria for decided in shows]
    states = worked.followed(original).criteria.items()
    return {c for c, state in states if state.reach == NONE_REACHED and any(each[c] != state for each in reached)}
