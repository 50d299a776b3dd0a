import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.strict_json import read_json


class Pairs(tuple[tuple[str, Any], ...]):
    """Stand for an object in which a key may stand twice."""


PLAIN = st.none() | st.booleans() | st.integers() | st.text(':"\\u03aé{}', max_size=4)
PAIRS = st.recursive(
    PLAIN,
    lambda inside: (
        st.lists(inside, max_size=3) | st.lists(st.tuples(st.text(":a\\", max_size=2), inside), max_size=3).map(Pairs)
    ),
    max_leaves=8,
)


def written(value: Any, *, escaped: bool) -> str:
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{written(k, escaped=escaped)}:{written(v, escaped=escaped)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(each, escaped=escaped) for each in value) + "]"
    said = json.dumps(value, ensure_ascii=False)
    return said.replace(":", "\\u003A") if escaped and isinstance(value, str) else said


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


@given(PAIRS, st.booleans())
def test_a_key_twice_is_seen_wherever_it_stands_and_nothing_else_is_taken_for_one(value: Any, escaped: bool) -> None:
    body = written(value, escaped=escaped)
    try:
        expected = json.loads(body, object_pairs_hook=each_once)
    except ValueError:
        with pytest.raises(ValueError, match="a key twice"):
            read_json(body.encode())
    else:
        assert read_json(body.encode()) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'"\\ud800"', b"[NaN]", b"[" * 5000, b"\xef\xbb\xbf{}"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r" at line 1 column |a key twice"):
        read_json(body)
