"""Receipts over HTTP: what is given out is found sound, on a page, by the API and on the command line."""

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser
from starlette.testclient import TestClient

from app.cli import main
from app.main import create_app
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.middleware.body_limits import Limits
from tests.conftest import NOON, VERSION, browser
from tests.web.example_visits import ended, link, random_answers

VERIFY = "/v1/receipts/verify"
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[TestClient]:
    """Return a client of a server with the same secret that evaluates no health answers."""
    settings = Settings(secret="a secret of the tests that is long enough", health_answers="off")
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


def address(book: Rulebook, settings: Settings, language: str = "nl", seed: int = 3) -> str:
    return link(book, ended(book, random_answers(book, Random(seed))), settings, language)


@pytest.fixture
def shared(client: TestClient, book: Rulebook, settings: Settings) -> bytes:
    return client.get(f"{address(book, settings)}/receipt.json?for=share").content


@pytest.fixture
def own(client: TestClient, book: Rulebook, settings: Settings) -> bytes:
    return client.get(f"{address(book, settings)}/receipt.json?for=self").content


def verified(client: TestClient, written: bytes) -> Any:
    answer = client.post(VERIFY, content=written, headers={"content-type": "application/json"})
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outcome_page_leads_to_both_receipts(
    client: TestClient, book: Rulebook, settings: Settings, language: Language
) -> None:
    page = client.get(f"{address(book, settings, language)}/outcome").text
    links = re.findall(r'href="([^"]+receipt\.json[^"]+)" download', page)
    assert [each.split("?")[1] for each in links] == ["for=share", "for=self"]
    for each, kind in zip(links, ("", "private-"), strict=True):
        answer = client.get(each)
        told = answer.json()
        assert (told["private"], told["language"], told["made"]) == (bool(kind), language, "2021-03-01T12:00:00Z")
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="thuiswerkcheck-{kind}{told["code"]}.json"'
        )
        assert answer.headers["cache-control"] == "no-store"
        assert verified(client, answer.content)["valid"] is True
    assert f'href="/{language}/receipt"' in page


def test_each_receipt_has_a_code_of_its_own_that_the_outcome_does_not_have(
    client: TestClient, book: Rulebook, settings: Settings
) -> None:
    visit = address(book, settings)
    codes = [client.get(f"{visit}/receipt.json?for=share").json()["code"] for _ in range(5)]
    assert len(set(codes)) == 5
    on_page = re.findall(r"data-code>(\w{4}) (\w{4})<", client.get(f"{visit}/outcome").text)[0]
    assert "".join(on_page) not in codes


def test_what_else_is_asked_for_is_refused(client: TestClient, book: Rulebook, settings: Settings) -> None:
    assert client.get(f"{address(book, settings)}/receipt.json?for=boss").status_code == 400
    assert client.get(f"{address(book, settings)}/receipt.json").status_code == 400
    assert client.get("/nl/check/broken/receipt.json?for=share").status_code == 410


def test_a_server_without_a_secret_logs_how_long_receipts_can_be_checked(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    for given, warned in ((Settings(), 1), (settings, 0)):
        caplog.clear()
        with browser(create_app(given, lambda: NOON)):
            told = [each for each in caplog.messages if "THUISWERKCHECK_SECRET" in each]
        assert len(told) == warned


def test_nobody_who_asks_for_advice_reads_what_is_for_whoever_runs_the_server(book: Rulebook) -> None:
    unsealed = browser(create_app(Settings(), lambda: NOON), follow_redirects=True)
    start = unsealed.post("/en/thuiswerken-2021/start")
    page = unsealed.post(str(start.url), data={"answer": "all"})
    while "govuk-summary-list" not in page.text:
        values = re.findall(r'name="answer"[^>]*value="([a-z_]+)"', page.text)
        page = unsealed.post(str(page.url), data={"answer": values[-1]})
    outcome = re.findall(r'href="([^"]+/outcome)"', page.text)[0]
    for path in (outcome, "/en", "/en/receipt", "/en/privacy", "/en/case"):
        text = unsealed.get(path).text
        assert re.search(r"restart|started again|must not use|set up without", text) is None, path


def test_the_api_tells_all_that_was_found(client: TestClient, shared: bytes) -> None:
    assert verified(client, shared) == {
        "valid": True, "signature": True, "key_known": True, "rulebook_known": True, "draft": None,
            "recomputed_equal": True,
        "today": {
            "version": VERSION, "in_force": True, "verdict": json.loads(shared)["disclosure"]["verdict"],
            "differs": False, "why": [], "not_asked": [],
        },
    }  # fmt: skip
    changed = json.loads(shared) | {"code": "ZZZZZZZZ"}
    found = verified(client, json.dumps(changed).encode())
    assert (found["valid"], found["signature"], found["recomputed_equal"]) == (False, False, True)


def test_the_api_refuses_what_is_no_receipt_with_every_error(client: TestClient) -> None:
    answer = client.post(VERIFY, json={"format": 1})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["errors"]) == 13
    assert client.post(VERIFY, content=b"{}").status_code == 415
    assert client.post(VERIFY, content=b" " * 300_000, headers={"content-type": "application/json"}).status_code == 413


def test_personal_and_health_answers_are_only_taken_where_they_are_evaluated(
    client: TestClient, elsewhere: TestClient, own: bytes, shared: bytes
) -> None:
    assert verified(client, own)["valid"] is True
    refused = verified(elsewhere, own)
    assert refused["status"] == 400
    assert {each["code"] for each in refused["errors"]} == {"not_taken_here"}
    assert "thuiswerkcheck receipt verify" in refused["errors"][0]["detail"]
    assert verified(elsewhere, shared)["valid"] is True


def test_the_api_describes_a_receipt(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    assert VERIFY in described["paths"]
    assert "signature" in described["components"]["schemas"]["Receipt"]["required"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("as_file", [True, False])
def test_the_page_says_in_words_whether_a_receipt_is_sound(
    client: TestClient, shared: bytes, language: Language, as_file: bool
) -> None:
    def sent(written: bytes) -> str:
        pasted = {"receipt": (None, b"" if as_file else written)}
        file = {"file": ("receipt.json", written if as_file else b"", "application/json")}
        answer = client.post(f"/{language}/receipt", files={**file, **pasted})
        assert answer.status_code == 200
        return unescape(answer.text)

    words = {"nl": ("Deze kopie klopt<", "Deze kopie klopt niet"), "en": ("is sound", "is not sound")}[language]
    good, bad = sent(shared), sent(json.dumps(json.loads(shared) | {"code": "ZZZZZZZZ"}).encode())
    assert 'data-valid="yes"' in good
    assert 'data-differs="no"' in good
    assert words[0] in good
    assert 'data-valid="no"' in bad
    assert words[1] in bad
    assert "data-differs" not in bad


def test_the_page_works_without_a_script_and_says_what_went_wrong(
    client: TestClient, elsewhere: TestClient, own: bytes
) -> None:
    page = client.get("/en/receipt").text
    assert '<form method="post" action="/en/receipt" enctype="multipart/form-data"' in page
    for written, said in ((b"", "Choose a file"), (b"{}", "This is not a receipt"), (own, "private receipt")):
        answer = elsewhere.post("/en/receipt", files={"file": ("receipt.json", written)})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'href="#file"' in answer.text
    assert "Do not send a private receipt" in elsewhere.get("/en/receipt").text


@pytest.mark.parametrize(("kind", "body"), [
    ("", b"x"), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=a", b"x"), ("text/plain", b"{}"),
    ("multipart/form-data; boundary=a", b"--a\r\n\r\n{}\r\n--a--"),
    ("multipart/form-data; boundary=0", b"".join(
        b'--%d\r\nContent-Type: multipart/mixed; boundary="%d"\r\n\r\n' % (n, n + 1) for n in range(3000)
    )),
])  # fmt: skip
def test_a_form_that_no_browser_sends_is_a_form_without_a_receipt(client: TestClient, kind: str, body: bytes) -> None:
    assert client.post("/nl/receipt", content=body, headers={"content-type": kind}).status_code == 422


def test_what_is_handed_in_never_goes_to_disk() -> None:
    most = signature(Limits).parameters["max_bytes"].default
    assert most <= MultiPartParser.spool_max_size


def test_no_answer_is_logged(
    client: TestClient, elsewhere: TestClient, own: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for each in (client, elsewhere):
        verified(each, own)
        each.post("/nl/receipt", files={"file": ("receipt.json", own)})
    logged = [str(vars(record)) for record in caplog.records if not record.name.startswith("http")]
    assert len(logged) >= 4
    answers = json.loads(own)["answers"]
    assert [line for line in logged for question in answers if question in line] == []
    assert all("private" not in line and json.loads(own)["code"] not in line for line in logged)


def test_the_command_line_checks_a_private_receipt(
    tmp_path: Path, own: bytes, settings: Settings, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(own)
    monkeypatch.setenv("THUISWERKCHECK_SECRET", settings.secret or "")
    monkeypatch.setenv("THUISWERKCHECK_HEALTH_ANSWERS", "off")
    assert main(["receipt", "verify", str(file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "valid"
    assert said[1] == "signature: made with this secret, and nothing was altered since"
    assert said[3] == "recomputing: gives exactly what it says"
    assert main(["receipt", "verify", "--json", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True


def test_the_command_line_says_why_a_receipt_is_not_valid(
    tmp_path: Path, own: bytes, settings: Settings, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "receipt.json"
    monkeypatch.setenv("THUISWERKCHECK_SECRET", settings.secret or "")
    file.write_text(json.dumps(json.loads(own) | {"code": "ZZZZZZZZ"}))
    assert main(["receipt", "verify", str(file)]) == 1
    assert "signature: does not fit: something was altered" in capsys.readouterr().out
    monkeypatch.setenv("THUISWERKCHECK_SECRET", "another secret of the tests, also long")
    assert main(["receipt", "verify", str(file)]) == 1
    assert "signature: made with another key" in capsys.readouterr().out
    monkeypatch.delenv("THUISWERKCHECK_SECRET")
    assert main(["receipt", "verify", str(file)]) == 1
    assert "cannot be checked: set THUISWERKCHECK_SECRET" in capsys.readouterr().out
    file.write_text("{}")
    assert main(["receipt", "verify", str(file)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 14
    assert main(["receipt", "verify", str(tmp_path / "none.json")]) == 2
