"""The fields of a submitted form."""

from collections.abc import Mapping
from urllib.parse import parse_qs

MOST_FIELDS = 100


def fields(body: bytes, most: int = MOST_FIELDS) -> Mapping[str, list[str]]:
    """Return the fields of a submitted form; a body that is no form, or has more fields, has none."""
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return {}
