"""What a check would come out at with other answers."""

from random import Random
from typing import Any

from httpx2 import Response

from app.cases.case import Case
from app.cases.submit import as_hr
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.test_reevaluate import random_case
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.test_case_page import kept


def what_if(desk: Desk, case: Case, answers: dict[str, Any]) -> Response:
    """Send the form with these answers."""
    address = f"/en/hr/cases/{case.id}/what-if"
    key = Seen(desk.client.get(address).text).fields()["form_key"]
    sent = {f"q.{q}": list(a) or "none_of_these" if isinstance(a, tuple) else a for q, a in answers.items()}
    return desk.client.post(address, data={"form_key": key, **sent})


def test_other_answers_give_another_outcome_and_nothing_is_kept(desk: Desk, book: Rulebook) -> None:
    for seed in range(8):
        case = kept(desk, random_case(book, Random(seed)))
        other = random_case(book, Random(seed + 100)).answers
        response = what_if(desk, case, other)
        page, evaluation = Seen(response.text), as_hr(book, other)
        assert response.status_code == 200
        if other == case.answers:
            assert page.having("data-differs") == []
            continue
        title = book.verdicts[evaluation.verdict].title if evaluation.verdict else book.undetermined[0]
        assert page.having("data-after")[0][1] == title["en"]
        before = as_hr(book, case.answers)
        assert page.having("data-differs")[0][0]["data-differs"] == (
            "yes" if before.possible != evaluation.possible else "no"
        )
        assert desk.casework.store.read(case.id) == case
        assert {line.done for line in desk.casework.store.trail(case.id)} == {"viewed"}
        assert "location" not in response.headers


def test_the_form_shows_the_answers_of_the_case_first_and_no_difference(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    page = Seen(desk.client.get(f"/en/hr/cases/{case.id}/what-if").text)
    assert page.having("data-differs") == []
    chosen = [attrs["value"] for attrs, _ in page.all("option") if "selected" in attrs and attrs["value"]]
    assert chosen == [answer for answer in made.WORK.values() if isinstance(answer, str)]


def test_what_is_no_answer_or_not_about_the_work_takes_no_part(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    sent = {q: a for q, a in made.WORK.items() if isinstance(a, str)} | {"on_site_tasks": "no answer"}
    response = what_if(desk, case, {**sent, "mental_health": "yes", "no_question": "x"})
    page = Seen(response.text)
    assert page.having("data-after")[0][1] == book.undetermined[0]["en"]
    assert book.questions["on_site_tasks"].ask.other["en"] in page.having("data-next")[0][1]
    assert "mental_health" not in response.text
