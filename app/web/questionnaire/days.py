"""Days that matter: in words, on a time line and in a file for a calendar. Nothing of them is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from textwrap import wrap
from typing import Any

from app.claims.facts import Facts
from app.disclosure import Disclosure
from app.engine.evaluate import evaluate
from app.rulebook.calendar import day_of
from app.rulebook.dates import date_text
from app.rulebook.model import Rulebook
from app.rulebook.text import Language, Text
from app.web.visits.visit import Visit

LETTERS, LINE, APART = 34, 20, 26
"""Of the time line: how many letters fit on a line, how high it is, and how far points stand apart, in pixels."""
NOW = Text("Vandaag", "Today")
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """Hold a day on the time line: today, one that was given (`given`) or one that matters (`named`)."""

    day: str
    title: str
    kind: str


def days_told(disclosure: Disclosure, book: Rulebook, language: Language) -> Iterator[Context]:
    """Yield the days that matter, in the order of the rulebook, each with what follows when it has passed."""
    today = disclosure.get("today")
    for id, day in disclosure.get("days", {}).items():
        named = book.days[id]
        yield {
            "id": id,
            "title": begun(named.title[language]),
            "day": date_text(day)[language],
            "then": named.then and named.then[language],
            "passed": today is not None and day < today,
        }


def known_days(visit: Visit, language: Language) -> Iterator[Context]:
    """Yield the days that matter which are certain already, whatever else is answered."""
    book = visit.rulebook
    for id, day in evaluate(book, visit.answers).days.items() if book.days else ():
        yield {"id": id, "title": begun(book.days[id].title[language]), "day": date_text(day)[language]}


def begun(title: str) -> str:
    """Return a title as it stands at the beginning of a line."""
    return title[:1].upper() + title[1:]


def points(facts: Facts, language: Language) -> list[Point]:
    """Return what is on the time line, in the order of time."""
    days, answers, book = facts.told.get("days", {}).items(), facts.answers, facts.book
    found = [
        Point(str(answers[q.id]), begun(q.called[language]), "given")
        for q in book.questions.values()
        if q.called is not None and day_of(answers.get(q.id)) is not None
    ]
    found += [Point(day, begun(book.days[id].title[language]), "named") for id, day in days]
    today = facts.told.get("today")
    found += [Point(today, NOW[language], "today")] if today is not None and found else []
    return sorted(found, key=lambda point: point.day)


def time_line(facts: Facts, language: Language) -> Context | None:
    """Return the time line as rows, each with its height from above in pixels; None where it would show only one."""
    rows, height = list[Context](), APART
    for day, group in groupby(points(facts, language), key=lambda point: point.day):
        on = list(group)
        lines = [line for point in on for line in wrap(point.title, LETTERS)]
        kind = next(kind for kind in ("named", "today", "given") if any(point.kind == kind for point in on))
        titles = [point.title for point in on]
        rows.append({"y": height, "day": date_text(day)[language], "lines": lines, "titles": titles, "kind": kind})
        height += LINE * (len(lines) + 1) + APART
    return {"rows": rows, "height": height - APART + LINE // 2, "line": LINE} if len(rows) > 1 else None


def calendar_file(facts: Facts, language: Language, code: str, made: datetime) -> bytes | None:
    """Return the days that matter as a file that calendars read; None without any. `code` names this check in it.

    What was answered is not in it. A week before a day on which a case is due it reminds.
    """
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - only this file needs it

    book, days = facts.book, facts.told.get("days", {})
    calendar = Calendar({"prodid": f"-//{book.id}//{language.upper()}", "version": "2.0"})
    for id, day in days.items():
        named, first = book.days[id], date.fromisoformat(day)
        title, then = begun(named.title[language]), named.then
        about = [book.title[language], then[language] if then else "", book.about["advice_only"][language]]
        event = Event({"uid": f"{code}-{id}".lower(), "transp": "TRANSPARENT"})
        event.add("dtstamp", made)
        event.add("dtstart", first)
        event.add("dtend", first + timedelta(1))
        event.add("summary", title)
        event.add("description", "\n".join(filter(None, about)))
        if named.due:
            alarm = Alarm({"action": "DISPLAY", "description": title})
            alarm.add("trigger", timedelta(-7))
            event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical() if days else None
