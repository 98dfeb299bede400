"""Tips, help and faults: anybody sends, a communicator answers, and the sender is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import inbox
from resultatbank.data.models import Source
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words


@pytest.fixture
def employee(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(name="Tilda Tipsdotter"))
    return browser


@pytest.fixture
def communicator(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.COMMUNICATOR, name="Karin Kommunikatör"))
    return browser


def tip(browser: Browser) -> inbox.InboxItem:
    browser.get("/tipsa")
    assert browser.post("/tipsa", what="Bageriet fick el över\ntill kvarteret", read_more="dnr 1").status_code == 303
    return inbox.open_items()[-1]


def test_a_tip_becomes_a_draft_with_its_words_and_leaves_the_inbox(employee: Browser, communicator: Browser) -> None:
    item = tip(employee)
    assert "Bageriet fick el över" in words(communicator.get("/inkorg"))
    communicator.get(f"/inkorg/{item.id}")
    assert communicator.post(f"/inkorg/{item.id}/exempel/planned").status_code == 303
    db.session.expire_all()
    assert item.outcome == "became_example"
    assert item.example is not None
    assert item.example.state == State.PLANNED
    assert item.example.title == "Bageriet fick el över"
    source = db.session.scalars(select(Source)).one()
    assert (source.example_id, source.title, source.link) == (item.example.id, "dnr 1", "")
    assert not inbox.open_items()


@pytest.mark.parametrize("state", ["draft", "planned"])
@pytest.mark.parametrize(
    ("read_more", "link", "number"),
    [
        ("Dnr: Ä 2026:123", "", "Ä 2026:123"),
        ("Rapporten, 2026/123, på www.example.se/el.", "https://www.example.se/el", "2026/123"),
        ("https://www.example.se/el", "https://www.example.se/el", ""),
    ],
)
def test_what_a_tip_points_at_is_read_into_its_source(
    employee: Browser, communicator: Browser, state: str, read_more: str, link: str, number: str
) -> None:
    employee.get("/tipsa")
    assert employee.post("/tipsa", what="Bageriet fick el över", read_more=read_more).status_code == 303
    item = inbox.open_items()[-1]
    communicator.get(f"/inkorg/{item.id}")
    assert communicator.post(f"/inkorg/{item.id}/exempel/{state}").status_code == 303
    source = db.session.scalars(select(Source)).one()
    assert (source.title, source.link, source.diary_number) == (read_more, link, number)
    assert "Länk, fil eller diarienummer saknas" not in words(communicator.get(f"/exempel/{source.example_id}/steg/2"))


def test_a_tip_that_names_only_a_person_still_asks_for_where_it_is(employee: Browser, communicator: Browser) -> None:
    employee.get("/tipsa")
    employee.post("/tipsa", what="Bageriet fick el över", read_more="Fråga på energienheten")
    item = inbox.open_items()[-1]
    communicator.get(f"/inkorg/{item.id}")
    communicator.post(f"/inkorg/{item.id}/exempel/draft")
    step = words(communicator.get(f"/exempel/{db.session.scalars(select(Source.example_id)).one()}/steg/2"))
    assert "Länk, fil eller diarienummer saknas" in step


def test_an_empty_tip_is_refused_and_what_was_typed_stays(employee: Browser) -> None:
    employee.get("/tipsa")
    response = employee.post("/tipsa", what="", read_more="en länk")
    assert response.status_code == 422
    assert employee.form(response, "/tipsa")["read_more"] == "en länk"
    assert not inbox.open_items()


def test_declining_needs_a_reply_that_the_sender_sees(employee: Browser, communicator: Browser) -> None:
    item = tip(employee)
    fields = communicator.form(communicator.get(f"/inkorg/{item.id}"), f"/inkorg/{item.id}")
    assert communicator.post(f"/inkorg/{item.id}", {**fields, "outcome": "declined"}).status_code == 422
    reply = "Tack, men vi berättade om bageriet i våras."
    assert communicator.post(f"/inkorg/{item.id}", {**fields, "outcome": "declined", "reply": reply}).status_code == 303
    assert [each.reply for each in inbox.items_of(item.sent_by_id)] == [reply]


def test_the_second_of_two_communicators_sees_the_first_answer_and_keeps_what_they_wrote(
    app: Flask, employee: Browser, communicator: Browser
) -> None:
    for url in ("/inkorg/{id}", "/inkorg/{id}/exempel/draft"):
        item = tip(employee)
        url = url.format(id=item.id)
        other = Browser(app)
        other.log_in(make.user(Role.COMMUNICATOR))
        fields = communicator.form(communicator.get(f"/inkorg/{item.id}"), f"/inkorg/{item.id}")
        same = other.form(other.get(f"/inkorg/{item.id}"), f"/inkorg/{item.id}")
        first = {**fields, "outcome": "done", "reply": "Det första svaret"}
        assert communicator.post(f"/inkorg/{item.id}", first).status_code == 303
        late = other.post(url, {**same, "outcome": "done", "reply": "Det jag skrev"})
        assert late.status_code == 422
        assert "Karin Kommunikatör hann svara på det här" in words(late)
        assert "Det första svaret" in words(late)
        [kept] = soup(late).select("textarea")
        assert (kept.text, kept.has_attr("readonly")) == ("Det jag skrev", True)
        again = communicator.post(url, {**fields, "outcome": "done", "reply": ""})
        assert "Du har redan svarat på det här" in words(again)
        assert not soup(again).select("textarea")
        db.session.expire_all()
        assert (item.reply, item.example) == ("Det första svaret", None)


@pytest.mark.parametrize(("state", "said"), [("draft", "Blev ett utkast"), ("planned", "Blev ett planerat resultat")])
def test_the_tipper_is_told_what_became_of_the_tip_and_reads_the_reply(
    employee: Browser, communicator: Browser, clock: Clock, state: str, said: str
) -> None:
    item = tip(employee)
    shown = communicator.get(f"/inkorg/{item.id}")
    url = f"/inkorg/{item.id}/exempel/{state}"
    [button] = soup(shown).select(f"form button[formaction='{url}']")
    assert button.find_parent("form").find("textarea", attrs={"name": "reply"}) is not None
    assert "fått svar" not in words(employee.get("/"))
    refused = communicator.post(url, reply="Ring 19640823-3234")
    assert refused.status_code == 422
    assert communicator.form(refused, f"/inkorg/{item.id}")["reply"] == "Ring 19640823-3234"
    assert communicator.post(url, reply="Tack, vi ringer bageriet.").status_code == 303
    own = employee.get("/mina")
    assert f"{said} : Bageriet fick el över" in words(own)
    assert "Svar: Tack, vi ringer bageriet." in words(own)
    assert "besvarat 2026-11-23 av Karin Kommunikatör" in words(own)
    assert item.example is not None
    link = f"/exempel/{item.example.id}"
    assert not soup(own).find("a", href=link), "a draft isn't open to employees"
    assert f"Du har fått svar på det du har skickat {said}" in words(employee.get("/"))
    item.example.naming, item.example.naming_at = Naming.NONE, make.NOW
    item.example.state, item.example.published_at = State.PUBLISHED, make.NOW
    db.session.commit()
    own = employee.get("/mina")
    assert "Blev ett exempel : Bageriet fick el över" in words(own)
    assert soup(own).find("a", href=link) is not None
    clock.forward(days=15)
    assert "fått svar" not in words(employee.get("/"))


def test_one_who_asked_for_help_is_told_who_said_that_it_is_done(employee: Browser, communicator: Browser) -> None:
    example = make.example("Publicerat")
    db.session.commit()
    employee.get(f"/exempel/{example.id}/hjalp")
    employee.post(f"/exempel/{example.id}/hjalp", text="En bild")
    [item] = inbox.open_items()
    fields = communicator.form(communicator.get(f"/inkorg/{item.id}"), f"/inkorg/{item.id}")
    communicator.post(f"/inkorg/{item.id}", {**fields, "outcome": "done", "reply": ""})
    own = words(employee.get("/mina"))
    assert f"Klart : En bild Gäller {example.headline}" in own
    assert "besvarat 2026-11-23 av Karin Kommunikatör, utan någon kommentar" in own
    assert "Klart : En bild" in words(employee.get("/"))


def test_what_one_has_answered_oneself_is_no_news(communicator: Browser) -> None:
    item = tip(communicator)
    fields = communicator.form(communicator.get(f"/inkorg/{item.id}"), f"/inkorg/{item.id}")
    communicator.post(f"/inkorg/{item.id}", {**fields, "outcome": "done", "reply": "Ja"})
    assert "fått svar" not in words(communicator.get("/"))


def test_a_fault_is_only_told_of_an_example_that_one_may_see(employee: Browser) -> None:
    seen, hidden = make.example(), make.example(state=State.DRAFT)
    employee.get(f"/exempel/{seen.id}/fel")
    assert employee.post(f"/exempel/{hidden.id}/fel", text="Fel").status_code == 404
    employee.post(f"/exempel/{seen.id}/fel", text="Länken är bruten")
    assert [(each.kind, each.example_id) for each in inbox.open_items()] == [("fault", seen.id)]


def test_help_is_asked_for_by_a_day_and_what_is_needed_first_stands_first(
    employee: Browser, communicator: Browser
) -> None:
    example = make.example("Publicerat")
    db.session.commit()
    url = f"/exempel/{example.id}/hjalp"
    fields = employee.form(employee.get(url), url)
    for wrong, said in (("2026-02-30", "finns inte i kalendern"), ("2026-11-22", "Den dagen har varit")):
        refused = employee.post(url, {**fields, "text": "En bild", "wanted_by": wrong})
        assert refused.status_code == 422
        assert said in words(refused)
        again = employee.form(refused, url)
        assert (again["text"], again["wanted_by"]) == ("En bild", wrong)
    inbox.send("help", "Inte bråttom", make.stamp(make.user()), example=example)
    asked = employee.post(url, {**fields, "text": "En bild", "wanted_by": "2026-11-23"})
    assert asked.headers["Location"] == f"/exempel/{example.id}"
    first, second = inbox.open_items()
    assert (first.text, second.text) == ("En bild", "Inte bråttom")
    assert "Behövs senast 2026-11-23" in words(communicator.get("/inkorg"))
    assert "Behövs senast 2026-11-23" in words(communicator.get(f"/inkorg/{first.id}"))


def test_help_is_offered_to_those_who_answer_for_an_example_and_are_no_communicators(app: Flask, within: Flask) -> None:
    reviewer, employee, communicator = make.user(Role.REVIEWER), make.user(), make.user(Role.COMMUNICATOR)
    mine = make.example("Mitt", responsible=reviewer, fallback_id=employee.id)
    theirs = make.example("Kommunikatörens", responsible=communicator)
    hidden = make.example("Dolt", state=State.DRAFT, responsible=employee)
    db.session.commit()
    for person, example, is_offered in (
        (reviewer, mine, True),
        (employee, mine, True),
        (employee, theirs, False),
        (communicator, theirs, False),
    ):
        browser = Browser(app)
        browser.log_in(person)
        page = soup(browser.get(f"/exempel/{example.id}"))
        assert bool(page.find("a", href=f"/exempel/{example.id}/hjalp")) is is_offered, (person.name, example.title)
        if person is employee:
            assert browser.get(f"/exempel/{hidden.id}/hjalp").status_code == 404


def test_help_is_asked_for_from_each_step_and_the_request_names_it(communicator: Browser) -> None:
    example = make.example("Ett utkast", state=State.DRAFT)
    db.session.commit()
    where = f"/exempel/{example.id}"
    for number in range(1, 6):
        shown = soup(communicator.get(f"{where}/steg/{number}"))
        assert shown.find("a", href=f"{where}/hjalp?steg={number}") is not None
    for page, link in (("uppgifter", "hjalp"), ("uppfoljning", "hjalp?steg=4")):
        assert soup(communicator.get(f"{where}/{page}")).find("a", href=f"{where}/{link}") is not None
    asked_for = communicator.get(f"{where}/hjalp?steg=3")
    assert f"Det gäller steg 3, {checklist.STEPS[2].name}" in words(asked_for)
    fields = communicator.form(asked_for, f"{where}/hjalp?steg=3")
    day = {"wanted_by": "2026-11-30"}
    asked = communicator.post(f"{where}/hjalp?steg=3", {**fields, "text": "En film", **day})
    assert asked.headers["Location"] == f"{where}/steg/3"
    assert f"Steg 3, {checklist.STEPS[2].name}: En film" in words(communicator.get("/inkorg"))
    for odd in ("0", "6", "-1", "tre", "9" * 40, "<b>"):
        asked_for = communicator.get(f"{where}/hjalp", query_string={"steg": odd})
        assert asked_for.status_code == 200
        assert "Det gäller steg" not in words(asked_for)


def test_help_that_is_late_says_so(communicator: Browser, clock: Clock) -> None:
    example = make.example("Ett utkast", state=State.DRAFT)
    inbox.send("help", "En bild", make.stamp(make.user()), example=example, wanted_by=clock.day)
    db.session.commit()
    clock.forward(days=1)
    assert "Skulle ha varit klart 2026-11-23" in words(communicator.get("/inkorg"))
