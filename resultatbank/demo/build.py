"""Building the demo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select

from resultatbank.data import derive, sweeping
from resultatbank.data.accounts import user_by_email
from resultatbank.data.events import Stamp
from resultatbank.data.models import Example, Party, User
from resultatbank.demo.content import Calendar, entries
from resultatbank.demo.examples import add_examples
from resultatbank.demo.history import add_history
from resultatbank.demo.parties import add_agreements, add_appearances, add_parties
from resultatbank.demo.people import add_collections, add_inbox, add_people, add_survey, add_uses, add_words
from resultatbank.demo.pictures import add_pictures
from resultatbank.demo.questions import add_questions
from resultatbank.extensions import db


def is_empty() -> bool:
    """Tell whether the database has no people, no examples and no parties."""
    return not any(db.session.scalar(select(exists().where(table.id > 0))) for table in (User, Example, Party))


def is_built() -> bool:
    """Tell whether all of the demo's people are there."""
    return all(user_by_email(entry["email"]) for entry in entries("user"))


def build(now: datetime, data_dir: Path) -> None:
    """Put the demo in an empty database, and its files in their folder, as it looks at an instant. Doesn't commit."""
    calendar = Calendar(now)
    people = add_people(calendar)
    words = add_words(Stamp(people["alva"].id, calendar.at(-700)))
    examples = add_examples(people, words, calendar)
    parties = add_parties(calendar)
    add_appearances(parties, examples, people["karin"])
    add_agreements(parties, examples, people, calendar, data_dir)
    add_pictures(examples, parties, calendar, data_dir, people["karin"].id)
    add_questions(parties, people, calendar)
    add_inbox(people, examples, calendar)
    add_uses(people, examples, calendar)
    add_collections(people, examples, calendar)
    add_survey(people, examples, calendar)
    add_history(examples)
    # The sweep counts what is in the queue, which is worked out first.
    derive.work_out()
    sweeping.sweep(Stamp(None, now))
    db.session.flush()
