"""A request that came from the queue: the inbox says when what it asked for has been done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from resultatbank.data import inbox, reviewing, rows
from resultatbank.data.models import Example, InboxItem, Package
from resultatbank.data.reviewing import Decision, Remedy
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words

DAY = make.NOW.date()
YES = dict.fromkeys(("figures_right", "people_agree", "links_work", "still_good"), True)


@pytest.fixture
def karin(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.COMMUNICATOR, name="Karin Mållander"))
    return browser


def licensed(ends_in: int = -1) -> tuple[Example, Package]:
    example = make.example("Bageriet", responsible=make.user(Role.COMMUNICATOR), reviewed=True)
    values = {"title": "Vid ugnen", "licence_until": DAY + timedelta(days=ends_in)}
    return example, rows.add_row(example.id, "packages", values, make.stamp())


def ask(example: Example, answers: dict[str, bool] | None = None) -> InboxItem:
    """A reviewer asks for a correction in the queue."""
    db.session.commit()
    decision = Decision(answers, Remedy.FIX, "Gör det som behövs.")
    reviewing.decide(example, decision, example.version, make.stamp(make.user(Role.REVIEWER)))
    db.session.commit()
    return inbox.open_items()[-1]


def renew(package: Package, days: int) -> None:
    rows.change_row(package, {"licence_until": DAY + timedelta(days=days)}, package.version, make.stamp())
    db.session.commit()


@pytest.mark.parametrize("page", ["/inkorg", "/inkorg/{id}"])
def test_a_licence_that_is_mended_is_said_and_closed_with_one_click(karin: Browser, page: str) -> None:
    example, package = licensed()
    item = ask(example)
    url = f"/inkorg/{item.id}"
    page = page.format(id=item.id)
    assert "Stäng frågan" not in words(karin.get(page))
    renew(package, 400)
    shown = karin.get(page)
    assert "Exemplet ligger inte längre i granskningskön med ”Licensen gick ut”." in words(shown)
    button = next(each for each in soup(shown).select("form") if "Stäng frågan" in each.text)
    fields = {str(each["name"]): str(each["value"]) for each in button.select("input")}
    assert karin.post(url, fields).status_code == 303
    db.session.expire_all()
    assert (item.outcome, item.reply[:15]) == ("done", "Det är ordnat. ")
    assert not inbox.open_items()


def test_a_licence_that_ends_while_one_waits_is_not_mended(within: Flask) -> None:
    example, package = licensed(ends_in=5)
    item = ask(example)
    assert inbox.mended([item], DAY + timedelta(days=6)) == {}
    renew(package, 30)
    assert inbox.mended([item], DAY) == {}
    renew(package, 400)
    assert inbox.mended([item], DAY) == {item.id: Reason.LICENCE_ENDING}


def test_what_is_asked_for_leads_to_where_it_is_done(karin: Browser) -> None:
    example, _ = licensed()
    siffror = make.example("Siffror", responsible=make.user(Role.COMMUNICATOR), reviewed=True)
    rows.add_row(siffror.id, "indicators", {"name": "Nya jobb", "due_on": DAY}, make.stamp())
    for item in (ask(example), ask(siffror)):
        [way] = soup(karin.get(f"/inkorg/{item.id}")).select(".panel a.btn")
        page, _, place = str(way["href"]).partition("#")
        assert page.startswith(f"/exempel/{item.example_id}/steg/")
        assert soup(karin.get(page)).find(id=place) is not None


def test_figures_that_have_come_are_mended_too(within: Flask) -> None:
    example = make.example("Siffror", responsible=make.user(Role.COMMUNICATOR), reviewed=True)
    figure = rows.add_row(example.id, "indicators", {"name": "Nya jobb", "due_on": DAY}, make.stamp())
    item = ask(example)
    assert inbox.mended([item], DAY) == {}
    make.measurement(figure, 3)
    db.session.commit()
    assert inbox.mended([item], DAY) == {item.id: Reason.FIGURES_DUE}


def test_a_text_that_left_the_queue_because_it_was_reviewed_is_not_mended(within: Flask) -> None:
    item = ask(make.example("Gammal", responsible=make.user(Role.COMMUNICATOR)), YES | {"figures_right": False})
    assert inbox.mended([item], DAY) == {}


def test_what_somebody_asked_by_themselves_is_theirs_to_say(within: Flask) -> None:
    item = inbox.send("help", "En bild", make.stamp(make.user()), example=make.example(reviewed=True))
    db.session.commit()
    assert inbox.mended([item], DAY) == {}


def test_the_inbox_asks_as_many_questions_for_many_as_for_one(karin: Browser) -> None:
    def sent() -> int:
        example, package = licensed()
        ask(example)
        renew(package, 400)
        karin.get("/inkorg")
        with statements() as found:
            assert karin.get("/inkorg").status_code == 200
        return len(found)

    assert sent() == sent() == sent()


def test_the_row_says_that_somebody_has_asked_and_asks_no_second_time(app: Flask, within: Flask) -> None:
    example, _ = licensed()
    ask(example)
    maja = Browser(app)
    maja.log_in(make.user(Role.REVIEWER))
    db.session.commit()
    assert f"frågat kommunikatörerna {DAY}" in words(maja.get("/granskning"))
    shown = maja.get(f"/granskning/{example.id}")
    assert "Gör det som behövs." in words(shown)
    assert maja.form(shown, f"/granskning/{example.id}")[f"rad{example.id}-note"] == ""
