"""A name that a template looks up in a mapping is one of its keys."""

import pytest
from jinja2 import Environment

from app.web.rendering.keyed import Keyed


@pytest.mark.parametrize("word", ["values", "items", "keys", "get", "update", "pop"])
def test_a_name_in_a_mapping_is_a_key_and_never_a_method(word: str) -> None:
    told = f'{{{{ one["{word}"] }}}},{{{{ other["{word}"] }}}},{{{{ other.{word} }}}}'
    assert Keyed().from_string(told).render(one={}, other={word: "x"}) == ",x,x"
    assert Environment(autoescape=True).from_string(told).render(one={}, other={word: "x"}) != ",x,x"
