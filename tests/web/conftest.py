"""What the tests of all pages share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from resultatbank.app import create_app
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from tests.conftest import START, Clock, settings_for
from tests.web.page_forms import Populated, look_around
from tests.web.populated import fill

NO_MAIL_SERVER = "smtp://127.0.0.1:9"


@pytest.fixture(scope="session")
def populated(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Populated]:
    """A bank on SQLite with something of everything. It is shared, so tests keep nothing in it."""
    folder = tmp_path_factory.mktemp("populated")
    shutil.copy(sqlite_template, folder / "resultatbank.sqlite3")
    # A mail server that never answers, so that what is shown only where there is one is looked at too.
    settings = replace(settings_for(folder, f"sqlite:///{folder / 'resultatbank.sqlite3'}"), mail_url=NO_MAIL_SERVER)
    app = create_app(settings, now=Clock(START))
    app.testing = True
    with app.app_context(), may_write():
        bank = fill(folder)
        db.session.remove()
    yield look_around(app, bank)
    with app.app_context():
        db.engine.dispose()
