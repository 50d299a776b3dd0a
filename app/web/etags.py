"""What a caller has already."""

from starlette.requests import Request


def is_known(request: Request, etag: str) -> bool:
    """Say whether the caller has this representation, by the weak comparison that `If-None-Match` asks for."""
    listed = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(each.strip().removeprefix("W/") in (etag, "*") for each in listed)
