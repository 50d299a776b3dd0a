"""Parcels whose letters an organisation may narrow only with a consent, and changes by one."""

from pathlib import Path

from tests.rulebook.bad import SPECIMENS

NOT_REACHED = '    not_reached: {nl: "Het is geen brief.", en: "It is no letter."}\n'
NEEDS = """    narrowing_needs:
      consent_of: {nl: "de afzendersraad", en: "the senders' council"}
      because: {nl: "Brieven zijn van ons allemaal.", en: "Letters belong to all of us."}
      source: [P1]
"""
CONSENT = """
    consent: {by: {nl: "de raad van Ons Dorp", en: "the council of Our Village"}, date: 2020-02-03}"""
OVERLAY = """
organisation: town
name: {nl: "Stad", en: "Town"}
rulebook: parcels
versions: ["1.0.0"]
in_force: [{from: 2020-01-01}]
changes:
"""
FORMS = {
    "narrows": "set_parameter: {letter_weight: 1}",
    "widens": "set_parameter: {letter_weight: 5}",
    "other": "replace_text: {about: {what: {nl: Nieuw, en: New}}}",
}


def change(effect: str, form: str = "", consent: str = "", id: str = "a-change") -> str:
    return f"""
  - id: {id}
    why: {{nl: "Minder sjouwen.", en: "Less to carry."}}
    effect: {effect}
    agreed: {{by: {{nl: "de directie", en: "the management"}}, date: 2020-01-02}}{consent}
    {form or FORMS[effect]}
"""


def with_changes(folder: Path, *changes: str) -> Path:
    """Write the rulebook with these changes by an organisation; return the file of the changes."""
    book = (SPECIMENS / "numbers.yaml").read_text("utf-8")
    assert book.count(NOT_REACHED) == 1
    overlay = folder / "overlays" / "town" / "parcels.yaml"
    for path, text in {
        folder / "parcels" / "1.0.0.yaml": book.replace(NOT_REACHED, NOT_REACHED + NEEDS),
        overlay: OVERLAY + "".join(changes),
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return overlay
