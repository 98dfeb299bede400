"""Everything about a person: no text is left unread, on either engine, and it costs the same whatever there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column, Table, insert, select, update

from resultatbank.data import agreements, everything, textcolumns
from resultatbank.data.events import events_of, log
from resultatbank.data.everything import Kind, Texts, texts_with
from resultatbank.data.models import (
    AgreementProof,
    EarlierText,
    Example,
    ExampleText,
    Party,
    Placement,
    StoredFile,
)
from resultatbank.data.traces import Traces, traces_of
from resultatbank.extensions import Base, db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import HowGiven, LegalBasis, PartyKind, Reading, State
from resultatbank.search.names import parse_name
from tests import factories as make
from tests.statements import statements
from tests.web.populated import fill

ASKED = "Zork Qvast"
ONLY_GROW = {"erasure", "notice_template", "review"}


def search(asked: str = ASKED) -> Texts:
    name = parse_name(asked)
    assert name is not None
    return texts_with(name)


def columns(found: Texts) -> set[str]:
    """Return every column in which the name stands exactly."""
    return {spot.column for owners in found.exact.kept.values() for spots in owners.values() for spot in spots}


def traces(asked: str = ASKED) -> Traces:
    return traces_of(search(asked), make.NOW.date())


# ------------------------------------------------------------------------------------------- which columns


def test_every_column_that_may_hold_text_is_searched_or_excused() -> None:
    may = {str(column) for table in Base.metadata.tables.values() for column in table.columns if holds(column)}
    read = {
        str(column)
        for _table, those in textcolumns.searched()
        for column in those
        if textcolumns.can_be_searched(column)
    }
    assert may - read - textcolumns.EXCUSED.keys() == set(), "search it, or say in textcolumns.py why it holds no name"
    assert {"example_text.value", "earlier_text.value", "party.guardian", "stored_file.name"} <= read


def holds(column: Column[str]) -> bool:
    return textcolumns.may_hold_text(column)


def test_every_excuse_is_of_a_column_that_is_there_and_says_why() -> None:
    there = {str(column) for table in Base.metadata.tables.values() for column in table.columns if holds(column)}
    assert textcolumns.EXCUSED.keys() - there == set()
    assert all(len(reason) > 10 for reason in textcolumns.EXCUSED.values())


def test_a_new_column_is_searched_the_day_it_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(textcolumns.EXCUSED, "term.icon")
    assert "term.icon" in {str(column) for _table, those in textcolumns.searched() for column in those}


@pytest.fixture
def filled(within: Flask, tmp_path: Path) -> None:
    """A bank with something in every table that is searched."""
    bank = fill(tmp_path)
    old = EarlierText(example_id=bank.examples["open"], question="result", value="Förut.", changed_at=make.NOW)
    db.session.add(old)
    make.review(db.session.get_one(Example, bank.examples["open"]), note="Bra.")
    make.put_off(db.session.get_one(Example, bank.examples["open"]))
    make.registry_rows(bank.examples["open"], bank.ids["party_id"][0], bank.ids["agreement_id"][0])
    db.session.commit()


def test_a_name_is_found_in_every_column_that_is_searched(filled: None) -> None:
    assert search().exact.total == search().maybe.total == 0
    missed = []
    for table, those in textcolumns.searched():
        for column in those:
            with planted(table, column, "… sade Zork\nQvasts i går."):
                if columns(search()) != {str(column)}:
                    missed.append(str(column))
    assert missed == []


@contextmanager
def planted(table: Table, column: Column[str], text: str) -> Iterator[None]:
    """Put a text in one row of a column, or as much of it as there is room for, until the block ends."""
    room = getattr(column.type, "length", None) or len(text)
    value = text if len(text) <= room else ASKED
    row = db.session.execute(select(table).limit(1)).mappings().first()
    assert row is not None, f"nothing in {table.name}"
    with db.session.begin_nested() as point:
        if table.name in ONLY_GROW:
            copy = {**row, column.name: value}
            del copy["id"]
            if "version" in copy:
                copy["version"] += 1
            db.session.execute(insert(table).values(copy))
        else:
            here = [key == row[key.name] for key in table.primary_key.columns]
            db.session.execute(update(table).where(*here).values({column.name: value}))
        yield
        point.rollback()


# --------------------------------------------------------------------------------------------- how it is found


@pytest.mark.parametrize("asked", ["Åsa Öberg", "ÅSA ÖBERG", "åsa öberg", "Öberg, Åsa", "öberg"])
@pytest.mark.parametrize("written", ["Åsa Öberg", "ÅSA ÖBERG", "åsa\r\nöbergs", "Öberg, Åsa"])
def test_case_and_order_are_forgiven_on_both_engines(within: Flask, asked: str, written: str) -> None:
    example = make.example(texts={"result": f"Vi talade med {written}."})
    assert list(search(asked).exact.of(Kind.EXAMPLES)) == [example.id]


def test_a_file_name_with_its_marks_apart_is_found(within: Flask) -> None:
    name = unicodedata.normalize("NFD", "Göran Sjöberg.pdf")
    db.session.add(StoredFile(sha256="0" * 64, name=name, mime="application/pdf", size=1, stored_at=make.NOW))
    db.session.flush()
    assert search("Göran Sjöberg").exact.count(Kind.FILES) == 1


def test_a_slip_and_missing_dots_are_kept_apart_from_the_exact(within: Flask) -> None:
    exact = make.example("Malin Östberg berättar")
    dotless, slip = make.example("Malin Ostberg"), make.example("Malin Östbreg")
    both = make.example("Malin Östberg", texts={"result": "Malin Ostberg."})
    make.example("Malin Västberg")
    found = search("Malin Östberg")
    assert set(found.exact.of(Kind.EXAMPLES)) == {exact.id, both.id}
    assert set(found.maybe.of(Kind.EXAMPLES)) == {dotless.id, slip.id}
    assert [spot.column for spot in found.exact.of(Kind.EXAMPLES)[both.id]] == ["example.title", "example_text.value"]


def test_an_address_finds_the_address_and_nothing_like_it(within: Flask) -> None:
    party = make.party("Hitte Påsson", email="hitte@example.se")
    make.party("Annan", email="annahitte@example.se")
    make.party("Annan", email="hitte.annan@example.se")
    assert list(search("HITTE@example.se").exact.of(Kind.PARTIES)) == [party.id]


def test_signs_of_like_are_signs_and_find_nothing(within: Flask) -> None:
    make.example("Zork Qvast 100 %")
    assert search("zor%").exact.total == 0
    assert search("z__k qvast").exact.total == 0


def test_examples_are_found_in_every_state_and_in_what_they_said_before(within: Flask) -> None:
    wanted = {make.example(ASKED, state=state).id for state in State}
    blocked, before = make.example(ASKED), make.example()
    make.appearance(make.party(), blocked)
    db.session.add(EarlierText(example_id=before.id, question="why", value=ASKED, changed_at=make.NOW))
    db.session.flush()
    assert set(search().exact.of(Kind.EXAMPLES)) == wanted | {blocked.id, before.id}
    assert traces().is_blocked(blocked)


def test_there_is_an_end_to_what_is_kept_but_not_to_what_is_counted(
    within: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everything, "MOST_OWNERS", 3)
    for _ in range(5):
        make.example(ASKED)
    found = search().exact
    assert (len(found.of(Kind.EXAMPLES)), found.count(Kind.EXAMPLES), found.total) == (3, 5, 5)


# -------------------------------------------------------------------------------------------- what hangs on it


def test_what_hangs_on_the_party_is_gathered(within: Flask) -> None:
    company = make.party("Qvastbinderiet AB", kind=PartyKind.ORGANISATION)
    party = make.party(ASKED, organisation_id=company.id)
    child = make.party("Lill Qvast", minor=True, guardian=ASKED)
    now, then, text_only = make.example(ASKED), make.example(f"Förut {ASKED}"), make.example(ASKED)
    make.appearance(party, now)
    ended = make.appearance(party, then)
    ended.ended_at = make.NOW
    make.appearance(child, text_only)
    record = make.agreement(party, yes=make.everywhere("name"))
    place = Placement(example_id=now.id, channel="web", address="https://www.example.se", from_day=make.NOW.date())
    db.session.add(place)
    db.session.flush()
    everything.log(make.stamp(), "party_added", "party", party.id)
    everything.log(make.stamp(), "placement_down", "placement", place.id)
    everything.log(make.stamp(), "party_added", "party", company.id)
    got = traces()
    assert {each.id for each in got.own} == {party.id, child.id}
    assert got.parties[party.id].organisation is company
    assert {each.example_id for each in got.appearances} == {now.id, then.id, text_only.id}
    assert set(got.namesakes) == {now.id, then.id}, "the child isn't the guardian"
    assert got.namesakes[then.id].ended_at
    assert [each.id for each in got.records_of(party)] == [record.id]
    assert [each.id for each in got.placements] == [place.id]
    assert [(each.subject, each.subject_id) for each in got.events] == [("placement", place.id), ("party", party.id)]
    assert [each.id for each in traces("Qvastbinderiet").belonging] == [party.id]


def test_what_hangs_on_a_found_party_is_counted_once_and_as_found(within: Flask) -> None:
    party, other = make.party(ASKED), make.party("Någon Annan")
    example, alone = make.example("Zork Qwast"), make.example("Zork Qwast")
    make.appearance(party, example)
    theirs, others = (make.agreement(each, yes=make.everywhere("name")) for each in (party, other))
    for record in (theirs, others):
        record.proof = AgreementProof(how="paper", note="Zork Qwast svarade.")
    db.session.flush()
    found = search()
    traces_of(found, make.NOW.date())
    assert (found.exact.owners[Kind.EXAMPLES], found.maybe.owners[Kind.EXAMPLES]) == ({example.id}, {alone.id})
    assert (found.exact.owners[Kind.AGREEMENTS], found.maybe.owners[Kind.AGREEMENTS]) == ({theirs.id}, {others.id})
    assert [spot.exact for spot in found.exact.of(Kind.EXAMPLES)[example.id]] == [False]


def test_a_person_found_does_not_also_stand_among_those_who_belong_to_the_company(within: Flask) -> None:
    company = make.party("Qvast AB", kind=PartyKind.ORGANISATION)
    make.party("Zork Qwast", organisation_id=company.id)
    beside = make.party("Någon Annan", organisation_id=company.id)
    assert [each.id for each in traces("Qvast").belonging] == [beside.id]


def test_an_answer_is_told_once_also_when_older_ones_were_logged_twice_and_readings_are_not(within: Flask) -> None:
    party = make.party(ASKED)
    day = make.NOW.date()
    given = agreements.Given(LegalBasis.CONSENT, day, {("name", "intranet"): True}, day)
    agreements.record(party, given, agreements.Proof(HowGiven.PAPER), make.stamp(make.user()))
    log(make.stamp(), "agreement_given", "party", party.id)
    log(make.stamp(), Reading.PARTY, "party", party.id)
    got = traces()
    assert [each.kind for each in got.events] == ["agreement_given"]
    assert got.events_in_all == 1


def test_what_somebody_did_in_the_bank_is_counted_by_table(within: Flask) -> None:
    by = make.user(Role.REVIEWER, name=ASKED)
    make.review(make.example(responsible=by), by=by)
    assert traces().acts == {"example": (1, 0), "review": (1, 0), "user_role": (2, 0)}
    assert traces("Zork Qwast").acts == {"example": (0, 1), "review": (0, 1), "user_role": (0, 2)}


def test_looking_is_logged_without_the_name(within: Flask) -> None:
    by = make.user(Role.COMMUNICATOR)
    everything.log_search(7, make.stamp(by))
    (event,) = events_of("register", 0)
    assert (event.kind, event.actor_id, event.fields) == ("person_searched", by.id, ["hits=7"])


def test_the_number_of_statements_does_not_grow(filled: None) -> None:
    def asked() -> int:
        db.session.commit()
        with statements() as sent:
            traces()
        return len(sent)

    def more() -> None:
        party, example = make.party(ASKED), make.example(ASKED, texts={"result": ASKED})
        make.appearance(party, example)
        make.agreement(party, yes=make.everywhere("name"), covers=[example])
        make.user(name=ASKED)

    more()
    few = asked()
    for _ in range(6):
        more()
    assert asked() == few
    assert len(list(textcolumns.searched())) < few < 60
    assert db.session.scalars(select(Party.id).where(Party.name == ASKED)).all()
    assert db.session.scalars(select(ExampleText.value).where(ExampleText.value == ASKED)).all()
