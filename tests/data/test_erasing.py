"""Erasing a party: what stops it, what goes, what stays, and that nothing of the name is left anywhere."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from resultatbank import search
from resultatbank.data import (
    agreements,
    collections,
    derive,
    erasing,
    erasure_file,
    files,
    inbox,
    indexing,
    parties,
    register,
    rows,
    verifying,
)
from resultatbank.data.erasing import Stay, Stop
from resultatbank.data.everything import texts_with
from resultatbank.data.imaging import draw_anew
from resultatbank.data.models import (
    Agreement,
    AgreementProof,
    Appearance,
    CollectionItem,
    EarlierText,
    Erasure,
    Event,
    Example,
    ExampleText,
    Finding,
    FrozenText,
    Invitation,
    Letter,
    Package,
    Party,
    Placement,
    Review,
    StoredFile,
    Use,
    User,
)
from resultatbank.data.proofs import log_agreement
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import AgreementEvent, FindingKind, HowGiven, LetterKind, State
from resultatbank.search.index import _document
from resultatbank.search.names import parse_name
from tests import factories as make
from tests.pictures import tagged_jpeg

TODAY = make.NOW.date()
NAME = "Zork Qvastberg"
EMAIL = "zork@example.se"
PHONE = "070-000 12 34"
DECISION = "Gallringsbeslut 2026/17"
PROOF = b"%PDF-1.4 Zork Qvastbergs namnteckning\n%%EOF\n"


@pytest.fixture
def reviewer(within: Flask) -> User:
    return make.user(Role.REVIEWER, name="Greger Granskare")


@pytest.fixture
def archived(within: Flask) -> Example:
    return make.example(
        "Ett gammalt exempel", state=State.ARCHIVED, texts={"result": f"Det gick bra, säger {NAME}. Mejla {EMAIL}."}
    )


@pytest.fixture
def party(archived: Example, reviewer: User, tmp_path: Path) -> Party:
    """A party that has been in an example, has answered and taken it back, and stands in every kind of text."""
    made = make.party(NAME, email=EMAIL, phone=PHONE, role="Bagare", guardian="Senior Qvastberg", minor=True)
    appearance = make.appearance(made, archived, ["name", "photo"])
    appearance.ended_at = make.NOW
    given = make.agreement(made, yes=make.everywhere("name"), until_day=TODAY - timedelta(days=1), by=reviewer)
    proof = files.store(io.BytesIO(PROOF), f"{NAME}.pdf", "application/pdf", make.stamp(reviewer), tmp_path)
    notice = f"{NAME} säger ja."
    db.session.add(
        AgreementProof(
            agreement_id=given.id,
            how=HowGiven.PAPER,
            note=f"{NAME} ringde.",
            received_by="Kim",
            answered_by=NAME,
            place="Hemma hos Zork",
            text=notice,
            text_sha256=hashlib.sha256(notice.encode()).hexdigest(),
            file_id=proof.id,
        )
    )
    _elsewhere(archived, made, reviewer)
    db.session.flush()
    log_agreement(make.stamp(reviewer), AgreementEvent.GIVEN, given)
    db.session.commit()
    return made


def _elsewhere(example: Example, party: Party, by: User) -> None:
    """Let the name stand in what nobody can open to edit."""
    stamp = make.stamp(by)
    old = {"example_id": example.id, "changed_at": make.NOW}
    db.session.add_all(
        [
            EarlierText(question="result", value=f"{NAME} sade något annat.", **old),
            FrozenText(
                example_id=example.id, question="wanted_result", value=f"{NAME}s jobb är kvar.", frozen_at=make.NOW
            ),
            Finding(example_id=example.id, kind=FindingKind.NAME, text=NAME, found_at=make.NOW),
            Use(example_id=example.id, user_id=by.id, at=make.NOW, where_to=f"Till {NAME}"),
        ]
    )
    gathered = collections.make(f"Om {NAME}", stamp)
    place = {"collection_id": gathered.id, "example_id": example.id, "position": 1, "added_at": make.NOW}
    db.session.add(CollectionItem(note=f"Ring {NAME}.", **place))
    inbox.send("tip", f"{NAME} har ett bageri.", stamp, read_more=f"https://www.example.se/{EMAIL}")
    make.review(example, by=by).note = ""
    db.session.execute(text("UPDATE review SET note = :note"), {"note": f"Ring {PHONE}."})
    rows.add_row(example.id, "sources", {"title": f"Intervju med {NAME}"}, stamp)


def left(names: tuple[str, ...] = (NAME, EMAIL, PHONE)) -> set[str]:
    """Return every column in which something of the party stands exactly."""
    found = [texts_with(name) for each in names if (name := parse_name(each))]
    return {
        spot.column
        for texts in found
        for kind in texts.exact.kept.values()
        for spots in kind.values()
        for spot in spots
    }


def erase(party: Party, by: User, data_dir: Path) -> erasing.Assessment:
    done = erasing.erase(party, DECISION, make.stamp(by), data_dir)
    db.session.commit()
    return done


def test_nothing_of_the_name_is_left_and_the_skeleton_stays(
    party: Party, reviewer: User, archived: Example, tmp_path: Path
) -> None:
    assert {"collection.name", "collection_item.note"} <= left()
    assert len(left()) >= 14
    before = {model: db.session.scalar(select(model).limit(1)) for model in (Agreement, Appearance, FrozenText)}
    events = db.session.scalars(select(Event.id)).all()
    assert not erasing.assess(party, TODAY).stops
    erase(party, reviewer, tmp_path)
    assert verifying.verify(tmp_path).faults == []
    assert left() == set()
    assert all(before.values())
    assert party.name == f"Raderad part {party.id}"
    assert (party.email, party.phone, party.role, party.guardian, party.minor) == ("", "", "", "", False)
    frozen = db.session.get_one(FrozenText, (archived.id, "wanted_result"))
    assert frozen.value == "[raderat] jobb är kvar."
    proof = db.session.scalars(select(AgreementProof)).one()
    assert (proof.text, proof.note, proof.answered_by, proof.place) == ("", "", "", "")
    assert proof.text_sha256 == hashlib.sha256(f"{NAME} säger ja.".encode()).hexdigest()
    assert len(agreements.agreements_of(party.id)[0].answers) == len(make.CHANNELS)
    assert set(events) < set(db.session.scalars(select(Event.id)))
    erasure = db.session.scalars(select(Erasure)).one()
    assert (erasure.party_id, erasure.reference, erasure.erased_by_id) == (party.id, DECISION, reviewer.id)
    assert db.session.scalars(select(Event.subject_id).where(Event.kind == "party_erased")).all() == [party.id]
    assert derive.verify() == []
    assert not indexing.check().examples


def test_files_go_after_the_commit_and_never_before(party: Party, reviewer: User, tmp_path: Path) -> None:
    place = files.path_of(db.session.scalars(select(StoredFile)).one(), tmp_path)
    erasing.erase(party, DECISION, make.stamp(reviewer), tmp_path)
    db.session.rollback()
    db.session.commit()
    assert place.read_bytes() == PROOF
    assert party.name == NAME
    assert not (tmp_path / erasure_file.NAME).exists()
    erase(party, reviewer, tmp_path)
    assert not place.exists()
    assert db.session.scalars(select(StoredFile.sha256)).one() == hashlib.sha256(PROOF).hexdigest()
    assert NAME not in (tmp_path / erasure_file.NAME).read_text()


def test_a_content_that_another_file_has_stays(party: Party, reviewer: User, tmp_path: Path) -> None:
    other = make.agreement(make.party("Någon Annan"), yes=make.everywhere("name"))
    same = files.store(io.BytesIO(PROOF), "samma.pdf", "application/pdf", make.stamp(reviewer), tmp_path)
    db.session.add(AgreementProof(agreement_id=other.id, how=HowGiven.PAPER, file_id=same.id))
    db.session.commit()
    erase(party, reviewer, tmp_path)
    assert files.path_of(same, tmp_path).read_bytes() == PROOF
    assert same.name == "samma.pdf"


def running(party: Party, example: Example, by: User) -> None:
    make.agreement(party, yes=make.everywhere("photo"), by=by)


def appears(party: Party, example: Example, by: User) -> None:
    make.appearance(party, make.example("Ett till"))


def up(party: Party, example: Example, by: User) -> None:
    other = make.party("Annan Person")
    make.appearance(other, example)
    db.session.add(Placement(example_id=example.id, channel="web", from_day=TODAY - timedelta(days=9)))


def asked(party: Party, example: Example, by: User) -> None:
    make.registry_rows(example.id, make.party("Helt Annan").id, make.agreement(make.party("En Till")).id)
    invitation = db.session.scalars(select(Invitation)).one()
    invitation.party_id = party.id


def owed(party: Party, example: Example, by: User) -> None:
    db.session.add(Letter(kind=LetterKind.STOPPED, party_id=party.id, made_at=make.NOW))


def published(party: Party, example: Example, by: User) -> None:
    make.example("Publicerat", texts={"result": f"Det sade {NAME}."})


def seen(party: Party, example: Example, by: User) -> None:
    db.session.add(Package(example_id=example.id, title="En bild", seen=NAME))


def pictured(party: Party, example: Example, by: User) -> None:
    db.session.add(Package(example_id=example.id, title="En bild", shown=[f"{party.id}-photo"]))


def listed(party: Party, example: Example, by: User) -> None:
    make.term("programme", NAME)


@pytest.mark.parametrize(
    ("prepare", "stop"),
    [
        (running, Stop.RUNNING_YES),
        (appears, Stop.APPEARANCE),
        (up, Stop.TAKEDOWN),
        (asked, Stop.INVITATION),
        (owed, Stop.LETTER),
        (published, Stop.TEXT),
        (seen, Stop.TEXT),
        (pictured, Stop.PICTURE),
        (listed, Stop.TEXT),
    ],
)
def test_what_is_not_settled_stops_it(
    party: Party, archived: Example, reviewer: User, tmp_path: Path, prepare: Any, stop: Stop
) -> None:
    prepare(party, archived, reviewer)
    db.session.commit()
    assert erasing.assess(party, TODAY).stops == [stop]
    with pytest.raises(erasing.Stopped):
        erasing.erase(party, DECISION, make.stamp(reviewer), tmp_path)
    assert party.name == NAME


def test_what_belongs_to_others_is_left_with_its_reason(party: Party, reviewer: User, tmp_path: Path) -> None:
    child = make.party("Barn Barnsson", guardian=NAME)
    given = make.agreement(child, yes=make.everywhere("name"))
    db.session.add(AgreementProof(agreement_id=given.id, how=HowGiven.ORAL, answered_by=NAME))
    make.user(name=NAME)
    db.session.commit()
    stays = {(str(place.column), why) for place, why in erase(party, reviewer, tmp_path).stays}
    assert stays == {
        ("party.guardian", Stay.ANOTHER),
        ("agreement_proof.answered_by", Stay.EVIDENCE),
        ("user.name", Stay.ACCOUNT),
    }
    assert child.guardian == NAME


def test_a_namesakes_texts_are_left_alone(party: Party, reviewer: User, archived: Example, tmp_path: Path) -> None:
    other = make.party(NAME)
    theirs = make.example("Om en annan", state=State.ARCHIVED, texts={"result": f"{NAME} är en annan."})
    make.appearance(other, theirs)
    db.session.commit()
    erase(party, reviewer, tmp_path)
    assert db.session.get_one(ExampleText, (theirs.id, "result")).value == f"{NAME} är en annan."
    assert NAME not in db.session.get_one(ExampleText, (archived.id, "result")).value
    assert other.name == NAME


def test_a_name_of_one_word_takes_no_other_word_with_it(reviewer: User, tmp_path: Path) -> None:
    company = make.party("Kusten")
    inside = make.example("Deras", state=State.ARCHIVED, texts={"result": "Kusten växer vid kusten."})
    make.appearance(company, inside).ended_at = make.NOW
    outside = make.example("Ett annat", state=State.ARCHIVED, texts={"result": "Kusten är vacker."})
    db.session.commit()
    erase(company, reviewer, tmp_path)
    assert db.session.get_one(ExampleText, (inside.id, "result")).value == "[raderat] växer vid kusten."
    assert db.session.get_one(ExampleText, (outside.id, "result")).value == "Kusten är vacker."


def test_no_index_and_no_vocabulary_holds_a_word_of_the_name(
    party: Party, reviewer: User, archived: Example, tmp_path: Path
) -> None:
    def stored() -> str:
        documents = db.session.execute(select(_document)).all()
        words = db.session.execute(text("SELECT word, term FROM search_term")).all()
        return json.dumps([list(row) for row in [*documents, *words]], ensure_ascii=False)

    assert "qvastberg" in stored()
    erase(party, reviewer, tmp_path)
    assert "qvastberg" not in stored()
    assert "zork" not in stored()
    assert not indexing.check().words


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_byte_of_the_name_is_left_in_the_database_file(party: Party, reviewer: User, tmp_path: Path) -> None:
    def stored() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(tmp_path.glob("resultatbank.sqlite3*"))).lower()

    assert b"qvastberg" in stored()
    erase(party, reviewer, tmp_path)
    assert b"qvastberg" not in stored()
    db.session.remove()
    db.engine.dispose()
    assert b"qvastberg" not in stored()
    assert b"zork" not in stored()


def test_nothing_more_can_be_said_of_an_erased_party(
    party: Party, reviewer: User, archived: Example, tmp_path: Path
) -> None:
    erase(party, reviewer, tmp_path)
    with pytest.raises(parties.Gone):
        parties.add_appearance(archived, party, ["name"], make.stamp(reviewer))
    given = agreements.Given("consent", TODAY, {("name", "web"): True}, TODAY)
    with pytest.raises(parties.Gone):
        agreements.record(party, given, agreements.Proof(how="oral"), make.stamp(reviewer))
    assert not parties.search_parties("Raderad")
    found = register.register(register.Filters(), register.Order.NAME, 1, TODAY)
    assert party.id not in {line.party.id for line in found.lines}


# ---------------------------------------------------------------------------------------------- after a restore


def test_what_a_restored_copy_holds_is_erased_again(
    party: Party, reviewer: User, archived: Example, tmp_path: Path
) -> None:
    line = erasure_file.Line(party.id, make.NOW, reviewer.id, DECISION)
    erasure_file.add([line, line, erasure_file.Line(999_999, make.NOW, 1, "Beslut")], tmp_path)
    public = make.example("Publicerat", texts={"result": f"Det sade {NAME}."})
    make.appearance(party, public)
    running(party, public, reviewer)
    picture = draw_anew(io.BytesIO(tagged_jpeg()), "image/jpeg")
    file = files.store_picture(picture, "bild.jpg", "image/jpeg", make.stamp(), tmp_path)
    kept = {files.path_of(each, tmp_path) for each in (file, *file.renditions)}
    shown = [f"{party.id}-photo", f"{make.party('En Annan').id}-photo"]
    package = rows.add_row(public.id, "packages", {"title": "Bild", "file_id": file.id, "shown": shown}, make.stamp())
    db.session.commit()
    assert all(path.is_file() for path in kept)
    (again,) = erasing.erase_again(make.stamp(at=make.NOW + timedelta(days=1)), tmp_path)
    db.session.commit()
    assert (again.party_id, again.examples) == (party.id, [public.id])
    assert left() == set()
    assert db.session.get_one(ExampleText, (public.id, "result")).value == "Det sade [raderat]."
    assert not parties.appearances_of(party.id)
    assert not any(path.exists() for path in kept)
    assert (package.file_id, package.shown) == (None, shown[1:])
    assert db.session.scalars(select(Erasure.erased_at)).all() == [make.NOW]
    events = db.session.scalars(select(Event.id)).all()
    assert erasing.erase_again(make.stamp(), tmp_path) == []
    db.session.commit()
    assert db.session.scalars(select(Event.id)).all() == events
    assert derive.verify() == []


def test_an_erasure_that_the_file_lacks_is_written_to_it(party: Party, reviewer: User, tmp_path: Path) -> None:
    erase(party, reviewer, tmp_path)
    written = erasure_file.read(tmp_path)
    (tmp_path / erasure_file.NAME).unlink()
    assert erasing.erase_again(make.stamp(), tmp_path) == []
    assert erasure_file.read(tmp_path) == written
    assert [line.reference for line in written] == [DECISION]


def test_a_file_that_cannot_be_read_is_told(within: Flask, tmp_path: Path) -> None:
    (tmp_path / erasure_file.NAME).write_text('{"party_id": 1}\n')
    with pytest.raises(ValueError, match="line 1"):
        erasure_file.read(tmp_path)
    result = within.test_cli_runner().invoke(args=["registry", "reapply-erasures"])
    assert result.exit_code == 1
    assert "går inte att läsa" in result.output


def test_a_review_keeps_all_but_its_note(within: Flask) -> None:
    made = make.review(make.example())
    db.session.commit()
    db.session.execute(text("UPDATE review SET note = 'Annat'"))
    for change in ("figures_right = false", "by_id = 1, note = ''", "at = '2020-01-01'"):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(text(f"UPDATE review SET {change} WHERE id = {made.id}"))
    with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
        db.session.execute(text("DELETE FROM review"))


def test_sweeping_leaves_what_is_found(within: Flask) -> None:
    make.example("Bageri", texts={"result": "Ett bageri."})
    db.session.commit()
    search.sweep(db.session.connection())
    assert not indexing.check().examples
    assert db.session.scalars(select(Review)).all() == []
