"""A small rulebook that can be proven, for what is the same whatever a rulebook is about."""

from pathlib import Path

from tests.rulebook.bad import GOOD

ID, VERSION = "book-loans", "1.2.0"
IN_VAIN = "when: {not: {verdict: stay}}"
"""Where the good specimen leaves one criterion without effect."""
EXAMPLES = f"""rulebook: {ID}
version: "{VERSION}"
baseline: {{}}
examples:
  - id: E1
    who: A reader of a rare book.
    given: {{rare_book: yes}}
    expect: {{verdict: stay}}
"""


def lending(rules: Path, *changes: tuple[str, str]) -> Path:
    """Write the rulebook, with changes, below a folder of rules, with one example, and return its file."""
    file = rules / ID / f"{VERSION}.yaml"
    file.parent.mkdir(parents=True)
    good = GOOD.read_text("utf-8")
    assert good.count(IN_VAIN) == 1
    good = good.replace(IN_VAIN, "when: {any: [{not: {verdict: stay}}, {criterion: {rest: part}}]}")
    for old, new in changes:
        assert good.count(old) == 1
        good = good.replace(old, new)
    file.write_text(good, "utf-8")
    file.with_name(f"{VERSION}.examples.yaml").write_text(EXAMPLES, "utf-8")
    return file
