"""The composition root: settings, rulebooks, routes, and what goes around every request."""

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType

from fastapi import FastAPI

from app import __version__
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.cases.repository import START, Store
from app.problems import AppError, Problem, nearest
from app.receipts.signing import Signing
from app.rulebook.approval import approved
from app.rulebook.library import Library
from app.settings import Settings
from app.verify.admission import ready
from app.web import errors
from app.web import routes as pages
from app.web.api import routes as api
from app.web.context import Service
from app.web.hr import access
from app.web.hr.error_page import error_page
from app.web.middleware.access_log import AccessLog
from app.web.middleware.body_limits import MIB, Addresses, Limits
from app.web.middleware.same_origin import SameOrigin
from app.web.middleware.security_headers import HeadAsGet, SecurityHeaders
from app.web.middleware.trusted_hosts import Hosts
from app.web.render_check import untold
from app.web.rendering.assets import Assets
from app.web.rendering.design_tokens import hard_to_read
from app.web.rendering.theme import Theme

DAY = 24 * 60 * 60
"""In seconds."""
logger = logging.getLogger("thuiswerkcheck.rulebooks")
audit = logging.getLogger("thuiswerkcheck.audit")


def create_app(settings: Settings | None = None, now: Callable[[], datetime] | None = None) -> FastAPI:
    """Take settings from the environment and the real clock, unless given."""
    settings = settings or _settings()
    _check_theme(settings)
    _check_tokens(settings)
    prepare = approved(settings.approvals, ready(settings.not_asked, untold))
    library = Library.load(settings.rules, prepare, settings.organisation)
    log_problems(library)
    _check_organisation(settings, library)
    clock = now or (lambda: datetime.now(UTC))
    kept = _casework(settings)
    service = Service(settings, library, clock, Signing(settings.secret), casework=kept)
    app = FastAPI(
        title="Thuiswerkcheck",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lasting(library, kept, sealed=settings.secret is not None),
    )
    app.state.site = site = pages.site_of(service)
    app.router.routes += api.api_routes(with_cases=kept is not None)
    if settings.storybook:
        app.include_router(needed("app.storybook.routes").every(site))
    app.router.routes += pages.page_routes(site)
    _surround(app, service)
    return app


def _settings() -> Settings:
    """Raises AppError `invalid` where an employer would get health answers."""
    settings = Settings.from_environment(os.environ)
    if settings.health_answers == "server" and settings.data and (settings.data / FILE).is_file():
        expected = "expected THUISWERKCHECK_HEALTH_ANSWERS to be `device` or `off` where an organisation uses the check"
        raise AppError("invalid", f"{expected} for its own staff, found `server`")
    return settings


def _casework(settings: Settings) -> Casework | None:
    if settings.data is None or not (settings.data / FILE).is_file():
        return None
    kept: Casework | None = needed("app.store.open").casework(settings)
    return kept


def needed(module: str) -> ModuleType:
    # What few servers need takes a third of a second to import.
    return import_module(module)


def _check_organisation(settings: Settings, library: Library) -> None:
    """Refuse to serve without the changes that somebody counts on."""
    ids = [each.id for each in library.organisations()]
    if settings.organisation and settings.organisation not in ids:
        expected = "expected THUISWERKCHECK_ORGANISATION to name an organisation with changes that can be used"
        raise AppError("invalid", f"{expected}{nearest(settings.organisation, ids)}")


def _check_theme(settings: Settings) -> None:
    if refused := Theme.read(settings.theme).refused:
        expected = "expected THUISWERKCHECK_THEME to be like `nlds; brand: #0b4f5c; radius: 4px`, with enough contrast"
        raise AppError("invalid", f"{expected}, found a part that cannot be used: `{refused[0]}`")


def _check_tokens(settings: Settings) -> None:
    if settings.tokens:
        for warning in hard_to_read(Assets.load().with_tokens(settings.tokens).bridge):
            logger.warning("THUISWERKCHECK_TOKENS: %s", warning)


def _surround(app: FastAPI, service: Service) -> None:
    page = error_page(service)
    responses = errors.ErrorResponses(page)
    refuse = responses.refusal
    # Each goes around those added before it, so that refusals get headers and a line in the log too.
    app.add_middleware(Limits, larger={api.BATCH: 4 * MIB})
    app.add_middleware(SameOrigin, refuse=refuse)
    app.add_middleware(Addresses, refuse=responses.http)
    app.add_middleware(Hosts, known=service.settings.hosts, refuse=refuse)
    errors.install(app, page)
    access.install(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, embed_origins=service.settings.embed_origins)
    app.add_middleware(AccessLog, quiet=service.casework is not None)


def _lasting(
    library: Library, kept: Casework | None, *, sealed: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return a lifespan in which SIGHUP reads the rulebooks again, and the log tells the head of the trail daily."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        # Only the main thread can take signals; tests run the application in another, and Windows has no SIGHUP.
        in_charge = hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread()
        if in_charge:
            # In another thread: proving rulebooks takes a while, and requests go on.
            loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, refresh, library))
            keep_for_good()
        if not sealed:
            logger.warning(
                "no THUISWERKCHECK_SECRET: links work and receipts can be checked only until this server stops"
            )
        telling = kept and loop.create_task(tell_heads(kept.store))
        yield
        if telling:
            telling.cancel()
        if in_charge:
            loop.remove_signal_handler(signal.SIGHUP)

    return lifespan


async def tell_heads(store: Store) -> None:
    """Log the head of the audit trail now and once a day, so that whoever keeps the log elsewhere keeps it too."""
    while True:
        try:
            audit.info("head=%s", await asyncio.to_thread(store.head) or START)
        except AppError as error:
            audit.error("head unknown: %s", error.message)
        await asyncio.sleep(DAY)


def keep_for_good() -> None:
    """Let the garbage collector pass over what is in memory now.

    Rulebooks and their diagrams stay, and looking through all of them took a fifth of a second of some request.
    """
    # First, so that rulebooks which were replaced since can be collected.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def refresh(library: Library) -> None:
    earlier = library.problems
    try:
        library.refresh()
    except AppError as error:
        logger.error("kept every rulebook: %s", error.message)
        return
    if gc.get_freeze_count():
        keep_for_good()
    log_problems(library, earlier)
    for edition in library:
        why = "kept, since its file is refused" if edition.digest in library.kept else "running"
        whose = f" for `{edition.organisation.id}`" if edition.organisation else ""
        logger.info("%s: `%s` `%s`%s %s", why, edition.id, edition.version, whose, edition.digest)


def log_problems(library: Library, earlier: Iterable[Problem] = ()) -> None:
    for problem in library.problems:
        if problem not in earlier:
            logger.error("%s", problem)
