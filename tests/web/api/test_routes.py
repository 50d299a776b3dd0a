from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.disclosure import Disclosure, disclose, standing_told
from app.main import create_app
from app.resources import RULES
from app.rulebook.dependencies import basis
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.settings import HealthAnswers, Settings
from app.web.api.schemas import EvaluationRequest, EvaluationTold
from tests.conftest import VERSION

ID = "thuiswerken-2021"
EDITION = f"/v1/rulebooks/{ID}/versions/{VERSION}"
NATURE_ONLY = {"rulebook": ID, "answers": {"on_site_tasks": "part"}}


def test_an_evaluation_has_exactly_the_fields_of_the_disclosure(client: TestClient, book: Rulebook) -> None:
    told = client.post("/v1/evaluations", json=NATURE_ONLY)
    assert told.status_code == 200
    assert told.headers["content-type"] == "application/json"
    assert told.headers["cache-control"] == "no-store"
    disclosed = disclose(book, {"on_site_tasks": "part"}, "nl")
    disclosed["rulebook"] = {**disclosed["rulebook"], "standing": standing_told(book, date(2021, 3, 1))}
    assert told.json() == disclosed
    # What is told only of a list, and where a rulebook compares dates.
    elsewhere = ["outcome", "today", "holds_until", "then", "days", "letters"]
    assert [*told.json(), *elsewhere] == list(Disclosure.__annotations__) == list(EvaluationTold.model_fields)


def test_the_described_response_takes_what_is_told(client: TestClient) -> None:
    answers = {"on_site_tasks": "none", "home_workplace": "not_adequate", "home_workplace_fix": "later"}
    told = client.post("/v1/evaluations", json={"rulebook": ID, "answers": answers, "mode": "full"})
    EvaluationTold.model_validate(told.json(), extra="forbid")


def test_everything_but_rulebook_and_answers_may_be_left_out_or_null(client: TestClient) -> None:
    defaults = {
        "version": None, "on": None, "organisation": None, "audience": None, "language": "nl", "mode": "quick",
    }  # fmt: skip
    assert {
        name: field.default for name, field in EvaluationRequest.model_fields.items() if name in defaults
    } == defaults
    short, long = (client.post("/v1/evaluations", json=body) for body in (NATURE_ONLY, {**NATURE_ONLY, **defaults}))
    assert short.json() == long.json()


def test_no_answers_at_all_is_an_ordinary_question(client: TestClient) -> None:
    told = client.post("/v1/evaluations", json={"rulebook": ID, "answers": {}})
    assert (told.status_code, told.json()["verdict"]) == (200, None)


def test_an_unknown_answer_and_an_absent_one_are_told_apart(client: TestClient) -> None:
    told = client.post("/v1/evaluations", json={"rulebook": ID, "answers": {"on_site_tasks": "unknown"}}).json()
    states = {question["question"]: question["state"] for question in told["open_questions"]}
    assert (states["on_site_tasks"], states["process_presence"]) == ("unknown", "not_asked")


def test_the_language_changes_the_sentences_and_nothing_else(client: TestClient) -> None:
    nl, en = (client.post("/v1/evaluations", json={**NATURE_ONLY, "language": lang}).json() for lang in ("nl", "en"))
    assert nl["say"] != en["say"]
    assert nl["possible"] == en["possible"]


def test_another_audience_is_told_about_the_work_alone(client: TestClient, book: Rulebook) -> None:
    told = client.post("/v1/evaluations", json={**NATURE_ONLY, "audience": "hr"}).json()
    assert told["audience"] == "hr"
    about_the_person = {c for c in book.criteria if not book.audiences["hr"] & set(basis(book, c))}
    assert about_the_person
    assert set(told["criteria"]) == set(book.criteria) - about_the_person


def test_a_version_is_chosen_whatever_the_day(client: TestClient) -> None:
    told = client.post("/v1/evaluations", json={**NATURE_ONLY, "version": VERSION, "on": "1999-01-01"})
    assert told.json()["rulebook"]["version"] == VERSION


def listed_at(client: TestClient) -> Any:
    """Return what the list of rulebooks says of the one that most tests are about."""
    return next(each for each in client.get("/v1/rulebooks").json()["rulebooks"] if each["id"] == ID)


def test_rulebooks_are_listed_with_their_editions(client: TestClient, book: Rulebook) -> None:
    listed = listed_at(client)
    assert (listed["id"], listed["title"]["en"]) == (ID, book.title.en)
    first, edition = listed["editions"]
    assert first["version"] == "1.0.0"
    assert (edition["version"], edition["digest"], edition["left_out"]) == (VERSION, book.digest, [])
    assert edition["in_force"][0] == {"from": "2021-02-18", "until": "2021-06-25"}


@pytest.mark.parametrize("query", ["", "?on=2021-03-01", "?on=2030-01-01"])
def test_a_rulebook_is_the_edition_of_a_day(client: TestClient, query: str) -> None:
    found = client.get(f"/v1/rulebooks/{ID}{query}")
    assert found.json()["version"] == VERSION
    assert found.headers["content-location"] == EDITION
    assert found.headers["cache-control"] == "no-store"


def test_a_rulebook_says_everything_in_both_languages(client: TestClient, book: Rulebook) -> None:
    told = client.get(EDITION).json()
    assert list(told["questions"]) == list(book.questions)
    assert told["questions"]["tools_at_home"]["asked_when"] == {"bound_tools": ["part", "all"]}
    assert told["questions"]["mental_health"]["sensitivity"] == "health"
    assert told["questions"]["other_reasons"]["choose"] == "any"
    assert list(told["criteria"]["nature_of_work"]["reaches"]) == ["all", "part"]
    assert told["criteria"]["nature_of_work"]["reaches"]["all"]["when"] == {"on_site_tasks": ["all"]}
    assert told["verdicts"]["home"]["when"] is None
    assert told["clauses"]["K1"]["source"] == "letter"
    assert told["sources"]["letter"]["date"] == "2021-02-24"
    for group in ("readings", "requirements", "actions", "notes", "people", "extents"):
        assert list(told[group]) == list(getattr(book, group))


def test_an_edition_never_changes_and_is_asked_for_once(client: TestClient, book: Rulebook) -> None:
    first = client.get(EDITION)
    assert first.headers["etag"] == f'"{book.digest}"'
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = client.get(EDITION, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(EDITION, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_answers_schema_names_every_question_and_answer(client: TestClient, book: Rulebook) -> None:
    found = client.get(f"{EDITION}/answers-schema")
    schema = found.json()
    assert found.headers["content-type"] == "application/schema+json"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == list(book.questions)
    assert schema["properties"]["on_site_tasks"] == {"enum": ["none", "part", "all", "unknown"]}
    several, unknown = schema["properties"]["other_reasons"]["anyOf"]
    assert (several["type"], several["uniqueItems"], unknown) == ("array", True, {"const": "unknown"})
    assert several["items"]["enum"] == list(book.questions["other_reasons"].answers)


def test_the_description_is_public_and_names_the_shapes(client: TestClient) -> None:
    found = client.get("/v1/openapi.json")
    assert found.headers["access-control-allow-origin"] == "*"
    described = found.json()
    post = described["paths"]["/v1/evaluations"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/EvaluationRequest")
    assert post["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/EvaluationTold")
    assert set(post["responses"]) == {"200", "400", "404", "408", "413", "415", "default"}
    for status in ("400", "404", "413"):
        assert list(post["responses"][status]["content"]) == ["application/problem+json"]
    assert "422" not in found.text


def test_every_shape_the_description_refers_to_is_in_it(client: TestClient) -> None:
    found = client.get("/v1/openapi.json")
    known = found.json()["components"]["schemas"]
    referred = {part.split('"')[0] for part in found.text.split("#/components/schemas/")[1:]}
    assert referred <= set(known)
    assert {"EvaluationRequest", "Batch", "EvaluationTold", "ProblemTold"} <= set(known)


def test_only_the_description_may_be_read_from_elsewhere(client: TestClient) -> None:
    for path in ("/v1/rulebooks", EDITION, "/healthz"):
        assert "access-control-allow-origin" not in client.get(path, headers={"Origin": "https://example.org"}).headers


def test_head_is_answered_wherever_get_is(client: TestClient) -> None:
    for path in ("/v1/rulebooks", EDITION, "/healthz", "/readyz"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_the_server_says_that_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {
        "status": "ready",
        "rulebooks": [*Library.load(RULES).ids()],
        "problems": [],
    }


def test_without_a_rulebook_the_server_is_not_ready_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "mine" / "1.0.0.yaml"
    file.parent.mkdir()
    file.write_text("id: mine\nsecret_key_in_the_file: hush\n")
    ready = TestClient(create_app(Settings(rules=tmp_path))).get("/readyz")
    assert (ready.status_code, ready.headers["content-type"]) == (503, "application/problem+json")
    assert {problem["file"] for problem in ready.json()["problems"]} == {"mine/1.0.0.yaml"}
    assert set(ready.json()["problems"][0]) == {"code", "file", "line"}
    assert "secret_key" not in ready.text
    assert "hush" not in ready.text
    assert str(tmp_path) not in ready.text


@pytest.mark.parametrize("setting", ["off", "device"])
def test_health_questions_that_are_left_out_are_refused_and_not_offered(book: Rulebook, setting: HealthAnswers) -> None:
    noon = datetime(2021, 3, 1, tzinfo=UTC)
    client = TestClient(create_app(Settings(health_answers=setting), lambda: noon))
    refused = client.post("/v1/evaluations", json={"rulebook": ID, "answers": {"mental_health": "no"}})
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/answers/mental_health"]
    health = [question.id for question in book.questions.values() if question.sensitivity == "health"]
    assert not {*health} & {*client.get(f"{EDITION}/answers-schema").json()["properties"]}
    assert listed_at(client)["editions"][0]["left_out"] == health
    told = client.post("/v1/evaluations", json=NATURE_ONLY).json()
    assert not {*health} & {question["question"] for question in told["open_questions"]}
