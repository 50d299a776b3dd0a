"""Tables that HR takes away as a file, which the audit trail tells."""

from collections.abc import Mapping
from typing import Literal

from starlette.responses import Response

from app.web.hr.page import HrRequest
from app.web.hr.spreadsheets import Cell, as_csv, as_xlsx
from app.web.rendering.templates import SERVICE, download

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["csv", "xlsx"]
Rows = list[list[Cell]]


def table_file(seat: HrRequest, name: str, kind: Kind, sheets: Mapping[str, Rows]) -> Response:
    service = seat.desk.service
    # `note` refuses where `look` would go on: no copy leaves without its line in the trail.
    seat.desk.casework.store.note(seat.line("exported"))
    file = f"{SERVICE.lower()}-{name}-{service.today}.{kind}"
    if kind == "xlsx":
        return download(as_xlsx(sheets, service.now()), file, XLSX)
    return download(as_csv(_below_each_other(sheets)), file, CSV)


def _below_each_other(sheets: Mapping[str, Rows]) -> Rows:
    """Return tables as one, with an empty line between them and each below its heading where there are several."""
    rows: Rows = []
    for heading, table in sheets.items():
        above: Rows = [*([[]] if rows else []), [heading]] if len(sheets) > 1 else []
        rows += [*above, *table]
    return rows
