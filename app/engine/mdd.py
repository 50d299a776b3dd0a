"""Reduced, ordered, multi-valued decision diagrams: hash-consed nodes and the few ways to combine them."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise
from math import prod
from operator import and_, or_

LEAF = 1 << 30
"""The level of every leaf: below all questions."""


class TooEntangled(Exception):
    """Stop building diagrams that outgrow their limits."""


class Forest:
    """Hold all nodes of one compilation.

    A node is a number; `level[n]` is the place of its question in the order, `kids[n]` one child per answer.
    A leaf is a node on level LEAF whose only "kid" is a bit mask of outcomes. In an *opened* diagram each node has
    one more child, the last: the union of the others, for an answer that is not known.
    Invariant: equal functions are equal numbers, within the plain and within the opened diagrams.
    """

    def __init__(self, max_nodes: int = 150_000, max_seconds: float = 8.0) -> None:
        self.level: list[int] = []
        self.kids: list[tuple[int, ...]] = []
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self._every: list[int] = []
        self._each: list[int] = []
        self._unions: dict[tuple[int, int], int] = {}
        self._boths: dict[tuple[int, int], int] = {}
        self._meets: dict[tuple[int, int], bool] = {}
        self._opened: dict[int, int] = {}
        self._max_nodes = max_nodes
        self._deadline = time.monotonic() + max_seconds
        self.false = self.leaf(0)
        self.true = self.leaf(1)

    def _intern(self, level: int, kids: tuple[int, ...]) -> int:
        key = (level, kids)
        n = self._unique.get(key)
        if n is None:
            n = self._unique[key] = len(self.level)
            self.level.append(level)
            self.kids.append(kids)
            self._note_outcomes(level, kids)
            # The clock is read once in 256 nodes: each reading costs time as well.
            if n > self._max_nodes or (not n % 256 and time.monotonic() > self._deadline):
                raise TooEntangled
        return n

    def _note_outcomes(self, level: int, kids: tuple[int, ...]) -> None:
        """Keep which outcomes some, and which all, leaves below a new node have: it cuts most unions short."""
        if level == LEAF:
            self._every.append(kids[0])
            self._each.append(kids[0])
        else:
            self._every.append(reduce(or_, [self._every[kid] for kid in kids]))
            self._each.append(reduce(and_, [self._each[kid] for kid in kids]))

    def leaf(self, mask: int) -> int:
        return self._intern(LEAF, (mask,))

    def node(self, level: int, kids: Sequence[int]) -> int:
        """Return the child itself where the answer makes no difference."""
        first = kids[0]
        if kids.count(first) == len(kids):
            return first
        return self._intern(level, tuple(kids))

    def union(self, a: int, b: int) -> int:
        """For Boolean diagrams: a or b."""
        if a == b:
            return a
        key = (a, b) if a < b else (b, a)
        n = self._unions.get(key)
        if n is None:
            n = self._unions[key] = self._union(a, b)
        return n

    def _union(self, a: int, b: int) -> int:
        if self.level[b] < self.level[a]:
            a, b = b, a
        if self.level[b] == LEAF:
            mask = self.kids[b][0]
            # The leaf has every outcome below a: nothing is added to it.
            if not self._every[a] & ~mask:
                return b
            # Each leaf below a has the outcomes of this one already.
            if not mask & ~self._each[a]:
                return a
            if self.level[a] == LEAF:
                return self.leaf(mask | self.kids[a][0])
        union, kids = self.union, self.kids[a]
        if self.level[b] == self.level[a]:
            return self.node(self.level[a], [union(x, y) for x, y in zip(kids, self.kids[b], strict=True)])
        return self.node(self.level[a], [union(x, b) for x in kids])

    def both(self, a: int, b: int) -> int:
        if a in (b, self.true):
            return b
        if b == self.true:
            return a
        if self.false in (a, b):
            return self.false
        key = (a, b) if a < b else (b, a)
        found = self._boths.get(key)
        if found is None:
            found = self._boths[key] = self._both(a, b)
        return found

    def _both(self, a: int, b: int) -> int:
        if self.level[b] < self.level[a]:
            a, b = b, a
        both, kids = self.both, self.kids[a]
        if self.level[b] == self.level[a]:
            return self.node(self.level[a], [both(x, y) for x, y in zip(kids, self.kids[b], strict=True)])
        return self.node(self.level[a], [both(x, b) for x in kids])

    def meets(self, a: int, b: int) -> bool:
        """Say whether two Boolean diagrams are true somewhere together, without making the diagram of where."""
        if self.false in (a, b):
            return False
        if a == b or self.true in (a, b):
            return True
        key = (a, b) if a < b else (b, a)
        found = self._meets.get(key)
        if found is None:
            level = min(self.level[a], self.level[b])
            pairs = zip(*self._cofactors(a, b, level), strict=True)
            found = self._meets[key] = any(self.meets(x, y) for x, y in pairs)
        return found

    def choose(self, when: int, mask: int, otherwise: int) -> int:
        """Return the diagram that has this outcome where `when` holds, and `otherwise` elsewhere."""
        hit = self.leaf(mask)

        def settle(condition: int, rest: int) -> int | None:
            if self.level[condition] == LEAF:
                return hit if condition == self.true else rest
            return None

        return self._merge(when, otherwise, {}, settle)

    def _merge(self, a: int, b: int, done: dict[tuple[int, int], int], settle: Callable[[int, int], int | None]) -> int:
        settled = settle(a, b)
        if settled is not None:
            return settled
        n = done.get((a, b))
        if n is None:
            level = min(self.level[a], self.level[b])
            pairs = zip(*self._cofactors(a, b, level), strict=True)
            n = self.node(level, [self._merge(x, y, done, settle) for x, y in pairs])
            done[a, b] = n
        return n

    def _cofactors(self, a: int, b: int, level: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if self.level[a] != level:
            kids = self.kids[b]
            return (a,) * len(kids), kids
        kids = self.kids[a]
        return kids, self.kids[b] if self.level[b] == level else (b,) * len(kids)

    def differ(self, a: int, b: int) -> int:
        """Return the Boolean diagram of where two diagrams have different outcomes."""
        return self._merge(a, b, {}, self._settle_differ)

    def _settle_differ(self, a: int, b: int) -> int | None:
        if a == b:
            return self.false
        return self.true if self.level[a] == self.level[b] == LEAF else None

    def sooner(self, a: int, b: int) -> int:
        """Return the Boolean diagram of where the one outcome of `a` comes before the one of `b` in their order."""
        return self._merge(a, b, {}, self._settle_sooner)

    def _settle_sooner(self, a: int, b: int) -> int | None:
        if a == b:
            return self.false
        both_leaves = self.level[a] == self.level[b] == LEAF
        return (self.true if self.kids[a][0] < self.kids[b][0] else self.false) if both_leaves else None

    def cofactor(self, root: int, level: int, answer: int) -> int:
        """Return the diagram for when the question on this level has this answer, counted from 0."""
        done: dict[int, int] = {}

        def visit(n: int) -> int:
            if self.level[n] >= level:
                return self.kids[n][answer] if self.level[n] == level else n
            if n not in done:
                done[n] = self.node(self.level[n], [visit(kid) for kid in self.kids[n]])
            return done[n]

        return visit(root)

    def map_leaves(self, root: int, label: Callable[[int], int]) -> int:
        """Return the diagram with each leaf's mask replaced by its label."""
        done: dict[int, int] = {}

        def visit(n: int) -> int:
            mapped = done.get(n)
            if mapped is None:
                leaf = self.level[n] == LEAF
                kids = self.kids[n]
                mapped = self.leaf(label(kids[0])) if leaf else self.node(self.level[n], [visit(kid) for kid in kids])
                done[n] = mapped
            return mapped

        return visit(root)

    def opposite(self, boolean: int) -> int:
        return self.map_leaves(boolean, lambda holds: 1 - holds)

    def count(self, booleans: Sequence[int], least: int, most: int | None) -> int:
        """Return where at least, and at most, so many of these hold."""
        enough = self._at_least(booleans, least)
        return enough if most is None else self.both(enough, self.opposite(self._at_least(booleans, most + 1)))

    def _at_least(self, booleans: Sequence[int], least: int) -> int:
        # From the last one up: where at least so many hold of those that were looked at.
        reached = [self.true] + [self.false] * least
        for each in reversed(booleans):
            steps = pairwise(reached)
            reached = [self.true, *(self.union(more, self.both(each, fewer)) for fewer, more in steps)]
        return reached[least]

    def any_of(self, diagrams: Iterable[int]) -> int:
        # Pairwise: neighbours read questions that stand near each other, so what they make together stays small.
        row = list(diagrams) or [self.false]
        while len(row) > 1:
            pairs = [row[i : i + 2] for i in range(0, len(row), 2)]
            row = [reduce(self.union, pair) for pair in pairs]
        return row[0]

    def opened(self, root: int) -> int:
        """Return the diagram in which each node has one more child: the union of its children."""
        n = self._opened.get(root)
        if n is None:
            n = root
            if self.level[root] != LEAF:
                kids = [self.opened(kid) for kid in self.kids[root]]
                n = self.node(self.level[root], [*kids, self.any_of(dict.fromkeys(kids))])
            self._opened[root] = n
        return n

    def count_models(self, root: int, sizes: Iterable[int]) -> int:
        """Return in how many full sets of answers a Boolean diagram holds; `sizes` says how many answers each has."""
        every = prod(sizes)
        done: dict[int, int] = {}

        def count(n: int) -> int:
            if n not in done:
                kids = self.kids[n]
                # A child counts every answer to the question of this node: a share of it is what this answer leaves.
                done[n] = every * kids[0] if self.level[n] == LEAF else sum(map(count, kids)) // len(kids)
            return done[n]

        return count(root)

    def reachable(self, root: int) -> set[int]:
        """Leaves included."""
        seen = {root}
        waiting = [root]
        while waiting:
            n = waiting.pop()
            fresh = [] if self.level[n] == LEAF else [kid for kid in self.kids[n] if kid not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return seen

    def support(self, root: int) -> frozenset[int]:
        """Return the levels of the questions on which a diagram depends."""
        return frozenset(self.level[n] for n in self.reachable(root)) - {LEAF}
