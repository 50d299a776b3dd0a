"""What Lighthouse says of the start page, a question and an outcome, beside the targets; exits 1 below one of them."""

import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

from benchmarks.web import own_app, running

HERE = Path(__file__).parent
TARGETS = (
    ("performance", ">=", 95),
    ("accessibility", ">=", 100),
    ("best practices", ">=", 100),
    ("LCP ms", "<=", 1500),
    ("TBT ms", "<=", 50),
    ("CLS", "<=", 0.05),
)
"""In the order in which measure.mjs returns them."""


def post(url: str, answer: str | None = None) -> tuple[str, str]:
    """Submit a form; return the address and the content of the page that comes next."""
    body = urllib.parse.urlencode({"answer": answer} if answer else {}).encode()
    of_this_site = {"Sec-Fetch-Site": "same-origin"}  # as every browser says of a form that is ours
    with urllib.request.urlopen(urllib.request.Request(url, body, of_this_site)) as response:
        return response.url, response.read().decode()


def pages(origin: str) -> dict[str, str]:
    """Return the addresses to measure."""
    question, html = post(f"{origin}/nl/thuiswerken-2021/start")
    url = question
    while "<fieldset" in html:
        url, html = post(url, "leave_out" if 'value="leave_out"' in html else "none")
    return {"start": f"{origin}/nl", "question": question, "verdict": f"{url}/outcome"}


def measured(addresses: dict[str, str]) -> dict[str, list[float]]:
    """Run Lighthouse, which is installed the first time, with the Chromium on PATH."""
    npm, chromium = shutil.which("npm"), shutil.which("chromium")
    if not npm or not chromium:
        sys.exit("expected `npm` and `chromium` on PATH")
    if not (HERE / "node_modules").exists():
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    command = ["node", "measure.mjs", *(f"{name}={url}" for name, url in addresses.items())]
    environment = os.environ | {"CHROME_PATH": chromium}
    done = subprocess.run(command, cwd=HERE, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def holds(found: float, sign: str, target: float) -> bool:
    return found >= target if sign == ">=" else found <= target


def main() -> int:
    """Print every figure beside its target; return 1 where one is missed."""
    with running(own_app) as port:
        found = measured(pages(f"http://127.0.0.1:{port}"))
    missed = 0
    for name, figures in found.items():
        print(f"\nLighthouse, {name} page")
        for (what, sign, target), figure in zip(TARGETS, figures, strict=True):
            met = holds(figure, sign, target)
            missed += not met
            print(f"  {what:<16}{figure:>8.4g}   {sign} {target:<6} {'' if met else 'MISSED'}".rstrip())
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
