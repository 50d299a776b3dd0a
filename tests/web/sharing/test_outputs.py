"""HR gets the same bytes of two journeys with the same answers about the work, whatever was answered about the person.

That this holds for all journeys follows from two things that are cheaper to show: what is stored of both is equal
(`test_alike.py`, a thousand pairs), and whatever HR gets is made of what is stored. The pairs here show both at once.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest

from app.cases.api_keys import new_key
from app.cases.case import Case
from app.cases.submit import arrangement_case, check_case
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.web.visits.visit import Visit
from tests.cases import made
from tests.conftest import VERSION
from tests.depth import THOROUGH, TURN
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.pages import NOTED, filled_in, hidden, kept
from tests.web.sharing.staff import Staff
from tests.web.sharing.test_alike import alike, told

FIRST = 2 * TURN % 1000
PARTS = [range(part, 1000, 10) for part in range(10)] if THOROUGH else [range(FIRST, FIRST + 2)]
"""The seeds of the pairs that are tried, in parts, so that they can be tried side by side; or two, others each day."""
THROUGH = range(50) if THOROUGH else [TURN % 50]
"""The seeds of those that are shared through the pages."""
SLOT = {"id": "0" * 26, "code": "ABCD-EFGH"}
EDITIONS = f"old=thuiswerken-2021:{VERSION}&new=thuiswerken-2021:{VERSION}@gemeente-oeverwoude"
CASE = f"/cases/{SLOT['id']}"
UNDECIDED = ("", *(CASE + page for page in ("", "/what-if", "/questions", "/parties", "/statement", "/decision")))
DECIDED = (
    *(CASE + page for page in ("", "/what-if", "/parties", "/again", "/letter", "/letter?letter=en", "/letter.pdf")),
    "", "/todo?whose=everybody", f"/recheck?{EDITIONS}",
    "/insight", "/insight.csv", "/insight.xlsx", "/cases.csv", "/cases.xlsx",
)  # fmt: skip
"""What HR gets, of the case and of all of them, before and after a decision."""
BY_CHANCE = re.compile(rb'(name="(?:form_key|key)" value=")[^"]*')
Got = Mapping[str, tuple[int, str, bytes]]


class Office:
    """A desk with one case that is compared, and others around it that are the same in every office."""

    def __init__(self, desk: Desk, around: list[Case]) -> None:
        self.desk = desk
        self._key = new_key(
            desk.casework.keys, "Payroll", frozenset({"read_cases"}), made.NOW.date(), line=made.ADMINISTERED
        )[1]
        for case in around:
            kept(desk, case)
        self._revision = kept(desk, around[0].but(**SLOT)).revision

    def keep(self, case: Case) -> None:
        """Keep what is compared in the place of what was before it."""
        case = case.but(**SLOT, revision=self._revision)
        self._revision = self.desk.casework.store.save(case, NOTED).revision

    def decide(self) -> None:
        """Write down the same decision, as somebody of HR does."""
        path = f"/nl/hr{CASE}/decision"
        form = hidden(self.desk.client.get(path).text)
        assert self.desk.client.post(path, data={**form, **filled_in(reasons="work_organisation")}).status_code == 303
        self._revision = self.desk.casework.store.read(SLOT["id"]).revision

    def gets(self, pages: tuple[str, ...], language: str) -> Got:
        """Return the status, kind and bytes of everything that HR gets, in pages and in files and as a program."""
        api = ("/v1/cases", f"/v1{CASE}?language={language}")
        return {path: self._get(path) for path in (*(f"/{language}/hr{page}" for page in pages), *api)}

    def _get(self, path: str) -> tuple[int, str, bytes]:
        headers = {"Authorization": f"Bearer {self._key}"} if path.startswith("/v1/") else {}
        answer = self.desk.client.get(path, headers=headers)
        return answer.status_code, answer.headers["content-type"], BY_CHANCE.sub(rb"\1", answer.content)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory, book: Rulebook) -> Iterator[tuple[Office, Office]]:
    """Return two offices that are the same."""
    others: tuple[dict[str, object], ...] = ({}, {"on_site_tasks": "none"}, {"on_site_tasks": "all"})
    around = [made.check(book, others[number % 3]) for number in range(12)]
    with ExitStack() as stack:
        desks = [stack.enter_context(opened_desk(tmp_path_factory.mktemp("office"))) for _ in range(2)]
        yield Office(desks[0], around), Office(desks[1], around)


def shared(office: Office, visit: Visit, work: Mapping[str, Any], how: str) -> tuple[Case, Case]:
    """Share a journey in both ways; return both cases."""
    if how == "as the pages do":
        about = made.submitted()
        return check_case(visit.rulebook, told(visit, work), about, "x"), arrangement_case(made.TERMS, about, "x")
    return through_the_pages(office, visit, work)


def through_the_pages(office: Office, visit: Visit, work: Mapping[str, Any]) -> tuple[Case, Case]:
    desk = office.desk
    settings = Settings(secret=SECRET, health_answers="server", data=desk.folder)
    somebody = Staff(desk.client, desk.casework, settings, visit.rulebook)
    check, arrangement = (
        somebody.case(address)
        for address in (somebody.share(visit, dict(work), who="A"), somebody.arrange(visit, who="A"))
    )
    for case in (check, arrangement):
        desk.casework.store.erase(case.id, NOTED)
    return check, arrangement


def compare(offices: tuple[Office, Office], book: Rulebook, seed: int, how: str) -> bool:
    """Compare what HR gets of a pair; return whether the two were asked different questions."""
    one, other, work = alike(book, Random(seed))
    pairs = zip(*(shared(o, v, work, how) for o, v in zip(offices, (one, other), strict=True)), strict=True)
    language = ("nl", "en")[seed % 2]
    for pair in pairs:
        for office, case in zip(offices, pair, strict=True):
            office.keep(case)
        check_same(offices, UNDECIDED, language)
        for office in offices:
            office.decide()
        check_same(offices, DECIDED, language)
    return one.answers.keys() != other.answers.keys()


def check_same(offices: tuple[Office, Office], pages: tuple[str, ...], language: str) -> None:
    first, second = (office.gets(pages, language) for office in offices)
    assert [path for path in first if first[path] != second[path]] == []
    refused = {path: got[0] for path, got in first.items() if got[0] != 200}
    assert set(refused.values()) <= {404}, refused


@pytest.mark.parametrize("seeds", PARTS)
def test_hr_gets_the_same_bytes_of_both_journeys(offices: tuple[Office, Office], book: Rulebook, seeds: range) -> None:
    assert sum(compare(offices, book, seed, "as the pages do") for seed in seeds) >= len(seeds) // 5


def test_hr_gets_the_same_bytes_of_journeys_that_are_shared_through_the_pages(
    offices: tuple[Office, Office], book: Rulebook
) -> None:
    for seed in THROUGH:
        compare(offices, book, 5000 + seed, "through the pages")


def test_another_answer_about_the_work_shows_in_everything_about_a_single_case(
    offices: tuple[Office, Office], book: Rulebook
) -> None:
    """Show that the comparison would notice."""
    for office, answer in zip(offices, ("none", "all"), strict=True):
        office.keep(made.check(book, {"on_site_tasks": answer}))
    pages = ("", CASE, f"{CASE}/what-if", "/insight", "/cases.csv", "/cases.xlsx")
    first, second = (office.gets(pages, "nl") for office in offices)
    assert [path for path in first if first[path] == second[path]] == [
        "/nl/hr/insight",  # groups of fewer than ten are not told apart
        "/v1/cases",
    ]
