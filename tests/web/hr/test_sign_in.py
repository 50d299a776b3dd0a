"""Signing in, and what everybody does with their own account."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from httpx2 import Response
from pwdlib import PasswordHash
from starlette.testclient import TestClient

from app.cases.accounts import Person
from app.cases.authentication import Changed, can_be_chosen, new_account, new_totp, set_up
from app.web.hr.access import COOKIE, NEAR_COOKIE, return_path
from app.web.rate_limits import SignInLimit
from tests.cases import made
from tests.web.hr.conftest import Desk

PASSWORD = "a password of seven words is long"
SIGN_IN, ACCOUNT = "/en/hr/sign-in", "/en/hr/account"


@pytest.fixture
def totp(desk: Desk) -> bytes:
    """Return the secret for codes of somebody who has set up their account."""
    desk.sign_out()
    secret = new_totp()
    person, _ = new_account(
        desk.casework.people, "noor", Changed("Noor", frozenset({"hr", "admin"}), active=True), line=made.ADMINISTERED
    )
    set_up(desk.casework.people, person, PASSWORD, line=made.ADMINISTERED, codes=(secret, 0))
    return secret


def code(totp: bytes, at: datetime = made.NOW) -> str:
    return pyotp.TOTP(totp.decode()).at(at)


def sign_in(client: TestClient, **sent: str) -> Response:
    return client.post(SIGN_IN, data={"login": "noor", "password": PASSWORD, **sent})


def key_in(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_who_shows_all_three_is_let_in_with_a_cookie_that_only_this_site_reads(desk: Desk, totp: bytes) -> None:
    response = sign_in(desk.client, code=code(totp), login=" Noor ")
    assert (response.status_code, response.headers["location"]) == (303, "/en/hr")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}
    assert desk.client.get("/en/hr/accounts", headers={"Cookie": cookie.split(";")[0]}).status_code == 200


def test_a_cookie_on_this_very_machine_needs_no_tls(desk: Desk, totp: bytes) -> None:
    near = {"host": "127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    sent = {"login": "noor", "password": PASSWORD, "code": code(totp)}
    cookie = desk.client.post(SIGN_IN, data=sent, headers=near).headers["set-cookie"]
    assert cookie.startswith(f"{NEAR_COOKIE}=")
    assert "secure" not in cookie.lower()
    secret = cookie.split(";")[0].partition("=")[2]
    assert desk.client.get("/en/hr/accounts", headers={"Cookie": f"{NEAR_COOKIE}={secret}"}).status_code == 303


def test_every_failure_looks_the_same_and_is_in_the_trail(desk: Desk, totp: bytes) -> None:
    right = {"login": "noor", "password": PASSWORD, "code": code(totp)}
    wrong = [{"login": "nobody"}, {"password": "another"}, {"code": "000000"}, {"code": ""}, {"password": ""}]
    shown = [sign_in(desk.client, **(right | each)) for each in wrong]
    assert {response.status_code for response in shown} == {422}
    assert len({response.text.replace('value="nobody"', 'value="noor"') for response in shown}) == 1
    assert 'href="#login"' in shown[0].text
    assert not any("set-cookie" in response.headers for response in shown)
    people = {line.by for line in desk.casework.store.trail() if line.done == "refused"}
    found = desk.casework.people.of_login("noor")
    assert found and people == {"unknown", found[0].id}


def test_a_code_works_once_and_so_does_the_one_before_it(desk: Desk, totp: bytes) -> None:
    now = code(totp)
    assert sign_in(desk.client, code=now).status_code == 303
    assert sign_in(desk.client, code=now).status_code == 422
    assert sign_in(desk.client, code=code(totp, made.NOW - timedelta(seconds=30))).status_code == 422
    assert sign_in(desk.client, code=code(totp, made.NOW + timedelta(seconds=30))).status_code == 303
    assert sign_in(desk.client, code=code(totp, made.NOW + timedelta(seconds=90))).status_code == 422


def test_trying_often_ends_in_waiting_for_that_login_only(desk: Desk, totp: bytes) -> None:
    statuses = [sign_in(desk.client, login="mallory").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert sign_in(desk.client, code=code(totp)).status_code == 303


def test_a_client_that_fails_often_waits_whatever_the_login() -> None:
    tries = SignInLimit()
    assert all(tries.one_more(str(n), "proxy") for n in range(200))
    assert [tries.failed("mallory") for _ in range(101)] == [True] * 100 + [False]
    assert not tries.one_more("noor", "mallory")
    assert tries.one_more("noor", "another")


def test_signing_in_ends_what_the_browser_had_before_and_signing_out_ends_it_all(desk: Desk, totp: bytes) -> None:
    desk.sign_in("hanna", "hr")
    before = desk.client.headers["Cookie"].partition("=")[2]
    response = sign_in(desk.client, code=code(totp))
    secret = response.headers["set-cookie"].split(";")[0].partition("=")[2]
    people = desk.casework.people
    assert secret != before
    assert people.session(before, made.NOW) is None
    desk.client.headers["Cookie"] = f"{COOKIE}={secret}"
    form_key = key_in(desk.client.get(ACCOUNT).text)
    assert desk.client.post("/en/hr/sign-out", data={"form_key": "another"}).status_code == 403
    assert desk.client.post("/en/hr/sign-out", data={"form_key": form_key}).headers["location"] == SIGN_IN
    assert people.session(secret, made.NOW) is None
    assert [line.done for line in desk.casework.store.trail()][-2:] == ["signed_in", "signed_out"]


def test_a_closed_account_opens_nothing(desk: Desk, totp: bytes) -> None:
    found = desk.casework.people.of_login("noor")
    assert found
    desk.casework.people.change(Person(found[0].id, "noor", "Noor", frozenset({"hr"}), active=False))
    assert sign_in(desk.client, code=code(totp)).status_code == 422


def test_who_comes_for_the_first_time_sets_up_the_account_and_nothing_else(desk: Desk) -> None:
    desk.sign_out()
    people = desk.casework.people
    person, password = new_account(
        people, "tom", Changed("Tom", frozenset({"admin"}), active=True), line=made.ADMINISTERED
    )
    response = sign_in(desk.client, login="tom", password=password)
    desk.client.headers["Cookie"] = response.headers["set-cookie"].split(";")[0]
    assert desk.client.get("/en/hr/accounts").headers["location"] == ACCOUNT
    page = desk.client.get(ACCOUNT).text
    totp = re.search(r'name="totp" value="([A-Z2-7]+)"', page)
    assert totp and "<svg" in page and "style=" not in page
    sent = {"form_key": key_in(page), "totp": totp[1], "password": PASSWORD, "again": PASSWORD, "code": "12"}
    refused = desk.client.post(ACCOUNT, data=sent | {"again": ""})
    assert (refused.status_code, totp[1] in refused.text) == (422, True)
    assert [f'href="#{each}"' in refused.text for each in ("again", "code", "password")] == [True, True, False]
    done = desk.client.post(ACCOUNT, data=sent | {"code": code(totp[1].encode())})
    assert (done.status_code, done.headers["location"]) == (303, "/en/hr/accounts")
    assert desk.client.get(ACCOUNT).status_code == 303
    assert sign_in(desk.client, login="tom", password=password).status_code == 422
    assert sign_in(desk.client, login="tom", code=code(totp[1].encode())).status_code == 422
    assert people.person(person.id) == Person(person.id, "tom", "Tom", frozenset({"admin"}))


def test_a_password_is_changed_by_who_knows_the_one_of_now(desk: Desk, totp: bytes) -> None:
    cookie = sign_in(desk.client, code=code(totp)).headers["set-cookie"].split(";")[0]
    desk.client.headers["Cookie"] = cookie
    page = desk.client.get(ACCOUNT).text
    assert 'name="totp"' not in page
    sent = {"form_key": key_in(page), "password": "another long password", "again": "another long password"}
    assert 'href="#current"' in desk.client.post(ACCOUNT, data=sent | {"current": "?"}).text
    assert desk.client.post(ACCOUNT, data=sent | {"current": PASSWORD}).status_code == 303
    assert desk.client.get(ACCOUNT).status_code == 303


@pytest.mark.parametrize(
    "password", ["short", "noor de wit", "aaaaaaaaaaaaaa", "noor@oeverwoude.example", "x" * 201 + "abcd"]
)
def test_a_password_that_everybody_would_guess_cannot_be_chosen(password: str) -> None:
    person = Person("p", "noor@oeverwoude.example", "Noor de Wit", frozenset())
    assert not can_be_chosen(password, person)
    assert can_be_chosen(PASSWORD, person)


ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "https:evil.example",
    "javascript:alert(1)", "https://evil.example/en/hr", "/en/hr//evil.example", "/en/hr/../../x", "/en/hr/\t/x",
    "/en/hr\n", " /en/hr", "/en/hrx", "/en", "/en/hr?to=//evil.example", "/en/hr#x", "/en/hr@evil.example",
    "///en/hr", "/en/hr/%2e%2e/x", "",
)  # fmt: skip


def test_nobody_is_sent_out_of_these_pages(desk: Desk, totp: bytes) -> None:
    assert [wanted for wanted in ELSEWHERE if return_path(wanted)] == []
    assert sign_in(desk.client, code=code(totp), to=ELSEWHERE[0]).headers["location"] == "/en/hr"


def test_who_is_not_signed_in_comes_back_to_the_page_that_was_asked_for(desk: Desk, totp: bytes) -> None:
    there = "/en/hr/accounts/new"
    for strange in ("/en/hr?to=//evil.example", "/en/hr?a@evil.example"):
        assert desk.client.get(strange).headers["location"] == SIGN_IN
    assert desk.client.post(there).headers["location"] == SIGN_IN
    first = desk.client.get(there)
    assert first.headers["location"] == f"{SIGN_IN}?to=%2Fen%2Fhr%2Faccounts%2Fnew"
    assert f'name="to" value="{there}"' in desk.client.get(first.headers["location"]).text
    assert sign_in(desk.client, code=code(totp), to=there).headers["location"] == there
    assert return_path("/nl/hr?status=received&order=due") == "/nl/hr?status=received&order=due"


def test_without_an_organisation_there_is_no_door(client: TestClient, tmp_path: Path) -> None:
    assert [client.get(path).status_code for path in (SIGN_IN, ACCOUNT, "/nl/hr/accounts")] == [404] * 3


def test_passwords_are_hashed_so_that_guessing_takes_memory_and_time(real_hashes: PasswordHash) -> None:
    """OWASP asks for 19 MiB and two passes of argon2id at least."""
    kept = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$.*", real_hashes.hash("a password of somebody"))
    assert kept
    assert int(kept[1]) >= 19 * 1024
    assert int(kept[2]) >= 2
