"""The JSON Schemas of the files that people write, as their own readers write them down."""

from collections.abc import Callable
from typing import Any

from app.rulebook.examples import baseline_and_examples
from app.rulebook.load import whole_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.overlays.overlay import overlay_in
from app.rulebook.parsing.description import Description, Schema
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.strict_yaml import Node


def _described_rulebook() -> Rulebook:
    return whole_rulebook(Description.of_a_file({}), Reading([]))


READERS: dict[str, Callable[[Node, Reading], Any]] = {
    "rulebook": whole_rulebook,
    "examples": lambda node, reading: baseline_and_examples(node, reading, _described_rulebook()),
    "overlay": overlay_in,
}
"""How each kind of file is read."""


def schema_of(kind: str) -> Schema:
    """Return the schema (draft 2020-12) of one kind of file.

    It says what reading a file by itself can tell: names, order and whatever hangs together are checked by loading.
    """
    file = Description.of_a_file({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    READERS[kind](file, Reading([]))
    return {**file.schema, "$defs": file.definitions}
