"""The verdict's decision diagram as steps: each asks one question, and its answers lead on."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.build import Builder
from app.engine.mdd import LEAF, Forest, TooEntangled
from app.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class GraphNode:
    """Hold one step; `ways` has, by the name of the next step or the verdict, the answers that lead there.

    A name is the place of its question in the order of asking and its own place among the steps with that question,
    both counted from 1, such as `3.2`.
    """

    name: str
    question: str
    ways: Mapping[str, tuple[str, ...]]


def steps(rulebook: Rulebook, at_most: int = 200) -> tuple[GraphNode, ...] | None:
    """Return the steps that together decide the verdict, in the order of asking; None where there are more."""
    forest = Forest()
    builder = Builder(rulebook, forest)
    try:
        root = builder.verdict()
    except (TooEntangled, RecursionError):
        return None
    inner = sorted((forest.level[n], n) for n in forest.reachable(root) if forest.level[n] != LEAF)
    return None if len(inner) > at_most else _steps(builder, inner)


def _steps(builder: Builder, inner: list[tuple[int, int]]) -> tuple[GraphNode, ...]:
    names = {1 << place: verdict for place, verdict in enumerate(builder.rulebook.verdicts)}
    levels = list(dict.fromkeys(level for level, _ in inner))
    named: dict[int, str] = {}
    for level, n in inner:
        same = sum(1 for other, _ in inner[: len(named)] if other == level)
        named[n] = f"{levels.index(level) + 1}.{same + 1}"
    return tuple(_step(builder, n, named, names) for _, n in inner)


def _step(builder: Builder, n: int, named: Mapping[int, str], verdicts: Mapping[int, str]) -> GraphNode:
    forest = builder.forest
    question = builder.order[forest.level[n]]
    ways: dict[str, tuple[str, ...]] = {}
    for answer, kid in zip(question.answers, forest.kids[n], strict=True):
        to = verdicts[forest.kids[kid][0]] if forest.level[kid] == LEAF else named[kid]
        ways[to] = (*ways.get(to, ()), answer)
    return GraphNode(named[n], question.id, ways)
