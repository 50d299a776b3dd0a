"""The JSON Schemas for editors say what the readers say, as far as a schema can."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from app.cli import main
from app.resources import RULES
from app.rulebook.files import is_overlay
from app.rulebook.parsing.strict_yaml import Mapping, Node, Refused, Scalar, Sequence, compose
from app.rulebook.schema import READERS
from tests.rulebook.bad import EXAMPLES, GOOD, GOOD_EXAMPLES, NO_COLUMN, Bad, with_table
from tests.rulebook.bad import RULES as BAD_RULES
from tests.rulebook.bad_overlays import GOOD_OVERLAY, OVERLAYS

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
FOLDER = Path(__file__).parents[2] / "docs" / "schema"
SCHEMAS: dict[str, Any] = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.schema.json"))}
RULEBOOK, EXAMPLE_FILE, OVERLAY = "rulebook.schema.json", "examples.schema.json", "overlay.schema.json"

STRUCTURE = {
    "bad_choice", "bad_date", "bad_id", "bad_url", "answers_or_number", "bare_flag", "comparison_form",
    "count_form", "empty", "in_force_or_draft", "law_form", "misplaced_condition", "missing_key", "named_twice",
    "not_one_pair", "not_relied_on_named", "not_three", "reach_none", "reserved_word", "say_or_for_each", "unknown_key",
    "verdict_or_could_be", "when_or_otherwise", "reaches_or_table", "wrong_type", "change_form", "text_not_replaceable",
}  # fmt: skip
"""Codes that a schema can find."""
OF_THE_TEXT = {
    "alias", "ambiguous_scalar", "anchor", "control_character", "directive", "duplicate_key", "file_too_large",
    "key_not_text", "merge_key", "not_utf8", "several_documents", "syntax", "tag", "too_deep", "unprintable",
}  # fmt: skip
"""Codes about the text of a file, which is no value yet."""
OF_THE_MEANING = {
    "audience_hides_work", "clause_twice", "example_twice", "first_audience_partial", "for_each_not_many",
    "unknown_column", "reasons_unlike_rows", "bad_count", "unknown_term", "bad_bounds", "not_a_number", "idle_same_as",
    "unknown_not_asked",
    "gate_cycle", "gate_on_measure", "gate_on_more_sensitive", "gate_order", "law_twice",
    "many_answers_condition", "many_not_work", "none_not_last", "not_as_many", "other_rulebook", "others_left",
    "otherwise_not_last",
    "period_overlap", "period_reversed", "reach_order", "repeated_gate", "say_each_incomplete",
    "unknown_action", "unknown_answer", "unknown_clause", "unknown_criterion", "unknown_extent", "unknown_note",
    "unknown_person", "unknown_question", "unknown_reading", "unknown_requirement", "unknown_verdict",
    "already_there", "answered_unseen", "more_than_devices_count", "person_not_first", "role_of_first", "role_twice",
    "unlike_hr", "work_left_out", "change_twice", "misplaced_file", "no_such_line", "no_such_part", "unknown_edition",
}  # fmt: skip
"""Codes about names, order and what hangs together, all beyond a schema."""
EVERY = (*BAD_RULES, *EXAMPLES, *OVERLAYS)
KNOWS_THE_RULEBOOK = {
    "wishes: §quiet", "pass: §[valid]", "§fines: [quiet", "{§pass: valid}",
    with_table(NO_COLUMN), 'title: §"a"', "title: §{nl: a}", "title: §{en: a}",
}  # fmt: skip
"""What is wrong only beside something else: how a question is answered, notes for each answer, columns, languages."""

KEYS_FROM_ELSEWHERE = ("what is expected", "a row of a decision table")
"""Records whose keys a schema cannot know."""


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], validate_formats=True)


def as_an_editor_reads(node: Node | None) -> object:
    """Return the value that YAML 1.2 gives: bare `true` and `false` are flags, digits numbers, other words text."""
    match node:
        case Scalar(value, quoted=False) if value in ("true", "false") or NUMBER.fullmatch(value):
            return json.loads(value)
        case Scalar(value):
            return value
        case Sequence(items):
            return [as_an_editor_reads(item) for item in items]
        case Mapping(pairs):
            return {key.value: as_an_editor_reads(value) for key, value in pairs}
        case Refused() | None:
            return None


def value_of(source: bytes) -> object:
    return as_an_editor_reads(compose(source, "file.yaml")[0])


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one(name: str) -> None:
    assert meta.is_valid(SCHEMAS[name])


def is_changes(path: Path) -> bool:
    return path == GOOD_OVERLAY or is_overlay(path)


@pytest.mark.parametrize(
    "path", [GOOD, GOOD_EXAMPLES, GOOD_OVERLAY, *RULES.rglob("*.yaml")], ids=lambda path: path.name
)
def test_good_files_are_valid_and_the_shipped_ones_name_their_schema(path: Path) -> None:
    name = EXAMPLE_FILE if path.name.endswith(".examples.yaml") else OVERLAY if is_changes(path) else RULEBOOK
    assert [str(error) for error in validator(name).iter_errors(value_of(path.read_bytes()))] == []
    if path.is_relative_to(RULES):
        first, _, _ = path.read_text().partition("\n")
        at = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / at).resolve() == FOLDER / name


def structural(bad: Bad) -> bool:
    return bad.code in STRUCTURE and bad.new not in KNOWS_THE_RULEBOOK and "{§term:" not in bad.new


def refused(bad: Bad) -> bool:
    kinds = ((EXAMPLES, GOOD_EXAMPLES, EXAMPLE_FILE), (OVERLAYS, GOOD_OVERLAY, OVERLAY), (BAD_RULES, GOOD, RULEBOOK))
    good, schema = next((good, schema) for specimens, good, schema in kinds if bad in specimens)
    return not validator(schema).is_valid(value_of(bad.source(good)))


@pytest.mark.parametrize("bad", [bad for bad in EVERY if structural(bad)], ids=lambda bad: bad.code)
def test_what_is_wrong_in_structure_is_refused(bad: Bad) -> None:
    assert refused(bad)


def test_every_code_is_of_structure_or_beyond_a_schema() -> None:
    codes = sorted({bad.code for bad in EVERY})
    assert codes == sorted([*STRUCTURE, *OF_THE_TEXT, *OF_THE_MEANING])


def test_what_is_called_beyond_a_schema_is() -> None:
    accepted = {bad.code for bad in EVERY if not refused(bad)}
    assert accepted >= OF_THE_MEANING
    assert all(not refused(bad) for bad in EVERY if bad.new in KNOWS_THE_RULEBOOK)


def inside(schema: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping inside a schema."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from inside(part)


def records() -> Iterator[dict[str, Any]]:
    return (part for schema in SCHEMAS.values() for part in inside(schema) if isinstance(part.get("title"), str))


@pytest.mark.parametrize("kind", READERS)
def test_the_kept_schemas_are_what_the_command_prints(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", kind]) == 0
    assert (FOLDER / f"{kind}.schema.json").read_text() == capsys.readouterr().out, "run `make schemas`"


def test_a_definition_is_written_once_and_its_records_are_closed() -> None:
    for schema in SCHEMAS.values():
        titles = [part["title"] for part in schema["$defs"].values() if "title" in part]
        assert len(titles) == len(set(titles))
    for record in records():
        assert record["additionalProperties"] is False or record["title"] in KEYS_FROM_ELSEWHERE
        assert len(record["required"]) == len(set(record["required"])) <= len(record["properties"])


def test_every_key_has_a_description_to_hover() -> None:
    for record in records():
        assert [key for key, told in record["properties"].items() if not told.get("description", "")] == []
