"""The small picture beside an example in a list: the first that employees may see, by the rule of its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from resultatbank.data import bank
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.bank.test_word_pictures import shows_in
from tests.web.client import Browser, soup
from tests.web.collections.conftest import scene_of
from tests.web.files.test_pictures import logged_in, picture, status

TODAY = make.NOW.date()


def thumbs(browser: Browser, url: str) -> list[str]:
    """Return the addresses of the pictures in a page's lists, each of which comes and keeps its place."""
    found = soup(browser.get(url)).select(".hits img")
    for each in found:
        assert (each["alt"], each["loading"]) == ("", "lazy")
        assert each["width"]
        assert each["height"]
        assert status(browser, str(each["src"])) == 200
    return [str(each["src"]) for each in found]


def test_each_list_shows_the_first_picture_that_employees_may_see(app: Flask, within: Flask) -> None:
    scene = scene_of(within)
    theme = make.term("theme", "Energi")
    example, other = make.example("Ugnen", terms=[theme], reviewed=True), make.example("Utan bild", terms=[theme])
    shows_in(app, example, "web")
    picture(app, example, licence_until=TODAY - timedelta(days=1))
    seen = shows_in(app, example, "intranet")
    picture(app, example)
    scene.gather(example, other)
    for url in ("/exempel", "/", f"/exempel/{other.id}", scene.url, scene.share()):
        assert thumbs(scene.browser, url) == [f"/bilder/{seen.id}/liten"], url


def test_a_list_stops_showing_a_picture_the_day_it_may_not_be_seen(app: Flask, within: Flask, clock: Clock) -> None:
    example = make.example("Ugnen")
    picture(app, example, licence_until=TODAY)
    db.session.commit()
    assert len(thumbs(logged_in(within), "/exempel")) == 1
    clock.forward(days=1)
    assert thumbs(logged_in(within), "/exempel") == []


def test_nothing_is_shown_of_an_example_that_employees_do_not_see(app: Flask, within: Flask) -> None:
    picture(app, make.example("Utkast", state=State.DRAFT), alt_text="Utkastets bild")
    db.session.commit()
    assert thumbs(logged_in(within, Role.COMMUNICATOR), "/exempel?visa=alla") == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_pictures_of_many_hits_cost_no_more_questions_than_that_of_one(app: Flask, within: Flask) -> None:
    def asked(ids: list[int]) -> int:
        db.session.commit()
        db.session.expire_all()
        with statements() as sent:
            assert all(hit.picture_id for hit in bank.hits(ids, TODAY))
        return len(sent)

    examples = [make.example(f"Nummer {number}") for number in range(6)]
    for each in examples:
        shows_in(app, each, "intranet")
    ids = [each.id for each in examples]
    asked(ids)  # The first time of a day more is read, and remembered.
    assert asked(ids[:1]) == asked(ids)
