"""Every text that people read is plain: short sentences, one negation at most, no word that says too much."""

from collections.abc import Iterator
from statistics import median

import pytest
import yaml

from app.cli.text import LABELS
from app.resources import RULES
from app.rule_text import ASKED_WHEN, WORDS
from app.rulebook.text import LANGUAGES, Language
from tests.language.style import faults, length, sentences
from tests.web.rendering.test_translations import both, dutch

FINE: dict[Language, tuple[str, ...]] = {
    "nl": (
        "U werkt thuis.",
        "Kan dat niet, dan is er geen reden.",
        "Niemand weet het nog.",
        "U beslist samen met uw werkgever.",
        "De vraag wordt gesteld, en het antwoord wordt vergeten.",
        "Zie Kamerstuk 25295, nr. 1025.",
    ),
    "en": (
        "You work at home.",
        "If it cannot be done, there is no reason.",
        "Nobody knows yet.",
        "Your employer decides, together with you.",
        "The question is asked, and the answer is forgotten.",
        "See paper 25295, no. 1025.",
    ),
}
WRONG: tuple[tuple[Language, str, str], ...] = (
    ("nl", "long", "Dit is " + "heel " * 25 + "lang."),
    ("en", "long", "This is " + "very " * 25 + "long."),
    ("nl", "double negation", "U kunt niet geen antwoord geven."),
    ("nl", "double negation", "Niemand mag dit nooit zien."),
    ("en", "double negation", "You cannot give no answer."),
    ("en", "double negation", "An answer that isn't asked never counts."),
    ("nl", "not ours", "Dit besluit is genomen."),
    ("nl", "not ours", "U mag bezwaar maken."),
    ("nl", "not ours", "Thuiswerken is verplicht."),
    ("nl", "not ours", "Dit is toegestaan en bewezen."),
    ("en", "not ours", "You have permission to work on site."),
    ("en", "not ours", "This is the decision of the check."),
    ("en", "not ours", "It is proven that you work at home."),
    ("nl", "formal", "U kunt derhalve thuis werken."),
    ("nl", "formal", "U dient te bellen."),
    ("en", "formal", "You hereby agree."),
    ("en", "formal", "This follows pursuant to the rules."),
    ("nl", "familiar", "Vraag het aan je werkgever."),
    ("nl", "passive chain", "Er wordt gekeken wat geregeld kan worden."),
    ("en", "passive chain", "What is asked can be changed."),
)
LISTED: dict[str, str] = {
    "Wie op locatie werkt in plaats van thuis, begaat daarmee geen overtreding.": "a source says that it is none",
    "De 'Wet werken waar je wilt' is er niet gekomen": "the name of a bill",
}
"""How a sentence begins that is kept all the same, with why."""


def of_rules() -> Iterator[tuple[Language, str]]:
    """Yield every text of the rulebooks and of what organisations changed, read without our own reader."""
    for path in sorted(RULES.rglob("*.yaml")):
        tree = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
        yield from _texts(tree, *(tree.get("languages", ()) if isinstance(tree, dict) else ()))


def _texts(node: object, *only: Language) -> Iterator[tuple[Language, str]]:
    """Yield texts in all languages or, in a file in one, whatever has words with a space between them."""
    if isinstance(node, dict) and node.keys() == set(LANGUAGES):
        yield from ((language, node[language]) for language in LANGUAGES)
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _texts(part, *only)
    elif isinstance(node, str) and len(only) == 1 and " " in node:
        yield only[0], node


def of_pages() -> Iterator[tuple[Language, str]]:
    """Yield every sentence of the templates, in both languages."""
    for message in dutch():
        yield from (("en", text) for text in both(message.id) if text)
        yield from (("nl", text) for text in both(message.string) if message.id)


def of_program() -> Iterator[tuple[Language, str]]:
    """Yield what modules under app/ say in words of their own."""
    for label in (*LABELS.values(), ASKED_WHEN):
        yield from ((language, label[language]) for language in LANGUAGES)
    for one, other, english in WORDS.values():
        yield from (("nl", one), ("nl", other), ("en", english))


TEXTS = {"rules": tuple(of_rules()), "pages": tuple(of_pages()), "program": tuple(of_program())}


def said(where: str, language: Language) -> list[str]:
    """Return the sentences of one kind of texts in one language."""
    return [sentence for each, text in TEXTS[where] if each == language for sentence in sentences(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_sentence_has_no_fault(language: Language) -> None:
    assert {text: list(faults(text, language)) for text in FINE[language]} == {text: [] for text in FINE[language]}
    assert [sentences(text) for text in FINE[language] if len(sentences(text)) != 1] == []


@pytest.mark.parametrize(("language", "fault", "sentence"), WRONG)
def test_a_sentence_with_a_fault_is_found(language: Language, fault: str, sentence: str) -> None:
    assert list(faults(sentence, language)) == [fault]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", TEXTS)
def test_no_text_has_a_fault_but_those_listed(where: str, language: Language) -> None:
    found = {sentence: list(faults(sentence, language)) for sentence in said(where, language)}
    assert {s: names for s, names in found.items() if names and not s.startswith(tuple(LISTED))} == {}


def test_what_is_listed_is_needed() -> None:
    wrong = [s for where in TEXTS for language in LANGUAGES for s in said(where, language) if [*faults(s, language)]]
    assert [start for start in LISTED if not any(sentence.startswith(start) for sentence in wrong)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["rules", "pages"])
def test_half_of_the_whole_sentences_have_at_most_15_words(where: str, language: Language) -> None:
    whole = [sentence for sentence in said(where, language) if sentence.endswith((".", "?", "!"))]
    assert len(whole) > 100
    assert median(map(length, whole)) <= 15


def test_what_the_program_says_is_there_in_every_language() -> None:
    assert [key for key, label in LABELS.items() if label.keys() != set(LANGUAGES) or not all(label.values())] == []
    assert [key for key, texts in WORDS.items() if not all(texts)] == []


def test_the_languages_name_the_same_values_in_what_the_program_says() -> None:
    named = {
        key: [{name for name in ("{of}", "{named}") if name in text} for text in texts] for key, texts in WORDS.items()
    }
    assert [key for key, names in named.items() if any(each != names[0] for each in names)] == []
