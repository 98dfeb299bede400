"""What the tests stand on: an app of their own, on each engine, with a clock they set."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import CodeType

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine, text

from resultatbank.app import create_app
from resultatbank.config import Settings
from resultatbank.data import accounts
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from tests.postgres import Server, postgres

__all__ = ["postgres"]

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("house")

# A cheap hash: what is slow on purpose in the app would only be slow here.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
accounts._NOBODYS_HASH = accounts._hasher.hash("nobody")


class Compiled(BytecodeCache):
    """Templates that have been compiled once. Every test has an app of its own, which would compile them again."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **how_long: int) -> None:
        """Move the clock, for example by days=1."""
        self.at += timedelta(**how_long)

    @property
    def day(self) -> date:
        """The day it shows."""
        return self.at.date()


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


def settings_for(data_dir: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        secret_key="a secret for tests, long enough to sign with",
        public_url="http://localhost",
        mail_url="",
        authority_name="Exempelverket",
        max_upload_mb=10,
        assess_per_week=10,
        links_url="http://localhost",
        survey_url="http://localhost",
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test copies."""
    folder = tmp_path_factory.mktemp("template")
    file = folder / "resultatbank.sqlite3"
    app = create_app(settings_for(folder, f"sqlite:///{file}"))
    with app.app_context(), may_write():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database that each test copies."""
    name = "template_resultatbank"
    app = create_app(settings_for(tmp_path_factory.mktemp("pg"), postgres.new_database(name)))
    with app.app_context(), may_write():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn. A test that needs only one says so with @pytest.mark.parametrize."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if engine_name == "sqlite":
        file = tmp_path / "resultatbank.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: Server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.url.replace("@/postgres?", f"@/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """An app on a fresh, migrated database, with CSRF protection on as always."""
    app = create_app(settings_for(tmp_path, database_url), now=clock)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def within(app: Flask) -> Iterator[Flask]:
    """The app's context, in which the test may write: for tests of data/."""
    with app.app_context(), may_write():
        yield app
        db.session.rollback()


@pytest.fixture
def make_app(app: Flask) -> Callable[[], Flask]:
    """Another process on the same database: for races and restarts."""

    def make() -> Flask:
        again = create_app(app.config["SETTINGS"], now=app.config["CLOCK"])
        again.testing = True
        return again

    return make
