"""The pages on which accounts are managed."""

import re

import pytest
from httpx2 import Response

from app.cases.accounts import Person
from app.cases.authentication import Shown, person_showing
from tests.cases import made
from tests.web.hr.conftest import Desk
from tests.web.hr.test_sign_in import key_in

ACCOUNTS = "/en/hr/accounts"


@pytest.fixture
def admin(desk: Desk) -> Desk:
    """Return the desk with somebody at it who manages accounts."""
    desk.sign_in("ada", "admin")
    return desk


def send(desk: Desk, path: str = "", **sent: str | list[str]) -> Response:
    form_key = key_in(desk.client.get(f"{ACCOUNTS}/new").text)
    return desk.client.post(ACCOUNTS + path, data={"form_key": form_key, **sent})


def password_in(response: Response) -> str:
    found = re.search(r"data-password>([^<]+)<", response.text)
    assert response.status_code == 200 and found
    return found[1]


def of(desk: Desk, login: str) -> Person:
    found = desk.casework.people.of_login(login)
    assert found
    return found[0]


def is_let_in(desk: Desk, login: str, password: str) -> bool:
    return person_showing(desk.casework.people, Shown(login, password), made.NOW) is not None


def test_a_new_account_is_listed_and_its_password_is_shown_once(admin: Desk) -> None:
    password = password_in(send(admin, login="Tom@x.example", name=" Tom  Smit ", role=["hr", "manager", "king"]))
    tom = of(admin, "tom@x.example")
    assert (tom.name, tom.roles, tom.fresh) == ("Tom Smit", frozenset({"hr", "manager"}), True)
    assert is_let_in(admin, tom.login, password)
    listed = admin.client.get(ACCOUNTS).text
    assert 'data-login="tom@x.example"' in listed
    assert "not set up yet" in listed
    for path in (ACCOUNTS, f"{ACCOUNTS}/{tom.id}"):
        assert password not in admin.client.get(path).text


@pytest.mark.parametrize(
    ("sent", "said"), [
        ({"login": "", "name": "Tom"}, "without spaces"), ({"login": "t om", "name": "Tom"}, "without spaces"),
        ({"login": "tom", "name": " "}, "Write a name"), ({"login": "ADA", "name": "Tom"}, "user name already"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_lost(admin: Desk, sent: dict[str, str], said: str) -> None:
    refused = send(admin, **sent, role="manager")
    assert refused.status_code == 422
    assert said in refused.text
    assert re.search(r'value="manager"\s+checked', refused.text)
    assert f'value="{sent["login"]}"' in refused.text or not sent["login"]


def test_a_changed_account_is_signed_out_and_a_closed_one_stays_out(admin: Desk) -> None:
    password = password_in(send(admin, login="tom", name="Tom", role="hr"))
    tom = of(admin, "tom")
    secret = admin.casework.people.begin(tom.id, made.NOW)
    assert send(admin, f"/{tom.id}", name="Thomas", role="manager", active="yes").headers["location"] == ACCOUNTS
    assert admin.casework.people.session(secret, made.NOW) is None
    assert (of(admin, "tom").name, of(admin, "tom").roles) == ("Thomas", frozenset({"manager"}))
    send(admin, f"/{tom.id}", name="Thomas", role="manager", active="no")
    assert not is_let_in(admin, "tom", password)
    assert "closed" in admin.client.get(ACCOUNTS).text


def test_who_begins_again_gets_another_password_and_no_codes(admin: Desk) -> None:
    first = password_in(send(admin, login="tom", name="Tom", role="hr"))
    second = password_in(send(admin, f"/{of(admin, 'tom').id}/reset"))
    assert not is_let_in(admin, "tom", first)
    assert is_let_in(admin, "tom", second)


def test_nobody_takes_away_their_own_way_to_manage_accounts(admin: Desk) -> None:
    ada = of(admin, "ada")
    for sent in ({"role": "hr", "active": "yes"}, {"role": "admin", "active": "no"}):
        refused = send(admin, f"/{ada.id}", name="Ada", **sent)
        assert (refused.status_code, "Let somebody else" in refused.text) == (422, True)
    assert of(admin, "ada") == ada


def test_nobody_gives_themself_a_role_so_that_who_manages_accounts_sees_no_case(admin: Desk) -> None:
    ada = of(admin, "ada")
    for role in ("hr", "manager", "author"):
        assert send(admin, f"/{ada.id}", name="Ada", role=["admin", role], active="yes").status_code == 422
    assert of(admin, "ada") == ada
    assert admin.client.get("/en/hr").status_code == 403


def test_every_change_is_in_the_trail_with_who_made_it(admin: Desk) -> None:
    password_in(send(admin, login="tom", name="Tom"))
    send(admin, f"/{of(admin, 'tom').id}", name="Tom", active="no")
    lines = [(line.done, line.by) for line in admin.casework.store.trail()]
    assert lines == [("account_added", of(admin, "ada").id), ("account_changed", of(admin, "ada").id)]
