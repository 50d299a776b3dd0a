"""How log lines are written: to standard error, times in UTC, information at most a second late."""

import asyncio
import logging
import sys
from time import gmtime, strftime


def configure() -> None:
    handler = Together(sys.stderr.fileno())
    handler.setFormatter(InUtc("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # What no line shows need not be looked up for every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class InUtc(logging.Formatter):
    """Format times in UTC; lines of the same second share the work."""

    _second = 0
    _text = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        second = int(record.created)
        if second != self._second:
            self._second, self._text = second, strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(second))
        return self._text


class Together(logging.Handler):
    """Write lines together, at most a second late: a write for each request costs more than a short evaluation.

    What is worse than information is written at once, with everything before it.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._stream = open(descriptor, "w", buffering=65536, encoding="utf-8", closefd=False)  # noqa: SIM115
        self._due = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._stream.write(self.format(record) + "\n")
            if record.levelno > logging.INFO:
                self.flush()
            elif not self._due:
                self._flush_soon()
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        self._due = False
        self._stream.flush()

    def _flush_soon(self) -> None:
        try:
            asyncio.get_running_loop().call_later(1, self.flush)
            self._due = True
        except RuntimeError:  # outside the server there is nobody to do it later
            self.flush()
