"""Two rulebooks differ exactly where, and exactly how, brute force finds that they do."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from app.problems import RulebookInvalid
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import Rulebook
from app.rulebook.text import Text
from app.verify.answer_sets import count_answer_sets
from app.verify.diff.diff import Comparison, Difference, compare
from app.verify.diff.product import Cube
from app.verify.diff.report import as_json, in_words, sentences
from app.verify.symbolic import Proof
from tests.depth import seeds
from tests.engine.invented import large_rulebook, question, random_rulebook
from tests.reference import World
from tests.verify.changed import changed, turned_round
from tests.verify.test_verify import changed as with_changed

AnswerSet = tuple[tuple[str, str], ...]
Worlds = dict[AnswerSet, tuple[World, World]]
Found = tuple[str, str | None, str, str]


def pair(seed: int) -> tuple[Rulebook, Rulebook]:
    """Draw two rulebooks: mostly changes to one, some that only share names, some without what HR may not see."""
    random = Random(seed)
    book = random_rulebook(random, size=4)
    other = random_rulebook(random, size=4)
    kind = seed % 5
    if kind == 0:
        return book, turned_round(other) if random.random() < 0.5 else other
    old, new = changed(random, book, random.choice((0, 1, 2))), changed(random, book)
    left_out = frozenset(random.sample([*book.questions], 2))
    return (old.leaving_out(left_out), new) if kind == 1 and random.random() < 0.5 else (old, new)


def asked(book: Rulebook) -> list[str]:
    return [q for q in book.questions if q not in book.left_out]


def worlds(old: Rulebook, new: Rulebook) -> Worlds:
    """Return what follows under both from every answer set, found by trying all answers."""
    olds, news = ({q: [*book.questions[q].answers] for q in asked(book)} for book in (old, new))
    choices = {q: [a for a in olds.get(q, news.get(q, [])) if a in news.get(q, olds.get(q, []))] for q in olds | news}
    nobody_answers = frozenset(q for q, answers in choices.items() if not answers)
    books = [book.leaving_out(nobody_answers) for book in (old, new)]
    choices = {q: answers for q, answers in choices.items() if answers}
    found: Worlds = {}
    for row in product(*choices.values()):
        given = dict(zip(choices, row, strict=True))
        one, other = (World(book, given) for book in books)
        found[tuple((q, a) for q, a in given.items() if applies(one, q) or applies(other, q))] = (one, other)
    return found


def applies(each: World, name: str) -> bool:
    if name not in asked(each.book):
        return False
    gate = each.book.questions[name].asked_when
    return gate is None or each.holds(gate)


def differing(old: World, new: World) -> Iterator[Found]:
    if old.verdict != new.verdict:
        yield "verdict", None, old.verdict, new.verdict
    for criterion in old.reach.keys() | new.reach.keys():
        before, after = (each.reach.get(criterion, "none") for each in (old, new))
        if before != after:
            yield "criterion", criterion, before, after
    for requirement in old.book.requirements.keys() | new.book.requirements.keys():
        before, after = (state(each, requirement) for each in (old, new))
        if before != after:
            yield "requirement", requirement, before, after


def state(each: World, requirement: str) -> str:
    told = each.requirement(requirement) if requirement in each.book.requirements else "absent"
    return "not_required" if told == "absent" else told


def regions(everything: Worlds) -> dict[Found, set[AnswerSet]]:
    found: dict[Found, set[AnswerSet]] = {}
    for answers, both in everything.items():
        for each in differing(*both):
            found.setdefault(each, set()).add(answers)
    return found


def inside(everything: Worlds, cube: Cube) -> set[AnswerSet]:
    """Return the answer sets in which each of these questions applies and is answered so."""
    return {answers for answers in everything if all(dict(answers).get(q) in given for q, given in cube.items())}


def union(everything: Worlds, cubes: list[Cube]) -> set[AnswerSet]:
    return set[AnswerSet]().union(*(inside(everything, cube) for cube in cubes))


def name(difference: Difference) -> Found:
    return difference.what, difference.id, difference.old, difference.new


@pytest.mark.parametrize("seed", seeds(240))
def test_differences_are_those_that_brute_force_finds(seed: int) -> None:
    old, new = pair(seed)
    everything = worlds(old, new)
    wanted = regions(everything)
    found = compare(old, new)
    assert found.answer_sets == len(everything)
    assert {name(each): each.answer_sets for each in found.differences} == {k: len(v) for k, v in wanted.items()}
    assert found.differing == sum(one.verdict != other.verdict for one, other in everything.values())
    assert found.differing_in_anything == len(set[AnswerSet]().union(*wanted.values()))
    for difference in found.differences:
        described_exactly(everything, difference, wanted[name(difference)])


def described_exactly(everything: Worlds, difference: Difference, region: set[AnswerSet]) -> None:
    when, unless = [each.cube for each in difference.described_by], [*difference.unless]
    excepted = union(everything, unless)
    assert union(everything, when) - excepted == region
    for each in difference.described_by:
        described = inside(everything, each.cube) & region
        assert each.answer_sets == len(described) > 0
        assert forced(everything, each.example) <= described
    for i in range(len(when)):
        assert union(everything, when[:i] + when[i + 1 :]) - excepted != region
    for i in range(len(unless)):
        assert union(everything, when) - union(everything, unless[:i] + unless[i + 1 :]) != region
    assert forced(everything, difference.example) <= region


def forced(everything: Worlds, example: dict[str, str]) -> set[AnswerSet]:
    """Return the answer sets that agree with an example, of which there must be some."""
    found = {answers for answers, both in everything.items() if example.items() <= {**both[0].given}.items()}
    assert found
    return found


@pytest.mark.parametrize("seed", seeds(60))
def test_without_exceptions_a_description_is_as_wide_as_can_be(seed: int) -> None:
    old, new = pair(seed)
    everything = worlds(old, new)
    wanted = regions(everything)
    found = compare(old, new)
    for difference in found.differences:
        for each in difference.described_by if not difference.unless else ():
            for wider in widenings(found, each.cube):
                assert not inside(everything, wider) <= wanted[name(difference)] or same(everything, wider, each.cube)


def widenings(found: Comparison, cube: Cube) -> Iterator[Cube]:
    for q, answers in cube.items():
        yield {other: given for other, given in cube.items() if other != q}
        yield from ({**cube, q: (*answers, more)} for more in found.questions[q] if more not in answers)


def same(everything: Worlds, one: Cube, other: Cube) -> bool:
    return inside(everything, one) == inside(everything, other)


@pytest.mark.parametrize("seed", seeds(60))
def test_comparing_the_other_way_round_finds_the_mirror_image(seed: int) -> None:
    one, other = compare(*pair(seed)), compare(*pair(seed)[::-1])
    mirrored = {(d.what, d.id, d.new, d.old, d.answer_sets) for d in other.differences}
    assert {(d.what, d.id, d.old, d.new, d.answer_sets) for d in one.differences} == mirrored
    assert (one.answer_sets, one.differing, one.differing_in_anything) == (
        other.answer_sets, other.differing, other.differing_in_anything,
    )  # fmt: skip
    assert (one.only_in_old, one.only_in_new) == (other.only_in_new, other.only_in_old)
    assert [sorted(each) for each in (one.written.texts, one.written.others)] == [
        sorted(each) for each in (other.written.texts, other.written.others)
    ]


@pytest.mark.parametrize("seed", seeds(60))
def test_all_that_differs_in_the_verdict_is_told_once(seed: int) -> None:
    found = as_json(compare(*pair(seed)))
    verdicts = [each["answer_sets"] for each in found["differences"] if each["what"] == "verdict"]
    assert sum(verdicts) == found["differing_answer_sets"] <= found["differing_answer_sets_in_anything"]
    assert found["differing_answer_sets_in_anything"] <= found["answer_sets"]


@pytest.mark.parametrize("seed", seeds(20))
def test_equal_rulebooks_do_not_differ(seed: int) -> None:
    book = random_rulebook(Random(seed))
    found = compare(book, random_rulebook(Random(seed)))
    assert found.answer_sets == count_answer_sets(Proof(book))
    assert (found.differences, found.differing_in_anything) == ((), 0)
    assert len(in_words(found).splitlines()) == 1


def test_gates_come_before_what_they_are_gates_to(book: Rulebook) -> None:
    old = replace(book, questions={q: each for q, each in book.questions.items() if q != "on_site_tasks"})
    late = question("late", ("yes", "no"))
    new = replace(book, questions={"late": late, **book.questions})
    assert next(iter(compare(book, new).questions)) == "late"
    assert [*compare(without_conditions(old), without_conditions(new)).questions][:2] == ["late", "on_site_tasks"]


def without_conditions(book: Rulebook) -> Rulebook:
    """Return only the questions of a rulebook, and its last verdict."""
    last = [*book.verdicts.values()][-1]
    return replace(book, criteria={}, verdicts={last.id: last}, requirements={}, actions={}, notes={}, laws=())


@pytest.fixture(scope="module")
def later_is_no_reason(book: Rulebook) -> Rulebook:
    """Return an edition with one line changed: only what can never work at home is a reason."""
    first, second = book.criteria["location_bound_tools"].reaches
    line = replace(second, when=QuestionIs("tools_at_home", ("no",)))
    return with_changed(book, "criteria", "location_bound_tools", reaches=(first, line))


def test_an_edition_with_one_line_changed_is_described_in_a_few_lines(
    book: Rulebook, later_is_no_reason: Rulebook
) -> None:
    found = compare(book, later_is_no_reason)
    assert found.answer_sets == 846_720
    assert [each.what for each in found.differences][-1] == "requirement"
    assert max(len(each.described_by) + len(each.unless) for each in found.differences) <= 16
    reach = next(each for each in found.differences if each.what == "criterion")
    assert [*sentences(found, reach)] == [
        "when `bound_tools` is `part` and `tools_at_home` is `later`: criterion `location_bound_tools`, `part` becomes"
        " `none` (120,960 answer sets, for example `bound_tools: part`, `tools_at_home: later`)"
    ]
    assert found.written.others == ("criteria.location_bound_tools.reaches.part.when",)


def test_what_is_only_in_one_is_told_and_not_compared(book: Rulebook) -> None:
    answers = {"little": book.title, **book.questions["on_site_tasks"].answers}
    new = with_changed(book, "questions", "on_site_tasks", answers=answers, ask=book.title)
    new = replace(new, notes={q: note for q, note in new.notes.items() if q != "extra_risk"})
    found = as_json(compare(book, new))
    assert found["differences"] == []
    assert found["only_in_new"]["answers"] == {"on_site_tasks": ("little",)}
    assert found["only_in_old"]["notes"] == ("extra_risk",)
    assert found["changed_texts"] == ("questions.on_site_tasks.ask", "questions.on_site_tasks.ask_other")


def test_words_for_other_readers_are_compared_by_themselves(book: Rulebook) -> None:
    other, title = Text("a", "b"), book.criteria["nature_of_work"].title
    told = replace(title, for_others=other)
    answers = dict(book.questions["on_site_tasks"].answers)
    answers["all"] = replace(answers["all"], for_others=other)
    new = with_changed(book, "criteria", "nature_of_work", title=told)
    new = with_changed(new, "questions", "on_site_tasks", answers=answers)
    new = replace(new, undetermined=(*book.undetermined[:2], replace(book.undetermined[2], for_others=other)))
    new = replace(new, extents={id: replace(text, for_others=other) for id, text in book.extents.items()})
    found = as_json(compare(book, new))
    assert set(found["changed_texts"]) == {
        "questions.on_site_tasks.answers_other.all", "criteria.nature_of_work.title_other", "undetermined_other.2",
        "extents_other",
    }  # fmt: skip
    assert found["changed_otherwise"] == ()


def test_a_part_that_only_one_has_is_told_by_its_path(book: Rulebook) -> None:
    said = {key: text for key, text in book.about.items() if key != "talk"}
    less = replace(book, about=said)
    for comparison in (compare(book, less), compare(less, book)):
        assert comparison.written.texts == ("about.talk",)
        assert comparison.written.others == ()


def test_verdicts_in_another_order_are_told_also_where_nothing_differs(book: Rulebook) -> None:
    *first, last = book.questions.items()
    found = compare(book, replace(book, questions=dict([*reversed(first), last])))
    assert (found.differing_in_anything, found.written.order) == (0, ("questions",))


def test_rulebooks_that_are_too_entangled_together_are_refused(book: Rulebook, later_is_no_reason: Rulebook) -> None:
    with pytest.raises(RulebookInvalid) as refused:
        compare(book, later_is_no_reason, max_nodes=100)
    assert [problem.code for problem in refused.value.problems] == ["too_entangled"]


def test_what_takes_too_much_to_describe_is_counted_all_the_same() -> None:
    old, new = (large_rulebook(Random(seed), 40, 20, local=True) for seed in (1, 2))
    found = compare(old, new, max_nodes=60_000)
    assert found.answer_sets == 3**40 * 2
    assert found.differing == sum(each.answer_sets for each in found.differences if each.what == "verdict") > 0
    untold = [each for each in found.differences if not each.described_by]
    assert untold
    for difference in untold:
        assert name(difference) in differing(*(World(book, difference.example) for book in (old, new)))
        assert next(sentences(found, difference)).startswith("in more ways than can be described: ")


def test_no_example_stands_behind_gates_that_are_never_open_together() -> None:
    old, new = pair(231)
    everything = worlds(old, new)
    for difference in compare(old, new).differences:
        for example in (difference.example, *(each.example for each in difference.described_by)):
            assert any(example.items() <= dict(answers).items() for answers in everything)
