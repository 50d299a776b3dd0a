"""HR replies to a request: what the reply is, which duties it leaves open, and the letter that goes with it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from app.cases.case import Case, Reply
from app.cases.replies import ReplyDraft, reply, reply_of, request_in
from app.problems import AppError
from app.rulebook.in_force import day_of
from app.rulebook.model import NONE_REACHED, Question, Rulebook
from app.rulebook.request import about_reply
from app.rulebook.text import Language
from app.web.forms import ANSWER, Form, Posted, given, typed_as, unfit
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.statements import answer_told, answers_told
from app.web.questionnaire.letters import Written
from app.web.questionnaire.outcome import said_of

Context = dict[str, Any]
Wrong = Mapping[str, str]
AS_GIVEN = "as_given"

routes = hr_routes("decide")


@routes.get("/cases/{id}/reply")
def shown(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("decide")
    return ReplyForm(seat, seat.case(id)).first()


@routes.post("/cases/{id}/reply")
def sent(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("decide", form=form)
    return ReplyForm(seat, seat.case(id)).take()


def replied_told(case: Case, book: Rulebook | None, language: Language) -> Context | None:
    """Return what was replied, and the duties that were open then; None where there is no reply, or no edition here."""
    if case.reply is None or book is None:
        return None
    draft = _kept(case, case.reply, book)
    return {"rows": answers_told(book, draft.answers, language), "open": list(_open(draft, language))}


def _kept(case: Case, kept: Reply, book: Rulebook) -> ReplyDraft:
    return ReplyDraft(case, book, reply_of(case), day_of(kept.at))


def _open(draft: ReplyDraft, language: Language) -> Iterator[Context]:
    """Yield the duties that a reply leaves open, each with why and where it stands."""
    book = draft.rulebook
    for id, is_open in draft.duties.items():
        if is_open:
            criterion, reach = book.criteria[id], draft.evaluation.criteria[id].reach or NONE_REACHED
            clauses = [book.clauses[clause] for clause in criterion.source]
            text = said_of(criterion, reach).other[language]
            yield {"id": id, "title": criterion.title.other[language], "text": text, "clauses": clauses}


def _not_known(draft: ReplyDraft, language: Language) -> list[str]:
    """Return the duties of which these answers do not say whether they are open."""
    criteria = draft.rulebook.criteria
    return [criteria[id].title.other[language] for id, is_open in draft.duties.items() if is_open is None]


class ReplyForm:
    """Show and take a reply to one request: what it is and when, what its duties rest on, then the letter."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._language = seat.desk.language
        self._book = seat.desk.rulebook(case)
        self._request = request_in(self._book)
        about = about_reply(self._book, self._request.reply)
        values = {id: given(self._book.questions[id], seat.form.all(ANSWER + id)) for id in about}
        answers = {id: value for id, value in values.items() if value is not None}
        self._draft = ReplyDraft(case, self._book, answers, seat.desk.service.today)

    def first(self) -> Response:
        """Show an empty form for a reply of today, or the reply that was kept."""
        if self._case.reply:
            kept = _kept(self._case, self._case.reply, self._book)
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
        return ReplyDraft(case, self._book, self._draft.given, self._draft.today)

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
            "ready": not draft.missing and not (wrong.keys() - {AS_GIVEN}),
        }
        return self._page("reply.html", draft, values, status=422 if wrong else 200)

    def _page(self, name: str, draft: ReplyDraft, values: Context, *, status: int = 200) -> Response:
        around = {
            "case": self._case,
            "rulebook": self._book,
            "made": self._made,
            "verdict": draft.evaluation.title.other[self._language],
            "say": draft.evaluation.say.other[self._language],
            "open": list(_open(draft, self._language)),
            "not_known": _not_known(draft, self._language),
            "letters": self._letters(draft),
            "rows": self._rows(draft),
        }
        return self._seat.page(name, around | values, status=status)

    def _letters(self, draft: ReplyDraft) -> list[Context]:
        found = draft.evaluation
        written = Written(self._book, found.applicable, found.days, self._seat.desk.service.today)
        return [written.context(self._book.letters[each.id], self._language) for each in found.letters if each.by_hr]

    @property
    def _made(self) -> str:
        made = self._case.answers.get(self._request.made)
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
