"""How many requests per second the service answers beside a bare FastAPI route, on the same server in one run."""

import asyncio
import json
import multiprocessing
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Literal

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from app.main import create_app
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.settings import Settings

CONNECTIONS, SECONDS, ROUNDS = 16, 1.0, 5
Level = Literal["none", "part", "all", "unknown"]


class Given(BaseModel):
    """Validate the same answers as an evaluation does, as ordinary fields."""

    model_config = ConfigDict(extra="forbid")
    on_site_tasks: Level | None = None
    process_presence: Level | None = None
    process_necessity: Literal["strictly_necessary", "social_need", "unclear", "not_necessary", "unknown"] | None = None
    bound_tools: Level | None = None
    tools_at_home: Literal["no", "later", "now", "unknown"] | None = None
    site_only_information: Level | None = None
    information_at_home: Literal["no", "later", "now", "unknown"] | None = None
    home_workplace: Literal["adequate", "not_adequate", "not_relied_on", "unknown"] | None = None
    home_workplace_fix: Literal["now", "later", "no", "not_relied_on", "unknown"] | None = None
    home_part_possible: Literal["yes", "no", "not_relied_on", "unknown"] | None = None
    other_personal_reason: Literal["no", "to_discuss", "part", "all", "not_relied_on", "unknown"] | None = None
    mental_health: Literal["no", "yes", "not_relied_on", "unknown"] | None = None
    site_safe: Literal["yes", "no", "unknown"] | None = None


class Asked(BaseModel):
    """Validate a request of the same size as an evaluation's."""

    model_config = ConfigDict(extra="forbid")
    rulebook: str
    answers: Given


ANSWERS = {
    "on_site_tasks": "part",
    "process_presence": "part",
    "process_necessity": "unclear",
    "bound_tools": "none",
    "site_only_information": "part",
    "information_at_home": "later",
    "home_workplace": "not_adequate",
    "home_workplace_fix": "now",
    "other_personal_reason": "no",
    "mental_health": "not_relied_on",
    "site_safe": "yes",
}
BODY = json.dumps({"rulebook": "thuiswerken-2021", "answers": ANSWERS}).encode()


def bare_app() -> FastAPI:
    """Return the smallest FastAPI application that validates such a body: one route gives it back, one a word."""
    app = FastAPI()

    @app.post("/v1/evaluations")
    async def same(asked: Asked) -> Asked:
        return asked

    @app.post("/v1/word")
    async def word(asked: Asked) -> dict[str, str]:
        return {"rulebook": asked.rulebook}

    return app


def _serve(make: Callable[[], FastAPI], port: int) -> None:
    uvicorn.run(make(), host="127.0.0.1", port=port, log_level="critical", access_log=False)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def accepts(port: int) -> bool:
    """Say whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(make: Callable[[], FastAPI]) -> Iterator[int]:
    """Run an application in a process of its own; give its port."""
    port = free_port()
    process = multiprocessing.Process(target=_serve, args=(make, port), daemon=True)
    process.start()
    while process.is_alive() and not accepts(port):
        time.sleep(0.05)
    yield port
    process.terminate()
    process.join()


def own_app() -> FastAPI:
    """Return the service as it runs."""
    return create_app(Settings(health_answers="server"))


async def _client(port: int, request: bytes, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = re.search(rb"content-length: (\d+)", head.lower())
        await reader.readexactly(int(length[1]) if length else 0)
        done += 1
    writer.close()
    return done


async def _load(port: int, request: bytes) -> float:
    end = time.perf_counter() + SECONDS
    return sum(await asyncio.gather(*(_client(port, request, end) for _ in range(CONNECTIONS)))) / SECONDS


def rate(port: int, request: bytes) -> float:
    """Return requests per second over keep-alive connections."""
    return asyncio.run(_load(port, request))


def post(body: bytes, path: str = "/v1/evaluations") -> bytes:
    """Return a POST as bytes."""
    kind = "Host: 127.0.0.1\r\nContent-Type: application/json"
    head = f"POST {path} HTTP/1.1\r\n{kind}\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def question_page(port: int) -> bytes:
    """Return a GET of the first question's page, found by starting a check."""
    return asyncio.run(_first_question(port))


async def _first_question(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /nl/thuiswerken-2021/start HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Length: 0\r\n\r\n"
    )
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    place = re.search(rb"location: (\S+)", head, re.IGNORECASE)
    assert place, head
    return b"GET " + place[1] + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def start_seconds() -> float:
    """Return the seconds from starting the command until it accepts a connection."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "app", "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    while not accepts(port):
        time.sleep(0.01)
    taken = time.perf_counter() - begun
    process.terminate()
    process.wait()
    return taken


def main() -> None:
    """Print requests per second and their ratio, in interleaved rounds."""
    print(f"from start to serving {median(start_seconds() for _ in range(3)):.2f} s")
    load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")
    with running(bare_app) as bare, running(own_app) as own:
        page = question_page(own)
        rounds = [
            (rate(bare, post(BODY)), rate(bare, post(BODY, "/v1/word")), rate(own, post(BODY)), rate(own, page))
            for _ in range(ROUNDS)
        ]
    same, word, evaluations, pages = (median(column) for column in zip(*rounds, strict=True))
    print("web, one worker, requests per second (medians of rounds)")
    print(f"  a bare FastAPI route that validates the same body and gives it back   {same:6.0f}")
    print(f"  the same, answering one word                                          {word:6.0f}")
    print(f"  POST /v1/evaluations, everything told (3.9 kB)                        {evaluations:6.0f}", end="")
    print(f"   {evaluations / same:.2f} of the first, {evaluations / word:.2f} of the second")
    print(f"  a question page                                                       {pages:6.0f}")
