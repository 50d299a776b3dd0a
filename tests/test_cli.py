import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.resources import RULES
from tests.conftest import VERSION
from tests.rulebook.lending import lending

ID = "thuiswerken-2021"
FILE = RULES / ID / f"{VERSION}.yaml"
PROGRAM = [sys.executable, "-m", "app"]
CANARY = "KANARIE-7431"
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("THUISWERKCHECK_"):
            monkeypatch.delenv(name)


def answers(tmp_path: Path, given: object) -> str:
    file = tmp_path / "answers.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given))
    return str(file)


def evaluate(file: str, *more: str) -> int:
    return main(["evaluate", "--rulebook", ID, "--answers", file, *more])


def broken(tmp_path: Path, old: str, new: str) -> Path:
    """Return a folder of rules in which one thing is changed in the rulebook, and the examples as they are."""
    folder = tmp_path / ID
    folder.mkdir(parents=True)
    assert old in FILE.read_text()
    (folder / FILE.name).write_text(FILE.read_text().replace(old, new, 1))
    (folder / f"{VERSION}.examples.yaml").write_text(FILE.with_name(f"{VERSION}.examples.yaml").read_text())
    return tmp_path


def test_help_says_what_there_is_with_examples_and_exit_codes() -> None:
    shown = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    for word in (
        "serve",
        "evaluate",
        "verify",
        "compare",
        "approve",
        "receipt",
        "examples:",
        "exit codes:",
        "THUISWERKCHECK_RULES",
    ):
        assert word in shown


@pytest.mark.parametrize("argv", [
    [], ["nothing"], ["serve", "--port", "70000"], ["serve", "--port", "x"], ["evaluate"], ["verify"],
    ["evaluate", "--rulebook", ID, "--answers", "-", "--lang", "fr"], ["compare"], ["compare", str(FILE)], ["receipt"],
    ["receipt", "verify"], ["audit"], ["audit", "verify", "--head", "1"], ["cases"], ["cases", "erase"], ["backup"],
    ["demo", "--cases", "0"], ["new"], ["new", "mine", "--language", "fr"],
])  # fmt: skip
def test_wrong_use_is_one_line_and_exit_code_2(argv: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_outcome_is_told_in_words(tmp_path: Path, capsys: Output) -> None:
    given = {"on_site_tasks": "none", "process_presence": "none", "bound_tools": "part", "tools_at_home": "later"}
    given |= {"site_only_information": "none", "other_personal_reason": "no", "mental_health": "no"}
    assert evaluate(answers(tmp_path, given | {"home_workplace": "adequate"}), "--lang", "en") == 0
    said = capsys.readouterr().out
    for heading in ("Why", "To be arranged first", "What you can do", "Still open", "What would change this"):
        assert f"\n{heading}\n" in said
    assert "(source: " in said
    assert "Not applied since 15 February 2022" in said
    assert max(map(len, said.splitlines())) <= 88


def test_an_outcome_is_told_in_dutch_unless_asked_otherwise(tmp_path: Path, capsys: Output) -> None:
    assert evaluate(answers(tmp_path, {"on_site_tasks": "all"})) == 0
    assert "\nWaarom\n" in capsys.readouterr().out


def test_an_open_outcome_is_no_failure_and_names_who_can_tell(tmp_path: Path, capsys: Output) -> None:
    assert evaluate(answers(tmp_path, {}), "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "Still open" in said
    assert "(who can tell: you or your manager)" in said


@pytest.mark.parametrize("more", [[], ["--lang", "en", "--mode", "full"], ["--audience", "hr", "--version", VERSION]])
def test_json_is_exactly_what_the_api_answers(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], client: TestClient, more: list[str]
) -> None:
    given = {"on_site_tasks": "part", "other_reasons": ["productivity"]}
    assert evaluate(answers(tmp_path, given), "--json", "--on", "2021-03-01", *more) == 0
    names = {"--lang": "language", "--mode": "mode", "--audience": "audience", "--version": "version"}
    asked = {names[option]: value for option, value in zip(more[::2], more[1::2], strict=True)}
    told = client.post("/v1/evaluations", json={"rulebook": ID, "answers": given, **asked}).content
    assert capfdbinary.readouterr().out.rstrip(b"\n") == told


def test_answers_are_read_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b'{"on_site_tasks": "all"}')))
    assert evaluate("-", "--json") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out)["verdict"] == "on_site"


def test_wrong_answers_are_all_told_without_repeating_them(tmp_path: Path, capsys: Output) -> None:
    assert evaluate(answers(tmp_path, {"on_site_tasks": CANARY, CANARY: "x", "bound_tools": 3})) == 2
    said = capsys.readouterr().err
    found = [line.split(": ")[1:3] for line in said.splitlines()[1:]]
    assert found == [["/on_site_tasks", "unknown_answer"], ["/", "unknown_question"], ["/bound_tools", "not_text"]]
    assert CANARY not in said


@pytest.mark.parametrize(("given", "said"), [
    ("on_site_tasks: all\n", "expected answers as JSON (YAML is not read)"), ("[]", "expected one JSON object"),
    (" " * 300_000, "expected at most 262,144 bytes"), ("[" * 100_000, "expected answers as JSON"),
])  # fmt: skip
def test_a_file_that_holds_no_json_object_is_refused(tmp_path: Path, capsys: Output, given: str, said: str) -> None:
    assert evaluate(answers(tmp_path, given)) == 2
    assert capsys.readouterr().err.startswith(f"thuiswerkcheck: {said}")


def test_what_is_not_there_is_wrong_use(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    file = answers(tmp_path, {})
    assert evaluate(str(tmp_path / "none.json")) == 2
    assert evaluate(file, "--version", "9.9.9") == 2
    assert main(["evaluate", "--rulebook", "thuiswerken-2012", "--answers", file]) == 2
    assert main(["verify", str(tmp_path / "none.yaml")]) == 2
    assert main(["verify", str(tmp_path)]) == 2
    monkeypatch.setenv("THUISWERKCHECK_RULES", "nowhere")
    assert evaluate(file) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 6
    assert "did you mean `thuiswerken-2021`" in said[2]


def test_verify_tells_what_is_proven_and_counts(tmp_path: Path, capsys: Output) -> None:
    file = lending(tmp_path)
    assert main(["verify", str(tmp_path)]) == 0
    first, *proven, summary = capsys.readouterr().out.splitlines()
    assert first == f"{file}: proven over all 60 sets of answers:"
    assert "  - law `nothing-reached-means-go`" in proven
    assert summary == "1 rulebook, 1 example, 0 problems"


def test_verify_lists_every_problem_with_its_place(tmp_path: Path, capsys: Output) -> None:
    rules = broken(tmp_path, "    sensitivity: personal", "    sensitivity: secret\n    no_such_key: 1")
    assert main(["verify", str(rules)]) == 1
    *problems, summary = capsys.readouterr().out.splitlines()
    assert summary.endswith(f"{len(problems)} problems")
    assert all(str(rules / ID / FILE.name) in problem for problem in problems)
    assert any(": unknown_key: " in problem for problem in problems)


def test_verify_runs_the_examples(tmp_path: Path, capsys: Output) -> None:
    rules = broken(tmp_path, "{on_site_tasks: part}", "{on_site_tasks: none}")
    assert main(["verify", str(rules / ID / FILE.name)]) == 1
    *problems, _ = capsys.readouterr().out.splitlines()
    assert any(f"{VERSION}.examples.yaml:" in problem for problem in problems)
    assert any(": example_verdict: in `T04`: expected verdict `partly_on_site`, found" in each for each in problems)


def test_verify_refuses_a_file_at_a_place_where_it_would_not_be_served(tmp_path: Path, capsys: Output) -> None:
    rules = broken(tmp_path, f'version: "{VERSION}"', 'version: "1.0.1"')
    assert main(["verify", str(rules)]) == 1
    assert ": misplaced_file: " in capsys.readouterr().out


def test_verify_tells_the_same_as_json(tmp_path: Path, capsys: Output) -> None:
    assert main(["verify", "--json", str(lending(tmp_path))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    assert (told["rulebooks"][0]["id"], told["rulebooks"][0]["usable"]) == ("book-loans", True)
    assert told["answer_sets"] == told["rulebooks"][0]["answer_sets"] == 60
    assert "law `nothing-reached-means-go`" in told["rulebooks"][0]["proven"]
    assert main(["verify", "--json", str(broken(tmp_path / "broken", "in_force:", "in_farce:"))]) == 1
    told = json.loads(capsys.readouterr().out)
    assert set(told["problems"][0]) == {"file", "line", "column", "level", "code", "message", "counterexample"}
    assert told["rulebooks"][0]["usable"] is False


def test_compare_tells_what_differs_in_words_and_the_same_as_json(tmp_path: Path, capsys: Output) -> None:
    other = str(broken(tmp_path, "{on_site_tasks: part}", "{on_site_tasks: none}") / ID / FILE.name)
    assert main(["compare", str(FILE), other]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith(
        f"compared `thuiswerken-2021` `{VERSION}` with `thuiswerken-2021` `{VERSION}` over all 846,720"
    )
    assert "criterion `nature_of_work`, `part` becomes `none` (282,240 answer sets, for example" in "\n".join(lines)
    assert "  - when `on_site_tasks` is `part` (282,240)" in lines
    assert lines[-2:] == ["other content:", "  - `criteria.nature_of_work.reaches.part.when`"]
    assert main(["compare", "--json", str(FILE), other]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "old", "new", "answer_sets", "differing_answer_sets", "differing_answer_sets_in_anything", "differences",
        "only_in_old", "only_in_new", "changed_texts", "changed_otherwise", "changed_order",
    }  # fmt: skip
    assert set(told["differences"][0]) == {
        "what", "id", "old", "new", "answer_sets", "described_by", "unless", "sentences", "example",
    }  # fmt: skip
    assert told["only_in_old"] == {section: [] for section in told["only_in_old"] if section != "answers"} | {
        "answers": {}
    }


def test_compare_refuses_files_as_verify_does(tmp_path: Path, capsys: Output) -> None:
    bad = str(broken(tmp_path, "in_force:", "in_farce:") / ID / FILE.name)
    assert main(["verify", bad]) == 1
    *problems, _ = capsys.readouterr().out.splitlines()
    assert main(["compare", str(FILE), bad]) == 1
    assert capsys.readouterr().out.splitlines() == problems
    assert main(["compare", "--json", bad, str(FILE)]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == len(problems)
    assert main(["compare", str(FILE), str(tmp_path / "none.yaml")]) == 2
    nobodys = str(tmp_path / "overlays" / "nobody" / "none.yaml")
    assert main(["compare", str(FILE), nobodys]) == main(["verify", nobodys]) == 2


def test_verify_with_mutants_tells_what_nothing_would_notice_and_what_would(tmp_path: Path, capsys: Output) -> None:
    file = lending(tmp_path)
    assert main(["verify", str(file)]) == 0
    before = capsys.readouterr().out
    assert main(["verify", "--mutants", str(file)]) == 1
    told = capsys.readouterr().out
    assert told.startswith(before)
    missing = "unnoticed: nothing would notice if question `pass_renewal` had no gate"
    line = file.read_text().splitlines().index("  pass_renewal:") + 1
    assert f"{file}:{line}:3: {missing}" in told.splitlines()
    assert ": redundant: it makes no difference whether " in told
    assert "once a person has confirmed them:\n" in told
    assert told.splitlines()[-1] == "mutants: 17 of 61 noticed (27 %)"


def test_verify_with_mutants_tells_the_same_as_json(tmp_path: Path, capsys: Output) -> None:
    assert main(["verify", "--mutants", "--json", str(lending(tmp_path))]) == 1
    told = json.loads(capsys.readouterr().out)
    (fewer,) = (each["mutants"] for each in told["rulebooks"])
    assert (fewer["killed"], fewer["total"], len(fewer["survivors"])) == (17, 61, 44)
    assert told["mutants"] == {"killed": 17, "total": 61, "survivors": 44}
    assert told["answer_sets"] == 60
    assert set(fewer["survivors"][0]) == set(fewer["redundant"][0]) == {"file", "line", "column", "message"}
    assert "  - id: M1\n" in fewer["proposed_examples"]
    assert main(["verify", "--mutants", "--json", str(broken(tmp_path / "unusable", "in_force:", "in_farce:"))]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["rulebooks"][0]["mutants"], told["mutants"]["total"]) == (None, 0)


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """Serve on a free port; yield the process, the port and the file of log lines."""
    log = folder / "log"
    with log.open("w") as lines:
        command = [*PROGRAM, "serve", "--port", "0"]
        settings = {**os.environ, "THUISWERKCHECK_DATA": str(folder)}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=lines, text=True, env=settings)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said.startswith("Thuiswerkcheck is running on http://127.0.0.1:")
        assert said.endswith(" (stop with Ctrl+C)\n")
        yield process, int(said.split(":")[2].split()[0]), log
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


NO_WAY_IN = {
    "GET /healthz HTTP/1.1\r\nHost: a": 200,
    "GET http://evil.example/healthz HTTP/1.1\r\nHost: a": 200,
    "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b": 400,
    "GET /healthz HTTP/1.1\r\nHost: x/public?": 400,
    "GET /healthz HTTP/1.1\r\nHost: x#": 400,
    "GET /healthz HTTP/1.1": 400,
    "GET /nl/hr%2faccounts HTTP/1.1\r\nHost: a": 404,
    "GET /v1/../nl/hr/accounts HTTP/1.1\r\nHost: a": 404,
    "POST /nl/thuiswerken-2021/start HTTP/1.1\r\nHost: a\r\nContent-Length: 0": 403,
}
"""What no other host and no other way to write an address gets; the first two are answered as ever."""


def test_serving_answers_at_once_lets_nothing_past_the_door_and_stops_on_interrupt(tmp_path: Path) -> None:
    with served(tmp_path) as (process, port, log):
        assert process.stdout
        assert "`thuiswerkcheck setup` opens the side of HR" in process.stdout.readline()
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b'{"status":"ok"}')
            assert answer.headers["server"] is None
            connection.request(
                "POST", "/v1/evaluations", iter([b"x" * 65536] * 8), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            assert (answer.status, answer.headers["connection"]) == (413, "close")
        assert {request: status_of(port, request) for request in NO_WAY_IN} == NO_WAY_IN
        process.send_signal(signal.SIGHUP)
        waited_for(log, "running: `thuiswerken-2021`")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0
        written = log.read_text()
    assert "method=GET route=/healthz status=200" in written
    assert "Traceback" not in written


def status_of(port: int, request: str) -> int:
    """Return the status for exactly this request."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{request}\r\nConnection: close\r\n\r\n".encode())
        return int(connection.recv(100).split()[1])


def test_a_port_that_is_taken_is_said_in_one_plain_line(capsys: Output) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"thuiswerkcheck: port {port} is in use by another program: stop that program, or choose another with --port\n"
    )


def test_an_address_of_elsewhere_is_said_in_one_plain_line(capsys: Output) -> None:
    assert main(["serve", "--host", "192.0.2.1"]) == 1
    assert capsys.readouterr().err.startswith("thuiswerkcheck: `192.0.2.1` is no address of this computer")


def waited_for(log: Path, text: str) -> None:
    until = time.monotonic() + 10
    while text not in log.read_text():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("named", ["", str(RULES / ID / f"{VERSION}.examples.yaml")])
def test_what_is_no_rulebook_by_its_name_is_wrong_use(named: str, capsys: Output) -> None:
    assert main(["verify", named]) == 2
    assert "expected a rulebook file or a folder, found " in capsys.readouterr().err
