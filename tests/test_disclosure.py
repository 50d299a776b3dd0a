"""A disclosure tells each reader what is meant for that reader."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest

from app.disclosure import Disclosure, disclose
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Text

MARK = "(other)"

UNCLEAR = {"process_presence": "part", "process_necessity": "unclear"}


def marked(value: Any) -> Any:
    """Return the same with other words for other readers beside every text."""
    match value:
        case Text():
            return replace(value, for_others=Text(f"{MARK} {value.nl}", f"{MARK} {value.en}"))
        case Mapping():
            return {key: marked(each) for key, each in value.items()}
        case tuple():
            return tuple(marked(each) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: marked(getattr(value, f.name)) for f in fields(value) if f.init})
        case _:
            return value


def texts(told: Disclosure) -> list[str]:
    """Return every text in what is told."""
    parts = (*told["criteria"].values(), *told["reasons"], *told["requirements"], *told["actions"], *told["notes"])
    return [told["say"], *(part[key] for part in parts for key in ("title", "text") if key in part)]


@pytest.mark.parametrize("seed", range(20))
def test_every_text_is_told_in_the_words_for_who_reads_it(book: Rulebook, seed: int) -> None:
    twice, language = marked(book), LANGUAGES[seed % 2]
    random = Random(seed)
    asked = random.sample([q for q in book.questions.values() if not q.many], seed % 14)
    answers: dict[str, Any] = {q.id: random.choice([*q.answers]) for q in asked} | {"other_reasons": ("habit",)}
    assert disclose(twice, answers, language) == disclose(book, answers, language)
    for audience in [*book.audiences][1:]:
        told = texts(disclose(twice, answers, language, audience=audience))
        assert [text for text in told if not text.startswith(MARK)] == []
        assert len(told) > 1


def test_actions_are_told_otherwise_to_another_reader(book: Rulebook) -> None:
    action = book.actions["show_who_is_needed"]
    own, other = (disclose(book, UNCLEAR, "nl", audience=audience)["actions"] for audience in ("employee", "hr"))
    assert [a["text"] for a in own if a["id"] == action.id] == [action.say.nl]
    assert [a["text"] for a in other if a["id"] == action.id] == [action.say.other.nl]


def test_what_is_told_is_in_the_language_asked_for(book: Rulebook) -> None:
    assert disclose(book, {}, "en")["say"] == book.undetermined[1].en
    told = disclose(book, {"on_site_tasks": "all", "site_safe": "no"}, "en")
    assert told["say"] == book.verdicts["on_site"].say.en
    assert told["requirements"][0]["text"] == book.requirements["site_safe"].not_met.en
    assert told["reasons"][0]["text"] == book.criteria["nature_of_work"].reaches[0].because.en
    assert [note["id"] for note in told["notes"]] == ["extra_risk"]


def test_criteria_are_told_in_the_order_of_the_rulebook(book: Rulebook) -> None:
    assert list(disclose(book, {}, "nl")["criteria"]) == list(book.criteria)


def test_nothing_is_left_once_nothing_is_asked(book: Rulebook) -> None:
    answers: dict[str, Any] = {}
    while (question := (told := disclose(book, answers, "nl"))["next_question"]) is not None:
        assert 0 < told["usually_left"] <= told["at_most_left"]
        answers[question] = next(iter(book.questions[question].answers))
    assert (told["usually_left"], told["at_most_left"]) == (0, 0)
