"""The way of one answer through the program is as short as the architecture says, and its visit is worked out once."""

import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from app.main import create_app
from app.resources import PROGRAM
from app.settings import Settings
from tests.conftest import browser

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "architecture.md"
HEADING = "### The files that it passes"
Calls = Counter[tuple[str, str]]
"""How often functions of this program were called, by file and name."""


@contextmanager
def traced() -> Iterator[Calls]:
    """Yield the calls, in this thread and in those that begin, until it ends."""
    calls: Calls = Counter()

    def called(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(str(PROGRAM)):
            calls[Path(file).relative_to(PROGRAM).as_posix(), frame.f_code.co_name] += 1

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def test_an_answer_passes_the_files_that_are_told_and_derives_its_visit_once() -> None:
    client = browser(create_app(Settings(secret="a secret of the tests that is long enough")))
    page = client.post("/nl/thuiswerken-2021/start").headers["location"]
    client.post(page, data={"answer": "part"})  # what is made on first use is made
    with traced() as calls:
        assert client.post(page, data={"answer": "part"}).status_code == 303
    told = DOCUMENT.read_text().split(HEADING)[1].split("\n## ")[0]
    assert {file for file, _ in calls} == set(re.findall(r"`([\w/]+\.py)`", told))
    journeys = {name: times for (file, name), times in calls.items() if file == "web/visits/visit.py"}
    assert journeys["_journey"] == 2, "once as it was, to see that the page is one of its own, and once with the answer"
