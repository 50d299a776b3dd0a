"""An organisation's own changes to a rulebook: made on its tree, so that a plain, complete rulebook results."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.problems import Problem, RulebookInvalid, SourceLocation, few_suggestions
from app.rulebook.amendment import EFFECTS, Amendment, Effect, Organisation
from app.rulebook.defaults import PEOPLE, PERSON
from app.rulebook.load import Parsed, digest, periods, rulebook_in, source
from app.rulebook.model import Origin, Rulebook
from app.rulebook.overlays.changes import CHANGES, FORMS, Change
from app.rulebook.overlays.criterion_lines import OWN_READING
from app.rulebook.parsing.audience_texts import OTHER, texts_of
from app.rulebook.parsing.consent import consent
from app.rulebook.parsing.diagnostics import MOST_SUGGESTIONS, Reading, describe, listed, unlike
from app.rulebook.parsing.edit_tree import key, pairs_of, part, text_node, with_pairs, with_part
from app.rulebook.parsing.readers import (
    INNER_ID,
    OUTER_ID,
    VERSION,
    Reader,
    Record,
    choice,
    day,
    entries,
    items,
    languages,
    later,
    matching,
    named_texts,
    pairs,
    read_file,
    text,
)
from app.rulebook.parsing.strict_yaml import Mapping, Node, Refused, Sequence
from app.rulebook.text import LANGUAGES, Language, Text

EFFECT = "What it does over all answers, which is proven: nothing goes further, nothing less far, or neither of these."
CONSENT = "Who consented to it, and when: needed where it narrows a criterion that says `narrowing_needs`."
LANGUAGES_OF = "The languages of its texts, which are those of the rulebook; `nl` and `en` where left out."
OVERLAY_FILE = "file of an organisation's changes"
FOLDER = "overlays"
"""Where overlays are, beside the rulebooks: `overlays/<organisation>/<id>.yaml`."""
MERGED: dict[str, tuple[Reader[object], str]] = {
    "people": (named_texts("person"), "People who can tell or do something, besides those of the rulebook."),
    "people" + OTHER: (texts_of("person"), "Some of these people as other readers read them."),
    "sources": (entries(INNER_ID, source({})), "Documents of the organisation that its changes rest on."),
}
"""Sections of a rulebook to which an overlay may add, with how they are read later."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Hold one change as it is stated: the amendment without what it touches, and what is to be done."""

    amendment: Amendment
    change: Change
    said: Node


@dataclass(frozen=True, slots=True)
class Overlay:
    """Hold one overlay file: whose it is, which editions it changes, and its changes."""

    tree: Node
    languages: tuple[Language, ...]
    organisation: str
    name: Text
    rulebook: str
    versions: tuple[tuple[str, SourceLocation], ...]
    changes: tuple[Stated, ...]


@few_suggestions(MOST_SUGGESTIONS)
def parsed_overlay(source: bytes, file: str) -> tuple[Overlay | None, list[Problem]]:
    return read_file(source, file, overlay_in)


@few_suggestions(MOST_SUGGESTIONS)
def amended(overlay: Overlay, edition: Parsed) -> tuple[Rulebook | None, list[Problem]]:
    """Return the edition with the changes of an overlay: a plain, complete rulebook.

    Where there are Problems there is no rulebook, only all of them. The rulebook is in force in the periods of the
    overlay, its examples stand beside the overlay, and `before` leads back, change by change, to the edition itself.
    """
    tree, base, problems = edition
    if base is None or tree is None:
        return None, list(problems)
    if overlay.languages != base.languages:
        message = f"expected texts in {listed(base.languages)}, as in the rulebook, found {listed(overlay.languages)}"
        return None, [Problem(overlay.tree.place, "other_languages", message)]
    if base.draft:
        message = f"expected an edition that is no draft, found the draft `{base.version}`"
        return None, [Problem(dict(overlay.versions)[base.version], "changed_draft", message)]
    reading = Reading([])
    made: list[Amendment] = []
    stages = [_Stage(_with_sections(tree, overlay, reading), ())]
    for stated in overlay.changes:
        edit = stated.change(stages[-1].tree, stated.said, reading)
        made.append(replace(stated.amendment, touches=edit.touches))
        stages.append(_Stage(edit.tree, tuple(made)))
    book = None if reading.problems else _Stages(overlay, base, stages).last(reading)
    if book is None:
        # All Problems at once: also those of stages in between, which otherwise only a proof would meet.
        for stage in stages[1:]:
            rulebook_in(stage.tree, reading.problems, sourced=bool(base.sources))
    return book, sorted(set(reading.problems))


@dataclass(frozen=True, slots=True)
class _Stage:
    """Hold the tree after some changes, and those changes."""

    tree: Node
    made: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True)
class _Stages:
    """Read the rulebook after each change; the one before all changes is the edition itself."""

    overlay: Overlay
    base: Rulebook
    stages: list[_Stage]

    def last(self, reading: Reading) -> Rulebook | None:
        """None where the rulebook has Problems, which go to the reading."""
        return self._read(len(self.stages) - 1, reading)

    def _before(self, place: int) -> Rulebook:
        reading = Reading([])
        book = self._read(place, reading)
        if book is None:
            raise RulebookInvalid(sorted(set(reading.problems)))
        return book

    def _read(self, place: int, reading: Reading) -> Rulebook | None:
        if place == 0:
            return self.base
        stage = self.stages[place]
        book = rulebook_in(stage.tree, reading.problems, sourced=bool(self.base.sources))[0]
        return book and replace(
            book,
            organisation=Organisation(self.overlay.organisation, self.overlay.name, stage.made),
            origin=Origin(self.base, cache(lambda: self._before(place - 1))),
            digest=digest(stage.tree, _to_one(self.overlay.tree, self.base.version)),
        )


def _to_one(tree: Node, version: str) -> Node:
    """Return an overlay as if made to one version: to which others it is made changes nothing in an edition."""
    only = Sequence((key(version, tree.place),), tree.place)
    return with_part(tree, (key("versions", tree.place),), only)


def _with_sections(tree: Node, overlay: Overlay, reading: Reading) -> Node:
    name = (key(OWN_READING, overlay.tree.place), text_node(overlay.name, overlay.tree.place))
    added = [("readings", (name,)), *((section, pairs_of(part(overlay.tree, section))) for section in MERGED)]
    _only_own_people(overlay, reading)
    if pairs_of(part(overlay.tree, "people")) and part(tree, "people") is None:
        tree = _with_person(tree, overlay)
    for section, more in added:
        inside = part(tree, section) or Mapping((), overlay.tree.place)
        for own, _ in more:
            if part(inside, own.value) is not None:
                message = f"expected an id that the rulebook does not have, found `{own.value}`"
                reading.report("already_there", own.place, message)
        if more:
            tree = with_part(tree, (key(section, overlay.tree.place),), with_pairs(inside, more))
    in_force = part(overlay.tree, "in_force")
    assert in_force is not None
    tree = with_part(tree, (key("in_force", overlay.tree.place),), in_force)
    return Mapping(pairs_of(tree), overlay.tree.place)


def _with_person(tree: Node, overlay: Overlay) -> Node:
    """Name the person themself where the rulebook leaves that out: whoever is added comes after."""
    place = overlay.tree.place
    for section, person in (("people", PEOPLE[PERSON]), ("people" + OTHER, PEOPLE[PERSON].other)):
        path = (key(section, place), key(PERSON, place))
        tree = with_part(tree, path, text_node(person.only_in(overlay.languages), place))
    return tree


def _only_own_people(overlay: Overlay, reading: Reading) -> None:
    """Report other words for a person of the rulebook: what it says of them stays as it is."""
    own = [name.value for name, _ in pairs_of(part(overlay.tree, "people"))]
    for name, _ in pairs_of(part(overlay.tree, "people" + OTHER)):
        if name.value not in own:
            expected = f"expected a person that this file adds{unlike(name.value, own)}"
            reading.report("no_such_part", name.place, expected)


def overlay_in(tree: Node, reading: Reading) -> Overlay:
    with Record(tree, reading, "a file of an organisation's changes") as of:
        overlay = Overlay(
            tree=tree,
            languages=of.may("languages", languages, LANGUAGES_OF) or LANGUAGES,
            organisation=of.need("organisation", matching(OUTER_ID), "Its id: the name of the folder."),
            name=of.need("name", text, "What the organisation is called."),
            rulebook=of.need("rulebook", matching(OUTER_ID), "The rulebook that is changed: the name of the file."),
            versions=of.need("versions", _versions, "The editions that are changed."),
            changes=of.need("changes", _changes, "The changes, in the order in which they are made."),
        )
        of.need("in_force", periods, "When the changed rulebook is in force; periods share no day.")
        for section, (reader, about) in MERGED.items():
            pairs(of.may(section, later(reader), about) or Mapping((), of.place), reading, "a mapping with ids as keys")
        return overlay


def _versions(node: Node, reading: Reading) -> tuple[tuple[str, SourceLocation], ...]:
    versions: dict[str, SourceLocation] = {}
    for item in items(node, reading, unique=True):
        if (version := matching(VERSION)(item, reading)) in versions:
            reading.report("named_twice", item.place, f"expected each version once, found {describe(item)} again")
        versions[version] = item.place
    return tuple(versions.items())


def _changes(node: Node, reading: Reading) -> tuple[Stated, ...]:
    changes: dict[str, Stated] = {}
    for item in items(node, reading):
        stated = _stated(item, reading)
        name = stated.amendment.id
        if name and name in changes:
            message = f"expected each change to have its own id, found `{name}` again"
            reading.report("change_twice", item.place, message)
        changes[name] = stated
    return tuple(changes.values())


def _stated(node: Node, reading: Reading) -> Stated:
    with Record(node, reading, "a change") as of:
        forms = [form for form in CHANGES if form in of]
        of.form("change_form", f"one of {listed(CHANGES)}", tuple((form,) for form in CHANGES), of.place)
        said = {form: of.may(form, later(reader), about) for form, (reader, about) in FORMS.items()}
        agreed = of.need("agreed", _agreed, "Who agreed to it, and when.")
        amendment = Amendment(
            id=of.need("id", matching(OUTER_ID), "What this change is called."),
            why=of.need("why", text, "What this change is for; pages tell it."),
            effect=of.need("effect", _effect, EFFECT),
            agreed_by=agreed[0],
            agreed_on=agreed[1],
            touches=(),
            place=of.place,
            consent=of.may("consent", consent, CONSENT),
        )
        form = forms[0] if forms else next(iter(CHANGES))
        return Stated(amendment, CHANGES[form], said[form] or Refused(of.place))


def _agreed(node: Node, reading: Reading) -> tuple[Text, date]:
    with Record(node, reading, "who agreed to a change and when") as of:
        by = of.need("by", text, "Who agreed, such as the works council.")
        return by, of.need("date", day, "The day on which they agreed.")


def _effect(node: Node, reading: Reading) -> Effect:
    word = choice(*EFFECTS)(node, reading)
    return next((effect for effect in EFFECTS if effect == word), "other")
