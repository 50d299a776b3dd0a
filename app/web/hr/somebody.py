"""What HR tells about the employee for whom it fills in a case, and keeping that case once."""

from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.submit import Submitted
from app.problems import AppError
from app.rulebook.texts import LANGUAGES
from app.web.hr.desk import Seat
from app.web.terms import Wrong
from app.writing import misfit, one_line

LONGEST_WHO = 100
SENT_BEFORE: Wrong = {"who": "sent_before"}


def wrong_who(seat: Seat) -> Wrong:
    """Return what is wrong with who a case is about."""
    wrong = misfit(one_line(seat.form.text("who")), LONGEST_WHO)
    return {"who": wrong} if wrong else {}


def about(seat: Seat) -> Submitted:
    """Return who a case is about, in which language they read letters, and who fills it in."""
    chosen = seat.form.text("language")
    return Submitted(
        now=seat.desk.service.now(),
        language=next((each for each in LANGUAGES if each == chosen), seat.desk.language),
        retention=seat.desk.casework.employer.retention,
        who=one_line(seat.form.text("who")),
        origin="hr",
        by=seat.person.id,
        name=seat.person.name,
    )


def keep(seat: Seat, case: Case) -> Response | None:
    """Keep the case, once for each time that the form was shown, and go to its page; raises AppError `invalid`.

    Returns None where this form made a case before, with something else in it.
    """
    if not seat.form.text("key"):
        raise AppError("invalid", "expected the key of a form")
    line, key = seat.line("filled_in", case.id), f"{seat.person.id} {seat.form.text('key')}"
    try:
        kept = seat.desk.casework.store.add(case, line, key)
    except AppError as error:
        if error.code != "conflict":
            raise
        return None
    return RedirectResponse(seat.desk.address(f"/cases/{kept.id}"), 303)
