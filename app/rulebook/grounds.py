"""Read the criteria and the verdicts of a rulebook."""

from typing import cast, get_args

from app.rulebook.compose import Node, Scalar
from app.rulebook.model import Criterion, Days, Reach, Verdict
from app.rulebook.others import told, told_in_order
from app.rulebook.read import INNER_ID, Record, choices, entries, flag, texts
from app.rulebook.reading import Reading
from app.rulebook.statements import NOTHING_STATED, condition, name, names
from app.rulebook.texts import Text


def criterion(key: Scalar, node: Node, reading: Reading) -> Criterion:
    """Read one criterion."""
    with Record(node, reading, "a criterion") as of:
        return Criterion(
            id=key.value,
            title=told(of, "title"),
            source=of.need("source", names("clause")),
            not_reached=told(of, "not_reached"),
            reaches=tuple(of.need("reaches", entries(INNER_ID, _reach, f"line of {key.value}")).values()),
            place=key.place,
        )


def _reach(key: Scalar, node: Node, reading: Reading) -> Reach:
    with Record(node, reading, "a line of a criterion") as of:
        return Reach(
            extent=name("extent")(key, reading),
            when=of.need("when", condition("criterion")),
            because=told(of, "because"),
            readings=of.need("reading", names("reading")),
            place=key.place,
        )


def verdict(key: Scalar, node: Node, reading: Reading) -> Verdict:
    """Read one verdict; one without any condition is taken to hold otherwise only where it says so."""
    with Record(node, reading, "a verdict") as of:
        when = of.may("when", condition("verdict"))
        otherwise = of.may("otherwise", flag("true")) is not None
        if of.sound and otherwise == (when is not None):
            reading.report("when_or_otherwise", key.place, "expected either `when` or `otherwise: true`")
        return Verdict(
            id=key.value,
            when=None if otherwise else when or NOTHING_STATED,
            title=told(of, "title"),
            say=told(of, "say"),
            then=told_in_order(of, "then", of.may("then", texts) or ()),
            source=of.need("source", names("clause")),
            place=key.place,
            days=cast("tuple[Days, ...] | None", of.may("days", choices(*get_args(Days)))),
        )


def undetermined(node: Node, reading: Reading) -> tuple[Text, ...]:
    """Read the title, what is said and what to do meanwhile, for when nothing can be said yet."""
    read = texts(node, reading)
    if read and len(read) != 3:
        reading.report("not_three", node.place, f"expected exactly three texts, found {len(read)}")
    return read
