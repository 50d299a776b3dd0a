"""The style sheets, the scripts and the icon: read once, named with a hash, kept compressed."""

import gzip
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.problems import AppError
from app.resources import PLAIN_CSS, TEMPLATES, built_assets
from app.web.rendering.design_tokens import tokens_in
from app.web.rendering.theme import NLDS, Theme


def is_known(request: Request, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks for `If-None-Match`."""
    listed = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(each.strip().removeprefix("W/") in (etag, "*") for each in listed)


FOREVER = "public, max-age=31536000, immutable"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
JSON = "application/json"
SCRIPTS = ("app.js", "form.js", "tryout.js", "device.js")

BASIS = re.compile(r"--basis-[a-z0-9-]+")

logger = logging.getLogger("thuiswerkcheck.assets")


@dataclass(frozen=True, slots=True)
class Asset:
    """Hold one file as it is sent; its address changes when its content does."""

    name: str
    media_type: str
    plain: bytes
    small: bytes

    @property
    def address(self) -> str:
        return f"/static/{self.name}?v={sha256(self.plain).hexdigest()[:12]}"

    def response(self, request: Request, more: Mapping[str, str] | None = None) -> Response:
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding", **(more or {})}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.small, 200, headers | {"Content-Encoding": "gzip"}, self.media_type)
        return Response(self.plain, 200, headers, self.media_type)


@dataclass(frozen=True, slots=True)
class Assets:
    """Hold the files of every page, and for pages of others `element`; nothing is scripted where nothing was built.

    A page loads one of `scripts`, which are by file name. `bridge` is the style sheet that
    follows the tokens of NL Design System.
    """

    style: Asset
    scripts: Mapping[str, Asset]
    icon: Asset
    element: Asset | None = None
    bridge: str = ""

    @classmethod
    @cache
    def load(cls) -> "Assets":
        icon = _read(TEMPLATES / "icon.svg")
        built = built_assets()
        if built is None:
            logger.warning("the front end was not built: pages use the small style sheet and no script")
            return cls(_read(PLAIN_CSS), {}, icon)
        element, bridge = _read(built / "thuiswerk-check.js"), (built / "nlds.css").read_text(encoding="utf-8")
        scripts = {name: _read(built / name) for name in SCRIPTS}
        return cls(_read(built / "app.css"), scripts, icon, element, bridge)

    def with_tokens(self, path: Path | None) -> "Assets":
        wanted = set(BASIS.findall(self.bridge))
        return replace(self, bridge=tokens_in(path, wanted) + self.bridge) if path else self

    def theme_css(self, theme: Theme) -> str:
        """Return what comes after the style sheet of every page; empty for our own look."""
        return (self.bridge if NLDS in theme.words else "") + theme.css()

    def router(self) -> APIRouter:
        # A table, and no folder to look in: no name leads to any other file.
        files = {each.name: each for each in (self.style, *self.scripts.values(), self.icon)}
        routes = APIRouter(include_in_schema=False)

        @routes.get("/static/{name}")
        async def static(request: Request, name: str) -> Response:
            if name not in files:
                raise AppError("not_found", "nothing is found here")
            return files[name].response(request)

        return routes


def asset(name: str, media_type: str, plain: bytes) -> Asset:
    # Without the time in it, every process sends the same bytes.
    return Asset(name, media_type, plain, gzip.compress(plain, 9, mtime=0))


def _read(path: Path) -> Asset:
    return asset(path.name, TYPES[path.suffix], path.read_bytes())
