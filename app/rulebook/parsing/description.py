"""A node that stands for every file: read like one, it writes down as JSON Schema what its readers ask for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from app.problems import SourceLocation
from app.rulebook.parsing.strict_yaml import Scalar

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Description(Scalar):
    """Hold the schema of one place in a file, written while it is read, and the definitions that all places share.

    It is a Scalar, since that is what readers of keys take, and says nothing: what is read from it is discarded.
    """

    schema: Schema
    definitions: dict[str, Schema]

    @classmethod
    def of_a_file(cls, schema: Schema) -> Self:
        return cls("", True, SourceLocation("schema"), schema, {})

    def says(self, **keywords: Any) -> None:
        self.schema.update(keywords)

    def never(self, words: Iterable[str]) -> None:
        if listed := sorted(words):
            self.schema["not"] = {"enum": listed}

    def pattern(self, pattern: str) -> None:
        self.says(type="string", pattern=pattern)

    def item(self) -> Self:
        return self._at(self.schema.setdefault("items", {}))

    def names(self) -> Self:
        return self._at(self.schema.setdefault("propertyNames", {}))

    def values(self) -> Self:
        return self._at(self.schema.setdefault("additionalProperties", {}))

    def key(self, key: str, about: str) -> Self:
        inside = self.schema.setdefault("properties", {}).setdefault(key, {})
        if about:
            inside["description"] = about
        return self._at(inside)

    def option(self) -> Self:
        options = self.schema.setdefault("anyOf", [])
        options.append({})
        return self._at(options[-1])

    def definition(self, what: str) -> Self:
        """Return where the definition of such a part is written, to which this place refers."""
        name = "_".join(re.findall("[a-z]+", re.sub("^(an?|the) ", "", what)))
        self.schema["$ref"] = f"#/$defs/{name}"
        return self._at(self.definitions.setdefault(name, {}))

    def _at(self, schema: Schema) -> Self:
        return type(self)(self.value, self.quoted, self.place, schema, self.definitions)


def whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"
