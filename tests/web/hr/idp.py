"""An identity provider that runs in the tests, and does what it is told to do wrong."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from tests.cases import made

CLIENT, SECRET = "thuiswerkcheck", "the secret that the provider gave out, long enough"
NOW = int(made.NOW.timestamp())


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@dataclass
class Provider:
    """Hold who signed in, and what is changed in the claims, the header or the answers."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    signs: str = "right"
    asked: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k", "use": "sig"}))

    def described(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer} | {name: self.issuer + path for name, path in names.items()} | self.about

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.key]).as_dict(private=False))

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Exchange a code: once, by the program it was made for, for whoever knows the verifier."""
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        right = authorization == basic and sent["code"] == "right" and sent["code"] not in self.used
        same = (challenge, sent["redirect_uri"]) == (self.asked["code_challenge"], self.asked["redirect_uri"])
        self.used.add(sent["code"])
        return {"id_token": self.signed()} if right and same else None

    def signed(self) -> str:
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": self.asked["nonce"]}
        claims |= {"sub": "1", "preferred_username": "Noor", "name": "Noor de Wit", **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signs == "none":
            return f"{part({'alg': 'none', 'kid': 'k'})}.{part(claims)}."
        if self.signs == "shared":
            return jwt.encode({"alg": "HS256", "kid": "k"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        if self.signs == "public":
            public = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": "k"}, claims, public, algorithms=["HS256"])
        key = ECKey.generate_key("P-256", {"kid": "k"}) if self.signs == "other" else self.key
        token = jwt.encode({"alg": "ES256", "kid": "k"}, claims, key)
        return token[:-8] + "AAAAAAAA" if self.signs == "altered" else token


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(provider.keys() if self.path == "/keys" else provider.described())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[-1] for name, values in parse_qs(body).items()}
            self._answer(provider.token(sent, self.headers.get("Authorization", "")))

        def _answer(self, told: dict[str, Any] | None) -> None:
            self.send_response(200 if told is not None else 400)
            self.end_headers()
            self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()
