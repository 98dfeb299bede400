"""The verbs about agreements: records are added and never changed, and what they say holds at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import agreements, derive, gate, outthere, parties, placements, proofs, takedowns
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import events_of
from resultatbank.data.models import Due, Example, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import AgreementEvent, AgreementKind, Ending, LegalBasis
from tests import factories as make

TODAY = date(2026, 11, 23)
UNTIL = date(2027, 11, 23)
PROOF = Proof(how="oral", received_by="Kim", answered_by="Samira", text="Text version 1")
YES = Given(LegalBasis.CONSENT, TODAY, dict.fromkeys(make.everywhere("name"), True), TODAY, UNTIL)


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Samira Påhittström")


@pytest.fixture
def example(party: Party) -> Example:
    made = make.example()
    make.appearance(party, made, ["name"])
    return made


def test_a_yes_has_its_period_and_a_no_runs_for_ever_from_the_day_it_was_given(party: Party) -> None:
    given = replace(YES, replies={("name", "web"): True, ("name", "press"): False}, from_day=date(2026, 12, 1))
    record = agreements.record(party, given, PROOF, make.stamp(make.user()))
    periods = {answer.channel: (answer.from_day, answer.until_day) for answer in record.answers}
    assert periods == {"web": (date(2026, 12, 1), UNTIL), "press": (TODAY, LAST_DAY)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"replies": {}},
        {"given_on": TODAY + timedelta(days=1)},
        {"until_day": TODAY - timedelta(days=1)},
    ],
)
def test_what_can_not_be_true_is_not_recorded(party: Party, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"answer|yes"):
        agreements.record(party, replace(YES, **wrong), PROOF, make.stamp(make.user()))  # type: ignore[arg-type]  # Fields of Given.
    assert not agreements.agreements_of(party.id)


def test_a_withdrawal_of_yeses_is_none(party: Party) -> None:
    with pytest.raises(ValueError, match="only noes"):
        agreements.withdraw(party, YES, PROOF, make.stamp(make.user()))


def test_recording_and_withdrawing_hold_in_the_same_transaction(party: Party, example: Example) -> None:
    by = make.user()
    given = agreements.record(party, YES, PROOF, make.stamp(by))
    db.session.commit()
    assert gate.is_visible(example.id, TODAY)
    noes = replace(YES, replies=agreements.everything(party), withdraws_id=given.id)
    agreements.withdraw(party, noes, PROOF, make.stamp(by))
    db.session.commit()
    assert not gate.usability([example.id], TODAY)[example.id].open
    assert derive.verify() == []
    assert [each.kind for each in agreements.agreements_of(party.id)] == [
        AgreementKind.WITHDRAWAL,
        AgreementKind.GIVEN,
    ]
    told = [each.kind for record in agreements.agreements_of(party.id) for each in events_of("agreement", record.id)]
    assert told == [AgreementEvent.WITHDRAWN, AgreementEvent.GIVEN]
    assert not events_of("party", party.id)


@pytest.mark.parametrize(
    ("earlier", "later", "what"),
    [
        (None, {}, AgreementEvent.GIVEN),
        (None, {"replies": {("name", "web"): False}}, AgreementEvent.REFUSED),
        ({}, {}, AgreementEvent.CHANGED),
        ({"replies": {("name", "web"): False}}, {}, AgreementEvent.CHANGED),
        ({"replies": {("photo", "web"): True}}, {}, AgreementEvent.GIVEN),
        ({"from_day": TODAY - timedelta(days=9), "until_day": TODAY - timedelta(days=1)}, {}, AgreementEvent.GIVEN),
        ({}, {"replies": {("name", "web"): False}}, AgreementEvent.REFUSED),
    ],
)
def test_each_record_has_one_event_that_says_what_it_was(
    party: Party, earlier: dict[str, object] | None, later: dict[str, object], what: AgreementEvent
) -> None:
    by = make.user()
    if earlier is not None:
        given_on = TODAY - timedelta(days=10)
        agreements.record(party, replace(YES, given_on=given_on, **earlier), PROOF, make.stamp(by))  # type: ignore[arg-type]  # Fields of Given.
    record = agreements.record(party, replace(YES, **later), PROOF, make.stamp(by))  # type: ignore[arg-type]  # Fields of Given.
    (event,) = events_of("agreement", record.id)
    assert (event.kind, event.actor_id, event.at) == (what, by.id, make.NOW)
    assert f"record={proofs.digests_of([record.id])[record.id].record}" in event.fields
    assert not events_of("party", party.id)


def test_a_renewal_is_told_as_one_unless_all_of_it_is_no(party: Party) -> None:
    by = make.user()
    first = agreements.record(party, YES, PROOF, make.stamp(by))
    again = agreements.record(party, replace(YES, renews_id=first.id), PROOF, make.stamp(by))
    refused = replace(YES, renews_id=first.id, replies={("name", "web"): False})
    no = agreements.record(party, refused, PROOF, make.stamp(by))
    assert [events_of("agreement", each.id)[0].kind for each in (again, no)] == [
        "agreement_renewed",
        "agreement_refused",
    ]


@pytest.mark.parametrize("ending", list(Ending))
def test_each_way_to_end_has_its_event_and_a_new_yes_after_it_is_given_anew(party: Party, ending: Ending) -> None:
    by = make.user()
    given = agreements.record(party, YES, PROOF, make.stamp(by))
    noes = replace(YES, replies=agreements.everything(party), withdraws_id=given.id, ending=ending)
    ended = agreements.withdraw(party, noes, PROOF, make.stamp(by))
    assert ended.ending == ending
    assert [each.kind for each in events_of("agreement", ended.id)] == [f"agreement_{ending}"]
    later = make.stamp(by, make.NOW + timedelta(hours=1))
    again = agreements.record(party, YES, PROOF, later)
    assert [each.kind for each in events_of("agreement", again.id)] == ["agreement_given"]


def test_taking_back_everything_reaches_what_was_answered_under_retired_words(party: Party) -> None:
    old = {("logo", "fax"): True}
    agreements.record(party, replace(YES, replies=old), PROOF, make.stamp(make.user()))
    cells = agreements.everything(party)
    assert ("logo", "fax") in cells
    assert ("photo", "web") in cells
    assert not any(cells.values())


def test_the_text_is_frozen_with_its_checksum(party: Party) -> None:
    record = agreements.record(party, YES, PROOF, make.stamp(make.user()))
    assert record.proof is not None
    assert record.proof.text_sha256 == hashlib.sha256(b"Text version 1").hexdigest()


def test_a_placement_must_go_when_its_channel_has_closed_and_its_person_is_named(
    party: Party, example: Example
) -> None:
    fallback = make.user(Role.COMMUNICATOR, name="Rut Reserv")
    example.fallback_id = fallback.id
    make.agreement(party, yes=make.everywhere("name"), until_day=date(2026, 11, 20))
    for channel, until in (("web", None), ("partner", None), ("press", date(2026, 11, 1))):
        db.session.add(Placement(example_id=example.id, channel=channel, from_day=date(2026, 10, 1), until_day=until))
    db.session.commit()
    waiting = placements.to_take_down([example.id], TODAY)
    assert [(each.placement.channel, each.closed_on, each.due_on) for each in waiting] == [
        ("web", date(2026, 11, 21), date(2026, 11, 25)),
        ("partner", date(2026, 11, 21), date(2026, 12, 4)),
    ]
    assert {each.person for each in waiting} == {fallback}
    assert not placements.to_take_down([example.id], date(2026, 11, 20))


def test_what_was_published_before_the_party_was_added_must_go_from_the_day_it_was(
    party: Party, example: Example
) -> None:
    newcomer = make.party("Nils Nykommen")
    place = Placement(example_id=example.id, channel="web", from_day=date(2026, 5, 6))
    db.session.add(place)
    make.agreement(party, yes=make.everywhere("name"))
    db.session.commit()
    assert not placements.to_take_down([example.id], TODAY)
    parties.add_appearance(example, newcomer, ["name"], make.stamp())
    db.session.commit()
    assert closed(example) == (TODAY, {newcomer.id})
    assert takedown_rows(example) == [TODAY]
    make.agreement(newcomer, no=[("name", "web")], given_on=TODAY)
    db.session.commit()
    assert closed(example) == (TODAY, {newcomer.id})
    [spot] = outthere.page_of(outthere.Filters(), TODAY).must_go
    assert (spot.closed_on, spot.due_on) == (TODAY, date(2026, 11, 26))


def test_what_is_shown_of_a_party_since_today_closes_since_today(party: Party, example: Example) -> None:
    db.session.add(Placement(example_id=example.id, channel="web", from_day=date(2026, 5, 6)))
    make.agreement(party, yes=make.everywhere("name"))
    db.session.commit()
    [there] = parties.appearances_in(example.id)
    parties.show_materials(there, ["name", "quote"], make.stamp())
    db.session.commit()
    assert closed(example) == (TODAY, {party.id})


def closed(of: Example) -> tuple[date | None, set[int | None]]:
    [placed] = placements.to_take_down([of.id], TODAY)
    return placed.closed_on, {each.party_id for each in placed.because_of}


def takedown_rows(of: Example) -> list[date]:
    query = select(Due.from_day).where(Due.example_id == of.id, Due.reason == Reason.TAKEDOWN.value)
    return list(db.session.scalars(query))


def test_what_stays_needs_a_reason(example: Example) -> None:
    place = Placement(example_id=example.id, channel="print", from_day=TODAY)
    db.session.add(place)
    db.session.flush()
    with pytest.raises(ValueError, match="reason"):
        takedowns.settle(place, placements.STAYS, "", TODAY, place.version, make.stamp())
    takedowns.settle(place, placements.STAYS, "Utdelad", TODAY, place.version, make.stamp(make.user()))
    assert not place.is_up
