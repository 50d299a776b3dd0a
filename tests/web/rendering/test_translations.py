"""Every sentence of the pages is there in every language, and no translation is left over."""

import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.resources import TEMPLATES
from app.rulebook.text import LANGUAGES

SAID_BY = {"**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}}
NAMED = re.compile(r"%\((\w+)\)s")


def said() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(TEMPLATES, [("**.html", "jinja2.ext:babel_extract")], SAID_BY)
    return {message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found}


def dutch() -> Catalog:
    with (TEMPLATES / "translations" / "nl.po").open("rb") as file:
        return read_po(file)


def both(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(map(str, message or ()))  # type: ignore[call-overload]


def test_english_is_in_the_templates_and_every_other_language_has_a_file() -> None:
    files = {path.stem for path in (TEMPLATES / "translations").iterdir()}
    assert files == set(LANGUAGES) - {"en"}


def test_every_sentence_is_translated_and_no_translation_is_unused() -> None:
    assert {message.id for message in dutch() if message.id} == said()


def test_no_translation_is_empty_or_unsure() -> None:
    unsure = [message.id for message in dutch() if message.id and (message.fuzzy or not all(both(message.string)))]
    assert unsure == []


def test_translations_name_the_same_values() -> None:
    different = [
        message.id
        for message in dutch()
        if {n for part in both(message.id) for n in NAMED.findall(part)}
        != {n for part in both(message.string) for n in NAMED.findall(part)}
        if message.id
    ]
    assert different == []
