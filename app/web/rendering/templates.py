"""From a template and values to a page, in one language."""

import gettext
import gzip
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)
from jinja2.bccache import Bucket
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.cases.organisation import Employer, is_own_policy
from app.resources import TEMPLATES, cache_folder, code
from app.rule_text import draft_expected, draft_said
from app.rulebook.approval import Approval
from app.rulebook.in_force import HERE, day_of, standing
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.rulebook.variants import asks_about_health, asks_about_person
from app.web.errors import InOtherLanguage
from app.web.rendering.assets import Assets
from app.web.rendering.keyed import Keyed
from app.web.rendering.location import FRAMED, PageLocation, is_framed
from app.web.rendering.theme import Theme
from app.web.typed_dates import typed_date
from app.writing import apart, is_hidden, named, unprintable

SERVICE = "Thuiswerkcheck"
NAMES: Mapping[Language, str] = {"nl": "Nederlands", "en": "English"}
MOST_PROGRAMS = 4
"""Of how many states of the program compiled templates are kept."""
_PLAIN_PATH = re.compile(r"(/[A-Za-z0-9_-]+)*(\.[a-z]+)?")
_PLAIN_QUERY = re.compile(r"[a-z]+=[A-Za-z0-9._-]*(&[a-z]+=[A-Za-z0-9._-]*)*")


class Catalogue(gettext.NullTranslations):
    """Translate what the templates say, straight from the text file that translators edit."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            catalog = read_po(file)
        entries = [(message.id, message.string) for message in catalog if message.id]
        self._one = {id: text for id, text in entries if isinstance(id, str) and isinstance(text, str)}
        self._more = {id[1]: text for id, text in entries if not isinstance(id, str) and text}

    def gettext(self, message: str) -> str:
        # No way out into English: a sentence without a translation fails, here and in a test.
        return self._one[message]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._more[msgid2][0 if n == 1 else 1]


class CompiledTemplates(FileSystemBytecodeCache):
    """Keep templates as they were compiled; where nothing more can be kept they are compiled again."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(language: Language) -> CompiledTemplates | None:
    """None where nothing can be kept."""
    kept = cache_folder("templates")
    folder = kept / code() / language  # an environment folds what is constant, in its language
    try:
        # Of nobody else: what is kept here is run as code.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(kept.iterdir(), key=lambda each: each.stat().st_mtime)[:-MOST_PROGRAMS]:
            rmtree(old, ignore_errors=True)
    except OSError:
        return None
    return CompiledTemplates(str(folder))


@cache
def environment_in(language: Language) -> Environment:
    package = PackageLoader("govuk_frontend_jinja")
    environment = Keyed(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": package})]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(language),
        undefined=ChainableUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    po = TEMPLATES / "translations" / f"{language}.po"
    translations = Catalogue(po) if po.is_file() else gettext.NullTranslations()
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"language": language, "service": SERVICE}
    # As a filter: `mapping.values` in a template is a key of that name where there is one.
    environment.filters["values"] = lambda mapping: mapping.values()
    environment.filters |= {"day": lambda day: _day(day, language), "moment": lambda moment: _moment(moment, language)}
    environment.globals["is_own_policy"] = is_own_policy
    environment.globals["typed_date"] = typed_date
    environment.globals |= {each.__name__: partial(each, language=language) for each in (draft_said, draft_expected)}
    environment.filters |= {"unprintable": unprintable, "named": named, "apart": apart}
    environment.tests["hidden"] = is_hidden
    environment.filters["date"] = lambda moment: _day(day_of(moment), language)
    environment.tests |= {"about_person": asks_about_person, "about_health": asks_about_health}
    environment.filters["number"] = lambda number: format_decimal(number, locale=language)
    return environment


def macros(language: Language, name: str, values: Mapping[str, Any], place: PageLocation) -> Any:
    return environment_in(language).get_template(name).make_module(placed(place, language) | dict(values))


def placed(place: PageLocation, language: Language) -> dict[str, Any]:
    addresses = {"address": partial(address, place, language), "path_to": partial(place.address, language)}
    return {"framed": bool(place.root), **addresses}


def _day(day: date, language: Language) -> str:
    # A moment is also a date to Python, but that of its own zone: the day on which it was here counts.
    return format_date(day_of(day) if isinstance(day, datetime) else day, "d MMMM y", locale=language)


def _moment(moment: datetime, language: Language) -> str:
    return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=HERE, locale=language)


def none_kept(_: Rulebook) -> Approval | None:
    return None


class Pages:
    """Render pages around the same header and footer; `approval_of` returns what is kept about a rulebook.

    `employer` is who uses the check for its own staff, None where nothing can be shared.
    """

    def __init__(
        self,
        assets: Assets,
        theme: Theme,
        approval_of: Callable[[Rulebook], Approval | None] = none_kept,
        employer: Employer | None = None,
    ) -> None:
        self.assets = assets
        self._theme = theme
        self._approval_of = approval_of
        self.employer = employer

    @property
    def here(self) -> PageLocation:
        return PageLocation(self._theme)

    def place(self, request: Request) -> PageLocation:
        return PageLocation.of(request.scope, self._theme)

    def __call__(
        self, request: Request, language: Language, name: str, values: Mapping[str, Any], *, status: int = 200
    ) -> Response:
        """`rulebook` and `day`, when given, decide the banners above the page."""
        self.check_language(request, language, values.get("rulebook"))
        place = self.place(request)
        around = {"assets": self.assets, "languages": _languages(request, place, language, values)}
        page = self.told(language, name, around | dict(values), place)
        return _html(request, page, status, compressed=not name.startswith("hr/"))

    def check_language(self, request: Request, language: Language, rulebook: Rulebook | None) -> None:
        """Raise InOtherLanguage where the rulebook that a page is about is not in this language."""
        if rulebook and language not in rulebook.languages:
            raise InOtherLanguage(_in(rulebook.languages[0], request, self.place(request), language, keeps=True))

    def told(self, language: Language, name: str, values: Mapping[str, Any], place: PageLocation | None = None) -> str:
        """Without a place the text is for a page on this site."""
        template = environment_in(language).get_template(name)
        place = place or self.here
        about = {
            "theme": place.theme,
            "theme_address": self._theme_address(place.theme),
            **_standing(values, self.employer),
            "employer": self.employer,
            **placed(place, language),
        }
        return template.render(about | self._approval(values) | dict(values))

    def _theme_address(self, theme: Theme) -> str:
        """Empty for our own look."""
        css = self.assets.theme_css(theme)
        return f"{FRAMED}/theme.css?{theme.query}&v={sha256(css.encode()).hexdigest()[:12]}" if css else ""

    def _approval(self, values: Mapping[str, Any]) -> dict[str, Any]:
        rulebook: Rulebook | None = values.get("rulebook")
        approval = self._approval_of(rulebook) if rulebook else None
        changed = rulebook is not None and approval is not None and not approval.covers(rulebook)
        return {"approval": approval, "changed": changed}


def _html(request: Request, page: str, status: int, *, compressed: bool) -> Response:
    # A page of HR holds the key of its forms and what employees wrote, beside words from its address: compressed, its
    # length would tell who listens in whether a guess in the address stands on the page too (BREACH).
    if not compressed:
        return HTMLResponse(page, status)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(page, status, {"Vary": "Accept-Encoding"})
    headers = {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    return HTMLResponse(gzip.compress(page.encode(), 5, mtime=0), status, headers)


def download(body: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, headers=headers, media_type=media_type)


def _standing(values: Mapping[str, Any], employer: Employer | None) -> dict[str, Any]:
    """Return a `banner` where the rulebook does not hold today, and whether it is an organisation's `own_policy`."""
    rulebook: Rulebook | None = values.get("rulebook")
    if rulebook is None:
        return {"banner": None, "own_policy": False}
    today, own = standing(rulebook, values["day"]), is_own_policy(rulebook, employer, values["day"])
    return {"banner": None if today.in_force or own else today, "own_policy": own}


def address(
    place: PageLocation, language: Language, rulebook: Rulebook, page: str = "", *, version: bool = False
) -> str:
    """Return a link to the edition of the day, or to this very version; always to that of a draft.

    From a framed page the way through the questions stays in its place; everything else is on this site.
    """
    own = rulebook.organisation
    query = {"version": rulebook.version if version or rulebook.draft else None, "organisation": own and own.id}
    query_string = urlencode({name: value for name, value in query.items() if value})
    where = place if page in ("", "start") else PageLocation(place.theme)
    return where.address(language, f"/{rulebook.id}{'/' if page else ''}{page}", query_string)


def _languages(
    request: Request, place: PageLocation, language: Language, values: Mapping[str, Any]
) -> list[tuple[Language, str, str | None]]:
    """Return each language with its name and the URL of this page in it, None for the page's own.

    A page about a rulebook is only in the languages of that. Only such a page, or one that says `keeps_query`, keeps
    the query: an error page repeats nothing.
    """
    rulebook: Rulebook | None = values.get("rulebook")
    keeps = bool(rulebook or values.get("keeps_query"))
    return [
        (each, NAMES[each], None if each == language else _in(each, request, place, language, keeps=keeps))
        for each in (rulebook.languages if rulebook else LANGUAGES)
    ]


def _in(other: Language, request: Request, place: PageLocation, language: Language, *, keeps: bool) -> str:
    """Return the address in another language of what is shown in this one."""
    path: str = request.scope["path"]  # `request.url` is made with the Host header, which anybody can choose
    rest = path.removeprefix(f"{place.root}/{language}")
    same = rest if rest != path and _PLAIN_PATH.fullmatch(rest) else ""
    query = request.scope["query_string"].decode("latin-1")
    # Without the theme: `place` carries it.
    kept = "&".join(part for part in query.split("&") if not part.startswith("theme="))
    return place.address(other, same, kept if same and keeps and _PLAIN_QUERY.fullmatch(kept) else "")


_ACCEPTED = re.compile(r"(?:^|,)\s*([A-Za-z]{2})\b[A-Za-z0-9-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?(?=\s*(?:,|$))")
"""A language that a browser accepts, and how much it would like it, 1 where it does not say."""


def preferred(request: Request) -> Language:
    """Take the language of the path, else the one of ours that the browser would rather have, else Dutch."""
    first = (
        request.scope["path"].removeprefix(FRAMED if is_framed(request.scope) else "").partition("/")[2].split("/")[0]
    )
    accepted = _accepted(request.headers.get("accept-language", "")[:200])
    return next((each for tag in (first, *accepted) for each in LANGUAGES if tag.lower() == each), LANGUAGES[0])


def _accepted(header: str) -> list[str]:
    """Return the languages that a browser asks for, those that it would rather have first."""
    found = [(-float(weight or 1), tag) for tag, weight in _ACCEPTED.findall(header)]
    return [tag for weight, tag in sorted(found, key=itemgetter(0)) if weight]
