"""Cases for programs: what HR may read, with a key that is for this."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.cases.api_keys import new_key
from app.cases.repository import AuditEntry
from app.cases.save import Sent, keep
from app.cases.withdraw import withdraw
from app.permissions import SCOPES, Scope
from app.rulebook.model import Rulebook
from app.web.api.cases import CASES, DecisionTold
from tests.cases import made, worked
from tests.cases.worked import agreed
from tests.web.hr.conftest import Desk, desk

__all__ = ["desk"]
TODAY = made.NOW.date()
Ask = Callable[..., Response]
EARLY = "cursor=" + urlsafe_b64encode(b"0001-01-01T00:00:00+14:00 x").decode()
"""A moment that was before the first one there is."""


@pytest.fixture
def ask(desk: Desk) -> Ask:
    """Return how a program asks, with a new key for these scopes."""
    desk.sign_out()
    keys: dict[tuple[Scope, ...], str] = {}

    def ask(method: str = "GET", path: str = "", scopes: tuple[Scope, ...] = SCOPES, **headers: str) -> Response:
        if scopes not in keys:
            keys[scopes] = new_key(desk.casework.keys, "Payroll", frozenset(scopes), TODAY, line=made.ADMINISTERED)[1]
        return desk.client.request(method, CASES + path, headers={"Authorization": f"Bearer {keys[scopes]}", **headers})

    return ask


def test_a_case_is_told_as_hr_reads_it_and_as_the_description_says(desk: Desk, ask: Ask, book: Rulebook) -> None:
    store = desk.casework.store
    checked = store.add(made.check(book), AuditEntry(made.NOW, "employee", "shared"))
    arranged = store.add(made.arrangement(), AuditEntry(made.NOW, "employee", "shared"))
    decided = store.add(worked.deciding(made.check(book), agreed()), AuditEntry(made.NOW, "hanna", "decided"))
    described = desk.client.get("/v1/openapi.json").json()
    assert described["paths"][CASES]["get"]["security"] == [{"key": []}]
    schema = {"$ref": "#/components/schemas/CaseTold", "components": described["components"]}
    validator = jsonschema_rs.validator_for(schema)
    for case in (checked, arranged, decided):
        told = ask(path=f"/{case.id}").json()
        validator.validate(told)
        assert (told["code"], told["who"]) == (case.code, case.who)
        assert {name for each in told["decisions"] for name in each} <= DecisionTold.model_fields.keys()
    told = ask(path=f"/{checked.id}?language=en").json()
    evaluated = desk.client.post("/v1/evaluations", json={
        "rulebook": book.id, "answers": told["statements"][0]["answers"], "audience": "hr", "language": "en",
    }).json()  # fmt: skip
    assert told["evaluation"] == evaluated
    assert told["edition"]["known"] is True
    assert ask(path=f"/{arranged.id}").json()["evaluation"] is None


def test_a_decision_is_told_without_what_recognises_its_form_or_who_by_id(desk: Desk, ask: Ask, book: Rulebook) -> None:
    store, line = desk.casework.store, AuditEntry(made.NOW, "hanna", "decided")
    case, form = store.add(made.check(book), line), Sent("a form", "agreed")
    keep(store, case, lambda now: worked.deciding(now, agreed()), line, sent=form)
    answer = ask(path=f"/{case.id}")
    assert [set(each) for each in answer.json()["decisions"]] == [set(DecisionTold.model_fields)]
    assert not any(part in answer.text for part in form.mark.split("."))


def test_a_case_of_an_edition_that_is_gone_says_so(desk: Desk, ask: Ask, book: Rulebook) -> None:
    case = made.check(book)
    assert case.edition
    gone = case.but(edition=case.edition.model_copy(update={"digest": "sha256:gone"}))
    desk.casework.store.add(gone, AuditEntry(made.NOW, "employee", "shared"))
    told = ask(path=f"/{case.id}").json()
    assert (told["edition"]["known"], told["evaluation"]) == (False, None)


def test_what_the_caller_has_already_is_not_told_again(desk: Desk, ask: Ask, book: Rulebook) -> None:
    case = desk.casework.store.add(made.check(book), AuditEntry(made.NOW, "employee", "shared"))
    etag = ask(path=f"/{case.id}").headers["etag"]
    assert ask(path=f"/{case.id}", **{"If-None-Match": etag}).status_code == 304
    desk.casework.store.save(case.but(status="in_hand"), AuditEntry(made.NOW, "h", "taken", case.id))
    assert ask(path=f"/{case.id}", **{"If-None-Match": etag}).status_code == 200
    assert ask(path=f"/{case.id}?language=en", **{"If-None-Match": etag}).status_code == 200


def test_the_list_holds_every_case_once_without_answers_also_while_cases_go(desk: Desk, ask: Ask) -> None:
    store, line = desk.casework.store, AuditEntry(made.NOW, "employee", "shared")
    ids = [store.add(made.arrangement().but(received=made.NOW + timedelta(minutes=n // 2)), line).id for n in range(7)]
    seen: list[str] = []
    response = ask(path="?limit=3")
    while True:
        told = response.json()
        seen += [each["id"] for each in told["cases"]]
        if told["next"] is None:
            break
        link = re.search(r"<(\S+)>; rel=\"next\"", response.headers["link"])
        assert link and told["next"] in link[1]
        if len(seen) == 3:
            store.erase(seen[0], line)
        response = ask(path=link[1].removeprefix(CASES))
    assert sorted(seen) == sorted(ids)
    assert len(seen) == 7
    assert {"who", "statements", "verdict", "evaluation", "edition"} & set(ask().json()["cases"][0]) == set()


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=%00", "cursor=" + "A" * 200, EARLY]
)
def test_a_part_that_cannot_be_is_refused(ask: Ask, query: str) -> None:
    refused = ask(path=f"?{query}")
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


def test_only_a_key_that_is_for_this_and_still_works_opens_anything(desk: Desk, ask: Ask, book: Rulebook) -> None:
    case = desk.casework.store.add(made.check(book), AuditEntry(made.NOW, "employee", "shared"))
    keys = desk.casework.keys
    late, written = new_key(keys, "Late", frozenset(SCOPES), TODAY - timedelta(days=1), line=made.ADMINISTERED)
    gone, revoked = new_key(keys, "Gone", frozenset(SCOPES), TODAY, line=made.ADMINISTERED)
    keys.revoke(gone.id, made.ADMINISTERED)
    other = written[:15] + revoked[15:]
    for shown in (
        "",
        "Bearer",
        f"Bearer {written}",
        f"Bearer {revoked}",
        f"Bearer {other}",
        f"Basic {written}",
        "twk_",
    ):
        refused = desk.client.get(f"{CASES}/{case.id}", headers={"Authorization": shown})
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert late.last_used is None
    assert ask("DELETE", f"/{case.id}", ("read_cases",)).status_code == 403
    assert ask("GET", f"/{case.id}", ("erase_cases",)).status_code == 403
    assert ask("DELETE", f"/{case.id}").status_code == 204
    assert ask("GET", f"/{case.id}").status_code == ask("DELETE", f"/{case.id}").status_code == 404
    done = [(line.done, line.by[:4]) for line in desk.casework.store.trail(case.id)]
    assert done[-1] == ("erased", "key:")


def test_a_key_in_an_address_is_refused_even_beside_one_that_works(desk: Desk, ask: Ask) -> None:
    written = new_key(desk.casework.keys, "Payroll", frozenset(SCOPES), TODAY, line=made.ADMINISTERED)[1]
    for query in (f"key={written}", f"key={written.replace('_', '%5F')}", f"{written}"):
        refused = ask(path=f"?{query}")
        assert refused.status_code == 400
        assert written not in refused.text


def test_a_signed_in_person_is_no_program(desk: Desk) -> None:
    assert desk.client.get(CASES).status_code == 401


def test_the_database_holds_no_key_and_only_the_last_day_of_its_use(desk: Desk, ask: Ask, tmp_path: Path) -> None:
    written = new_key(
        desk.casework.keys, "Payroll", frozenset({"read_cases"}), date(2021, 12, 31), line=made.ADMINISTERED
    )[1]
    desk.client.get(CASES, headers={"Authorization": f"Bearer {written}"})
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("cases.db"))
    assert written.encode() not in stored
    assert written.rpartition("_")[2].encode()[-20:] not in stored
    (kept,) = desk.casework.keys.all()
    assert (kept.last_used, kept.scopes) == (TODAY, frozenset({"read_cases"}))


def test_without_an_organisation_there_are_no_cases(client: TestClient) -> None:
    assert client.get(CASES).status_code == 404
    assert CASES not in client.get("/v1/openapi.json").json()["paths"]


def test_the_api_tells_nothing_of_a_withdrawn_case_and_can_erase_its_record(
    desk: Desk, ask: Ask, book: Rulebook
) -> None:
    store = desk.casework.store
    case = store.add(worked.deciding(made.check(book), agreed()), AuditEntry(made.NOW, "hanna", "decided"))
    withdraw(store, case, AuditEntry(made.NOW, "employee", "withdrawn", case.id), made.EMPLOYER.retention)
    assert ask(path=f"/{case.id}").status_code == 404
    assert case.code not in ask().text
    assert [ask("DELETE", f"/{case.id}").status_code for _ in range(2)] == [204, 404]
    assert store.records.all() == []
    assert [line.done for line in store.trail(case.id)] == ["withdrawn", "erased"]
