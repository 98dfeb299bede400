"""scripts/backup.py: what it copies can be put back, also when the app is writing."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Server

SCRIPT = Path(__file__).parent.parent / "scripts" / "backup.py"


def back_up(into: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, into], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "ab12").write_bytes(b"a proof")
    (folder / "secret_key").write_text("k" * 64)
    return folder


def test_a_copy_made_in_the_middle_of_a_write_holds_what_was_committed(data_dir: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data_dir / "resultatbank.sqlite3", isolation_level=None)) as app:
        app.executescript("PRAGMA journal_mode=WAL; CREATE TABLE example (title TEXT);")
        app.execute("INSERT INTO example VALUES ('committed, still in the log')")
        app.execute("BEGIN IMMEDIATE")
        app.execute("INSERT INTO example VALUES ('not committed')")
        done = back_up(tmp_path / "safe", DATA_DIR=str(data_dir))
        app.execute("ROLLBACK")
    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "safe").iterdir()
    with closing(sqlite3.connect(copy / "resultatbank.sqlite3")) as database:
        assert database.execute("SELECT title FROM example").fetchall() == [("committed, still in the log",)]
    assert (copy / "data" / "files" / "ab12").read_bytes() == b"a proof"
    assert not list(copy.rglob("*-wal"))


def test_a_backup_inside_the_data_folder_does_not_copy_older_backups(data_dir: Path) -> None:
    sqlite3.connect(data_dir / "resultatbank.sqlite3").execute("CREATE TABLE example (title TEXT)").connection.close()
    (data_dir / "backups" / "older").mkdir(parents=True)
    done = back_up(data_dir / "backups", DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    assert not list(data_dir.glob("backups/*/data/backups"))


def test_a_missing_database_is_said_and_no_copy_looks_whole(data_dir: Path, tmp_path: Path) -> None:
    done = back_up(tmp_path / "safe", DATA_DIR=str(data_dir))
    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert [folder.suffix for folder in (tmp_path / "safe").iterdir()] == [".unfinished"]


@pytest.mark.postgres
def test_a_dump_of_postgresql_can_be_put_back(
    postgres: Server,
    data_dir: Path,
    tmp_path: Path,
) -> None:
    source, target = postgres.new_database("backup_source"), postgres.new_database("backup_target")
    plain_target = target.replace("+psycopg", "")
    with psycopg.connect(source.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE example (title TEXT)")
        connection.execute("INSERT INTO example VALUES ('kept')")
    done = back_up(tmp_path / "safe", DATA_DIR=str(data_dir), DATABASE_URL=source)
    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "safe").iterdir()
    subprocess.run(["pg_restore", f"--dbname={plain_target}", copy / "resultatbank.dump"], check=True)
    with psycopg.connect(plain_target) as connection:
        assert connection.execute("SELECT title FROM example").fetchall() == [("kept",)]
