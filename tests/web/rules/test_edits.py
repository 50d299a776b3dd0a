"""Whatever somebody changes, in whatever order: only what was answered last is in effect, and only where it counts."""

import re
from html import unescape
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Rulebook
from tests.depth import seeds
from tests.web.questionnaire.test_pages import Person, same_outcome

LINK = r'<a [^>]*href="([^"]+)"[^>]*>\s*(?:{})'


class Editor:
    """Edit at random, and remember beside the pages what was answered last on the way to each of them."""

    def __init__(self, client: TestClient, book: Rulebook, random: Random) -> None:
        self.book, self.random = book, random
        self.person = Person(client, random.choice(("nl", "en")))
        self.last: dict[str, Any] = {}
        self.left_out = False
        self.seen = [(self.person.url, self.last, False)]

    def edit(self) -> None:
        """Do one thing that the page offers."""
        edits = [self.choose] * 6 + [self.go_back, self.switch_language, self.go_to_a_page_seen_before]
        edits = edits if self.person.asks else [self.change, self.change, self.answer_in_full, *edits[6:]]
        self.random.choice(edits)()
        self.seen.append((self.person.url, dict(self.last), self.left_out))

    def choose(self) -> None:
        question = next((q for q in self.book.questions.values() if self._is_asked(q.ask.nl, q.ask.en)), None)
        choices = self.person.choices
        if question is None:
            answers = [self.random.choice(choices)]
            self.left_out = answers == ["leave_out"]
        elif question.many and self.random.random() < 0.7:
            answers = [a for a in question.answers if self.random.random() < 0.4] or ["none_of_these"]
            self.last[question.id] = [a for a in answers if a != "none_of_these"]
        else:
            answers = [self.random.choice([c for c in choices if c != "none_of_these"])]
            self.last[question.id] = answers if question.many and answers != [UNKNOWN] else answers[0]
        self.person.choose(*answers)

    def _is_asked(self, *asks: str) -> bool:
        return self.person.heading in asks

    def go_back(self) -> None:
        back = self.person.link("Terug|Back")
        if "/check/" in back:
            self.person.go(back)

    def switch_language(self) -> None:
        other = "en" if self.person.language == "nl" else "nl"
        self.person.go(re.sub(r"^/(nl|en)/", f"/{other}/", self.person.url)).language = other

    def go_to_a_page_seen_before(self) -> None:
        """Go on in another tab, or after the browser's own Back."""
        url, last, self.left_out = self.random.choice(self.seen)
        self.last = dict(last)
        self.person.go(url).language = url[1:3]

    def change(self) -> None:
        self.person.go(self.random.choice(re.findall(LINK.format("Wijzigen|Change"), self.person.html)))

    def answer_in_full(self) -> None:
        for link in re.findall(LINK.format("Beantwoord ook|Answer the remaining"), self.person.html):
            self.person.go(link)

    def finish(self) -> None:
        while self.person.asks:
            self.choose()


def only_the_last_answers_are_listed(editor: Editor) -> None:
    listed = editor.person.answers
    own = {q: a for q, a in listed.items() if not (editor.left_out and a == NOT_RELIED_ON)}
    assert own == {q: editor.last[q] for q in own}
    assert all(editor.book.questions[q].sensitivity != "work" for q in listed.keys() - own.keys())


def each_change_gives_the_outcome_it_names(client: TestClient, answers: dict[str, Any], page: str) -> None:
    for verdict, change in re.findall(r'data-verdict="(\w+)" data-change="([^"]+)"', unescape(page)):
        given = answers | dict(pair.split("=") for pair in change.split())
        body = {"rulebook": "thuiswerken-2021", "answers": given}
        assert client.post("/v1/evaluations", json=body).json()["verdict"] == verdict, (given, change)


@pytest.mark.parametrize("part", seeds(20))
def test_only_the_last_answers_count_after_any_edits(client: TestClient, book: Rulebook, part: int) -> None:
    for seed in range(10):
        editor = Editor(client, book, Random(f"edits {part} {seed}"))
        for _ in range(editor.random.randint(5, 25)):
            editor.edit()
        editor.finish()
        answers = editor.person.answers
        only_the_last_answers_are_listed(editor)
        same_outcome(client, editor.person)
        each_change_gives_the_outcome_it_names(client, answers, editor.person.html)
