"""A rulebook of the specimens that is in one language only."""

import re
from pathlib import Path

from app.rulebook.text import Language
from tests.rulebook.bad import SPECIMENS

ALONE = SPECIMENS / "alone.yaml"
SMALLEST = SPECIMENS / "smallest.yaml"
BOTH = re.compile(r'\{nl: ("[^"]*"|\w+), en: ("[^"]*"|\w+)\}')


def only(language: Language, id: str = "parking", of: Path = ALONE) -> str:
    """Return the file of a rulebook in this language only, each text by itself."""
    place = 1 if language == "nl" else 2
    text = BOTH.sub(lambda found: found[place], of.read_text("utf-8"))
    return re.sub("^id: .*\n", f"id: {id}\nlanguages: [{language}]\n", text, flags=re.MULTILINE)


def kept_in(folder: Path, *rulebooks: tuple[Language, str]) -> Path:
    """Return a folder of rulebooks, each in one language."""
    for language, id in rulebooks:
        (folder / id).mkdir(parents=True)
        (folder / id / "1.0.0.yaml").write_text(only(language, id), "utf-8")
    return folder
