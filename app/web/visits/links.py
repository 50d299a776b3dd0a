"""Links to answers in progress: an encrypted, expiring token holds everything, so that nothing is stored."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from hmac import digest as hmac
from struct import Struct
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from app import key_derivation
from app.cases.ids import LETTERS
from app.engine.next_question import Mode
from app.rulebook.calendar import iso
from app.rulebook.in_force import day_of
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.numbers import Number, in_digits
from app.rulebook.variants import about_work, with_person
from app.web.errors import LinkGone
from app.web.visits.visit import Choice, Page, Position, Visit, go_on, is_reachable

FORMAT = 1
HEAD = Struct(">B8sHB")
"""Format, the start of the rulebook's digest, position, flags; after it every question's answer."""
CHOICES: tuple[Choice, ...] = ("open", "answer", "leave_out")
FULL, CHANGING, ABOUT_WORK = 4, 8, 16
TOKEN = re.compile(r"[A-Za-z0-9_-]{80,2000}")


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold what a link said: the visit, when the link was made (in UTC), and a short code for this very link."""

    visit: Visit
    made: datetime
    code: str


class Seals:
    """Seal visits into tokens and open them again.

    The same secret gives the same keys, so that any process can open what another has sealed; without one, links
    work until this process ends. A token of one rulebook always has the same length, whatever was answered, and what
    is sealed for one purpose does not open for another.
    """

    def __init__(
        self, secret: str | None, hours: int, editions: Callable[[], Iterator[Rulebook]], *, purpose: bytes = b"links"
    ) -> None:
        root = key_derivation.root(secret)
        self._fernet = Fernet(urlsafe_b64encode(key_derivation.key(root, purpose)))
        self._code_key = key_derivation.key(root, b"codes")
        self._lasts = timedelta(hours=hours)
        self._editions = editions

    def seal(self, visit: Visit, now: datetime) -> str:
        return self.wrap(_packed(visit), now)

    def wrap(self, content: bytes, now: datetime) -> str:
        return self._fernet.encrypt_at_time(content, int(now.timestamp())).decode().rstrip("=")

    def until(self, made: datetime) -> datetime:
        return made + self._lasts

    def unwrap(self, token: str, now: datetime) -> bytes:
        """Raise LinkGone for every token that does not work (any more)."""
        # Decoding skips what is no base64: without this a link would open under other spellings too.
        if not TOKEN.fullmatch(token):
            raise LinkGone("the link is broken")
        try:
            return self._fernet.decrypt_at_time(_whole(token), int(self._lasts.total_seconds()), int(now.timestamp()))
        except InvalidToken:
            raise LinkGone("the link has expired or is broken") from None

    def open(self, token: str, now: datetime, *, onwards: bool = False) -> Opened:
        """Raise LinkGone also for a page that its journey does not come to.

        With `onwards` a visit goes on where another day than that of the link asks for other answers.
        """
        visit = self.answers(token, now)
        if not is_reachable(visit) and onwards and visit.rulebook.compares_today:
            visit = go_on(visit)
        if not is_reachable(visit):
            raise LinkGone("the link is of a page that is no longer asked")
        made = datetime.fromtimestamp(self._fernet.extract_timestamp(_whole(token)), UTC)
        return Opened(visit, made, _code(self._code_key, urlsafe_b64decode(_whole(token))))

    def answers(self, token: str, now: datetime) -> Visit:
        """Open a visit whose page need not be one of its journey."""
        return self._visit(self.unwrap(token, now), now)

    def _visit(self, packed: bytes, now: datetime) -> Visit:
        # Terms of an arrangement are sealed with the same key, but begin with no FORMAT.
        version, fingerprint, _, _ = HEAD.unpack_from(packed.ljust(HEAD.size, b"\0"))
        matches = (book for book in self._editions() if _fingerprint(book) == fingerprint)
        rulebook = next(matches, None) if version == FORMAT else None
        if rulebook is None:
            raise LinkGone("the link is of a rulebook that is no longer in use")
        return _unpacked(rulebook, packed, day_of(now))


def _whole(token: str) -> str:
    return token + "=" * (-len(token) % 4)


def _fingerprint(rulebook: Rulebook) -> bytes:
    return sha256(rulebook.digest.encode()).digest()[:8]


def _positions(rulebook: Rulebook) -> list[Position]:
    # Invariant: this order, and the bits of the flags, are part of FORMAT.
    return [*Page, *rulebook.questions]


def _packed(visit: Visit) -> bytes:
    """Invariant: as many bytes for every visit under one rulebook."""
    book = visit.rulebook
    flags = CHOICES.index(visit.choice) | FULL * (visit.mode == "full") | CHANGING * visit.changing
    flags |= ABOUT_WORK * (with_person(book) is not book)
    head = HEAD.pack(FORMAT, _fingerprint(book), _positions(book).index(visit.at), flags)
    # Also what was not asked has its bytes: the length of a link tells nothing of the answers.
    answers = (_number(q, visit.answers.get(q.id)).to_bytes(_size(q), "big") for q in book.questions.values())
    return head + b"".join(answers)


def _unpacked(rulebook: Rulebook, packed: bytes, today: date) -> Visit:
    _, _, position, flags = HEAD.unpack_from(packed)
    answers: dict[str, Any] = {**rulebook.on_day(today)}
    place = HEAD.size
    for question in rulebook.questions.values():
        size = _size(question)
        number = int.from_bytes(packed[place : place + size], "big")
        place += size
        if number:
            answers[question.id] = _answer(question, number)
    at = _positions(rulebook)[position]
    mode: Mode = "full" if flags & FULL else "quick"
    book = about_work(rulebook) if flags & ABOUT_WORK else rulebook
    return Visit(book, at, answers, CHOICES[flags & 3], mode, changing=bool(flags & CHANGING))


def _size(question: Question) -> int:
    """Count the bytes that the largest number of this question takes."""
    if question.date:
        return (question.date.last - question.date.first + 2).bit_length() // 8 + 1
    if question.number:
        return (_steps(question.number, question.number.high) + 2).bit_length() // 8 + 1
    choices = len(question.answers)
    return ((1 << choices if question.many else choices) + 1).bit_length() // 8 + 1


def _steps(number: Number, value: Decimal) -> int:
    """Count the steps to a number from the lowest."""
    return int((value - number.low) / number.step)


def _number(question: Question, answer: Any) -> int:
    """Return 0 for not asked, 1 for unknown, from 2 on the answer, the answers as bits, or the steps to a number."""
    if answer is None:
        return 0
    if answer == UNKNOWN:
        return 1
    if question.date:
        return 2 + date.fromisoformat(answer).toordinal() - question.date.first
    if question.number:
        return 2 + _steps(question.number, Decimal(answer))
    places = list(question.answers)
    return 2 + (sum(1 << places.index(each) for each in answer) if question.many else places.index(answer))


def _answer(question: Question, number: int) -> Any:
    if number == 1:
        return UNKNOWN
    if question.date:
        return iso(question.date.first + number - 2)
    if question.number:
        return in_digits(question.number.low + question.number.step * (number - 2))
    if question.many:
        return tuple(each for place, each in enumerate(question.answers) if (number - 2) >> place & 1)
    return list(question.answers)[number - 2]


def _code(key: bytes, sealed: bytes) -> str:
    """Return eight characters, the same each time this link is opened."""
    bits = int.from_bytes(hmac(key, sealed, "sha256")[:5], "big")
    return "".join(LETTERS[bits >> shift & 31] for shift in range(35, -1, -5)).upper()
