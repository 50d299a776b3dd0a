"""An invented organisation with cases in every state: the real pages over a temporary store, for which nobody signs in.

What somebody changes there is answered as it would be anywhere, and undone before the next request.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Literal

from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.cases.accounts import Session
from app.cases.casework import Casework
from app.cases.demo import EMPLOYER, Invented, keep_invented
from app.cases.repository import AuditEntry
from app.cases.withdraw import withdraw
from app.rulebook.text import LANGUAGES
from app.store.backup import copies
from app.store.open import CASES, KEYS, kept, url_of
from app.storybook.sample_cases import Samples, for_samples, samples
from app.web import errors, routes
from app.web.context import Site
from app.web.hr.access import NEAR_COOKIE, install
from app.web.hr.error_page import error_page
from app.web.middleware.same_origin import HARMLESS

SampleSet = Literal["full", "empty"]
"""Whether there are any cases."""
FORM_KEY = "specimen"
HERE = "http://127.0.0.1"


@dataclass(frozen=True, slots=True)
class SampleStore:
    """Keep samples in a folder, and copies of what they were."""

    folder: Path
    casework: Casework
    pristine: tuple[Path, ...]

    def restore(self) -> None:
        # Through SQLite: the application has the files open.
        for copy, file in zip(self.pristine, (CASES, KEYS), strict=True):
            with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(self.folder / file)) as target:
                source.backup(target)


class SampleOrganisation:
    """Serve the pages of the organisation; its stores are made when they are first needed."""

    def __init__(self, site: Site) -> None:
        # Links to answers so far are sealed anew for each page: only with a secret do they open again.
        self._secret = site.service.settings.secret or token_urlsafe(32)
        settings = replace(site.service.settings, secret=self._secret)
        self.site = routes.site_of(replace(site.service, settings=settings, casework=None))
        self._stop = ExitStack()
        self.samples = cache(self._samples)
        self._store = cache(self._stored)
        self._app = cache(self._application)

    @asynccontextmanager
    async def lifespan(self, _: object) -> AsyncIterator[None]:
        with self._stop:
            yield

    async def answer(
        self, request: Request, path: str, seat: str = "", sample_set: SampleSet = "full", *, method: str = ""
    ) -> Response:
        """Return what this seat sees at the end of all redirects."""
        method, query = method or request.method, request.url.query
        headers = {"Content-Type": request.headers.get("content-type", "")}
        transport = ASGITransport(self._seated(seat, sample_set))
        cookies = {NEAR_COOKIE: seat}  # which signing out looks for
        async with AsyncClient(transport=transport, base_url=HERE, cookies=cookies, follow_redirects=True) as client:
            url = f"{path}?{query}" if query else path
            answer = await client.request(method, url, content=await request.body(), headers=headers)
        if method not in HARMLESS:
            self._store(sample_set).restore()
        content = answer.content
        own, story = answer.url.path, request.scope["path"]
        for other in {f"/{language}" for language in LANGUAGES} - {own[:3]}:  # the page in it is this story too
            content = content.replace(f'href="{other}{own[3:]}"'.encode(), f'href="{other}{story[3:]}"'.encode())
        return Response(content, answer.status_code, media_type=answer.headers["content-type"])

    def _seated(self, seat: str, sample_set: SampleSet) -> ASGIApp:
        app, people = self._app(sample_set), self._store(sample_set).casework.people
        who = self.samples().seats.get(seat)

        async def seated(scope: Scope, receive: Receive, send: Send) -> None:
            # Read at each request: a form may close the account, and redirects are followed before that is undone.
            person, now = people.person(who.id) if who else None, self.site.service.now()
            session = Session(person, now, now, FORM_KEY) if person and person.active else None
            await app({**scope, "state": {"session": session}}, receive, send)

        return seated

    def _samples(self) -> Samples:
        service = self.site.service
        return samples(for_samples(service.library), service.now(), EMPLOYER.retention)

    def _stored(self, sample_set: SampleSet) -> SampleStore:
        folder, now = Path(self._stop.enter_context(TemporaryDirectory())), self.site.service.now()
        made = self.samples() if sample_set == "full" else replace(self.samples(), named={}, others=(), withdrawn=())
        url = url_of("", folder)
        casework = kept(EMPLOYER, url, folder, self._secret)
        cases = (*made.named.values(), *made.others, *made.withdrawn)
        keep_invented(Invented([*made.seats.values()], cases), casework, now)
        for case in made.withdrawn:
            withdraw(casework.store, case, AuditEntry(now, "employee", "withdrawn", case.id), EMPLOYER.retention)
        return SampleStore(folder, casework, copies(url, folder, folder, now))

    def _application(self, sample_set: SampleSet) -> FastAPI:
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        site = routes.site_of(replace(self.site.service, casework=self._store(sample_set).casework))
        app.state.site = site
        app.router.routes += routes.page_routes(site)
        errors.install(app, error_page(site.service))
        install(app)
        return app
