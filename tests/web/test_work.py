"""The largest body of each kind costs no more work than it should: function calls are counted, never seconds."""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.main import create_app
from app.problems import MOST_SUGGESTIONS
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.web.api.schemas import MAX_ITEMS
from app.web.middleware.body_limits import KIB, LONGEST_ADDRESS, MIB
from app.web.visits.visit import start
from tests.conftest import NOON
from tests.loop import run
from tests.web.example_visits import link

ID = "thuiswerken-2021"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
ONE, BATCH, RECEIPT = "/v1/evaluations", "/v1/evaluations/batch", "/v1/receipts/verify"
FEW = 10_000
"""How many calls a request to the API may take that is refused; one that is answered takes about 2,000."""
PAGE = 60_000
"""How many a page may take: the largest that ships takes about half of these."""


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    app = create_app(settings, lambda: NOON)
    for path in (ONE, RECEIPT):  # what is made once is made now
        worked(app, path, b'{"rulebook": "thuiswerken-2021", "answers": {}}', JSON)
    worked(app, "/en/receipt", b"", "")
    return app


def worked(app: FastAPI, path: str, body: bytes, kind: str, status: int | None = None, query: str = "") -> Counter[str]:
    """Send a body; return how often each function was called on the way."""
    called: Counter[str] = Counter()
    statuses: list[int] = []

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called[frame.f_code.co_qualname] += 1

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    async def serve() -> None:
        await app(scope, receive, send)

    headers = {"content-type": kind, "host": "127.0.0.1", "sec-fetch-site": "same-origin"}
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST" if body else "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    threading.setprofile(count)  # routes that are not async run in a thread of their own
    sys.setprofile(count)
    try:
        run(serve())
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert status is None or statuses == [status]
    return called


def total(called: Counter[str]) -> int:
    return sum(called.values())


def compared(called: Counter[str]) -> int:
    """Return how many names were compared with those that are known."""
    return called["get_close_matches"]


def filled(largest: int, one: Callable[[int], str], around: str = "{%s}", between: str = ",") -> bytes:
    """Return a body that is as large as it may be, with as many of these in it as go in."""
    room = largest - len(around)
    parts: list[str] = []
    used = 0
    while used < room:
        parts.append(one(len(parts)))
        used += len(parts[-1]) + len(between)
    body = (around % between.join(parts[:-1])).encode()
    assert largest - 200 < len(body) <= largest
    return body


def near(number: int) -> str:
    """Return a name that is like many of those that are known, and like no other."""
    return f"on_site_tasks_of_the_employee_{number:x}"


UNKNOWN = {
    "unknown keys": lambda n: f'"{n:x}":1',
    "near keys": lambda n: f'"{near(n)}":1',
}
ANSWERS = '{"rulebook":"thuiswerken-2021","answers":{%s}}'


@pytest.mark.parametrize(
    "around", ["{%s}", ANSWERS, '{"rulebook":"x","answers":{%s}}', '{"rulebook":{%s},"answers":{}}']
)
@pytest.mark.parametrize("kind", UNKNOWN)
@pytest.mark.parametrize("path", [ONE, RECEIPT])
def test_unknown_names_are_looked_at_without_end_by_nobody(app: FastAPI, path: str, kind: str, around: str) -> None:
    called = worked(app, path, filled(256 * KIB, UNKNOWN[kind], around), JSON)
    assert compared(called) <= MOST_SUGGESTIONS
    assert total(called) < FEW


def test_a_list_of_answers_without_end_is_one_answer_that_cannot_be_used(app: FastAPI, book: Rulebook) -> None:
    question = next(question for question in book.questions.values() if question.many)
    around = ANSWERS.replace("%s", f'"{question.id}":[%s]')
    for one in (lambda n: f'"{n:x}"', lambda _: f'"{next(iter(question.answers))}"'):
        for path in (ONE, RECEIPT):
            assert total(worked(app, path, filled(256 * KIB, one, around), JSON, 400)) < FEW


def items(one: Callable[[int], str]) -> bytes:
    """Return a batch of as many items as are taken, together as large as it may be."""
    each = (4 * MIB - 100) // MAX_ITEMS
    return b'{"items":[' + b",".join([filled(each, one, ANSWERS)] * MAX_ITEMS) + b"]}"


def listed(item: Callable[[int], dict[str, str]]) -> bytes:
    """Return a batch of as many items as are taken, none with an answer."""
    return json.dumps({"items": [{**item(n), "answers": {}} for n in range(MAX_ITEMS)]}).encode()


@pytest.fixture(scope="module")
def sensible(app: FastAPI) -> int:
    """Return how many calls a batch of as many answerable items takes."""
    body = {"items": [{"rulebook": ID, "answers": {"on_site_tasks": "part"}}] * MAX_ITEMS}
    return total(worked(app, BATCH, json.dumps(body).encode(), JSON, 200))


@pytest.mark.parametrize("body", [
    lambda: filled(4 * MIB, UNKNOWN["near keys"]),
    lambda: filled(4 * MIB, UNKNOWN["near keys"], '{"items":[' + ANSWERS + "]}"),
    lambda: filled(4 * MIB, UNKNOWN["near keys"], '{"items":[{%s}]}'),
    lambda: filled(4 * MIB, lambda n: f'{{"{n:x}":1}}', '{"items":[%s]}'),
    lambda: items(UNKNOWN["near keys"]),
    lambda: items(UNKNOWN["unknown keys"]),
    lambda: listed(lambda n: {"rulebook": f"{ID}-{n}"}),
    lambda: listed(lambda n: {"rulebook": ID, "organisation": near(n), "audience": near(n)}),
    lambda: listed(lambda n: {"rulebook": ID, "audience": near(n)}),
], ids=["keys", "one answers", "one keys", "items", "near answers", "answers", "ids", "whose", "readers"])  # fmt: skip
def test_a_batch_that_cannot_be_used_costs_no_more_than_one_that_can(
    app: FastAPI, sensible: int, body: Callable[[], bytes]
) -> None:
    called = worked(app, BATCH, body(), JSON)
    assert compared(called) <= MOST_SUGGESTIONS
    assert total(called) < sensible


def test_of_a_form_with_a_receipt_few_parts_are_looked_at(app: FastAPI) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n'
    mixed = '--%x\r\nContent-Type: multipart/mixed; boundary="%x"\r\n\r\n'
    for body in (
        filled(256 * KIB, lambda _: part, "%s", ""),
        filled(256 * KIB, lambda _: "--b\r\n", "%s", ""),
        filled(256 * KIB, lambda n: mixed % (n, n + 1), "--b\r\n%s", ""),
        filled(256 * KIB, lambda n: f"X-{n:x}: y\r\n", "--b\r\n%s\r\n", ""),
        filled(256 * KIB, UNKNOWN["near keys"], part.replace("x\r\n", "{%s}\r\n--b--\r\n")),
    ):
        assert total(worked(app, "/en/receipt", body, PARTS, 422)) < PAGE


def test_a_form_without_end_is_no_form(app: FastAPI, book: Rulebook, settings: Settings) -> None:
    for path in (link(book, start(book), settings), f"/en/{ID}/try"):
        worked(app, path, b"x=y", FORM)  # its template is read now
        for one in (near, lambda _: "answer=yes", lambda n: f"q.{near(n)}=yes"):
            assert total(worked(app, path, filled(256 * KIB, one, "%s", "&"), FORM, 422)) < PAGE
    answers = [(f"q.{id}", near(n)) for id in book.questions for n in range(900 // len(book.questions))]
    called = worked(app, f"/en/{ID}/try", urlencode(answers).encode(), FORM, 422)
    assert compared(called) <= MOST_SUGGESTIONS
    assert total(called) < PAGE


@pytest.mark.parametrize("path", [f"/v1/rulebooks/{ID}", f"/v1/rulebooks/{ID}/compare", "/embed/en", "/en"])
@pytest.mark.parametrize("one", [near, lambda _: "on=x", lambda _: "theme=brand:x", lambda n: f"old=1@{n}&new=1"])
def test_an_address_is_as_long_as_it_may_be(app: FastAPI, path: str, one: Callable[[int], str]) -> None:
    worked(app, path, b"", "")
    called = worked(app, path, b"", "", query=filled(LONGEST_ADDRESS - 100, one, "%s", "&").decode())
    assert compared(called) <= MOST_SUGGESTIONS
    assert total(called) < PAGE
    assert total(worked(app, path, b"", "", 414, query=filled(64 * KIB, one, "%s", "&").decode())) < PAGE


@pytest.mark.parametrize("path", [ONE, BATCH, RECEIPT])
@pytest.mark.parametrize("body", [
    '{"rulebook":"thuiswerken-2021","answers":{},"answers":{}}',
    '{"rulebook":"thuiswerken-2021","answers":{"on_site_tasks":"part","on_site_tasks":"none"}}',
    '{"rulebook":"thuiswerken-2021","answers":{"on_site_tasks":"part","on_site\\u005ftasks":"none"}}',
    '{"rulebook":"thuiswerken-2021","answers":{"a:b":"part","on_site_tasks":"none","on_site_tasks":"none"}}',
    '{"rulebook":"thuiswerken-2021","answers":{},"more":[{"a":1,"a":1}]}',
])  # fmt: skip
def test_a_key_twice_is_no_json(client: TestClient, path: str, body: str) -> None:
    sent = f'{{"items":[{body}]}}' if path == BATCH else body
    answer = client.post(path, content=sent, headers={"content-type": JSON})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "not_json")
    assert "each key once" in error["detail"]


def test_every_route_that_takes_json_is_tried_here(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()["paths"]
    taking = {path for path, by in described.items() for each in by.values() if "requestBody" in each}
    assert taking == {ONE, BATCH, RECEIPT}
