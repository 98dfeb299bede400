"""The verbs about parties: what they promise, whoever calls them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from resultatbank.data import derive, gate, parties
from resultatbank.data.events import events_of, events_of_example
from resultatbank.data.parties import PartyFacts
from resultatbank.extensions import db
from resultatbank.rules.words import Naming, PartyKind
from tests import factories as make

HITTE = PartyFacts(PartyKind.PERSON, "Hitte Påsson")


def test_the_log_holds_field_names_and_never_what_was_typed(within: Flask) -> None:
    party = parties.add_party(HITTE, make.stamp())
    changed = PartyFacts(PartyKind.PERSON, "Hitte Hemlig", email="hemlig@example.se")
    assert parties.change_party(party, changed, party.version, make.stamp()) == ["name", "email"]
    entries = events_of("party", party.id)
    assert [entry.kind for entry in entries] == ["party_changed", "party_added"]
    assert entries[0].fields == ["name", "email"]
    assert "emlig" not in "".join(map(str, (entry.fields for entry in entries)))


def test_an_older_version_changes_nothing(within: Flask) -> None:
    party = parties.add_party(HITTE, make.stamp())
    with pytest.raises(StaleDataError):
        parties.change_party(party, PartyFacts(PartyKind.PERSON, "Annan"), party.version - 1, make.stamp())
    assert party.name == "Hitte Påsson"


def test_saving_without_a_change_leaves_no_trace(within: Flask) -> None:
    party = parties.add_party(HITTE, make.stamp())
    assert parties.change_party(party, HITTE, party.version, make.stamp()) == []
    assert len(events_of("party", party.id)) == 1


def test_every_verb_about_appearances_is_written_in_the_examples_history(within: Flask) -> None:
    example, party, by = make.example(naming=Naming.UNKNOWN), make.party(), make.user()
    appearance = parties.add_appearance(example, party, ["name"], make.stamp(by))
    parties.show_materials(appearance, ["name", "photo"], make.stamp(by))
    parties.show_materials(appearance, ["photo", "name"], make.stamp(by))
    parties.end_appearance(appearance, make.stamp(by))
    parties.end_appearance(appearance, make.stamp(by))
    parties.name_nobody(example, make.stamp(by))
    kinds = [entry.kind for entry in reversed(events_of_example(example.id))]
    assert kinds == ["appearance_added", "appearance_changed", "appearance_ended", "naming_none"]
    assert (example.naming, example.naming_by_id, example.naming_at) == (Naming.NONE, by.id, make.NOW)


def test_nobody_named_is_refused_while_a_party_is_in_the_example(within: Flask) -> None:
    example = make.example()
    make.appearance(make.party(), example)
    with pytest.raises(parties.StillNamed):
        parties.name_nobody(example, make.stamp())
    assert example.naming == Naming.NAMED


def test_a_party_that_left_can_come_back(within: Flask) -> None:
    example, party = make.example(), make.party()
    first = parties.add_appearance(example, party, ["name"], make.stamp())
    with pytest.raises(parties.AlreadyThere):
        parties.add_appearance(example, party, ["name"], make.stamp())
    parties.end_appearance(first, make.stamp())
    second = parties.add_appearance(example, party, ["photo"], make.stamp())
    assert [each.id for each in parties.appearances_in(example.id)] == [second.id]


def test_a_changed_appearance_changes_what_is_stored_in_the_same_transaction(within: Flask) -> None:
    example, party = make.example(), make.party()
    make.agreement(party, yes=make.everywhere("name"))
    appearance = parties.add_appearance(example, party, ["name"], make.stamp())
    db.session.commit()
    assert gate.is_visible(example.id, make.NOW.date())
    parties.show_materials(appearance, ["name", "photo"], make.stamp())
    db.session.commit()
    assert not gate.is_visible(example.id, make.NOW.date())
    assert derive.verify() == []


def test_a_search_needs_two_letters_and_takes_signs_as_they_are(within: Flask) -> None:
    for name in ("Åsa Öberg", "100 % Påhitt AB", "Brus"):
        make.party(name)
    assert [each.name for each in parties.search_parties("åsa ö")] == ["Åsa Öberg"]
    assert [each.name for each in parties.search_parties("0 %")] == ["100 % Påhitt AB"]
    assert not parties.search_parties(" å ")
    assert not parties.search_parties("__")


def test_the_conditions_hold_their_place_in_a_larger_question(within: Flask) -> None:
    make.party("Åsa Öberg")
    make.party("Åsa AB", kind=PartyKind.ORGANISATION)
    query = select(parties.Party.name).where(parties.named_like("åsa"), parties.Party.kind == "person")
    assert db.session.scalars(query).all() == ["Åsa Öberg"]
