"""A chart of counts: a label and a bar for each, drawn so that it is readable on a telephone too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 360
STEP, BAR, TEXT = 44, 14, 16
"""How many pixels a count takes from top to bottom, its bar, and from its top to the foot of its label."""
ROOM = 44
"""How many pixels are kept free after the longest bar, for its number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one count: its label, where that stands, and how long its bar is; no bar for a group that is too small."""

    label: str
    count: int | None
    top: int
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold the bars of a chart and how high it is, in pixels."""

    bars: Sequence[Bar]
    height: int


def chart(counts: Iterable[tuple[str, int | None]]) -> Chart:
    """Return the chart of these labels and counts, in their order."""
    rows = list(counts)
    most = max((count or 0 for _, count in rows), default=0) or 1
    bars = [
        Bar(label, count, STEP * i, round((WIDTH - ROOM) * (count or 0) / most))
        for i, (label, count) in enumerate(rows)
    ]
    return Chart(bars, STEP * len(rows))
