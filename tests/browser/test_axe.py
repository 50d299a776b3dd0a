"""Contrast is judged wherever text first looks as it does, and a fault in it is found there."""

import pytest
from playwright.sync_api import Browser

from tests.browser import axe

PAGE = """<!doctype html><html lang="nl"><head><title>Kleuren</title></head>
<body style="background: #fff"><main><h1 style="color: #111">Kop</h1>{}</main></body></html>"""
GOOD, BAD = '<p style="color: #111">Goed</p>', '<p style="color: #ccc">Slecht</p>'
ON_GREY = '<div style="background: #999"><p style="color: #111">Goed</p><p style="color: #777">Slecht</p></div>'
DEEPER = '<div style="background: #111"><section><p style="color: #333">Slecht</p></section></div>'


@pytest.mark.parametrize(("body", "number"), [(GOOD, 0), (GOOD + BAD, 1), (ON_GREY, 1), (DEEPER, 1)])
def test_a_style_with_too_little_contrast_is_found(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, body: str, number: int
) -> None:
    monkeypatch.setattr(axe, "_JUDGED", [])
    page = browser.new_page()
    page.set_content(PAGE.format(GOOD))
    assert axe.faults(page) == []
    page.set_content(PAGE.format(body))
    assert [fault.split(":")[0] for fault in axe.faults(page)] == ["color-contrast"] * number
    page.close()
