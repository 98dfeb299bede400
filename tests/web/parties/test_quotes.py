"""What people say in an example, in their own words: shown with who they are, and only with a box ticked for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from resultatbank.data import erasing, findings, gate, parties
from resultatbank.data.events import events_of_example
from resultatbank.data.everything import Kind, texts_with
from resultatbank.data.models import Appearance, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import PartyKind, State
from resultatbank.search.names import parse_name
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.parties.anyway import removed, saved_anyway
from tests.web.word_files import lines, opened

WORDS = "Nu räcker pengarna till två anställda till."
SHOWN = ["name", "role", "photo", "quote"]


@pytest.fixture
def appearance(example: Example, person: Party) -> Appearance:
    make.agreement(person, yes=make.everywhere(*SHOWN))
    db.session.commit()
    return parties.appearances_in(example.id)[0]


@pytest.fixture
def employee(app: Flask, within: Flask) -> Browser:
    found = Browser(app)
    found.log_in(make.user(Role.EMPLOYEE))
    return found


def url_of(appearance: Appearance, tail: str = "") -> str:
    return f"/exempel/{appearance.example_id}/medverkande/{appearance.id}{tail}"


def people_of(appearance: Appearance) -> str:
    return f"/exempel/{appearance.example_id}/medverkande"


def say(browser: Browser, appearance: Appearance, quote: str = WORDS, materials: list[str] = SHOWN) -> None:
    browser.get(people_of(appearance))
    assert browser.post(url_of(appearance), materials=materials, quote=quote).status_code == 303


def said_on(browser: Browser, example_id: int) -> list[str]:
    page = soup(browser.get(f"/exempel/{example_id}"))
    return [" ".join(each.get_text(" ", strip=True).split()) for each in page.select("main figure:has(blockquote)")]


def test_what_is_said_stands_on_the_page_with_who_says_it(
    browser: Browser, employee: Browser, appearance: Appearance
) -> None:
    say(browser, appearance)
    (said,) = said_on(employee, appearance.example_id)
    assert WORDS in said
    assert said.endswith("Samira Påhittström, delägare")


@pytest.mark.parametrize(
    ("materials", "who"),
    [(["photo", "quote"], ""), (["role", "quote"], "delägare"), (["name", "quote"], "Samira Påhittström")],
)
def test_only_what_is_shown_of_the_one_who_says_it_is_told(
    browser: Browser, employee: Browser, appearance: Appearance, materials: list[str], who: str
) -> None:
    say(browser, appearance, materials=materials)
    (said,) = said_on(employee, appearance.example_id)
    assert said.strip("” ") == f"{WORDS}” {who}".strip("” ")
    assert "Samira" in said or who != "Samira Påhittström"
    assert ("Samira" in said) == (who == "Samira Påhittström")


def test_a_company_says_things_too(browser: Browser, employee: Browser, example: Example) -> None:
    company = make.party("Påhittade Rökeriet AB", kind=PartyKind.ORGANISATION)
    make.agreement(company, yes=make.everywhere("company_name", "quote"))
    make.agreement(parties.appearances_in(example.id)[0].party, yes=make.everywhere("name", "photo"))
    db.session.commit()
    url = f"/exempel/{example.id}/medverkande/ny?part={company.id}"
    browser.get(url)
    assert browser.post(url, materials=["company_name", "quote"], quote=WORDS).status_code == 303
    (said,) = said_on(employee, example.id)
    assert said.endswith("Påhittade Rökeriet AB")


def test_the_copied_text_the_word_file_and_the_collection_have_it(
    browser: Browser, employee: Browser, appearance: Appearance
) -> None:
    say(browser, appearance)
    whole = f"”{WORDS}” – Samira Påhittström, delägare"
    address = f"/exempel/{appearance.example_id}"
    employee.get(address)
    assert whole in words(employee.post(f"{address}/kopiera", htmx="copied"))
    assert whole in lines(opened(employee.post(f"{address}/word")))


def test_it_is_found_by_its_words(browser: Browser, employee: Browser, appearance: Appearance) -> None:
    say(browser, appearance, "Surdegen jäser bättre i lugn och ro.")
    assert "Lägre elräkning" in words(employee.get("/exempel?q=surdegen"))
    say(browser, appearance, "")
    assert "Lägre elräkning, fler jobb" not in words(employee.get("/exempel?q=surdegen"))


def test_the_reviewer_reads_it_in_the_row(app: Flask, browser: Browser, appearance: Appearance, clock: Clock) -> None:
    say(browser, appearance)
    clock.forward(days=800)
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    page = words(reviewer.get(f"/granskning/{appearance.example_id}"))
    assert WORDS in page


def test_words_without_their_box_are_refused_and_stay_in_the_form(browser: Browser, appearance: Appearance) -> None:
    browser.get(people_of(appearance))
    refused = browser.post(url_of(appearance), materials=["name"], quote=WORDS)
    assert refused.status_code == 422
    assert "Kryssa i Citat" in words(refused)
    field = soup(refused).find("textarea", attrs={"name": "quote"})
    assert field is not None
    assert field.get_text().strip() == WORDS
    db.session.expire_all()
    assert (appearance.quote, len(appearance.materials)) == ("", 2)


def test_the_box_is_not_unticked_while_the_words_stand_there(browser: Browser, appearance: Appearance) -> None:
    say(browser, appearance)
    assert browser.post(url_of(appearance), materials=["name"], quote=WORDS).status_code == 422
    say(browser, appearance, "", ["name"])
    assert db.session.get_one(Appearance, appearance.id).quote == ""


def test_no_verb_shows_words_without_the_material(appearance: Appearance, example: Example) -> None:
    with pytest.raises(ValueError, match="quote"):
        parties.show_materials(appearance, ["name"], make.stamp(), WORDS)
    with pytest.raises(ValueError, match="quote"):
        parties.add_appearance(example, make.party(), ["name"], make.stamp(), WORDS)


def test_words_that_nobody_has_said_yes_to_close_the_example_at_once(
    browser: Browser, employee: Browser, example: Example, person: Party, clock: Clock
) -> None:
    make.agreement(person, yes=make.everywhere("name", "photo"))
    db.session.commit()
    assert gate.is_visible(example.id, clock.day)
    appearance = parties.appearances_in(example.id)[0]
    browser.get(people_of(appearance))
    saved_anyway(browser, url_of(appearance), materials=["name", "photo", "quote"], quote=WORDS)
    assert not gate.is_visible(example.id, clock.day)
    assert WORDS not in words(employee.get(f"/exempel/{example.id}"))


def test_a_pair_of_marks_around_the_words_is_taken_away(browser: Browser, appearance: Appearance) -> None:
    say(browser, appearance, "”Hej och hå”")
    assert db.session.get_one(Appearance, appearance.id).quote == "Hej och hå"
    say(browser, appearance, "Hon sade ”hej” till mig, och ”hå”")
    db.session.expire_all()
    assert appearance.quote == "Hon sade ”hej” till mig, och ”hå”"


def test_somebody_elses_newer_words_are_not_written_over_unseen(browser: Browser, appearance: Appearance) -> None:
    mine = browser.form(browser.get(people_of(appearance)), url_of(appearance))
    say(browser, appearance, "Någon annans ord.")
    sent = {**mine, "materials": SHOWN, "quote": "Mina ord."}
    refused = browser.post(url_of(appearance), sent)
    assert refused.status_code == 422
    assert "Någon annan har ändrat citatet. Nu står där ”Någon annans ord.”" in words(refused)
    again = {**browser.form(refused, url_of(appearance)), "materials": SHOWN}
    assert again["quote"] == "Mina ord."
    assert browser.post(url_of(appearance), again).status_code == 303
    db.session.expire_all()
    assert appearance.quote == "Mina ord."


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Jag heter 811228-9874.", "Det ser ut som ett personnummer"),
        ("x" * 1_001, "Korta den till högst 1000"),
        ("Ett \x07 tecken", "tecken som inte går att visa"),
    ],
)
def test_bad_words_are_a_sentence(browser: Browser, appearance: Appearance, quote: str, sentence: str) -> None:
    browser.get(people_of(appearance))
    refused = browser.post(url_of(appearance), materials=SHOWN, quote=quote)
    assert refused.status_code == 422
    assert sentence in words(refused)


def test_a_name_in_what_is_said_is_asked_about(browser: Browser, appearance: Appearance) -> None:
    say(browser, appearance, "Utan Bertil Hittepåsson hade det aldrig gått.")
    assert findings.open_in([appearance.example_id])
    assert "Utan Bertil Hittepåsson hade" in words(browser.get(people_of(appearance)))


def test_the_one_who_is_no_longer_in_the_example_says_nothing_there(
    browser: Browser, employee: Browser, appearance: Appearance
) -> None:
    say(browser, appearance)
    removed(browser, url_of(appearance, "/avsluta"), ended_on="2026-11-23")
    db.session.expire_all()
    assert db.session.get_one(Appearance, appearance.id).quote == ""
    assert said_on(browser, appearance.example_id) == []


def test_who_is_named_in_it_is_found_and_led_to(browser: Browser, app: Flask, appearance: Appearance) -> None:
    parties.show_materials(appearance, SHOWN, make.stamp(), "Tack vare Bertil Hittepåsson.")
    db.session.commit()
    name = parse_name("Bertil Hittepåsson")
    assert name is not None
    (spots,) = texts_with(name).exact.of(Kind.EXAMPLES).values()
    assert "appearance.quote" in [spot.column for spot in spots]


def test_an_erased_name_is_taken_out_of_what_others_said(appearance: Appearance, tmp_path: Path) -> None:
    example = db.session.get_one(Example, appearance.example_id)
    example.state = State.DRAFT
    gone = make.party("Bertil Hittepåsson")
    make.appearance(gone, example, ["name"]).ended_at = make.NOW
    parties.show_materials(appearance, SHOWN, make.stamp(), "Tack vare Bertil Hittepåsson.")
    db.session.commit()
    erasing.erase(gone, "G 2026-1", make.stamp(make.user()), tmp_path)
    db.session.expire_all()
    assert appearance.quote == "Tack vare [raderat]."


def test_the_log_says_that_it_was_changed_and_never_what_was_said(browser: Browser, appearance: Appearance) -> None:
    say(browser, appearance)
    events = events_of_example(appearance.example_id)
    assert events[0].kind == "appearance_changed"
    assert "pengarna" not in "".join(map(str, (event.fields for event in events)))
