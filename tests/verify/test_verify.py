"""Each check finds its seeded fault, shows it by true answers, and is silent where all is well."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from app.engine.evaluate import evaluate
from app.engine.restrict import Residual
from app.engine.walk import GivenAnswers
from app.problems import Problem, RulebookInvalid
from app.resources import RULES
from app.rulebook.conditions import All, Condition, CriterionReaches, Not, QuestionIs, VerdictIs
from app.rulebook.conditions import Any as AnyOf
from app.rulebook.examples import examples_path, read_examples
from app.rulebook.model import Law, Reach, Rulebook
from app.verify.answer_sets import count_answer_sets
from app.verify.checks.laws import broken_law
from app.verify.checks.noninterference import leak
from app.verify.checks.question_bound import broken_promise
from app.verify.checks.reachability import (
    closed_gate,
    unreachable,
    untold_answer,
    unused_answer,
    unused_clause,
    unused_criterion,
    unused_question,
    unused_source,
)
from app.verify.symbolic import Proof
from app.verify.verification import verify
from tests.conftest import VERSION
from tests.depth import seeds
from tests.engine.invented import HERE, WORD, criterion, large_rulebook, question, random_rulebook, rulebook
from tests.reference import World, completions

NEVER = All((QuestionIs("site_safe", ("yes",)), QuestionIs("site_safe", ("no",))))


def changed(book: Rulebook, section: str, name: str, **parts: Any) -> Rulebook:
    """Return the rulebook with one part of it changed."""
    things: Mapping[str, Any] = getattr(book, section)
    sections: dict[str, Any] = {section: {**things, name: replace(things[name], **parts)}}
    return replace(book, **sections)


def messages(found: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in found]


def sets_of(problem: Problem) -> list[dict[str, str]]:
    return [dict(answers) for answers in problem.shown_by]


def world(book: Rulebook, answers: GivenAnswers) -> World:
    """Return one completion, to see what is true of all since the answers force it."""
    first = {q.id: next(iter(q.answers)) for q in book.questions.values() if not q.many}
    return World(book, {**first, **answers})


def test_the_shipped_rulebook_is_proven_over_all_its_answer_sets(book: Rulebook) -> None:
    path = RULES / "thuiswerken-2021" / f"{VERSION}.yaml"
    examples, _ = read_examples(examples_path(path), book)
    report = verify(book, examples)
    assert report.problems == ()
    assert report.answer_sets == 846_720
    assert len(report.proven) == 12 + len(book.laws) + 1


def test_a_rulebook_too_entangled_to_prove_anything_is_refused() -> None:
    with pytest.raises(RulebookInvalid) as refused:
        verify(large_rulebook(Random(1), 60, 40, local=False))
    assert [problem.code for problem in refused.value.problems] == ["too_entangled"]


def test_a_circle_of_gates_is_all_that_is_told_of_a_rulebook(book: Rulebook) -> None:
    circle = changed(book, "questions", "bound_tools", asked_when=QuestionIs("tools_at_home", ("now",)))
    (problem,) = verify(circle).problems
    assert problem.code == "gate_cycle"
    assert "`bound_tools`, `tools_at_home`" in problem.message
    assert verify(circle).proven == ()


@pytest.mark.parametrize("seed", seeds(20))
def test_answer_sets_are_counted_as_by_hand(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    meaningful = {
        tuple((q, a) for q, a in each.given.items() if applies(book, each, q)) for each in completions(book, {})
    }
    assert count_answer_sets(Proof(book)) == len(meaningful)


def test_answer_sets_are_counted_where_a_gate_stands_in_another_order() -> None:
    health = question("illness", ("no", "yes"), sensitivity="health")
    work = question("work", ("no", "yes"))
    both = AnyOf((QuestionIs("illness", ("yes",)), QuestionIs("work", ("yes",))))
    after = question("after", ("no", "yes"), sensitivity="health", gate=both)
    grounds = [criterion("ground", {"all": QuestionIs("after", ("yes",))})]
    book = rulebook([health, work, after], grounds, seen=frozenset({"work"}))
    meaningful = {
        tuple((q, a) for q, a in each.given.items() if applies(book, each, q)) for each in completions(book, {})
    }
    assert count_answer_sets(Proof(book)) == len(meaningful)


def applies(book: Rulebook, each: World, question: str) -> bool:
    gate = book.questions[question].asked_when
    return gate is None or each.holds(gate)


def test_what_nothing_leads_to_is_found(book: Rulebook) -> None:
    assert messages(unreachable(Proof(changed(book, "actions", "agree_days", when=NEVER)))) == [
        "expected some answers to lead to action `agree_days`, found none"
    ]
    assert "note `extra_risk`" in messages(unreachable(Proof(changed(book, "notes", "extra_risk", when=NEVER))))[0]
    never_met = changed(book, "requirements", "site_safe", met_when=NEVER)
    assert "`site_safe` being met" in messages(unreachable(Proof(never_met)))[0]
    first, second = book.criteria["nature_of_work"].reaches
    line_never = changed(book, "criteria", "nature_of_work", reaches=(first, replace(second, when=NEVER)))
    assert "`nature_of_work` reaching `part`" in messages(unreachable(Proof(line_never)))[0]
    never = CriterionReaches("nature_of_work", ("all",))
    no_talk = changed(book, "verdicts", "conversation", when=Not(AnyOf((never, Not(never)))))
    assert "verdict `conversation`" in messages(unreachable(Proof(no_talk)))[0]


def test_what_changes_nothing_is_found(book: Rulebook) -> None:
    without = replace(book, criteria={c: told for c, told in book.criteria.items() if c != "nature_of_work"})
    assert "the answer to `on_site_tasks`" in messages(unused_question(Proof(without)))[0]
    answers = {**book.questions["on_site_tasks"].answers, "little": WORD}
    more = changed(book, "questions", "on_site_tasks", answers=answers)
    assert "`none` from `little`" in messages(unused_answer(Proof(more)))[0]
    double = replace(book.criteria["nature_of_work"], id="double")
    twice = replace(book, criteria={**book.criteria, "double": double})
    assert [p.message.split("`")[1] for p in unused_criterion(Proof(twice))] == ["nature_of_work", "double"]
    clause = replace(book.clauses["K1"], id="K99")
    assert "`K99`" in messages(unused_clause(Proof(replace(book, clauses={**book.clauses, "K99": clause}))))[0]


def test_an_answer_that_a_condition_tells_apart_in_vain_is_found(book: Rulebook) -> None:
    action = book.actions["show_who_is_needed"]
    in_vain = AnyOf((action.when, All((action.when, QuestionIs("process_necessity", ("social_need",))))))
    (problem,) = unused_answer(Proof(changed(book, "actions", action.id, when=in_vain)))
    assert "`strictly_necessary` and `social_need` of `process_necessity`" in problem.message


@pytest.mark.parametrize("seed", seeds(40))
def test_answers_are_told_apart_in_vain_where_every_world_is_alike(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    found = [p.message.split("`")[1:6:2] for p in unused_answer(Proof(book)) if "lead apart" in p.message]
    for one, other, asked in found:
        for each in completions(book, {}):
            if each.given[asked] == one:
                assert not differ(each, World(book, {**each.given, asked: other}))


def test_a_source_of_which_nothing_is_used_is_found(book: Rulebook) -> None:
    source = replace(book.sources["letter"], id="unread")
    more = replace(book, sources={**book.sources, "unread": source})
    assert messages(unused_source(Proof(more))) == [
        "expected something to rest on a clause of source `unread`, found nothing"
    ]


def test_an_answer_for_which_no_note_speaks_is_found(book: Rulebook) -> None:
    (note,) = (each for each in book.notes.values() if each.for_each)
    _, *others = note.say_each
    less = changed(book, "notes", note.id, say_each={answer: note.say_each[answer] for answer in others})
    (problem,) = untold_answer(Proof(less))
    assert f"`{note.id}` says for `{next(iter(note.say_each))}`" in problem.message


def test_a_note_about_an_answer_behind_a_closed_gate_is_found(book: Rulebook) -> None:
    gated = changed(book, "questions", "other_reasons", asked_when=QuestionIs("site_safe", ("yes",)))
    (problem,) = closed_gate(Proof(gated))
    one, other = sets_of(problem)
    assert {q: one[q] for q in other} == other
    assert world(gated, other).given["site_safe"] == "no"
    chosen = {**one, "other_reasons": (one["other_reasons"],)}
    assert evaluate(gated, chosen).not_sufficient != evaluate(gated, other).not_sufficient


def test_an_answer_that_matters_behind_its_closed_gate_is_found(book: Rulebook) -> None:
    assert list(closed_gate(Proof(book))) == []
    ungated = changed(book, "questions", "tools_at_home", asked_when=None)
    proof = Proof(ungated)
    proof.order = Proof(book).order
    (problem,) = closed_gate(proof)
    one, other = (world(ungated, answers) for answers in sets_of(problem))
    assert one.given["bound_tools"] == "none"
    assert differ(one, other)


def differ(one: World, other: World) -> bool:
    """Say whether two worlds differ in anything that is told."""
    book = one.book
    conditions = [told.when for told in book.actions.values()] + [told.when for told in book.notes.values()]
    held = [[each.holds(condition) for condition in conditions] for each in (one, other)]
    required = [[each.requirement(r) for r in book.requirements] for each in (one, other)]
    return (one.verdict, one.reach, held[0], required[0]) != (other.verdict, other.reach, held[1], required[1])


def law(**parts: Any) -> Law:
    return Law("a-law", WORD, HERE, **parts)


def test_a_law_that_answers_break_is_found_with_the_fewest_of_them(book: Rulebook) -> None:
    proof = Proof(book)
    wrong = law(when=CriterionReaches("nature_of_work", ("part",)), then=VerdictIs(("partly_on_site",)))
    (problem,) = broken_law(proof, wrong)
    (answers,) = sets_of(problem)
    assert len(answers) == 2
    assert wrong.when and wrong.then
    assert all(w.holds(wrong.when) and not w.holds(wrong.then) for w in [world(book, answers)])
    assert evaluate(book, answers).verdict == "on_site"


def test_a_question_that_should_not_change_the_verdict_is_found(book: Rulebook) -> None:
    (problem,) = broken_law(Proof(book), law(questions=("tools_at_home", "site_safe")))
    one, other = (world(book, answers) for answers in sets_of(problem))
    assert one.verdict != other.verdict


def test_a_criterion_that_counts_although_a_question_is_left_out_is_found(book: Rulebook) -> None:
    lines = book.criteria["personal_situation"].reaches
    loose = Reach("part", Not(QuestionIs("other_personal_reason", ("no", "all", "to_discuss"))), WORD, (), HERE)
    wrong = changed(book, "criteria", "personal_situation", reaches=(lines[0], loose, lines[2]))
    (problem,) = broken_law(Proof(wrong), law(left_out="personal_situation"))
    (answers,) = sets_of(problem)
    assert answers == {"other_personal_reason": "not_relied_on"}
    assert world(wrong, answers).reach["personal_situation"] == "part"


def as_shown_everything(rulebook: Rulebook, _: str) -> Rulebook:
    return rulebook


def seeing(question: str) -> Any:
    def variant(rulebook: Rulebook, audience: str) -> Rulebook:
        seen = rulebook.audiences[audience] | {question}
        return rulebook.leaving_out(frozenset(rulebook.questions) - seen)

    return variant


@pytest.mark.parametrize("variant", [as_shown_everything, seeing("home_workplace"), seeing("other_personal_reason")])
def test_an_audience_that_is_told_what_depends_on_a_hidden_answer_is_found(book: Rulebook, variant: Any) -> None:
    found = list(leak(Proof(book), variant=variant))
    assert {problem.message.split("`")[1] for problem in found} == {"hr", "manager"}
    for problem in found:
        one, other = sets_of(problem)
        seen = book.audiences["hr"]
        assert {q: a for q, a in one.items() if q in seen} == {q: a for q, a in other.items() if q in seen}
        assert differ(world(book, one), world(book, other))


def test_a_visible_question_behind_a_hidden_one_is_found(book: Rulebook) -> None:
    behind = changed(book, "questions", "site_safe", asked_when=QuestionIs("home_workplace", ("adequate",)))
    assert "`site_safe` behind `home_workplace`" in messages(leak(Proof(behind)))[0]


def test_a_broken_promise_is_found(book: Rulebook) -> None:
    def too_few(left: Residual, mode: Any) -> tuple[int, int]:
        return (1, 3) if len(left.answers) < 5 else (2, 6)

    (problem,) = broken_promise(Proof(book), too_few)
    assert "expected at most" in problem.message
    assert list(broken_promise(Proof(book))) == []


@pytest.mark.parametrize("seed", seeds(200))
def test_random_rulebooks_raise_no_false_alarm(seed: int) -> None:
    book = random_rulebook(Random(seed), size=5)
    proof = Proof(book)
    assert [*closed_gate(proof), *leak(proof), *broken_promise(proof)] == []
    every = list(completions(book, {}))
    never = {v for v in book.verdicts if all(w.verdict != v for w in every)}
    never |= {f"{c}:{e}" for c, told in book.criteria.items() for e in lines(told.reaches) if not met(every, c, e)}
    never |= {a for a, told in book.actions.items() if not holds(every, told.when)}
    never |= {n for n, note in book.notes.items() if not holds(every, note.when)}
    states = {w.requirement("safe") for w in every}
    never |= {"safe met"} - {f"safe {state}" for state in states} | {"safe not"} - {f"safe {s[:3]}" for s in states}
    assert len(list(unreachable(proof))) == len(never)


def lines(reaches: tuple[Reach, ...]) -> list[str]:
    return [line.extent for line in reaches]


def met(every: list[World], criterion: str, extent: str) -> bool:
    return any(each.reach[criterion] == extent for each in every)


def holds(every: list[World], condition: Condition) -> bool:
    return any(each.holds(condition) for each in every)
