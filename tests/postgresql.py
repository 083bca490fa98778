"""A temporary PostgreSQL cluster of our own, from the server programmes installed here."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from model.database import connect

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))


class NoServer(RuntimeError):
    """PostgreSQL's server programmes are not installed."""


def find(name: str) -> str | None:
    """The newest installed PostgreSQL's own programme, else the one on the path."""
    for folder in reversed(BINARIES):
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)


def _as_server(command: list[str]) -> None:
    """Run as user postgres when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr or done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of the maintenance database of a fresh cluster, which goes when the block ends; NoServer without programmes."""
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if initdb is None or pg_ctl is None:
        raise NoServer("PostgreSQL's server programmes (initdb, pg_ctl) are not installed")
    folder = Path(tempfile.mkdtemp(prefix="fourcast-postgres-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = str(folder / "cluster"), _free_port()
    try:
        _as_server([initdb, "-D", data, "-U", "fourcast", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        quick = "-c fsync=off -c synchronous_commit=off"
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {quick}"
        log = str(folder / "server.log")
        _as_server([pg_ctl, "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start"])
        try:
            yield f"postgresql://fourcast@127.0.0.1:{port}/postgres"
        finally:
            _as_server([pg_ctl, "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(maintenance: str, name: str, like: str = "template1") -> str:
    """Make a database beside the maintenance one, a copy of the one that is named `like`; gives its URL."""
    engine = connect(maintenance).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    engine.dispose()
    return maintenance.rsplit("/", 1)[0] + f"/{name}"
