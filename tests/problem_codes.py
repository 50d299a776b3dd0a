"""The codes of Problems, as they stand in the source."""

import ast
from collections.abc import Iterable
from pathlib import Path

REPORTING = {"form": 0, "Problem": 1, "report": 0, "_lacks": 0, "_report": 1, "_end": 1}
"""Which argument is the code, by the name of what is called."""


def codes_in(files: Iterable[Path]) -> set[str]:
    return {code for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) for code in _code(node)}


def _code(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    code = node.args[REPORTING[name]] if name in REPORTING else None
    return [code.value] if isinstance(code, ast.Constant) and isinstance(code.value, str) else []
