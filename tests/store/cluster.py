"""A PostgreSQL of the tests' own, which stops and goes when the process that it was started for is no more."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import gettempdir

MISSING = "PostgreSQL is needed for these tests: apt-get install postgresql, or put its `initdb` on PATH"
DEBIAN = Path("/usr/lib/postgresql")
"""Debian keeps the programs of each version here, and off PATH."""
# Nobody cuts the power during tests: without `fsync` too, what was written outlives a process that is killed.
SETTINGS = "-c listen_addresses= -c fsync=off -c max_connections=60 -c shared_buffers=32MB"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hold where a cluster and its socket are; the path of a socket may not be long."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://tests@/{database}?host={self.folder}"

    def control(self, *arguments: str) -> None:
        started = [f"-l{self.folder / 'log'}", f"-o-k {self.folder} {SETTINGS}", "-w"]
        self._run("pg_ctl", f"-D{self.folder / 'data'}", *started, *arguments)

    def make(self) -> None:
        self.folder.mkdir(mode=0o700)
        if user := user_for_it():
            shutil.chown(self.folder, user)
        self._run(
            "initdb", f"-D{self.folder / 'data'}", "-Utests", "-Atrust", "-EUTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def make_database(self, name: str) -> str:
        self._run("createdb", f"-h{self.folder}", "-Utests", name)
        return self.url(name)

    def kill(self) -> None:
        """Kill the server as `kill -9` does; those that serve a connection then end by themselves."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), 9)

    def start_again(self) -> None:
        """Start after a kill; what served connections may take a moment to notice."""
        for _ in range(20):
            with suppress(subprocess.CalledProcessError):
                return self.control("start")
            time.sleep(0.5)
        raise AssertionError("the server does not start again")

    def _run(self, program: str, *arguments: str) -> None:
        found = programs()
        assert found, MISSING
        user = user_for_it()
        prefix = ["runuser", "-u", user, "--"] if user else []
        run = [*prefix, str(found / program), *arguments]
        # Not a pipe: the server would inherit it, and reading it would last as long as the server.
        subprocess.run(run, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def programs() -> Path | None:
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve()] if on_path else sorted(DEBIAN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


def user_for_it() -> str | None:
    """Return whom it runs as: it refuses to be run by root."""
    if os.getuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def running(process: int, name: str = "") -> Cluster:
    """Return the cluster that lives as long as a process, started by whoever asks first."""
    cluster = of(process, name)
    with cluster.folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not cluster.folder.exists():
            cluster.make()
            cluster.control("start")
            subprocess.Popen([sys.executable, __file__, str(process), name], start_new_session=True)
    return cluster


def of(process: int, name: str) -> Cluster:
    return Cluster(Path(gettempdir()) / f"thuiswerkcheck-{process}{name}")


def watch(process: int, name: str) -> None:
    """Stop the cluster of a process once that is gone."""
    while is_alive(process):
        time.sleep(0.5)
    cluster = of(process, name)
    with suppress(subprocess.CalledProcessError):  # a test may have killed it
        cluster.control("stop", "-mimmediate")
    shutil.rmtree(cluster.folder)
    cluster.folder.with_suffix(".lock").unlink()


@cache
def database(process: int, worker: str) -> str:
    """Return the URL of one worker's own database, made for whoever asks first."""
    return running(process).make_database(worker)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2])
