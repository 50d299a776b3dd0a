"""What differs between two rulebooks: exactly for which answer sets, and from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from app.engine.build import MET, NOT_MET, NOT_REQUIRED
from app.engine.mdd import Forest, TooEntangled
from app.problems import Problem, RulebookInvalid
from app.rulebook.banding import alike
from app.rulebook.model import NONE_REACHED, Rulebook
from app.verify.diff.cover import TooManyCubes, cover
from app.verify.diff.numbers import NumberChanged, numbers_changed
from app.verify.diff.product import Cube, Joint
from app.verify.diff.structural import Alone, Written, alone, written
from app.verify.symbolic import Given, Proof

STATES = {"met": (MET, 0), "not_met": (NOT_MET, 0), "not_required": (NOT_REQUIRED, MET | NOT_MET)}
"""The states of a requirement, each with its outcome and with those that come before it."""
ABSENT = {"criterion": NONE_REACHED, "requirement": "not_required"}
"""The outcome of what a rulebook does not have."""


@dataclass(frozen=True, slots=True)
class Described:
    """Hold one of the cubes that describe a difference, for how many of its answer sets, and the fewest answers."""

    cube: Cube
    answer_sets: int
    example: Given


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one outcome that becomes another, for which answer sets, and the fewest answers that make it so.

    `what` is `verdict`, `criterion` or `requirement`; the verdict has no `id`. It is so exactly where one of the cubes
    in `described_by` holds and none of those in `unless`; without any, it would take too many to describe.
    """

    what: str
    id: str | None
    old: str
    new: str
    answer_sets: int
    described_by: tuple[Described, ...]
    unless: tuple[Cube, ...]
    example: Given


@dataclass(frozen=True)
class Comparison:
    """Hold everything that differs between two rulebooks, over the answer sets that both can be given.

    `questions` has the questions of both with the answers that are compared, `always_asked` those without any gate.
    """

    old: Rulebook
    new: Rulebook
    questions: Mapping[str, tuple[str, ...]]
    always_asked: frozenset[str]
    answer_sets: int
    differing_in_anything: int
    differences: tuple[Difference, ...]
    only_in_old: Alone
    only_in_new: Alone
    written: Written
    numbers: tuple[NumberChanged, ...]

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Return the questions of which only the numbers are compared that can be given in both."""
        bounds = {number.path.rpartition(".")[0] for number in self.numbers}
        return tuple(question for question in self.questions if f"questions.{question}.number" in bounds)

    @cached_property
    def differing(self) -> int:
        """Count the answer sets with another verdict."""
        return sum(each.answer_sets for each in self.differences if each.what == "verdict")


def compare(old: Rulebook, new: Rulebook, max_nodes: int = 500_000, max_seconds: float = 60.0) -> Comparison:
    """Compare two rulebooks over all answers that both know, as Joint says.

    Outcomes are compared by id: one that only one of them has simply differs. A criterion that one does not have
    reaches `none` there, a requirement is not required. Answers that one of them does not know are not compared, but
    told as being in one only. What cannot be described within the limits is counted all the same; where even that is
    not possible this raises RulebookInvalid.
    """
    try:
        return _compare(old, new, Forest(max_nodes, max_seconds))
    except (TooEntangled, RecursionError):
        message = "expected rulebooks that can be compared over all answers, found that they hang together too much"
        raise RulebookInvalid([Problem(new.place, "too_entangled", message)]) from None


def _compare(old: Rulebook, new: Rulebook, forest: Forest) -> Comparison:
    numbers = numbers_changed(old, new)
    old, new = alike(old, new)
    joint = Joint(old, new, forest)
    regions = dict(_regions(joint))
    return Comparison(
        old=old,
        new=new,
        questions={question.id: tuple(question.answers) for question in joint.order},
        always_asked=frozenset(q for q, gate in joint.gates.items() if gate == forest.true),
        answer_sets=joint.count(forest.true),
        differing_in_anything=joint.count(forest.any_of(region for region, _ in regions.values())),
        differences=tuple(_differences(joint, regions)),
        only_in_old=alone(old, new),
        only_in_new=alone(new, old),
        written=written(old, new),
        numbers=numbers,
    )


Name = tuple[str, str | None, str, str]
"""What differs, its id, and from which outcome to which."""
Regions = Mapping[Name, tuple[int, int]]
"""Where each of them is so, and where an outcome that comes before one of the two is found."""


def _regions(joint: Joint) -> Iterator[tuple[Name, tuple[int, int]]]:
    forest = joint.forest
    olds, news = _outcomes(joint.old), _outcomes(joint.new)
    for what, id in dict.fromkeys((*olds, *news)):
        absent = {ABSENT.get(what, ""): (forest.true, forest.false)}
        befores, afters = (outcomes.get((what, id), absent) for outcomes in (olds, news))
        for (before, one), (after, other) in product(befores.items(), afters.items()):
            region = forest.both(one[0], other[0]) if before != after else forest.false
            if region != forest.false:
                yield (what, id or None, before, after), (region, forest.union(one[1], other[1]))


def _outcomes(proof: Proof) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    """Return, for each outcome of what is compared, where it is found and where one that comes before it is."""
    names = {
        "verdict": _in_order(proof.rulebook.verdicts),
        "criterion": _in_order(proof.rulebook.extents),
        "requirement": STATES,
    }
    compared = sorted(
        (each for each in proof.decisions if each.kind in names), key=lambda each: [*names].index(each.kind)
    )
    return {
        (each.kind, each.id): {
            name: (proof.where(each.diagram, outcome), proof.where(each.diagram, before))
            for name, (outcome, before) in names[each.kind].items()
        }
        for each in compared
    }


def _in_order(outcomes: Iterable[str]) -> dict[str, tuple[int, int]]:
    return {name: (1 << i, (1 << i) - 1) for i, name in enumerate(outcomes)}


def _differences(joint: Joint, regions: Regions) -> Iterator[Difference]:
    # All share one limit: the easiest go first, so that a hard one takes nothing from them.
    easiest = sorted(regions, key=lambda name: len(joint.forest.reachable(regions[name][0])))
    described = {name: _difference(joint, name, *regions[name]) for name in easiest}
    return (described[name] for name in regions)


def _difference(joint: Joint, name: Name, region: int, before: int) -> Difference:
    number = joint.count(region)
    try:
        described_by = cover(joint, region, before)
        described = tuple(_described(joint, cube, region) for cube in described_by.when)
        return Difference(*name, number, described, described_by.unless, joint.example(region))
    except (TooManyCubes, TooEntangled):
        return Difference(*name, number, (), (), joint.old.rulebook.with_days(joint.answer_set(region)))


def _described(joint: Joint, cube: Cube, region: int) -> Described:
    holds = joint.forest.both(joint.holds(cube), region)
    return Described(cube, joint.count(holds), joint.example(holds))
