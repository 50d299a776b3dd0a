"""What letters may not say: one check per Problem code, named after it."""

from collections.abc import Iterator

from app.rulebook.checks.references import Check
from app.rulebook.conditions import TODAY
from app.rulebook.letter import DAY, FIELD, Letter, days_in
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import Finding, Reading, listed, unlike


def _in_any(letter: Letter, rulebook: Rulebook) -> dict[str, None]:
    """Return the placeholders that the letter has in any language, each once."""
    return dict.fromkeys(name for language in rulebook.languages for name in letter.placeholders(language))


def unknown_placeholder(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for letter in rulebook.letters.values():
        own = (f"{FIELD}{each}" for each in letter.fields)
        known = (TODAY, *rulebook.questions, *(f"{DAY}{each}" for each in rulebook.days), *own)
        for name in _in_any(letter, rulebook):
            if name not in known:
                others = f"`{TODAY}`, a day such as `{DAY}last_day`, or a field such as `{FIELD}name`"
                yield letter.place, f"expected between braces a question, {others}{unlike(name, known)}"


def unknown_message_day(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for action in rulebook.actions.values():
        texts = [action.message[language] for language in rulebook.languages] if action.message else []
        for name in dict.fromkeys(name for text in texts for name in days_in(text)):
            if name not in rulebook.days:
                yield action.place, f"expected a day that matters after `{DAY}`{unlike(name, rulebook.days)}"


def placeholder_not_work(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find what a letter to somebody else would tell of the person: no other reader may see that either."""
    for letter in rulebook.letters.values():
        for name in _in_any(letter, rulebook):
            question = rulebook.questions.get(name)
            if question and question.sensitivity != "work":
                found = f"`{name}`, a {question.sensitivity} one"
                yield letter.place, f"expected a letter to tell answers about the work only, found {found}"


def missing_placeholder(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for letter in rulebook.letters.values():
        every = _in_any(letter, rulebook)
        for language in rulebook.languages:
            if lacking := [name for name in every if name not in letter.placeholders(language)]:
                expected = f"expected the same placeholders in every language of `{letter.id}`"
                yield letter.place, f"{expected}, found none in `{language}` for {listed(lacking)}"


def unused_field(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for letter in rulebook.letters.values():
        used = _in_any(letter, rulebook)
        for field in letter.fields.values():
            if f"{FIELD}{field.id}" not in used:
                yield field.place, f"expected the letter to say `{{{FIELD}{field.id}}}`, found that it does not"


def letter_without_request(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for letter in rulebook.letters.values():
        if letter.by_hr and rulebook.request is None:
            yield letter.place, f"expected `request` in the rulebook, to which `{letter.id}` is a reply, found none"


LETTER_CHECKS: tuple[Check, ...] = (
    unknown_placeholder,
    unknown_message_day,
    placeholder_not_work,
    missing_placeholder,
    unused_field,
    letter_without_request,
)
