"""Print the JSON Schema of one kind of file, for editors that complete and check while somebody types."""

import json
from argparse import Namespace

from app.cli import OK
from app.rulebook.schema import schema_of


def run(arguments: Namespace) -> int:
    print(json.dumps(schema_of(arguments.kind), indent=1, ensure_ascii=False))
    return OK
