"""One line of a criterion changed: held to one more condition, or given another way to hold."""

from dataclasses import dataclass
from typing import Literal

from app.problems import SourceLocation
from app.rulebook.defaults import EXTENTS
from app.rulebook.overlays.texts import others_too
from app.rulebook.parsing.audience_texts import BESIDE, OTHER
from app.rulebook.parsing.conditions import condition, name, only_pair
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Reading, describe, unlike
from app.rulebook.parsing.edit_tree import key, pairs_of, part, with_items, with_part
from app.rulebook.parsing.readers import Record, later, taken, text
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar, Sequence

OWN_READING = "organisation"
"""The reading that every line an organisation changed rests on, under the organisation's own name."""
Joined = Literal["all", "any"]
SAID_AS: dict[Joined, str] = {"all": "and", "any": "or"}
CALLED: dict[Joined, str] = {"all": "one more condition for a line", "any": "another way for a line to hold"}


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """Hold what is said of one line: its criterion and extent, the other condition, and the new reason if any."""

    criterion: Scalar
    extent: Scalar
    more: Node
    because: Node | None
    because_other: Node | None


def line_said(said: Node, reading: Reading, joined: Joined) -> CriterionLine | None:
    """Another way to hold needs a reason that is right for both ways."""
    with Record(said, reading, CALLED[joined]) as of:
        pair = of.need("criterion", _named_line, "The criterion with the extent of the line.")
        more = of.need(SAID_AS[joined], later(condition("criterion")), "The other condition.")
        give = of.need if joined == "any" else of.may
        because = give("because", later(text), "The reason told instead of the line's own.")
        because_other = of.may("because" + OTHER, later(text), BESIDE)
    if pair is None:
        return None
    if not isinstance(pair[1], Scalar):
        reading.expected("one extent", pair[1])
        return None
    return CriterionLine(pair[0], pair[1], more, because, because_other)


def _named_line(node: Node, reading: Reading) -> tuple[Scalar, Node] | None:
    pair = only_pair(node, reading, "one criterion with one extent")
    if pair and isinstance(pair[1], Description):
        name("criterion")(pair[0], reading)
        name("extent")(pair[1], reading)
        pair[1].never(taken("line of "))
    return pair


def with_line(tree: Node, line: CriterionLine, joined: Joined, reading: Reading) -> Node:
    extents = _extents(tree)
    if line.extent.value not in extents:
        expected = f"expected a known extent{unlike(line.extent.value, extents)}"
        reading.report("unknown_extent", line.extent.place, expected)
        return tree
    at = line.criterion
    path = (key("criteria", at.place), at, key("reaches", at.place), line.extent)
    before = part(tree, *(step.value for step in path))
    # Rows of a table hang together: no line of them is changed by itself.
    if before is None and (joined == "all" or part(tree, "criteria", at.value, "table")):
        expected = f"expected an extent that `{at.value}` has a line for, found {describe(line.extent)}"
        reading.report("no_such_line", line.extent.place, expected)
        return tree
    if line.because is not None and line.because_other is None:
        others_too(key("because", line.because.place), part(before, "because" + OTHER), reading)
    return _in_order(with_part(tree, path, _line(before, line, joined)), at.value)


def _extents(tree: Node) -> list[str]:
    return [name.value for name, _ in pairs_of(part(tree, "extents"))] or [*EXTENTS]


def _line(before: Node | None, line: CriterionLine, joined: Joined) -> Node:
    """Return the line with its new condition, resting on the organisation's own reading as well."""
    place = line.criterion.place
    changed = before or Mapping((), place)
    changed = with_part(changed, (key("when", place),), _joined(part(before, "when"), line, joined))
    for beside, said in (("because", line.because), ("because" + OTHER, line.because_other)):
        if said is not None:
            changed = with_part(changed, (key(beside, place),), said)
    return _own(changed, place)


def with_own_reading(tree: Node, criterion: Scalar) -> Node:
    """Return the tree with every line of a criterion resting on the organisation's own reading as well."""
    before = part(tree, "criteria", criterion.value)
    table = [pair for pair in pairs_of(before) if pair[0].value == "table"]
    above = (key("criteria", criterion.place), criterion, *(() if table else (key("reaches", criterion.place),)))
    for extent, line in table or pairs_of(part(before, "reaches")):
        readings = part(line, "reading")
        if readings is None or (isinstance(readings, Sequence) and readings.items):
            tree = with_part(tree, (*above, extent), _own(line, extent.place))
    return tree


def _own(line: Node, place: SourceLocation) -> Node:
    readings = part(line, "reading")
    named = {item.value for item in getattr(readings, "items", ()) if isinstance(item, Scalar)}
    own = [] if OWN_READING in named else [key(OWN_READING, place)]
    return with_part(line, (key("reading", place),), with_items(readings, own, place))


def _joined(before: Node | None, line: CriterionLine, joined: Joined) -> Node:
    """Return both conditions as one, without a list in a list of the same kind."""
    if before is None:
        return line.more
    place = line.criterion.place
    together = part(before, joined)
    items = with_items(together, [line.more], place) if together else with_items(None, [before, line.more], place)
    return Mapping(((key(joined, place), items),), place)


def _in_order(tree: Node, criterion: str) -> Node:
    """Return the tree with the lines of a criterion in the order of the extents."""
    order = {extent: rank for rank, extent in enumerate(_extents(tree))}
    reaches = part(tree, "criteria", criterion, "reaches")
    assert reaches is not None
    lines = sorted(pairs_of(reaches), key=lambda pair: order.get(pair[0].value, len(order)))
    path = tuple(key(step, reaches.place) for step in ("criteria", criterion, "reaches"))
    return with_part(tree, path, Mapping(tuple(lines), reaches.place))
