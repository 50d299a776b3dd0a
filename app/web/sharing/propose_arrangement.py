"""Asking for a tailored arrangement: a form that is the same for everybody, what HR will see, and sending it."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.cases.case import Terms
from app.cases.submit import arrangement_case
from app.web.arrangement_form import EMPTY, Draft, Wrong, draft, drafted
from app.web.context import IN_LANGUAGE, Site
from app.web.errors import LinkGone
from app.web.forms import Posted
from app.web.sharing.submission import CurrentSharing, Form, SharingContext, empty
from app.web.sharing.summary import seen
from app.web.visits.visit import Page

SIZE = 256
"""How long terms are in a link, whatever they are."""


routes = APIRouter(prefix=IN_LANGUAGE + "/check/{token}/arrangement", include_in_schema=False)


@routes.get("")
def ask(sharing: CurrentSharing, token: str, terms: str = "") -> Response:
    return ArrangementPages(sharing).ask(token, terms)


@routes.post("")
def take(sharing: CurrentSharing, token: str, form: Posted) -> Response:
    return ArrangementPages(sharing).take(token, draft(form.fields))


@routes.get("/{terms}")
def look(sharing: CurrentSharing, token: str, terms: str) -> Response:
    return ArrangementPages(sharing).show(token, terms)


@routes.post("/{terms}")
def send(sharing: CurrentSharing, token: str, terms: str, form: Posted) -> Response:
    return ArrangementPages(sharing).send(token, terms, Form.of(form.fields))


def sealed(site: Site, terms: Terms) -> str:
    # Padded: the length of an address, which logs and proxies see, tells nothing of the terms.
    return site.seals.wrap(terms.model_dump_json().encode().ljust(SIZE), site.service.now())


class ArrangementPages:
    """Lead from any outcome to a case that holds what is proposed; the check itself takes no part in it."""

    def __init__(self, sharing: SharingContext) -> None:
        self._sharing = sharing
        self._site = sharing.site

    def ask(self, token: str, sealed: str) -> Response:
        if elsewhere := self._elsewhere(token):
            return elsewhere
        return self._form(token, drafted(self._terms(sealed)) if sealed else EMPTY, {})

    def take(self, token: str, filled: Draft) -> Response:
        if elsewhere := self._elsewhere(token):
            return elsewhere
        terms = filled.terms(self._site.service.today)
        if not isinstance(terms, Terms):
            return self._form(token, filled, terms)
        return RedirectResponse(self._sharing.check_address(token, f"/arrangement/{sealed(self._site, terms)}"), 303)

    def show(self, token: str, sealed: str) -> Response:
        return self._elsewhere(token) or self._preview(token, sealed, empty())

    def send(self, token: str, sealed: str, form: Form) -> Response:
        if elsewhere := self._elsewhere(token):
            return elsewhere
        if form.wrong:
            return self._preview(token, sealed, form)
        case = arrangement_case(self._terms(sealed), self._sharing.about(form.who), form.once)
        kept = self._sharing.keep(case, form)
        return kept or self._preview(token, sealed, replace(empty(), who=form.who, wrong="sent"))

    def _elsewhere(self, token: str) -> Response | None:
        """None where the check is at its end."""
        ended = self._site.seals.open(token, self._site.service.now()).visit.at is Page.ANSWERS
        return None if ended else RedirectResponse(self._sharing.check_address(token), 303)

    def _terms(self, sealed: str) -> Terms:
        try:
            return Terms.model_validate_json(self._site.seals.unwrap(sealed, self._site.service.now()))
        # A link to a check has the same seal, and no terms in it.
        except ValidationError:
            raise LinkGone("the link is of something else") from None

    def _form(self, token: str, filled: Draft, wrong: Wrong) -> Response:
        values: Mapping[str, object] = {
            "draft": filled,
            "wrong": wrong,
            "back": self._sharing.check_address(token, "/outcome"),
        }
        return self._sharing.page("arrangement.html", values, status=422 if wrong else 200)

    def _preview(self, token: str, sealed: str, form: Form) -> Response:
        case = arrangement_case(self._terms(sealed), self._sharing.about(form.who), form.once)
        form_address = self._sharing.check_address(token, f"/arrangement?terms={sealed}")
        values = {
            **seen(case, None, self._sharing.language),
            "form": form,
            "back": form_address,
            "change": form_address,
        }
        return self._sharing.page("preview.html", values, status=422 if form.wrong else 200)
