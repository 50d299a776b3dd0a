"""Pages as a browser reads them, as far as the tests look."""

import re
from html.parser import HTMLParser

Attributes = dict[str, str]


class Seen(HTMLParser):
    """Read every element of a page with the text inside it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes, list[str]]] = []
        self._inside: list[tuple[str, Attributes, list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.elements.append(element)
        if tag not in ("input", "br", "link", "meta", "img"):
            self._inside.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, _, text in self._inside:
            text.append(data)

    def having(self, name: str) -> list[tuple[Attributes, str]]:
        """Return the elements with an attribute, each with its text."""
        return [(attrs, plain(text)) for _, attrs, text in self.elements if name in attrs]

    def all(self, tag: str) -> list[tuple[Attributes, str]]:
        """Return the elements of a kind, each with its text."""
        return [(attrs, plain(text)) for each, attrs, text in self.elements if each == tag]

    def fields(self) -> dict[str, str]:
        """Return the hidden fields of the page."""
        inputs = (attrs for tag, attrs, _ in self.elements if tag == "input")
        return {attrs["name"]: attrs["value"] for attrs in inputs if attrs.get("type") == "hidden"}


def plain(parts: list[str]) -> str:
    return re.sub(r"\s+", " ", "".join(parts)).strip()
