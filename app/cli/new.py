"""Write a small rulebook with its examples, to go on from."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.cli import OK
from app.problems import AppError
from app.rulebook.examples import examples_path
from app.rulebook.in_force import day_of
from app.rulebook.load import PAGES
from app.rulebook.parsing.readers import OUTER_ID
from app.rulebook.text import Language

RULEBOOK = """\
# {about}
id: "{id}"
version: "1.0.0"
languages: [{language}]
title: "{title}"
in_force: [{{from: {since}}}]
questions:
  first_question:
    ask: "{ask}"
    answers: {{yes: "{yes}", no: "{no}"}}
criteria:
  first_ground:
    title: "{ground}"
    reaches:
      all: {{when: {{first_question: yes}}, because: "{because}"}}
verdicts:
  first_verdict:
    when: {{any_criterion: all}}
    title: "{first}"
    say: "{first_say}"
  last_verdict:
    otherwise: true
    title: "{last}"
    say: "{last_say}"
"""
EXAMPLES = """\
# {about_examples}
rulebook: "{id}"
version: "1.0.0"
baseline: {{first_question: no}}
examples:
  - id: E1
    who: "{who_first}"
    given: {{first_question: yes}}
    expect: {{verdict: first_verdict, grounds: [first_ground]}}
  - id: E2
    who: "{who_last}"
    given: {{}}
    expect: {{verdict: last_verdict, grounds: []}}
"""
WORDS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "about": "Wat wordt gevraagd, wat telt en wat daaruit volgt. Wat hier ontbreekt, heeft elk regelboek al.",
        "title": "Zo heet deze check",
        "ask": "Is dit zo?",
        "yes": "Ja",
        "no": "Nee",
        "ground": "Het is zo",
        "because": "U zegt dat het zo is.",
        "first": "Doe het",
        "first_say": "Er is een reden voor.",
        "last": "Laat het",
        "last_say": "Er is geen reden voor.",
        "about_examples": "Voorbeelden: wie dit is, wat diegene antwoordt en wat er dan uitkomt.",
        "who_first": "Iemand bij wie het zo is.",
        "who_last": "Iemand bij wie het niet zo is.",
    },
    "en": {
        "about": "What is asked, what counts and what follows. What is left out here, every rulebook has already.",
        "title": "What this check is called",
        "ask": "Is this so?",
        "yes": "Yes",
        "no": "No",
        "ground": "It is so",
        "because": "You say that it is so.",
        "first": "Do it",
        "first_say": "There is a reason for it.",
        "last": "Leave it",
        "last_say": "There is no reason for it.",
        "about_examples": "Examples: who this is, what they answer and what comes out.",
        "who_first": "Somebody for whom it is so.",
        "who_last": "Somebody for whom it is not so.",
    },
}
NEXT = """\
wrote {path} and {examples}
change them, and then
  thuiswerkcheck verify {folder}
  THUISWERKCHECK_RULES={rules} thuiswerkcheck serve
"""


def run(arguments: Namespace) -> int:
    """Write nothing where one of the files is there already."""
    if not OUTER_ID.fullmatch(arguments.id) or arguments.id in PAGES:
        expected = "expected an id of small letters, digits and dashes that is no page of the site, such as"
        raise AppError("invalid", f"{expected} `house-rules`")
    rules, language = Path(arguments.folder), arguments.language
    path = rules / arguments.id / "1.0.0.yaml"
    examples = examples_path(path)
    for file in (path, examples):
        if file.exists():
            raise AppError("invalid", f"expected to write a new file, found `{file}` there already")
    said = {"id": arguments.id, "language": language, "since": day_of(datetime.now(UTC)), **WORDS[language]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, text in ((path, RULEBOOK), (examples, EXAMPLES)):
            with file.open("x", encoding="utf-8") as new:
                new.write(text.format(**said))
    except OSError as error:
        message = f"expected a folder to write in at `{path.parent}`, found {error.strerror or 'none'}"
        raise AppError("invalid", message) from error
    print(NEXT.format(path=path, examples=examples, folder=path.parent, rules=rules), end="")
    return OK
