#!/usr/bin/env python3
"""Copy everything that must be kept into a new, dated folder: `scripts/backup.py FOLDER`.

Reads the same settings as the app (DATA_DIR, DATABASE_URL) and may run while the app does. A SQLite database is copied
with the backup interface, never as a file: the file alone lacks what still lies in the write-ahead log. A PostgreSQL
database is dumped with pg_dump. Needs nothing but Python's standard library (and pg_dump for PostgreSQL).

A copy holds what is erased later, so copies must be replaced after their time, and `flask registry reapply-erasures` is
run after a restore, with the newest erasures.jsonl there is: see docs/drift.md.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from resultatbank.config import SettingError, Settings, read_settings  # The line above makes it findable.


class BackupError(Exception):
    """The copy could not be made, or is not sound."""


def main() -> None:
    """Make the copy, or say why not and exit with 1."""
    if len(sys.argv) != 2:
        sys.exit("Use: scripts/backup.py FOLDER")
    try:
        print(f"Saved in {back_up(read_settings(), Path(sys.argv[1]), datetime.now().astimezone())}")
    except (BackupError, SettingError, OSError, sqlite3.Error) as error:
        sys.exit(f"No backup was made. {error}")


def back_up(settings: Settings, into: Path, at: datetime) -> Path:
    """Copy the database and the rest of DATA_DIR to a folder in `into` named after `at`, and return that folder.

    The folder gets its name last, so a folder with a proper name always holds a whole copy.
    """
    finished = into.resolve() / at.strftime("%Y-%m-%dT%H%M%S")
    unfinished = finished.with_suffix(".unfinished")
    unfinished.mkdir(mode=0o700, parents=True)
    # The database first: a file is stored before the row that names it, so no row can lack its file.
    if settings.database_url.startswith("sqlite:///"):
        database = Path(settings.database_url.removeprefix("sqlite:///"))
        copy_sqlite(database, unfinished / "resultatbank.sqlite3")
        left_out = {database.name, f"{database.name}-wal", f"{database.name}-shm"}
    else:
        dump_postgresql(settings.database_url, unfinished / "resultatbank.dump")
        left_out = set()

    def ignored(folder: str, names: list[str]) -> set[str]:
        """The database is already there, and the backups may themselves lie in DATA_DIR."""
        at_top = Path(folder) == settings.data_dir
        return {name for name in names if (at_top and name in left_out) or Path(folder, name) == into.resolve()}

    shutil.copytree(settings.data_dir, unfinished / "data", ignore=ignored)
    return unfinished.rename(finished)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that may be in use. Raises BackupError when it is missing or the copy is not sound."""
    if not source.exists():
        raise BackupError(f"There is no database at {source}.")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # One file, without a log beside it.
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise BackupError(f"The copy is not sound: {verdict}")


def dump_postgresql(url: str, target: Path) -> None:
    """Dump a PostgreSQL database. The password goes by the environment, where other users can't read it."""
    parts = urlsplit(url.replace("postgresql+psycopg://", "postgresql://", 1))
    environment = dict(os.environ)
    if parts.password:
        environment["PGPASSWORD"] = unquote(parts.password)
        user, _, place = parts.netloc.rpartition("@")
        parts = parts._replace(netloc=f"{user.partition(':')[0]}@{place}")
    if not shutil.which("pg_dump"):
        raise BackupError("pg_dump is missing. On Debian: apt-get install postgresql-client")
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}", f"--dbname={urlunsplit(parts)}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(done.stderr.strip())


if __name__ == "__main__":
    main()
