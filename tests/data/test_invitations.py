"""Questions to parties: the text is frozen, a link is known only by its digest, and answers are records like others."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import gate, invitations, regretting
from resultatbank.data.events import events_of
from resultatbank.data.invitations import AlreadyAnswered, Answerer, NotAsked, Scan
from resultatbank.data.models import Event, Example, Invitation, Party
from resultatbank.data.regretting import Said
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import AgreementKind, Capacity, Ending, HowGiven, InvitationWay, Language, LegalBasis
from tests import factories as make

TODAY = make.NOW.date()
DAY = timedelta(days=1)
MYSELF = Answerer()


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Samira Påhittström")


@pytest.fixture
def example(party: Party) -> Example:
    made = make.example()
    make.appearance(party, made, ["name"])
    return made


@pytest.fixture
def asked(party: Party, example: Example) -> Invitation:
    return make.asked(party)


def all_yes(asked: Invitation) -> dict[tuple[str, str], bool]:
    return dict.fromkeys(invitations.asked_cells(asked), True)


def open_channels(example: Example, day: date = TODAY) -> list[str]:
    db.session.commit()
    return [each.channel.slug for each in gate.usability([example.id], day)[example.id].open]


# ------------------------------------------------------------------------------------------------------------ asking


def test_the_text_is_frozen_with_its_checksum_under_a_reference_that_can_be_read_aloud(party: Party) -> None:
    several = [make.asked(party, text=f"Text {number}") for number in range(20)]
    assert len({each.reference for each in several}) == 20
    assert all(re.fullmatch(r"[CDFHJKLMNPRTVWX3479]{4}-[CDFHJKLMNPRTVWX3479]{4}", each.reference) for each in several)
    assert several[7].text_sha256 == hashlib.sha256(b"Text 7").hexdigest()
    assert [each.kind for each in events_of("invitation", several[7].id)] == ["agreement_requested"]


def test_a_question_about_nothing_or_that_ends_before_it_begins_is_not_asked(party: Party) -> None:
    with pytest.raises(ValueError, match="something to ask"):
        make.asked(party, cells=[])
    with pytest.raises(ValueError, match="end before"):
        make.asked(party, until_day=TODAY - DAY)
    assert db.session.scalar(select(Invitation.id)) is None


def test_the_latest_question_about_an_example_waits_until_it_is_answered_or_closed(
    party: Party, example: Example
) -> None:
    other = make.example()
    make.asked(party, covers=[other])
    assert invitations.waiting_about(example.id, {party.id}) == {}
    make.asked(party, covers=[example])
    latest = make.asked(party)
    assert invitations.waiting_about(example.id, {party.id}) == {party.id: latest}
    assert invitations.waiting_about(example.id, {make.party("En annan").id}) == {}
    invitations.close(latest, make.stamp())
    earlier = invitations.waiting_about(example.id, {party.id})[party.id]
    assert [each.example_id for each in earlier.covered] == [example.id]
    invitations.new_link(earlier, 30, make.stamp())
    invitations.answer(earlier, all_yes(earlier), MYSELF, make.stamp())
    db.session.flush()
    assert invitations.waiting_about(example.id, {party.id}) == {}


# ------------------------------------------------------------------------------------------------------------- links


def test_only_the_digest_of_a_token_is_kept_and_a_new_link_ends_the_old(asked: Invitation) -> None:
    first = invitations.new_link(asked, 30, make.stamp())
    assert invitations.by_token(first, make.NOW) is asked
    second = invitations.new_link(asked, 30, make.stamp())
    db.session.flush()
    assert invitations.by_token(first, make.NOW) is None
    assert invitations.by_token(second, make.NOW) is asked
    assert asked.token_sha256 == hashlib.sha256(second.encode()).hexdigest()
    assert len(second) >= 43
    assert invitations.by_token("", make.NOW) is None


def test_a_link_that_is_not_answered_ends_with_its_life(asked: Invitation) -> None:
    token = invitations.new_link(asked, 30, make.stamp())
    assert invitations.by_token(token, make.NOW + 30 * DAY - timedelta(seconds=1)) is asked
    assert invitations.by_token(token, make.NOW + 30 * DAY) is None


def test_an_answer_is_reached_for_as_long_as_it_runs_and_a_year_more(asked: Invitation) -> None:
    token = invitations.new_link(asked, 30, make.stamp())
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    past = (asked.until_day - TODAY + timedelta(invitations.DAYS_AFTER)).days
    assert invitations.by_token(token, make.NOW + past * DAY) is asked
    assert invitations.by_token(token, make.NOW + (past + 1) * DAY) is None


def test_a_closed_question_is_reached_no_more_also_when_it_is_answered(asked: Invitation) -> None:
    token = invitations.new_link(asked, 30, make.stamp())
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    invitations.close(asked, make.stamp())
    db.session.flush()
    assert invitations.by_token(token, make.NOW) is None


def test_the_link_of_an_erased_party_leads_nowhere(asked: Invitation) -> None:
    token = invitations.new_link(asked, 30, make.stamp())
    asked.party.erased_at = make.NOW
    assert invitations.by_token(token, make.NOW) is None


# --------------------------------------------------------------------------------------------------------- answering


def test_a_yes_by_link_opens_and_is_proved_by_the_text_that_was_seen(party: Party, example: Example) -> None:
    by = make.user(Role.COMMUNICATOR)
    asked = make.asked(party, by, language=Language.ENGLISH, text="The very text.")
    record = invitations.answer(asked, all_yes(asked), Answerer(Capacity.TRUSTEE, "God Mansson"), make.stamp())
    assert open_channels(example) == ["intranet", "web"]
    proof = record.proof
    assert proof is not None
    assert (proof.how, proof.text, proof.text_sha256) == (HowGiven.LINK, "The very text.", asked.text_sha256)
    assert (proof.language, proof.notice_version) == (Language.ENGLISH, 1)
    assert (proof.capacity, proof.answered_by) == (Capacity.TRUSTEE, "God Mansson")
    assert (asked.agreement_id, asked.answered_at) == (record.id, make.NOW)
    assert record.recorded_by_id == by.id
    actors = db.session.scalars(select(Event.actor_id).where(Event.subject == "agreement")).all()
    assert list(actors) == [None], "the party did it, not the one who asked"


def test_noes_to_everything_are_recorded_too(asked: Invitation, example: Example) -> None:
    record = invitations.answer(asked, dict.fromkeys(all_yes(asked), False), MYSELF, make.stamp())
    assert record.kind == AgreementKind.GIVEN
    assert not any(each.yes for each in record.answers)
    assert open_channels(example) == []


def test_a_yes_never_holds_from_a_day_before_it_was_given(asked: Invitation, example: Example) -> None:
    record = invitations.answer(asked, all_yes(asked), MYSELF, make.stamp(at=make.NOW + 9 * DAY))
    assert {each.from_day for each in record.answers} == {TODAY + 9 * DAY}
    assert {each.until_day for each in record.answers} == {asked.until_day}


def test_an_answer_for_some_examples_opens_no_other(party: Party, example: Example) -> None:
    other = make.example("Ett annat")
    make.appearance(party, other, ["name"])
    asked = make.asked(party, covers=[example])
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    assert open_channels(example)
    assert not open_channels(other)


def test_a_question_is_answered_once(asked: Invitation) -> None:
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    for act in (
        lambda: invitations.answer(asked, all_yes(asked), MYSELF, make.stamp()),
        lambda: invitations.defer(asked, make.stamp()),
    ):
        with pytest.raises(AlreadyAnswered):
            act()


def test_what_has_changed_meanwhile_stops_the_answer(party: Party, asked: Invitation) -> None:
    late = make.stamp(at=make.NOW + 400 * DAY)
    with pytest.raises(NotAsked):
        invitations.answer(asked, all_yes(asked), MYSELF, late)
    party.protected = True
    with pytest.raises(NotAsked):
        invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    party.protected = False
    invitations.close(asked, make.stamp())
    with pytest.raises(NotAsked):
        invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())


def test_an_answer_to_what_was_not_asked_is_refused(asked: Invitation) -> None:
    with pytest.raises(ValueError, match="wasn't asked"):
        invitations.answer(asked, {("film", "web"): True}, MYSELF, make.stamp())


def test_later_is_written_down_and_the_link_lives_on(asked: Invitation) -> None:
    token = invitations.new_link(asked, 30, make.stamp())
    invitations.defer(asked, make.stamp())
    assert invitations.by_token(token, make.NOW + 29 * DAY) is asked
    assert {each.kind for each in events_of("invitation", asked.id)} == {"agreement_requested", "agreement_deferred"}


def test_a_signed_form_is_recorded_with_the_text_of_that_form_and_the_day_it_was_signed(party: Party) -> None:
    asked = make.asked(party, way=InvitationWay.PAPER, at=make.NOW - 5 * DAY)
    who = Answerer(Capacity.GUARDIAN, "Vera Vårdnadsson")
    scan = Scan(make.stored_file().id, TODAY - 2 * DAY, who, place="Östersund")
    record = invitations.answer_on_paper(asked, all_yes(asked), scan, make.stamp(make.user()))
    assert record.given_on == TODAY - 2 * DAY
    assert {each.from_day for each in record.answers} == {TODAY - 2 * DAY}
    proof = record.proof
    assert proof is not None
    assert (proof.how, proof.text, proof.place) == (HowGiven.PAPER, asked.text, "Östersund")
    assert (proof.file_id, proof.capacity, proof.answered_by) == (scan.file_id, Capacity.GUARDIAN, "Vera Vårdnadsson")


# -------------------------------------------------------------------------------------------------------- regretting


@pytest.mark.parametrize(
    ("basis", "ending"),
    [
        (LegalBasis.CONSENT, Ending.WITHDRAWN),
        (LegalBasis.CONTRACT, Ending.ENDED),
        (LegalBasis.PUBLIC_INTEREST, Ending.OBJECTED),
        (LegalBasis.LEGAL_OBLIGATION, Ending.OBJECTED),
    ],
)
def test_taking_back_stops_at_once_and_is_called_what_it_is(
    party: Party, example: Example, basis: LegalBasis, ending: Ending
) -> None:
    asked = make.asked(party, basis=basis)
    given = invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    assert open_channels(example) == ["intranet", "web"]
    record = regretting.withdraw(asked, all_yes(asked), MYSELF, make.stamp(at=make.NOW + timedelta(minutes=1)))
    assert open_channels(example) == []
    assert (record.kind, record.ending, record.basis) == (AgreementKind.WITHDRAWAL, ending, basis)
    assert (record.withdraws_id, given.ending) == (given.id, "")
    assert set(regretting.what_holds(asked, TODAY).values()) == {Said.TAKEN_BACK}


def test_a_part_is_taken_back_and_the_rest_holds(asked: Invitation, example: Example) -> None:
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    record = regretting.withdraw(asked, [("name", "web"), ("film", "web")], MYSELF, make.stamp())
    assert {(each.material, each.channel) for each in record.answers} == {("name", "web")}
    assert open_channels(example) == ["intranet"]
    holds = regretting.what_holds(asked, TODAY)
    assert (holds["name", "web"], holds["name", "intranet"]) == (Said.TAKEN_BACK, Said.YES)


def test_what_the_party_has_said_since_in_another_way_is_what_holds(asked: Invitation, party: Party) -> None:
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    make.agreement(party, no=[("name", "web")], given_on=TODAY, from_day=TODAY, at=make.NOW + timedelta(minutes=1))
    holds = regretting.what_holds(asked, TODAY)
    assert (holds["name", "web"], holds["name", "intranet"]) == (Said.NO, Said.YES)
    assert set(regretting.what_holds(asked, asked.until_day + DAY).values()) == {Said.NO, Said.ENDED}


def test_what_else_holds_is_known_and_taken_back_with_all_of_it(
    party: Party, example: Example, asked: Invitation
) -> None:
    """A yes on paper that was given before, for more than the link asked about, doesn't survive "Ta tillbaka allt"."""
    paper = make.agreement(party, yes=[("name", "web"), ("film", "web")], until_day=TODAY + DAY)
    contract = make.agreement(party, yes=[("name", "press")], basis=LegalBasis.CONTRACT)
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    later = make.stamp(at=make.NOW + timedelta(minutes=1))
    found = {each.record.id: each.cells for each in regretting.beside(asked, later)}
    assert found == {paper.id: {("film", "web")}, contract.id: {("name", "press")}}
    ended = regretting.withdraw_everything(asked, MYSELF, later)
    assert {(each.ending, each.withdraws_id) for each in ended} == {
        (Ending.WITHDRAWN, asked.agreement_id),
        (Ending.ENDED, contract.id),
    }
    assert regretting.beside(asked, later) == []
    assert regretting.withdraw_everything(asked, MYSELF, later) == []
    assert open_channels(example) == []
    assert {each.id for each in regretting.endings_since(asked)} == {each.id for each in ended}


def test_an_answer_for_one_example_leaves_the_yes_in_another(party: Party) -> None:
    one, other = make.example("Ett"), make.example("Ett annat")
    for each in (one, other):
        make.appearance(party, each, ["name"])
    wide = make.agreement(party, yes=[("name", "web")])
    asked = make.asked(party, covers=[one], cells=[("name", "web")])
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    later = make.stamp(at=make.NOW + timedelta(minutes=1))
    assert [(each.record.id, each.cells) for each in regretting.beside(asked, later)] == [(wide.id, {("name", "web")})]
    regretting.withdraw(asked, all_yes(asked), MYSELF, later)
    assert (open_channels(one), open_channels(other)) == ([], ["web"])
    assert [each.record.id for each in regretting.beside(asked, later)] == [wide.id]


def test_nothing_is_taken_back_twice(asked: Invitation) -> None:
    invitations.answer(asked, all_yes(asked), MYSELF, make.stamp())
    regretting.withdraw(asked, all_yes(asked), MYSELF, make.stamp())
    with pytest.raises(ValueError, match="needs an answer"):
        regretting.withdraw(asked, all_yes(asked), MYSELF, make.stamp())
