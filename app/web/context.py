"""What every route needs, handed down by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.convertors import StringConvertor, register_url_convertor

from app.cases.casework import Casework
from app.cases.organisation import Employer
from app.receipts.signing import Signing
from app.rulebook.in_force import day_of
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.rulebook.variants import about_work, with_person
from app.settings import Settings
from app.web.comparison_cache import Comparisons
from app.web.rate_limits import RateLimits
from app.web.rendering.templates import Pages
from app.web.visits.links import Seals


@dataclass(frozen=True, slots=True)
class Service:
    """Hold the settings, the running rulebooks, the clock (aware, in UTC), what signs, and the comparisons made.

    `casework` is None where no organisation uses the check for its own staff: then nothing is stored.
    """

    settings: Settings
    library: Library
    now: Callable[[], datetime]
    signing: Signing
    comparisons: Comparisons = field(default_factory=Comparisons)
    casework: Casework | None = None

    def edition(self, id: str, version: str | None, organisation: str | None) -> Rulebook:
        """Return the edition of today where no version is named; an empty name of either is none."""
        whose = organisation or None
        if version:
            return self.library.edition(id, version, whose)
        return self.library.choose(id, self.today, whose)

    def edition_to_check(self, id: str, version: str | None, organisation: str | None) -> Rulebook:
        """Return the edition of today; a draft where that is named."""
        named = self.edition(id, version, organisation)
        return named if named.draft else self.edition(id, None, organisation)

    def served_rulebook(self, edition: Rulebook, *, framed: bool) -> Rulebook:
        """Keep only the questions that the server itself asks, on this site or in a frame."""
        return about_work(edition) if "personal" in self.settings.on_device(framed=framed) else edition

    def answerable(self, served: Rulebook) -> Rulebook:
        """Add to what the server asks what is asked on the device, which can tell a verdict but no list."""
        if served.lists:
            return served
        return with_person(served) if self.settings.health_answers == "off" else served.whole

    @property
    def employer(self) -> Employer | None:
        return self.casework.employer if self.casework else None

    @property
    def today(self) -> date:
        return day_of(self.now())


@dataclass(frozen=True, slots=True)
class Site:
    """Hold what the routes of the pages share."""

    service: Service
    pages: Pages
    seals: Seals
    limits: RateLimits = field(default_factory=RateLimits)


class _LanguageConvertor(StringConvertor):
    """Match the part of a path that names a language; any other word there is a page that is not found."""

    regex = "|".join(LANGUAGES)


register_url_convertor("language", _LanguageConvertor())
IN_LANGUAGE = "/{language:language}"
"""What the path of every page starts with."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Hold what the handler of a page works with: the application's site, the page's language, and what is asked."""

    site: Site
    language: Language
    request: Request

    @property
    def service(self) -> Service:
        return self.site.service


def service_of(request: Request) -> Service:
    service: Service = request.app.state.site.service
    return service


# Not `def`, though it waits for nothing: FastAPI would run it in a thread for each request.
async def page_context(request: Request, language: Language) -> PageContext:
    return PageContext(request.app.state.site, language, request)


Current = Annotated[PageContext, Depends(page_context)]
"""In the signature of a handler: the context of its page."""
