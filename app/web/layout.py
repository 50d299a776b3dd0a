"""Where the vertices of a graph stand, and what its edges pass: a library finds out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

APART = 42
"""How far vertices of one rank stand apart, in pixels."""
Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold where vertices stand, and what edges pass on their way: points (pixels across, rank from 0 down)."""

    at: dict[str, Point] = field(default_factory=dict)
    passes: dict[Edge, tuple[Point, ...]] = field(default_factory=dict)


def layout(edges: Sequence[Edge]) -> Layout:
    """Return where vertices stand so that few edges cross, each as high as its edges allow, and parts side by side."""
    from fast_sugiyama import from_edges  # noqa: PLC0415 - only pictures need it

    names = list(dict.fromkeys(name for edge in edges for name in edge))
    number = {name: place for place, name in enumerate(names)}
    numbered = [(number[one], number[other]) for one, other in edges]
    found = Layout()
    parts = from_edges(numbered, vertex_spacing=APART, ranking_type="up", dummy_vertices=True)
    for positions, _, height, drawn in parts:
        start = max((x for x, _ in found.at.values()), default=-APART) + APART - min(x for _, (x, _) in positions)
        at = {int(n): (start + x, (height - y) / APART) for n, (x, y) in positions}
        found.at.update({names[n]: point for n, point in at.items() if n < len(names)})
        for chain in _chains([(int(one), int(other)) for one, other in drawn or ()], len(names)):
            found.passes[names[chain[0]], names[chain[-1]]] = tuple(at[n] for n in chain)
    return found


def _chains(drawn: Sequence[tuple[int, int]], known: int) -> Iterator[list[int]]:
    """Yield what each edge passes: the library puts vertices of its own, from `known` on, in the ranks between."""
    onwards: Mapping[int, int] = dict(drawn)
    for one, other in drawn:
        if one < known:
            chain = [one, other]
            while chain[-1] >= known:
                chain.append(onwards[chain[-1]])
            yield chain
