"""Signing in with the organisation's own identity provider, and what somebody may try with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.cases.accounts import Person
from app.cases.case import SYSTEM
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.main import create_app
from app.problems import AppError
from app.settings import Provider as Configured
from app.settings import Settings
from app.store.open import casework
from app.web.hr.access import COOKIE
from tests.cases import made
from tests.conftest import browser
from tests.store.opened import SECRET
from tests.web.hr import idp
from tests.web.hr.idp import Provider

NOOR = Person("noor".ljust(26, "0"), "noor", "Noor", frozenset({"hr"}))
THERE, BACK = "/en/hr/sign-in/organisation", "/hr/signed-in"


@dataclass
class Place:
    """Hold a server, its provider, its accounts, and its clock."""

    client: TestClient
    provider: Provider
    kept: Casework
    at: datetime

    def begin(self, to: str = "") -> dict[str, str]:
        """Let the browser begin; return what the provider sends back with it."""
        went = self.client.get(THERE, params={"to": to})
        assert went.status_code == 303
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(went.headers["location"]).query).items()}
        assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
        assert asked["redirect_uri"] == f"https://testserver{BACK}"
        self.provider.asked = asked
        self.client.headers["Cookie"] = went.headers["set-cookie"].split(";")[0]
        return {"state": asked["state"], "code": "right"}

    def back(self, brought: dict[str, str]) -> Response:
        return self.client.get(BACK, params=brought, headers={"Sec-Fetch-Site": "cross-site"})


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with idp.running() as provider:
        yield provider


@pytest.fixture(scope="module")
def started(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    yield from start(tmp_path_factory.mktemp("data"), Configured(provider.issuer, idp.CLIENT, idp.SECRET), provider)


def start(folder: Path, configured: Configured, provider: Provider) -> Iterator[Place]:
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, data=folder, provider=configured)
    kept = casework(settings)
    assert kept
    kept.people.add(NOOR, "", b"")
    place = Place.__new__(Place)
    with browser(create_app(settings, lambda: place.at)) as client:
        place.__init__(client, provider, kept, made.NOW)  # type: ignore[misc]
        yield place


@pytest.fixture
def place(started: Place) -> Place:
    """Return the server with a provider that does everything right again."""
    issuer, key = started.provider.issuer, started.provider.key
    started.provider.__init__(issuer=issuer, key=key)  # type: ignore[misc]
    started.at = started.at + timedelta(hours=2)
    started.provider.claims = {"exp": int(started.at.timestamp()) + 300, "iat": int(started.at.timestamp())}
    started.kept.people.change(NOOR)
    started.client.headers.pop("Cookie", None)
    return started


def is_in(place: Place, response: Response) -> bool:
    cookies = response.headers.get_list("set-cookie")
    secret = next((each.split(";")[0].partition("=")[2] for each in cookies if each.startswith(f"{COOKIE}=")), "")
    assert any(each.startswith(f'{COOKIE}-begun=""') for each in cookies)
    return bool(secret) and place.kept.people.session(secret, place.at) is not None


def test_who_the_provider_knows_is_let_in_to_the_page_that_was_asked_for(place: Place) -> None:
    assert THERE in place.client.get("/en/hr/sign-in").text
    response = place.back(place.begin("/en/hr/account"))
    assert (response.status_code, response.headers["location"]) == (303, "/en/hr/account")
    assert is_in(place, response)


Wrong = Callable[[Place, dict[str, str]], Any]
REFUSED, ALGORITHM = "a refusal of the provider", "UnsupportedAlgorithmError"


def claims(**changed: Any) -> Wrong:
    return lambda place, _: place.provider.claims.update(changed)


def moved(claim: str, seconds: int) -> Wrong:
    return lambda place, _: place.provider.claims.update({claim: int(place.at.timestamp()) + seconds})


def signs(how: str) -> Wrong:
    return lambda place, _: setattr(place.provider, "signs", how)


def brings(**changed: str) -> Wrong:
    return lambda _, brought: brought.update(changed)


def wait(place: Place, _: dict[str, str]) -> None:
    place.at += timedelta(minutes=11)


def alter(place: Place, _: dict[str, str]) -> None:
    place.client.headers["Cookie"] = f"{COOKIE}-begun=gAAAAAB"


def close(place: Place, _: dict[str, str]) -> None:
    place.kept.people.change(replace(NOOR, active=False))


def challenge(place: Place, _: dict[str, str]) -> None:
    place.provider.asked["code_challenge"] = "x"


def begun_by_another(place: Place, _: dict[str, str]) -> None:
    """Let somebody else's browser begin, and let this one come back with its cookie and the first one's answer."""
    asked = place.provider.asked
    place.begin()
    place.provider.asked = asked


ATTACKS: dict[str, tuple[str, Wrong]] = {
    "another state": ("another state", brings(state="x" * 43)),
    "no state": ("another state", lambda place, brought: brought.pop("state")),
    "no code": (REFUSED, lambda place, brought: brought.pop("code")),
    "a refusal": (REFUSED, brings(code="", error="access_denied")),
    "another browser": ("nothing that this browser began", lambda place, brought: place.client.headers.pop("Cookie")),
    "what another browser began": ("another state", begun_by_another),
    "an altered cookie": (
        "nothing that this browser began",
        alter,
    ),
    "too late": (
        "nothing that this browser began",
        wait,
    ),
    "a code of somebody else": (REFUSED, brings(code="wrong")),
    "a code that was used": (REFUSED, lambda place, brought: place.provider.used.add("right")),
    "another verifier": (
        REFUSED,
        challenge,
    ),
    "an answer of another provider": (
        "an answer of another provider",
        lambda place, brought: brought.update(iss="https://evil.example"),
    ),
    "a token of another provider": (
        "InvalidClaimError",
        lambda place, brought: place.provider.claims.update(iss="https://evil.example"),
    ),
    "a token for another program": (
        "InvalidClaimError",
        lambda place, brought: place.provider.claims.update(aud="another"),
    ),
    "a token for another party": (
        "InvalidClaimError",
        lambda place, brought: place.provider.claims.update(azp="another"),
    ),
    "a token for several programs and no party": ("MissingClaimError", claims(aud=[idp.CLIENT, "another"])),
    "a token of nobody": ("MissingClaimError", claims(sub=None)),
    "a token that is too old": (
        "ExpiredTokenError",
        lambda place, brought: place.provider.claims.update(exp=int(place.at.timestamp()) - 61),
    ),
    "a token of tomorrow": (
        "InvalidClaimError",
        lambda place, brought: place.provider.claims.update(iat=int(place.at.timestamp()) + 9999),
    ),
    "a token without an end": ("MissingClaimError", claims(exp=None)),
    "another nonce": ("InvalidClaimError", claims(nonce="x")),
    "no nonce": ("MissingClaimError", claims(nonce=None)),
    "nobody's login": (
        "nobody with an account",
        lambda place, brought: place.provider.claims.update(preferred_username="mallory"),
    ),
    "no login": ("nobody by the claim", claims(preferred_username=None)),
    "a login that is no text": (
        "nobody by the claim",
        lambda place, brought: place.provider.claims.update(preferred_username=["noor"]),
    ),
    "an unsigned token": (ALGORITHM, signs("none")),
    "a token signed with the shared secret": (
        ALGORITHM,
        signs("shared"),
    ),
    "a token signed with the public key": (
        ALGORITHM,
        signs("public"),
    ),
    "a token signed with another key": (
        "BadSignatureError",
        signs("other"),
    ),
    "an altered token": ("BadSignatureError", signs("altered")),
    "a closed account": (
        "nobody with an account",
        close,
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_anything_else_ends_at_the_same_page_and_lets_nobody_in(
    place: Place, attack: str, caplog: pytest.LogCaptureFixture
) -> None:
    brought, (why, change) = place.begin(), ATTACKS[attack]
    change(place, brought)
    response = place.back(brought)
    assert response.status_code == 422
    assert not is_in(place, response)
    assert "did not work" in response.text or "lukte niet" in response.text
    assert [why in record.getMessage() for record in caplog.records if record.name.endswith("sign_in")] == [True]


def test_an_answer_can_be_used_once_by_the_browser_that_began(place: Place) -> None:
    brought = place.begin()
    assert place.back(brought).status_code == 303
    assert place.back(brought).status_code == 422


def test_where_the_provider_names_itself_an_answer_without_its_name_is_refused(place: Place) -> None:
    place.provider.about = {"authorization_response_iss_parameter_supported": True}
    assert place.back(place.begin()).status_code == 422
    assert place.back(place.begin() | {"iss": place.provider.issuer}).status_code == 303


@pytest.mark.parametrize("about", [
    {"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": None},
    {"authorization_endpoint": "javascript:alert(1)"},
])  # fmt: skip
def test_a_provider_that_is_another_or_not_safe_is_not_gone_to(place: Place, about: dict[str, Any]) -> None:
    place.provider.about = about
    assert place.client.get(THERE).status_code == 422


def test_accounts_follow_the_roles_that_the_provider_gives(provider: Provider, tmp_path: Path) -> None:
    roles = (("hr", "team-hr"), ("admin", "team-it"))
    configured = Configured(provider.issuer, idp.CLIENT, idp.SECRET, "email", "groups", roles)
    for place in start(tmp_path, configured, provider):
        people = place.kept.people
        provider.__init__(issuer=provider.issuer, key=provider.key)  # type: ignore[misc]
        expected: list[tuple[dict[str, Any], int, set[str] | None]] = [
            ({"groups": ["team-x"]}, 422, None), ({"groups": ["team-hr"], "email_verified": False}, 422, None),
            ({"groups": ["team-hr", "team-x"]}, 303, {"hr"}), ({"groups": "team-it"}, 303, {"admin"}),
            ({"groups": [{}]}, 422, set()), ({"groups": None}, 422, set()),
        ]  # fmt: skip
        for claims, status, known in expected:
            provider.claims = {"email": "Tom@gemeente.example", "email_verified": True, **claims}
            provider.used.clear()
            assert place.back(place.begin()).status_code == status
            found = people.of_login("tom@gemeente.example")
            assert (found and set(found[0].roles)) == known
        changes = [line.done for line in place.kept.store.trail() if line.by == SYSTEM]
        assert changes == ["account_added", "account_changed", "account_changed"]


def test_a_provider_comes_from_the_environment() -> None:
    named = {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    right = {f"THUISWERKCHECK_{name}": value for name, value in named.items()}
    found = Settings.from_environment(right | {"THUISWERKCHECK_OIDC_ROLES": "hr=team-hr admin=team-it"}).provider
    assert found == Configured("https://login.example", "a", "b", roles=(("hr", "team-hr"), ("admin", "team-it")))
    wrong = {"OIDC_ISSUER": "http://login.example", "OIDC_CLIENT_SECRET": "", "OIDC_ROLES": "boss=team"}
    for name, value in wrong.items():
        with pytest.raises(AppError, match=name):
            Settings.from_environment(right | {f"THUISWERKCHECK_{name}": value})
