"""Keep that somebody approves a rulebook."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from app.cli import OK, PROBLEMS
from app.cli.verify import checked_file
from app.problems import AppError
from app.rulebook.approval import Approval, Approver, approval_beside, approval_from, approval_path, as_yaml
from app.rulebook.model import Rulebook
from app.writing import one_line

ONLY_A_DRAFT = "this is a draft: what comes into force after it says something else, and needs an approval of its own"


def run(arguments: Namespace) -> int:
    """Write nothing where there are Problems, and print all of them."""
    checked = list(checked_file(Path(arguments.path), False))
    problems = [problem for each in checked for problem in each.problems]
    if problems:
        print("\n".join(map(str, problems)))
        return PROBLEMS
    approver = Approver(one_line(arguments.name), None, arguments.on or datetime.now(UTC).date())
    books = [each.rulebook for each in checked if each.rulebook]
    approvals = {approval_path(book): kept_with(book, approver) for book in books}
    for path, kept in approvals.items():
        _write(path, kept)
        print(f"{path}: `{kept.rulebook}` `{kept.version}` {kept.digest} approved by {approver.name} on {approver.on}")
    if any(book.draft for book in books):
        print(ONLY_A_DRAFT)
    return OK


def kept_with(rulebook: Rulebook, approver: Approver) -> Approval:
    """Return the approval beside a rulebook with one more approver; only this one where it says something else now.

    Raises AppError `invalid` where a name cannot be written so that it reads back.
    """
    before = approval_beside(rulebook)[0]
    same = before if before and before.covers(rulebook) else None
    approval = same or Approval(rulebook.id, rulebook.version, rulebook.digest, ())
    role = next((each.role for each in before.approved if each.name == approver.name), None) if before else None
    now = approval.approved_by(Approver(approver.name, role, approver.on))
    if approval_from(as_yaml(now).encode("utf-8", "surrogateescape"), "", rulebook) != (now, []):
        raise AppError("invalid", "expected a name of one line of text, found another")
    return now


def _write(path: Path, kept: Approval) -> None:
    try:
        path.write_text(as_yaml(kept), "utf-8")
    except OSError:
        raise AppError("unavailable", f"expected to write `{path}`, which is not possible here") from None
