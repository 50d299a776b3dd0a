"""Mutants are all there and differ as they say, and are noticed exactly where an example or a law would notice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.engine.run_examples import Followed, example_problems, followed
from app.resources import RULES
from app.rulebook.banding import conditions_of
from app.rulebook.conditions import All, AnyCriterion, Condition, CriterionReaches, Not, QuestionIs, VerdictIs, parts
from app.rulebook.conditions import Any as AnyOf
from app.rulebook.examples import Example, Expectation, Given, examples_path, read_examples
from app.rulebook.files import editions_of, overlay_files
from app.rulebook.load import load_rulebook
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Law, Origin, Rulebook
from app.verify.checks.laws import broken_law
from app.verify.mutation.kill import Worked, is_noticed
from app.verify.mutation.mutants import mutants
from app.verify.mutation.operators import altered
from app.verify.mutation.run import trial
from app.verify.mutation.variant import original, sibling
from app.verify.symbolic import Proof
from tests.conftest import VERSION
from tests.depth import seeds
from tests.engine.invented import HERE, WORD, criterion, question, random_rulebook, rulebook
from tests.reference import World, completions
from tests.rulebook.bad import GOOD, GOOD_EXAMPLES
from tests.rulebook.consenting import change, with_changes

A = QuestionIs("a", ("x",))
B = QuestionIs("b", ("x", "y"))
BOOK = rulebook(
    [question("a", ("x", "y", "z"), sensitivity="personal"), question("b", ("x", "y"))],
    [criterion("c", {"all": A, "talk": Not(B)})],
    seen=frozenset("b"),
)


@pytest.mark.parametrize(("condition", "told"), [
    (A, ["asked for the opposite of `a: x`", "also named `y` in `a: x`", "named `y` instead in `a: x`",
         "also named `z` in `a: x`", "named `z` instead in `a: x`"]),
    (B, ["asked for the opposite of `b: [x, y]`",
         "did not name `x` in `b: [x, y]`", "did not name `y` in `b: [x, y]`"]),
    (Not(B), ["left `not` out before `b: [x, y]`",
              "did not name `x` in `b: [x, y]`", "did not name `y` in `b: [x, y]`"]),
    (CriterionReaches("c", ("all",)), [
        "asked for the opposite of `criterion: {c: all}`",
        "also named `talk` in `criterion: {c: all}`", "named `talk` instead in `criterion: {c: all}`",
        "also named `none` in `criterion: {c: all}`", "named `none` instead in `criterion: {c: all}`"]),
    (AnyCriterion(("all", "part", "talk")), [
        "asked for the opposite of `any_criterion: [all, part, talk]`",
        *(f"did not name `{extent}` in `any_criterion: [all, part, talk]`" for extent in ("all", "part", "talk")),
        "also named `none` in `any_criterion: [all, part, talk]`"]),
    (VerdictIs(("far", "near", "talk", "stay")), [
        "asked for the opposite of `verdict: [far, near, talk, stay]`",
        *(f"did not name `{verdict}` in `verdict: [far, near, talk, stay]`" for verdict in BOOK.verdicts)]),
    (AnyOf((Not(B), B)), [
        "asked for the opposite of `any: [{not: {b: [x, y]}}, {b: [x, y]}]`",
        "asked for all of `any: [{not: {b: [x, y]}}, {b: [x, y]}]`",
        "did without `not: {b: [x, y]}`", "left `not` out before `b: [x, y]`",
        "did not name `x` in `b: [x, y]`", "did not name `y` in `b: [x, y]`",
        "did without `b: [x, y]`", "asked for the opposite of `b: [x, y]`",
        "did not name `x` in `b: [x, y]`", "did not name `y` in `b: [x, y]`"]),
])  # fmt: skip
def test_every_part_of_a_condition_is_altered_in_every_way(condition: Condition, told: list[str]) -> None:
    found = list(altered(condition, BOOK))
    assert [each for _, each in found] == told
    assert condition not in [other for other, _ in found]


def test_all_and_any_change_places() -> None:
    found = {told: other for other, told in altered(All((A, B)), BOOK)}
    assert found["asked for any of `all: [{a: x}, {b: [x, y]}]`"] == AnyOf((A, B))
    assert found["did without `a: x`"] == All((B,))
    assert found["also named `z` in `a: x`"] == All((QuestionIs("a", ("x", "z")), B))


def test_whole_parts_are_dropped_and_swapped() -> None:
    told = [mutant.change for mutant in mutants(load_rulebook(GOOD))]
    assert {
        "question `pass_renewal` had no gate",
        "criterion `rarity` reached nothing",
        "criterion `rarity` had `all` and `part` swapped",
        "the line `part` of criterion `rarity` was dropped",
        "verdict `stay` never held",
        "requirement `bag` never held",
        "action `renew` never held",
        "note `own_wishes` never held",
    } <= set(told)
    assert "verdict `go` never held" not in told
    assert "verdict `near` came before `far`" in [mutant.change for mutant in mutants(BOOK)]
    assert "verdict `stay` came before `talk`" not in [mutant.change for mutant in mutants(BOOK)]


def test_a_mutant_stands_where_its_part_stands_and_is_told_once(book: Rulebook) -> None:
    found = list(mutants(book))
    assert len({mutant.change for mutant in found}) == len(found) > 300
    gates = [mutant for mutant in found if "`tools_at_home` had no gate" in mutant.change]
    assert [mutant.place for mutant in gates] == [book.questions["tools_at_home"].place]


def test_no_mutant_relies_on_what_is_left_out(book: Rulebook) -> None:
    for mutant in mutants(book):
        stated = (part for condition in conditions_of(mutant.rulebook) for part in parts(condition))
        assert all(NOT_RELIED_ON not in part.answers for part in stated if isinstance(part, QuestionIs))


def test_only_what_an_organisation_changed_is_mutated(book: Rulebook) -> None:
    path = next(path for path in overlay_files(RULES) if path.stem == book.id)
    changed = editions_of(path)[book.version]()
    touched = {id for change in (changed.organisation or pytest.fail()).amendments for _, id in change.touches}
    told = [mutant.change for mutant in mutants(changed)]
    assert all(any(f"`{id}`" in each for id in touched) for each in told)
    assert len(told) < len(list(mutants(book))) / 2
    own = {id for id in changed.criteria if changed.criteria[id] != book.criteria.get(id)}
    assert {f"criterion `{id}` reached nothing" for id in own} <= set(told)


def test_what_a_change_only_cuts_otherwise_is_not_mutated(tmp_path: Path) -> None:
    heavy = "add_way: {criterion: {letter: fully}, or: {weight: {is: 20}}, because: {nl: a, en: b}}"
    changed = editions_of(with_changes(tmp_path, change("widens", heavy)))["1.0.0"]()
    assert changed.questions["books"].asked_when != changed.unchanged.questions["books"].asked_when  # in other bands
    assert [each.change for each in mutants(changed) if "`letter`" not in each.change] == []
    assert "criterion `letter` reached nothing" in [each.change for each in mutants(changed)]


def test_other_texts_by_an_organisation_leave_nothing_to_mutate(book: Rulebook) -> None:
    reworded = replace(
        book,
        origin=Origin(book, lambda: book),
        criteria={id: replace(each, title=WORD) for id, each in book.criteria.items()},
        verdicts={id: replace(each, say=WORD) for id, each in book.verdicts.items()},
        questions={id: replace(each, answered_by=("employee",)) for id, each in book.questions.items()},
        actions={id: replace(each, say=WORD) for id, each in book.actions.items()},
        requirements={id: replace(each, met=WORD) for id, each in book.requirements.items()},
        notes={id: replace(each, heading=WORD) for id, each in book.notes.items()},
    )
    assert list(mutants(reworded)) == []


def told_by(world: World) -> tuple[object, ...]:
    """Return everything that a complete set of answers leads to."""
    book = world.book
    held = [world.holds(each.when) for section in (book.actions, book.notes) for each in section.values()]
    return world.verdict, world.reach, held, [world.requirement(r) for r in book.requirements]


def asked(world: World) -> list[bool]:
    gates = [each.asked_when for each in world.book.questions.values()]
    return [gate is None or world.holds(gate) for gate in gates]


@pytest.mark.parametrize("seed", seeds(20))
def test_mutants_that_decide_the_same_are_those_that_no_answers_tell_apart(seed: int) -> None:
    book = random_rulebook(Random(seed), size=3)
    of = original(book)
    worlds = list(completions(book, {}))
    for mutant in mutants(book):
        decided = sibling(mutant.rulebook, of)
        others = [World(mutant.rulebook, world.given) for world in worlds]
        same_told = all(told_by(a) == told_by(b) for a, b in zip(worlds, others, strict=True))
        same_asked = all(asked(a) == asked(b) for a, b in zip(worlds, others, strict=True))
        grounds = bool(decided.other_grounds)
        assert (decided.expectable == of.expectable) == (same_told and not grounds), mutant.change
        assert (decided.signature == of.signature) == (same_told and same_asked and not grounds), mutant.change


def random_given(book: Rulebook, random: Random) -> Given:
    chosen = {
        q.id: tuple(a for a in q.answers if random.random() < 0.5) if q.many else random.choice((*q.answers, UNKNOWN))
        for q in book.questions.values()
    }
    return {q: answer for q, answer in chosen.items() if random.random() < 0.8}


def random_example(book: Rulebook, random: Random, number: int) -> Example:
    """Draw an example that expects some of what follows."""
    given = random_given(book, random)
    found = followed(evaluate(book, given))
    reached = {c: state.reach for c, state in found.criteria.items() if state.reach and random.random() < 0.5}
    single = len(found.possible) == 1

    def some(value: object) -> object:
        return value if random.random() < 0.5 else None

    expect = Expectation(
        verdict=found.possible[0] if single else None,
        could_be=None if single else found.possible,
        grounds=some(found.grounds),  # type: ignore[arg-type]
        criteria=reached,
        actions=some(found.actions),  # type: ignore[arg-type]
        requirements=some(found.requirements),  # type: ignore[arg-type]
        may_start=some(found.may_start),  # type: ignore[arg-type]
        notes=some(tuple(found.told)),  # type: ignore[arg-type]
        told={note: answers for note, answers in found.told.items() if book.notes[note].for_each},
    )
    return Example(f"R{number}", "Somebody.", given, expect, HERE)


def with_laws(book: Rulebook) -> Rulebook:
    laws = (
        Law("far", WORD, HERE, when=AnyCriterion(("all",)), then=VerdictIs(("far",))),
        Law("safe", WORD, HERE, questions=("safe",)),
        *(Law(f"left-out-{c}", WORD, HERE, left_out=c) for c in book.criteria),
    )
    return replace(book, laws=tuple(law for law in laws if not list(broken_law(Proof(book), law))))


def in_order_of(book: Rulebook, found: Followed) -> Followed:
    """Return what followed but for the days, with the possible verdicts in the order of another rulebook."""
    return replace(found, days=None, possible=tuple(verdict for verdict in book.verdicts if verdict in found.possible))


def disagreements(book: Rulebook, examples: tuple[Example, ...]) -> Iterator[str]:
    """Yield the mutants of which it is not told rightly which example and which law notices them."""
    of = original(book)
    worked = [Worked(example, of) for example in examples]
    for mutant in mutants(book):
        decided = sibling(mutant.rulebook, of)
        for each in worked:
            if is_noticed(decided, [each], []) != bool(example_problems(mutant.rulebook, [each.example])):
                yield f"{each.example.id}: {mutant.change}"
            slow = followed(evaluate(mutant.rulebook, each.example.answers))
            if each.followed(decided) != in_order_of(book, slow):
                yield f"{each.example.id} followed: {mutant.change}"
        for law in book.laws:
            if is_noticed(decided, [], [law]) != bool(list(broken_law(Proof(mutant.rulebook), law))):
                yield f"{law.id}: {mutant.change}"


@pytest.mark.parametrize("seed", seeds(30))
def test_a_mutant_is_noticed_exactly_where_its_own_evaluation_is_a_problem(seed: int) -> None:
    random = Random(seed)
    book = with_laws(random_rulebook(random, size=4))
    assert list(disagreements(book, tuple(random_example(book, random, i) for i in range(4)))) == []


def test_a_mutant_of_a_rulebook_with_chosen_answers_is_noticed_exactly_as_well() -> None:
    book = load_rulebook(GOOD)
    random = Random(1)
    assert list(disagreements(book, tuple(random_example(book, random, i) for i in range(12)))) == []


def test_some_mutants_of_the_shipped_rulebook_are_noticed_exactly_as_well(book: Rulebook) -> None:
    examples, _ = read_examples(examples_path(RULES / book.id / f"{VERSION}.yaml"), book)
    of = original(book)
    worked = [Worked(example, of) for example in examples]
    for mutant in list(mutants(book))[::11]:
        decided = sibling(mutant.rulebook, of)
        noticing = {each.example.id for each in worked if each.notices(decided)}
        slow = {e.id for e in examples if example_problems(mutant.rulebook, [e])}
        assert noticing == slow, mutant.change


def test_a_ground_that_is_named_in_vain_is_none_and_leaving_it_out_changes_nothing() -> None:
    reached, too = CriterionReaches("c", ("all",)), CriterionReaches("d", ("all",))
    both = rulebook(
        [question("a", ("x", "y")), question("b", ("x", "y"))],
        [criterion("c", {"all": QuestionIs("a", ("x",))}), criterion("d", {"all": QuestionIs("b", ("x",))})],
        seen=frozenset("ab"),
    )
    far = replace(both.verdicts["far"], when=AnyOf((reached, All((reached, too)))))
    book = replace(both, verdicts={**both.verdicts, "far": far})
    in_vain = "verdict `far` did without `all: [{criterion: {c: all}}, {criterion: {d: all}}]`"
    found = trial(book)
    assert not [mutant for mutant in found.survivors if mutant.change == in_vain]
    assert followed(evaluate(book, {"a": "x", "b": "x"})).grounds == ("c",)
    assert list(disagreements(book, (random_example(book, Random(3), 0),))) == []


def test_what_does_not_hold_for_the_rulebook_itself_notices_nothing() -> None:
    book = load_rulebook(GOOD)
    examples, _ = read_examples(GOOD_EXAMPLES, book)
    wrong = [example for example in examples if example_problems(book, [example])]
    assert wrong
    broken = replace(book, laws=(*book.laws, Law("wrong", WORD, HERE, when=All(()), then=VerdictIs(("go",)))))
    assert trial(broken, wrong).killed == trial(book).killed


def test_what_only_changes_what_is_asked_is_told_apart() -> None:
    gated = question("b", ("x", "y"), gate=QuestionIs("a", ("x", "y")))
    book = rulebook(
        [question("a", ("x", "y", "z")), gated],
        [criterion("c", {"all": All((QuestionIs("a", ("x",)), QuestionIs("b", ("x",))))})],
        seen=frozenset("ab"),
    )
    found = trial(book)
    assert "the gate of `b` did not name `y` in `a: [x, y]`" in {mutant.change for mutant in found.asking}
    assert found.total == found.killed + len(found.survivors)
