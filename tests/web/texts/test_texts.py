"""An administrator edits the texts that parties see: with a preview, in versions, and never over somebody else's."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import notices
from resultatbank.data.events import Stamp
from resultatbank.extensions import db
from resultatbank.rules.notice import PLACEHOLDERS, born
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Language, LegalBasis
from resultatbank.web.parties.notices import notice_for
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words

URL = "/texter/consent/sv"
CONSENT, SWEDISH = LegalBasis.CONSENT, Language.SWEDISH
BORN = born(CONSENT, SWEDISH).text
BETTER = BORN.replace("Vi vill gärna berätta", "Vi vill väldigt gärna berätta")


@pytest.fixture
def admin(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.ADMINISTRATOR, name="Ada Administratör", email="ada@example.se"))
    return browser


def somebody_else_saves(text: str, seen: int) -> None:
    notices.save(CONSENT, SWEDISH, text, seen, Stamp(make.user(Role.ADMINISTRATOR, name="Åke Annan").id, make.NOW))


def now() -> tuple[int, str]:
    db.session.rollback()
    template = notices.current(CONSENT, SWEDISH)
    return template.version, template.text


@pytest.mark.parametrize(("basis", "language"), list(product(LegalBasis, Language)))
def test_the_list_leads_to_every_text_and_shows_it_without_faults(
    admin: Browser, basis: LegalBasis, language: Language
) -> None:
    address = f"/texter/{basis.value}/{language.value}"
    assert soup(admin.get("/texter")).find("a", href=address) is not None
    page = admin.get(address)
    assert admin.form(page, address)["text"].replace("\r\n", "\n") == born(basis, language).text
    assert "Att rätta" not in words(page)
    assert "Hitte Påsson" in words(page)


def test_saving_makes_a_new_version_and_keeps_the_old(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    response = admin.post(URL, {**fields, "text": BETTER.replace("\n", "\r\n")})
    assert "Version 2 är sparad" in words(admin.follow(response))
    assert now() == (2, BETTER)
    listed = words(admin.get("/texter"))
    assert "Version 2, 2026-11-23 , Ada Administratör" in listed
    assert "väldigt gärna" in words(admin.get(f"{URL}/2"))
    first = admin.get(f"{URL}/1")
    assert "väldigt gärna" not in section(first, "skriven")
    assert "väldigt gärna" not in section(first, "forhand")
    assert "Nu används version 2" in words(first)


def section(page: Any, heading: str) -> str:
    found = soup(page).find("section", attrs={"aria-labelledby": heading})
    assert found is not None
    return found.get_text()


def test_an_old_version_stands_beside_the_one_in_use_with_what_differs(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    admin.post(URL, {**fields, "text": BETTER})
    page = admin.get(f"{URL}/1")
    now_used = soup(page).find("section", attrs={"aria-labelledby": "nu"})
    assert now_used is not None
    assert [mark.get_text() for mark in now_used.find_all("mark")] == ["väldigt"]
    assert "Version 2, som används nu" not in words(admin.get(f"{URL}/2"))


def test_an_old_text_is_used_again_as_a_new_version(admin: Browser) -> None:
    admin.post(URL, {**admin.form(admin.get(URL), URL), "text": BETTER})
    page = admin.get(f"{URL}/1")
    link = soup(page).find("a", string="Använd igen")
    assert link is not None
    begun = admin.get(str(link["href"]))
    assert "I rutan ligger texten från version 1" in words(begun)
    assert now() == (2, BETTER)
    fields = admin.form(begun, URL)
    assert fields["text"].replace("\r\n", "\n") == born(CONSENT, SWEDISH).text
    admin.post(URL, fields)
    assert now() == (3, born(CONSENT, SWEDISH).text)
    assert soup(admin.get(f"{URL}/3")).find("a", string="Använd igen") is None
    assert admin.get(f"{URL}?fran=9").status_code == 404


def test_a_preview_with_faults_is_told_as_one(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    wrong = soup(admin.post(URL, {**fields, "text": "{part}", "visa": "ja"}))
    alert = wrong.find(role="alert")
    assert alert is not None
    assert "Inget är sparat än" in alert.get_text()
    assert wrong.select_one(".note.good") is None
    right = soup(admin.post(URL, {**fields, "text": BETTER, "visa": "ja"}))
    assert right.find(role="alert") is None


def test_an_unchanged_text_makes_no_version(admin: Browser) -> None:
    response = admin.post(URL, admin.form(admin.get(URL), URL))
    assert "oförändrad" in words(admin.follow(response))
    assert now()[0] == 1


def test_a_text_with_faults_is_refused_with_all_of_them_and_kept_in_the_form(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    response = admin.post(URL, {**fields, "text": "Hej {fel} {part} {"})
    assert response.status_code == 422
    said = words(response)
    assert "{fel}" in said
    assert all(f"Skriv {{{name}}}" in said for name in PLACEHOLDERS if name != "part")
    assert admin.form(response, URL)["text"].strip() == "Hej {fel} {part} {"
    assert now()[0] == 1


def test_a_single_fault_stands_at_the_field(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    response = admin.post(URL, {**fields, "text": BORN.replace("{kontakt}", "oss")})
    error = soup(response).find(id="text-fel")
    assert error is not None
    assert "{kontakt}" in error.get_text()


def test_looking_at_the_preview_saves_nothing(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    response = admin.post(URL, {**fields, "text": BETTER, "visa": "ja"})
    assert response.status_code == 200
    preview = soup(response).find(id="preview")
    assert preview is not None
    assert "Vi vill väldigt gärna berätta om Hitte Påsson." in preview.get_text()
    assert "Text version 2, svenska." in preview.get_text()
    assert now()[0] == 1


def test_the_preview_follows_what_is_typed_with_its_faults(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    response = admin.post(URL, {**fields, "text": "<b>Hej</b> {part} {fel}"}, htmx="preview")
    part = soup(response)
    assert part.find("html") is None
    assert part.find("b") is None
    assert "<b>Hej</b> Hitte Påsson {fel}" in part.get_text()
    assert "Det finns inget att fylla i för {fel}" in part.get_text()
    assert now()[0] == 1


def test_of_two_administrators_the_last_sees_both_texts_and_chooses(admin: Browser) -> None:
    fields = admin.form(admin.get(URL), URL)
    somebody_else_saves(BORN + "\n\nDen andras rad.", 1)
    response = admin.post(URL, {**fields, "text": BETTER})
    assert response.status_code == 422
    assert "Den andras rad." in words(response)
    assert "Åke Annan" in words(response)
    again = admin.form(response, URL)
    assert "väldigt gärna" in again["text"]
    assert now()[0] == 2
    assert admin.post(URL, again).status_code == 303
    assert now() == (3, BETTER)
    assert "Den andras rad." in words(admin.get(f"{URL}/2"))


@pytest.mark.parametrize("path", ["/texter/okänd/sv", "/texter/consent/de", f"{URL}/2", f"{URL}/0", f"{URL}/{2**63}"])
def test_a_text_that_isnt_there_is_404(admin: Browser, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_nobody_else_sees_or_saves_a_text(app: Flask, within: Flask, role: Role) -> None:
    browser = Browser(app)
    browser.log_in(make.user(role))
    for path in ("/texter", URL, f"{URL}/1"):
        assert browser.get(path).status_code == 403
    assert browser.post(URL, {"text": BETTER, "version": "1"}).status_code == 403
    assert now()[0] == 1


def test_what_a_party_sees_next_is_made_from_the_saved_text(admin: Browser) -> None:
    admin.post(URL, {**admin.form(admin.get(URL), URL), "text": BETTER})
    party = make.party("Samira Påhittström")
    notice = notice_for(party, CONSENT, SWEDISH, [("name", "web")], [], None, None)
    assert notice.version == 2
    assert "Vi vill väldigt gärna berätta om Samira Påhittström." in notice.text


def test_the_pages_take_as_many_queries_however_many_versions(admin: Browser) -> None:
    counts = []
    for version in (1, 2, 3):
        somebody_else_saves(f"{BETTER}\n\nRad {version}.", version)
        for path in ("/texter", URL):
            with statements() as sent:
                assert admin.get(path).status_code == 200
            counts.append(len(sent))
    assert counts[:2] == counts[2:4] == counts[4:]
