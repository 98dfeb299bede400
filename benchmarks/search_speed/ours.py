"""Our own bank filled with the texts: a third of the examples have a named party, and not all of those may be seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select

from benchmarks.search_speed.texts import PROGRAMMES, THEMES, Text, texts
from resultatbank.app import create_app
from resultatbank.config import Settings
from resultatbank.data import accounts, derive, facts
from resultatbank.data.events import Stamp
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    Appearance,
    AppearanceMaterial,
    Example,
    ExampleRegion,
    ExampleTerm,
    ExampleText,
    Party,
    Review,
    Term,
    User,
)
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import INTRANET, TermKind
from resultatbank.search import put

EMAIL, PASSWORD = "anna@example.se", "en påhittad mening att logga in med"  # Lives as long as the run.
_BATCH = 2_000
_NOW = datetime.now(UTC)
_TODAY = _NOW.date()
_CHANNELS = (INTRANET, "web", "press")


def app_on(folder: Path, database_url: str) -> Flask:
    """Return the app on a database, with its files in a folder."""
    return create_app(
        Settings(
            data_dir=folder,
            database_url=database_url,
            secret_key="a secret for measuring, long enough to sign with",  # noqa: S106  # Lives as long as the run.
            public_url="http://127.0.0.1",
            mail_url="",
            authority_name="Exempelverket",
            max_upload_mb=10,
            assess_per_week=10,
        )
    )


def fill(app: Flask, count: int, say: Callable[[str], None]) -> None:
    """Migrate an empty database and fill it with so many examples, all published, and one employee."""
    with app.app_context(), may_write():
        upgrade()
        accounts.add_user(EMAIL, "Anna Andersson", PASSWORD, [], Stamp(None, _NOW))
        reviewer = db.session.scalars(select(User.id)).one()
        terms = _terms(TermKind.THEME, THEMES), _terms(TermKind.PROGRAMME, PROGRAMMES)
        number, rest = 0, texts(count)
        while part := list(islice(rest, _BATCH)):
            _put(number, part, terms, reviewer)
            number += len(part)
            say(f"{number} examples written")
        db.session.commit()
        derive.rebuild()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def edit_ms(app: Flask, times: int = 50) -> float:
    """Return what it costs to index one changed text, in milliseconds on average. Nothing of it is kept."""
    with app.app_context(), may_write():
        ids = list(db.session.scalars(select(Example.id).order_by(Example.id)))
        chosen = facts.documents(ids[:: max(1, len(ids) // times)][:times])
        connection = db.session.connection()
        begun = time.perf_counter()
        for number, (example_id, document) in enumerate(chosen.items()):
            put(connection, example_id, replace(document, body=f"{document.body} Nytt ord nummer{number}."))
        spent = time.perf_counter() - begun
        db.session.rollback()
        db.engine.dispose()
    return spent / len(chosen) * 1000


def _terms(kind: TermKind, labels: tuple[str, ...]) -> list[int]:
    made = [Term(kind=kind.value, slug=f"{kind}-{at}", label=label, position=at) for at, label in enumerate(labels)]
    db.session.add_all(made)
    db.session.flush()
    return [term.id for term in made]


def _put(start: int, part: list[Text], terms: tuple[list[int], list[int]], reviewer: int) -> None:
    rows: dict[type[Any], list[dict[str, Any]]] = {}
    for example_id, text in enumerate(part, start + 1):
        _add(rows, example_id, text, terms, reviewer)
        if example_id % 3 == 0:
            _name(rows, example_id, reviewer)
    for table in _IN_ORDER:
        if rows.get(table):
            db.session.execute(insert(table), rows[table])


_IN_ORDER = (
    Example,
    ExampleText,
    ExampleRegion,
    ExampleTerm,
    Review,
    Party,
    Appearance,
    AppearanceMaterial,
    Agreement,
    AgreementAnswer,
)


def _add(
    rows: dict[type[Any], list[dict[str, Any]]],
    example_id: int,
    text: Text,
    terms: tuple[list[int], list[int]],
    reviewer: int,
) -> None:
    """Add an example that is published and reviewed, the year before today."""
    at = _NOW - timedelta(days=example_id % 300)
    named = example_id % 3 == 0
    rows.setdefault(Example, []).append(
        {
            "id": example_id,
            "title": text.title,
            "benefit": text.benefit,
            "state": "published",
            "naming": "named" if named else "none",
            "naming_at": at,
            "created_at": at,
            "published_at": at,
            "year": text.year,
            "responsible_id": reviewer,
            "result_owner": "",
            "project_owner": "",
            "recipient": "",
            "municipalities": "",
        }
    )
    rows.setdefault(ExampleText, []).extend(
        {"example_id": example_id, "question": question, "value": getattr(text, question), "changed_at": at}
        for question in ("message", "result", "challenge")
    )
    rows.setdefault(ExampleRegion, []).append({"example_id": example_id, "code": text.region})
    rows.setdefault(ExampleTerm, []).extend(
        {"example_id": example_id, "term_id": term_id} for term_id in (terms[0][text.theme], terms[1][text.programme])
    )
    answers = {"figures_right": True, "people_agree": True, "links_work": True, "still_good": True}
    review = {"example_id": example_id, "at": at, "by_id": reviewer, "note": "", **answers}
    rows.setdefault(Review, []).append(review)


def _name(rows: dict[type[Any], list[dict[str, Any]]], example_id: int, reviewer: int) -> None:
    """Name a party in the example. Every fifth agreement has ended, and such an example is not to be seen."""
    at = _NOW - timedelta(days=400)
    until = _TODAY - timedelta(days=5) if example_id % 15 == 0 else _TODAY + timedelta(days=example_id % 900 + 1)
    party = {"kind": "person", "name": f"Påhittad Person {example_id}", "role": "", "email": "", "guardian": ""}
    rows.setdefault(Party, []).append({"id": example_id, "created_at": at, **party})
    rows.setdefault(Appearance, []).append(
        {"id": example_id, "example_id": example_id, "party_id": example_id, "created_at": at}
    )
    rows.setdefault(AppearanceMaterial, []).append({"appearance_id": example_id, "material": "name"})
    rows.setdefault(Agreement, []).append(
        {
            "id": example_id,
            "party_id": example_id,
            "kind": "given",
            "basis": "consent",
            "given_on": at.date(),
            "recorded_at": at,
            "recorded_by_id": reviewer,
            "covers_all": True,
        }
    )
    rows.setdefault(AgreementAnswer, []).extend(
        {
            "agreement_id": example_id,
            "material": "name",
            "channel": channel,
            "yes": channel != "press",
            "from_day": at.date(),
            "until_day": _last(channel, until),
            "given_at": at,
        }
        for channel in _CHANNELS
    )


def _last(channel: str, until: date) -> date:
    return LAST_DAY if channel == "press" else until
