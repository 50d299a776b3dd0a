"""Where the files that are not Python live: rules, templates and style sheets, and what is kept between starts."""

import os
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PRINTS_WITH = ("jinja2", "babel", "govuk-frontend-jinja", "typst")
"""What decides, beside this program, how a page comes out."""


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _data_folder() -> Path:
    """Return the folder that holds `rules` and `templates`: the source tree, or what the wheel brought along."""
    source_tree = Path(__file__).resolve().parent.parent
    if (source_tree / "rules").is_dir():
        return source_tree
    return _package_folder("thuiswerkcheck_data") or source_tree


def _plain_css(folder: Path) -> Path:
    in_source_tree = folder / "assets" / "plain.css"
    return in_source_tree if in_source_tree.is_file() else folder / "plain.css"


_DATA = _data_folder()

PROGRAM = Path(__file__).resolve().parent
RULES = _DATA / "rules"
TEMPLATES = _DATA / "templates"
PLAIN_CSS = _plain_css(_DATA)


def built_assets() -> Path | None:
    """Return the folder with `app.css`, `app.js` and `manifest.json`; None where the front end was not built."""
    folder = _package_folder("thuiswerkcheck_assets")
    return folder if folder and (folder / "manifest.json").is_file() else None


def cache_folder(name: str) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "thuiswerkcheck" / name


@cache
def code() -> str:
    """Return the digest of everything that pages and proofs are made with: this program, and what renders them."""
    digest = sha256(" ".join([sys.version, *(version(name) for name in PRINTS_WITH)]).encode())
    for file in sorted(_files()):
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files() -> Iterable[Path]:
    yield from PROGRAM.rglob("*.py")
    yield from (path for path in TEMPLATES.rglob("*") if path.is_file())
