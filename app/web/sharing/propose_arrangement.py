"""Asking for a tailored arrangement: a form that is the same for everybody, what HR will see, and sending it."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.cases.case import Terms
from app.cases.submit import arrangement_case
from app.rulebook.text import Language
from app.web.arrangement_form import EMPTY, Draft, Wrong, draft, drafted
from app.web.context import IN_LANGUAGE, Current, PageContext, Site
from app.web.errors import LinkGone
from app.web.forms import Posted
from app.web.sharing.submission import Form, Submission, empty
from app.web.sharing.summary import seen
from app.web.visits.visit import Page

SIZE = 256
"""How long terms are in a link, whatever they are."""


routes = APIRouter(prefix=IN_LANGUAGE + "/check/{token}/arrangement", include_in_schema=False)


@routes.get("")
def ask(context: Current, token: str, terms: str = "") -> Response:
    return arranging(context).ask(context.request, token, terms)


@routes.post("")
def take(context: Current, token: str, form: Posted) -> Response:
    return arranging(context).take(context.request, token, draft(form.fields))


@routes.get("/{terms}")
def look(context: Current, token: str, terms: str) -> Response:
    return arranging(context).show(context.request, token, terms)


@routes.post("/{terms}")
def send(context: Current, token: str, terms: str, form: Posted) -> Response:
    return arranging(context).send(context.request, token, terms, Form.of(form.fields))


def arranging(context: PageContext) -> "ArrangementPages":
    """Return what shows these pages."""
    return ArrangementPages(context.site, context.language)


class ArrangementPages:
    """Lead from any outcome to a case that holds what is proposed; the check itself takes no part in it."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language
        self._submitting = Submission(site, language)

    def ask(self, request: Request, token: str, sealed: str) -> Response:
        """Return the form, empty or with what was filled in before."""
        if elsewhere := self._elsewhere(token):
            return elsewhere
        return self._form(request, token, drafted(self._terms(sealed)) if sealed else EMPTY, {})

    def take(self, request: Request, token: str, filled: Draft) -> Response:
        """Go on with what was filled in, or show the form again with what is wrong."""
        if elsewhere := self._elsewhere(token):
            return elsewhere
        terms = filled.terms(self._site.service.today)
        if not isinstance(terms, Terms):
            return self._form(request, token, filled, terms)
        return RedirectResponse(self._submitting.check_address(token, f"/arrangement/{self.sealed(terms)}"), 303)

    def sealed(self, terms: Terms) -> str:
        """Return the token that stands for terms, as long for all of them."""
        return self._site.seals.wrap(terms.model_dump_json().encode().ljust(SIZE), self._site.service.now())

    def show(self, request: Request, token: str, sealed: str) -> Response:
        """Return the page with exactly what will be kept."""
        return self._elsewhere(token) or self._preview(request, token, sealed, empty())

    def send(self, request: Request, token: str, sealed: str, form: Form) -> Response:
        """Keep it, or show the page again with what is wrong."""
        if elsewhere := self._elsewhere(token):
            return elsewhere
        if form.wrong:
            return self._preview(request, token, sealed, form)
        case = arrangement_case(self._terms(sealed), self._submitting.about(form.who), form.once)
        kept = self._submitting.keep(case, form)
        return kept or self._preview(request, token, sealed, replace(empty(), who=form.who, wrong="sent"))

    def _elsewhere(self, token: str) -> Response | None:
        """Return where a check leads that is not at its end yet."""
        ended = self._site.seals.open(token, self._site.service.now()).visit.at is Page.ANSWERS
        return None if ended else RedirectResponse(self._submitting.check_address(token), 303)

    def _terms(self, sealed: str) -> Terms:
        try:
            return Terms.model_validate_json(self._site.seals.unwrap(sealed, self._site.service.now()))
        except ValidationError:
            raise LinkGone("the link is of something else") from None

    def _form(self, request: Request, token: str, filled: Draft, wrong: Wrong) -> Response:
        values: Mapping[str, object] = {
            "draft": filled,
            "wrong": wrong,
            "back": self._submitting.check_address(token, "/outcome"),
        }
        return self._submitting.page(request, "arrangement.html", values, status=422 if wrong else 200)

    def _preview(self, request: Request, token: str, sealed: str, form: Form) -> Response:
        case = arrangement_case(self._terms(sealed), self._submitting.about(form.who), form.once)
        form_address = self._submitting.check_address(token, f"/arrangement?terms={sealed}")
        values = {**seen(case, None, self._language), "form": form, "back": form_address, "change": form_address}
        return self._submitting.page(request, "preview.html", values, status=422 if form.wrong else 200)
