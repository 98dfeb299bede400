"""A text that points at a source that isn't there says so where it is written, as soon as it is saved."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data import rows, texts
from resultatbank.data.models import Example, User
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.references import CLAIMS
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import answer_what_for_whom_why
from tests.web.examples.test_answers import autosave, open_step

SAID = "Texten pekar på källa [7], som inte finns än. Lägg till den i steg 2 , eller ändra numret."


@pytest.fixture(params=[State.DRAFT, State.PUBLISHED])
def example(request: pytest.FixtureRequest, writer: User) -> Example:
    made = make.example("Bageriet", state=request.param, responsible=writer)
    answer_what_for_whom_why(made)
    add_source(made)
    return made


def add_source(example: Example) -> None:
    rows.add_row(example.id, "sources", {"title": "Slutrapport", "kind": "other"}, make.stamp())
    db.session.commit()


def told(browser: Browser, example: Example, number: int = 2) -> list[str]:
    """What the step says of references beside its answers, without what says nothing."""
    found = soup(browser.get(f"/exempel/{example.id}/steg/{number}")).select("[id^=pekar-]")
    return [" ".join(each.get_text(" ", strip=True).split()) for each in found if each.text.strip()]


def test_it_is_said_by_the_field_as_it_is_saved_and_goes_when_the_number_is_changed(
    browser: Browser, example: Example
) -> None:
    open_step(browser, example, 2)
    answer = autosave(browser, example, "Kostnaden sjönk 25 procent [7].", "result")
    assert SAID in words(answer)
    assert told(browser, example) == [SAID]
    link = soup(answer).select_one("#pekar-result a")
    assert link is not None
    assert soup(browser.get(link["href"])).find(id=str(link["href"]).partition("#")[2]) is not None
    open_step(browser, example, 2)
    assert "Texten pekar" not in words(autosave(browser, example, "Kostnaden sjönk 25 procent [1].", "result"))
    assert told(browser, example) == []


def test_without_javascript_it_is_said_on_the_page_that_one_comes_back_to(browser: Browser, example: Example) -> None:
    typed = {**open_step(browser, example, 2), "result": "25 procent [7].", "effort": "En kurs [9, 8], och [7]."}
    browser.follow(browser.post(f"/exempel/{example.id}/svar/result", typed))
    several = (
        "Texten pekar på källorna [7], [8] och [9], som inte finns än. Lägg till dem i steg 2 , eller ändra numren."
    )
    assert sorted(told(browser, example)) == sorted([SAID, several])


def test_it_goes_away_beside_the_answer_when_the_source_is_added(browser: Browser, example: Example) -> None:
    make.text(example, "result", "25 procent [2].")
    db.session.commit()
    assert len(told(browser, example)) == 1
    add_source(example)
    page = soup(browser.get(f"/exempel/{example.id}/steg/2", htmx="steps"))
    beside = page.select_one("#pekar-result[hx-swap-oob]")
    assert beside is not None, "what stands by the field is put in place anew"
    assert beside.text == ""
    assert told(browser, example) == []


@pytest.mark.parametrize("question", CLAIMS)
def test_it_is_said_of_every_answer_that_readers_see(browser: Browser, example: Example, question: str) -> None:
    seen = texts.digest("Ett svar som räcker" if question == "message" else "")
    texts.save(example, checklist.QUESTIONS[question], "25 procent [7].", seen, make.stamp())
    db.session.commit()
    assert [len(told(browser, example, number)) for number in range(1, 6)].count(1) == 1


def test_an_answer_that_could_not_be_saved_is_not_told_of(app: Flask, browser: Browser, example: Example) -> None:
    make.text(example, "result", "25 procent [7].")
    db.session.commit()
    open_step(browser, example, 2)
    refused = autosave(browser, example, "a" * 100_000, "result")
    assert refused.status_code == 422
    assert "Texten pekar" not in words(refused)
