"""How long the pages of HR take among 10,000 cases, asked one after another over HTTP, and how large they are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter

from fastapi import FastAPI

from app.cases.accounts import Person
from app.main import create_app
from app.settings import Settings
from app.store.open import casework
from app.web.hr.access import NEAR_COOKIE
from benchmarks.web import running

ROUNDS, LIMIT, LARGEST = 100, 200, 40
"""Requests of each page, milliseconds that the list may take 95 of 100 times, and KiB that it may be."""
LIST = (
    ("the list", ""),
    ("its last page", "?page=400"),
    ("filtered by status", "?status=waiting"),
    ("filtered, and sorted by next step", "?status=decided&handler=me&order=due"),
    ("sorted, a later page", "?order=received&page=7"),
)
BESIDE = (
    ("to do, for me", "/todo"),
    ("to do, for everybody", "/todo?whose=everybody"),
    ("insight", "/insight"),
)
"""Pages for which no limit is known."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold how many milliseconds each request of a page took, and its bytes: no page behind a sign-in is compressed."""

    times: list[float]
    size: int


def main(settings: Settings, people: Sequence[Person], now: datetime) -> None:
    """Print how long each page takes for the first of these people, and how large it is."""
    print(f"pages of HR in Dutch over HTTP (medians and 95th percentiles of {ROUNDS}; sizes)")
    with signed_in(settings, people, now) as client:
        for name, query in LIST:
            tell(name, client.take(query), limited=True)
        for name, path in BESIDE:
            tell(name, client.take(path), limited=False)


def tell(name: str, taken: Taken, *, limited: bool) -> None:
    """Print what one page took; a limit that it is beyond stands out."""
    slow = quantiles(taken.times, n=20)[-1]
    time = f"{median(taken.times):6.1f} ms, 95th {slow:6.1f} ms"
    size = f"{taken.size / 1024:5.1f} KiB"
    if limited:
        time += f", {within(slow, LIMIT)} {LIMIT} ms"
        size += f", {within(taken.size / 1024, LARGEST)} {LARGEST} KiB"
    print(f"  {name:33} {time}   {size}")


def within(found: float, limit: float) -> str:
    """Say how something compares with its limit."""
    return "within" if found <= limit else "BEYOND"


def desk_app(settings: Settings, now: datetime) -> FastAPI:
    """Return the service as it runs for an organisation, at one moment."""
    return create_app(settings, lambda: now)


@dataclass(frozen=True, slots=True)
class Client:
    """Hold a connection of somebody who is signed in."""

    connection: HTTPConnection
    cookie: str

    def take(self, path: str) -> Taken:
        """Return how a page is taken."""
        self.fetch(path)
        rounds = [self.fetch(path) for _ in range(ROUNDS)]
        return Taken([took for took, _ in rounds], len(rounds[-1][1]))

    def fetch(self, path: str) -> tuple[float, bytes]:
        """Return how many milliseconds a page took, and what came."""
        start = perf_counter()
        self.connection.request("GET", f"/nl/hr{path}", headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        return 1000 * (perf_counter() - start), body


@contextmanager
def signed_in(settings: Settings, people: Sequence[Person], now: datetime) -> Iterator[Client]:
    """Serve these settings in a process of their own, and sign in the first of these people, who all get accounts."""
    kept = casework(settings)
    assert kept
    for person in people:
        kept.people.add(replace(person, active=True), "", b"")
    secret = kept.people.begin(people[0].id, now)
    with running(partial(desk_app, settings, now)) as port:
        yield Client(HTTPConnection("127.0.0.1", port), f"{NEAR_COOKIE}={secret}")
