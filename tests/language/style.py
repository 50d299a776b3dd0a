"""What makes a sentence hard to read or wrong in tone, in one language; found by rules that anybody can check."""

import re
from collections.abc import Iterator, Mapping

from app.rulebook.text import Language

MOST_WORDS = 25
ENDS = re.compile(r"(?<=[.!?])[\"'”\u2019)]*\s+(?=[^a-z])")
ABBREVIATED = re.compile(r"\b(nr|no)\. (?=\d)")
WORD = re.compile(r"%\(\w+\)[sd]|\{\w+\}|[\w'\u2019.-]*\w")


def words(pattern: str) -> re.Pattern[str]:
    """Return a pattern that finds any of these whole words; `*` stands for any ending."""
    return re.compile(rf"\b(?:{pattern})\b".replace("*", r"\w*"), re.IGNORECASE)


JOINED: Mapping[Language, re.Pattern[str]] = {
    "nl": words("en|of|maar|want|dus|omdat|als|dat"),
    "en": words("and|or|but|so|because|if"),
}
"""Words after which another statement begins."""
NO: Mapping[Language, re.Pattern[str]] = {
    "nl": words("niet|geen|nooit|niemand|nergens|niets|evenmin|noch"),
    "en": words(r"not|no|never|nobody|nowhere|nothing|none|neither|nor|cannot|\w+n['\u2019]t"),
}
PASSIVE: Mapping[Language, re.Pattern[str]] = {
    "nl": words("word|wordt|worden|werd|werden|geworden"),
    "en": words(
        r"(?:is|are|was|were|be|been|being) (?:not |also |\w+ly )?"
        r"(?:\w+ed|made|given|shown|kept|told|said|seen|done|found|chosen|left|known|written|read|sent)"
    ),
}
NOT_OURS: Mapping[Language, re.Pattern[str]] = {
    "nl": words(
        "besluit*|bezwaar*|bezwaren|beschikking*|bewezen|bewijst|toegestaan|toestemming|verplicht*|afgekeurd"
        "|overtreding*|in werking|van kracht|recht op"
    ),
    "en": words(
        "decision of the check|objection*|ruling*|proven|proves|guarantee*|permission|permitted|allowed|mandatory"
        "|obligatory|obliged|rejected|violation*|entitled|eligible"
    ),
}
"""The check gives advice: it decides, proves and allows nothing, and blames nobody."""
FORMAL: Mapping[Language, re.Pattern[str]] = {
    "nl": words(
        "derhalve|teneinde|middels|desalniettemin|desondanks|niettemin|alsmede|indien|mits|tevens|jegens|omtrent|inzake"
        "|conform|krachtens|ingevolge|alvorens|aldus|aangezien|voornoemd*|dient te|dienen te|ten behoeve van"
        "|met betrekking tot|in het kader van|te allen tijde"
    ),
    "en": words(
        "hereby|herein|thereof|therein|whereby|pursuant|notwithstanding|aforementioned|hence|thus|shall|furthermore"
        "|moreover|nevertheless|nonetheless|albeit|upon|prior to|with regard to|with respect to|in accordance with"
        "|in the event of|by means of"
    ),
}
"""Connectives that ask for more than level B1."""
TOO_FAMILIAR: Mapping[Language, re.Pattern[str]] = {"nl": words("je|jij|jou|jouw|jullie"), "en": words("thou|ye")}


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; an empty line ends one too, as a heading or a greeting does."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [sentence for part in parts for sentence in ENDS.split(ABBREVIATED.sub(r"\1 ", part))]


def length(sentence: str) -> int:
    """Return the number of words; what is filled in counts as one."""
    return len(WORD.findall(sentence))


def clauses(sentence: str, language: Language) -> list[str]:
    """Return the parts of a sentence that each say one thing, as far as commas and joining words tell."""
    return [clause for part in re.split(r"[,;:()]|, ", sentence) for clause in JOINED[language].split(part)]


def faults(sentence: str, language: Language) -> Iterator[str]:
    """Yield what is wrong with one sentence, by name."""
    if length(sentence) > MOST_WORDS:
        yield "long"
    for name, found in (("not ours", NOT_OURS), ("formal", FORMAL), ("familiar", TOO_FAMILIAR)):
        if found[language].search(sentence):
            yield name
    for name, found in (("double negation", NO), ("passive chain", PASSIVE)):
        if any(len(found[language].findall(clause)) > 1 for clause in clauses(sentence, language)):
            yield name
