"""The versions of the texts that parties see."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from resultatbank.data import agreements, notices
from resultatbank.data.events import Stamp
from resultatbank.data.models import Event, NoticeTemplate, Term, User
from resultatbank.extensions import db
from resultatbank.rules.notice import born
from resultatbank.rules.roles import Role
from resultatbank.rules.words import HowGiven, Language, LegalBasis
from tests import factories as make
from tests.statements import statements

CONSENT, SWEDISH = LegalBasis.CONSENT, Language.SWEDISH


@pytest.fixture
def ada(within: Flask) -> User:
    return make.user(Role.ADMINISTRATOR, name="Ada Administratör")


def test_without_a_saved_text_the_one_we_are_born_with_is_used(within: Flask) -> None:
    assert notices.current(CONSENT, SWEDISH) == born(CONSENT, SWEDISH)
    assert notices.current(CONSENT, SWEDISH).version == 1


def test_a_saved_text_is_the_next_version_of_that_text_alone(ada: User) -> None:
    stamp = Stamp(ada.id, make.NOW)
    assert notices.save(CONSENT, SWEDISH, "Ny text.", 1, stamp).version == 2
    assert notices.save(CONSENT, SWEDISH, "Ännu nyare.", 2, stamp).version == 3
    now = notices.current(CONSENT, SWEDISH)
    assert (now.version, now.text) == (3, "Ännu nyare.")
    assert notices.current(CONSENT, Language.ENGLISH).version == 1
    assert notices.current(LegalBasis.CONTRACT, SWEDISH).version == 1


def test_every_version_can_be_read_with_who_and_when(ada: User) -> None:
    notices.save(CONSENT, SWEDISH, "Ny text.", 1, Stamp(ada.id, make.NOW))
    newest, first = notices.versions(CONSENT, SWEDISH)
    assert (newest.template.version, newest.made_at, newest.made_by) == (2, make.NOW, ada)
    assert (first.template, first.made_at, first.made_by) == (born(CONSENT, SWEDISH), None, None)
    latest = notices.latest()
    assert len(latest) == len(LegalBasis) * len(Language)
    assert latest[CONSENT, SWEDISH] == newest
    assert latest[CONSENT, Language.EASY].template.version == 1


def test_who_has_not_seen_the_latest_version_saves_nothing(ada: User) -> None:
    stamp = Stamp(ada.id, make.NOW)
    notices.save(CONSENT, SWEDISH, "Den enas.", 1, stamp)
    for seen in (0, 1, 3):
        with pytest.raises(notices.NewerVersion):
            notices.save(CONSENT, SWEDISH, "Den andras.", seen, stamp)
    assert notices.current(CONSENT, SWEDISH).text == "Den enas."
    assert len(db.session.scalars(select(NoticeTemplate)).all()) == 1


def test_of_two_at_the_very_same_time_one_is_told(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = Stamp(ada.id, make.NOW)
    notices.save(CONSENT, SWEDISH, "Den enas.", 1, stamp)
    monkeypatch.setattr(notices, "current", lambda basis, language: born(basis, language))
    with pytest.raises(notices.NewerVersion):
        notices.save(CONSENT, SWEDISH, "Den andras.", 1, stamp)
    monkeypatch.undo()
    assert notices.current(CONSENT, SWEDISH).text == "Den enas."


def test_the_event_tells_that_a_text_was_saved_but_not_what_it_says(ada: User) -> None:
    notices.save(CONSENT, SWEDISH, "Hemlig text.", 1, Stamp(ada.id, make.NOW))
    event = db.session.scalars(select(Event).where(Event.kind == "notice_saved")).one()
    row = db.session.scalars(select(NoticeTemplate)).one()
    assert (event.subject, event.subject_id, event.actor_id) == ("notice_template", row.id, ada.id)
    assert event.fields == ["text"]


def test_a_version_is_never_changed(ada: User) -> None:
    notices.save(CONSENT, SWEDISH, "Ny text.", 1, Stamp(ada.id, make.NOW))
    for change in (update(NoticeTemplate).values(text="En annan."), delete(NoticeTemplate)):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(change)
    assert notices.current(CONSENT, SWEDISH).text == "Ny text."


def test_reading_the_texts_takes_as_many_queries_however_many_versions(ada: User) -> None:
    stamp = Stamp(ada.id, make.NOW)
    with statements() as before:
        notices.latest()
        notices.versions(CONSENT, SWEDISH)
    for version in range(1, 8):
        notices.save(CONSENT, SWEDISH, f"Text {version}.", version, stamp)
    db.session.expunge_all()
    with statements() as after:
        notices.latest()
        notices.versions(CONSENT, SWEDISH)
    assert len(after) == len(before)


def test_channels_are_told_in_the_order_of_the_list_retired_and_unknown_ones_too(within: Flask) -> None:
    press = db.session.scalars(select(Term).where(Term.slug == "press")).one()
    press.retired = True
    db.session.flush()
    assert "press" not in [each.key for each in notices.channel_words()]
    named = notices.channel_words(["borta", "press", "web", "web"])
    assert [each.key for each in named] == ["web", "press", "borta"]
    assert named[2].label == "borta"
    assert notices.channel_words([]) == []


def test_an_agreement_keeps_the_text_its_version_and_language(ada: User) -> None:
    party, stamp = make.party("Hitte Påsson"), Stamp(ada.id, make.NOW)
    day = stamp.day
    given = agreements.Given(CONSENT, day, {("name", "web"): True}, day, day)
    proof = agreements.Proof(HowGiven.MAIL, text="Texten.", language=Language.EASY, notice_version=4)
    made = agreements.record(party, given, proof, stamp)
    db.session.expire_all()
    kept = made.proof
    assert kept is not None
    assert (kept.text, kept.language, kept.notice_version) == ("Texten.", "sv-lattlast", 4)
