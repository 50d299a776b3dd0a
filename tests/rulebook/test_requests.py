"""Rulebooks whose cases are requests: read, refused where they do not fit, told with the letters that HR sends."""

from typing import Any

import pytest

from app.disclosure import disclose
from app.rule_text import label_of
from app.rulebook.load import rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.request import Request, about_reply
from app.web.api.rulebook_json import published
from tests.rulebook.bad import SPECIMENS
from tests.rulebook.test_schema import RULEBOOK, validator, value_of

TEXT = (SPECIMENS / "request.yaml").read_text("utf-8")
ANSWERED: dict[str, Any] = {
    "asked_on": "2027-01-04",
    "answer": "no",
    "answered_on": "2027-01-11",
    "reason_given": "yes",
}
SHAPE = "request: {made: asked_on, reply: answer, no_reply: nothing, replied: answered_on, duties: [late, no_reason]}\n"


def read(text: str = TEXT) -> Rulebook:
    book, problems = rulebook_from(text.encode(), "1.0.0.yaml")
    assert book is not None, problems
    return book


def test_a_request_is_read_with_what_its_reply_is_about() -> None:
    book = read()
    shape = book.request
    assert shape is not None
    assert shape == Request("asked_on", "answer", "nothing", "answered_on", ("late", "no_reason"), shape.place)
    assert about_reply(book, shape.reply) == ("answer", "answered_on", "reason_given")


def test_the_schema_for_editors_takes_a_request() -> None:
    assert [str(each) for each in validator(RULEBOOK).iter_errors(value_of(TEXT.encode()))] == []
    assert not validator(RULEBOOK).is_valid(value_of(TEXT.replace("by: hr", "by: boss").encode()))


def test_the_api_tells_the_shape_of_a_request_and_who_sends_a_letter() -> None:
    told = published(read())
    assert told["request"] == {
        "made": "asked_on", "reply": "answer", "no_reply": "nothing", "replied": "answered_on",
        "duties": ("late", "no_reason"),
    }  # fmt: skip
    assert {id: each["by"] for id, each in told["letters"].items()} == {"reminder": "person", "answer_no": "hr"}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("reply: answer,", "reply: asked_on,", "reply_not_a_choice", "found `asked_on`"),
        ("reply: answer,", "reply: anser,", "unknown_question", "did you mean `answer`?"),
        ("no_reply: nothing", "no_reply: nothin", "unknown_answer", "did you mean `nothing`?"),
        ("replied: answered_on", "replied: asked_on", "replied_not_about_reply", "because of `answer`"),
        ("replied: answered_on", "replied: reason_given", "not_a_date", "found `reason_given`"),
        ("duties: [late,", "duties: [lat,", "unknown_criterion", "found `lat`"),
        (", duties: [late, no_reason]", "", "missing_key", "with `duties`"),
        ("  hr: {sees: everything}\n", "", "request_unseen", "expected an audience for HR"),
        (SHAPE, "", "letter_without_request", "to which `answer_no` is a reply"),
        ("{day:last_day}", "{day:first_day}", "unknown_placeholder", "did you mean `day:last_day`?"),
        ("    by: hr\n", "    by: boss\n", "bad_choice", "`hr`"),
    ],
)
def test_what_does_not_fit_in_a_request_is_refused(old: str, new: str, code: str, said: str) -> None:
    assert TEXT.count(old) == 1
    found = [each for each in rulebook_from(TEXT.replace(old, new).encode(), "1.0.0.yaml")[1] if each.code == code]
    assert any(said in each.message for each in found), found


def test_hr_must_see_what_a_reply_is_about() -> None:
    text = TEXT.replace("    asked_when: {answer: no}", "    asked_when: {answer: no}\n    sensitivity: personal")
    text = text.replace("hr: {sees: everything}", "hr: {sees: [asked_on, answer, answered_on]}")
    messages = [each.message for each in rulebook_from(text.encode(), "1.0.0.yaml")[1] if each.code == "request_unseen"]
    assert messages == ["expected `hr` to see what a reply is about, found that it does not: `reason_given`"]


def test_each_reader_is_told_of_the_letters_that_it_sends() -> None:
    book, waiting = read(), {"asked_on": "2027-01-04", "answer": "nothing", "today": "2027-01-05"}
    assert disclose(book, ANSWERED, "en")["letters"] == []
    assert disclose(book, ANSWERED, "en", audience="hr")["letters"] == ["answer_no"]
    assert disclose(book, waiting, "en")["letters"] == ["reminder"]
    assert disclose(book, waiting, "en", audience="hr")["letters"] == []


def test_a_letter_by_hr_asks_for_what_is_missing_in_words_about_the_person() -> None:
    book = read()
    assert label_of(book.letters["answer_no"], "asked_on", book).en == "On which day did the skipper ask?"
    assert label_of(book.letters["reminder"], "asked_on", book).en == "On which day did you ask?"
    assert label_of(book.letters["reminder"], "day:last_day", book).en == "last day for the answer"
