"""A verdict and what was learned close the follow-up, and what went worse can be found."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import bitmaps, texts
from resultatbank.data.facts import FACET_VERDICT
from resultatbank.data.models import Example, ExampleText, Facet
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.checklist import StepState
from resultatbank.rules.words import State, Verdict
from tests import factories as make
from tests.web.client import Browser, soup, words
from tests.web.followup.conftest import Desk

STEP = checklist.STEPS[3]


def answer(desk: Desk, question: str, value: str) -> int:
    url = f"/exempel/{desk.example.id}/svar/{question}"
    page = desk.browser.get(f"/exempel/{desk.example.id}/steg/4")
    seen = soup(page).find("input", attrs={"name": f"seen_{question}"})
    assert seen is not None
    return desk.browser.post(url, {question: value, f"seen_{question}": seen["value"]}).status_code


def test_the_communicator_chooses_one_of_four_and_nothing_else(desk: Desk) -> None:
    page = soup(desk.browser.get(f"/exempel/{desk.example.id}/steg/4"))
    offered = [each["value"] for each in page.find_all("input", attrs={"name": "verdict"})]
    assert offered == [each.value for each in Verdict]
    assert answer(desk, "verdict", "worse") == 303
    assert answer(desk, "verdict", "toppen") == 422
    db.session.expire_all()
    assert texts.texts_of(desk.example.id)["verdict"].value == "worse"


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ((), StepState.DONE),
        (("verdict",), StepState.BEGUN),
        (("learned",), StepState.BEGUN),
    ],
)
def test_the_step_is_done_only_with_both(without: Iterable[str], expected: StepState) -> None:
    done = {question.key for question in STEP.questions} - set(without)
    assert checklist.progress(STEP, done).state is expected


def test_the_page_says_what_closes_it_and_then_what_was_said(desk: Desk) -> None:
    assert "Avsluta uppföljningen" in words(desk.browser.get(desk.url))
    answer(desk, "learned", "Fråga först, bygg sedan.")
    answer(desk, "verdict", "worse")
    said = words(desk.browser.get(desk.url))
    assert "Avsluta uppföljningen" not in said
    assert "Sämre än väntat Fråga först, bygg sedan." in said


def test_an_earlier_verdict_is_told_in_words(desk: Desk) -> None:
    answer(desk, "verdict", "worse")
    answer(desk, "verdict", "better")
    said = words(desk.browser.get(f"/exempel/{desk.example.id}/historik"))
    assert "Sämre än väntat" in said
    assert "Bättre än väntat" in said
    assert "worse" not in said


def facets(example: Example) -> list[int]:
    query = select(Facet.value).where(Facet.example_id == example.id, Facet.kind == FACET_VERDICT)
    return list(db.session.scalars(query))


def test_employees_find_what_went_worse_among_what_they_may_see(app: Flask, within: Flask) -> None:
    shown = make.example("Appen som ingen använde", texts={"verdict": "worse", "learned": "Fråga först."})
    make.example("Allt gick bra", texts={"verdict": "better"})
    hidden = make.example("Hemligt utkast", state=State.DRAFT, texts={"verdict": "worse"})
    db.session.commit()
    assert facets(shown) == facets(hidden) == [3]
    browser = Browser(app)
    browser.log_in(make.user())
    page = soup(browser.get("/exempel?omdome=3"))
    assert [link["href"] for link in page.select(".hits h3 a")] == [f"/exempel/{shown.id}"]
    chosen = page.find("input", attrs={"name": "omdome", "value": "3"})
    assert chosen is not None
    assert chosen.parent is not None
    assert "Sämre än väntat" in chosen.parent.get_text()
    assert "1" in chosen.parent.get_text()
    assert "Resultatet blev sämre än vi trodde." in words(browser.get(f"/exempel/{shown.id}"))


def test_a_changed_verdict_is_found_as_the_new_one(within: Flask) -> None:
    example = make.example("Ett exempel", texts={"verdict": "worse"})
    db.session.commit()
    text = db.session.get_one(ExampleText, (example.id, "verdict"))
    text.value = "as_expected"
    db.session.commit()
    assert facets(example) == [2]
    assert (FACET_VERDICT, 2) in bitmaps.on(make.NOW.date()).values
