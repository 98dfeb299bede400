"""The survey for readers outside: in English too, and without personal identity numbers that have a slip in them."""

from __future__ import annotations

from typing import Any

import pytest

from resultatbank.data import throttle
from resultatbank.data.models import Example
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.survey.conftest import PERSONNUMMER, answers, kept, link, only_sqlite, sends


@only_sqlite
@pytest.mark.parametrize("number", ["850709-9801", "850709+9801", "19850709-9801", "198507099801", "850769-9801"])
def test_outside_a_personal_number_with_a_slip_in_it_is_refused_too(
    employee: Browser, reader: Browser, example: Example, number: str
) -> None:
    refused = sends(reader, link(example), score="3", text=f"Ring {number}")
    assert refused.status_code == 422
    assert "Det ser ut som ett personnummer" in words(refused)
    typed = soup(refused).find("input", attrs={"name": "text"})
    assert typed is not None
    assert typed["value"] == f"Ring {number}"
    assert kept() == []
    assert answers(employee, example, 3, f"Ring {number}").status_code == 303


@only_sqlite
@pytest.mark.parametrize("text", ["Ring 08-123 45 67 eller 070-123 45 67", "Se dnr 2024-123456", "0701234567"])
def test_outside_telephone_numbers_and_diary_numbers_are_let_by(reader: Browser, example: Example, text: str) -> None:
    assert sends(reader, link(example), score="3", text=text).status_code == 303
    assert kept() == [(3, text)]


SWEDISH_SIGNS = set("åäöÅÄÖ")


def in_english(answer: Any) -> str:
    """See that a page is in English but for what it says is Swedish, and return its words."""
    page = soup(answer)
    assert page.html is not None
    assert page.html["lang"] == "en"
    for swedish in page.select("[lang=sv], input"):
        swedish.decompose()
    text = " ".join(page.get_text(" ").split())
    assert not SWEDISH_SIGNS & set(text), text
    return text


def test_a_reader_who_asks_for_english_is_answered_in_english_to_the_end(reader: Browser, example: Example) -> None:
    url = link(example)
    way = soup(reader.get(url)).select_one("header a[lang=en]")
    assert way is not None
    english = str(way["href"])
    assert english == f"{url}?sprak=en"
    page = reader.get(english)
    assert "Was the example useful to you?" in in_english(page)
    back = soup(page).select_one("header a[lang=sv]")
    assert back is not None
    assert back["href"] == url
    sent = reader.send("POST", english, data={**reader.form(page, english), "score": "4", "text": "Useful."})
    assert sent.status_code == 303
    done = reader.follow(sent)
    assert "Thank you for your answer" in in_english(done)
    assert kept() == [(4, "Useful.")]
    for answer in (page, sent, done):
        assert "Set-Cookie" not in answer.headers


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "Good"}, "Choose a number from 1 to 5."),
        ({"score": "6", "text": "Good"}, "Choose one of the answers."),
        ({"score": "3", "text": f"Call {PERSONNUMMER}"}, "personal identity number"),
        ({"score": "3", "text": "Call 850709-9801"}, "personal identity number"),
        ({"score": "3", "text": "Two\nlines"}, "on one line"),
        ({"score": "3", "text": "x" * 501}, "at most 500 characters"),
        ({"score": "3", "text": "bad \x07 sign"}, "Some characters"),
    ],
)
def test_what_is_wrong_is_said_in_english_too(
    reader: Browser, example: Example, fields: dict[str, str], told: str
) -> None:
    english = f"{link(example)}?sprak=en"
    form = reader.form(reader.get(english), english)
    answer = reader.send("POST", english, data={**form, **fields})
    assert answer.status_code == 422
    typed = soup(answer).find("input", attrs={"name": "text"})
    assert typed is not None
    assert typed["value"] == fields["text"]
    title = soup(answer).find("title")
    assert title is not None
    assert title.get_text().startswith("Error: ")
    assert soup(answer).select_one("header a") is None, "what was typed would be lost"
    assert told in in_english(answer)
    assert kept() == []


@only_sqlite
def test_errors_outside_are_in_english_too(reader: Browser, example: Example, clock: Clock) -> None:
    english = f"{link(example)}?sprak=en"
    assert "The page does not exist" in in_english(reader.get("/omdome/gissning?sprak=en"))
    form = reader.form(reader.get(english), english) | {"score": "4", "text": "Written long ago"}
    assert "Two questions" in in_english(reader.send("POST", english, data={**form, "nyckel": "x"}))
    clock.forward(hours=25)
    late = reader.send("POST", english, data=form)
    assert reader.form(late, english)["text"] == "Written long ago"
    assert "open for a long time" in in_english(late)
    for _ in range(throttle.MOST_PER_PLACE):
        reader.get("/omdome/gissning")
    assert "Please wait a while" in in_english(reader.get(english))
