"""No text of a rulebook is markup on a page for HR or a manager, also not one for other readers alone."""

import re
from pathlib import Path
from random import Random

from app.cases.case import Case
from app.resources import RULES
from app.rulebook.library import Library
from tests.cases import made
from tests.cases.test_reevaluate import random_case
from tests.conftest import VERSION
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import filled_in, kept, send

ID = "thuiswerken-2021"
HOSTILE = r'\1: "<img src=x onerror=alert(1)>{{ 7777*7 }}\2'
PAGES = ("", "/what-if", "/questions", "/statement", "/parties", "/decision", "/letter")
AROUND = ("hr", "hr/new", "hr/insight", "hr/todo", f"hr/recheck?old={ID}:{VERSION}&new={ID}:{VERSION}")


def hostile_rules(folder: Path) -> Path:
    """Lay out the rulebook with markup in front of every text."""
    text = (RULES / ID / f"{VERSION}.yaml").read_text("utf-8")
    (folder / ID).mkdir(parents=True)
    (folder / ID / f"{VERSION}.yaml").write_text(re.sub(r'(nl|en): "([A-Z])', HOSTILE, text), "utf-8")
    return folder


def pages(desk: Desk, case: Case) -> list[str]:
    """Return every page about a case once somebody decided on it."""
    at = f"/en/hr/cases/{case.id}"
    assert send(desk, f"{at}/decision", filled_in()).status_code == 303
    return [desk.client.get(at + more).text for more in PAGES]


def test_text_of_a_rulebook_is_never_markup(tmp_path: Path) -> None:
    rules, data = hostile_rules(tmp_path / "rules"), tmp_path / "data"
    data.mkdir()
    book = Library.load(rules).edition(ID, VERSION)
    with opened_desk(data, rules=rules) as desk:
        seen = [page for seed in range(4) for page in pages(desk, kept(desk, random_case(book, Random(seed))))]
        for _ in range(12):
            kept(desk, made.check(book))
        seen += [desk.client.get(f"/en/{path}").text for path in AROUND]
        started = desk.client.post("/en/hr/new", data=Seen(desk.client.get("/en/hr/new").text).fields())
        seen.append(desk.client.get(started.headers["location"]).text)
    assert [page for page in seen if "<img" in page or "54439" in page] == []
    assert sum("&lt;img" in page for page in seen) > len(seen) / 2
