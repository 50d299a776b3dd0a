"""The questionnaire: show the page a link stands at, take an answer, go on."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.cases.submit import is_for_hr
from app.claims.claims import CLAIMS
from app.claims.wording import Claims
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, PageContext
from app.web.errors import LinkGone
from app.web.forms import Form, Posted
from app.web.questionnaire.days import calendar_file, known_days
from app.web.questionnaire.keep import keeping
from app.web.questionnaire.letters import letters_told
from app.web.questionnaire.on_device import offer
from app.web.questionnaire.outcome import facts_of, outcome
from app.web.rendering.location import FRAMED
from app.web.rendering.pdf import printed
from app.web.rendering.templates import SERVICE, address, download
from app.web.visits import visit as visits
from app.web.visits.links import Opened
from app.web.visits.question_page import QuestionPages
from app.web.visits.visit import Page, Visit

routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)
framed = APIRouter(prefix=FRAMED + IN_LANGUAGE, include_in_schema=False)
"""The same pages, where others may frame them."""


@routes.post("/{rulebook}/start")
@framed.post("/{rulebook}/start")
async def start(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    return QuestionnairePages(context).start(context.service.edition_to_check(rulebook, version, organisation))


@routes.get("/check/{token}")
@framed.get("/check/{token}")
async def page(context: Current, token: str) -> Response:
    here = QuestionnairePages(context)
    return here.show(here.open(token).visit)


@routes.post("/check/{token}")
@framed.post("/check/{token}")
async def take(context: Current, token: str, form: Posted) -> Response:
    here = QuestionnairePages(context)
    return here.take(here.open(token).visit, form)


@routes.get("/check/{token}/outcome")
@framed.get("/check/{token}/outcome")
async def advice(context: Current, token: str) -> Response:
    here = QuestionnairePages(context)
    return here.tell(token, here.open(token))


@routes.get("/check/{token}/outcome.pdf")
@framed.get("/check/{token}/outcome.pdf")
async def paper(context: Current, token: str) -> Response:
    here = QuestionnairePages(context)
    return await here.print(token, here.open(token))


@routes.get("/check/{token}/days.ics")
@framed.get("/check/{token}/days.ics")
async def calendar(context: Current, token: str) -> Response:
    here = QuestionnairePages(context)
    return here.calendar(token, here.open(token))


class QuestionnairePages(QuestionPages):
    """Show and take answers where the context of a page stands."""

    def __init__(self, context: PageContext) -> None:
        self.request = context.request
        self._site = context.site
        self._language: Language = context.language
        self._place = context.site.pages.place(context.request)

    def start(self, edition: Rulebook) -> Response:
        return RedirectResponse(self.address(visits.start(self._served(edition), self._site.service.today)), 303)

    def open(self, token: str) -> Opened:
        """Raise LinkGone where the token does not work, or asks what is not asked here."""
        # What is posted belongs to the question of the link, and to no other that a new day may ask.
        reads = self.request.method in ("GET", "HEAD")
        opened = self._site.seals.open(token, self._site.service.now(), onwards=reads)
        # A link of the site may be opened in a frame, where the server asks less.
        rulebook = opened.visit.rulebook
        self._site.pages.check_language(self.request, self._language, rulebook)
        if self._served(rulebook) is not rulebook:
            raise LinkGone("the link is of questions that the server does not ask here")
        return opened

    def _served(self, edition: Rulebook) -> Rulebook:
        return self._site.service.served_rulebook(edition, framed=bool(self._place.root))

    def address(self, visit: Visit, page: str = "") -> str:
        """Return a link that lasts from now, to a visit or to a page about it."""
        return self._opens(self._site.seals.seal(visit, self._site.service.now()), page)

    def _opens(self, token: str, page: str = "") -> str:
        return self._place.address(self._language, f"/check/{token}{page}")

    def before(self, visit: Visit) -> str:
        return address(self._place, self._language, visit.rulebook)

    def values(self, visit: Visit) -> dict[str, Any]:
        more = self._site.service.answerable(visit.rulebook) is not visit.rulebook
        return {**super().values(visit), "to_outcome": more, "known_days": list(known_days(visit, self._language))}

    def keep(self, visit: Visit, form: Form) -> Response:
        return RedirectResponse(self.address(visit), 303)  # nothing is kept of what the employee does for themselves

    def tell(self, token: str, opened: Opened) -> Response:
        if opened.visit.at is not Page.ANSWERS:
            return self._to_own_page(token)
        device = self._device(opened.visit)
        values = outcome(opened.visit, self._language, device["most"] if device else 0)
        missing = values["missing"] and values["missing"]["id"]
        until = self._site.seals.until(opened.made)
        meta = {
            "rulebook": opened.visit.rulebook,
            "answers": self._opens(token),
            "back": self._opens(token),
            "files": self._on_site(token),
            **keeping(opened, until),
            "for_hr": is_for_hr(opened.visit.rulebook),
            "device": device,
            "again": self._again(opened.visit, values["on_list"]),
            "letters": letters_told(opened.visit, values["told"], self._language, self._site.service.today),
            "change_missing": missing in opened.visit.answers and self._change(opened.visit, missing),
        }
        return self.page("outcome.html", meta | values)

    def _again(self, visit: Visit, on_list: Mapping[str, Any] | None) -> dict[str, str]:
        """Return where each question that was answered and can still settle something on a list is answered again."""
        asked = (question["id"] for question in on_list["questions"]) if on_list else ()
        return {question: self._change(visit, question) for question in asked if question in visit.answers}

    async def print(self, token: str, opened: Opened) -> Response:
        if opened.visit.at is not Page.ANSWERS:
            return self._to_own_page(token)
        # The name says nothing of the outcome: it stands in the list of downloads.
        name = f"{SERVICE.lower()}-{opened.code}.pdf"
        return download(await printed(self.on_paper(opened), opened.made), name, "application/pdf")

    def calendar(self, token: str, opened: Opened) -> Response:
        visit, language = opened.visit, self._language
        if visit.at is not Page.ANSWERS:
            return self._to_own_page(token)
        days = calendar_file(facts_of(visit, language), language, opened.code, opened.made)
        if days is None:
            return self._to_own_page(token)
        return download(days, f"{SERVICE.lower()}-{opened.code}.ics", "text/calendar; charset=utf-8")

    def on_paper(self, opened: Opened) -> str:
        """Return XML that the layout of the PDF knows."""
        values = {"rulebook": opened.visit.rulebook, "day": self._site.service.today}
        values["device"] = self._device(opened.visit)
        values |= {"made": opened.made, "code": opened.code, **outcome(opened.visit, self._language)}
        return self._site.pages.told(self._language, "questionnaire/paper.html", values)

    def _on_site(self, token: str) -> str:
        """Return the address on this site, from wherever it is looked at: what is kept opens there."""
        return f"/{self._language}/check/{token}"

    def _to_own_page(self, token: str) -> Response:
        return RedirectResponse(self._opens(token), 303)

    def _device(self, visit: Visit) -> dict[str, Any] | None:
        whole = self._site.service.answerable(visit.rulebook)
        return offer(visit, whole, lambda question: self._change(visit, question), (self._language, self._place))

    def _change(self, visit: Visit, step: visits.Position) -> str:
        return self.address(visits.change(visit, step))

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        around = {"day": self._site.service.today, "private": True}
        return self._site.pages(
            self.request, self._language, f"questionnaire/{name}", around | dict(values), status=status
        )

    def check(self, visit: Visit) -> Response:
        in_full = visits.in_full(visit)
        more = in_full.at is not Page.ANSWERS
        most_more = visits.progress(in_full).at_most + 1 if more else 0
        facts = facts_of(visit, self._language, most_more)
        decisive = set(facts.told["decisive"])
        values = {
            "rulebook": visit.rulebook,
            "claim": Claims(facts, self._language, CLAIMS),
            "certain": facts.certain,
            "rows": [self._row(visit, step, decisive) for step in visits.steps(visit) if step is not Page.ANSWERS],
            "back": self.back(visit),
            "more": self.address(in_full) if more else None,
            "most_more": most_more,
            "outcome": self.address(visit, "/outcome"),
            "keep": self._on_site(self._site.seals.seal(visit, self._site.service.now())),
            "until": self._site.seals.until(self._site.service.now()),
        }
        return self.page("answers.html", values)

    def _row(self, visit: Visit, step: visits.Position, decisive: set[str]) -> dict[str, Any]:
        change = self._change(visit, step)
        if isinstance(step, Page):
            left_out = [q for q in visit.answers if visits.is_private(visit.rulebook, q)]
            left_out = left_out if visit.choice == "leave_out" else []
            return {"left_out": left_out, "change": change, "decisive": bool(decisive & set(left_out))}
        question, answer = visit.rulebook.questions[step], visit.answers[step]
        return {
            "question": question,
            "value": answer if isinstance(answer, str) else " ".join(answer),
            "texts": [text[self._language] for text in visit.rulebook.answer_texts(question.id, answer)],
            "change": change,
            "decisive": step in decisive,
        }
