"""OpenID Connect: who somebody is according to the organisation's own identity provider."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import IDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.settings import SAFE, Provider

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""How a token may be signed: never not at all, and never with a secret that this server has too."""
LEEWAY = 60
LASTS = timedelta(hours=1)
"""How long what the provider says of itself is not asked again."""
# A redirect could take the code and the secret of this client to another host.
CAREFUL: dict[str, Any] = {"timeout": 10, "follow_redirects": False}
UNREADABLE = (httpx2.HTTPError, httpx2.InvalidURL, ValueError)
Claims = dict[str, Any]


class NotSignedIn(Exception):
    """Tell why nobody is signed in, without any value that was sent."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Hold what the browser that began keeps until it comes back: nobody else can end it."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Back:
    """Hold what a browser that comes back brings, and the address it came back to."""

    address: str
    state: str
    code: str
    issuer: str | None


class Elsewhere:
    """Speak with one provider; every refusal raises NotSignedIn."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._client = httpx2.Client(**CAREFUL)
        self._known: tuple[datetime, Claims] | None = None

    def address(self, begun: Begun, back: str, now: datetime) -> str:
        about = self._about(now)
        with self._oauth(about, back) as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
            )
        return str(address)

    def _oauth(self, about: Claims, back: str) -> OAuth2Client:
        # OpenID Connect Discovery, 3: a provider that lists no methods takes Basic.
        posted = "client_secret_post" in about.get("token_endpoint_auth_methods_supported", ())
        return OAuth2Client(
            self._provider.client_id,
            self._provider.client_secret,
            token_endpoint_auth_method="client_secret_post" if posted else "client_secret_basic",
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            **CAREFUL,
        )

    def claims(self, begun: Begun, back: Back, now: datetime) -> Claims:
        # First of all: a link with the code of somebody else would sign this browser in as them.
        if not compare_digest(begun.state.encode(), back.state.encode()):
            raise NotSignedIn("another state than the one that this browser began with")
        about = self._about(now)
        # RFC 9207: a code of another provider is not taken to this one.
        names_itself = back.issuer is not None or about.get("authorization_response_iss_parameter_supported") is True
        if names_itself and back.issuer != self._provider.issuer:
            raise NotSignedIn("an answer of another provider")
        if not back.code:
            raise NotSignedIn("a refusal of the provider")
        token = self._token(about, begun, back)
        return self._checked(token, begun, self._fetched(about["jwks_uri"]), now)

    def _about(self, now: datetime) -> Claims:
        if self._known and now - self._known[0] < LASTS:
            return self._known[1]
        about = self._fetched(self._provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        # OpenID Connect Discovery, 4.3: or else one provider could speak for another.
        if about.get("issuer") != self._provider.issuer:
            raise NotSignedIn("a provider of another name than the setting")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not SAFE.match(str(about.get(name))):
                raise NotSignedIn(f"a provider without a safe `{name}`")
        self._known = now, about
        return about

    def _token(self, about: Claims, begun: Begun, back: Back) -> str:
        try:
            with self._oauth(about, back.address) as client:
                granted = client.fetch_token(about["token_endpoint"], code=back.code, code_verifier=begun.verifier)
        except AuthlibBaseError:
            raise NotSignedIn("a refusal of the provider") from None
        except UNREADABLE:
            raise NotSignedIn("no answer of the provider that can be read") from None
        token = granted.get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn("no token of who somebody is")
        return token

    def _fetched(self, address: str) -> Claims:
        try:
            answer = self._client.get(address)
            body = answer.json() if answer.status_code == 200 else None
        except UNREADABLE:
            raise NotSignedIn("no answer of the provider that can be read") from None
        if not isinstance(body, dict):
            raise NotSignedIn("a refusal of the provider")
        return body

    def _checked(self, token: str, begun: Begun, keys: Claims, now: datetime) -> Claims:
        client = self._provider.client_id
        # `aud` may name several programs; IDToken sees that `azp`, the one that the token was made for, is this one.
        required = {"iss": {"value": self._provider.issuer}, "aud": {"value": client}}
        try:
            decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            claims = IDToken(decoded.claims, decoded.header, required, {"nonce": begun.nonce, "client_id": client})
            claims.validate(int(now.timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotSignedIn(f"a token that does not fit: {type(error).__name__}") from None
        return dict(claims)
