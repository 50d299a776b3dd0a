"""Serve the questionnaire and the JSON API."""

import errno
import logging
import os
import socket
import sys
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

from uvicorn import Config, Server

from app import logging_config
from app.cases.organisation import FILE
from app.cli import OK
from app.main import create_app
from app.problems import AppError
from app.settings import Settings


def run(arguments: Namespace) -> int:
    # Before rulebooks are read: that a port is taken is told at once.
    listener = bound(arguments.host, arguments.port)
    logging_config.configure()
    config = Config(
        create_app(),
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,  # it would write paths, which can carry a link to somebody's answers
        server_header=False,
        proxy_headers=False,
        limit_concurrency=1000,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )
    try:
        Announcing(config, _hint()).run(sockets=[listener])
    except KeyboardInterrupt:
        print("stopped", flush=True)
    return OK


class Announcing(Server):
    """Say that the server is there once connections are accepted, not before; then a hint where there is one."""

    def __init__(self, config: Config, hint: str) -> None:
        super().__init__(config)
        self._hint = hint

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for each in sockets or ():
            print(f"Thuiswerkcheck is running on {address(each)} (stop with Ctrl+C)", flush=True)
        if self._hint:
            print(self._hint, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        # A signal may end the process right after this.
        for handler in logging.getLogger().handlers:
            handler.flush()


def _hint() -> str:
    data = Settings.from_environment(os.environ).data
    if data and (data / FILE).is_file():
        return ""
    # `make run` installs it where no PATH leads: named as it was started, it can be typed as it stands.
    program = sys.argv[0] if Path(sys.argv[0]).name == "thuiswerkcheck" else "thuiswerkcheck"
    return f"This is the side of employees, and nothing is stored; `{program} setup` opens the side of HR"


def bound(host: str, port: int) -> socket.socket:
    """Raises AppError `unavailable` in plain words."""
    with ExitStack() as unless_bound:
        try:
            family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listener = unless_bound.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(where)
        except (OSError, UnicodeError) as error:
            raise AppError("unavailable", _why_not(error, host, port)) from None
        unless_bound.pop_all()
    return listener


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why_not(error: Exception, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"port {port} is in use by another program: stop that program, or choose another with --port"
    if number == errno.EACCES:
        return f"port {port} may not be used by you: choose one above 1023 with --port"
    return f"`{host}` is no address of this computer: choose another with --host"
