"""Makes the app: settings, database, guards, features, commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import resources

from flask import Blueprint, Flask, Response, send_file
from jinja2 import StrictUndefined

from resultatbank import cli, clock
from resultatbank.config import Settings, read_settings
from resultatbank.data import afterwards, derive, sealing
from resultatbank.data.session import set_up
from resultatbank.extensions import compress, csrf, db, htmx, migrate
from resultatbank.web import (
    about,
    access,
    account,
    admin,
    answering,
    bank,
    collections,
    errors,
    examples,
    files,
    followup,
    imports,
    inbox,
    letters,
    looks,
    overview,
    parties,
    review,
    rows,
    security,
    statistics,
    survey,
    texts,
)
from resultatbank.web.transactions import TransactionalFlask

HOURS_IDLE = 8


def create_app(settings: Settings | None = None, now: Callable[[], datetime] = clock.system_clock) -> Flask:
    """Make an app from its settings (default: read from the environment) and a clock.

    Raises SettingError when a setting can't be used. Starts no work and writes nothing to the database.
    """
    settings = settings or read_settings()
    app = TransactionalFlask("resultatbank", template_folder="../templates", static_folder="../static")
    app.config.update(
        SETTINGS=settings,
        CLOCK=now,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=HOURS_IDLE),
        SESSION_COOKIE_NAME="resultatbank",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_I18N_ENABLED=False,
        WTF_CSRF_TIME_LIMIT=None,
        # The pages of personal links send no referrer, so it can't be asked for. The form's key is enough.
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        COMPRESS_ALGORITHM=["br", "gzip"],
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    htmx.init_app(app)
    compress.init_app(app)
    with app.app_context():
        set_up(db.engine)
    derive.listen()
    sealing.listen()
    afterwards.listen()
    letters.listen()
    security.register(app)
    errors.register(app)
    looks.register(app)
    app.add_url_rule("/static/htmx.js", "htmx_script", access.public(htmx_script))
    for blueprint in _features():
        app.register_blueprint(blueprint)
    cli.register(app)
    return app


def _features() -> list[Blueprint]:
    """Return each feature's blueprint. A feature is deleted with its package, its templates and its line here."""
    return [
        about.blueprint,
        account.blueprint,
        admin.blueprint,
        answering.blueprint,
        bank.blueprint,
        collections.blueprint,
        examples.blueprint,
        files.blueprint,
        followup.blueprint,
        imports.blueprint,
        inbox.blueprint,
        overview.blueprint,
        parties.blueprint,
        review.blueprint,
        rows.blueprint,
        statistics.blueprint,
        survey.blueprint,
        survey.readers,
        texts.blueprint,
    ]


def htmx_script() -> Response:
    """Serve htmx from the package it is installed with, so that no copy of it lies in the repository."""
    script = resources.files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js")
    return send_file(str(script), mimetype="text/javascript", max_age=365 * 24 * 3600)
