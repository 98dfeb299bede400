"""What waits until the transaction is kept: touching files, which no rollback brings back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from resultatbank.extensions import db

_WAITING = "waits_for_the_commit"
_logger = logging.getLogger(__name__)


def listen() -> None:
    """Begin to do what waits, after each commit. Called once, when the app is made."""
    if not event.contains(db.session, "after_commit", _do):
        event.listen(db.session, "after_commit", _do)
        event.listen(db.session, "after_rollback", _forget)


def after_commit(act: Callable[[], None]) -> None:
    """Do something once this transaction is committed, and not at all when it is rolled back."""
    db.session().info.setdefault(_WAITING, []).append(act)


def _do(session: Session) -> None:
    """Do all that waits. What was committed stays so, whatever goes wrong here: it is only told in the log."""
    for act in session.info.pop(_WAITING, []):
        try:
            act()
        except Exception as error:
            _logger.error("something failed after a commit: %s", type(error).__name__)


def _forget(session: Session) -> None:
    session.info.pop(_WAITING, None)
