import json
import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rulebook.parsing.strict_yaml import MAX_PROBLEMS, Mapping, Scalar, Sequence, compose, plain
from tests.depth import many

# What YAML cannot carry unescaped or a reader would see otherwise is refused, also in JSON: test_specimens shows it.
NOT_CARRIED = "\r\u0085\u2028\u2029\ufeff\ufffe\uffff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e"
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=NOT_CARRIED + "\u2066\u2067\u2068\u2069")
)
SPACED = st.builds(lambda text, space: text + space, TEXT, st.sampled_from(["", "\n", "\t", " \n x"]))
NESTED = st.recursive(SPACED, lambda inside: st.lists(inside) | st.dictionaries(SPACED, inside), max_leaves=20)


@settings(max_examples=many(150), deadline=None)
@given(st.dictionaries(SPACED, NESTED), st.booleans())
def test_a_json_document_of_texts_composes_to_the_same_value(document: dict[str, object], indented: bool) -> None:
    source = json.dumps(document, ensure_ascii=False, indent=2 if indented else None).encode()
    tree, problems = compose(source, "any.json")
    assert problems == []
    assert tree is not None
    assert plain(tree) == document


BARE = st.text("0123456789+-._:eExob~=<>yYnNoOfFtTruUlLiIaAsSZ ", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=many(500), deadline=None)
@given(BARE)
def test_a_bare_scalar_that_is_accepted_means_the_same_to_other_readers(bare: str) -> None:
    source = f"key: {bare}\n".encode()
    tree, problems = compose(source, "any.yaml")
    if problems or tree is None:
        return
    value = plain(tree)
    assert isinstance(value, dict)
    meant = yaml.safe_load(source)
    assert value == {name: as_written(value[name], meaning) for name, meaning in meant.items()}


def as_written(text: object, meaning: object) -> object:
    """Return what a reader of YAML 1.1 would write for its meaning; yes and no are words here."""
    if isinstance(meaning, bool) and str(text).lower() in ("yes", "no", "true", "false"):
        return text
    assert not isinstance(meaning, float) or not math.isnan(meaning)
    return str(meaning)


AMBIGUOUS = [
    *("on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N", "null", "Null", "NULL", "~", "=", "<<", ""),
    *("012", "-012", "0123_4", "1_000", "0x1F", "0o17", "0b11", "+1", "-0", "22:22", "1:30:00"),
    *("1e3", "1E-3", "1.5e3", ".5", "1.", "1.1_0", ".inf", "-.INF", ".nan"),
    *("2021-2-8", "2021-02-8", "2021-02-18T10:00:00Z", "2021-02-18 10:00:00"),
]


@pytest.mark.parametrize("bare", AMBIGUOUS)
def test_a_bare_scalar_that_others_read_otherwise_is_refused_and_quoted_it_is_text(bare: str) -> None:
    assert [problem.code for problem in compose(f"key: {bare}".encode(), "f")[1]] == ["ambiguous_scalar"]
    tree, problems = compose(f"key: '{bare}'".encode(), "f")
    assert (tree and plain(tree), problems) == ({"key": bare}, [])


@pytest.mark.parametrize(
    "bare", ["yes", "no", "Yes", "No", "12", "-3", "0", "1.10", "-0.5", "2021-02-18", "1.0.0", "3-4", "N/A"]
)
def test_words_whole_numbers_and_iso_dates_stay_text(bare: str) -> None:
    tree, problems = compose(f"{bare}: {bare}".encode(), "f")
    assert (tree and plain(tree), problems) == ({bare: bare}, [])


def test_places_count_from_one_in_characters() -> None:
    tree, _ = compose("é: [x, 'y']\nb:\n  - ü: z\n".encode(), "f")
    assert isinstance(tree, Mapping)
    (_, items), (key, rows) = tree.pairs
    assert isinstance(items, Sequence)
    assert isinstance(items.items[1], Scalar)
    assert (items.items[1].quoted, str(items.items[1].place)) == (True, "f:1:8")
    assert (key.quoted, str(key.place), str(rows.place)) == (False, "f:2:1", "f:3:3")


def test_problems_before_a_syntax_error_are_kept() -> None:
    tree, problems = compose(b"a: on\nb: &x 1\nc: [\n", "f")
    assert tree is None
    assert [problem.code for problem in problems] == ["ambiguous_scalar", "anchor", "syntax"]


LAUGHS = "\n".join(["a0: &a0 [x,x]", *(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20))])
BOMBS = {
    "a billion laughs": LAUGHS,
    "lists in lists": "[" * 100_000,
    "mappings in mappings": "{a: " * 100_000,
    "items in items": "- " * 100_000,
    "keys in keys": "? " * 100_000,
    "anchors": f"[{'&a a,' * 100_000}]",
    "tags": f"[{'!!str a,' * 100_000}]",
    "ambiguous scalars": f"[{'on,' * 100_000}]",
    "megabytes": "a" * 10_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_with_few_problems(bomb: str) -> None:
    _, problems = compose(BOMBS[bomb].encode(), "f")
    assert 0 < len(problems) <= MAX_PROBLEMS


@settings(max_examples=many(500), deadline=None)
@given(st.binary() | st.text("{}[]:,-?&*!|>%@`'\"# \nab~<").map(str.encode))
def test_any_bytes_give_a_tree_or_problems_and_never_an_error(source: bytes) -> None:
    tree, problems = compose(source, "f")
    assert (tree is not None) or problems


def test_a_byte_order_mark_at_the_start_changes_nothing() -> None:
    plain_file, marked = b"a: b\nc: [d]\n", b"\xef\xbb\xbfa: b\nc: [d]\n"
    assert compose(marked, "any.yaml") == compose(plain_file, "any.yaml")
    assert [each.code for each in compose(b"a: \xef\xbb\xbfb\n", "any.yaml")[1]] == ["control_character"]
    assert [str(each.place) for each in compose(b"\xef\xbb\xbfa: b\xff\n", "any.yaml")[1]] == ["any.yaml:1:5"]


@pytest.mark.parametrize(("source", "place", "message"), [
    ("a:\n\tb: c\n", "2:1", "expected spaces for indentation, found a tab"),
    ("a:\n  b: c\n  \td: e\n", "3:3", "expected spaces for indentation, found a tab"),
    ("\ta: b\n", "1:1", "expected spaces for indentation, found a tab"),
    ("a: b: c\n", "1:5", "expected a text with `: ` in it between quotes, found it without; quote it"),
    ("a: [b, {c: d: e}]\n", "1:13", "expected a text with `: ` in it between quotes, found it without; quote it"),
    ("a:\n  - b: Is it so:\n", "2:16", "expected a text with `: ` in it between quotes, found it without; quote it"),
])  # fmt: skip
def test_the_mistakes_that_people_make_most_are_named(source: str, place: str, message: str) -> None:
    tree, problems = compose(source.encode(), "any.yaml")
    assert (tree, [(str(each.place), each.message) for each in problems]) == (None, [(f"any.yaml:{place}", message)])


def test_a_line_that_is_indented_too_far_is_no_text_to_quote() -> None:
    _, (problem,) = compose(b"a: one\n  two: three\n", "any.yaml")
    assert "quote" not in problem.message
