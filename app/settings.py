"""Settings, read from the environment once at start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.permissions import ROLES
from app.problems import AppError
from app.resources import RULES
from app.rulebook.model import Sensitivity

HealthAnswers = Literal["device", "server", "off"]
PersonalAnswers = Literal["device", "server"]
PREFIX = "THUISWERKCHECK_"
DATA = "data"
"""The folder for data where none is named, below the one that the program is started in."""
SECRET_FILE = "secret"  # noqa: S105
ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
SAFE = re.compile(r"https://.|http://(localhost|127\.0\.0\.1|\[::1\])[:/]")
"""How an address begins at which nobody listens in."""
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")


@dataclass(frozen=True, slots=True)
class Provider:
    """Hold where an organisation signs people in itself (OpenID Connect).

    `login_claim` names somebody as their account here does. Where `roles` is not empty, accounts are made and follow
    what `role_claim` says: pairs of a role here and a value there. Elsewhere an account must be here already.
    """

    issuer: str
    client_id: str
    client_secret: str
    login_claim: str = "preferred_username"
    role_claim: str = "roles"
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold the settings: where rules are and whose, how health answers are treated, how links are sealed, the look.

    `health_answers`: `device` asks and evaluates them in the browser and never gets them, `server` evaluates them here
    (only for local or independent use, never by an employer for its own staff), `off` explains these questions and does
    not ask them. `personal_answers`: where everything about the person is asked, health included: `device` or `server`;
    None is on the device in pages of others, and by the server on this site. `secret` seals links; None makes a new
    one at each start. `link_hours` is how long a link to answers in progress works. `organisation` is the one whose
    changes count where nobody else's are asked for, the empty text for nobody's. `storybook` adds pages for developers.
    `theme` is how pages look, the empty text for our own look, and `tokens` a style sheet of NL Design System for it;
    `embed_origins` are those whose pages may frame the pages for that. `data` is the folder in which an organisation
    says that it uses the check for its own staff, and where its cases are kept unless `store` names a database
    elsewhere; without that nothing is ever stored. `hosts` are the names under which this server answers, none for any.
    `provider` signs people of the organisation in, beside the passwords that are kept here. `approvals` is how many
    people must have approved a rulebook, as it is, before it runs.
    """

    rules: Path = RULES
    health_answers: HealthAnswers = "device"
    personal_answers: PersonalAnswers | None = None
    secret: str | None = None
    link_hours: int = 12
    organisation: str = ""
    storybook: bool = False
    theme: str = ""
    tokens: Path | None = None
    embed_origins: tuple[str, ...] = ()
    data: Path | None = None
    store: str = ""
    hosts: tuple[str, ...] = ()
    provider: Provider | None = None
    approvals: int = 0

    @property
    def not_asked(self) -> frozenset[Sensitivity]:
        """Return the sensitivities of the questions that the server asks nowhere."""
        return frozenset() if self.health_answers == "server" else frozenset({"health"})

    def on_device(self, *, framed: bool = False) -> frozenset[Sensitivity]:
        """Return the sensitivities of the questions that a browser asks by itself, on this site or in a frame."""
        if (self.personal_answers or ("device" if framed else "server")) == "device":
            return frozenset({"personal"} if self.health_answers == "off" else {"personal", "health"})
        return frozenset({"health"} if self.health_answers == "device" else ())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises AppError `invalid` with what was expected."""
        data = Path(environment.get(PREFIX + "DATA") or DATA)
        return cls(
            rules=Path(environment.get(PREFIX + "RULES") or RULES),
            health_answers=_health_answers(environment.get(PREFIX + "HEALTH_ANSWERS") or "device"),
            personal_answers=_personal_answers(environment.get(PREFIX + "PERSONAL_ANSWERS") or None),
            secret=_secret(environment.get(PREFIX + "SECRET") or _secret_in(data)),
            link_hours=_hours(environment.get(PREFIX + "LINK_HOURS") or "12"),
            organisation=environment.get(PREFIX + "ORGANISATION") or "",
            storybook=_storybook(environment.get(PREFIX + "STORYBOOK") or "off"),
            theme=environment.get(PREFIX + "THEME") or "",
            tokens=Path(tokens) if (tokens := environment.get(PREFIX + "TOKENS")) else None,
            embed_origins=_origins(environment.get(PREFIX + "EMBED_ORIGINS") or ""),
            data=data,
            store=environment.get(PREFIX + "STORE") or "",
            hosts=_hosts(environment.get(PREFIX + "HOSTS") or ""),
            provider=_provider(environment),
            approvals=_approvals(environment.get(PREFIX + "APPROVALS") or "0"),
        )


def _health_answers(value: str) -> HealthAnswers:
    values: dict[str, HealthAnswers] = {"device": "device", "server": "server", "off": "off"}
    if value in values:
        return values[value]
    raise AppError("invalid", f"expected {PREFIX}HEALTH_ANSWERS to be `device`, `server` or `off`, found `{value}`")


def _secret_in(data: Path) -> str | None:
    path = data / SECRET_FILE
    return path.read_text().strip() if path.is_file() else None


def _personal_answers(value: str | None) -> PersonalAnswers | None:
    values: dict[str | None, PersonalAnswers | None] = {"device": "device", "server": "server", None: None}
    if value in values:
        return values[value]
    raise AppError("invalid", f"expected {PREFIX}PERSONAL_ANSWERS to be `device` or `server`, found `{value}`")


def _secret(value: str | None) -> str | None:
    if value is not None and len(value) < 32:
        raise AppError("invalid", f"expected {PREFIX}SECRET to have at least 32 characters, found {len(value)}")
    return value


def _hours(value: str) -> int:
    if value.isdecimal() and 1 <= int(value) <= 168:
        return int(value)
    raise AppError("invalid", f"expected {PREFIX}LINK_HOURS to be a number from 1 to 168, found `{value}`")


def _approvals(value: str) -> int:
    if re.fullmatch("[0-9]", value):
        return int(value)
    raise AppError("invalid", f"expected {PREFIX}APPROVALS to be a number of people, 0 to 9, found `{value}`")


def _storybook(value: str) -> bool:
    if value not in ("on", "off"):
        raise AppError("invalid", f"expected {PREFIX}STORYBOOK to be `on` or `off`, found `{value}`")
    return value == "on"


def _origins(value: str) -> tuple[str, ...]:
    origins = tuple(dict.fromkeys(value.split()))
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            expected = f"expected {PREFIX}EMBED_ORIGINS to be origins like `https://a.example`, with spaces between"
            raise AppError("invalid", f"{expected}, found `{origin}`")
    return origins


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(dict.fromkeys(value.lower().split()))
    for host in hosts:
        if not HOST.fullmatch(host):
            expected = f"expected {PREFIX}HOSTS to be names like `check.example`, without ports, with spaces between"
            raise AppError("invalid", f"{expected}, found `{host}`")
    return hosts


def _provider(environment: Mapping[str, str]) -> Provider | None:
    issuer = environment.get(PREFIX + "OIDC_ISSUER") or ""
    if not issuer:
        return None
    if not SAFE.match(issuer):
        raise AppError("invalid", f"expected {PREFIX}OIDC_ISSUER to start with `https://`, found `{issuer}`")
    client, secret = environment.get(PREFIX + "OIDC_CLIENT_ID"), environment.get(PREFIX + "OIDC_CLIENT_SECRET")
    if not client or not secret:
        raise AppError("invalid", f"expected {PREFIX}OIDC_CLIENT_ID and {PREFIX}OIDC_CLIENT_SECRET beside the issuer")
    return Provider(
        issuer,
        client,
        secret,
        login_claim=environment.get(PREFIX + "OIDC_LOGIN_CLAIM") or "preferred_username",
        role_claim=environment.get(PREFIX + "OIDC_ROLE_CLAIM") or "roles",
        roles=tuple(_role(each) for each in (environment.get(PREFIX + "OIDC_ROLES") or "").split()),
    )


def _role(written: str) -> tuple[str, str]:
    role, _, value = written.partition("=")
    if not value or role not in ROLES:
        expected = (
            f"expected {PREFIX}OIDC_ROLES to be like `hr=team-hr admin=team-it` with roles from {', '.join(ROLES)}"
        )
        raise AppError("invalid", f"{expected}, found `{written}`")
    return role, value
