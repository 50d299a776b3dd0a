"""HR replies to a request: what the reply is, which duties it leaves open, and the letter that goes with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.responses import Response

from app.cases.case import Case
from app.cases.replies import ReplyDraft, reply, request_in
from app.problems import AppError
from app.rulebook.model import Question, Rulebook
from app.rulebook.text import Language
from app.web.decision_words import duties_told
from app.web.forms import ANSWER, Form, Posted, given, typed_as, unfit
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.statements import answer_told, answers_told
from app.web.questionnaire.letters import LetterWriting, known_texts

Context = dict[str, Any]
Wrong = Mapping[str, str]
AS_GIVEN = "as_given"

routes = hr_routes("decide")


@routes.get("/cases/{id}/reply")
def page(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("decide")
    return ReplyForm(seat, seat.case(id)).first()


@routes.post("/cases/{id}/reply")
def sent(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("decide", form=form)
    return ReplyForm(seat, seat.case(id)).take()


def replied_told(case: Case, book: Rulebook | None, language: Language) -> Context | None:
    """Return what was replied, and the duties that were open then; None where there is no reply, or no edition here."""
    kept = ReplyDraft.kept(case, book) if book else None
    if kept is None:
        return None
    return {"rows": answers_told(kept.rulebook, kept.answers, language), **duties_told(kept, language, for_hr=True)}


class ReplyForm:
    """Show and take a reply to one request: what it is and when, what its duties rest on, then the letter."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._language = seat.desk.language
        self._book = seat.desk.rulebook(case)
        self._request = request_in(self._book)
        blank = ReplyDraft(case, self._book, {}, seat.desk.service.today)
        values = {id: given(self._book.questions[id], seat.form.all(ANSWER + id)) for id in blank.about}
        self._draft = replace(blank, given={id: value for id, value in values.items() if value is not None})

    def first(self) -> Response:
        """Show an empty form for a reply of today, or the reply that was kept."""
        if kept := ReplyDraft.kept(self._case, self._book):
            return self._page("reply_kept.html", kept, {"reply": self._case.reply})
        filled = {ANSWER + self._request.replied: list(typed_as(self._draft.today))}
        return self._show(self._draft, {}, filled)

    def take(self) -> Response:
        """Ask on until nothing is missing, show what follows, and keep it once that was confirmed."""
        form, draft = self._seat.form, self._draft
        wrong = {id: self._unfit(id) for id in draft.missing if ANSWER + id in form.all("shown")} | dict(draft.wrong)
        if wrong or draft.missing or form.text("step") != "keep":
            return self._show(draft, wrong, form.fields)
        as_given = form.text(AS_GIVEN) == "yes"
        try:
            return self._seat.take(
                self._case,
                lambda case, acting: reply(case, self._of(case), acting, as_given=as_given),
                "decided",
                rows=self._rows(draft),
            )
        except AppError as error:
            if not error.errors:
                raise
            return self._show(draft, {each.pointer.removeprefix("/"): each.code for each in error.errors}, form.fields)

    def _of(self, case: Case) -> ReplyDraft:
        return replace(self._draft, case=case)

    def _unfit(self, id: str) -> str:
        question = self._book.questions[id]
        code = unfit(question, self._seat.form.all(ANSWER + id))
        # Nobody replies without knowing it: there is no "I don't know" to choose here.
        return code if code not in ("missing", "several") else "left_empty" if question.amount else "choose"

    def _show(self, draft: ReplyDraft, wrong: Wrong, fields: Mapping[str, list[str]]) -> Response:
        known = ((q.id, draft.answers.get(q.id)) for q in draft.questions if q.date)
        dates = {ANSWER + id: date.fromisoformat(str(day)) for id, day in known if day}
        values = {
            "wrong": {name if name == AS_GIVEN else ANSWER + name: code for name, code in wrong.items()},
            "questions": [self._question(each) for each in draft.questions],
            "form": Form({**fields, **{name: list(typed_as(day)) for name, day in dates.items()}}),
            "ready": draft.is_possible and not draft.missing and not (wrong.keys() - {AS_GIVEN}),
        }
        return self._page("reply.html", draft, values, status=422 if wrong else 200)

    def _page(self, name: str, draft: ReplyDraft, values: Context, *, status: int = 200) -> Response:
        around = {
            "case": self._case,
            "rulebook": self._book,
            "made": self._made,
            "verdict": draft.evaluation.title.other[self._language],
            "say": draft.evaluation.say.other[self._language],
            "is_possible": draft.is_possible,
            **duties_told(draft, self._language, for_hr=True),
            "letters": self._letters(draft),
            "rows": self._rows(draft),
        }
        return self._seat.page(name, around | values, status=status)

    def _letters(self, draft: ReplyDraft) -> list[Context]:
        found = draft.evaluation
        known = known_texts(self._book, found.applicable, found.days, self._seat.desk.service.today)
        by_hr = (each for each in found.letters if each.by_hr)
        return [LetterWriting(self._book, each, known, self._language).context() for each in by_hr]

    @property
    def _made(self) -> str:
        made = self._case.standing_answers.get(self._request.made)
        return answer_told(self._book, self._book.questions[self._request.made], made, self._language)

    def _rows(self, draft: ReplyDraft) -> list[Context]:
        return answers_told(self._book, draft.answers, self._language)

    def _question(self, question: Question) -> Context:
        answers = [id for id in question.answers if (question.id, id) != (self._request.reply, self._request.no_reply)]
        return {
            "name": ANSWER + question.id,
            "ask": question.ask.other[self._language],
            "help": question.help.other[self._language] if question.help else "",
            "items": [(id, answer_told(self._book, question, id, self._language)) for id in answers],
            "amount": question.amount,
            "many": question.many,
        }
