"""A claim through the pages: asked without pressure, shared only when invoked, and otherwise not there for anybody."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from app.cases.case import Statement
from app.cases.submit import asked_before_sharing, asked_by_hr, check_case
from app.receipts.receipt import Issued, receipt
from app.rulebook.load import load_rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.hr.case_page import check_told
from app.web.hr.compare_statements import sides_told
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit
from tests.cases import made
from tests.rulebook.bad import SPECIMENS
from tests.web.sharing.staff import Staff, staff_in

SMALL = {"team": "small", "notice": "20"}
SILENT: tuple[dict[str, str], ...] = ({}, {"exam": "not_invoked"}, {"exam": "unknown"})
SAID = {
    "nl": "U hoeft zich hier niet op te beroepen. U hebt daar geen reden voor nodig. Anderen zien het alleen als u dat",
    "en": "You need not invoke this, and you need no reason. Others see it only if you invoke it.",
}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    rules = tmp_path_factory.mktemp("rules")
    (rules / "swapped-shifts").mkdir()
    shutil.copy(SPECIMENS / "claims.yaml", rules / "swapped-shifts" / "1.0.0.yaml")
    book = load_rulebook(rules / "swapped-shifts" / "1.0.0.yaml")
    with staff_in(tmp_path_factory.mktemp("data"), book, rules=rules) as found:
        yield found


def at_the_end(staff: Staff, **answers: str) -> Visit:
    return visits.go_on(Visit(staff.book, Page.ANSWERS, answers))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_says_that_nobody_needs_to_invoke_it(staff: Staff, language: Language) -> None:
    visit = replace(at_the_end(staff, team="small"), at="exam")
    page = unescape(staff.client.get(staff.check(visit, language)).text)
    assert SAID[language] in page
    assert "not_relied_on" not in page
    team = unescape(staff.client.get(staff.check(replace(visit, at="team"), language)).text)
    assert SAID[language] not in team


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_in_words_say_what_a_claim_is(staff: Staff, language: Language) -> None:
    page = unescape(staff.client.get(f"/{language}/swapped-shifts/rules").text)
    told = {
        "en": ["only if you do", "because somebody invokes something", "as if it had not been asked", ", unless the"],
        "nl": ["alleen dan telt het", "doordat iemand zich ergens op beroept", "niet gevraagd is", ", tenzij het"],
    }
    assert [text for text in told[language] if text not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_says_what_hr_sees_of_it(staff: Staff, language: Language) -> None:
    said = {"en": "If you do not, HR learns nothing of it.", "nl": "dan komt HR daar niets over te weten."}
    assert said[language] in unescape(staff.client.get(f"/{language}/privacy").text)


def test_what_is_invoked_is_kept_and_shown(staff: Staff) -> None:
    visit = at_the_end(staff, **SMALL, exam="invoked", shown="no")
    preview = unescape(staff.client.get(staff.to_preview(staff.check(visit) + "/share", visit.answers)).text)
    assert "Beroept zich erop" in preview or "Ja, ik beroep mij erop" in preview
    case = staff.case(staff.share(visit))
    assert (case.answers, case.verdict) == ({"team": "small", "exam": "invoked", "shown": "no"}, "stays")


def test_whatever_else_was_said_leads_to_the_same_case(staff: Staff) -> None:
    cases = [staff.case(staff.share(at_the_end(staff, **SMALL, **said))) for said in SILENT[1:]]
    cases += [check_case(staff.book, {**SMALL, **said}, made.submitted(), "secret") for said in SILENT]
    assert {str(case.answers) for case in cases} == {"{'team': 'small'}"}
    assert {case.verdict for case in cases} == {"stays"}


def test_hr_reads_the_same_of_each(staff: Staff) -> None:
    told = []
    for said in SILENT:
        case = check_case(staff.book, {**SMALL, **said}, made.submitted(), "secret")
        check = check_told(case, staff.book, "en")
        told.append(str({name: part for name, part in check.items() if name != "rulebook"}))
    assert told[0] == told[1] == told[2]
    assert "exam" not in told[0].lower()


def test_a_receipt_to_share_holds_nothing_of_it(staff: Staff) -> None:
    def shared(**said: str) -> dict[str, Any]:
        issued = Issued(made.NOW, "code")
        return receipt(staff.book, {**SMALL, **said}, private=False, language="en", mode="quick", issued=issued)

    receipts = [shared(**said) for said in SILENT]
    assert receipts[0] == receipts[1] == receipts[2]
    assert receipts[0]["answers"] == {"team": "small"}
    whole = {**SMALL, "exam": "invoked", "shown": "yes"}
    assert shared(exam="invoked", shown="yes")["answers"] == whole


@pytest.mark.parametrize("audience", ["hr", "planner"])
def test_the_api_tells_an_audience_the_same(staff: Staff, audience: str) -> None:
    def evaluated(**said: str) -> Any:
        sent = {"rulebook": "swapped-shifts", "answers": {"team": "small", **said}, "audience": audience}
        return staff.client.post("/v1/evaluations", json=sent).json()

    told = [evaluated(**said) for said in SILENT]
    assert told[0] == told[1] == told[2]
    assert (told[0]["verdict"], told[0]["open_questions"], told[0]["not_applicable"]) == ("stays", [], [])
    invoked = evaluated(exam="invoked")
    assert (invoked["possible"], invoked["next_question"]) == (["stays", "swap"], "shown")


def test_before_sharing_somebody_is_asked_what_they_can_still_invoke(staff: Staff) -> None:
    missing = [asked_before_sharing(staff.book, {**SMALL, **said})[1] for said in SILENT]
    assert missing == ["exam", None, None]
    assert asked_by_hr(staff.book, SMALL)[1] is None


def test_another_party_is_measured_with_what_the_employee_invokes(staff: Staff) -> None:
    given = {"team": "small", "exam": "invoked", "shown": "yes", "notice": "20"}
    case = check_case(staff.book, given, made.submitted(), "secret")
    answers = {"team": "small", "shown": "yes", "notice": "20"}
    theirs = Statement(party="manager", by="Mo", at=made.NOW, answers=answers)
    sides = sides_told(case.but(statements=(*case.statements, theirs)), staff.book, "en")
    assert sides["verdicts"] == ["You may swap", "You may swap"]
    assert [row["id"] for row in sides["rows"] if row["differs"]] == []
