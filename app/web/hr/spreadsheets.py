"""Tables as files for a spreadsheet, in which no text is ever taken for a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO

Cell = str | int | None
Rows = Sequence[Sequence[Cell]]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes a text for a formula by, also in full width."""
SHEET_NAME = 31
MARK = "\ufeff"
"""By which a spreadsheet sees that a file is UTF-8."""


def harmless(cell: Cell) -> Cell:
    """Put an apostrophe before what begins like a formula."""
    # Behind spaces too: some spreadsheets trim them when they read a file.
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    written = StringIO()
    # In Dutch the comma is for decimals, and spreadsheets set to it expect semicolons between cells.
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [harmless(cell) for cell in row] for row in rows
    )
    return (MARK + written.getvalue()).encode()


def as_xlsx(sheets: Mapping[str, Rows], made: datetime) -> bytes:
    """The first row of each table is its heading; equal input, equal bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only a download needs it

    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:SHEET_NAME])
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, [harmless(cell) for cell in row], None if number else bold)
            sheet.autofit()
    return written.getvalue()
