"""A party that is no longer in an example: asked about first, and put back as it was when it was wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from resultatbank.data import findings, gate, parties
from resultatbank.data.events import events_of_example
from resultatbank.data.models import Appearance, Example, Finding, Party, User
from resultatbank.extensions import db
from resultatbank.rules.words import FindingKind, FindingOutcome
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.parties.anyway import removed

QUOTE = "Nu räcker pengarna.\n\nTill två till."


@pytest.fixture
def appearance(example: Example, person: Party) -> Appearance:
    """The person in a published example, with what she says and a yes for it all."""
    make.agreement(person, yes=make.everywhere("name", "photo", "quote"))
    found = parties.appearances_in(example.id)[0]
    parties.show_materials(found, ["name", "photo", "quote"], make.stamp(), QUOTE)
    make.text(example, "result", "Samira Påhittström byggde ut.")
    db.session.commit()
    return found


@pytest.fixture
def other(example: Example) -> Appearance:
    """Somebody else in the same example, with a yes."""
    party = make.party("Bo Ek")
    make.agreement(party, yes=make.everywhere("name"))
    return make.appearance(party, example, ["name"])


def url_of(appearance: Appearance, tail: str = "avsluta") -> str:
    return f"/exempel/{appearance.example_id}/medverkande/{appearance.id}/{tail}"


def people_of(appearance: Appearance) -> str:
    return f"/exempel/{appearance.example_id}/medverkande"


def test_what_follows_is_told_and_nothing_is_done(
    browser: Browser, appearance: Appearance, other: Appearance, clock: Clock
) -> None:
    browser.get(people_of(appearance))
    asked = browser.post(url_of(appearance))
    text = words(asked)
    assert "Ta bort Samira Påhittström ur exemplet?" in text
    assert "Exemplet spärras. Medarbetare ser det inte längre" in text
    assert "Samira Påhittström står i texten." in text
    assert "Exemplet är spärrat tills namnet är borttaget där, Samira Påhittström är med igen eller" in text
    assert "Citatet tas bort: ”Nu räcker pengarna. Till två till.”" in text
    links = {str(link["href"]) for link in soup(asked).select("main a")}
    assert {f"/exempel/{appearance.example_id}/steg/2#fraga-result", people_of(appearance)} <= links
    db.session.expire_all()
    assert (appearance.ended_at, appearance.quote) == (None, QUOTE)
    assert gate.is_visible(appearance.example_id, clock.day)
    assert "appearance_ended" not in {each.kind for each in events_of_example(appearance.example_id)}


def test_where_nothing_closes_nothing_is_said_to(
    browser: Browser, appearance: Appearance, other: Appearance, clock: Clock
) -> None:
    browser.get(people_of(other))
    asked = browser.post(url_of(other))
    assert "spärra" not in words(asked)
    done = removed(browser, url_of(other))
    assert "Bo Ek är inte längre med i exemplet" in words(done)
    assert "spärra" not in words(done)
    assert gate.is_visible(other.example_id, clock.day)


def test_the_page_afterwards_says_why_the_example_is_closed_and_where_the_name_stands(
    browser: Browser, appearance: Appearance, other: Appearance, clock: Clock
) -> None:
    browser.get(people_of(appearance))
    done = removed(browser, url_of(appearance))
    assert "Exemplet är spärrat tills namnet är borttaget ur texten" in words(done)
    assert f"/exempel/{appearance.example_id}/steg/2#fraga-result" in {str(a["href"]) for a in soup(done).select("a")}
    assert not gate.is_visible(appearance.example_id, clock.day)
    db.session.expire_all()
    assert appearance.quote == ""


def test_undoing_puts_the_party_back_as_it_was(
    browser: Browser, appearance: Appearance, other: Appearance, clock: Clock
) -> None:
    browser.get(people_of(appearance))
    done = removed(browser, url_of(appearance))
    page = browser.follow(browser.post(url_of(appearance, "angra"), browser.form(done, url_of(appearance, "angra"))))
    assert "Samira Påhittström är med i exemplet igen, som förut." in words(page)
    db.session.expire_all()
    assert (appearance.ended_at, appearance.quote) == (None, QUOTE)
    assert {each.material for each in appearance.materials} == {"name", "photo", "quote"}
    assert gate.is_visible(appearance.example_id, clock.day)
    assert findings.asked_in(appearance.example_id) == []
    assert events_of_example(appearance.example_id)[0].kind == "appearance_put_back"


def test_undoing_answers_the_questions_about_the_name_as_before(
    browser: Browser, writer: User, appearance: Appearance, other: Appearance
) -> None:
    example = db.session.get_one(Example, appearance.example_id)
    make.text(example, "background", "Det sade Samira Påhittis redan i våras.")
    db.session.commit()
    asked = findings.asked_in(example.id)
    assert [each.kind for each in asked] == [FindingKind.NAME]
    findings.settle(asked[0].finding, FindingOutcome.PARTY, make.stamp(writer), appearance.party)
    browser.get(people_of(appearance))
    done = removed(browser, url_of(appearance))
    assert any(each.finding.text == "Samira Påhittis" for each in findings.asked_in(example.id))
    browser.post(url_of(appearance, "angra"), browser.form(done, url_of(appearance, "angra")))
    db.session.expire_all()
    row = db.session.scalars(select(Finding).where(Finding.text == "Samira Påhittis")).one()
    assert (row.outcome, row.party_id) == (FindingOutcome.PARTY, appearance.party_id)


def test_sending_twice_is_harmless(browser: Browser, appearance: Appearance, other: Appearance) -> None:
    browser.get(people_of(appearance))
    done = removed(browser, url_of(appearance))
    again = browser.follow(browser.post(url_of(appearance)))
    assert "Samira Påhittström är inte längre med i exemplet." in words(again)
    fields = browser.form(done, url_of(appearance, "angra"))
    browser.post(url_of(appearance, "angra"), fields)
    twice = browser.follow(browser.post(url_of(appearance, "angra"), fields))
    assert "Samira Påhittström är redan med i exemplet." in words(twice)


def test_one_who_has_been_added_again_is_not_put_back_beside_herself(
    browser: Browser, writer: User, example: Example, person: Party, appearance: Appearance, other: Appearance
) -> None:
    browser.get(people_of(appearance))
    done = removed(browser, url_of(appearance))
    parties.add_appearance(example, person, ["name"], make.stamp(writer))
    page = browser.follow(browser.post(url_of(appearance, "angra"), browser.form(done, url_of(appearance, "angra"))))
    assert "är redan med i exemplet" in words(page)
    assert len([each for each in parties.appearances_in(example.id) if each.party_id == person.id]) == 1


def test_one_who_is_erased_or_in_another_example_is_no_page(
    browser: Browser, person: Party, appearance: Appearance, other: Appearance
) -> None:
    elsewhere = make.example("Ett annat")
    browser.get(people_of(appearance))
    removed(browser, url_of(appearance))
    assert browser.post(f"/exempel/{elsewhere.id}/medverkande/{appearance.id}/angra").status_code == 404
    assert browser.post(f"/exempel/{elsewhere.id}/medverkande/{appearance.id}/avsluta").status_code == 404
    person.erased_at = make.NOW
    assert browser.post(url_of(appearance, "angra")).status_code == 404


@pytest.mark.parametrize("quote", ["Jag heter 811228-9874.", "x" * 1_001, "Ett \x07 tecken"])
def test_words_that_may_not_be_saved_are_not_put_back(
    browser: Browser, appearance: Appearance, other: Appearance, quote: str
) -> None:
    browser.get(people_of(appearance))
    removed(browser, url_of(appearance))
    refused = browser.post(url_of(appearance, "angra"), quote=quote)
    assert refused.status_code in (400, 422)
    db.session.expire_all()
    assert appearance.ended_at is not None


def test_words_without_their_material_are_not_put_back(
    browser: Browser, appearance: Appearance, other: Appearance
) -> None:
    browser.get(people_of(other))
    removed(browser, url_of(other))
    refused = browser.post(url_of(other, "angra"), quote="Något som ingen sagt.")
    assert refused.status_code == 422
    db.session.expire_all()
    assert other.ended_at is not None
