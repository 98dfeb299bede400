"""Questions about names in a text: shown where it was written, answered one by one or together."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from resultatbank.data import findings, gate, parties, texts
from resultatbank.data.models import Example, Finding, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, PartyKind, State
from tests import factories as make
from tests.conftest import START, Clock
from tests.web.client import Browser, soup, words


@pytest.fixture
def draft(within: Flask) -> Example:
    made = make.example("Utkastet", state=State.DRAFT, naming=Naming.UNKNOWN)
    made.naming_at = None
    make.text(made, "message", "Det sa Amira Hittad. Ring 070-174 06 05.")
    db.session.commit()
    return made


def url_of(example: Example, tail: str = "") -> str:
    return f"/exempel/{example.id}/medverkande{tail}"


def open_in(example: Example) -> list[Finding]:
    db.session.expire_all()
    return findings.open_in([example.id]).get(example.id, [])


def url_of_question(example: Example, text: str) -> str:
    return url_of(example, f"/namn/{next(each.id for each in open_in(example) if each.text == text)}")


def test_the_page_asks_about_each_with_the_text_around(browser: Browser, draft: Example) -> None:
    page = browser.get(url_of(draft))
    assert "2 saker i texten kan handla om personer eller företag" in words(page)
    assert [mark.get_text() for mark in soup(page).find_all("mark")] == ["Amira Hittad", "070-174 06 05"]
    for answer in ("Är en part", "Offentlig roll, samtycke behövs inte", "Inget namn"):
        assert words(page).count(answer) == 2


def test_an_answer_leads_back_and_is_not_asked_for_again(browser: Browser, draft: Example) -> None:
    browser.get(url_of(draft))
    answered = browser.post(url_of_question(draft, "Amira Hittad"), outcome="public_role")
    page = browser.follow(answered)
    assert "En sak i texten kan handla om en person" in words(page)
    assert [each.text for each in open_in(draft)] == ["070-174 06 05"]


def test_htmx_gets_the_rest_with_the_next_in_focus(browser: Browser, draft: Example) -> None:
    browser.get(url_of(draft))
    url = url_of_question(draft, "Amira Hittad")
    part = soup(browser.post(url, outcome="no_name", htmx="names"))
    assert part.find("html") is None
    assert part.select_one("[autofocus]").get_text().startswith("070-174 06 05")  # type: ignore[union-attr]  # It fails if there is none.
    url = url_of_question(draft, "070-174 06 05")
    last = soup(browser.post(url, outcome="no_name", htmx="names"))
    assert "Inget mer att ta ställning till" in last.get_text()
    assert last.select_one("[autofocus]") is not None


def test_the_rest_is_answered_at_once_but_only_what_was_shown(browser: Browser, draft: Example) -> None:
    page = soup(browser.get(url_of(draft)))
    shown = [str(each["value"]) for each in page.find_all("input", attrs={"name": "fraga"})]
    make.text(draft, "result", "Sedan kom Bo Tvåhittsson.")
    db.session.commit()
    assert browser.post(url_of(draft, "/namn"), fraga=shown).status_code == 303
    assert [each.text for each in open_in(draft)] == ["Bo Tvåhittsson"]


def reopening(browser: Browser, draft: Example, text: str) -> str:
    """Return where the answer about something in the text is taken back."""
    lines = soup(browser.get(url_of(draft))).select("#names details li")
    form = next(line for line in lines if text in line.get_text()).find("form")
    assert form is not None
    return str(form["action"])


def test_an_answer_is_shown_with_who_and_when_and_can_be_taken_back(browser: Browser, draft: Example) -> None:
    browser.get(url_of(draft))
    browser.post(url_of_question(draft, "Amira Hittad"), outcome="no_name")
    assert f"Amira Hittad : Inget namn Kim Kommunikatör, {START.date()}" in words(browser.get(url_of(draft)))
    page = browser.follow(browser.post(reopening(browser, draft, "Amira Hittad")))
    assert "Frågan är öppen igen" in words(page)
    assert {each.text for each in open_in(draft)} == {"Amira Hittad", "070-174 06 05"}
    assert "Tagit upp en fråga" in words(browser.get(f"/exempel/{draft.id}/historik"))


def test_what_was_answered_together_is_taken_back_with_the_question_in_focus(browser: Browser, draft: Example) -> None:
    page = soup(browser.get(url_of(draft)))
    browser.post(
        url_of(draft, "/namn"), fraga=[str(each["value"]) for each in page.find_all("input", {"name": "fraga"})]
    )
    part = soup(browser.post(reopening(browser, draft, "070-174 06 05"), htmx="names"))
    assert part.find("html") is None
    assert [each.get_text()[:13] for each in part.select("[autofocus]")] == ["070-174 06 05"]
    assert [each.text for each in open_in(draft)] == ["070-174 06 05"]


def test_what_can_simply_be_taken_out_leads_to_where_it_is_written(browser: Browser, draft: Example) -> None:
    page = soup(browser.get(url_of(draft)))
    question = next(each for each in page.find_all("h3") if each.get_text().startswith("070-174 06 05"))
    box = question.find_parent("li")
    assert box is not None
    assert "Enklast är att ta bort telefonnumret ur texten" in box.get_text()
    link = box.find("a")
    assert link is not None
    assert link["href"] == f"/exempel/{draft.id}/steg/1#fraga-message"


def test_nobody_named_waits_for_the_answers(browser: Browser, draft: Example) -> None:
    browser.get(url_of(draft))
    refused = browser.post(url_of(draft, "/inga"))
    assert refused.status_code == 422
    assert "Ta först ställning till namnen i texten" in words(refused)


def ticked(page: Any) -> list[str]:
    """Return what the page says that the example shows of a party, before anybody has said."""
    return [
        str(each["value"]) for each in soup(page).find_all("input", {"name": "materials"}) if each.has_attr("checked")
    ]


def test_a_telephone_number_tells_nothing_of_what_is_shown(browser: Browser, draft: Example, person: Party) -> None:
    browser.get(url_of(draft))
    chosen = browser.post(url_of_question(draft, "070-174 06 05"), outcome="party", part=str(person.id))
    assert ticked(browser.follow(chosen)) == []


def test_a_companys_name_is_what_is_shown_when_that_was_found(browser: Browser, draft: Example) -> None:
    company = make.party("Påhittat Bageri AB", kind=PartyKind.ORGANISATION)
    make.text(draft, "result", "Påhittat Bageri AB växer.")
    db.session.commit()
    browser.get(url_of(draft))
    asked = browser.post(url_of_question(draft, company.name), outcome="party")
    assert ticked(browser.follow(asked)) == ["company_name"]


def test_a_new_party_gets_the_name_posted_and_comes_back_settled(browser: Browser, draft: Example) -> None:
    browser.get(url_of(draft))
    asked = browser.post(url_of_question(draft, "Amira Hittad"), outcome="party")
    assert "Hittad" not in asked.headers["Location"]
    page = browser.follow(asked)
    assert "Vem är Amira Hittad?" in words(page)
    form = soup(page).find("form", action=lambda action: bool(action) and action.startswith("/parter/ny"))
    assert form is not None
    fields: dict[str, Any] = {
        str(each["name"]): str(each["value"]) for each in form.find_all("input") if each["name"] != "csrf_token"
    }
    begun = browser.post(str(form["action"]), **fields)
    assert begun.status_code == 200
    typed = soup(begun).find("input", attrs={"name": "party_name"})
    assert typed is not None
    assert typed["value"] == "Amira Hittad"
    assert "Skriv namnet" not in words(begun)
    added = browser.post(str(form["action"]), kind="person", party_name="Amira Hittad")
    assert "Hittad" not in added.headers["Location"]
    assert ticked(browser.follow(added)) == ["name", "quote"]
    back = browser.post(added.headers["Location"], materials=["name", "quote"])
    assert back.status_code == 303
    assert [each.party.name for each in parties.appearances_in(draft.id)] == ["Amira Hittad"]
    assert [each.text for each in open_in(draft)] == ["070-174 06 05"]


def test_a_company_that_nobody_has_registered_is_asked_about_as_a_company(browser: Browser, draft: Example) -> None:
    make.text(draft, "result", "Hittepå Plåt AB växer.")
    db.session.commit()
    assert "Hittepå Plåt AB Troligt företagsnamn" in words(browser.get(url_of(draft)))
    assert "Ta först ställning" in words(browser.post(url_of(draft, "/inga")))
    asked = browser.post(url_of_question(draft, "Hittepå Plåt AB"), outcome="party")
    page = browser.follow(asked)
    assert "Vilket företag är Hittepå Plåt AB?" in words(page)
    action = next(str(each["action"]) for each in soup(page).find_all("form") if "/parter/ny" in str(each["action"]))
    offered = browser.form(page, action)
    assert (offered["kind"], offered["party_name"]) == ("organisation", "Hittepå Plåt AB")
    added = browser.post(action, kind="organisation", party_name="Hittepå Plåt AB")
    assert ticked(browser.follow(added)) == ["company_name"]
    assert browser.post(added.headers["Location"], materials=["company_name"]).status_code == 303
    assert [each.text for each in open_in(draft)] == ["Amira Hittad", "070-174 06 05"]


def test_a_company_that_is_no_name_is_told_as_one_in_the_history(browser: Browser, draft: Example) -> None:
    make.text(draft, "result", "Hittepå Plåt AB växer.")
    db.session.commit()
    browser.get(url_of(draft))
    browser.post(url_of_question(draft, "Hittepå Plåt AB"), outcome="no_name")
    assert "troligt företagsnamn, inget namn" in words(browser.get(f"/exempel/{draft.id}/historik"))


def test_a_company_registered_by_another_of_its_forms_is_offered(browser: Browser, draft: Example) -> None:
    make.party("Provbageriet Aktiebolag", kind=PartyKind.ORGANISATION)
    make.text(draft, "result", "Provbageriet AB växer.")
    db.session.commit()
    assert offered(browser.get(url_of_question(draft, "Provbageriet AB"))) == ["Provbageriet Aktiebolag"]


def test_a_party_that_exists_is_chosen_and_one_in_the_example_settles_at_once(browser: Browser, draft: Example) -> None:
    party = make.party("Amira Påhitt Hittad", phone="070-174 06 05")
    db.session.commit()
    url = url_of_question(draft, "Amira Hittad")
    page = browser.get(url)
    assert "Amira Påhitt Hittad" in words(page)
    chosen = browser.post(url, outcome="party", part=str(party.id))
    assert f"part={party.id}" in chosen.headers["Location"]
    browser.follow(chosen)
    assert browser.post(chosen.headers["Location"], materials=["name"]).status_code == 303
    url = url_of_question(draft, "070-174 06 05")
    assert browser.post(url, outcome="party", part=str(party.id)).status_code == 303
    assert open_in(draft) == []


def offered(page: Any) -> list[str]:
    return [each.get_text() for each in soup(page).find_all("button", attrs={"name": "part"})]


def test_only_parties_that_may_be_the_same_are_offered_and_the_rest_are_searched_for(
    browser: Browser, draft: Example
) -> None:
    make.appearance(make.party("Samira Provström"), draft, ["name"])
    make.party("Karin Hittad")
    make.party("Amira Hitad")
    make.party("Bo Numret", phone="+46 70 174 06 05")
    db.session.commit()
    url = url_of_question(draft, "Amira Hittad")
    assert offered(browser.get(url)) == ["Amira Hitad", "Karin Hittad"]
    assert offered(browser.get(url_of_question(draft, "070-174 06 05"))) == ["Bo Numret"]
    browser.get(url)
    assert "Samira Provström" in offered(browser.post(f"{url}/sok", text="Provs"))
    assert offered(browser.post(f"{url}/sok", text="Provs", htmx="candidates")) == ["Samira Provström"]


def test_a_registered_party_goes_straight_to_what_is_shown_of_it(browser: Browser, person: Party) -> None:
    made = make.example("Nämnd", naming=Naming.NONE, texts={"result": "Samira Påhittström bakar."})
    db.session.commit()
    browser.get(url_of(made))
    asked = browser.post(url_of_question(made, person.name), outcome="party")
    assert f"/ny?part={person.id}" in asked.headers["Location"]


@pytest.mark.parametrize("fields", [{}, {"outcome": "något"}, {"outcome": "party", "part": "99999999"}])
def test_what_is_no_answer_changes_nothing(browser: Browser, draft: Example, fields: dict[str, Any]) -> None:
    browser.get(url_of(draft))
    assert browser.post(url_of_question(draft, "Amira Hittad"), **fields).status_code in (400, 404)
    assert len(open_in(draft)) == 2


def test_another_examples_question_is_no_page(browser: Browser, draft: Example, example: Example) -> None:
    browser.get(url_of(draft))
    tail = f"/namn/{open_in(draft)[0].id}"
    assert browser.get(url_of(example, tail)).status_code == 404
    assert browser.post(url_of(example, tail), outcome="no_name").status_code == 404


def test_an_old_personnummer_can_only_be_taken_out(browser: Browser, within: Flask) -> None:
    made = make.example(state=State.DRAFT, texts={"result": "Född 811218-9876."})
    db.session.commit()
    page = browser.get(url_of(made))
    assert "Ta bort det ur texten" in words(page)
    assert soup(page).find("button", attrs={"name": "outcome"}) is None
    url = url_of(made, f"/namn/{open_in(made)[0].id}")
    assert "Ta bort det ur texten" in words(browser.follow(browser.post(url, outcome="no_name")))
    assert open_in(made)


@pytest.mark.parametrize("htmx", ["sparat-result", ""])
def test_the_question_is_shown_where_the_text_was_written(browser: Browser, draft: Example, htmx: str) -> None:
    browser.get(f"/exempel/{draft.id}/steg/2")
    fields: dict[str, Any] = {"result": "Det sa Bo Tvåhittsson.", "seen_result": texts.digest("")}
    saved = browser.post(f"/exempel/{draft.id}/svar/result", htmx=htmx, **fields)
    shown = saved if htmx else browser.follow(saved)
    assert "Kan handla om någon: Bo Tvåhittsson" in words(shown)
    assert soup(shown).find("a", href=url_of(draft, "#names")) is not None
    assert "Amira" not in words(shown), "what was found in another answer is shown there"


def test_people_and_companies_are_told_apart_where_they_were_written(browser: Browser, draft: Example) -> None:
    browser.get(f"/exempel/{draft.id}/steg/2")
    text = "Det sa Bo Tvåhittsson på Hittepå Plåt AB och Låtsby Foods AB."
    saved = browser.post(
        f"/exempel/{draft.id}/svar/result", htmx="sparat-result", result=text, seen_result=texts.digest("")
    )
    assert "Kan handla om någon: Bo Tvåhittsson. Kan handla om företag: Hittepå Plåt AB och Låtsby Foods AB." in words(
        saved
    )


def test_a_text_with_a_new_name_on_a_published_example_is_said_at_once_and_queued(
    app: Flask, browser: Browser, person: Party
) -> None:
    made = make.example("Publicerat", naming=Naming.NONE)
    db.session.commit()
    employee = Browser(app)
    employee.log_in(make.user(Role.EMPLOYEE))
    assert employee.get(f"/exempel/{made.id}").status_code == 200
    browser.get(f"/exempel/{made.id}/steg/2")
    fields: dict[str, Any] = {"result": "Samira Påhittström bakar.", "seen_result": texts.digest("")}
    saved = browser.post(f"/exempel/{made.id}/svar/result", htmx="sparat-result", **fields)
    assert "Kan handla om någon: Samira Påhittström" in words(saved)
    assert employee.get(f"/exempel/{made.id}").status_code == 404
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    queue = words(reviewer.get("/granskning"))
    assert "Namn att ta ställning till" in queue
    assert "I texten står Samira Påhittström" in queue


SEEN_MEANWHILE = "Exemplet syns under tiden. Ta ställning , eller ta bort namnet."
CANT_BE_PUBLISHED = "Innan någon har sagt vad det är kan exemplet inte publiceras."


def save_result(browser: Browser, example: Example, text: str, htmx: str = "sparat-result") -> Any:
    browser.get(f"/exempel/{example.id}/steg/2")
    fields: dict[str, Any] = {"result": text, "seen_result": texts.digest("")}
    return browser.post(f"/exempel/{example.id}/svar/result", htmx=htmx, **fields)


@pytest.mark.parametrize("htmx", ["sparat-result", ""])
def test_a_published_example_says_at_once_that_it_is_seen_meanwhile(
    app: Flask, browser: Browser, within: Flask, htmx: str
) -> None:
    made = make.example("Publicerat", naming=Naming.NONE)
    db.session.commit()
    saved = save_result(browser, made, "Bo Tvåhittsson bakar hos Hittepå Plåt AB.", htmx)
    shown = saved if htmx else browser.follow(saved)
    said = f"Kan handla om ett företag: Hittepå Plåt AB. {SEEN_MEANWHILE}"
    assert said in words(shown)
    assert soup(shown).find("a", href=url_of(made, "#names")) is not None
    page = words(browser.get(f"/exempel/{made.id}/steg/5"))
    assert SEEN_MEANWHILE in page
    assert CANT_BE_PUBLISHED not in page
    assert "Exemplet syns under tiden. Du kan också ta bort namnen ur texten." in words(browser.get(url_of(made)))
    employee = Browser(app)
    employee.log_in(make.user(Role.EMPLOYEE))
    assert employee.get(f"/exempel/{made.id}").status_code == 200


def test_a_draft_says_that_it_cant_be_published_and_not_that_it_is_seen(browser: Browser, draft: Example) -> None:
    page = words(browser.get(f"/exempel/{draft.id}/steg/5"))
    assert CANT_BE_PUBLISHED in page
    for each in (page, words(browser.get(url_of(draft))), words(save_result(browser, draft, "Bo Tvåhittsson."))):
        assert "under tiden" not in each


def test_a_published_example_that_the_name_closes_is_not_said_to_be_seen(browser: Browser, person: Party) -> None:
    made = make.example("Publicerat", naming=Naming.NONE)
    db.session.commit()
    saved = words(save_result(browser, made, f"{person.name} bakar."))
    assert f"{person.name}. Exemplet visas inte för medarbetarna nu. Ta ställning , eller ta bort namnet." in saved
    assert "under tiden" not in saved


def test_details_of_a_published_example_say_that_it_is_seen_meanwhile(browser: Browser, within: Flask) -> None:
    made = make.example("Publicerat", naming=Naming.NONE)
    db.session.commit()
    url = f"/exempel/{made.id}/uppgifter"
    fields = browser.form(browser.get(url), url) | {"recipient": "Hittepå Plåt AB"}
    said = words(browser.follow(browser.post(url, fields)))
    assert "Ta ställning till det under Medverkande. Exemplet syns under tiden." in said


def test_who_is_in_an_example_but_not_by_name_is_asked_about_when_the_text_has_the_name(
    browser: Browser, clock: Clock
) -> None:
    example = make.example(texts={"result": "”Det går bra”, säger Samira Påhittström."})
    person = make.party("Samira Påhittström")
    make.agreement(person, yes=make.everywhere("name", "photo"))
    there = make.appearance(person, example, ["name", "photo"])
    db.session.commit()
    assert gate.is_visible(example.id, clock.day)
    people = f"/exempel/{example.id}/medverkande"
    browser.get(people)
    warned = browser.post(f"{people}/{there.id}", materials=["photo"])
    assert warned.status_code == 422
    assert "Exemplet spärras om du sparar" in words(warned)
    parties.show_materials(there, ["photo"], make.stamp())
    db.session.commit()
    assert not gate.is_visible(example.id, clock.day)
    [asked] = findings.open_in([example.id])[example.id]
    assert asked.party_id == person.id
    add = f"{people}/ny?part={person.id}&fraga={asked.id}"
    fields = browser.form(browser.get(add), add)
    assert browser.post(add, fields | {"materials": ["name"]}).status_code == 303
    db.session.expire_all()
    assert {each.material for each in there.materials} == {"name", "photo"}
    assert findings.open_in([example.id]) == {}
    assert gate.is_visible(example.id, clock.day)
