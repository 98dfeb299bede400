"""Saving one answer at a time: nothing typed is lost, and nobody's text is written over unseen."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import accounts, texts
from resultatbank.data.models import EarlierText, Event, Example, ExampleText, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import answer_what_for_whom_why


def stored(example: Example, question: str = "message") -> str:
    db.session.expire_all()
    text = db.session.get(ExampleText, (example.id, question))
    return text.value if text else ""


def put_away(example: Example) -> list[str]:
    return list(db.session.scalars(select(EarlierText.value).where(EarlierText.example_id == example.id)))


def autosave(browser: Browser, example: Example, value: str, question: str = "message") -> object:
    """Save one answer as htmx does, from the page as the browser last saw it."""
    seen = browser.seen[question]  # type: ignore[attr-defined]  # Put there by open_step.
    response = browser.post(
        f"/exempel/{example.id}/svar/{question}", {question: value, f"seen_{question}": seen}, htmx=f"sparat-{question}"
    )
    return response


def open_step(browser: Browser, example: Example, number: int = 1) -> dict[str, str]:
    """Open a step's page, and return the fields of its form as they came."""
    page = soup(browser.get(f"/exempel/{example.id}/steg/{number}"))
    fields = {}
    for control in page.find_all(attrs={"form": "svar"}):
        if control.name == "textarea":
            fields[control["name"]] = control.text.removeprefix("\n")
        elif control.name == "input" and (control.get("type") != "radio" or control.has_attr("checked")):
            fields[control["name"]] = control.get("value", "")
    browser.seen = {name.removeprefix("seen_"): value for name, value in fields.items() if name.startswith("seen_")}  # type: ignore[attr-defined]  # A note that this module keeps on the browser.
    return fields


def test_an_answer_is_saved_by_itself_and_says_when(browser: Browser, draft: Example) -> None:
    open_step(browser, draft)
    response = autosave(browser, draft, "Elva företag sänkte elkostnaden")
    assert response.status_code == 200
    assert "Sparat 10:00" in words(response)
    assert stored(draft) == "Elva företag sänkte elkostnaden"
    assert "1 av 13 svar" in words(response)


def test_without_javascript_everything_typed_on_the_page_is_saved(browser: Browser, draft: Example) -> None:
    fields = open_step(browser, draft)
    typed = {**fields, "message": "Det vi vill lyfta", "why": "Därför att det hjälper", "follow_longer": "ja"}
    response = browser.post(f"/exempel/{draft.id}/svar/message", typed)
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/exempel/{draft.id}/steg/1#fraga-message")
    assert [stored(draft, key) for key in ("message", "why", "follow_longer")] == [
        "Det vi vill lyfta",
        "Därför att det hjälper",
        "ja",
    ]
    assert "Sparat 10:00" in words(browser.follow(response))


def test_what_an_answer_said_before_is_kept(browser: Browser, draft: Example, clock: Clock) -> None:
    for value in ("Först", "Sedan", ""):
        open_step(browser, draft)
        assert autosave(browser, draft, value).status_code == 200
        clock.forward(minutes=1)
    assert stored(draft) == ""
    assert put_away(draft) == ["Först", "Sedan"]


def test_saving_the_same_again_is_no_event(browser: Browser, draft: Example) -> None:
    open_step(browser, draft)
    autosave(browser, draft, "Samma text")
    autosave(browser, draft, "Samma text")
    kinds = db.session.scalars(select(Event.kind).where(Event.example_id == draft.id)).all()
    assert kinds == ["text_saved"]


@pytest.fixture
def other(app: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.COMMUNICATOR, name="Elis Skisslund"))
    return browser


def test_the_second_of_two_writers_sees_both_texts_and_nothing_is_written_over(
    browser: Browser, other: Browser, draft: Example
) -> None:
    open_step(browser, draft)
    open_step(other, draft)
    autosave(other, draft, "Elis skrev så här")
    late = autosave(browser, draft, "Karin skrev så här")
    assert late.status_code == 409
    assert "Elis skrev så här" in words(late)
    assert "Karin skrev så här" in words(late)
    assert "Elis Skisslund" in words(late)
    assert late.headers["HX-Retarget"] == "#fraga-message"
    assert stored(draft) == "Elis skrev så här"


@pytest.mark.parametrize(
    ("choice", "own", "becomes", "kept"),
    [
        ("min", "", "Karin skrev", ["Elis skrev"]),
        ("annan", "", "Elis skrev", ["Karin skrev"]),
        ("egen", "Karin och Elis skrev", "Karin och Elis skrev", ["Elis skrev"]),
    ],
)
def test_the_one_who_chooses_decides_and_the_other_text_stays_in_the_history(
    browser: Browser, other: Browser, draft: Example, choice: str, own: str, becomes: str, kept: list[str]
) -> None:
    fields = open_step(browser, draft)
    open_step(other, draft)
    autosave(other, draft, "Elis skrev")
    late = browser.post(f"/exempel/{draft.id}/svar/message", {**fields, "message": "Karin skrev"})
    assert late.status_code == 409
    again = soup(late)
    chosen = {
        "seen_message": again.find("input", attrs={"name": "seen_message"})["value"],
        "min_message": again.find("input", attrs={"name": "min_message"})["value"],
        "val_message": choice,
        "message": own or again.find("textarea", attrs={"name": "message"}).text,
    }
    assert browser.post(f"/exempel/{draft.id}/svar/message", chosen).status_code == 303
    assert stored(draft) == becomes
    assert put_away(draft) == kept


@pytest.mark.parametrize("choice", ["min", "annan", "egen"])
def test_a_choice_made_from_an_old_page_is_asked_again(browser: Browser, draft: Example, choice: str) -> None:
    make.text(draft, "message", "En tredje text")
    browser.get(f"/exempel/{draft.id}/steg/1")
    fields = {
        "seen_message": texts.digest("Elis skrev"),
        "min_message": "Karin skrev",
        "val_message": choice,
        "message": "Ihopskrivet",
    }
    response = browser.post(f"/exempel/{draft.id}/svar/message", fields)
    assert response.status_code == 409
    assert "En tredje text" in words(response)
    assert stored(draft) == "En tredje text"


def test_a_collision_loses_nothing_else_that_was_typed(browser: Browser, other: Browser, draft: Example) -> None:
    fields = open_step(browser, draft)
    open_step(other, draft)
    autosave(other, draft, "Elis skrev")
    late = browser.post(f"/exempel/{draft.id}/svar/message", {**fields, "message": "Karin", "why": "Karins varför"})
    assert soup(late).find("textarea", attrs={"name": "why"}).text.strip() == "Karins varför"
    assert stored(draft, "why") == ""


def test_a_personnummer_is_refused_and_the_text_stays_in_the_box(browser: Browser, draft: Example) -> None:
    open_step(browser, draft)
    response = autosave(browser, draft, "Ring Hitte 811228-9874")
    assert response.status_code == 422
    assert "Det ser ut som ett personnummer i texten. Ta bort det, så sparar vi svaret." in words(response)
    box = soup(response).find("textarea", attrs={"name": "message"})
    assert box.text.strip() == "Ring Hitte 811228-9874"
    assert box["aria-invalid"] == "true"
    assert soup(response).find(id=box["aria-describedby"].split()[0])
    assert stored(draft) == ""
    assert autosave(browser, draft, "Ring Hitte").status_code == 200


@pytest.mark.parametrize(
    ("question", "value"),
    [("follow_until", "nästa år"), ("follow_longer", "kanske"), ("benefit", "x" * 301), ("message", "x" * 20_001)],
)
def test_an_answer_that_cannot_be_read_is_refused_in_words(
    browser: Browser, draft: Example, question: str, value: str
) -> None:
    open_step(browser, draft)
    response = autosave(browser, draft, value, question)
    assert response.status_code == 422
    assert stored(draft, question) == ""


def test_the_benefit_is_the_example_s_headline_at_once(browser: Browser, draft: Example) -> None:
    open_step(browser, draft)
    assert autosave(browser, draft, "Elva företag fick lägre elräkning", "benefit").status_code == 200
    db.session.refresh(draft)
    assert draft.headline == "Elva företag fick lägre elräkning"


def test_how_waits_for_what_for_whom_and_why(browser: Browser, draft: Example) -> None:
    page = soup(browser.get(f"/exempel/{draft.id}/steg/3"))
    assert page.find("textarea", attrs={"name": "own_staff"}).find_parent("fieldset").has_attr("disabled")
    links = [link["href"] for link in page.select(".locked a")]
    assert f"/exempel/{draft.id}/steg/1#fraga-target_groups" in links
    seen = {"own_staff": "Vi mejlar", "seen_own_staff": texts.digest("")}
    refused = browser.post(f"/exempel/{draft.id}/svar/own_staff", seen)
    assert refused.status_code == 422
    assert "Frågan öppnas när vad, för vem och varför är besvarat" in words(refused)
    assert stored(draft, "own_staff") == ""
    answer_what_for_whom_why(draft)
    page = soup(browser.get(f"/exempel/{draft.id}/steg/3"))
    assert page.find("fieldset", disabled=True) is None
    assert browser.post(f"/exempel/{draft.id}/svar/own_staff", seen).status_code == 303
    assert stored(draft, "own_staff") == "Vi mejlar"


def test_a_text_sent_after_the_login_ended_is_carried_through_it_and_saved(
    browser: Browser, draft: Example, writer: User
) -> None:
    fields = open_step(browser, draft)
    accounts.end_logins(writer, make.NOW)
    text = "En lång text som ingen vill behöva skriva om en gång till."
    refused = browser.post(f"/exempel/{draft.id}/svar/message", {**fields, "message": text})
    assert refused.status_code == 401
    carried = browser.form(refused, "/logga-in")
    back = browser.post("/logga-in", {**carried, "email": writer.email, "password": make.PASSWORD})
    action = f"/exempel/{draft.id}/svar/message"
    assert browser.post(action, browser.form(back, action)).status_code == 303
    assert stored(draft) == text


def test_htmx_is_told_that_the_login_ended_and_the_page_keeps_the_text(
    browser: Browser, draft: Example, writer: User
) -> None:
    open_step(browser, draft)
    accounts.end_logins(writer, make.NOW)
    response = autosave(browser, draft, "Texten på sidan")
    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#notices"
    assert "Det du skrev är inte sparat, men det finns kvar på sidan" in words(response)
    browser.log_in(writer)
    assert autosave(browser, draft, "Texten på sidan").status_code == 200
    assert stored(draft) == "Texten på sidan"


def test_a_form_with_an_old_key_comes_back_with_its_text(browser: Browser, draft: Example) -> None:
    fields = open_step(browser, draft)
    browser.key = "en gammal nyckel"
    text = "En lång text som ingen vill behöva skriva om en gång till."
    action = f"/exempel/{draft.id}/svar/message"
    refused = browser.post(action, {**fields, "csrf_token": "gammal", "message": text})
    assert refused.status_code == 400
    assert browser.post(action, browser.form(refused, action)).status_code == 303
    assert stored(draft) == text


@pytest.mark.parametrize("question", ["finns_inte", "target_groups", "people"])
def test_a_question_that_is_not_answered_in_words_is_a_page_that_does_not_exist(
    browser: Browser, draft: Example, question: str
) -> None:
    browser.get(f"/exempel/{draft.id}/steg/1")
    assert browser.post(f"/exempel/{draft.id}/svar/{question}", {question: "x"}).status_code == 404


@pytest.mark.parametrize("number", [0, 6, 99999999999])
def test_there_are_five_steps(browser: Browser, draft: Example, number: int) -> None:
    assert browser.get(f"/exempel/{draft.id}/steg/{number}").status_code == 404


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_step_asks_the_guide_s_own_questions_with_a_bounded_number_of_queries(
    browser: Browser, draft: Example, number: int
) -> None:
    url = f"/exempel/{draft.id}/steg/{number}"

    def queries() -> int:
        db.session.commit()
        with statements() as sent:
            assert browser.get(url).status_code == 200
        return len(sent)

    make.text(draft, "kept_by" if number == 5 else "learned", "Ett svar", by=make.user())
    queries()
    before = queries()
    for value in range(20):
        db.session.add(EarlierText(example_id=draft.id, question="message", value=str(value), changed_at=make.NOW))
    for question in ("message", "why", "effort", "challenge", "reception", "replace_when"):
        make.text(draft, question, "Ett svar", by=make.user())
    assert queries() <= before


def test_a_year_beside_a_no_is_told_of_as_soon_as_it_is_saved(browser: Browser, draft: Example) -> None:
    def told(said: str) -> bool:
        return "Ni har svarat nej på att följa satsningen längre, men här står 2020." in said

    open_step(browser, draft)
    assert not told(words(autosave(browser, draft, "2020", "follow_until")))
    open_step(browser, draft)
    answer = autosave(browser, draft, "nej", "follow_longer")
    assert told(words(answer))
    aside = soup(answer).find(id="rad-follow_until")
    assert aside is not None
    assert aside.has_attr("hx-swap-oob")
    page = browser.get(f"/exempel/{draft.id}/steg/1")
    assert told(words(page))
    assert len(soup(page).find_all(id="rad-follow_until")) == 1
    open_step(browser, draft)
    assert not told(words(autosave(browser, draft, "ja", "follow_longer")))
    assert not told(words(browser.get(f"/exempel/{draft.id}/steg/1")))
