"""HR replies to a request: step by step, with the duties in sight, a letter, and the register."""

import csv
from collections.abc import Mapping
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from app.cases.case import Case
from app.cases.ids import LETTERS, key_of
from app.cases.organisation import Retention
from app.cases.submit import Submitted, check_case
from app.engine.evaluate import evaluate
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from app.web.api.cases import case_json
from tests.cases import made
from tests.cases.worked import TODAY
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import hidden, kept

WORKPLACE = RULES / "wfw-werkplek" / "1.0.0.yaml"
BRITISH = {
    "status": "employee", "subject": "hours_times_or_place", "made_before": "none", "other_proceeding": "no",
    "written_dated": "yes", "says_statutory": "yes", "names_change_and_start": "yes", "names_earlier": "yes",
    "longer_agreed": "no", "request_date": "2024-05-01",
}  # fmt: skip
SAMPLE_SECRET = LETTERS[:26]
REQUEST = {
    "employer_size": "ten_or_more", "other_rule": "none", "unforeseen": "no", "request_date": "2021-02-15",
    "start_date": "2021-05-01", "employed_since": "2018-01-01", "earlier_decision": "no", "care": "not_invoked",
    "written": "yes", "reply": "nothing", "home_days": "3", "on_site_work": "none", "temporary": "no",
    "home_workplace": "adequate", "abroad": "none",
}  # fmt: skip
DAY = ["26", "2", "2021"]
REFUSED = {"q.reply": "refused", "q.reply_date": DAY}
DUTIES = {"q.talked": "yes", "q.reply_written": "yes", "q.reasons_given": "yes"}


DRAFT = '<p class="twk-letter__draft">'


@pytest.fixture(scope="module")
def workplace() -> Rulebook:
    return load_rulebook(WORKPLACE)


@pytest.fixture
def case(desk: Desk, workplace: Rulebook) -> Case:
    return kept(desk, asked(workplace))


def asked(book: Rulebook, **changes: str) -> Case:
    answers = REQUEST | changes | book.on_day(TODAY)
    return check_case(book, answers, Submitted(made.NOW, "nl", Retention(), "P. Voorbeeld"), SAMPLE_SECRET)


def path(case: Case, page: str = "/reply", language: str = "en") -> str:
    return f"/{language}/hr/cases/{case.id}{page}"


def post(desk: Desk, case: Case, fields: Mapping[str, object]) -> tuple[int, str]:
    opened = desk.client.get(path(case)).text
    answer = desk.client.post(path(case), data={**hidden(opened), **fields})
    return answer.status_code, answer.text


def test_the_form_asks_what_and_when_first_and_today_is_filled_in(desk: Desk, case: Case) -> None:
    page = desk.client.get(path(case)).text
    assert 'name="q.reply"' in page and 'value="nothing"' not in page and "I don&#39;t know" not in page
    assert 'name="q.talked"' not in page and " checked" not in page
    assert 'data-days-left="31"' in page


def test_a_case_leads_to_its_reply_and_not_to_days_on_site(desk: Desk, case: Case) -> None:
    page = desk.client.get(path(case, "")).text
    assert path(case) in page and path(case, "/decision") not in page
    to = desk.client.get(path(case, "/decision"))
    assert to.status_code == 303 and to.headers["location"] == path(case)
    assert desk.client.post(path(case, "/decision"), data=hidden(page)).status_code == 409


def test_what_the_duties_rest_on_is_asked_next_without_an_error(desk: Desk, case: Case) -> None:
    status, page = post(desk, case, {**REFUSED, "shown": ["q.reply"]})
    assert status == 200 and "govuk-error-summary" not in page
    assert all(f'name="q.{each}"' in page for each in ("reply_date", "talked", "reply_written", "reasons_given"))
    status, page = post(desk, case, {"q.reply": "granted", "q.reply_date": DAY, "shown": ["q.reply", "q.reply_date"]})
    assert status == 200 and 'name="q.reasons_given"' not in page


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"shown": ["q.reply"]}, "q.reply", "Choose an answer"),
        ({"shown": ["q.reply"], "q.reply": "nothing"}, "q.reply", "Choose an answer"),
        (REFUSED | {"q.reply_date": ["1", "2", "2021"]}, "q.reply_date", "before the request"),
        (REFUSED | {"q.reply_date": ["3", "3", "2021"]}, "q.reply_date", "still to come"),
        (REFUSED | {"q.reply_date": ["31", "2", "2021"], "shown": ["q.reply_date"]}, "q.reply_date", "does not exist"),
        (REFUSED | {"q.reply_date": [""], "shown": ["q.reply_date"]}, "q.reply_date", "Fill in the day, the month"),
        (REFUSED | {"shown": ["q.talked"]}, "q.talked", "Choose an answer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    desk: Desk, case: Case, fields: dict[str, object], field: str, said: str
) -> None:
    status, page = post(desk, case, fields)
    assert status == 422 and f'href="#{field}"' in page and said in page
    if "q.reply" in fields and fields["q.reply"] == "refused":
        assert 'value="refused" checked' in page


def test_open_duties_are_named_and_keep_the_reply_from_being_kept(desk: Desk, case: Case) -> None:
    fields = {**REFUSED, **DUTIES, "q.talked": "no"}
    status, page = post(desk, case, fields)
    assert status == 200 and 'data-duties="1"' in page and 'data-duty="no_consultation"' in page
    assert "twk-letter__paper" not in page  # its letter says that there was a talk
    status, page = post(desk, case, {**fields, "step": "keep"})
    assert status == 422 and 'href="#as_given"' in page
    assert desk.casework.store.read(case.id).reply is None
    status, _ = post(desk, case, {**fields, "step": "keep", "as_given": "yes"})
    assert "the reply was not in order" in desk.client.get(path(case, "")).text
    found = desk.casework.store.read(case.id).reply
    assert status == 303 and found and found.open == ("no_consultation",)


def test_a_reply_after_the_last_day_says_that_silence_had_granted_it(desk: Desk, workplace: Rulebook) -> None:
    late = kept(desk, asked(workplace, start_date="2021-03-20", request_date="2021-01-10"))
    status, page = post(desk, late, {**REFUSED, **DUTIES})
    assert status == 200 and 'data-duty="no_answer_in_time"' in page
    assert workplace.verdicts["granted_by_silence"].title.other.en in page
    assert DRAFT in page
    assert post(desk, late, {**REFUSED, **DUTIES, "step": "keep", "as_given": "yes"})[0] == 303
    assert DRAFT in desk.client.get(path(late)).text
    own = desk.client.get(f"/en/case/{key_of(late.id, SAMPLE_SECRET)}").text
    assert workplace.verdicts["granted_by_silence"].title.en in own and 'data-duty="no_answer_in_time"' in own


def test_a_request_that_is_still_to_come_has_nothing_to_reply_to(desk: Desk, workplace: Rulebook) -> None:
    coming = kept(desk, asked(workplace, request_date="2021-04-15", start_date="2021-09-01"))
    page = desk.client.get(path(coming)).text
    assert "data-nothing-to-reply" in page and 'name="q.reply"' not in page
    form = hidden(desk.client.get(path(coming, "")).text)
    assert desk.client.post(path(coming), data={**form, **REFUSED, **DUTIES, "step": "keep"}).status_code == 422
    assert desk.casework.store.read(coming.id).reply is None


def test_a_complete_reply_has_its_letter_and_is_kept(desk: Desk, case: Case, workplace: Rulebook) -> None:
    status, page = post(desk, case, {**REFUSED, **DUTIES})
    assert status == 200 and 'data-duties="0"' in page and "twk-letter__draft" not in page
    assert 'data-letter="reply-refused"' in page and "15 February 2021" in page and "1 May 2021" in page
    status, _ = post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    assert status == 303
    shown = desk.client.get(path(case, "")).text
    assert 'data-step="nothing"' in shown and "data-reply" in shown
    again = desk.client.get(path(case)).text
    assert 'data-letter="reply-refused"' in again and '<form method="post" action="/en/hr/cases' not in again
    assert desk.client.get(path(case, "/again")).status_code == 200


@pytest.mark.parametrize("unknown", ["start_date", "request_date"])
def test_what_the_employee_does_not_know_leaves_a_duty_not_known(desk: Desk, workplace: Rulebook, unknown: str) -> None:
    case = kept(desk, asked(workplace, **{unknown: "unknown"}))
    given = {**REFUSED, **DUTIES} | ({"q.request_date": ["15", "2", "2021"]} if unknown == "request_date" else {})
    status, page = post(desk, case, given)
    assert status == 200 and all(f'name="q.{each}"' in page for each in ("reply_date", "talked", "reasons_given"))
    assert ('name="q.request_date"' in page) is (unknown == "request_date")
    if unknown == "start_date":
        assert 'data-not-known="1"' in page and "this reply is in order" not in page and DRAFT in page
    assert post(desk, case, {**given, "step": "keep"})[0] == 303
    if unknown == "start_date":
        assert "not fully known" in desk.client.get(path(case, "")).text
        assert DRAFT in desk.client.get(path(case)).text
    assert desk.client.get(path(case, "")).status_code == desk.client.get("/en/hr/requests").status_code == 200


def test_only_one_of_two_replies_is_kept_and_the_other_is_shown_again(desk: Desk, case: Case) -> None:
    opened = desk.client.get(path(case)).text
    first = {**hidden(opened), **REFUSED, **DUTIES, "step": "keep"}
    assert desk.client.post(path(case), data=first).status_code == 303
    granted = {"q.reply": "granted", "q.reply_date": DAY, "q.talked": "yes", "q.reply_written": "yes"}
    second = desk.client.post(path(case), data={**hidden(opened), "key": "another", **granted, "step": "keep"})
    assert second.status_code == 409 and "data-kept" in second.text
    assert len(desk.casework.store.read(case.id).replies) == 1


def test_a_reply_stays_in_the_case_when_another_is_given(desk: Desk, case: Case) -> None:
    post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    opened = desk.client.get(path(case, "/again")).text
    assert desk.client.post(path(case, "/reopening"), data={**hidden(opened), "why": "mistake"}).status_code == 303
    page = desk.client.get(path(case, "")).text
    assert 'data-earlier="refused"' in page and "data-reply>" not in page
    granted = {"q.reply": "granted", "q.reply_date": DAY, "q.talked": "yes", "q.reply_written": "yes"}
    assert post(desk, case, {**granted, "step": "keep"})[0] == 303
    page = desk.client.get(path(case, "")).text
    assert 'data-earlier="refused"' in page and 'data-earlier="granted"' not in page


def test_a_check_that_is_no_request_has_no_such_page(desk: Desk, book: Rulebook) -> None:
    assert desk.client.get(path(kept(desk, made.check(book)))).status_code == 404


def test_the_employee_reads_what_was_replied(desk: Desk, case: Case) -> None:
    post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    for language, said in (("en", "Your employer has replied to your request."), ("nl", "Uw werkgever heeft op uw")):
        page = desk.client.get(f"/{language}/case/{key_of(case.id, SAMPLE_SECRET)}")
        assert page.status_code == 200 and said in page.text
        assert 'data-replied="refused"' in page.text
        assert "data-not-a-request" not in page.text and "data-follows" in page.text
        assert ("You shared this before" if language == "en" else "Dit deelde u voordat") in page.text


@pytest.mark.parametrize("replied", [False, True])
def test_every_page_of_a_request_opens_in_both_languages(desk: Desk, case: Case, *, replied: bool) -> None:
    if replied:
        post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    pages = ["", "/reply", "/what-if", "/parties", *(["/again"] if replied else ["/questions", "/statement"])]
    key = key_of(case.id, SAMPLE_SECRET)
    for language in LANGUAGES:
        addresses = [*(path(case, page, language) for page in pages), f"/{language}/hr", f"/{language}/hr/todo"]
        addresses += [f"/{language}/case/{key}", f"/{language}/case/{key}/withdraw", f"/{language}/hr/insight"]
        assert {each: desk.client.get(each).status_code for each in addresses} == dict.fromkeys(addresses, 200)


def test_before_a_reply_the_employee_reads_that_sharing_is_not_the_request(desk: Desk, case: Case) -> None:
    page = desk.client.get(f"/en/case/{key_of(case.id, SAMPLE_SECRET)}").text
    assert "Sharing this is not the request itself" in page and "not a request under" not in page


def test_a_british_letter_speaks_of_a_statutory_request_only_where_it_is_one() -> None:
    book, today = load_rulebook(RULES / "gb-flexible-working" / "1.0.0.yaml"), {"today": "2024-06-01"}
    given = BRITISH | {"reply": "agreed", "reply_date": "2024-05-20"} | today
    assert [each.id for each in evaluate(book, given).letters] == ["reply_agreed"]
    for lacking in ("says_statutory", "written_dated"):
        assert evaluate(book, given | {lacking: "no"}).letters == ()


def test_the_register_has_every_request_with_its_year_and_days(desk: Desk, case: Case, workplace: Rulebook) -> None:
    post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    waiting = kept(desk, asked(workplace))
    page = desk.client.get("/en/hr/requests").text
    assert page.index(waiting.code) < page.index(case.code) and 'data-year="2021"' in page
    rows = list(csv.reader(StringIO(desk.client.get("/en/hr/requests.csv").content.decode("utf-8-sig")), delimiter=";"))
    line = next(row for row in rows if row[1] == case.code)
    assert line[0] == "2021" and line[3:9] == ["2021-02-15", "2021-04-01", "No", "2021-02-26", "11", "34"]
    with ZipFile(BytesIO(desk.client.get("/en/hr/requests.xlsx").content)) as sheets:
        assert case.code in sheets.read("xl/sharedStrings.xml").decode()


def test_the_api_tells_the_reply_and_not_the_id_of_who_gave_it(desk: Desk, case: Case, workplace: Rulebook) -> None:
    post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    told = case_json(desk.casework.store.read(case.id), workplace, "en")
    (reply,) = told["replies"]
    assert reply["outcome"] == "refused" and reply["name"] == "Hanna" and "by" not in reply
    assert told["evaluation"]["verdict"] == "decided_otherwise"


def test_what_remains_of_a_withdrawn_request_can_be_opened(desk: Desk, case: Case) -> None:
    post(desk, case, {**REFUSED, **DUTIES, "step": "keep"})
    key = key_of(case.id, SAMPLE_SECRET)
    page = desk.client.get(f"/en/case/{key}/withdraw").text
    assert "it is what was replied, and when" in page
    assert desk.client.post(f"/en/case/{key}/withdraw").status_code == 303
    sealed = desk.client.get(f"/en/hr/records/{case.id}").text
    opened = desk.client.post(f"/en/hr/records/{case.id}", data=hidden(sealed)).text
    assert 'data-reply="refused"' in opened, opened
    assert "26 February 2021" in opened and "15 February" not in opened


def test_every_late_duty_is_named_although_the_verdict_is_certain(desk: Desk, workplace: Rulebook) -> None:
    late = kept(desk, asked(workplace, start_date="2021-03-20", request_date="2021-01-10"))
    _, page = post(desk, late, {**REFUSED, **DUTIES, "q.talked": "no", "q.reasons_given": "no"})
    assert 'data-duties="3"' in page
