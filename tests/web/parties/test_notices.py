"""The text that is frozen with an agreement: about what was answered, in its version and language."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from resultatbank.data import agreements, notices
from resultatbank.data.events import Stamp
from resultatbank.data.models import Party, Term
from resultatbank.extensions import db
from resultatbank.rules.notice import born
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Capacity, Language, LegalBasis, PartyKind
from resultatbank.web.parties.notices import notice_for
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, words

CONSENT = LegalBasis.CONSENT
DAYS = date(2026, 11, 23), date(2027, 11, 22)
CELLS = [("quote", "web"), ("name", "intranet"), ("name", "web")]


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Hitte Påsson")


def test_the_text_tells_what_is_asked_where_and_how_long(party: Party) -> None:
    notice = notice_for(party, CONSENT, Language.SWEDISH, CELLS, ["Lägre elräkning"], *DAYS)
    assert (notice.version, notice.language) == (1, Language.SWEDISH)
    assert (
        "Vi vill visa namn och citat. Vi vill visa det på vårt intranät och på vår webbplats. "
        "Det gäller exemplet ”Lägre elräkning”, från 2026-11-23 till och med 2027-11-22."
    ) in notice.text
    for told in ("Exempelverket är personuppgiftsansvarig", "resultat@example.se", "dataskyddsombud@example.se"):
        assert told in notice.text
    assert notice.text.endswith("Text version 1, svenska.")


def test_the_version_is_the_latest_saved(party: Party) -> None:
    stamp = Stamp(make.user(Role.ADMINISTRATOR).id, make.NOW)
    notices.save(CONSENT, Language.EASY, born(CONSENT, Language.EASY).text + "\n\nEn rad till.", 1, stamp)
    notice = notice_for(party, CONSENT, Language.EASY, CELLS, [], *DAYS)
    assert (notice.version, notice.language) == (2, Language.EASY)
    assert notice.text.endswith("En rad till.\n\nText version 2, lättläst svenska.")


def test_it_tells_who_answers_for_a_company(within: Flask) -> None:
    company = make.party("Rökeriet AB", kind=PartyKind.ORGANISATION)
    who = {"capacity": Capacity.REPRESENTATIVE, "answered_by": "Vera Påsson"}
    text = notice_for(
        company, CONSENT, Language.SWEDISH, [("quote", "web"), ("company_name", "web")], [], None, None, **who
    ).text
    assert "Den som svarar är Vera Påsson, som företräder Rökeriet AB." in text
    assert "Vi vill visa företagets namn och citat." in text
    assert "alla exempel där Rökeriet AB är med, till den dag som står i svaret" in text


def test_a_channel_of_ones_own_is_told_by_its_label(party: Party) -> None:
    db.session.add(Term(kind="channel", slug="tv", label="Skärmen i entrén", position=99, internal=True, icon="web"))
    db.session.flush()
    text = notice_for(party, CONSENT, Language.ENGLISH, [("name", "tv")], [], *DAYS).text
    assert "in the channel Skärmen i entrén" in text
    assert "In the channel Skärmen i entrén: our staff." in text


def test_words_may_come_as_forms_have_them_but_not_just_any(party: Party) -> None:
    said = notice_for(party, "contract", "en", CELLS, [], *DAYS, capacity="guardian", answered_by="Vera Påsson")
    assert said.language is Language.ENGLISH
    assert "Vera Påsson, guardian of Hitte Påsson" in said.text
    with pytest.raises(ValueError, match="hudfärg"):
        notice_for(party, CONSENT, Language.SWEDISH, [("hudfärg", "web")], [], *DAYS)


def test_it_takes_two_queries(party: Party) -> None:
    db.session.refresh(party)
    with statements() as sent:
        notice_for(party, CONSENT, Language.SWEDISH, CELLS, ["Ett", "Två"], *DAYS)
    assert len(sent) == 2


def test_what_was_answered_is_frozen_with_version_and_language_and_shown(app: Flask, party: Party) -> None:
    kim = Browser(app)
    kim.log_in(make.user(Role.COMMUNICATOR))
    address = f"/overenskommelser/ny?part={party.id}"
    fields = kim.form(kim.get(address), address)
    answers = {"svar-name-web": "ja", "basis": CONSENT.value, "how": "mail", "note": "Brev.", "covers": "all"}
    response = kim.post(address, {**fields, **answers})
    assert response.status_code == 303
    (made,) = agreements.agreements_of(party.id)
    proof = made.proof
    assert proof is not None
    assert (proof.language, proof.notice_version) == ("sv", 1)
    assert "Vi vill visa namn. Vi vill visa det på vår webbplats." in proof.text
    shown = words(kim.follow(response))
    assert "Version 1, svenska" in shown
    assert "Vi vill visa namn. Vi vill visa det på vår webbplats." in shown


def test_an_old_text_stays_as_it_was(app: Flask, party: Party) -> None:
    by = make.user(Role.COMMUNICATOR)
    stamp = Stamp(by.id, make.NOW)
    given = agreements.Given(CONSENT, stamp.day, {("name", "web"): True}, stamp.day, stamp.day)
    old = agreements.record(party, given, agreements.Proof("mail", text="En äldre text {part}."), stamp)
    kim = Browser(app)
    kim.log_in(by)
    shown = words(kim.get(f"/overenskommelser/{old.id}"))
    assert "En äldre text {part}." in shown
    assert "Version" not in shown
