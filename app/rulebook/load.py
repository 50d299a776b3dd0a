"""Load a rulebook from its file: strictly, completely, with every Problem at once."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, cast, get_args

from app.problems import AppError, Problem, RulebookInvalid, few_suggestions
from app.rulebook import defaults
from app.rulebook.banding import banded, in_bands, rewritten
from app.rulebook.checks.rulebook import check
from app.rulebook.model import (
    NONE_OF_THESE,
    NOT_RELIED_ON,
    UNKNOWN,
    AboutPlace,
    AboutSection,
    Draft,
    Period,
    Question,
    Rulebook,
)
from app.rulebook.parsing import outcome
from app.rulebook.parsing.audience_texts import texts_by_id, texts_of
from app.rulebook.parsing.conditions import points, terms
from app.rulebook.parsing.dates import difference, holidays
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import MOST_SUGGESTIONS, Kind, Reading
from app.rulebook.parsing.letters import letter
from app.rulebook.parsing.named_days import named_day
from app.rulebook.parsing.numbers import parameter
from app.rulebook.parsing.readers import (
    CLAUSE_ID,
    INNER_ID,
    OUTER_ID,
    VERSION,
    EntryReader,
    Record,
    choice,
    day,
    entries,
    items,
    languages,
    matching,
    named_texts,
    text,
    web_address,
)
from app.rulebook.parsing.requests import request
from app.rulebook.parsing.sections import (
    action,
    audience,
    criterion,
    laws,
    note,
    question,
    requirement,
)
from app.rulebook.parsing.strict_yaml import MAX_BYTES, Node, Scalar, compose, plain
from app.rulebook.source import Clause, Source
from app.rulebook.text import Text

ABOUT = {
    "what": "What this check is.",
    "advice_only": "That it is advice and a person decides.",
    "principle": "The principle behind it.",
    "historical": "That these rules are of the past.",
    "today": "What applies today.",
    "no_right": "That no right follows from it.",
    "no_offence": "That acting otherwise is no offence.",
    "readings": "That some readings are an elaboration.",
    "personal": "What comes before personal questions.",
    "help": "Where anybody finds help.",
    "not_passed_on": "Who does not get the answers, by name.",
    "talk": "With whom to talk about the outcome.",
}
"""What a rulebook may say around the check; where it does not, nothing is said."""
COMMON = {
    UNKNOWN: 'How "I don\'t know" reads.',
    NOT_RELIED_ON: 'How "I leave this out" reads.',
    NONE_OF_THESE: 'How "none of these" reads.',
}
BOOK = {
    "id": "The id of the rulebook, which is also the name of its folder.",
    "version": "The version of this edition in three numbers, in quotes, which is also the name of its file.",
    "languages": "The languages of its texts, `nl` and `en` where left out; with one, a text may stand by itself.",
    "title": "What the rulebook is called.",
    "in_force": "When this edition is in force; periods share no day.",
    "draft": "In place of `in_force`: that this edition is a draft, which is in force on no day.",
    "about": "What the pages say around the check; nothing where left out.",
    "people": "The people who answer, change or do something, by id; the first is the person themself.",
    "common": "Answers that many questions share, where they read otherwise here.",
    "readings": "Who says how a rule is to be read, by id.",
    "sources": "The documents that rules rest on, by id.",
    "extents": "How far a criterion can reach, furthest first; `none` is the last. `all` and `none` where left out.",
    "questions": "The questions, in the order of asking: a gate before what it is a gate to.",
    "parameters": "Numbers by name, with which conditions compare; an organisation may set others.",
    "holidays": "Days of every year on which nobody works, for spans of `working_days`.",
    "differences": "The time between two dates, by name, which conditions compare: `{notice: {under: {months: 2}}}`.",
    "points": "Points for answers, by name; conditions compare their sum, as in `{score: {at_least: 90}}`.",
    "terms": "Conditions by name, used as `{term: name}` in gates, lines and laws; each after those it uses.",
    "criteria": "The grounds, by id.",
    "requirements": "What must be met before a verdict may be acted on, by id.",
    "actions": "What people should do, by id.",
    "notes": "What people should know, by id.",
    "days": "Days that matter, by id, which are told with the verdict.",
    "letters": "Letters that somebody can send, by id: the person, below the outcome, or HR in reply to a request.",
    "request": "That cases under this rulebook are requests, to which HR replies.",
    "audiences": "The readers; the first is the person's own, and sees everything. Left out: all others see the work.",
    "laws": "What must be so for all answers; the verifier proves it.",
}
PAGES = ("accessibility", "case", "check", "embed", "hr", "privacy", "receipt", "statement", "storybook")
"""What stands in an address where the id of a rulebook does; a test compares it with the routes."""
SECTIONS = "Sections of your own, in the order in which they are shown."
AT = "Where: as a question to choose among rulebooks, on the start page, under every outcome, or in letters about one."
EXPECTED = re.compile(r"[1-9]\d{3}(-(0[1-9]|1[0-2]))?", re.ASCII)
A_YEAR_OR_MONTH = "a year or a month, such as `2027` or `2027-03`"
CLAUSES = "Paraphrases of its clauses; each id stands in one source."
T = TypeVar("T")


def load_rulebook(path: str | Path) -> Rulebook:
    """Load one rulebook; refuse it with all its Problems, or with `not_found` when there is no such file."""
    rulebook, problems = read_rulebook(path)
    if rulebook is None:
        raise RulebookInvalid(problems)
    return rulebook


def read_rulebook(path: str | Path) -> tuple[Rulebook | None, list[Problem]]:
    """Read one rulebook; where it has Problems there is no rulebook, only all of them in file order."""
    return rulebook_from(contents(path, "rulebook"), str(path))


def contents(path: str | Path, what: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            # One byte more than is allowed shows that a file is too large, however large it is.
            return file.read(MAX_BYTES + 1)
    # ValueError: a path that holds a null byte.
    except (OSError, ValueError) as error:
        raise AppError("not_found", f"expected a {what} in `{path}`, found no file that can be read") from error


def rulebook_from(source: bytes, file: str) -> tuple[Rulebook | None, list[Problem]]:
    result = parsed(source, file)
    return result.rulebook, list(result.problems)


class Parsed(NamedTuple):
    """Hold what a file says; where there are Problems there is no rulebook."""

    tree: Node | None
    rulebook: Rulebook | None
    problems: tuple[Problem, ...]


def parsed(source: bytes, file: str) -> Parsed:
    tree, problems = compose(source, file)
    if tree is None:
        return Parsed(None, None, tuple(sorted(problems)))
    rulebook, problems = rulebook_in(tree, problems)
    return Parsed(tree, rulebook, tuple(problems))


@few_suggestions(MOST_SUGGESTIONS)
def rulebook_in(
    tree: Node, problems: list[Problem], *, sourced: bool | None = None
) -> tuple[Rulebook | None, list[Problem]]:
    """Read one rulebook from a tree in which these Problems were found already."""
    reading = Reading(problems, sourced=sourced)
    rulebook = whole_rulebook(tree, reading)
    rulebook = banded(rulebook)
    if rulebook.codings:
        to_bands = partial(in_bands, codings=rulebook.codings)
        reading.stated = [replace(each, condition=rewritten(each.condition, to_bands)) for each in reading.stated]
    check(rulebook, reading)
    return (None if problems else rulebook), sorted(set(problems))


def digest(*trees: Node) -> str:
    """Return the digest of what trees say; the order counts, since order means something in a rulebook."""
    said = [plain(tree) for tree in trees]
    canonical = json.dumps(said[0] if len(said) == 1 else said, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(canonical.encode()).hexdigest()}"


def whole_rulebook(tree: Node, reading: Reading) -> Rulebook:
    with Record(tree, reading, "a rulebook") as of:
        _read_first(of)
        common, people = _fixed_texts(of, "common", COMMON, defaults.COMMON), _named_texts(of, "people", "person")
        named = _named_in_conditions(of)
        questions = _section(of, "questions", question(common, next(iter(people), "")), "question")
        audiences, roles = _audiences(of, questions)
        extents = _named_texts(of, "extents", "extent")
        clauses: dict[str, Clause] = {}
        sections: list[AboutSection] = []
        return Rulebook(
            id=of.need("id", _rulebook_id, BOOK["id"]),
            version=of.need("version", matching(VERSION), BOOK["version"]),
            title=of.need("title", text, BOOK["title"]),
            **_in_force_or_draft(of),
            about=_fixed_texts(of, "about", ABOUT, defaults.ABOUT, sections=sections),
            about_sections=tuple(sections),
            people=people,
            common=common,
            readings=of.may("readings", named_texts("reading"), BOOK["readings"]) or MappingProxyType({}),
            sources=_optional_section(of, "sources", source(clauses), "source"),
            clauses=MappingProxyType(clauses),
            extents=extents,
            questions=questions,
            **named,
            criteria=_section(of, "criteria", criterion, "criterion"),
            **outcome.verdicts(of, extents),
            **_consequences(of),
            audiences=audiences,
            laws=of.may("laws", laws, BOOK["laws"]) or (),
            digest=digest(tree),
            place=of.place,
            roles=roles,
            languages=reading.languages,
        )


def _rulebook_id(node: Node, reading: Reading) -> str:
    id = matching(OUTER_ID)(node, reading)
    if isinstance(node, Description):
        node.never(PAGES)
    if id in PAGES:
        reading.report("reserved_word", node.place, f"expected the id of a rulebook, found `{id}`, a page of the site")
    return id


def _named_in_conditions(of: Record) -> dict[str, Any]:
    """Read what conditions use by its name, before whatever has conditions in it."""
    parameters = _optional_section(of, "parameters", parameter, "parameter")
    of.may("holidays", holidays, BOOK["holidays"])
    differences = _optional_section(of, "differences", difference, "difference")
    of.may("points", entries(INNER_ID, points, "points"), BOOK["points"])
    named = of.may("terms", terms, BOOK["terms"]) or MappingProxyType({})
    return {"parameters": parameters, "differences": differences, "terms": named}


def _consequences(of: Record) -> dict[str, Any]:
    """Return what follows beside the verdict."""
    return {
        "requirements": _optional_section(of, "requirements", requirement, "requirement"),
        "actions": _optional_section(of, "actions", action, "action"),
        "notes": _optional_section(of, "notes", note, "note"),
        "days": _optional_section(of, "days", named_day, "day"),
        "letters": _optional_section(of, "letters", letter, "letter"),
        "request": of.may("request", request, BOOK["request"]),
    }


def _read_first(of: Record) -> None:
    """Read what tells how the rest is to be read."""
    of.may("languages", languages, BOOK["languages"])
    of.reading.lists = outcome.is_list(of)
    if of.reading.sourced is None:
        of.reading.sourced = "sources" in of


def _audiences(of: Record, questions: Mapping[str, Question]) -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:
    """Return the audiences with what they see, and their roles."""
    roles: dict[str, str] = {}
    own = _optional_section(of, "audiences", audience(frozenset(questions), roles), "audience")
    return own or MappingProxyType(defaults.audiences(questions.values())), MappingProxyType(roles)


def _section(of: Record, key: str, one: EntryReader[T], section: str) -> Mapping[str, T]:
    return of.need(key, entries(INNER_ID, one, section), BOOK[key])


def _optional_section(of: Record, key: str, one: EntryReader[T], section: str) -> Mapping[str, T]:
    return of.may(key, entries(INNER_ID, one, section), BOOK[key]) or MappingProxyType({})


def _fixed_texts(
    of: Record,
    key: str,
    keys: Mapping[str, str],
    unsaid: Mapping[str, Text],
    *,
    sections: list[AboutSection] | None = None,
) -> Mapping[str, Text]:
    """Read texts with keys that the program knows, and beside them those for other readers.

    Where there may be `sections` of the author's own among them, these are added to that list.
    """

    def some(node: Node, reading: Reading) -> Mapping[str, Text]:
        with Record(node, reading, f"some fixed texts of `{key}`") as given:
            return _given_texts(given, keys)

    def every(node: Node, reading: Reading) -> Mapping[str, Text]:
        with Record(node, reading, f"the fixed texts of `{key}`") as given:
            if sections is not None:
                sections.extend(given.may("sections", _about_sections, SECTIONS) or ())
            return _given_texts(given, keys)

    said = defaults.in_languages(unsaid, of.reading.languages) | dict(of.may(key, every, BOOK[key]) or {})
    return texts_by_id(of, key, {each: said[each] for each in keys if each in said}, some)


def _given_texts(given: Record, keys: Mapping[str, str]) -> Mapping[str, Text]:
    texts = {key: given.may(key, text, about) for key, about in keys.items()}
    return {key: said for key, said in texts.items() if said}


def _about_sections(node: Node, reading: Reading) -> tuple[AboutSection, ...]:
    return tuple(_about_section(item, reading) for item in items(node, reading))


def _about_section(node: Node, reading: Reading) -> AboutSection:
    with Record(node, reading, "a section of `about`") as of:
        return AboutSection(
            at=cast("AboutPlace", of.need("at", choice(*get_args(AboutPlace)), AT)),
            heading=of.need("heading", text, "What stands above it."),
            text=of.need("text", text, "What it says."),
        )


def _named_texts(of: Record, key: str, kind: Kind) -> Mapping[str, Text]:
    unsaid = defaults.PEOPLE if key == "people" else defaults.EXTENTS
    own = of.may(key, named_texts(kind), BOOK[key]) or defaults.in_languages(unsaid, of.reading.languages)
    return texts_by_id(of, key, own, texts_of(kind))


def periods(node: Node, reading: Reading) -> tuple[Period, ...]:
    given = [(_period(item, reading), item.place) for item in items(node, reading)]
    # A first day that could not be read is no reason to report an overlap as well.
    in_order = sorted((each for each in given if each[0].since > date.min), key=lambda each: each[0].since)
    for (before, _), (after, place) in pairwise(in_order):
        if after.since in before:
            reading.report("period_overlap", place, f"expected periods that share no day, found {after.since} in two")
    return tuple(period for period, _ in given)


def _period(node: Node, reading: Reading) -> Period:
    with Record(node, reading, "a period") as of:
        since, until = of.need("from", day, "The first day."), of.may("until", day, "The last day, where there is one.")
        if until is not None and until < since:
            message = f"expected `until` not before `from`, found {until} before {since}"
            reading.report("period_reversed", of.place_of("until"), message)
        return Period(since, until)


def _in_force_or_draft(of: Record) -> dict[str, Any]:
    forms = (("in_force",), ("draft",))
    of.form("in_force_or_draft", "`in_force` or else `draft`", forms, of.place_of("draft"))
    in_force = of.may("in_force", periods, BOOK["in_force"])
    return {"in_force": in_force or (), "draft": of.may("draft", _draft, BOOK["draft"])}


def _draft(node: Node, reading: Reading) -> Draft:
    with Record(node, reading, "a draft") as of:
        return Draft(
            expected=of.need(
                "expected", matching(EXPECTED, A_YEAR_OR_MONTH), "The year or month from which it may be in force."
            ),
            because=of.need("because", text, "Why it is a draft; pages tell it."),
        )


def source(clauses: dict[str, Clause]) -> EntryReader[Source]:
    def read(key: Scalar, node: Node, reading: Reading) -> Source:
        with Record(node, reading, "a source") as of:
            section = f"clause of {key.value}"
            for clause, said in of.need("clauses", named_texts(section, CLAUSE_ID), CLAUSES).items():
                if clause in clauses:
                    message = f"expected each clause in one source, found `{clause}` in two"
                    reading.report("clause_twice", reading.declared[section, clause], message)
                clauses.setdefault(clause, Clause(clause, key.value, said))
            return Source(
                id=key.value,
                title=of.need("title", text, "What the document is called."),
                where=of.need("where", text, "Where it can be found."),
                url=of.may("url", web_address, "Where it can be read."),
                date=of.may("date", day, "The day of the document."),
            )

    return read
