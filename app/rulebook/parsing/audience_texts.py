"""Read texts with what readers other than the person themself read instead, which stands beside them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.rulebook.parsing.conditions import name
from app.rulebook.parsing.diagnostics import Kind, Reading
from app.rulebook.parsing.readers import INNER_ID, Reader, Record, entries, text, texts
from app.rulebook.parsing.strict_yaml import Node, Scalar
from app.rulebook.text import Text

OTHER = "_other"
"""What the key of a text for other readers ends with, after the key of the text itself."""


BESIDE = "What other readers read instead."


def required_text(of: Record, key: str, about: str) -> Text:
    return _beside(of, key, of.need(key, text, about))


def optional_text(of: Record, key: str, about: str) -> Text | None:
    said = of.may(key, text, about)
    return said and _beside(of, key, said)


def _beside(of: Record, key: str, own: Text) -> Text:
    return replace(own, for_others=of.may(key + OTHER, text, BESIDE))


def texts_in_order(of: Record, key: str, own: tuple[Text, ...]) -> tuple[Text, ...]:
    """The texts for other readers are as many, in the same order."""
    others = of.may(key + OTHER, texts, "As many texts, as other readers read them.")
    if others is None:
        return own
    if len(others) != len(own):
        expected = f"expected as many texts as in `{key}`, which has {len(own)}, found {len(others)}"
        of.reading.report("not_as_many", of.place_of(key + OTHER), expected)
    return tuple(replace(each, for_others=other) for each, other in zip(own, others, strict=False))


def texts_by_id(of: Record, key: str, own: Mapping[str, Text], some: Reader[Mapping[str, Text]]) -> Mapping[str, Text]:
    """Other readers may have texts of their own for some of these only."""
    others = of.may(key + OTHER, some, "Some of these as other readers read them.") or {}
    return MappingProxyType({id: replace(each, for_others=others.get(id, each.for_others)) for id, each in own.items()})


def texts_of(kind: Kind, of: str = "") -> Reader[Mapping[str, Text]]:
    """Return a reader of a mapping from names of something declared elsewhere to texts."""
    one = name(kind, of)

    def read(key: Scalar, node: Node, reading: Reading) -> Text:
        one(key, reading)
        return text(node, reading)

    return entries(INNER_ID, read)
