"""The limit Format: what an example is packed in and employees may see that day, counted as it is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from resultatbank.data import bitmaps, rows
from resultatbank.data.models import Example, Term
from resultatbank.extensions import db
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.bank.test_search import found
from tests.web.client import Browser, soup
from tests.web.files.test_pictures import logged_in, of_parties, picture, stored
from tests.web.rows.conftest import format_of


@pytest.fixture
def photo(within: Flask) -> Term:
    return format_of("foto")


def with_photo(app: Flask, photo: Term, benefit: str, **values: object) -> Example:
    """An example with a photo, in which nobody is seen unless said otherwise."""
    example = make.example(benefit=benefit)
    picture(app, example, **{"format_id": photo.id, **values})
    return example


def limited(browser: Browser, photo: Term) -> tuple[int, set[str]]:
    """Return how many the limit says that it leads to, and the examples that it leads to."""
    page = soup(browser.get("/exempel"))
    box = page.select_one(f"input[name=format][value='{photo.id}']")
    hits = set(found(browser.get(f"/exempel?format={photo.id}")))
    return int(box.find_parent("label").small.get_text()) if box else 0, hits


def test_what_is_planned_is_not_counted_and_what_there_is_is(app: Flask, photo: Term) -> None:
    make.example(benefit="Bara planerat", terms=[photo])
    with_photo(app, photo, "Har ett foto")
    make.example(benefit="Inget alls")
    assert limited(logged_in(app), photo) == (1, {"Har ett foto"})


def test_two_of_a_kind_count_once_and_a_film_that_is_a_link_counts(app: Flask, photo: Term) -> None:
    picture(app, with_photo(app, photo, "Har två"), format_id=photo.id)
    film, example = format_of("film"), make.example(benefit="Har en film")
    values = {"title": "Filmen", "format_id": film.id, "link": "https://www.example.se/film"}
    rows.add_row(example.id, "packages", values, make.stamp())
    browser = logged_in(app)
    assert limited(browser, photo) == (1, {"Har två"})
    assert limited(browser, film) == (1, {"Har en film"})


def test_a_photo_is_gone_the_day_after_its_licence(app: Flask, photo: Term, clock: Clock) -> None:
    with_photo(app, photo, "Slutar i dag", licence_until=clock.day)
    with_photo(app, photo, "Fortsätter", licence_until=clock.day + timedelta(days=1))
    browser = logged_in(app)
    assert limited(browser, photo) == (2, {"Slutar i dag", "Fortsätter"})
    clock.forward(days=1)
    browser = logged_in(app)
    assert limited(browser, photo) == (1, {"Fortsätter"})


def test_a_photo_follows_the_answer_of_those_who_are_seen_in_it(app: Flask, photo: Term, clock: Clock) -> None:
    seen = make.party("Påhittad Person")
    with_photo(app, photo, "Någon syns", **of_parties((seen, "photo")))
    browser = logged_in(app)
    assert limited(browser, photo) == (0, set()), "nobody has asked"
    make.agreement(seen, yes=[("photo", "intranet")])
    db.session.commit()
    assert limited(browser, photo) == (1, {"Någon syns"})
    make.agreement(seen, no=[("photo", "intranet")], given_on=clock.day, at=clock.at)
    db.session.commit()
    assert limited(browser, photo) == (0, set()), "at once"


def test_a_photo_that_nobody_has_said_who_is_seen_in_or_that_is_kept_as_sent_is_not_counted(
    app: Flask, photo: Term
) -> None:
    with_photo(app, photo, "Tiger", nobody_seen=False)
    old = make.example(benefit="Som den kom")
    values = {"title": "Ugnen", "format_id": photo.id, "nobody_seen": True}
    rows.add_row(old.id, "packages", {**values, "file_id": stored(app, b"en bild", "ugn.jpg").id}, make.stamp())
    assert limited(logged_in(app), photo) == (0, set())


def test_what_is_remembered_of_formats_is_what_would_be_read(app: Flask, photo: Term, clock: Clock) -> None:
    seen = make.party("Påhittad Person")
    changed = [with_photo(app, photo, f"Nytta {number}", **of_parties((seen, "photo"))) for number in range(3)]
    db.session.commit()
    bitmaps.on(clock.day)
    for package in rows.rows_of(changed[0].id, "packages"):
        rows.remove_row(package, make.stamp())
    rows.change_row(rows.rows_of(changed[1].id, "packages")[0], {"nobody_seen": True, "parties": []}, 1, make.stamp())
    db.session.commit()
    remembered = bitmaps.on(clock.day)
    bitmaps._remembered.clear()
    anew = bitmaps.on(clock.day)
    assert remembered.closed == anew.closed
    assert set(anew.closed.values()) == {changed[2].id}
    assert {key: bits for key, bits in remembered.values.items() if bits} == anew.values


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_number_of_statements_does_not_grow_with_the_photos(app: Flask, photo: Term) -> None:
    browser = logged_in(app)

    def asked(number: int) -> int:
        for each in range(number):
            party = make.party()
            make.agreement(party, yes=[("photo", "intranet")] if each % 2 else [("photo", "web")])
            with_photo(app, photo, f"Nytta {each}", **of_parties((party, "photo")))
        db.session.commit()
        browser.get(f"/exempel?format={photo.id}")
        with statements() as sent:
            browser.get(f"/exempel?format={photo.id}")
        return len(sent)

    assert asked(3) == asked(12)
