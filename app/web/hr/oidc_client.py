"""OpenID Connect: who somebody is according to the organisation's own identity provider."""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.settings import SAFE, Provider

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""How a token may be signed: never not at all, and never with a secret that this server has too."""
LEEWAY = 60
LASTS = timedelta(hours=1)
"""How long what the provider says of itself is not asked again."""
Claims = dict[str, Any]


class NotSignedIn(Exception):
    """Tell why nobody is signed in, without any value that was sent."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Hold what the browser that began keeps until it comes back: nobody else can end it."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """`S256` of RFC 7636, without padding."""
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


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
        # A redirect could take the code and the secret of this client to another host.
        self._client = httpx2.Client(timeout=10, follow_redirects=False)
        self._known: tuple[datetime, Claims] | None = None

    def address(self, begun: Begun, back: str, now: datetime) -> str:
        params = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": begun.challenge,
            "code_challenge_method": "S256",
        }
        there: str = self._about(now)["authorization_endpoint"]
        return f"{there}{'&' if '?' in there else '?'}{urlencode(params)}"

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
        sent = {"grant_type": "authorization_code", "code": back.code, "redirect_uri": back.address}
        sent |= {"code_verifier": begun.verifier, "client_id": self._provider.client_id}
        basic = None
        # OpenID Connect Discovery, 3: a provider that lists no methods takes Basic.
        if "client_secret_post" in about.get("token_endpoint_auth_methods_supported", ()):
            sent["client_secret"] = self._provider.client_secret
        else:
            basic = (self._provider.client_id, self._provider.client_secret)
        token = self._json("POST", about["token_endpoint"], data=sent, auth=basic).get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn("no token of who somebody is")
        return token

    def _fetched(self, address: str) -> Claims:
        return self._json("GET", address)

    def _json(self, method: str, address: str, **more: Any) -> Claims:
        try:
            answer = self._client.request(method, address, **more)
            body = answer.json() if answer.status_code == 200 else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            raise NotSignedIn("no answer of the provider that can be read") from None
        if not isinstance(body, dict):
            raise NotSignedIn("a refusal of the provider")
        return body

    def _checked(self, token: str, begun: Begun, keys: Claims, now: datetime) -> Claims:
        expected = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            expected.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotSignedIn(f"a token that does not fit: {type(error).__name__}") from None
        # `aud` may name several programs, `azp` is the one that the token was made for.
        parties = {claims.get("azp", self._provider.client_id)}
        if parties != {self._provider.client_id}:
            raise NotSignedIn("a token that was made for another program")
        return claims
