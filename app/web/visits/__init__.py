"""One visit: where it is, its links, and a page with one question."""
