"""A PostgreSQL server of the tests' own, on a unix socket, gone when the tests end.

Use it from any test module: `from tests.postgres import postgres` makes the fixture known there,
and `postgres.new_database("some_name")` gives the SQLAlchemy URL of an empty database.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

# Nothing here must outlive a power cut, so the server may skip every wait for the disk.
SETTINGS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c jit=off -c max_connections=50"
)

# What the cluster may need at most, in bytes: its log of writes, and a database for each of the tests that run at once.
ROOM = 4 * 1024**3


class Server:
    """A running server. `url` is its maintenance database; give each test module one of its own."""

    def __init__(self, socket_directory: Path) -> None:
        self._directory = socket_directory
        self.url = self._url("postgres")

    def new_database(self, name: str) -> str:
        """Create an empty database, in place of any older one of that name, and return its SQLAlchemy URL."""
        identifier = sql.Identifier(name)
        with psycopg.connect(
            host=str(self._directory), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._directory}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for the whole test run. Skips where PostgreSQL is not installed; with CI set, that fails."""
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed. Install it with: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with running() as server:
        yield server


def is_installed() -> bool:
    """Tell whether a server can be started here."""
    return _binaries() is not None


@contextmanager
def running() -> Iterator[Server]:
    """Start a server of one's own, which is gone afterwards. The benchmarks use it too."""
    binaries = _binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed.")
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir=_place()))
    cluster = directory / "cluster"
    owner = _owner()
    if owner:
        os.chown(directory, owner["user"], owner["group"])
    try:
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([binaries / "initdb", "-D", cluster, *options], owner)
        control = [binaries / "pg_ctl", "-D", cluster, "-w"]
        _run([*control, "-l", directory / "log", "-o", f"{SETTINGS} -k {directory}", "start"], owner)
        try:
            yield Server(directory)
        finally:
            _run([*control, "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _place() -> Path:
    """The folder to keep the cluster in: memory where there is plenty, for each test's database is copied and dropped.

    The path of a unix socket may be 107 bytes long, so it lies straight under a short one.
    """
    memory = Path("/dev/shm")  # noqa: S108  mkdtemp makes a folder of one's own there.
    roomy = memory.is_dir() and shutil.disk_usage(memory).free >= ROOM
    return memory if roomy else Path("/tmp")  # noqa: S108  As above.


def _binaries() -> Path | None:
    """The folder of the newest installed server; Debian keeps one for each major version."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def _owner() -> dict[str, Any]:
    """Whom to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("Found neither the account postgres nor nobody to run PostgreSQL as.")


def _run(command: list[Path | str], owner: dict[str, Any]) -> None:
    # The output goes to files, not pipes: the server inherits them, and a pipe would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, **owner
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command[0]} failed:\n{output.read().decode(errors='replace')}")
