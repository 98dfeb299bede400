"""Personal keys to the calendar feed: calendar programs can't log in. Only a key's digest is kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import FeedKey, User
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of

KEY_BYTES = 32


def make_key(user: User, stamp: Stamp) -> str:
    """Give a person a new key and return it: it can't be read again. One they had before stops at once."""
    key = secrets.token_urlsafe(KEY_BYTES)
    kept = db.session.get(FeedKey, user.id) or FeedKey(user_id=user.id)
    kept.key_sha256, kept.made_at = sha256_of(key), stamp.at
    db.session.add(kept)
    log(stamp, "feed_key_made", "user", user.id)
    return key


def remove_key(user: User, stamp: Stamp) -> None:
    """Take away a person's key, if there is one. It stops at once."""
    kept = db.session.get(FeedKey, user.id)
    if kept is not None:
        db.session.delete(kept)
        log(stamp, "feed_key_removed", "user", user.id)


def key_made_at(user_id: int) -> datetime | None:
    """Return when a person's key was made, or None where there is none."""
    return db.session.scalar(select(FeedKey.made_at).where(FeedKey.user_id == user_id))


def user_of_key(key: str) -> User | None:
    """Return whose key it is, if they aren't locked or removed. Anybody can be responsible, and so have a key."""
    mine = select(User).join(FeedKey, FeedKey.user_id == User.id).where(FeedKey.key_sha256 == sha256_of(key))
    return db.session.scalar(mine.where(User.locked_at.is_(None)).options(selectinload(User.roles)))
