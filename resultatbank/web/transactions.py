"""Where a request's transaction begins and ends: here, and nowhere else.

A GET can't write: its transaction is read-only. A POST is committed when its view answers with success or a redirect,
and rolled back when it refuses (4xx) or breaks (5xx), so that nothing is half saved.

A page that holds personal data is shown only when it has been written down who read it: remember_reading().
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, ServiceUnavailable
from werkzeug.wrappers import Response

from resultatbank.data.events import Stamp, log
from resultatbank.data.session import begin_as
from resultatbank.extensions import db
from resultatbank.rules.words import Reading
from resultatbank.web.errors import trace_of

View = TypeVar("View", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionalFlask(Flask):
    """A Flask app that commits or rolls back at the edge of each request."""

    def preprocess_request(self) -> Response | None:
        """Begin read-only or writing, before anything touches the database."""
        view = self.view_functions.get(request.endpoint or "")
        begin_as(request.method not in READING and not getattr(view, "reads_first", False))
        return super().preprocess_request()  # type: ignore[return-value]  # Flask's type is wider than what it returns.

    def dispatch_request(self) -> Response:
        """Answer the request, and end its transaction. Raises Conflict when somebody else got there first."""
        response = self.make_response(super().dispatch_request())
        if request.method in READING:
            if response.status_code < 400:
                _write_down_readings()
            return response
        if response.status_code >= 400 and not g.get("keep_in_spite_of_refusal"):
            db.session.rollback()
            return response
        try:
            db.session.commit()
        except (StaleDataError, IntegrityError) as error:
            db.session.rollback()
            raise Conflict from error
        self._do_what_waits()
        return response

    def _do_what_waits(self) -> None:
        """Do what was to be done when the transaction had ended. Whatever fails there is logged, and undoes nothing."""
        for work in g.pop("when_committed", ()):
            try:
                work()
            except Exception:
                db.session.rollback()
                self.log_exception(sys.exc_info())

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Log what kind of error it was and where it happened, never what it says."""
        self.logger.error("unexpected error at endpoint %s\n%s", request.endpoint, trace_of(exc_info[1]))


def remember_reading(stamp: Stamp, what: Reading, subject: str, subject_id: int) -> None:
    """Have it written down, once the page is made, who read what about whom. If it can't be, the answer is 503.

    For a GET, whose own transaction only reads: that ends first, so that nobody who writes waits for the page.
    """
    g.setdefault("readings", []).append((stamp, what, subject, subject_id))


def _write_down_readings() -> None:
    readings = g.pop("readings", [])
    if not readings:
        return
    try:
        with writing_apart():
            for reading in readings:
                log(*reading)
    except SQLAlchemyError as error:
        current_app.logger.warning("a reading couldn't be written down at endpoint %s", request.endpoint)
        raise ServiceUnavailable from error


def reads_first(view: View) -> View:
    """Mark a view that reads for long although it is posted, so that nobody's writing waits for it meanwhile.

    It can write only after write_now().
    """
    view.reads_first = True  # type: ignore[attr-defined]  # A function may carry attributes; its type doesn't say so.
    return view


def write_now() -> None:
    """End the reading of a view that reads_first, and let what follows write. What was read must be read again."""
    db.session.rollback()
    begin_as(True)


@contextmanager
def writing_apart() -> Iterator[None]:
    """Write one thing in a transaction of its own, also in a request that reads or refuses: a failed guess is counted.

    What the request has done before is rolled back, and what it has read must be read again.
    """
    db.session.rollback()
    begin_as(True)
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()
        begin_as(request.method not in READING)


def when_committed(work: Callable[[], None]) -> None:
    """Do something when this request's transaction is committed, in transactions of its own. No lock is held meanwhile.

    What only touches files, in a command too, is for data/afterwards.py.
    """
    g.setdefault("when_committed", []).append(work)


def keep_in_spite_of_refusal() -> None:
    """Commit this request's transaction although its answer is a refusal: a failed log-in must be counted."""
    g.keep_in_spite_of_refusal = True
