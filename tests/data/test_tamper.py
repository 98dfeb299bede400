"""Tampering: whatever is changed past the app, in the database or on disk, `registry verify` finds it and says where.

Each kind is done as somebody with every right to the database would: in SQL, with the triggers and keys out of the way.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text

from resultatbank.data import agreements, derive, erasing, files, sealing, verifying
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import log
from resultatbank.data.models import Appearance, Event, Invitation, Letter, Party, Seal, StoredFile
from resultatbank.data.sealing import Head
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import InvitationWay, Language, LegalBasis
from tests import factories as make
from tests.statements import statements

TODAY = date(2026, 11, 23)
SEEN = "Det här är texten som parten såg."


IN_THE_REGISTER = "läget i registret är inte det som svaren säger"


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry with evidence of every kind, and what was written down outside before anybody touched it."""

    data_dir: Path
    file: Path
    given: int
    withdrawn: int
    invitation: int
    example: int
    other: int
    anchor: Head

    def faults(self, *anchors: Head) -> list[str]:
        """What is wrong, but for what of it the register's own table says too, once more."""
        return [each for each in self.all_faults(*anchors) if IN_THE_REGISTER not in each]

    def all_faults(self, *anchors: Head) -> list[str]:
        db.session.rollback()
        db.session.expire_all()
        found = verifying.verify(self.data_dir, anchors).faults
        db.session.rollback()
        return found


@pytest.fixture
def registry(within: Flask, tmp_path: Path) -> Registry:
    by, party = make.user(), make.party("Samira Påhittström")
    stamp = make.stamp(by)
    example, other = make.example(), make.example("Ett annat")
    make.appearance(party, example, ["name"])
    proof = files.store(io.BytesIO(b"%PDF-1.4 en blankett"), "blankett.pdf", "application/pdf", stamp, tmp_path)
    replies = {("name", "web"): True, ("name", "intranet"): True, ("name", "press"): False}
    given = Given(LegalBasis.CONSENT, TODAY, replies, TODAY, TODAY + timedelta(days=300), examples=[example.id])
    first = agreements.record(party, given, Proof("paper", text=SEEN, file_id=proof.id), stamp)
    db.session.commit()
    noes = replace(given, replies={("name", "web"): False}, withdraws_id=first.id, examples=None)
    second = agreements.withdraw(party, noes, Proof("oral", note="Ringde.", text=SEEN), stamp)
    invitation = Invitation(
        reference="ABCD-0001",
        party_id=party.id,
        way=InvitationWay.PAPER,
        basis=LegalBasis.CONSENT,
        language=Language.SWEDISH,
        covers_all=True,
        from_day=TODAY,
        until_day=TODAY,
        text=SEEN,
        text_sha256=hashlib.sha256(SEEN.encode()).hexdigest(),
        notice_version=1,
        made_at=make.NOW,
        made_by_id=by.id,
    )
    db.session.add(invitation)
    log(stamp, "party_changed", "party", party.id, fields=["phone"])
    db.session.commit()
    made = Registry(
        tmp_path,
        files.path_of(db.session.get_one(StoredFile, proof.id), tmp_path),
        first.id,
        second.id,
        invitation.id,
        example.id,
        other.id,
        sealing.head(),
    )
    assert made.faults(made.anchor) == []
    return made


@contextmanager
def tampering() -> Iterator[Connection]:
    """Give a connection of one's own on which no trigger and no key refuses anything."""
    db.session.rollback()
    engine = create_engine(db.engine.url)
    lite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if lite:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()


def tamper(*statements: str, **values: object) -> None:
    with tampering() as connection:
        for statement in statements:
            changed = connection.execute(text(statement), values)
            assert changed.rowcount, statement


def logged(registry: Registry) -> Event:
    """The event that registered the first record."""
    query = select(Event).where(Event.kind == "agreement_given", Event.subject_id == registry.given)
    return db.session.scalars(query).one()


def place(of: Event) -> str:
    number = db.session.scalar(select(Seal.number).where(Seal.event_id == of.id))
    return f"Händelse {of.id} (nummer {number} i kedjan)"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE agreement SET given_on = '2026-01-01' WHERE id = :id", "posten är ändrad sedan den registrerades."),
        ("UPDATE agreement SET basis = 'contract' WHERE id = :id", "posten är ändrad sedan den registrerades."),
        (
            "UPDATE agreement SET covers_all = NOT covers_all WHERE id = :id",
            "posten är ändrad sedan den registrerades.",
        ),
        (
            "INSERT INTO agreement_example (agreement_id, example_id) VALUES (:id, :other)",
            "posten är ändrad sedan den registrerades.",
        ),
        ("DELETE FROM agreement_example WHERE agreement_id = :id", "posten är ändrad sedan den registrerades."),
        ("DELETE FROM agreement_proof WHERE agreement_id = :id", "posten är ändrad sedan den registrerades."),
        (
            "UPDATE agreement_answer SET yes = NOT yes, until_day = '9999-12-31' "
            "WHERE agreement_id = :id AND channel = 'press'",
            "svaren är ändrade sedan de registrerades.",
        ),
        (
            "UPDATE agreement_answer SET until_day = '2036-01-01' WHERE agreement_id = :id AND channel = 'web'",
            "svaren är ändrade sedan de registrerades.",
        ),
        (
            "DELETE FROM agreement_answer WHERE agreement_id = :id AND channel = 'press'",
            "svaren är ändrade sedan de registrerades.",
        ),
        (
            "INSERT INTO agreement_answer SELECT agreement_id, material, 'social', yes, from_day, until_day, given_at "
            "FROM agreement_answer WHERE agreement_id = :id AND channel = 'web'",
            "svaren är ändrade sedan de registrerades.",
        ),
    ],
)
def test_a_record_that_is_changed_is_caught(registry: Registry, change: str, what: str) -> None:
    tamper(change.replace(":id", str(registry.given)).replace(":other", str(registry.other)))
    rebuilt()
    assert registry.faults() == [f"Överenskommelse {registry.given}: {what}"]


def rebuilt() -> None:
    """Work out everything anew, as one who hides that answers were changed would."""
    derive.rebuild()
    db.session.commit()


def test_a_no_that_is_made_a_yes_in_the_withdrawal_is_caught(registry: Registry) -> None:
    tamper("UPDATE agreement_answer SET yes = true WHERE agreement_id = :id", id=registry.withdrawn)
    rebuilt()
    assert registry.faults() == [f"Överenskommelse {registry.withdrawn}: svaren är ändrade sedan de registrerades."]


def test_a_record_that_is_removed_whole_is_caught(registry: Registry) -> None:
    event_id = logged(registry).id
    tamper(
        "DELETE FROM agreement_answer WHERE agreement_id = :id",
        "DELETE FROM agreement_example WHERE agreement_id = :id",
        "DELETE FROM agreement_proof WHERE agreement_id = :id",
        "DELETE FROM agreement WHERE id = :id",
        id=registry.given,
    )
    rebuilt()
    assert registry.faults() == [
        f"Överenskommelse {registry.given}: posten är borttagen, men händelse {event_id} finns kvar."
    ]


def test_a_record_that_is_put_in_is_caught(registry: Registry) -> None:
    tamper(
        "INSERT INTO agreement (id, party_id, kind, basis, given_on, recorded_at, recorded_by_id, covers_all, ending) "
        "SELECT 99, party_id, 'given', basis, given_on, recorded_at, recorded_by_id, covers_all, ending "
        "FROM agreement WHERE id = :id",
        id=registry.given,
    )
    rebuilt()
    assert registry.faults() == ["Överenskommelse 99: det finns ingen händelse om att den registrerades."]


# ------------------------------------------------------------------------------------------------ texts and files


def test_a_text_that_is_altered_is_caught(registry: Registry) -> None:
    tamper("UPDATE agreement_proof SET text = 'Vi får allt.' WHERE agreement_id = :id", id=registry.given)
    assert registry.faults() == [f"Överenskommelse {registry.given}: texten är en annan än den som parten såg."]


def test_a_text_that_is_altered_together_with_its_checksum_is_caught(registry: Registry) -> None:
    tamper(
        "UPDATE agreement_proof SET text = 'Vi får allt.', text_sha256 = :digest WHERE agreement_id = :id",
        id=registry.given,
        digest=hashlib.sha256(b"Vi f\xc3\xa5r allt.").hexdigest(),
    )
    assert registry.faults() == [f"Överenskommelse {registry.given}: posten är ändrad sedan den registrerades."]


def test_a_text_that_is_taken_away_is_caught(registry: Registry) -> None:
    tamper("UPDATE agreement_proof SET text = '' WHERE agreement_id = :id", id=registry.given)
    assert registry.faults() == [f"Överenskommelse {registry.given}: texten är en annan än den som parten såg."]


def test_an_invitation_whose_text_is_altered_is_caught(registry: Registry) -> None:
    tamper("UPDATE invitation SET text = 'Vi frågar om allt.' WHERE id = :id", id=registry.invitation)
    assert registry.faults() == [f"Förfrågan {registry.invitation}: texten är en annan än den som parten såg."]


def test_a_party_that_is_only_marked_as_erased_is_caught(registry: Registry) -> None:
    tamper("UPDATE party SET erased_at = '2026-11-23 09:00:00'", "UPDATE agreement_proof SET text = ''")
    found = registry.faults()
    assert found[0].endswith("är märkt som gallrad, men det finns inget gallringsbeslut i registret.")
    assert found[1:] == [f"Förfrågan {registry.invitation}: texten finns kvar fast parten är gallrad."]


def test_a_proof_that_is_swapped_on_disk_is_caught(registry: Registry) -> None:
    registry.file.write_bytes(b"%PDF-1.4 en annan blankett")
    assert registry.faults() == [f"Överenskommelse {registry.given}: bevisfilen är en annan än den som sparades."]


def test_a_proof_that_is_removed_from_disk_is_caught(registry: Registry) -> None:
    registry.file.unlink()
    assert registry.faults() == [f"Överenskommelse {registry.given}: bevisfilen saknas eller går inte att läsa."]


def test_a_proof_that_is_swapped_in_the_database_is_caught(registry: Registry) -> None:
    other = b"en annan blankett"
    digest = hashlib.sha256(other).hexdigest()
    folder = registry.file.parent.parent / digest[:2]
    folder.mkdir(exist_ok=True)
    (folder / digest).write_bytes(other)
    tamper("UPDATE stored_file SET sha256 = :digest", digest=digest)
    assert registry.faults() == [f"Överenskommelse {registry.given}: posten är ändrad sedan den registrerades."]


# ------------------------------------------------------------------------------------------------- the chain


@pytest.mark.parametrize(
    "change", ["at = '2020-01-01 00:00:00'", "actor_id = NULL", "kind = 'agreement_refused'", "example_id = 1"]
)
def test_an_event_that_is_changed_is_caught(registry: Registry, change: str) -> None:
    of = logged(registry)
    where = place(of)
    tamper(f"UPDATE event SET {change} WHERE id = :id", id=of.id)
    assert registry.faults() == [f"{where} är ändrad."]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE event SET at = 'i går' WHERE id = 2", "Händelse 2: tidpunkten går inte att läsa."),
        ("UPDATE agreement SET recorded_at = 'nyss'", "Överenskommelserna: ett värde går inte att läsa"),
        ("UPDATE clearance SET until_day = 'aldrig'", "Det som räknas fram: ett värde går inte att läsa"),
    ],
)
def test_what_can_not_even_be_read_is_caught_with_its_place(registry: Registry, change: str, what: str) -> None:
    tamper(change)
    assert any(fault.startswith(what) for fault in registry.faults())


def test_checksums_that_are_changed_in_the_event_to_fit_the_record_are_caught(registry: Registry) -> None:
    of = logged(registry)
    where = place(of)
    tamper("UPDATE event SET fields = :fields WHERE id = :id", id=of.id, fields='["record=0", "answers=0"]')
    assert registry.faults()[0] == f"{where} är ändrad."


def test_an_event_that_is_put_in_is_caught(registry: Registry) -> None:
    tamper(
        "INSERT INTO event (id, at, kind, subject, subject_id, fields) "
        "VALUES (999, '2026-11-23 09:00:00', 'agreement_viewed', 'party', 1, '[]')"
    )
    assert registry.faults() == ["Händelse 999 är inte skriven av Resultatbank: den saknar plats i kedjan."]


def test_an_event_that_is_put_in_by_sql_within_the_app_is_caught(registry: Registry) -> None:
    db.session.execute(
        text(
            "INSERT INTO event (id, at, kind, subject, subject_id, fields) "
            "VALUES (999, '2026-11-23 09:00:00', 'party_changed', 'party', 1, '[]')"
        )
    )
    log(make.stamp(), "party_changed", "party", 1)
    db.session.commit()
    assert registry.faults() == ["Händelse 999 är inte skriven av Resultatbank: den saknar plats i kedjan."]


def test_an_event_that_is_put_in_with_a_seal_of_its_own_is_caught(registry: Registry) -> None:
    tamper(
        "INSERT INTO event (id, at, kind, subject, subject_id, fields) "
        "VALUES (999, '2026-11-23 09:00:00', 'party_changed', 'party', 1, '[]')",
        "INSERT INTO seal (event_id, number, digest) SELECT 999, number + 1, digest FROM seal_head",
        "UPDATE seal_head SET number = number + 1",
    )
    number = registry.anchor.number + 1
    assert registry.faults() == [f"Händelse 999 (nummer {number} i kedjan) är ändrad."]


def test_an_event_that_is_removed_is_caught(registry: Registry) -> None:
    of = logged(registry)
    where = place(of)
    tamper("DELETE FROM event WHERE id = :id", id=of.id)
    assert registry.faults() == [
        f"{where} är borttagen.",
        f"Överenskommelse {registry.given}: det finns ingen händelse om att den registrerades.",
    ]


def test_an_event_that_is_removed_with_its_seal_is_caught(registry: Registry) -> None:
    event_id = db.session.scalar(select(Event.id).where(Event.kind == "file_stored"))
    number = db.session.scalar(select(Seal.number).where(Seal.event_id == event_id)) or 0
    tamper("DELETE FROM seal WHERE event_id = :id", "DELETE FROM event WHERE id = :id", id=event_id)
    assert registry.faults() == [f"Kedjan: mellan nummer {number - 1} och {number + 1} fattas något."]


def test_a_log_that_is_cut_off_at_the_end_is_caught(registry: Registry) -> None:
    tamper(
        "DELETE FROM seal WHERE number = :last",
        "DELETE FROM event WHERE kind = 'party_changed'",
        last=registry.anchor.number,
    )
    assert registry.faults() == [
        f"Kedjans huvud: det som är sparat är inte det sista ledet, nummer {registry.anchor.number - 1}."
    ]


def test_a_log_that_is_cut_off_with_a_new_head_is_caught_by_what_was_written_down(registry: Registry) -> None:
    last = registry.anchor.number
    tamper(
        "DELETE FROM seal WHERE number = :last",
        "DELETE FROM event WHERE kind = 'party_changed'",
        "UPDATE seal_head SET number = :last - 1, digest = (SELECT digest FROM seal WHERE number = :last - 1)",
        last=last,
    )
    assert registry.faults() == []
    assert registry.faults(registry.anchor) == [
        f"Kedjan går inte genom det som är antecknat utanför för nummer {last}."
    ]


def test_a_chain_that_is_worked_out_anew_after_a_change_is_caught_by_what_was_written_down(registry: Registry) -> None:
    """Who has the whole database and the code can make a chain that holds. Only what lies outside tells."""
    tamper("UPDATE event SET actor_id = NULL WHERE kind = 'party_changed'")
    seals, digest, number = [], sealing.FIRST_DIGEST, 0
    for number, row in enumerate(verifying._links(), 1):
        digest = sealing.digest_after(digest, number, row)
        seals.append({"digest": digest, "number": number})
    with tampering() as connection:
        connection.execute(text("UPDATE seal SET digest = :digest WHERE number = :number"), seals)
        connection.execute(text("UPDATE seal_head SET digest = :digest"), {"digest": digest})
    assert registry.faults() == []
    assert registry.faults(Head(1, sealing.FIRST_DIGEST), registry.anchor) == [
        "Kedjan går inte genom det som är antecknat utanför för nummer 1.",
        f"Kedjan går inte genom det som är antecknat utanför för nummer {number}.",
    ]


def test_a_day_of_clearance_that_is_put_in_by_hand_is_caught(registry: Registry) -> None:
    tamper(
        "INSERT INTO clearance (example_id, channel, from_day, until_day) VALUES (:id, 'social', :first, :last)",
        id=registry.example,
        first=TODAY,
        last=LAST_DAY,
    )
    assert registry.faults() == [f"Exempel {registry.example}: var det får användas är inte det som reglerna säger."]


# ------------------------------------------------------------------------------------------ what isn't tampering


def erase(registry: Registry) -> None:
    """Take back all that the party allowed, tell it so, and erase it under a decision."""
    stamp, party = make.stamp(make.user()), db.session.get_one(Party, 1)
    db.session.scalars(select(Appearance)).one().ended_at = make.NOW
    db.session.get_one(Invitation, registry.invitation).closed_at = make.NOW
    noes = agreements.everything(party)
    agreements.withdraw(party, Given(LegalBasis.CONSENT, TODAY, noes, TODAY), Proof("oral", note="Allt."), stamp)
    for letter in db.session.scalars(select(Letter)):
        letter.by_hand_at = make.NOW
    db.session.commit()
    erasing.erase(party, "Gallringsbeslut 2026/1", stamp, registry.data_dir)
    db.session.commit()


def test_erasing_a_party_under_a_decision_breaks_nothing(registry: Registry) -> None:
    erase(registry)
    assert not registry.file.exists()
    assert db.session.get_one(Invitation, registry.invitation).text == ""
    assert registry.faults(registry.anchor, sealing.head()) == []


def test_what_comes_back_of_an_erased_party_is_caught(registry: Registry) -> None:
    erase(registry)
    tamper("UPDATE agreement_proof SET text = :seen WHERE agreement_id = :id", id=registry.given, seen=SEEN)
    assert registry.faults() == [f"Överenskommelse {registry.given}: texten finns kvar fast parten är gallrad."]


def test_what_was_written_down_holds_however_much_comes_after(registry: Registry) -> None:
    for _ in range(3):
        log(make.stamp(), "party_changed", "party", 1)
        db.session.commit()
    assert registry.faults(registry.anchor, sealing.head(), Head(0, sealing.FIRST_DIGEST)) == []
    assert registry.faults(registry.anchor._replace(digest="f" * 64))


def test_proving_writes_nothing(registry: Registry) -> None:
    with statements() as sent:
        registry.faults()
    assert sent
    assert not [each for each in sent if not each.startswith("SELECT")]


def test_a_standing_that_is_written_into_the_register_is_caught(registry: Registry) -> None:
    tamper("DELETE FROM party_stance")
    faults = registry.all_faults()
    assert len(faults) == 1
    assert IN_THE_REGISTER in faults[0]
