"""The page on which a named person writes down what was agreed or decided in one case, after a talk."""

from collections.abc import Iterable
from typing import Any, get_args

from starlette.responses import RedirectResponse, Response

from app.cases.advice import ON_SITE, advice_of
from app.cases.case import Agreed, Case, Day, How, Talk, Terms, WhyOtherwise
from app.cases.decisions import LONGEST_NOTE, Chosen, contradictions, decide, out_of_order
from app.cases.submit import reader, rulebook_of
from app.cases.transitions import Acting
from app.disclosure import disclose, requirement_told
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.arrangement_form import DAYS, NO_DAY
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.compare_statements import sides_told
from app.web.hr.page import CurrentHr, HrRequest

Context = dict[str, Any]


def beside(case: Case, rulebook: Rulebook | None, language: Language) -> Context | None:
    """Return what a decision must not contradict, looking only at the work.

    None for an arrangement, and where the edition is not here.
    """
    if rulebook is None or case.said is None:
        return None
    advice, audience = advice_of(case, rulebook), reader(rulebook)
    states = dict.fromkeys(each for amount in sorted(ON_SITE) for each in advice.requirements[amount])
    sides = sides_told(case, rulebook, language)
    return {
        "verdict": rulebook.verdict_title(case.verdict).other[language],
        "requirements": [requirement_told(rulebook, (r.id, r.state), language, audience) for r in states],
        "notes": disclose(rulebook, case.answers, language, audience=audience)["notes"],
        "sides": sides,
        "apart": [row for row in sides.get("rows", ()) if row["differs"]],
    }


HOWS: tuple[How, ...] = get_args(How)
TALKS: tuple[Talk, ...] = get_args(Talk)
REASONS: tuple[WhyOtherwise, ...] = get_args(WhyOtherwise)
FIELDS = ("talked_on", "talked_how", "how", "reasons", "days", "since", "until", "review", "note")
"""The fields in the order of the page."""
Wrong = dict[str, str]
"""What is wrong, by field."""
PAIR = " "
"""What stands between two things that do not go together."""


routes = hr_routes("decide")


@routes.get("/cases/{id}/decision")
def empty(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("decide")
    return DecisionForm(seat, seat.case(id)).empty()


@routes.post("/cases/{id}/decision")
def sent(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("decide", form=form)
    return DecisionForm(seat, seat.case(id)).take()


def agreed_in(form: Form) -> tuple[Agreed | None, Wrong]:
    """None, with what is wrong, where something is missing or cannot be."""
    days = {name: form.day(name) for name in ("talked_on", "since", "until", "review")}
    wrong = {name: value for name, value in days.items() if isinstance(value, str)}
    chosen, talked_how = chosen_in(form), form.chosen("talked_how", TALKS)
    missing = {"how": chosen.how, "talked_how": talked_how, "days": chosen.days}
    wrong |= {name: "missing" for name, value in missing.items() if value is None}
    if not wrong.keys() & {"since", "until", "review"}:
        wrong |= dict(out_of_order(days["since"], days["until"], days["review"]))  # type: ignore[arg-type]
    if wrong:
        return None, wrong
    terms = Terms.model_validate({"days": chosen.days, **{name: days[name] for name in ("since", "until", "review")}})
    values: dict[str, Any] = {"how": chosen.how, "reasons": chosen.reasons}
    values |= {"talked_on": days["talked_on"], "talked_how": talked_how}
    return Agreed(**values, terms=terms, note=form.text("note")), {}


def chosen_in(form: Form) -> Chosen:
    """As far as the form is filled in."""
    since, until = form.day("since"), form.day("until")
    period = None if isinstance(since, str) or isinstance(until, str) else (since, until)
    reasons = tuple(each for each in REASONS if each in form.all("reasons"))
    return Chosen(form.chosen("how", HOWS), _days(form), reasons, period)


def _days(form: Form) -> tuple[Day, ...] | None:
    """Empty where no day at all was chosen; None where nothing was, or nothing that fits."""
    given = form.all("days")
    chosen = tuple(day for day in DAYS if day in given)
    # As many as were sent: none of them was another word, or there twice.
    return chosen if len(chosen) == len(given) > 0 or given == [NO_DAY] else None


def wrong_in(error: AppError) -> Wrong:
    """Raises the refusal itself where it is about no field."""
    if not error.errors:
        raise error
    return by_field((each.pointer.removeprefix("/"), each.code) for each in error.errors)


def by_field(problems: Iterable[tuple[str, str]]) -> Wrong:
    """Return what is wrong by field: one word, or every pair of things that do not go together."""
    wrong: Wrong = {}
    for field, code in problems:
        both = field in wrong and PAIR in wrong[field] and PAIR in code
        wrong[field] = f"{wrong[field]};{code}" if both else wrong.get(field, code)
    return wrong


class DecisionForm:
    """Show and take the form for one case."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._book = rulebook_of(case, seat.desk.service.library)

    def empty(self) -> Response:
        if self._book and self._book.request:
            return RedirectResponse(self._seat.desk.address(f"/cases/{self._case.id}/reply"), 303)
        if self._case.status == "decided":
            return RedirectResponse(self._seat.desk.address(f"/cases/{self._case.id}/again"), 303)
        return self._show({})

    def take(self) -> Response:
        form, case = self._seat.form, self._case
        if self._book and self._book.request:
            raise AppError("conflict", "expected a case that is no request, to which HR replies")
        agreed, wrong = agreed_in(form)
        if agreed is None:
            # Said along with what is missing, so that nobody is sent back twice.
            together = contradictions(case, advice_of(case, self._book), chosen_in(form))
            return self._show(by_field([*wrong.items(), *together]))
        try:
            return self._seat.take(case, lambda now, acting: self._decided(now, agreed, acting), "decided")
        except AppError as error:
            return self._show(wrong_in(error))

    def _decided(self, case: Case, agreed: Agreed, acting: Acting) -> Case:
        return decide(case, agreed, acting, advice=advice_of(case, self._book))

    def _show(self, wrong: Wrong) -> Response:
        desk = self._seat.desk
        values: dict[str, Any] = {
            "case": self._case,
            "wrong": {name: wrong[name] for name in FIELDS if name in wrong},
            "beside": beside(self._case, self._book, desk.language),
            "hows": HOWS,
            "talks": TALKS,
            "reasons": REASONS,
            "days": DAYS,
            "longest": LONGEST_NOTE,
        }
        return self._seat.page("decision.html", values, status=422 if wrong else 200)
