"""The demo's people, its words, and what its employees have sent and copied."""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlalchemy import select

from resultatbank.data import collections, survey
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import CollectionItem, Example, InboxItem, Term, Use, User, UserRole
from resultatbank.data.words import add_term
from resultatbank.demo.content import Calendar, entries
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.roles import Role
from resultatbank.rules.words import TermKind

PASSWORD = "resultatbank-demo"  # noqa: S105  Everybody may know it: it opens nothing but invented things.
Words = dict[tuple[str, str], Term]


def log_ins() -> list[str]:
    """Return a line for each of the demo's people who can log in, and one with the password they share."""
    lines = [
        f"  {entry['email']:<32} {Role(entry['role']).label}" for entry in entries("user") if "locked" not in entry
    ]
    return ["Logga in med något av demots konton:", *lines, f"Lösenordet är {PASSWORD} för alla."]


def add_people(calendar: Calendar) -> dict[str, User]:
    """Add the people, by their keys. One hash serves them all, since making one is slow on purpose."""
    password_hash = PasswordHasher().hash(PASSWORD)
    people = {}
    for entry in entries("user"):
        user = User(
            email=entry["email"],
            name=entry["name"],
            password_hash=password_hash,
            created_at=calendar.at(entry["created"]),
            locked_at=calendar.at(entry["locked"]) if "locked" in entry else None,
        )
        user.roles = [UserRole(role=role) for role in sorted({entry["role"], Role.EMPLOYEE})]
        db.session.add(user)
        people[entry["key"]] = user
    db.session.flush()
    for user in people.values():
        log(Stamp(None, user.created_at), "user_added", "user", user.id, fields=sorted(user.role_names))
        if user.locked_at:
            log(Stamp(None, user.locked_at), "user_locked", "user", user.id)
    return people


def add_words(stamp: Stamp) -> Words:
    """Add the themes and programmes. Return every word there is, by its list and its label."""
    for entry in entries("word"):
        add_term(TermKind(entry["kind"]), entry["label"], stamp)
    return {(term.kind, term.label): term for term in db.session.scalars(select(Term))}


def add_inbox(people: dict[str, User], examples: dict[str, Example], calendar: Calendar) -> None:
    """Add tips, requests for help and faults, some of them settled."""
    for entry in entries("inbox"):
        settled = "outcome" in entry
        item = InboxItem(
            kind=entry["kind"],
            text=entry["text"],
            read_more=entry.get("read_more", ""),
            example_id=examples[entry["example"]].id if "example" in entry else None,
            sent_at=calendar.at(entry["sent"]),
            sent_by_id=people[entry["by"]].id,
            outcome=entry.get("outcome", "open"),
            reply=entry.get("reply", ""),
            settled_at=calendar.at(entry["settled"]) if settled else None,
            settled_by_id=people["karin"].id if settled else None,
        )
        db.session.add(item)
        db.session.flush()
        log(Stamp(item.sent_by_id, item.sent_at), f"{item.kind}_sent", "inbox_item", item.id, example=item.example_id)


def add_survey(people: dict[str, User], examples: dict[str, Example], calendar: Calendar) -> None:
    """Add what readers have answered, and the links by which those outside did."""
    for entry in entries("survey_link"):
        survey.open_link(examples[entry["example"]], Stamp(people[entry["by"]].id, calendar.at(entry["at"])))
    for number, entry in enumerate(entries("answer")):
        example, text = examples[entry["example"]].id, entry.get("text", "")
        if "by" in entry:
            survey.answer(example, entry["score"], text, Stamp(people[entry["by"]].id, calendar.at(entry["at"])))
        else:
            form = sha256_of(f"demo {number}")
            survey.answer_outside(example, entry["score"], text, form, Stamp(None, calendar.at(entry["at"])))


def add_uses(people: dict[str, User], examples: dict[str, Example], calendar: Calendar) -> None:
    """Add who has copied which example, and where to."""
    for entry in entries("use"):
        db.session.add(
            Use(
                example_id=examples[entry["example"]].id,
                user_id=people[entry["by"]].id,
                at=calendar.at(entry["at"]),
                where_to=entry["where"],
                took=entry.get("took", "text"),
            )
        )


def add_collections(people: dict[str, User], examples: dict[str, Example], calendar: Calendar) -> None:
    """Add what people have gathered. Each example was there to gather that day, whatever it is now."""
    for entry in entries("collection"):
        at = calendar.at(entry["at"])
        stamp = Stamp(people[entry["by"]].id, at)
        made = collections.make(entry["name"], stamp)
        if entry["shared"]:
            collections.share(made, entry["shared"] == "alla", stamp)
        for position, (key, note) in enumerate(zip(entry["examples"], entry["notes"], strict=True), 1):
            where = {"collection_id": made.id, "example_id": examples[key].id, "position": position}
            db.session.add(CollectionItem(note=note, added_at=at, **where))
