"""A rulebook that compares dates, from the question to the paper: asked, refused, shown, sent and kept."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from app.cli import main
from app.main import create_app
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.typed_dates import read_parts
from tests.conftest import browser
from tests.rulebook.bad import SPECIMENS

NOW = datetime(2027, 1, 10, 11, tzinfo=UTC)
MEMBER = {"member_since": "2015-03-01", "requested": "2026-12-01", "starts": "2027-03-01", "answered": "no"}
TYPED = [["1", "3", "2015"], ["1", "12", "2026"], ["2027-03-01", "", ""], ["no"]]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rules") / "allotment"
    folder.mkdir()
    shutil.copy(SPECIMENS / "dates.yaml", folder / "1.0.0.yaml")
    settings = Settings(rules=folder.parent, secret="a secret of the tests that is long enough")
    with browser(create_app(settings, lambda: NOW)) as client:
        yield client


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def first_question(client: TestClient, language: Language) -> str:
    return str(client.post(f"/{language}/allotment/start").headers["location"])


def at_the_end(client: TestClient, language: Language, typed: list[list[str]]) -> str:
    at = first_question(client, language)
    for values in typed:
        at = client.post(at, data={"answer": values}).headers["location"]
    assert 'name="answer"' not in client.get(at).text
    return at


def test_a_date_is_asked_in_three_boxes_with_a_name_each(client: TestClient) -> None:
    page = client.get(first_question(client, "nl")).text
    assert len(re.findall(r'<input[^>]*\bname="answer"[^>]*type="text"', page)) == 3
    assert all(re.search(rf">\s*{name}\s*</label>", page) for name in ("Dag", "Maand", "Jaar"))
    assert re.search(r"<legend[^>]*>\s*<h1[^>]*>\s*Sinds wanneer bent u lid", page)
    assert re.search(r'type="checkbox"[^>]*value="unknown"', page)


@pytest.mark.parametrize(
    ("typed", "nl", "en"),
    [
        (["", "", ""], "Vul een datum in, of kies dat u het niet weet", "Write a date, or choose that you do not know"),
        (["1", "", "2015"], "Vul de dag, de maand en het jaar in", "Fill in the day, the month and the year"),
        (["31", "2", "2015"], "Deze datum bestaat niet", "This date does not exist"),
        (
            ["1", "1", "1066"],
            "Vul een datum in deze periode in: 1 januari 1950",
            "Write a date in this period: 1 January",
        ),
        (["1", "3", "2015", "unknown"], "niet allebei", "not both"),
        (["gisteren", "", ""], "Vul de dag, de maand en het jaar in", "Fill in the day, the month and the year"),
    ],
)
def test_what_is_no_date_comes_back_as_it_was_typed(client: TestClient, typed: list[str], nl: str, en: str) -> None:
    for language, said in (("nl", nl), ("en", en)):
        refused = client.post(first_question(client, language), data={"answer": typed})  # type: ignore[arg-type]
        assert refused.status_code == 422
        assert said in plain(refused.text)
        assert all(f'value="{part}"' in refused.text for part in typed if part)
        assert 'href="#answer"' in refused.text and re.search(r'<input[^>]*\bid="answer"', refused.text)


@pytest.mark.parametrize(
    "whole",
    ["2027-03-01", "1-3-2027", "01/03/2027", "1.3.2027", "1 mrt 2027", "1 maart 2027", "1 March 2027", "1 mar 2027"],
)
def test_a_date_that_is_pasted_in_the_first_box_is_read(whole: str) -> None:
    assert read_parts((whole, "", "")) == date(2027, 3, 1)


def test_a_month_can_be_named_and_no_other_script_is_read() -> None:
    assert read_parts(("1", "okt.", "2027")) == date(2027, 10, 1)
    assert read_parts(("1", "October", "2027")) == date(2027, 10, 1)
    assert read_parts(("\u0661", "1", "2027")) == "unreal"
    assert read_parts(("1", "0", "2027")) == "unreal"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_shown_as_dates_and_told_until_when_it_stays_so(client: TestClient, language: Language) -> None:
    at = at_the_end(client, language, TYPED)
    answers, outcome, paper = (client.get(f"{at}{rest}") for rest in ("", "/outcome", "/paper"))
    shown = {"nl": ("1 maart 2015", "1 december 2026", "1 maart 2027"), "en": ("1 March 2015", "1 March 2027")}
    assert all(day in plain(answers.text) for day in shown[language])
    stays = {
        "nl": "dan blijft dit zo tot en met 1 februari 2027. Vanaf 2 februari 2027 wordt het: Toegewezen.",
        "en": "this stays so up to and including 1 February 2027. From 2 February 2027 it becomes: Granted.",
    }
    assert stays[language] in plain(outcome.text)
    assert paper.status_code == 404 or stays[language] in plain(paper.text)
    days = {"nl": "Laatste dag voor een antwoord 1 februari 2027", "en": "Last day for an answer 1 February 2027"}
    assert days[language] in plain(outcome.text)
    nearest = {"nl": "9 februari 2027", "en": "9 February 2027"}
    assert nearest[language] in plain(outcome.text)


def test_days_stand_on_a_time_line_in_order_beside_those_that_were_given(client: TestClient) -> None:
    page = client.get(f"{at_the_end(client, 'en', TYPED)}/outcome").text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td></tr>', page)
    assert rows == [
        ("1 December 2026", "The request"),
        ("10 January 2027", "Today"),
        ("1 February 2027", "Last day for an answer; First day on which it can start"),
        ("1 March 2027", "The start"),
    ]
    picture = re.search(r"<svg[^>]*twk-time__line.*?</svg>", page, re.DOTALL)
    assert picture is not None and 'aria-hidden="true"' in picture[0]
    heights = [int(y) for y in re.findall(r'<circle[^>]*cy="(\d+)"', picture[0])]
    assert heights == sorted(heights) and len(heights) == len(rows)
    assert "Without an answer by then, silence counts as a yes." in plain(page)
    assert "this day has passed" not in page


def test_days_come_as_a_file_for_calendars_without_any_answer(client: TestClient) -> None:
    at = at_the_end(client, "en", TYPED)
    assert f"{at}/days.ics" in client.get(f"{at}/outcome").text
    answer = client.get(f"{at}/days.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[\w -]+\.ics"', answer.headers["content-disposition"])
    calendar: Any = Calendar.from_ical(answer.text)
    events = {str(each["summary"]): each for each in calendar.walk("VEVENT")}
    assert {name: each["dtstart"].dt for name, each in events.items()} == {
        "Last day for an answer": date(2027, 2, 1),
        "First day on which it can start": date(2027, 2, 1),
    }
    due = events["Last day for an answer"]
    assert "silence counts as a yes" in due["description"]
    assert [alarm["trigger"].dt.days for alarm in due.walk("VALARM")] == [-7]
    assert not events["First day on which it can start"].walk("VALARM")
    assert len({str(each["uid"]) for each in events.values()}) == 2
    assert not any(day.replace("-", "") in answer.text for day in ("2015-03-01", "2026-12-01", "2027-03-01"))


def test_without_a_day_that_matters_there_is_no_file_for_calendars(client: TestClient) -> None:
    at = at_the_end(client, "en", [["unknown"], ["unknown"], ["unknown"], ["no"]])
    assert "days.ics" not in client.get(f"{at}/outcome").text
    assert client.get(f"{at}/days.ics").status_code == 303


def test_a_date_that_is_not_known_leaves_the_outcome_open(client: TestClient) -> None:
    at = at_the_end(client, "en", [["1", "3", "2015"], ["unknown"], ["1", "3", "2027"], ["no"]])
    page = plain(client.get(f"{at}/outcome").text)
    assert "What is still possible" in page and "When did you make the request?" in page


def test_a_receipt_holds_the_day_and_is_sound_when_others_check_it(client: TestClient) -> None:
    receipt = client.get(f"{at_the_end(client, 'en', TYPED)}/receipt.json?for=share")
    assert receipt.json()["answers"] == {**MEMBER, "today": "2027-01-10"}
    as_json = {"content-type": "application/json"}
    checked = client.post("/v1/receipts/verify", content=receipt.content, headers=as_json).json()
    assert (checked["valid"], checked["recomputed_equal"], checked["today"]["differs"]) == (True, True, False)


def told(client: TestClient, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"rulebook": "allotment", "language": "en", "answers": answers, **more}
    response = client.post("/v1/evaluations", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_the_api_tells_a_verdict_over_time(client: TestClient) -> None:
    now = told(client, MEMBER)
    assert (now["verdict"], now["today"], now["holds_until"], now["then"]) == (
        "waiting", "2027-01-10", "2027-02-01", ["granted"],
    )  # fmt: skip
    assert now["days"] == {"last_day_to_answer": "2027-02-01", "first_start": "2027-02-01"}
    assert told(client, {"starts": "2027-03-31"})["days"] == {"last_day_to_answer": "2027-02-28"}
    later = told(client, MEMBER, today="2027-02-02")
    assert (later["verdict"], later["holds_until"], later["then"]) == ("granted", None, [])
    assert told(client, MEMBER, on="2027-02-02")["verdict"] == "granted"
    assert now["changes"][0]["answers"] == {"starts": "2027-02-09"}
    assert now["settled_by"] == MEMBER


def test_the_command_line_takes_a_day_for_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "allotment").mkdir()
    shutil.copy(SPECIMENS / "dates.yaml", tmp_path / "allotment" / "1.0.0.yaml")
    (tmp_path / "answers.json").write_text(json.dumps(MEMBER))
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(tmp_path))
    command = ["evaluate", "--rulebook", "allotment", "--answers", str(tmp_path / "answers.json"), "--lang", "en"]
    assert main([*command, "--today", "2027-01-10"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "From 2 February 2027 it becomes: Granted." in said
    assert "Days that matter - Last day for an answer: 1 February 2027" in said
    assert main([*command, "--today", "2027-02-02"]) == 0
    assert "Silence is consent." in capsys.readouterr().out
    assert main([*command, "--today", "tomorrow"]) != 0


def test_the_api_names_only_dates_that_can_still_matter(client: TestClient) -> None:
    early = told(client, {"member_since": "2026-12-01", "starts": "2027-03-01"})
    assert (early["verdict"], early["next_question"], early["settled_by"]) == (
        "no_request", None, {"member_since": "2026-12-01", "starts": "2027-03-01"},
    )  # fmt: skip
    some = told(client, {"member_since": "2015-03-01"})
    assert some["next_question"] == "requested"
    assert {"requested", "starts"} <= {each["question"] for each in some["open_questions"]}


@pytest.mark.parametrize("day", ["2027-02-29", "01-03-2027", 20270301, "1066-01-01"])
def test_the_api_refuses_what_is_no_date_without_repeating_it(client: TestClient, day: object) -> None:
    for body in ({"answers": {**MEMBER, "starts": day}}, {"answers": MEMBER, "today": day}):
        refused = client.post("/v1/evaluations", json={"rulebook": "allotment", **body})
        assert refused.status_code == 400
        assert str(day) not in refused.text


def test_the_published_rulebook_says_what_is_compared(client: TestClient) -> None:
    book = client.get("/v1/rulebooks/allotment").json()
    assert book["differences"]["notice"]["from"] == "requested"
    assert book["questions"]["starts"]["date"] == {"from": "2020-01-01", "to": "2199-12-31"}
    assert book["criteria"]["too_soon"]["reaches"]["all"]["when"] == {"notice": {"under": {"months": 2}}}
    schema = client.get("/v1/rulebooks/allotment/versions/1.0.0/answers-schema").json()
    assert schema["properties"]["starts"]["anyOf"][0]["format"] == "date"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "“de tijd van de aanvraag tot de ingang” “minder dan 2 maanden” is"),
        ("en", "“the time from the request to the start” is “less than 2 months”"),
    ],
)
def test_the_rules_say_spans_in_words(client: TestClient, language: Language, said: str) -> None:
    assert said in plain(client.get(f"/{language}/allotment/rules").text)


@pytest.mark.parametrize(("language", "said"), [("nl", "niet in stappen te tekenen"), ("en", "makes no steps to draw")])
def test_the_picture_shows_reasons_and_says_why_no_steps(client: TestClient, language: Language, said: str) -> None:
    page = client.get(f"/{language}/allotment/picture")
    assert (page.status_code, said in page.text, 'id="reasons-title"' in page.text) == (200, True, True)


def test_the_try_out_takes_dates_and_a_day_for_today(client: TestClient) -> None:
    fields = {f"q.{question}": answer for question, answer in MEMBER.items()}
    page = client.post("/en/allotment/try", data={**fields, "q.today": "2027-02-02"})
    assert page.status_code == 200
    assert "Granted" in plain(page.text)
    assert 'value="2027-02-02"' in page.text
