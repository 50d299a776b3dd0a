"""How templates look up a name in a mapping: as a key first, so that an id may be called `items` or `get`."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from jinja2 import Environment


class Keyed(Environment):
    """Look up `one[name]` in a mapping among its keys only, and `one.name` there before it can be a method.

    Ids of a rulebook stand between brackets only. The components that these pages are made with call methods of
    mappings, but of none that has ids of a rulebook for keys.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        # Components ask for thousands of names on a page, most of which nobody gave them.
        if type(obj) is dict:
            if attribute in obj:
                return obj[attribute]
            return getattr(obj, attribute) if hasattr(dict, attribute) else self.undefined(obj=obj, name=attribute)
        return obj[attribute] if isinstance(obj, Mapping) and attribute in obj else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if not isinstance(obj, Mapping):
            return super().getitem(obj, argument)
        return obj[argument] if argument in obj else self.undefined(obj=obj, name=argument)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Not a ChainMap as in Jinja: every import of a component goes through all its names.
        return {**self.globals, **d} if d else self.globals
