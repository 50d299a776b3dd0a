"""Headers that every response carries."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.rendering.location import is_framed

POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb"))
EVERY = [
    (name.encode(), value.encode())
    for name, value in (
        ("x-content-type-options", "nosniff"),
        # Other sites learn nothing; without this a browser would not tell us either that a form is ours.
        ("referrer-policy", "strict-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", PERMISSIONS_POLICY),
    )
]
# Unless a route says otherwise: pages hold answers, which no cache is to keep.
NO_STORE = (b"cache-control", b"no-store")
CONTENT_POLICY = b"content-security-policy"


def policy(*, framed_by: Sequence[str] = (), frames: str = "") -> str:
    more = (f"frame-src {frames}",) if frames else ()
    return "; ".join((*POLICY, *more, " ".join(("frame-ancestors", *(framed_by or ("'none'",))))))


class SecurityHeaders:
    """Add the security headers, and what the route says nothing about: `no-store`, and the policy for content.

    Invariant: nobody may frame a page, except those below `/embed/`: this site itself, and who is in `embed_origins`.
    """

    def __init__(self, app: ASGIApp, embed_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._whole = (CONTENT_POLICY, policy().encode())
        self._framed = (CONTENT_POLICY, policy(framed_by=("'self'", *embed_origins)).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                defaults = (NO_STORE, self._framed if is_framed(scope) else self._whole)
                names = {name.lower() for name, _ in own}
                message["headers"] = [*own, *EVERY, *(each for each in defaults if each[0] not in names)]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answer HEAD wherever GET is answered: the same headers without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        return await self._app(scope, receive, without_body)
