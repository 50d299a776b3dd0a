"""Try whether the tests notice small changes to the code: `python -m benchmarks.code_mutants SEED COUNT`.

Each change is made in a copy of the repository, where first the tests run that name or import the changed module, then
those of its room, and then, where these notice nothing, all but those in a browser. What survives is printed last: some
change nothing that can be seen, the others are holes. Takes half a minute for each change, and ten minutes for each
that survives; with `near` behind the count the last step is left out, and more survives.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent
WHERE = (
    "app/disclosure.py",
    "app/engine",
    "app/verify",
    "app/cases",
    "app/store",
    "app/web/middleware",
    "app/web/rate_limits.py",
    "app/web/visits/links.py",
    "app/web/hr/access.py",
    "app/web/hr/oidc_client.py",
)
NEAR_SECONDS, REST_SECONDS = 600, 3000
"""A change that makes a test hang is noticed."""
OF_THE_TEXT = ("tests/test_architecture.py", "tests/test_readme.py", "tests/test_docs.py")
"""Tests of how the code is written, not of what it does."""
SWAPS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
    "is": "is not", "is not": "is", "+": "-", "-": "+", "|": "&", "&": "|", "and": "or", "or": "and",
}  # fmt: skip
OPERATOR = re.compile(r"\s*(not in|is not|<=|>=|==|!=|<|>|in|is|and|or|\+|-|\||&)(?=[\s\w(\[{\"'])")


@dataclass(frozen=True)
class Change:
    """Hold what stands at a place in a file, and what is put there."""

    path: str
    line: int
    start: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} `{self.before}` -> `{self.after}`"

    def apply(self, tree: Path) -> None:
        source = (ROOT / self.path).read_bytes()
        end = self.start + len(self.before.encode())
        (tree / self.path).write_bytes(source[: self.start] + self.after.encode() + source[end:])


class Changes:
    """Find every small change that can be made to one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._source = (ROOT / path).read_bytes()
        lines = self._source.split(b"\n")
        self._starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]

    def __iter__(self) -> Iterator[Change]:
        tree = ast.parse(self._source)
        types = {id(each) for node in ast.walk(tree) for part in _about_types(node) for each in ast.walk(part)}
        for node in ast.walk(tree):
            match node:
                case _ if id(node) in types:
                    pass
                case ast.Compare(left=left, comparators=[right]):
                    yield from self._between(left, right)
                case ast.BinOp(left=left, right=right):
                    yield from self._between(left, right)
                case ast.BoolOp(values=[left, right, *_]):
                    yield from self._between(left, right)
                case ast.UnaryOp(op=ast.Not()):
                    yield Change(self._path, node.lineno, self._place(node.lineno, node.col_offset), "not ", "")
                case ast.Constant(value=bool() as value):
                    yield self._instead(node, str(value), str(not value))
                case ast.Constant(value=int() as value):
                    yield self._instead(node, str(value), str(value + 1))
                case _:
                    pass

    def _place(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def _instead(self, node: ast.expr, before: str, after: str) -> Change:
        return Change(self._path, node.lineno, self._place(node.lineno, node.col_offset), before, after)

    def _between(self, left: ast.expr, right: ast.expr) -> Iterator[Change]:
        start = self._place(left.end_lineno or 0, left.end_col_offset or 0)
        between = self._source[start : self._place(right.lineno, right.col_offset) + 1].decode()
        if found := OPERATOR.match(between.lstrip(")")):
            at = start + len(between) - len(between.lstrip(")")) + found.start(1)
            yield Change(self._path, left.end_lineno or 0, at, found[1], SWAPS[found[1]])


def _about_types(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts that say what something is, which no run reads."""
    match node:
        case (
            ast.FunctionDef(returns=returns, decorator_list=decorators)
            | ast.AsyncFunctionDef(returns=returns, decorator_list=decorators)
        ):
            yield from (*decorators, *([returns] if returns else []))
        case ast.ClassDef(decorator_list=decorators):
            yield from decorators
        case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.BinOp(op=ast.BitOr(), right=ast.Constant(value=None)):
            yield node
        case _:
            pass


def every_change() -> list[Change]:
    files = [
        path for where in WHERE for path in ([ROOT / where] if where.endswith(".py") else (ROOT / where).rglob("*.py"))
    ]
    paths = sorted(path.relative_to(ROOT).as_posix() for path in files if "migrations" not in path.parts)
    # A number in a shape or a text may stand there several times, and be written otherwise than it is told.
    fits = (change for path in paths for change in Changes(path) if _stands(change))
    return sorted(fits, key=str)


def _stands(change: Change) -> bool:
    return (ROOT / change.path).read_bytes()[change.start :].startswith(change.before.encode())


def nearest_tests(change: Change) -> list[str]:
    """Return the tests that are named after the changed module, and then those that import it."""
    module = change.path.removesuffix(".py").replace("/", ".")
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    plain = [path for path in files if "browser" not in path.parts]
    named = [path for path in plain if path.stem == f"test_{Path(change.path).stem}"]
    importing = [path for path in plain if re.search(rf"^from {re.escape(module)} import", path.read_text(), re.M)]
    return [path.relative_to(ROOT).as_posix() for path in dict.fromkeys((*named, *importing))]


def room_tests(change: Change) -> list[str]:
    """Return the tests of the room of the changed module."""
    room = change.path.split("/")[1]
    return (
        [f"tests/{room}"] if (ROOT / "tests" / room).is_dir() else ["tests/test_disclosure.py", "tests/test_claims.py"]
    )


def notices(tree: Path, tests: list[str], seconds: int, *more: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *more, *tests]
    try:
        done = subprocess.run(
            command, cwd=tree, env=_environment(tree), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode not in (0, 5)  # 2 beside others, 4 where not even a fixture can be made, 5 without any test


def _environment(tree: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(tree)}


def main(seed: int, count: int, *, everything: bool = True) -> int:
    changes = Random(seed).sample(every_change(), count)
    rest = ["tests", "--ignore=tests/browser", *(f"--ignore={path}" for path in OF_THE_TEXT)]
    survived = []
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "copy"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__"))
        if everything and notices(tree, rest, REST_SECONDS, "-n", "2"):
            print("expected tests that pass in a copy of the repository, found one that fails")
            return 1
        for number, change in enumerate(changes, 1):
            change.apply(tree)
            near = nearest_tests(change)
            noticed = (
                (bool(near) and notices(tree, near, NEAR_SECONDS))
                or notices(tree, room_tests(change), REST_SECONDS, "-n", "2")
                or (everything and notices(tree, rest, REST_SECONDS, "-n", "2"))
            )
            print(f"{number:4} {'noticed ' if noticed else 'SURVIVED'} {change}", flush=True)
            survived += [] if noticed else [change]
            shutil.copy(ROOT / change.path, tree / change.path)
    print(f"{count - len(survived)} of {count} changes are noticed (seed {seed})")
    for change in survived:
        print(f"  not noticed: {change}")
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case [seed, count, *more] if more in ([], ["near"]):
            sys.exit(main(int(seed), int(count), everything=not more))
        case _:
            sys.exit("expected a seed and a number of changes, and `near` or nothing")
