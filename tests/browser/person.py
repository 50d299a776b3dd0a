"""Somebody at a browser: starts the check, chooses answers, reads what comes."""

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

from playwright.sync_api import Error, Page

UNKNOWN, NOT_RELIED_ON = "unknown", "not_relied_on"
LOOK = """() => ({
  title: document.title,
  heading: document.querySelector('h1').innerText,
  offered: [...document.querySelectorAll('main input')].map(i => i.value),
  chosen: [...document.querySelectorAll('main input:checked')].map(i => i.value),
})"""
CHOOSE = """answer => {
  document.querySelector(`main input[value="${answer}"]`).click()
  document.querySelector('main form button').click()
}"""
THERE = "title => document.readyState === 'complete' && document.title !== title"
Pick = Callable[[str, list[str]], str]
"""Choose one of the offered answers; told the heading of the page."""


@dataclass(frozen=True)
class Site:
    """Say where the application is served."""

    origin: str

    def url(self, path: str) -> str:
        return self.origin + path

    def evaluate(self, answers: dict[str, Any], language: str = "nl", mode: str = "quick") -> dict[str, Any]:
        asked = {"rulebook": "thuiswerken-2021", "answers": answers, "language": language, "mode": mode}
        body = json.dumps(asked).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url("/v1/evaluations"), body, headers)
        with urllib.request.urlopen(request) as response:
            return dict(json.load(response))


def at_random(random: Random) -> Pick:
    return lambda heading, offered: random.choice(offered)


def first_of(*wanted: str) -> Pick:
    """Choose the first wanted answer that is offered, else the answer that says no to everything."""
    wished = (*wanted, "none", "answer", "adequate", "no", "none_of_these")
    return lambda heading, offered: next((each for each in wished if each in offered), offered[0])


class Person:
    def __init__(self, page: Page, site: Site, language: str = "nl") -> None:
        self.page, self.site, self.language = page, site, language
        self.known: dict[str, Any] = {}

    def start(self) -> "Person":
        self.page.goto(self.site.url(f"/{self.language}/thuiswerken-2021"))
        self.page.click("main form button")
        self.page.wait_for_selector("main fieldset")
        return self

    def _look(self) -> Any:
        return self.page.evaluate(LOOK)

    @property
    def asks(self) -> bool:
        return bool(self._look()["offered"])

    @property
    def heading(self) -> str:
        return str(self._look()["heading"])

    @property
    def offered(self) -> list[str]:
        return list(self._look()["offered"])

    @property
    def chosen(self) -> list[str]:
        return list(self._look()["chosen"])

    def choose(self, answer: str) -> "Person":
        """Choose and go on in one step; `go_on` and the keyboard test do it the way people do."""
        title = self.page.title()
        self.page.evaluate(CHOOSE, answer)
        return self.arrive(title)

    def go_on(self) -> "Person":
        title = self.page.title()
        self.page.click("main form button")
        return self.arrive(title)

    def arrive(self, title: str) -> "Person":
        """Wait until a page with another title is there."""
        until = monotonic() + 20
        while not self._is_there(title):
            assert monotonic() < until, f"still at {title}"
            self.page.wait_for_timeout(20)
        return self

    def _is_there(self, title: str) -> bool:
        try:
            return bool(self.page.evaluate(THERE, title))
        except Error:  # between two pages
            return False

    def finish(self, pick: Pick) -> "Person":
        """Answer what is still asked, quickly."""
        while (seen := self._look())["offered"]:
            self.page.evaluate(CHOOSE, pick(seen["heading"], seen["offered"]))
            self.arrive(seen["title"])
        return self

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the page with all answers lists."""
        rows = self.page.eval_on_selector_all(
            "[data-question]", "all => all.map(e => [e.dataset.question, e.dataset.answer])"
        )
        left_out = self.page.eval_on_selector_all("[data-left-out]", "all => all.map(e => e.dataset.leftOut).join(' ')")
        found = {q: told.split() if q == "other_reasons" and told != UNKNOWN else told for q, told in rows}
        return found | dict.fromkeys(left_out.split(), NOT_RELIED_ON)

    def advice(self) -> dict[str, Any]:
        """Go to the outcome, and return what the page says there in a form that programs read."""
        title = self.page.title()
        self.page.click("main a.govuk-button")
        self.arrive(title)
        return told(self.page)


def told(page: Page) -> dict[str, Any]:
    def each(selector: str, name: str) -> list[str]:
        return list(page.eval_on_selector_all(selector, f"all => all.map(e => e.dataset.{name})"))

    return {
        "verdict": each("[data-verdict].twk-verdict", "verdict")[0] or None,
        "say": page.locator(".twk-verdict__say").inner_text(),
        "reasons": each("[data-criterion]", "criterion"),
        "requirements": each("[data-requirement]", "requirement"),
        "actions": sorted(each("[data-action]", "action")),
        "notes": each("[data-note]", "note"),
        "changes": len(each("[data-change]", "change")),
    }


def expected(evaluation: dict[str, Any]) -> dict[str, Any]:
    """Return what the outcome page must say according to the API."""
    return {
        "verdict": evaluation["verdict"],
        "say": evaluation["say"],
        "reasons": [each["criterion"] for each in evaluation["reasons"]],
        "requirements": [each["id"] for each in evaluation["requirements"]],
        "actions": sorted(each["id"] for each in evaluation["actions"]),
        "notes": [each["id"] for each in evaluation["notes"]],
        "changes": len(evaluation["changes"]),
    }
