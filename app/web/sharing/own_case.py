"""The employee's own pages of a case: follow it, disagree, withdraw."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.cases.advice import recorded
from app.cases.case import Case
from app.cases.employee import can_answer, can_disagree, disagree
from app.cases.ids import ID
from app.cases.record import Record, record_of
from app.cases.replies import ReplyDraft
from app.cases.repository import Sealed
from app.cases.submit import rulebook_of
from app.cases.withdraw import withdraw
from app.rulebook.model import Rulebook
from app.web.context import IN_LANGUAGE
from app.web.decision_words import claims_of, duties_told, unmet_told
from app.web.forms import Posted
from app.web.questionnaire.outcome import answers_told
from app.web.sharing.case_link import CaseLinks
from app.web.sharing.submission import CurrentSharing, SharingContext
from app.web.sharing.summary import questions_told, seen

routes = APIRouter(prefix=IN_LANGUAGE + "/case", include_in_schema=False)


@routes.get("")
def ask(sharing: CurrentSharing) -> Response:
    return CaseLinks(sharing).ask()


@routes.post("")
def find(sharing: CurrentSharing, form: Posted) -> Response:
    return CaseLinks(sharing).find(form.last("code"), form.last("secret"))


# Above `/{key}`, which would take the word for a key.
@routes.get("/withdrawn")
def withdrawn(sharing: CurrentSharing, case: str = "") -> Response:
    following = OwnCase(sharing)
    return following.withdrawn(following.record(case))


@routes.get("/{key}")
def page(sharing: CurrentSharing, key: str) -> Response:
    return CaseLinks(sharing).open(key, OwnCase(sharing).page)


@routes.get("/{key}/withdraw")
def confirm(sharing: CurrentSharing, key: str) -> Response:
    return CaseLinks(sharing).open(key, OwnCase(sharing).confirm)


@routes.post("/{key}/withdraw")
def withdrawing(sharing: CurrentSharing, key: str) -> Response:
    return CaseLinks(sharing).open(key, OwnCase(sharing).withdraw)


@routes.post("/{key}/disagree")
def disagreeing(sharing: CurrentSharing, key: str) -> Response:
    return CaseLinks(sharing).open(key, OwnCase(sharing).disagree)


class OwnCase:
    """Show a case to whoever shared it."""

    def __init__(self, sharing: SharingContext) -> None:
        self._sharing = sharing

    def page(self, key: str, case: Case) -> Response:
        book = rulebook_of(case, self._sharing.service.library)
        secret = key[len(case.id) :]
        values = {
            **seen(case, book, self._sharing.language),
            "rulebook": book,
            "key": key,
            "letters": [secret[at : at + 4] for at in range(0, len(secret), 4)],
            "asked": questions_told(book, case.asked, self._sharing.language) if book else [],
            "can_answer": book is not None and can_answer(case),
            "can_disagree": can_disagree(case),
            "record": self._would_remain(case),
            "claim": claims_of(case, book, (self._sharing.language, self._sharing.service.today), case.decision),
            "decision": case.decision and recorded(case, case.decision, book),
            "replied": self._replied(case, book),
            "unmet": unmet_told(case, case.decision, book, self._sharing.language) if case.decision else [],
        }
        return self._sharing.page("case.html", values)

    def _replied(self, case: Case, book: Rulebook | None) -> dict[str, Any] | None:
        """Return what was replied, what follows from it, and which duties it left open."""
        kept, language = ReplyDraft.kept(case, book) if book else None, self._sharing.language
        if kept is None:
            return None
        follows = {"verdict": kept.evaluation.title[language], "say": kept.evaluation.say[language]}
        return {"rows": answers_told(kept.rulebook, kept.answers, language), **follows, **duties_told(kept, language)}

    def confirm(self, key: str, case: Case) -> Response:
        values = {"case": case, "record": self._would_remain(case), "back": self._sharing.case_address(key)}
        return self._sharing.page("withdraw.html", values)

    def withdraw(self, key: str, case: Case) -> Response:
        line, retention = self._sharing.line(case, "withdrawn"), self._sharing.employer.retention
        record = withdraw(self._sharing.casework.store, case, line, retention)
        # By id, looked up there: the page can be loaded again, and tells only what is still kept.
        which = f"?case={record.id}" if record else ""
        return RedirectResponse(f"/{self._sharing.language}/case/withdrawn{which}", 303)

    def record(self, id: str) -> Sealed | None:
        """None where the withdrawn case left no record."""
        return self._sharing.casework.store.records.sealed(id) if ID.fullmatch(id) else None

    def withdrawn(self, record: Sealed | Record | None) -> Response:
        return self._sharing.page("withdrawn.html", {"record": record})

    def _would_remain(self, case: Case) -> Record | None:
        return record_of(case, self._sharing.employer.retention, self._sharing.service.today)

    def disagree(self, key: str, case: Case) -> Response:
        # No refusal otherwise: a form that is sent twice has said it once.
        if can_disagree(case):
            about = self._sharing.about(case.who)
            self._sharing.change(case, lambda now: disagree(now, about.now, about.retention), "disagreed")
        return self._sharing.to_case(key)
