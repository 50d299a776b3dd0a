"""Themes: only what is safe and readable comes through."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.problems import AppError
from app.resources import PLAIN_CSS
from app.settings import Settings
from app.web.rendering.assets import Assets
from app.web.rendering.design_tokens import hard_to_read
from app.web.rendering.theme import DARK, LEAST_CONTRAST, LIGHT, TOKENS, Theme, contrast, lightened

SAFE = re.compile(r"[-a-z0-9#:;{}().,@=\[\] ]*")
COLOURS = st.from_regex(r"#([0-9a-f]{3}|[0-9a-f]{6})", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#fff", 21), ("#777777", "#fff", 4.48), ("#abc", "#abc", 1)]
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(st.dictionaries(st.sampled_from([name for name in TOKENS if name != "radius"]), COLOURS))
def test_every_colour_that_counts_can_be_read_in_the_light_and_in_the_dark(colours: dict[str, str]) -> None:
    theme = Theme.read("; ".join(f"{name}: {value}" for name, value in colours.items()))
    assert set(theme.tokens) | set(theme.refused) == set(colours)
    used = {"brand": "#0b4f5c", "brand-text": "#ffffff", "link": "#0a5468", "focus": "#ffdd00"} | dict(theme.tokens)
    pairs = [
        *product([used["brand"], used["link"]], LIGHT),
        (used["brand"], used["brand-text"]),
        (used["focus"], "#0b0c0c"),
    ]
    assert all(contrast(*pair) >= 4.5 for pair in pairs)
    for ink in re.findall(r"--twk-(?:ink|link):(#\w+)", theme.css().partition("@media")[2]):
        assert all(contrast(ink, on) >= 4.5 for on in DARK)


@given(COLOURS)
def test_a_colour_is_made_light_enough_for_the_dark_and_left_alone_where_it_is(colour: str) -> None:
    light = lightened(colour, DARK)
    assert all(contrast(light, on) >= 4.5 for on in DARK)
    assert lightened(light, DARK) == light


@given(st.text() | st.from_regex(r"[a-z-]+:[^;]*;(brand|radius):.*", fullmatch=True))
def test_whatever_is_asked_nothing_but_safe_values_comes_into_the_style_sheet(text: str) -> None:
    theme = Theme.read(text)
    assert SAFE.fullmatch(theme.css())
    assert Theme.read(str(theme)) == Theme(theme.words, theme.tokens)


@pytest.mark.parametrize(
    "text",
    ["brand: red", "brand: url(//x)", "radius: 9rem}*{color:red", "radius: calc(1px)", "font: x", "brand", "x" * 300],
)
def test_what_is_no_colour_or_length_is_refused(text: str) -> None:
    theme = Theme.read(text)
    assert (dict(theme.tokens), len(theme.refused)) == ({}, 1)


def test_a_brand_of_too_little_contrast_is_refused_for_our_own() -> None:
    assert Theme.read("brand: #f0a030; radius: 0") == Theme(frozenset(), {"radius": "0"}, ("brand",))


def test_the_theme_of_the_settings_is_on_every_page_and_a_wrong_one_stops_the_server() -> None:
    themed = TestClient(create_app(Settings(theme="nlds; brand: #7a1f5c")))
    for path in ("/nl", "/en/thuiswerken-2021/rules", "/nl/nothing", "/embed/en"):
        address = re.search(r'href="(/embed/theme\.css[^"]+)"', themed.get(path).text)
        assert address, path
        sheet = themed.get(address[1].replace("&amp;", "&"))
        assert "immutable" in sheet.headers["cache-control"]
        assert "var(--basis-color-" in sheet.text
        assert sheet.text.index("--basis-") < sheet.text.index("--twk-brand:#7a1f5c")
    assert "theme.css" not in TestClient(create_app(Settings())).get("/nl").text
    with pytest.raises(AppError, match="THUISWERKCHECK_THEME"):
        create_app(Settings(theme="brand: #ffffff"))


def test_the_bridge_sets_twelve_properties_with_ours_where_a_token_is_missing() -> None:
    bridge = Assets.load().bridge
    own = re.findall(r"(--twk-[a-z-]+):", Assets.load().style.plain.decode().partition("--twk-brand:")[2])
    assert set(re.findall(r"(--twk-[a-z-]+):", bridge)) == {"--twk-brand", *own[:11]}
    assert len(re.findall(r"var\(\s*--basis-[a-z0-9-]+\s*,\s*[^\s)]", bridge)) == 12


def test_tokens_of_an_organisation_come_down_to_plain_values_before_the_bridge(tmp_path: Path) -> None:
    sheet = tmp_path / "theme.css"
    sheet.write_text("""
        .our-theme { --our-purple: #5B2A86; --basis-color-accent-1-inverse-bg-default: var(--our-violet);
          --our-violet: var(--our-purple); --basis-border-radius-sm: 8px;
          --basis-text-font-family-default: "Ours", arial;
          --basis-color-default-bg-document: url(//evil.example); --basis-color-default-bg-subtle: var(--nowhere);
          --basis-color-action-1-color-default: var(--basis-color-action-1-color-default); --basis-space-md: 4px }
    """)
    themed = TestClient(create_app(Settings(theme="nlds", tokens=sheet)))
    address = re.search(r'href="(/embed/theme\.css[^"]+)"', themed.get("/nl").text)
    assert address
    own, _, _ = themed.get(address[1].replace("&amp;", "&")).text.partition("}")
    assert own == (
        ":root{--basis-color-accent-1-inverse-bg-default:#5B2A86;--basis-border-radius-sm:8px;"
        '--basis-text-font-family-default:"Ours", arial'
    )


@pytest.mark.parametrize(
    ("declared", "named"),
    [
        (
            "--basis-color-accent-1-inverse-bg-default: #ffdd00",
            ["inverse-color-default", "default-bg-document", "subtle"],
        ),
        (
            "--basis-color-accent-1-inverse-color-default: var(--our-blue); --our-blue: #0B4F5C",
            ["inverse-color-default"],
        ),
        ("--basis-color-action-1-color-default: #0f9bd8", ["default-bg-document", "default-bg-subtle"]),
        ("--basis-color-default-color-document: #999", ["default-bg-document", "default-bg-subtle"]),
        ("--basis-focus-background-color: #333", ["focus-background-color"]),
        ("--basis-focus-background-color: black", ["found `black`"]),
        ("--basis-color-accent-1-inverse-bg-default: #5b2a86; --basis-border-radius-sm: 8px", []),
    ],
)
def test_tokens_that_are_hard_to_read_are_warned_of(tmp_path: Path, declared: str, named: list[str]) -> None:
    sheet = tmp_path / "theme.css"
    sheet.write_text(f":root {{ {declared} }}")
    warned = list(hard_to_read(Assets.load().with_tokens(sheet).bridge))
    assert len(warned) == len(named)
    assert all(name in text for name, text in zip(named, warned, strict=True))


def test_the_server_says_at_its_start_which_tokens_are_hard_to_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sheet = tmp_path / "theme.css"
    sheet.write_text(":root { --basis-color-action-1-color-default: #0f9bd8; }")
    create_app(Settings(theme="nlds", tokens=sheet))
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warned) == 2
    assert all(text.startswith("THUISWERKCHECK_TOKENS: expected `--basis-color-action-1-") for text in warned)


@pytest.mark.parametrize("text", [None, "", "body { color: red }", "--other: 1px;"])
def test_a_file_without_tokens_stops_the_server(tmp_path: Path, text: str | None) -> None:
    sheet = tmp_path / "theme.css"
    if text is not None:
        sheet.write_text(text)
    with pytest.raises(AppError, match="THUISWERKCHECK_TOKENS"):
        create_app(Settings(tokens=sheet))


def test_the_small_style_sheet_follows_a_theme_and_goes_dark() -> None:
    css = PLAIN_CSS.read_text()
    assert [name for name in TOKENS if f"var(--twk-{name})" not in css] == []
    light, dark = (dict(re.findall(r"--twk-([a-z-]+):(#[0-9a-f]+)", line)) for line in css.splitlines()[1:3])
    for colours in (light, light | dark):
        for name in ("text", "link", "muted", "error"):
            for ground in ("background", "surface"):
                assert contrast(colours[name], colours[ground]) >= LEAST_CONTRAST, (name, ground)
