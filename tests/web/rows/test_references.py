"""A text points at a source with its number: the page leads there, and the numbers stay what they are."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows
from resultatbank.data.models import Example, Source, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, soup, words


@pytest.fixture
def writer(within: Flask) -> User:
    return make.user(Role.COMMUNICATOR)


@pytest.fixture
def browser(app: Flask, writer: User) -> Browser:
    found = Browser(app)
    found.log_in(writer)
    return found


def told(*titles: str, result: str, challenge: str = "") -> Example:
    """A published example with sources of these titles."""
    example = make.example("Bageriet", texts={"result": result, "challenge": challenge})
    for title in titles:
        rows.add_row(example.id, "sources", {"title": title, "kind": "other"}, make.stamp())
    db.session.commit()
    return example


def test_a_number_in_the_text_leads_to_its_source_on_the_page(browser: Browser) -> None:
    example = told("Slutrapport", "Elräkningar", result="Kostnaden sjönk 38 procent [2], och <b>mer</b> [9].")
    page = soup(browser.get(f"/exempel/{example.id}"))
    links = [(link["href"], link.get_text()) for link in page.select("section[aria-labelledby=result] p a")]
    assert links == [("#source-2", "källa 2")]
    target = page.find(id="source-2")
    assert target is not None
    assert "Elräkningar" in target.get_text()
    assert "<b>mer</b> [9]." in page.get_text(), "what no source has is only words"


def test_what_is_copied_has_the_number_and_the_numbered_source(browser: Browser) -> None:
    example = told("Slutrapport", "Elräkningar", result="Kostnaden sjönk 38 procent [2].")
    browser.get(f"/exempel/{example.id}")
    copied = words(browser.post(f"/exempel/{example.id}/kopiera", where_to=""))
    assert "38 procent [2]." in copied
    assert "2. Elräkningar" in copied


def test_a_figure_that_points_nowhere_is_named_gently_before_publishing_and_in_review(
    app: Flask, browser: Browser
) -> None:
    example = told("Slutrapport", result="Kostnaden sjönk 38 procent. Vi blev 3 fler [1].", challenge="Se [7].")
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    for said in (browser.get(f"/exempel/{example.id}/publicera"), reviewer.get(f"/granskning/{example.id}")):
        page = words(said)
        assert "I resultatet pekar ”38 procent” inte på någon källa." in page
        assert "3 fler” inte" not in page
        assert "Texten pekar på källa [7], men det finns ingen källa med det numret." in page


@pytest.mark.parametrize(("verb", "data"), [("ta-bort", {}), ("flytta", {"riktning": "ned"})])
def test_a_source_stays_in_its_place_while_a_text_points_at_it_or_after_it(
    browser: Browser, verb: str, data: dict[str, str]
) -> None:
    example = told("Första", "Andra", "Tredje", result="Kostnaden sjönk 38 procent [2].")

    def titles() -> list[str]:
        db.session.rollback()
        query = select(Source.title).where(Source.example_id == example.id).order_by(Source.position)
        return list(db.session.scalars(query))

    def tried(title: str) -> int:
        row = db.session.scalar(select(Source.id).where(Source.title == title))
        browser.get(f"/exempel/{example.id}/rader/sources/{row}")
        answer = browser.post(f"/exempel/{example.id}/rader/sources/{row}/{verb}", **data)
        if answer.status_code == 422:
            assert "Texten pekar på källa 2 med [2]" in words(answer)
        return answer.status_code

    assert tried("Första") == 422
    assert titles() == ["Första", "Andra", "Tredje"]
    if verb == "ta-bort":
        assert tried("Tredje") == 303
        assert titles() == ["Första", "Andra"]


def test_a_refused_move_leaves_the_other_sources_on_the_page(browser: Browser) -> None:
    example = told("Första", "Andra", "Tredje", result="Kostnaden sjönk 38 procent [2].")
    row = db.session.scalar(select(Source.id).where(Source.title == "Andra"))
    browser.get(f"/exempel/{example.id}/steg/2")
    answer = browser.post(f"/exempel/{example.id}/rader/sources/{row}/flytta", riktning="upp", fran="steg", htmx=True)
    assert answer.status_code == 422
    page = words(answer)
    assert "Texten pekar på källa 1" not in page
    assert "Texten pekar på källa 2 med [2]" in page
    assert all(f"{number}. {title}" in page for number, title in enumerate(("Första", "Andra", "Tredje"), 1))
