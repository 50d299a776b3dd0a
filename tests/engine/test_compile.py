"""Compiling: canonical diagrams, open edges that are exact unions, and limits that refuse instead of hanging."""

from random import Random

import pytest

from app.engine.compile import compile_rulebook, compiled
from app.engine.evaluate import evaluate
from app.engine.mdd import LEAF, Forest
from app.engine.walk import Node, NodeOrLeaf
from app.problems import RulebookInvalid
from app.rulebook.model import Rulebook
from tests.depth import seeds
from tests.engine.invented import large_rulebook


def random_diagram(forest: Forest, random: Random, level: int = 0) -> int:
    """Draw a diagram over four questions of two or three answers."""
    if level == 4 or random.random() < 0.2:
        return forest.leaf(random.randrange(1, 8))
    return forest.node(level, [random_diagram(forest, random, level + 1) for _ in range(2 + level % 2)])


def outcome(forest: Forest, n: int, row: tuple[int, ...]) -> int:
    """Return the mask that a diagram has for a row of answers."""
    while forest.level[n] != LEAF:
        n = forest.kids[n][row[forest.level[n]]]
    return forest.kids[n][0]


ROWS = [(a, b, c, d) for a in range(2) for b in range(3) for c in range(2) for d in range(3)]


@pytest.mark.parametrize("seed", seeds(100))
def test_union_choose_and_relabel_work_row_by_row(seed: int) -> None:
    forest, random = Forest(), Random(seed)
    a, b = (random_diagram(forest, random) for _ in range(2))
    odd = forest.map_leaves(a, lambda mask: mask & 1)
    for row in ROWS:
        left, right = outcome(forest, a, row), outcome(forest, b, row)
        assert outcome(forest, forest.union(a, b), row) == left | right
        assert outcome(forest, forest.choose(odd, 64, b), row) == (64 if left & 1 else right)
        both = forest.both(odd, forest.map_leaves(b, lambda mask: mask >> 1 & 1))
        assert outcome(forest, both, row) == (left & right >> 1 & 1)


@pytest.mark.parametrize("seed", seeds(100))
def test_the_open_edge_is_the_union_over_every_answer(seed: int) -> None:
    forest, random = Forest(), Random(seed)
    root = random_diagram(forest, random)
    opened = forest.opened(root)
    for row in ROWS:
        unknown = {level for level in range(4) if random.random() < 0.5}
        walked = tuple(-1 if level in unknown else row[level] for level in range(4))
        agreeing = [r for r in ROWS if all(level in unknown or r[level] == row[level] for level in range(4))]
        assert outcome(forest, opened, walked) == union_of(outcome(forest, root, r) for r in agreeing)


def union_of(masks: object) -> int:
    """Return the bitwise or of masks."""
    found = 0
    for mask in masks:  # type: ignore[attr-defined]
        found |= mask
    return found


def test_equal_functions_are_one_node() -> None:
    forest = Forest()
    a = forest.node(0, [forest.leaf(1), forest.leaf(2)])
    b = forest.node(1, [forest.leaf(2), forest.leaf(4)])
    assert forest.union(a, b) == forest.union(b, a)
    assert forest.node(0, [a, a]) == a


def nodes(step: NodeOrLeaf) -> int:
    """Count the questions in a walkable diagram."""
    seen: dict[int, Node] = {}
    waiting = [step]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node) and id(node) not in seen:
            seen[id(node)] = node
            waiting += [*node.kids, node.open]
    return len(seen)


def test_the_shipped_rulebook_stays_small(book: Rulebook) -> None:
    at = compiled(book)
    assert nodes(at.verdict) < 300
    assert sum(nodes(group) for group in at.groups) < 1_000


def test_a_diagram_for_another_audience_holds_no_hidden_question(book: Rulebook) -> None:
    at = compiled(book.for_audience("hr"))
    hidden = [1 << at.level[q] for q in at.level if q not in book.audiences["hr"]]
    assert hidden
    for step in (*at.groups, at.verdict, *at.criteria.values()):
        assert not any(isinstance(step, Node) and step.support & bit for bit in hidden)


def test_sixty_questions_and_forty_local_criteria_compile_with_open_edges() -> None:
    at = compile_rulebook(large_rulebook(Random(1), 60, 40, local=True))
    assert nodes(at.verdict) < 30_000


def test_an_entangled_rulebook_is_refused_with_the_questions_to_blame() -> None:
    with pytest.raises(RulebookInvalid) as refused:
        compile_rulebook(large_rulebook(Random(1), 60, 40, local=False), max_nodes=100_000)
    (problem,) = refused.value.problems
    assert problem.code == "too_entangled"
    assert "within 100,000 steps" in problem.message
    assert "the first 10 of 40 criteria fit" in problem.message
    assert "`q14`" in problem.message


def test_compiling_stops_at_its_limits() -> None:
    book = large_rulebook(Random(1), 60, 40, local=True)
    for limits in ({"max_nodes": 500}, {"max_seconds": 0.0}):
        with pytest.raises(RulebookInvalid, match="expected criteria that can be proven"):
            compile_rulebook(book, **limits)


def test_a_large_rulebook_answers_everything_about_a_partial_evaluation() -> None:
    book = large_rulebook(Random(2), 60, 40, local=True)
    told = evaluate(book, {"q0": "all", "q3": "unknown"})
    assert told.at_most_left <= 60
    assert told.next_question
    assert told.open_questions
