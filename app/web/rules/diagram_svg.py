"""The pictures of a rulebook: what leads to which verdict, and which question counts for which reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from textwrap import wrap

from app.rulebook.dependencies import bears_on
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.verify.verdict_graph import GraphNode

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
    placed = Layout()
    parts = from_edges(numbered, vertex_spacing=APART, ranking_type="up", dummy_vertices=True)
    for positions, _, height, drawn in parts:
        start = max((x for x, _ in placed.at.values()), default=-APART) + APART - min(x for _, (x, _) in positions)
        at = {int(n): (start + x, (height - y) / APART) for n, (x, y) in positions}
        placed.at.update({names[n]: point for n, point in at.items() if n < len(names)})
        for chain in _chains([(int(one), int(other)) for one, other in drawn or ()], len(names)):
            placed.passes[names[chain[0]], names[chain[-1]]] = tuple(at[n] for n in chain)
    return placed


def _chains(drawn: Sequence[tuple[int, int]], named: int) -> Iterator[list[int]]:
    """Yield what each edge passes: the library puts vertices of its own, from `named` on, in the ranks between."""
    onwards: Mapping[int, int] = dict(drawn)
    for one, other in drawn:
        if one < named:
            chain = [one, other]
            while chain[-1] >= named:
                chain.append(onwards[chain[-1]])
            yield chain


TEXT, LETTERS, LINE = 330, 38, 18
"""Widths of a column of text in pixels and in letters, and the height of a line of it."""
ALONG = (0.42, 0.3, 0.54, 0.66, 0.2)
"""Where on the first stretch of a way its label may stand, best first."""
HeadingAndLines = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Box:
    """Hold a box around the middle of its text; `told` is what the text stands for, where it is short for something."""

    kind: str
    middle: Point
    size: Point
    lines: tuple[str, ...]
    told: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Hold a line through points, and the label on it with where that stands."""

    points: tuple[Point, ...]
    label: str = ""
    at: Point = (0, 0)


@dataclass(frozen=True, slots=True)
class Beside:
    """Hold lines of text beside a row, under the lines of its heading; `top` is where the row begins."""

    top: float
    heading: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold everything in a picture, in pixels from its upper left corner."""

    size: Point
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    beside: tuple[Beside, ...] = ()


def letter(place: int) -> str:
    """Count from 0; after `z` come numbers."""
    return chr(ord("a") + place) if place < 26 else str(place + 1)


def of_steps(book: Rulebook, steps: Sequence[GraphNode], language: Language) -> Picture:
    """Draw a row for each question, and one for the verdicts."""
    rows = list(dict.fromkeys(step.question for step in steps))
    ways = {(step.name, to): _letters(book, step, answers) for step in steps for to, answers in step.ways.items()}
    placed = layout([*ways, *_held_down(steps, rows)])
    texts = [*(_of_question(book, q, n, language) for n, q in enumerate(rows)), _of_verdicts(book, language)]
    tops = [*accumulate((LINE * len(heading + lines) + 26 for heading, lines in texts), initial=0.0)]

    def place(point: Point) -> Point:
        across, rank = point
        return TEXT + APART / 2 + across, (tops[round(rank)] + tops[round(rank) + 1]) / 2

    at = {name: place(point) for name, point in placed.at.items()}
    drawn = tuple(_labelled((tuple(map(place, placed.passes[way])), label) for way, label in ways.items()))
    return Picture(
        size=(APART / 2 + max(x for way in drawn for x, _ in way.points), tops[-1]),
        boxes=tuple(_boxes(book, steps, at, language)),
        ways=drawn,
        # Not strict: the last of the tops is the lower edge.
        beside=tuple(Beside(top, *text) for top, text in zip(tops, texts, strict=False)),
    )


def _labelled(ways: Iterable[tuple[tuple[Point, ...], str]]) -> Iterator[Way]:
    """Yield ways with each label where it hides no earlier one, as far as there is room."""
    taken: list[tuple[Point, float]] = []
    for points, label in ways:
        (x, y), (to_x, to_y) = points[:2]
        spots = [(x + part * (to_x - x), y + part * (to_y - y)) for part in ALONG]
        half = 4 * len(label)
        at = next((spot for spot in spots if not _hides(spot, half, taken)), spots[0])
        taken.append((at, half))
        yield Way(points, label, at)


def _hides(at: Point, half: float, taken: Iterable[tuple[Point, float]]) -> bool:
    return any(abs(at[0] - x) < half + other and abs(at[1] - y) < LINE - 4 for (x, y), other in taken)


def _held_down(steps: Sequence[GraphNode], rows: Sequence[str]) -> Iterator[Edge]:
    """Yield edges, not to be drawn, from vertices of their own, that keep steps in the row of their question."""
    row = {step.name: rows.index(step.question) for step in steps}
    row |= {to: len(rows) for step in steps for to in step.ways if to not in row}
    rank = dict.fromkeys(row, 0)
    for step in steps:
        rank |= {to: max(rank[to], rank[step.name] + 1) for to in step.ways}
    high = [name for name in row if rank[name] < row[name]]
    holds = [steps[0].name, *(f"row {n}" for n in range(1, max((row[name] for name in high), default=0)))]
    yield from pairwise(holds)
    yield from ((holds[row[name] - 1], name) for name in high)


def _letters(book: Rulebook, step: GraphNode, answers: Iterable[str]) -> str:
    order = list(book.questions[step.question].decided.answers)
    return ",".join(letter(order.index(answer)) for answer in answers)


def _boxes(book: Rulebook, steps: Iterable[GraphNode], place: Mapping[str, Point], language: Language) -> Iterator[Box]:
    for step in steps:
        yield Box("step", place[step.name], (36, 24), (step.name,), book.questions[step.question].ask[language])
    for n, verdict in enumerate(book.verdicts.values()):
        if verdict.id in place:
            yield Box("verdict", place[verdict.id], (30, 30), (letter(n).upper(),), verdict.title[language])


def _of_question(book: Rulebook, id: str, row: int, language: Language) -> HeadingAndLines:
    question = book.questions[id].decided
    answers = (f"{letter(n)}  {text[language]}" for n, text in enumerate(question.answers.values()))
    heading = _wrapped(f"{row + 1}. {question.ask[language]}")
    return heading, tuple(line for text in answers for line in _wrapped(text, 4))


def _of_verdicts(book: Rulebook, language: Language) -> HeadingAndLines:
    titles = (f"{letter(n).upper()}  {verdict.title[language]}" for n, verdict in enumerate(book.verdicts.values()))
    return (), tuple(line for title in titles for line in _wrapped(title, 4))


def of_reasons(book: Rulebook, language: Language) -> Picture:
    """Draw questions on the left, reasons on the right."""
    # Marked: a question and a criterion may have the same id, and are two vertices.
    placed = layout([(f"{q}?", c) for q in book.questions for c in bears_on(book, q)])
    questions = {f"{q.id}?": q.ask[language] for q in book.questions.values()}
    texts = questions | {c.id: c.title[language] for c in book.criteria.values()}
    lines = {name: _wrapped(text) for name, text in texts.items()}
    height = LINE * max(map(len, lines.values())) + 12

    def place(point: Point) -> Point:
        across, rank = point
        return TEXT / 2 + rank * 1.5 * TEXT, height * (across / APART + 0.5)

    at = {name: place(point) for name, point in placed.at.items()}
    return Picture(
        size=(2.5 * TEXT, max(y for _, y in at.values()) + height / 2),
        boxes=tuple(
            Box("question" if name in questions else "reason", middle, (TEXT - 2, height - 8), lines[name])
            for name, middle in at.items()
        ),
        ways=tuple(
            Way(((at[one][0] + TEXT / 2, at[one][1]), (at[other][0] - TEXT / 2, at[other][1])))
            for one, other in placed.passes
        ),
    )


def _wrapped(text: str, indent: int = 0) -> tuple[str, ...]:
    return tuple(wrap(text, LETTERS, subsequent_indent=indent * "\N{NO-BREAK SPACE}"))
