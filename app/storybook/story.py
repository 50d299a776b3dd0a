"""One state of a page."""

from dataclasses import dataclass

Sent = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Hold one state of the page of a template; a form with what it `sends` leads there, or a link where it is None."""

    page: str
    state: str
    address: str
    status: int = 200
    sends: Sent | None = None
    about: str = ""
