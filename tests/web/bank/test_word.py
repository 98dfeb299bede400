"""An example as a Word file: what it says in its order, what it says of itself, and that the use is remembered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from flask import Flask
from sqlalchemy import select

from resultatbank.data.models import Example, FrozenText, Indicator, Source, Use, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.bank.test_search import closing_today, logged_in
from tests.web.client import Browser, soup, words
from tests.web.word_files import headings, language, lines, opened

TEXTS = {
    "message": "Besök sänker elräkningen.",
    "challenge": "Elpriset svängde.\nMarginalen försvann.",
    "public_benefit": "Orten behåller sina jobb.",
    "effort": "En rådgivare kom på besök.",
    "result": "Nio av elva gjorde minst tre åtgärder.",
    "learned": "Korta besök räcker.",
    "verdict": "worse",
    "why": "Internt skäl som läsaren inte ska se",
}


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


def full_example() -> Example:
    """An example with texts, figures, sources and somebody to ask."""
    example = make.example("Lägre elräkning", benefit="Elva företag sänkte elkostnaden", texts=TEXTS)
    example.responsible = make.user(Role.COMMUNICATOR, name="Karin Mallander", email="karin@example.se")
    left = make.user(name="Love Låst")
    left.locked_at, example.fallback = make.NOW, left
    source = Source(example_id=example.id, title="Mätning", link="https://www.example.se/m", dated=date(2026, 9, 30))
    db.session.add(source)
    db.session.flush()
    figure = Indicator(
        example_id=example.id,
        name="Elkostnad",
        unit="procent",
        target=Decimal(20),
        source_id=source.id,
    )
    jobs = Indicator(example_id=example.id, name="Nya jobb", position=1)
    db.session.add_all([figure, jobs])
    make.measurement(figure, "31.5")
    make.measurement(jobs, 3)
    party = make.party("Samira Provström", role="Ägare")
    make.appearance(party, example, ["name", "role"])
    make.agreement(party, yes=make.everywhere("name", "role"), until_day=date(2027, 5, 31))
    make.agreement(party, no=[("name", "social")], given_on=make.NOW.date())
    db.session.commit()
    return example


def test_it_leads_with_the_benefit_and_ends_with_terms_sources_and_whom_to_ask(employee: Browser) -> None:
    example = full_example()
    employee.get(f"/exempel/{example.id}")
    answer = employee.post(f"/exempel/{example.id}/word")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="exempel-{example.id}.docx"'
    document = opened(answer)
    assert headings(document)[0] == ("Title", "Elva företag sänkte elkostnaden")
    assert [text for style, text in headings(document) if style == "Heading 1"] == [
        "I korthet",
        "Utmaningen",
        "Varför det är viktigt",
        "Insatsen",
        "Resultatet",
        "Mål och utfall",
        "De som är med",
        "Det här lärde vi oss",
        "Får användas",
        "Källor",
        "Kontakt",
    ]
    numbers = document.tables[0].rows[1].cells[1:4]
    assert [cell.paragraphs[0].alignment for cell in numbers] == [WD_ALIGN_PARAGRAPH.RIGHT] * 3
    text = lines(document)
    for line in (
        "Marginalen försvann.",
        "Vad vi mätte | Start | Mål | Utfall | Källa",
        "Elkostnad, procent | – | 20 | 31,5 | källa 1",
        "Nya jobb | – | – | 3 | källa saknas",
        "1. Mätning, https://www.example.se/m, 2026-09-30",
        "Samira Provström, Ägare",
        "Ansvarig: Karin Mallander, karin@example.se",
    ):
        assert line in text
    terms = next(line for line in text if line.startswith("Får användas på"))
    assert terms.endswith("till och med 2027-05-31. Inte i sociala medier. Kontrollerat 2026-11-23.")
    assert not any("Internt skäl" in line or "Love Låst" in line for line in text)


@pytest.mark.parametrize("way", ["kopiera", "word"])
def test_what_is_taken_out_tells_all_that_the_page_shows(employee: Browser, way: str) -> None:
    example = full_example()
    example.result_owner, example.diary_number = "Enheten för energi", "2026/17"
    wish = {"question": "wanted_result", "value": "Vi ville sänka kostnaden med en femtedel."}
    db.session.add(FrozenText(example_id=example.id, frozen_at=make.NOW, **wish))
    db.session.commit()
    page = words(employee.get(f"/exempel/{example.id}"))
    answer = employee.post(f"/exempel/{example.id}/{way}")
    taken = "\n".join(lines(opened(answer))) if way == "word" else soup(answer).select_one("textarea").get_text()
    for line in (
        "I korthet",
        "Besök sänker elräkningen.",
        "Marginalen försvann.",
        "Orten behåller sina jobb.",
        "En rådgivare kom på besök.",
        "Nio av elva gjorde minst tre åtgärder.",
        "Vi ville sänka kostnaden med en femtedel.",
        "Samira Provström",
        "Resultatet blev sämre än vi trodde. Det är också värt att veta.",
        "Korta besök räcker.",
        "Mätning",
        "Enheten för energi",
        "2026/17",
    ):
        assert line in page, line
        assert line in taken, line
    assert "Sämre än väntat. Resultatet blev sämre" in taken
    assert "karin@example.se" in taken


def test_the_file_says_its_title_and_language_and_nothing_of_who_took_it(employee: Browser) -> None:
    example = full_example()
    employee.get(f"/exempel/{example.id}")
    document = opened(employee.post(f"/exempel/{example.id}/word"))
    known = document.core_properties
    assert (known.title, known.language) == ("Elva företag sänkte elkostnaden", "sv-SE")
    assert (known.author, known.last_modified_by, known.comments) == ("Exempelverket", "", "")
    assert language(document) == "sv-SE"
    taker = db.session.scalars(select(Use.user_id)).one()
    name = db.session.get_one(User, taker).name
    assert name not in document.part.package.core_properties.author
    assert not any(name in line for line in lines(document))


def test_text_that_xml_cannot_hold_does_no_harm(employee: Browser) -> None:
    example = make.example(benefit="En\x0bnytta\x01 <b>&", texts={"challenge": "Svårt\x02\ufffe \x1fändå"})
    db.session.commit()
    employee.get("/konto")
    text = lines(opened(employee.post(f"/exempel/{example.id}/word")))
    assert text[0] == "Ennytta <b>&"
    assert "Svårt ändå" in text


def test_the_use_is_remembered_with_where_it_goes_and_is_counted_on_the_page(employee: Browser) -> None:
    example = make.example()
    db.session.commit()
    page = employee.get(f"/exempel/{example.id}")
    assert "Har använts" not in words(page)
    employee.post(f"/exempel/{example.id}/word", where_to="Talet på företagardagen")
    assert "Har använts en gång." in words(employee.get(f"/exempel/{example.id}"))
    employee.post(f"/exempel/{example.id}/kopiera", where_to="Årsrapporten")
    kept = db.session.scalars(select(Use.where_to).where(Use.example_id == example.id).order_by(Use.id)).all()
    assert kept == ["Talet på företagardagen", "Årsrapporten"]
    assert "Har använts 2 gånger." in words(employee.get(f"/exempel/{example.id}"))


@pytest.mark.parametrize("way", ["kopiera", "word"])
def test_a_line_that_is_too_long_is_told_and_stays_and_nothing_is_remembered(employee: Browser, way: str) -> None:
    example = make.example()
    db.session.commit()
    employee.get(f"/exempel/{example.id}")
    refused = employee.post(f"/exempel/{example.id}/{way}", where_to="x" * 201)
    assert refused.status_code == 422
    assert "Texten är 201 tecken. Korta den till högst 200." in words(refused)
    assert employee.form(refused, f"/exempel/{example.id}/kopiera")["where_to"] == "x" * 201
    assert db.session.scalars(select(Use)).all() == []


def test_what_may_not_be_used_gives_no_file(within: Flask) -> None:
    draft, shown = make.example(state=State.DRAFT), closing_today("Slutar i dag")
    db.session.commit()
    for roles, status in (((), 404), ((Role.COMMUNICATOR,), 409)):
        browser = logged_in(within, *roles)
        assert browser.post(f"/exempel/{draft.id}/word").status_code == status
    browser = logged_in(within)
    assert browser.post(f"/exempel/{shown.id}/word").status_code == 200
