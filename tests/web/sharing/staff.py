"""Somebody of the staff at the pages about sharing, as the test client sees them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.ids import parts_of
from app.cases.organisation import FILE
from app.cases.repository import Asked
from app.main import create_app
from app.resources import RULES
from app.rulebook.model import UNKNOWN, Rulebook
from app.settings import Settings
from app.store.open import casework
from app.web.visits.visit import Visit
from tests.cases import made
from tests.conftest import VERSION, browser
from tests.store.opened import SECRET
from tests.web.example_visits import link

SHIPPED = RULES / "thuiswerken-2021" / f"{VERSION}.yaml"
TERMS = {
    "days": ["monday", "thursday"],
    "since-day": "8", "since-month": "3", "since-year": "2021",
    "until-day": "30", "until-month": "06", "until-year": "2021",
    "review-day": "3", "review-month": "5", "review-year": "2021",
}  # fmt: skip
"""The terms of `made.TERMS` as somebody fills them in."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Hold a client, the store behind it, its settings, and the rulebook."""

    client: TestClient
    casework: Casework
    settings: Settings
    book: Rulebook

    @property
    def kept(self) -> int:
        """Return how many cases are kept."""
        return self.casework.store.find(Asked()).total

    def check(self, visit: Visit, language: str = "nl") -> str:
        """Return the address of a check at its end."""
        return link(self.book, visit, self.settings, language)

    def to_preview(self, address: str, answers: Mapping[str, Any]) -> str:
        """Answer what is asked before sharing; return the address of the page that shows what HR will see."""
        while True:
            page = self.client.get(address)
            assert page.status_code == 200, page.text
            question = asked(self.book, page.text)
            if question is None:
                return address
            given = answers.get(question, UNKNOWN)
            values = ([*given] or ["none_of_these"]) if isinstance(given, tuple) else [given]
            address = self.client.post(address, data={"answer": values}).headers["location"]

    def send(self, address: str, who: str = "", once: str | None = None) -> Response:
        """Send what the page at this address shows."""
        once = once or hidden(self.client.get(address).text)
        return self.client.post(address, data={"who": who, "once": once})

    def share(self, visit: Visit, answers: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Share a check; return the address of the case."""
        preview = self.to_preview(self.check(visit) + "/share", answers or visit.answers)
        return str(self.send(preview, **more).headers["location"])

    def arrange(self, visit: Visit, **more: Any) -> str:
        """Ask for an arrangement; return the address of the case."""
        preview = self.client.post(self.check(visit) + "/arrangement", data=TERMS).headers["location"]
        return str(self.send(preview, **more).headers["location"])

    def case(self, address: str) -> Case:
        """Return what is stored of the case of an address."""
        parts = parts_of(address.split("/")[3])
        assert parts
        return self.casework.store.read(parts[0])


def hidden(page: str) -> str:
    """Return the key of the form on a page, the empty text where it has none."""
    found = re.search(r'name="once" value="(\w+)"', page)
    return found[1] if found else ""


def asked(book: Rulebook, page: str) -> str | None:
    """Return the question that a page asks, None where it asks none."""
    if 'name="answer"' not in page:
        return None
    text = unescape(page)
    return next(
        q.id for q in book.questions.values() if re.search(rf"<h1[^>]*>\s*{re.escape(q.ask['nl'])}\s*</h1>", text)
    )


def personal_first(folder: Path) -> Path:
    """Return a folder with the shipped rulebook, in which the questions that are not about the work come first."""
    text = SHIPPED.read_text(encoding="utf-8")
    before, rest = text.split("\nquestions:\n")
    (end,) = [match.start() for match in re.finditer(r"^\w+:", rest, re.M)][:1]
    blocks = re.split(r"(?m)^(?=  \w+:$)", rest[:end])
    about_person = [block for block in blocks if "sensitivity:" in block]
    about_work = [block for block in blocks if "sensitivity:" not in block]
    (folder / SHIPPED.parent.name).mkdir()
    changed = before + "\nquestions:\n" + "".join(about_person + about_work) + rest[end:]
    (folder / SHIPPED.parent.name / SHIPPED.name).write_text(changed, encoding="utf-8")
    return folder


@contextmanager
def staff_in(folder: Path, book: Rulebook, **more: Any) -> Iterator[Staff]:
    """Serve the application with data in a folder."""
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(
        secret=SECRET, data=folder, **{"health_answers": "server", "personal_answers": "server", **more}
    )
    kept = casework(settings)
    assert kept
    with browser(create_app(settings, lambda: made.TICKING)) as client:
        yield Staff(client, kept, settings, book)
