"""People, their log-ins and their roles: the queries and the verbs."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ColumnElement, Select, bindparam, case, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, LoginSession, User, UserRole
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.roles import Role

LEAST_PASSWORD = 10
MOST_PASSWORD = 200

_hasher = PasswordHasher()
# Verified when nobody has the address, so that the time it takes doesn't tell who exists.
_NOBODYS_HASH = _hasher.hash(secrets.token_urlsafe(16))


class EmailTaken(Exception):
    """Somebody already has the e-mail address."""


class LastAdministrator(Exception):
    """The change would leave nobody who can keep the users."""


def user_by_email(email: str) -> User | None:
    """Return the person with an e-mail address, whatever its case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user_by_id(user_id: int) -> User | None:
    """Return the person with an id, if they haven't been removed."""
    return db.session.scalar(select(User).where(User.id == user_id, User.removed_at.is_(None)))


def all_users() -> Sequence[User]:
    """Return everybody who hasn't been removed, by name."""
    return db.session.scalars(
        select(User)
        .where(User.removed_at.is_(None))
        .options(selectinload(User.roles))
        .order_by(func.lower(User.name), User.id)
    ).all()


def people_who_answer() -> Sequence[User]:
    """Return those who can be made responsible: everybody who isn't locked, by name."""
    return db.session.scalars(select(User).where(User.locked_at.is_(None)).order_by(func.lower(User.name))).all()


def active_users() -> Sequence[User]:
    """Return everybody who can log in, with their roles, in the order in which they were added."""
    here = select(User).where(User.locked_at.is_(None)).options(selectinload(User.roles))
    return db.session.scalars(here.order_by(User.id)).all()


def still_here(user_id: Any) -> ColumnElement[int | None]:
    """Return a column's person as long as they can log in, else NULL: what was theirs is for the next in turn."""
    return case((user_id.in_(select(User.id).where(User.locked_at.is_(None))), user_id))


def who_answers(*before: Any) -> ColumnElement[int | None]:
    """Return who answers for a query's example: its responsible, or its fallback when there is none who is still here.

    Columns with people who answer for a part of it go before.
    """
    return func.coalesce(*map(still_here, (*before, Example.responsible_id)), Example.fallback_id)


def answering_for(example_ids: Collection[int]) -> dict[int, User]:
    """Return who answers for each of the examples, where it is somebody who is still here. One query."""
    query = select(Example.id, User).join(User, User.id == who_answers())
    query = query.where(Example.id.in_(example_ids), User.locked_at.is_(None))
    return dict(db.session.execute(query).all())


def add_user(email: str, name: str, password: str, roles: Collection[str], stamp: Stamp) -> User:
    """Add a person. Everybody is an employee too. Raises EmailTaken."""
    email = email.strip().lower()
    if user_by_email(email) is not None:
        raise EmailTaken
    user = User(email=email, name=name, password_hash=_hasher.hash(password), created_at=stamp.at)
    user.roles = [UserRole(role=role) for role in sorted({*roles, Role.EMPLOYEE})]
    db.session.add(user)
    db.session.flush()
    log(stamp, "user_added", "user", user.id, fields=sorted(user.role_names))
    return user


def change_user(user: User, name: str, roles: Collection[str], stamp: Stamp) -> None:
    """Change a person's name and roles. Raises LastAdministrator."""
    wanted = {*roles, Role.EMPLOYEE}
    if Role.ADMINISTRATOR not in wanted:
        _somebody_else_administers(user)
    user.name = name
    kept = [role for role in user.roles if role.role in wanted]
    user.roles = kept + [UserRole(role=role) for role in sorted(wanted - {role.role for role in kept})]
    log(stamp, "user_changed", "user", user.id, fields=["name", "roles"])


def lock_user(user: User, stamp: Stamp) -> int:
    """Lock a person out and end their logins. What was theirs comes up for reassigning.

    Returns how many examples they answer for. Raises LastAdministrator.
    """
    _somebody_else_administers(user)
    if not user.is_locked:
        user.locked_at = stamp.at
        end_logins(user, stamp.at)
        log(stamp, "user_locked", "user", user.id)
    return _answers_for(user)


def unlock_user(user: User, stamp: Stamp) -> None:
    """Let a locked person in again."""
    if user.is_locked:
        user.locked_at = None
        log(stamp, "user_unlocked", "user", user.id)


def remove_user(user: User, stamp: Stamp) -> int:
    """Take away a person's address, password and roles for good. What was theirs comes up for reassigning.

    The name stays: who reviewed an example or registered an agreement must be known for as long as those are kept.
    Returns how many examples they answer for. Raises LastAdministrator.
    """
    _somebody_else_administers(user)
    end_logins(user, stamp.at)
    user.locked_at = user.locked_at or stamp.at
    user.removed_at = stamp.at
    user.roles = []
    # The address must be free for a new person, and be nobody's meanwhile.
    user.email = f"borttagen-{user.id}"
    user.password_hash = _NOBODYS_HASH
    log(stamp, "user_removed", "user", user.id)
    return _answers_for(user)


def _answers_for(user: User) -> int:
    answers_for = select(func.count()).select_from(Example).where(Example.responsible_id == user.id)
    return db.session.scalar(answers_for) or 0


def _somebody_else_administers(user: User) -> None:
    others = (
        select(func.count())
        .select_from(UserRole)
        .join(User)
        .where(UserRole.role == Role.ADMINISTRATOR, User.id != user.id, User.locked_at.is_(None))
    )
    if Role.ADMINISTRATOR in user.role_names and not user.is_locked and not db.session.scalar(others):
        raise LastAdministrator


def set_password(user: User, password: str, stamp: Stamp) -> None:
    """Give a person a new password and end every login they have."""
    user.password_hash = _hasher.hash(password)
    end_logins(user, stamp.at)
    log(stamp, "password_changed", "user", user.id)


def choose_news(user: User, wants_news: bool, stamp: Stamp) -> None:
    """Turn the news in a person's weekly mail on or off. What they are to do is told all the same."""
    if user.wants_news != wants_news:
        user.wants_news = wants_news
        log(stamp, "news_chosen", "user", user.id, fields=["wants_news"])


def check_password(user: User | None, password: str) -> bool:
    """Tell whether the password is the person's. Takes as long when there is nobody."""
    try:
        _hasher.verify(user.password_hash if user else _NOBODYS_HASH, password)
    except VerificationError:
        return False
    return user is not None and not user.is_locked


def begin_login(user: User, stamp: Stamp) -> str:
    """Begin a login and return its token, for the cookie. Only the token's digest is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(LoginSession(user_id=user.id, token_digest=sha256_of(token), begun_at=stamp.at))
    log(stamp, "logged_in", "user", user.id)
    return token


def user_of_login(token: str) -> User | None:
    """Return whose login a token is, if it is in force and the person isn't locked."""
    return db.session.scalars(_user_of_login(), {"digest": sha256_of(token)}).unique().first()


@cache
def _user_of_login() -> Select[User]:
    """Return the query that each request asks first: made once, and one statement with the roles."""
    in_force = (LoginSession.token_digest == bindparam("digest"), LoginSession.ended_at.is_(None))
    query = select(User).join(LoginSession, LoginSession.user_id == User.id).options(joinedload(User.roles))
    return query.where(*in_force, User.locked_at.is_(None))


def end_login(token: str, now: datetime) -> None:
    """End one login."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.token_digest == sha256_of(token), LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_logins(user: User, now: datetime) -> None:
    """End every login of a person."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )
