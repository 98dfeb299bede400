"""Old texts that name nobody are reviewed together; what is about somebody's yes never is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from resultatbank.data import alike, queue
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, words

TODAY = make.NOW.date()
URL = "/granskning/tillsammans"
YES = dict.fromkeys(("figures_right", "links_work", "still_good"), "ja")


@pytest.fixture
def old(within: Flask) -> list[Example]:
    someone = make.user()
    made = [make.example(f"Gammalt {number}", responsible=someone) for number in range(3)]
    db.session.commit()
    return made


def send(browser: Browser, **fields: Any) -> Any:
    return browser.post(URL, {**browser.form(browser.get(URL), URL), **fields})


def ticks(examples: list[Example]) -> list[str]:
    return [f"{each.id}-{each.version}" for each in examples]


def test_alike_ones_are_reviewed_with_one_answer_and_each_keeps_its_own_review(
    maja: Browser, old: list[Example]
) -> None:
    assert "Granska 3 gamla utan namngivna tillsammans" in words(maja.get("/granskning"))
    page = maja.follow(send(maja, examples=ticks(old), **YES))
    assert "3 granskade." in words(page)
    for each in old:
        (review,) = queue.reviews_of(each.id)
        assert review.all_right
        assert review.by.name == "Maja Testerholm"
    assert queue.total(TODAY) == 0


def test_one_with_somebody_named_or_with_another_reason_is_never_among_them(maja: Browser, old: list[Example]) -> None:
    named, party = make.example("Någon är med", responsible=make.user()), make.party()
    make.appearance(party, named, ["name"])
    make.agreement(party, yes=make.everywhere("name"))
    nobodys = make.example("Ingens", responsible=None)
    db.session.commit()
    assert {each.id for each in alike.alike(TODAY)} == {each.id for each in old}
    done = alike.review_together({named.id: named.version, nobodys.id: nobodys.version}, make.stamp(make.user()))
    assert not done
    assert send(maja, examples=[f"{named.id}-{named.version}"], **YES).status_code == 422


def test_a_no_is_for_the_row_of_its_own(maja: Browser, old: list[Example]) -> None:
    page = send(maja, examples=ticks(old), **{**YES, "links_work": "nej"})
    assert page.status_code == 422
    assert "Ta bort krysset" in words(page)
    assert queue.total(TODAY) == 3


def test_nothing_ticked_or_answered_is_told(maja: Browser, old: list[Example]) -> None:
    page = send(maja, examples=[])
    assert page.status_code == 422
    assert "Kryssa för minst ett exempel" in words(page)
    assert "Svara ja eller nej" in words(page)


def test_one_that_has_changed_since_is_left(maja: Browser, old: list[Example]) -> None:
    seen = ticks(old)
    fields = maja.form(maja.get(URL), URL)
    old[0].title = "Nytt namn"
    db.session.commit()
    versions = {each.id: int(value.split("-")[1]) for each, value in zip(old, seen, strict=True)}
    assert alike.review_together(versions, make.stamp(make.user(Role.REVIEWER))) == [old[1].id, old[2].id]
    db.session.rollback()
    late = maja.post(URL, {**fields, "examples": seen, **YES})
    assert late.status_code == 422, "what isn't offered any more is no choice"


def test_ten_at_a_time(maja: Browser, within: Flask) -> None:
    for number in range(12):
        make.example(f"Gammalt {number}", responsible=None if number > 11 else make.user())
    db.session.commit()
    assert len(alike.alike(TODAY)) == 10


def test_when_there_is_nothing_the_page_says_so(maja: Browser) -> None:
    assert "Inget att granska tillsammans" in words(maja.get(URL))
