"""Proposed examples notice every mutant that nothing noticed, and are as few and as small as they are said to be."""

from collections.abc import Iterable
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.engine.example_yaml import example_yaml
from app.engine.run_examples import example_problems
from app.problems import RulebookInvalid
from app.resources import RULES
from app.rulebook.examples import Example, Given, examples_path, read_baseline, read_examples
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from app.verify.admission import verified
from app.verify.mutation.distinguish import where_shown
from app.verify.mutation.mutants import mutants
from app.verify.mutation.run import trial, tried
from app.verify.mutation.suggest import CONFIRM, Nearest, expecting_all, proposals, whole_file
from app.verify.mutation.variant import Decided, original, sibling
from tests.conftest import VERSION
from tests.depth import seeds
from tests.engine.invented import random_rulebook, sure_rulebook
from tests.rulebook.bad import GOOD
from tests.verify.mutation.test_mutants import random_given

SHIPPED = RULES / "thuiswerken-2021" / f"{VERSION}.yaml"


def confirmed(proposed: str) -> str:
    """Return proposed examples of which somebody says who they are about."""
    return proposed.replace(CONFIRM, "Somebody who was asked.")


def read_back(book: Rulebook, proposed: str, baseline: Given, folder: Path) -> tuple[Example, ...]:
    """Return proposed examples as they are read from a file with this baseline."""
    file = folder / "proposed.examples.yaml"
    below = example_yaml("B", "Nobody.", baseline, evaluate(book, {})).split("    expect:")[0].split("    given:")[1]
    head = f'rulebook: {book.id}\nversion: "{book.version}"\nbaseline:{below}examples:\n'
    file.write_text(head + confirmed(proposed), "utf-8")
    found, problems = read_examples(file, book)
    assert problems == []
    assert read_baseline(file, book) == baseline
    return found


def fully_noticed_with(book: Rulebook, examples: Iterable[Example], baseline: Given, folder: Path) -> int:
    """Check that the proposed examples hold and leave no survivor; return how many there are."""
    before = trial(book, examples, baseline)
    proposed = read_back(book, before.proposed, baseline, folder) if before.proposed else ()
    assert example_problems(book, proposed) == []
    after = trial(book, [*examples, *proposed], baseline)
    assert [mutant.change for mutant in after.survivors] == []
    assert (after.total, after.proposed) == (before.total, "")
    assert before.proposed.count(CONFIRM) == len(proposed)
    assert len({each.id for each in [*examples, *proposed]}) == len([*examples, *proposed])
    return len(proposed)


@pytest.mark.parametrize("left", seeds(3))
def test_proposals_replace_a_third_of_the_shipped_examples(book: Rulebook, tmp_path: Path, left: int) -> None:
    path = examples_path(SHIPPED)
    examples, _ = read_examples(path, book)
    fewer = [example for i, example in enumerate(examples) if i % 3 != left]
    assert 0 < fully_noticed_with(book, fewer, read_baseline(path, book) or {}, tmp_path) < 8


def test_what_is_proposed_for_a_rulebook_without_any_example_notices_all(book: Rulebook, tmp_path: Path) -> None:
    assert fully_noticed_with(book, [], {}, tmp_path) < 15
    assert fully_noticed_with(load_rulebook(GOOD), [], {}, tmp_path) > 0


@pytest.mark.parametrize("seed", seeds(20))
def test_what_is_proposed_for_a_random_rulebook_notices_all(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=5)
    fully_noticed_with(book, [], {}, tmp_path)
    baseline = random_given(book, random)
    once = read_back(book, trial(book, [], baseline).proposed, baseline, tmp_path)
    fully_noticed_with(book, once[: len(once) // 2], baseline, tmp_path)


def test_where_there_is_no_file_of_examples_a_whole_one_is_proposed(tmp_path: Path) -> None:
    alone = tmp_path / GOOD.name
    alone.write_bytes(GOOD.read_bytes())
    book = load_rulebook(alone)
    before = tried(book)
    assert before and before.survivors
    examples_path(alone).write_text(before.proposed, "utf-8")
    unconfirmed = tried(book)
    assert unconfirmed
    assert [each.change for each in unconfirmed.survivors] == [each.change for each in before.survivors]
    report, examples = verified(book)
    warned = [problem for problem in report.problems if problem.code == "example_unconfirmed"]
    assert examples == 0
    assert len(warned) == before.proposed.count(CONFIRM)
    assert {(each.level, each.place.file) for each in warned} == {("warning", str(examples_path(alone)))}
    assert len({each.place.line for each in warned}) == len(warned)
    examples_path(alone).write_text(confirmed(before.proposed), "utf-8")
    after = tried(book)
    assert after
    assert (after.survivors, after.proposed) == ((), "")


def test_examples_that_cannot_be_read_notice_nothing_and_nothing_is_proposed(tmp_path: Path) -> None:
    alone = tmp_path / GOOD.name
    alone.write_bytes(GOOD.read_bytes())
    book = load_rulebook(alone)
    examples_path(alone).write_text(whole_file(book, "  - nothing"), "utf-8")
    assert tried(book) is None


def test_a_rulebook_whose_mutants_outgrow_the_limits_is_refused(book: Rulebook) -> None:
    with pytest.raises(RulebookInvalid) as refused:
        tried(book, max_nodes=500)
    (problem,) = refused.value.problems
    assert (problem.place, problem.code) == (book.place, "mutants_too_entangled")


def every_given(book: Rulebook) -> list[dict[str, str]]:
    """Return all sets of answers, known or not."""
    choices = [[(q.id, answer) for answer in (*q.answers, UNKNOWN)] for q in book.questions.values()]
    return [dict(row) for row in product(*choices)]


def shown_by(book: Rulebook, chosen: list[Rulebook]) -> list[tuple[dict[str, str], frozenset[int]]]:
    """Return for all sets of answers which rulebooks an example that expects everything tells from the original."""
    of = original(book)
    found = []
    for given in every_given(book):
        example = expecting_all(of, given).example
        shown = (i for i, other in enumerate(chosen) if example_problems(other, [example]))
        found.append((given, frozenset(shown)))
    return found


def different(book: Rulebook, random: Random, most: int) -> tuple[Decided, list[Decided]]:
    of = original(book)
    siblings = (sibling(mutant.rulebook, of) for mutant in mutants(book))
    found = {each.expectable: each for each in siblings if each.expectable != of.expectable}
    return of, random.sample(list(found.values()), min(most, len(found)))


@pytest.mark.parametrize("seed", seeds(20))
def test_there_are_no_fewer_examples_and_no_smaller_ones(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=3)
    of, chosen = different(book, random, 7)
    baseline = {q: answer for q, answer in random_given(book, random).items() if isinstance(answer, str)}
    found = proposals(of, chosen, baseline)
    by_hand = shown_by(book, [decided.proof.rulebook for decided in chosen])
    sets = {shows for _, shows in by_hand}
    every = frozenset(range(len(chosen)))
    assert any(frozenset().union(*some) == every for some in combinations(sets, len(found)))
    assert not any(frozenset().union(*some) == every for some in combinations(sets, len(found) - 1))
    usual = {q: baseline.get(q, UNKNOWN) for q in book.questions}
    for each in found:
        sizes = [sum(answers[q] != usual[q] for q in answers) for answers, shows in by_hand if shows >= set(each.shows)]
        assert len(each.given) == min(sizes)


@pytest.mark.parametrize("seed", seeds(15))
def test_no_example_is_proposed_that_nobody_can_give(seed: int) -> None:
    random = Random(seed)
    book = sure_rulebook(random, size=3)
    of, chosen = different(book, random, 7)
    baseline = {q.id: random.choice(q.possible) for q in book.questions.values() if random.random() < 0.7}
    found = proposals(of, chosen, baseline)
    sure = {q.id for q in book.questions.values() if not q.can_be_unknown}
    assert not any(each.given.get(q) == UNKNOWN for each in found for q in sure)
    can_be_given = [
        shows
        for answers, shows in shown_by(book, [decided.proof.rulebook for decided in chosen])
        if not any(answers[q] == UNKNOWN for q in sure & baseline.keys())
    ]
    assert {i for each in found for i in each.shows} == frozenset().union(*can_be_given)


@pytest.mark.parametrize("seed", seeds(15))
def test_a_mutant_is_shown_exactly_where_an_example_that_expects_everything_fails(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=3)
    of, chosen = different(book, random, 6)
    by_hand = shown_by(book, [decided.proof.rulebook for decided in chosen])
    for i, decided in enumerate(chosen):
        region = where_shown(of, decided)
        for answers, shows in by_hand:
            inside = Nearest(of.proof.forest, of.proof.order, answers).to(region) == {}
            assert inside == (i in shows)
