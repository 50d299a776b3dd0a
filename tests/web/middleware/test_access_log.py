import json
import logging
import re

import pytest
from starlette.testclient import TestClient

CANARY = "KANARIE-7431"
API = ("/v1/evaluations", "/v1/evaluations/batch")
ID = "thuiswerken-2021"
LINE = re.compile(r"method=\S+ route=\S+ status=\d{3} ms=\d+\.\d")


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what was logged here: the test client, which logs what it asks for, is not part of it."""
    return [record for record in caplog.records if not record.name.startswith("http")]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in logged(caplog) if record.name == "thuiswerkcheck.access"]


@pytest.fixture(autouse=True)
def _every_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize(("method", "path", "line"), [
    ("GET", "/healthz", "method=GET route=/healthz status=200"),
    ("HEAD", "/healthz", "method=HEAD route=/healthz status=200"),
    ("GET", f"/v1/rulebooks/{ID}?on=2021-03-01", "method=GET route=/v1/rulebooks/{id} status=200"),
    ("GET", f"/v1/rulebooks/{CANARY}", "method=GET route=/v1/rulebooks/{id} status=404"),
    ("POST", "/v1/evaluations", "method=POST route=/v1/evaluations status=415"),
    ("GET", f"/{CANARY}/{CANARY}/{CANARY}/{CANARY}", "method=GET route=- status=404"),
    (CANARY, "/healthz", "method=other route=/healthz status=405"),
])  # fmt: skip
def test_a_line_holds_four_fields_and_the_template_of_the_route(
    client: TestClient, caplog: pytest.LogCaptureFixture, method: str, path: str, line: str
) -> None:
    client.request(method, path)
    (found,) = lines(caplog)
    assert LINE.fullmatch(found)
    assert found.startswith(line + " ms=")
    assert all(CANARY not in str(vars(record)) for record in logged(caplog))


def test_nothing_that_was_sent_is_logged_or_repeated(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    answers = {"on_site_tasks": CANARY, CANARY: CANARY, "other_reasons": [CANARY]}
    bodies = [
        {"rulebook": ID, "answers": answers},
        {"rulebook": CANARY, "answers": answers},
        {"rulebook": ID, "answers": {}, "audience": CANARY},
        {"rulebook": ID, "answers": {}, CANARY: CANARY},
        {"rulebook": ID, "answers": {}, "version": CANARY, "on": CANARY, "language": CANARY},
        {"items": [{"rulebook": ID, "answers": answers, CANARY: [CANARY]}, CANARY]},
        CANARY,
    ]
    for body in bodies:
        for path in (*API, f"/nl/{ID}/{CANARY}", f"/{CANARY}?{CANARY}={CANARY}"):
            for content in (json.dumps(body).encode(), f"{CANARY}=x".encode()):
                headers = {"content-type": "application/json", "x-request-id": CANARY, "cookie": f"a={CANARY}"}
                answer = client.post(path, content=content, headers=headers)
                assert CANARY not in str(answer.headers)
                assert path not in API or CANARY not in answer.text
    assert len(lines(caplog)) == len(bodies) * 8
    assert all(CANARY not in str(vars(record)) for record in logged(caplog))
