"""Forms of whoever works with cases, as a browser would send them."""

import re
from collections.abc import Mapping
from datetime import date

from httpx2 import Response

from app.cases.case import Case
from app.cases.repository import AuditEntry
from tests.cases import made
from tests.web.hr.conftest import Desk

NOTED = AuditEntry(made.NOW, "tests", "shared")
DAY = {"talked_on": date(2021, 3, 1), "since": date(2021, 3, 8), "until": date(2021, 6, 30), "review": date(2021, 5, 3)}


def kept(desk: Desk, case: Case) -> Case:
    """Keep a case and return it."""
    return desk.casework.store.add(case, NOTED)


def day(name: str, of: date) -> dict[str, str]:
    """Return the three fields of a day."""
    return {f"{name}-day": str(of.day), f"{name}-month": str(of.month), f"{name}-year": str(of.year)}


def filled_in(**changes: object) -> dict[str, object]:
    """Return the form of a decision, filled in."""
    fields: dict[str, object] = {"talked_how": "video", "how": "agreed", "days": ["monday", "thursday"]}
    for name, of in DAY.items():
        fields |= day(name, of)
    return fields | changes


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of the page that is not the one to sign out."""
    main = page.rsplit("</nav>", maxsplit=1)[-1]
    names = ("form_key", "key", "revision")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', main) for name in names}
    return {name: match[1] for name, match in found.items() if match}


def send(desk: Desk, path: str, fields: Mapping[str, object], *, page: str = "") -> Response:
    """Open a page, fill in its form and send it."""
    opened = desk.client.get(page or path)
    assert opened.status_code == 200, opened.text
    return desk.client.post(path, data={**hidden(opened.text), **fields})
