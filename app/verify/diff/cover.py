"""Regions of answer sets described by few cubes: exactly there, or somewhat wider with exceptions."""

from contextlib import suppress
from dataclasses import dataclass

from app.verify.diff.product import Cube, Joint

MOST = 50
"""More cubes than this describe nothing to anybody."""


class TooManyCubes(Exception):
    """Stop describing what takes more cubes than are wanted."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Describe a region exactly: where one of the cubes `when` holds, and none of the cubes `unless`."""

    when: tuple[Cube, ...]
    unless: tuple[Cube, ...] = ()


def cover(joint: Joint, region: int, excepted: int) -> Cover:
    """Return the shortest description found of a region, with exceptions only where that makes it shorter.

    `excepted` holds, outside the region, where the cubes may hold as well: what comes before it, such as the verdicts
    before this one. Without exceptions "and nothing else reaches as far" can take hundreds of cubes. Raises
    TooManyCubes where it takes too many all the same.
    """
    when = _cubes(joint, region, joint.forest.union(region, excepted), MOST)
    wide = joint.forest.any_of(map(joint.holds, when))
    unless = _cubes(joint, joint.old.except_where(wide, region), joint.old.negated(region), MOST)
    if unless:
        with suppress(TooManyCubes):
            return Cover(_cubes(joint, region, region, len(when) + len(unless)))
    return Cover(when, unless)


def _cubes(joint: Joint, region: int, within: int, at_most: int) -> tuple[Cube, ...]:
    """Return cubes inside `within` that hold everywhere in a region.

    Each is as wide as is of use, and none could be left out. They may overlap.
    """
    outside = joint.old.negated(within)
    left, cubes = region, list[Cube]()
    while left != joint.forest.false:
        if len(cubes) == at_most:
            raise TooManyCubes
        exact: Cube = {question: (answer,) for question, answer in joint.answer_set(left).items()}
        cubes.append(_with_more_answers(joint, _with_fewer_questions(joint, exact, outside), outside, region))
        left = joint.old.except_where(left, joint.holds(cubes[-1]))
    return tuple(_needed(joint, cubes, region))


def _with_fewer_questions(joint: Joint, cube: Cube, outside: int) -> Cube:
    """Return a cube without the questions that it does not need to stay inside: those behind gates go first."""
    for question in reversed(cube):
        fewer = {each: answers for each, answers in cube.items() if each != question}
        cube = cube if joint.meets(joint.holds(fewer), outside) else fewer
    return cube


def _with_more_answers(joint: Joint, cube: Cube, outside: int, region: int) -> Cube:
    """Return a cube with each answer more with which it stays inside and holds in more of the region."""
    for question, (first,) in [*cube.items()]:
        for answer in joint.answers(question):
            here = joint.holds({**cube, question: (answer,)})
            if answer != first and joint.meets(here, region) and not joint.meets(here, outside):
                allowed = (*cube[question], answer)
                cube = {**cube, question: tuple(each for each in joint.answers(question) if each in allowed)}
    return cube


def _needed(joint: Joint, cubes: list[Cube], region: int) -> list[Cube]:
    """Return the cubes without those, smallest first, that the others make superfluous; the largest comes first."""
    places = {id(cube): joint.forest.both(joint.holds(cube), region) for cube in cubes}
    needed = sorted(cubes, key=lambda cube: -joint.count(places[id(cube)]))
    for cube in reversed(needed.copy()):
        others = [each for each in needed if each is not cube]
        rest = joint.forest.any_of(places[id(each)] for each in others)
        needed = others if joint.forest.union(rest, places[id(cube)]) == rest else needed
    return needed
