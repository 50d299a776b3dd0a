"""Take the picture of an outcome that the README shows: docs/outcome.png."""

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.lighthouse.__main__ import post
from benchmarks.web import own_app, running

PICTURE = Path(__file__).parent.parent / "docs" / "outcome.png"
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 400, "height": 860}
"""Of a telephone, in CSS pixels."""


def outcome(origin: str) -> str:
    """Answer `part` where that is an answer, else the first one; return the address of the outcome."""
    url, html = post(f"{origin}/en/thuiswerken-2021/start")
    while "<fieldset" in html:
        values = re.findall(r'type="radio" value="(\w+)"', html) or re.findall(r'value="(\w+)"', html)
        url, html = post(url, "part" if "part" in values else values[0])
    return f"{url}/outcome"


def main() -> int:
    """Write the picture."""
    with running(own_app) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
        page.goto(outcome(f"http://127.0.0.1:{port}"))
        page.screenshot(path=PICTURE)
        browser.close()
    print(PICTURE.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
