import json
from typing import Any

import pytest
from starlette.testclient import TestClient

ID = "thuiswerken-2021"
CANARY = "KANARIE-7431"


def refused(client: TestClient, body: Any, status: int = 400) -> list[dict[str, str]]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post("/v1/evaluations", content=sent, headers={"content-type": "application/json"})
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    assert all(list(error) == ["pointer", "code", "detail"] for error in problem["errors"])
    assert CANARY not in answer.text
    assert CANARY not in str(answer.headers)
    errors: list[dict[str, str]] = problem["errors"]
    return errors


def found(errors: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in errors]


def test_every_error_is_told_at_once(client: TestClient) -> None:
    body = {
        "rulebook": ID,
        "answers": {"on_site_tasks": CANARY, CANARY: "yes", "bound_tools": 3, "other_reasons": "productivity"},
        "mode": CANARY,
        "on": CANARY,
        "language": "fr",
        CANARY: 1,
        CANARY + "2": 2,
    }
    assert found(refused(client, body)) == [
        ("/on", "wrong_value"),
        ("/language", "wrong_value"),
        ("/mode", "wrong_value"),
        ("", "unknown_key"),
        ("/answers/on_site_tasks", "unknown_answer"),
        ("/answers", "unknown_question"),
        ("/answers/bound_tools", "not_text"),
        ("/answers/other_reasons", "not_a_list"),
    ]


@pytest.mark.parametrize("body", [
    b"", b"{", b"\xff", f"{CANARY}".encode(), f'{{"{CANARY}": '.encode(), b'{"rulebook": "\\ud800"}', b"[" * 5000,
])  # fmt: skip
def test_what_is_not_json_is_refused(client: TestClient, body: bytes) -> None:
    assert found(refused(client, body)) == [("", "not_json")]


@pytest.mark.parametrize("body", [[], 1, CANARY, None, [{CANARY: 1}]])
def test_other_json_than_an_object_is_refused(client: TestClient, body: Any) -> None:
    assert found(refused(client, body)) == [("", "not_an_object")]


def test_what_is_missing_is_named(client: TestClient) -> None:
    assert found(refused(client, {})) == [("/rulebook", "missing"), ("/answers", "missing")]


@pytest.mark.parametrize(("key", "value"), [
    ("rulebook", 3), ("rulebook", None), ("rulebook", {CANARY: CANARY}), ("answers", [CANARY]), ("answers", CANARY),
    ("answers", None), ("version", 1.0), ("on", "20210301"), ("on", "2021-W07-4"), ("on", "2021-02-30"), ("on", 0),
    ("on", "2021-03-01T00:00:00"), ("organisation", 3), ("audience", 3), ("language", "NL"), ("mode", True),
])  # fmt: skip
def test_a_value_of_another_kind_is_named(client: TestClient, key: str, value: Any) -> None:
    body = {"rulebook": ID, "answers": {}, key: value}
    assert found(refused(client, body)) == [(f"/{key}", "wrong_value")]


@pytest.mark.parametrize("change", [
    {"rulebook": CANARY}, {"rulebook": "../" + ID}, {"version": CANARY}, {"organisation": CANARY},
])  # fmt: skip
def test_what_is_not_there_is_404(client: TestClient, change: dict[str, str]) -> None:
    refused(client, {"rulebook": ID, "answers": {"on_site_tasks": "part"}, **change}, status=404)


def test_a_wrong_shape_comes_before_an_unknown_rulebook(client: TestClient) -> None:
    assert found(refused(client, {"rulebook": CANARY, "answers": {}, "mode": 1})) == [("/mode", "wrong_value")]


@pytest.mark.parametrize("audience", ["hr", "manager"])
@pytest.mark.parametrize("answer", ["no", "unknown", "not_relied_on"])
def test_personal_and_health_answers_are_for_the_employee_alone(client: TestClient, audience: str, answer: str) -> None:
    answers = {"on_site_tasks": "none", "other_personal_reason": answer, "mental_health": answer}
    errors = refused(client, {"rulebook": ID, "answers": answers, "audience": audience})
    assert found(errors) == [
        ("/answers/other_personal_reason", "not_for_this_audience"),
        ("/answers/mental_health", "not_for_this_audience"),
    ]


def test_an_unknown_audience_is_told_which_there_are(client: TestClient) -> None:
    (error,) = refused(client, {"rulebook": ID, "answers": {}, "audience": CANARY})
    assert (error["pointer"], error["code"]) == ("/audience", "unknown_audience")
    assert "`hr`" in error["detail"]


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_another_type_than_json_is_415(client: TestClient, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    for path in ("/v1/evaluations", "/v1/evaluations/batch"):
        assert client.post(path, content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_may_say_its_encoding(client: TestClient, content_type: str) -> None:
    body = json.dumps({"rulebook": ID, "answers": {}})
    assert client.post("/v1/evaluations", content=body, headers={"content-type": content_type}).status_code == 200


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("GET", "/v1/evaluations", "POST"), ("DELETE", "/v1/evaluations/batch", "POST"),
    ("POST", "/v1/rulebooks", "GET, HEAD"), ("PUT", f"/v1/rulebooks/{ID}", "GET, HEAD"),
    ("POST", "/healthz", "GET, HEAD"),
])  # fmt: skip
def test_another_method_is_405_and_says_which_are_possible(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [
    f"/v1/rulebooks/{CANARY}", f"/v1/rulebooks/{CANARY}/versions/1.0.0", f"/v1/rulebooks/{ID}/versions/{CANARY}",
    f"/v1/rulebooks/{ID}/versions/{CANARY}/answers-schema", f"/v1/{CANARY}",
    f"/v1/rulebooks/{ID}?organisation={CANARY}", f"/v1/rulebooks/..%2f{CANARY}", f"/v1/rulebooks/{ID}/", "/v1",
])  # fmt: skip
def test_an_address_that_is_not_there_is_404(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert CANARY not in answer.text


@pytest.mark.parametrize("day", [CANARY, "", "2021-13-01", "20210301"])
def test_another_day_than_a_date_is_400(client: TestClient, day: str) -> None:
    answer = client.get(f"/v1/rulebooks/{ID}", params={"on": day})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "wrong_value")
    assert CANARY not in answer.text
