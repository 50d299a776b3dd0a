"""Receipts: download one, and check one on a page."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.problems import AppError
from app.receipts.check import Checked, check
from app.receipts.receipt import Issued, new_code, receipt
from app.rulebook.text import Language
from app.web.api.receipts import desk
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.rendering.templates import SERVICE, download
from app.web.visits.visit import Page

MOST_PARTS = 10
"""How many parts of a form are looked at; ours has three."""
For = Annotated[Literal["share", "self"], Query(alias="for")]


routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)


@routes.get("/check/{token}/receipt.json")
async def kept(context: Current, token: str, kind: For) -> Response:
    return Receipts(context.site, context.language).kept(context.request, token, private=kind == "self")


@routes.get("/receipt")
async def empty(context: Current) -> Response:
    return Receipts(context.site, context.language).show(context.request, {})


@routes.post("/receipt")
async def checked(context: Current) -> Response:
    return Receipts(context.site, context.language).check(context.request, await handed_in(context.request))


class Receipts:
    """Give out and check receipts in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._service = site.service
        self._language: Language = language

    def kept(self, request: Request, token: str, *, private: bool) -> Response:
        now = self._service.now()
        visit = self._site.seals.open(token, now).visit
        self._site.pages.check_language(request, self._language, visit.rulebook)
        if visit.at is not Page.ANSWERS:
            return RedirectResponse(f"/{self._language}/check/{token}", 303)
        content = receipt(
            visit.rulebook,
            visit.answers,
            private=private,
            language=self._language,
            mode=visit.mode,
            issued=Issued(now, new_code()),
        )
        signed = orjson.dumps(self._service.signing.signed(content), option=orjson.OPT_INDENT_2)
        name = f"{SERVICE.lower()}-{'private-' if private else ''}{content['code']}.json"
        return download(signed, name, "application/json")

    def check(self, request: Request, written: bytes) -> Response:
        if not written.strip():
            return self.show(request, {"error": "missing"}, status=422)
        try:
            result = check(desk(self._service), written, self._service.today)
        except AppError as error:
            private = any(each.code == "not_taken_here" for each in error.errors)
            return self.show(request, {"error": "private" if private else "unreadable"}, status=422)
        return self.show(request, {"found": result, **self._titles(result)})

    def _titles(self, result: Checked) -> dict[str, Any]:
        if result.today is None or result.rulebook is None:
            return {}
        book, lang = result.today.rulebook, self._language
        criteria = {**result.rulebook.criteria, **book.criteria}
        return {
            "verdict": book.verdict_title(result.today.verdict)[lang],
            "otherwise": [criteria[each.criterion].title[lang] for each in result.today.why],
        }

    def show(self, request: Request, values: Mapping[str, Any], *, status: int = 200) -> Response:
        around = {"takes_private": desk(self._service).takes_private, "day": self._service.today, "private": True}
        return self._site.pages(
            request, self._language, "questionnaire/receipt.html", around | dict(values), status=status
        )


async def handed_in(request: Request) -> bytes:
    """Return the file where one was chosen, else what was pasted."""
    try:
        # Invariant: nothing goes to disk, since a body is smaller than what Starlette keeps of a file in memory.
        async with request.form(max_files=1, max_fields=MOST_PARTS) as form:
            file, pasted = form.get("file"), form.get("receipt")
            written = await file.read() if isinstance(file, UploadFile) else b""
    except HTTPException:  # a body that is no form
        return b""
    return written.strip() or (pasted.strip().encode() if isinstance(pasted, str) else b"")
