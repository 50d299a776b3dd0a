"""JSON as it must be: in UTF-8, without half letters, and with each key once in its object."""

import json
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import from_json

EACH_ONCE = "expected one JSON object in UTF-8, each key once"
ESCAPED = re.compile(rb"\\(?:(u003[aA])|.)")
"""What is escaped in a text, and whether that is a colon."""


def read_json(written: bytes) -> Any:
    """Return what JSON holds.

    Raises ValueError where something is wrong with it, or a key stands twice in one object: some readers would see the
    first, others the last.
    """
    from_json(written, allow_inf_nan=False)
    # Numbers with a point as they stand: a float can be another number.
    content = json.loads(written, parse_float=Decimal)
    # Each key has one colon, and a text has as many as before: where some are gone, keys are. Nothing is called for
    # each object, of which a body may hold many thousands.
    colons = written.count(b":") + len([each for each in ESCAPED.findall(written) if each])
    if json.dumps(content, ensure_ascii=False, default=str).count(":") < colons:
        raise ValueError("a key twice")
    return content


def with_few_keys(content: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return an object with only one of its keys that are not known: whoever looks at it then finds as much."""
    unknown = next((key for key in content if key not in known), None)
    known_part = {key: content[key] for key in known if key in content}
    return known_part if unknown is None else {**known_part, unknown: None}
