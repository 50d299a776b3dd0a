"""Reduced, ordered, multi-valued decision diagrams: hash-consed nodes and the few ways to combine them."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from math import prod
from operator import and_, or_

LEAF = 1 << 30
"""The level of every leaf: below all questions."""


Pair = tuple[int, int]
Settle = Callable[[int, int], int | None]


class TooEntangled(Exception):
    """Stop building diagrams that outgrow a limit, which this says: a number, and of what."""


def levels_in(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


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
        self._unions: dict[Pair, int] = {}
        self._boths: dict[Pair, int] = {}
        self._apart: set[Pair] = set()
        self._opened: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._reads: dict[int, int] = {}
        self._max_nodes = max_nodes
        self._seconds = max_seconds
        # Of work, so that a busy machine refuses nothing.
        self._deadline = time.thread_time() + max_seconds
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
            if n > self._max_nodes:
                raise TooEntangled(f"{self._max_nodes:,} steps")
            if not n % 256 and time.thread_time() > self._deadline:
                raise TooEntangled(f"{self._seconds:,.0f} seconds")
        return n

    def _note_outcomes(self, level: int, kids: tuple[int, ...]) -> None:
        """Keep which outcomes some, and which all, leaves below a new node have: it cuts most unions short."""
        if level == LEAF:
            self._every.append(kids[0])
            self._each.append(kids[0])
        else:
            self._every.append(reduce(or_, [self._every[kid] for kid in kids]))
            self._each.append(reduce(and_, [self._each[kid] for kid in kids]))

    def outcomes(self, root: int) -> int:
        """Return a mask of what some answers lead to."""
        return self._every[root]

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
        # In one order, so that it is made once.
        return self._combine(*((a, b) if a < b else (b, a)), self._unions, self._settle_union)

    def _settle_union(self, a: int, b: int) -> int | None:
        if a == b:
            return a
        n = self._unions.get((b, a))
        if n is not None:
            return n
        if self.level[b] != LEAF:
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
        return None

    def both(self, a: int, b: int) -> int:
        return self._combine(*((a, b) if a < b else (b, a)), self._boths, self._settle_both)

    def _settle_both(self, a: int, b: int) -> int | None:
        if a in (b, self.true):
            return b
        if b == self.true:
            return a
        return self.false if self.false in (a, b) else None

    def meets(self, a: int, b: int) -> bool:
        """Say whether two Boolean diagrams are true somewhere together, without making the diagram of where."""
        waiting, apart = [(a, b)], set[tuple[int, int]]()
        while waiting:
            pair = waiting.pop()
            if pair in apart or pair in self._apart or self.false in pair:
                continue
            if self.true in pair or pair[0] == pair[1]:
                return True
            apart.add(pair)
            waiting += self._pairs(*pair)
        self._apart |= apart
        return False

    def choose(self, when: int, mask: int, otherwise: int) -> int:
        """Return the diagram that has this outcome where `when` holds, and `otherwise` elsewhere."""
        hit = self.leaf(mask)

        def settle(condition: int, rest: int) -> int | None:
            if self.level[condition] == LEAF:
                return hit if condition == self.true else rest
            return None

        return self._combine(when, otherwise, {}, settle)

    def _combine(self, a: int, b: int, done: dict[Pair, int], settle: Settle) -> int:
        """Combine two diagrams into one, whose parts `settle` knows or leaves to be combined from theirs (None).

        What is met waits on a stack until all below it is done: diagrams are deeper than Python recurses.
        """
        root = (a, b)
        n = done.get(root)
        n = settle(a, b) if n is None else n
        if n is not None:
            return n
        level, known = self.level, done.get
        kids_of: dict[Pair, list[Pair]] = {}
        waiting = [root]
        while waiting:
            pair = waiting.pop()
            a, b = pair
            kids = kids_of.get(pair) or self._pairs(a, b)
            made, fresh = [], []
            for kid in kids:
                n = known(kid)
                if n is None:
                    n = settle(*kid)
                    if n is None:
                        fresh.append(kid)
                        continue
                    done[kid] = n
                made.append(n)
            if fresh:
                kids_of[pair] = kids
                waiting += (pair, *fresh)
            else:
                done[pair] = self.node(level[a] if level[a] < level[b] else level[b], made)
        return done[root]

    def _pairs(self, a: int, b: int) -> list[Pair]:
        """Return what two diagrams come to together, for each answer to the question that comes first."""
        above = self.level[a] - self.level[b]
        if above < 0:
            return [(kid, b) for kid in self.kids[a]]
        return [(a, kid) for kid in self.kids[b]] if above else [*zip(self.kids[a], self.kids[b], strict=True)]

    def differ(self, a: int, b: int) -> int:
        """Return the Boolean diagram of where two diagrams have different outcomes."""
        return self._combine(a, b, {}, self._settle_differ)

    def _settle_differ(self, a: int, b: int) -> int | None:
        if a == b:
            return self.false
        return self.true if self.level[a] == self.level[b] == LEAF else None

    def sooner(self, a: int, b: int) -> int:
        """Return the Boolean diagram of where the one outcome of `a` comes before the one of `b` in their order."""
        return self._combine(a, b, {}, self._settle_sooner)

    def _settle_sooner(self, a: int, b: int) -> int | None:
        if a == b:
            return self.false
        both_leaves = self.level[a] == self.level[b] == LEAF
        return (self.true if self.kids[a][0] < self.kids[b][0] else self.false) if both_leaves else None

    def cofactor(self, root: int, level: int, answer: int) -> int:
        """Return the diagram for when the question on this level has this answer, counted from 0."""

        def below(n: int) -> int:
            return self.kids[n][answer] if self.level[n] == level else n

        done: dict[int, int] = {}
        for n in self.upwards(root, level):
            done[n] = self.node(self.level[n], [done[kid] if kid in done else below(kid) for kid in self.kids[n]])
        return done[root] if done else below(root)

    def map_leaves(self, root: int, label: Callable[[int], int]) -> int:
        """Return the diagram with each leaf's mask replaced by its label."""
        done: dict[int, int] = {}
        for n in self.upwards(root):
            kids = self.kids[n]
            leaf = self.level[n] == LEAF
            done[n] = self.leaf(label(kids[0])) if leaf else self.node(self.level[n], [done[kid] for kid in kids])
        return done[root]

    def opposite(self, boolean: int) -> int:
        return self.map_leaves(boolean, lambda holds: 1 - holds)

    def count(self, booleans: Sequence[int], least: int, most: int | None) -> int:
        """Return where at least, and at most, so many of these hold."""
        enough = self._at_least(booleans, least)
        return enough if most is None else self.both(enough, self.opposite(self._at_least(booleans, most + 1)))

    def points(self, booleans: Sequence[int], points: Sequence[int], enough: Callable[[int], bool]) -> int:
        """Return where the points of those that hold add up to enough."""
        sums = {0: self.true}
        for each, worth in zip(booleans, points, strict=True):
            more: dict[int, int] = {}
            for so_far, where in sums.items():
                for sum, holds in ((so_far, self.opposite(each)), (so_far + worth, each)):
                    more[sum] = self.union(more.get(sum, self.false), self.both(where, holds))
            sums = {sum: where for sum, where in more.items() if where != self.false}
        return self.any_of(where for sum, where in sums.items() if enough(sum))

    def _at_least(self, booleans: Sequence[int], least: int) -> int:
        # From the last one up: where at least so many hold of those that were looked at.
        reached = [self.true] + [self.false] * least
        for each in reversed(booleans):
            steps = pairwise(reached)
            reached = [self.true, *(self.union(more, self.both(each, fewer)) for fewer, more in steps)]
        return reached[least]

    def any_of(self, diagrams: Iterable[int]) -> int:
        # From the last up, as questions are asked: each then adds nodes on top of the others, and leaves theirs alone.
        *others, last = list(diagrams) or [self.false]
        return reduce(self.union, reversed(others), last)

    def opened(self, root: int) -> int:
        """Return the diagram in which each node has one more child: the union of its children."""
        done = self._opened
        for n in self.upwards(root, known=done):
            if self.level[n] == LEAF:
                done[n] = n
            else:
                kids = [done[kid] for kid in self.kids[n]]
                done[n] = self.node(self.level[n], [*kids, self.any_of(dict.fromkeys(kids))])
        return done[root]

    def opened_within(self, root: int, fresh: int) -> int | None:
        """Return the opened diagram; None where it takes more new nodes than these."""
        limit, self._max_nodes = self._max_nodes, min(self._max_nodes, len(self.level) + fresh)
        try:
            return self.opened(root)
        except TooEntangled:
            return None
        finally:
            self._max_nodes = limit

    def count_models(self, root: int, sizes: Iterable[int]) -> int:
        """Return in how many full sets of answers a Boolean diagram holds; `sizes` says how many answers each has."""
        every = prod(sizes)
        done: dict[int, int] = {}
        for n in self.upwards(root):
            kids = self.kids[n]
            # A child counts every answer to the question of this node: a share of it is what this answer leaves.
            done[n] = every * kids[0] if self.level[n] == LEAF else sum(done[kid] for kid in kids) // len(kids)
        return done[root]

    def upwards(self, root: int, until: int = LEAF + 1, known: Collection[int] = ()) -> list[int]:
        """Return what stands above a level, and is not known with all below it, each after what stands below it."""
        seen = {root} if self.level[root] < until and root not in known else set()
        waiting = list(seen)
        while waiting:
            n = waiting.pop()
            if self.level[n] != LEAF:
                fresh = [
                    kid for kid in self.kids[n] if kid not in seen and self.level[kid] < until and kid not in known
                ]
                seen.update(fresh)
                waiting.extend(fresh)
        # A node is made after its children, so its number is higher.
        return sorted(seen)

    def reachable(self, root: int) -> set[int]:
        """Leaves included."""
        return set(self.upwards(root))

    def support(self, root: int) -> frozenset[int]:
        """Return the levels of the questions on which a diagram depends."""
        return frozenset(levels_in(self.reads(root)))

    def reads(self, root: int) -> int:
        """Return the support as a bit set."""
        done = self._reads
        for n in self.upwards(root, known=done):
            if self.level[n] == LEAF:
                done[n] = 0
            else:
                done[n] = reduce(or_, [done[kid] for kid in self.kids[n]]) | 1 << self.level[n]
        return done[root]

    def size(self, root: int) -> int:
        size = self._sizes.get(root)
        if size is None:
            size = self._sizes[root] = len(self.upwards(root))
        return size
