"""How often one may fail: wrong passwords, and links that don't exist. Who and where from are kept as digests.

How often the reader survey may be answered from a place is counted the same way, but by itself, as no failure.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from resultatbank.data.models import LoginFailure
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of

WINDOW = timedelta(minutes=15)
MOST_PER_PERSON_AND_PLACE = 5
MOST_PER_PLACE = 50
BY_LINK = "personal link"
BY_FEED = "calendar feed"
BY_SURVEY = "reader survey"
MOST_LINKS_PER_PLACE = 20
# A whole hall may answer from the same place, by the code on the screen.
MOST_ANSWERS_PER_PLACE = 300


def is_throttled(who: str, place: str, now: datetime, most: int = MOST_PER_PERSON_AND_PLACE) -> bool:
    """Tell whether somebody must wait: too many failures by them from this place, or from this place at all.

    `who` is an e-mail address, BY_LINK, BY_FEED or BY_SURVEY. A person is counted together with the place, so that
    nobody can lock somebody else out from afar.
    """
    return _count(place, now, who) >= most or _count(place, now) >= MOST_PER_PLACE


def is_crowded(place: str, now: datetime) -> bool:
    """Tell whether as many answers to the reader survey have come from a place as may come for a while."""
    return _count(place, now, BY_SURVEY) >= MOST_ANSWERS_PER_PLACE


def _count(place: str, now: datetime, who: str | None = None) -> int:
    """Count what has been noted of a place lately: by somebody, or by anybody."""
    query = select(func.count()).select_from(LoginFailure)
    query = query.where(LoginFailure.address_digest == sha256_of(place), LoginFailure.at > now - WINDOW)
    if who is not None:
        query = query.where(LoginFailure.email_digest == sha256_of(who.strip().lower()))
    return db.session.scalar(query) or 0


def note_failure(who: str, place: str, now: datetime) -> None:
    """Count a failure, or an answer, and forget those too old to matter."""
    forget(now)
    db.session.add(LoginFailure(email_digest=sha256_of(who.strip().lower()), address_digest=sha256_of(place), at=now))


def forget(now: datetime) -> None:
    """Forget what is too old to matter."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.at < now - WINDOW))
