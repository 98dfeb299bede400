"""What a party allowed ends in its own way: withdrawn, objected to, ended, taken back by us, or never right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import confirmations, invitations, objections, regretting, sweeping, takedowns
from resultatbank.data.agreements import agreements_of
from resultatbank.data.invitations import Answerer
from resultatbank.data.models import Agreement, Example, Letter, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.words import AgreementKind, Ending, LegalBasis, LetterKind
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words

TODAY = "2026-11-23"


def allowed(person: Party, basis: LegalBasis, until: date = date(2027, 12, 31), **values: Any) -> Agreement:
    return make.agreement(person, yes=make.everywhere("name", "photo"), until_day=until, basis=basis, **values)


def placement(example: Example, channel: str = "web", **values: Any) -> Placement:
    made = Placement(example_id=example.id, channel=channel, from_day=date(2026, 10, 1), **values)
    db.session.add(made)
    db.session.flush()
    return made


def end(browser: Browser, person: Party, **fields: Any) -> Any:
    url = f"/parter/{person.id}/aterkalla"
    return browser.post(url, {**browser.form(browser.get(url), url), "how": "mail", **fields})


def letters(person: Party) -> list[str]:
    db.session.expire_all()
    query = select(Letter.kind).where(Letter.party_id == person.id)
    return [str(each) for each in db.session.scalars(query.order_by(Letter.id))]


def settle(browser: Browser, place: Placement, **fields: str) -> None:
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    start = browser.form(browser.get(url), url)
    assert browser.post(url, {**start, "outcome": "down", **fields}).status_code == 303


@pytest.mark.parametrize(
    ("basis", "ending", "said"),
    [
        (LegalBasis.CONSENT, Ending.WITHDRAWN, "tog tillbaka sitt ja 2026-11-23"),
        (LegalBasis.PUBLIC_INTEREST, Ending.OBJECTED, "invände 2026-11-23"),
        (LegalBasis.CONTRACT, Ending.ENDED, "avslutades 2026-11-23"),
        (LegalBasis.LEGAL_OBLIGATION, Ending.OBJECTED, "invände 2026-11-23"),
    ],
)
def test_each_basis_has_its_own_word_for_ending_and_is_offered_it_first(
    browser: Browser, person: Party, example: Example, basis: LegalBasis, ending: Ending, said: str
) -> None:
    allowed(person, basis)
    answer = end(browser, person)
    assert answer.status_code == 303
    record = agreements_of(person.id)[0]
    assert (record.kind, record.ending, record.basis) == (AgreementKind.WITHDRAWAL, ending, basis)
    assert said in words(browser.follow(answer))
    assert letters(person) == [LetterKind.STOPPED]


@pytest.mark.parametrize(("ending", "told"), [(Ending.REVOKED, [LetterKind.STOPPED]), (Ending.INVALIDATED, [])])
def test_what_we_end_ourselves_says_why_and_a_record_that_was_wrong_is_nothing_to_tell_the_party(
    browser: Browser, person: Party, example: Example, ending: Ending, told: list[LetterKind]
) -> None:
    allowed(person, LegalBasis.CONTRACT)
    refused = end(browser, person, ending=ending, how="")
    assert refused.status_code == 422
    assert "Skriv varför" in words(refused)
    assert end(browser, person, ending=ending, how="", note="Bilden var suddig.").status_code == 303
    record = agreements_of(person.id)[0]
    assert record.ending == ending
    assert record.proof is not None
    assert (record.proof.how, record.proof.note) == ("own", "Bilden var suddig.")
    assert letters(person) == told


def test_one_agreement_can_not_end_in_another_agreements_way(browser: Browser, person: Party, example: Example) -> None:
    consent = allowed(person, LegalBasis.CONSENT)
    allowed(person, LegalBasis.CONTRACT)
    refused = end(browser, person, ending=Ending.ENDED, scope="one", agreement_id=str(consent.id))
    assert refused.status_code == 422
    assert "vilar på samtycke" in words(refused)
    assert len(agreements_of(person.id)) == 2


def test_an_ending_that_nothing_of_the_partys_can_have_is_refused(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    assert end(browser, person, ending=Ending.OBJECTED).status_code == 422
    assert len(agreements_of(person.id)) == 1


# --------------------------------------------------------------------------------------------- the second confirmation


def test_the_party_is_told_once_more_when_the_last_of_it_is_down(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    places = [placement(example), placement(example, "social"), placement(example, "print", address="400 ex")]
    end(browser, person)
    settle(browser, places[0])
    settle(browser, places[2], outcome="stays", reason="Redan utdelad.")
    assert letters(person) == [LetterKind.STOPPED]
    settle(browser, places[1])
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
    record = agreements_of(person.id)[0]
    page = words(browser.get(f"/overenskommelser/{record.id}/bekraftelse"))
    assert "Inget ligger kvar ute" in page
    assert "400 ex: kan inte tas ned, Redan utdelad." in page


def test_a_takedown_that_was_wrong_is_taken_up_again_and_the_letter_that_says_so_does_not_go(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    place = placement(example)
    end(browser, person)
    settle(browser, place)
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
    url, again = f"/publiceringsplatser/{place.id}/ta-ned", f"/publiceringsplatser/{place.id}/ta-upp"
    fields = browser.form(browser.get(url), again)
    assert "inte klar längre" in words(browser.follow(browser.post(again, fields)))
    assert letters(person) == [LetterKind.STOPPED]
    db.session.refresh(place)
    assert (place.outcome, place.settled_on, place.settled_by_id) == ("", None, None)
    assert "hann före" in words(browser.follow(browser.post(again, fields)))
    settle(browser, place)
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]


@pytest.mark.parametrize("day", ["2026-09-30", "2026-11-24"])
def test_nothing_is_taken_down_before_it_was_published_or_in_the_future(
    browser: Browser, person: Party, example: Example, day: str
) -> None:
    place = placement(example)
    url = f"/publiceringsplatser/{place.id}/ta-ned"
    response = browser.post(url, {**browser.form(browser.get(url), url), "outcome": "down", "settled_on": day})
    assert response.status_code == 422
    assert "publicerades 2026-10-01" in words(response) or "har inte varit än" in words(response)
    with pytest.raises(ValueError, match="before it is published"):
        takedowns.settle(place, "down", "", date.fromisoformat(day), place.version, make.stamp())


def test_what_was_to_be_published_later_can_be_stopped_today(browser: Browser, person: Party, example: Example) -> None:
    place = placement(example)
    place.from_day = date(2026, 12, 24)
    db.session.commit()
    settle(browser, place)
    db.session.refresh(place)
    assert place.settled_on == date(2026, 11, 23)


def test_what_is_late_is_called_late_and_promises_no_day_that_has_passed(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    allowed(person, LegalBasis.CONSENT)
    placement(example)
    end(browser, person)
    clock.forward(days=30)
    record = agreements_of(person.id)[0]
    page = words(browser.get(f"/overenskommelser/{record.id}/bekraftelse"))
    assert "så snart vi kan, det skulle ha varit klart 2026-11-26" in page
    assert "Skulle ha tagits ned 2026-11-26" in page
    letter = db.session.scalars(select(Letter).where(Letter.party_id == person.id)).one()
    sent = words(browser.get(f"/brev/{letter.id}"))
    assert "så snart vi kan" in sent
    assert "2026-11-26" not in sent


@pytest.mark.parametrize(
    ("basis", "fields", "said"),
    [
        (LegalBasis.PUBLIC_INTEREST, {}, "Invändning prövas"),
        (LegalBasis.CONSENT, {}, "Återkallad"),
        (LegalBasis.CONTRACT, {}, "Avtalet avslutat"),
        (LegalBasis.CONSENT, {"ending": Ending.REVOKED, "note": "Vi byter bild."}, "Stoppad av oss"),
        (LegalBasis.CONSENT, {"ending": Ending.INVALIDATED, "note": "Fel person."}, "Posten var fel"),
    ],
)
def test_the_party_and_the_register_say_in_which_way_it_ended(
    browser: Browser, person: Party, example: Example, basis: LegalBasis, fields: dict[str, str], said: str
) -> None:
    allowed(person, basis)
    end(browser, person, **fields)
    page = words(browser.get(f"/parter/{person.id}"))
    assert said in page
    assert said in words(browser.get("/overenskommelser")).replace("\u00a0", " ")
    matrix = soup(browser.get(f"/parter/{person.id}")).select_one("table.mx")
    assert matrix is not None
    rows = {row.th.get_text(): row.get_text(" ") for row in matrix.select("tbody tr") if row.th}
    assert "Återkallat" in rows["Foto"]
    assert "Återkallat" not in rows["Film"], "nobody had asked about film"


def test_the_inbox_tells_of_objections_and_letters_and_what_parties_have_said_by_themselves(
    browser: Browser, person: Party, example: Example, clock: Clock
) -> None:
    asked = make.asked(person, basis=LegalBasis.PUBLIC_INTEREST)
    invitations.answer(asked, {("name", "web"): True}, Answerer(), make.stamp())
    clock.forward(minutes=1)
    regretting.withdraw_everything(asked, Answerer(), make.stamp(at=clock.at))
    db.session.commit()
    page = browser.get("/inkorg")
    said = words(page)
    assert "Invändningar att besluta om, 1" in said
    assert "Brev att lämna, 1" in said
    assert f"{person.name} : invände" in said
    assert f"{person.name} : sade ja" in said
    count = soup(page).select_one("#count-inbox-items")
    assert count is not None
    assert count.get_text() == "2 väntar"
    record = agreements_of(person.id)[0]
    told = words(browser.get(f"/overenskommelser/{record.id}"))
    assert "av parten själv med personlig länk" in told
    assert "parten själv" in words(browser.get(f"/overenskommelser/{record.id}/kvitto"))
    clock.forward(days=15)
    assert "sade ja" not in words(browser.get("/inkorg"))


def test_the_inbox_tells_of_noes_beside_a_yes(browser: Browser, person: Party, example: Example) -> None:
    invitations.answer(make.asked(person), {("name", "web"): True, ("photo", "web"): False}, Answerer(), make.stamp())
    db.session.commit()
    assert f"{person.name} : sade ja till en del och nej till resten" in words(browser.get("/inkorg"))


def test_who_had_nothing_out_there_is_told_once(browser: Browser, person: Party, example: Example) -> None:
    allowed(person, LegalBasis.CONSENT)
    old = placement(example, outcome="down", settled_on=date(2026, 11, 1))
    end(browser, person)
    assert letters(person) == [LetterKind.STOPPED]
    assert old.outcome == "down"


def test_what_is_up_in_a_channel_that_was_not_taken_back_does_not_hold_the_confirmation(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    web, press = placement(example), placement(example, "press")
    end(browser, person, scope="some", channels=["web"])
    settle(browser, web)
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
    assert press.is_up


def test_another_partys_takedown_tells_only_those_it_was_about(
    browser: Browser, person: Party, example: Example
) -> None:
    other = make.party("Olle Obetänksson")
    elsewhere = make.example("Ett annat")
    make.appearance(other, elsewhere, ["name"])
    for each in (person, other):
        allowed(each, LegalBasis.CONSENT)
    mine, theirs = placement(example), placement(elsewhere)
    end(browser, person)
    end(browser, other)
    settle(browser, mine)
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
    assert letters(other) == [LetterKind.STOPPED]
    assert theirs.is_up


def test_a_party_is_told_only_of_what_its_own_no_takes_down(browser: Browser, person: Party, example: Example) -> None:
    other = make.party("Olle Obetänksson")
    both, without = make.example("Båda två"), make.example("Bara den andra")
    for each in (both, without):
        make.appearance(other, each, ["name"])
    make.appearance(person, both, ["name"])
    make.appearance(person, without, ["quote"])
    for each in (person, other):
        allowed(each, LegalBasis.CONSENT)
    mine, shared, not_mine = (placement(each, address=f"{each.id}.example.se") for each in (example, both, without))
    end(browser, other)
    end(browser, person, scope="some", materials=["name"])
    record = agreements_of(person.id)[0]
    assert {each.placement.id for each in confirmations.left(record, make.NOW.date())} == {mine.id, shared.id}
    settle(browser, mine)
    settle(browser, shared)
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
    assert not_mine.is_up


def test_who_shows_nothing_of_what_was_taken_back_is_told_no_second_time(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    placement(example)
    end(browser, person, scope="some", materials=["film"])
    assert letters(person) == [LetterKind.STOPPED]


# ---------------------------------------------------------------------------------------------------------- objections


def objected(browser: Browser, person: Party) -> Agreement:
    allowed(person, LegalBasis.PUBLIC_INTEREST)
    end(browser, person, note="Vill inte synas.")
    return agreements_of(person.id)[0]


def test_an_objection_waits_for_a_decision_and_the_party_is_told_of_it(
    browser: Browser, person: Party, example: Example
) -> None:
    record = objected(browser, person)
    assert "visas inte medan ni prövar den" in words(browser.get(f"/parter/{person.id}"))
    url = f"/overenskommelser/{record.id}/beslut"
    page = browser.get(url)
    assert "Vill inte synas." in words(page)
    start = browser.form(page, url)
    refused = browser.post(url, {**start, "outcome": "denied"})
    assert refused.status_code == 422
    assert "Skriv skälen" in words(refused)
    saved = browser.follow(browser.post(url, {**start, "outcome": "denied", "reason": "Stort allmänt intresse."}))
    assert "Avslås 2026-11-23" in words(saved)
    assert "Stort allmänt intresse." in words(saved)
    assert "visas inte medan ni prövar den" not in words(browser.get(f"/parter/{person.id}"))
    assert letters(person) == [LetterKind.STOPPED, LetterKind.DECISION]


def test_an_objection_that_is_denied_opens_nothing_by_itself(browser: Browser, person: Party, example: Example) -> None:
    record = objected(browser, person)
    url = f"/overenskommelser/{record.id}/beslut"
    browser.post(url, {**browser.form(browser.get(url), url), "outcome": "denied", "reason": "Skäl."})
    answers = agreements_of(person.id)[0].answers
    assert answers
    assert not any(each.yes for each in answers)


def test_a_decision_is_made_once(browser: Browser, person: Party, example: Example) -> None:
    record = objected(browser, person)
    url = f"/overenskommelser/{record.id}/beslut"
    fields = {**browser.form(browser.get(url), url), "outcome": "upheld", "reason": "Rätt."}
    assert browser.post(url, fields).status_code == 303
    late = browser.post(url, {**fields, "outcome": "denied"})
    assert late.status_code == 422
    db.session.expire_all()
    decision = objections.decision_of(record)
    assert decision is not None
    assert decision.outcome == "upheld"


def test_only_an_objection_is_decided(browser: Browser, person: Party, example: Example) -> None:
    given = allowed(person, LegalBasis.CONSENT)
    end(browser, person)
    withdrawal = agreements_of(person.id)[0]
    for each in (given, withdrawal):
        assert browser.get(f"/overenskommelser/{each.id}/beslut").status_code == 404


def test_an_employee_decides_nothing(app: Flask, browser: Browser, person: Party, example: Example) -> None:
    record = objected(browser, person)
    employee = Browser(app)
    employee.log_in(make.user())
    assert employee.get(f"/overenskommelser/{record.id}/beslut").status_code == 403


def test_today_is_offered_as_the_day(browser: Browser, person: Party) -> None:
    url = f"/parter/{person.id}/aterkalla"
    assert browser.form(browser.get(url), url)["given_on"] == TODAY


def test_what_runs_out_by_itself_is_down_too_and_the_sweep_tells_the_party(
    browser: Browser, person: Party, example: Example
) -> None:
    allowed(person, LegalBasis.CONSENT)
    placement(example, until_day=date(2026, 11, 24))
    end(browser, person)
    assert sweeping.sweep(make.stamp(at=make.NOW)).all_down == 0
    later = make.stamp(at=make.NOW + timedelta(days=2))
    assert [sweeping.sweep(later).all_down, sweeping.sweep(later).all_down] == [1, 0]
    assert letters(person) == [LetterKind.STOPPED, LetterKind.ALL_DOWN]
