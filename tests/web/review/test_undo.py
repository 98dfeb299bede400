"""What one has just decided can be undone, by oneself, for a short while, where nothing legal happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from resultatbank.data import examples, inbox, overview, queue, queue_history
from resultatbank.data.models import (
    AgreementRequest,
    Example,
    InboxItem,
    PutOff,
    QueueEntry,
    Review,
    ReviewUndone,
    Undo,
    User,
)
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words

QUESTIONS = ("figures_right", "people_agree", "links_work", "still_good")
UNDO = "/granskning/angra"


def decide(browser: Browser, example: Example, reply: str = "ja", **more: Any) -> Any:
    """Answer the four questions, with a remedy or what else is said, as the row's page."""
    url = f"/granskning/{example.id}"
    prefix = f"rad{example.id}-"
    fields = browser.form(browser.get(url), url) | {prefix + name: reply for name in QUESTIONS}
    return browser.post(url, fields | {prefix + name: value for name, value in more.items()})


def undo(browser: Browser) -> Any:
    """Press the button where it stands."""
    page = browser.get("/granskning")
    form = soup(page).select_one("form.undo")
    assert form is not None, "there is nothing to undo"
    answer = browser.post(UNDO, browser.form(page, UNDO))
    db.session.expire_all()
    return answer


def test_a_review_that_is_undone_counts_for_nothing_and_stays_in_the_history(maja: Browser, stale: Example) -> None:
    decide(maja, stale)
    assert queue.row_of(stale.id, day_of(make.NOW)) is None
    assert "1 klar i dag" in words(maja.get("/granskning")) or queue.settled_today(day_of(make.NOW)) == 1
    answer = undo(maja)
    assert f"/granskning/{stale.id}" in answer.headers["Location"]
    assert "Ångrat: Påhittade företag fick det bättre." in words(maja.follow(answer))
    row = queue.row_of(stale.id, day_of(make.NOW))
    assert row is not None
    assert row.reason is Reason.NEVER_REVIEWED
    assert examples.next_reviews([stale]) == {}
    assert queue.settled_today(day_of(make.NOW)) == 0
    assert len(db.session.scalars(select(Review)).all()) == 1
    history = words(maja.get(f"/exempel/{stale.id}/historik"))
    assert "Ångrad 10:00" in history
    assert "Beslutet i granskningskön ångrat" in history
    assert "Aldrig granskad" in words(maja.get(f"/exempel/{stale.id}"))


@pytest.mark.parametrize("remedy", ["archive", "draft", "replace", "responsible"])
def test_what_the_decision_changed_is_as_it_was(maja: Browser, stale: Example, karin: User, remedy: str) -> None:
    other = make.example("Ett nytt exempel", reviewed=True)
    folke = make.user(name="Folke Skisslund")
    db.session.commit()
    more = {"remedy": remedy, "replacement": str(other.id), "responsible": folke.id}
    decide(maja, stale, "nej", **more)
    db.session.expire_all()
    after = (stale.state, stale.archived_at, stale.replaced_by_id, stale.responsible_id)
    assert after != (State.PUBLISHED, None, None, karin.id)
    undo(maja)
    assert (stale.state, stale.archived_at, stale.replaced_by_id) == (State.PUBLISHED, None, None)
    assert stale.responsible_id == karin.id


def test_the_question_it_sent_is_taken_back_and_the_fault_it_answered_is_open_again(
    maja: Browser, stale: Example, karin: User
) -> None:
    fault = inbox.send("fault", "Fel kommun", make.stamp(karin), example=stale)
    db.session.commit()
    decide(maja, stale, "nej", remedy="fix", note="Byt kommunen.")
    db.session.expire_all()
    assert fault.outcome == "done"
    undo(maja)
    assert (fault.outcome, fault.reply, fault.settled_at) == ("open", "", None)
    assert db.session.scalars(select(InboxItem.kind)).all() == ["fault"]


def test_a_question_that_somebody_has_answered_stays(maja: Browser, stale: Example, karin: User) -> None:
    decide(maja, stale, "nej", remedy="fix", note="Byt kommunen.")
    [item] = db.session.scalars(select(InboxItem)).all()
    inbox.settle(item, "done", "Klart.", make.stamp(karin))
    db.session.commit()
    undo(maja)
    assert item.outcome == "done"


def test_putting_off_is_undone_and_can_be_done_again(maja: Browser, stale: Example) -> None:
    url = f"/granskning/{stale.id}/skjut-upp"
    for reason in ("Nya siffror i januari.", "Nya siffror i februari."):
        maja.post(url, maja.form(maja.get(url), url) | {"days": "14", "reason": reason})
        assert queue.row_of(stale.id, day_of(make.NOW)) is None
        undo(maja)
        assert db.session.scalars(select(PutOff)).all() == []
        assert queue.row_of(stale.id, day_of(make.NOW)) is not None


def test_several_reviewed_together_are_undone_together(maja: Browser, stale: Example, karin: User) -> None:
    others = [make.example(f"Gammal {number}", responsible=karin) for number in range(3)]
    db.session.commit()
    url = "/granskning/tillsammans"
    fields = maja.form(maja.get(url), url) | dict.fromkeys(("figures_right", "links_work", "still_good"), "ja")
    maja.post(url, fields)
    assert queue.total(day_of(make.NOW)) == 0
    assert "Ångrat: 4 granskningar." in words(maja.follow(undo(maja)))
    assert queue.total(day_of(make.NOW)) == 4
    assert len(db.session.scalars(select(ReviewUndone)).all()) == 1 + len(others)


def test_the_button_stands_there_ten_seconds_and_works_for_thirty(maja: Browser, stale: Example, clock: Clock) -> None:
    decide(maja, stale)
    page = maja.get("/granskning")
    fields = maja.form(page, UNDO)
    clock.forward(seconds=11)
    assert soup(maja.get("/granskning")).select("form.undo") == []
    clock.forward(seconds=20)
    answer = maja.post(UNDO, fields)
    assert "Det går inte att ångra längre." in words(maja.follow(answer))
    assert db.session.scalars(select(ReviewUndone)).all() == []


def test_one_can_undo_only_ones_own(app: Flask, maja: Browser, stale: Example) -> None:
    decide(maja, stale)
    fields = maja.form(maja.get("/granskning"), UNDO)
    elis = Browser(app)
    elis.log_in(make.user(Role.REVIEWER, name="Elis Skisslund"))
    page = elis.get("/granskning")
    assert soup(page).select("form.undo") == []
    assert "Det går inte att ångra längre." in words(elis.follow(elis.post(UNDO, beslut=fields["beslut"])))


@pytest.mark.parametrize("when", ["", "i går", "2026-02-30T10:00", "9" * 40])
def test_what_is_no_instant_undoes_nothing(maja: Browser, stale: Example, when: str) -> None:
    decide(maja, stale)
    maja.get("/granskning")
    assert "Det går inte att ångra längre." in words(maja.follow(maja.post(UNDO, beslut=when)))


def test_what_somebody_has_changed_since_is_not_undone(maja: Browser, stale: Example, karin: User) -> None:
    decide(maja, stale)
    stale.title = "Ett bättre namn"
    db.session.commit()
    assert "Någon annan har ändrat exemplet sedan dess" in words(maja.follow(undo(maja)))
    assert db.session.scalars(select(ReviewUndone)).all() == []


def test_nothing_legal_is_undone(maja: Browser, karin: User) -> None:
    party = make.party("Ville Hittepåson")
    expired = make.example("Utgången", responsible=karin, reviewed=True)
    make.appearance(party, expired)
    make.agreement(party, yes=make.everywhere("name"), until_day=day_of(make.NOW) - timedelta(days=2))
    soon = make.example("Snart ut", responsible=karin, reviewed=True)
    other = make.party("Vera Hittepådotter")
    make.appearance(other, soon)
    make.agreement(other, yes=make.everywhere("name"), until_day=day_of(make.NOW) + timedelta(days=20))
    db.session.commit()
    decide(maja, expired, "nej", remedy="archive")
    assert soup(maja.get("/granskning")).select("form.undo") == []
    decide(maja, soon, "ja", remedy="ask")
    assert soup(maja.get("/granskning")).select("form.undo") == []
    assert db.session.scalars(select(Undo)).all() == []
    assert len(db.session.scalars(select(AgreementRequest)).all()) == 1


def test_with_htmx_the_queue_comes_back_with_the_row_open(maja: Browser, stale: Example) -> None:
    decide(maja, stale)
    fields = maja.form(maja.get("/granskning"), UNDO)
    part = soup(maja.post(UNDO, fields, htmx=True))
    assert part.select_one("#queue details.job[open]") is not None
    assert part.select("form.undo") == []


def test_what_was_undone_is_kept_for_ever(maja: Browser, stale: Example) -> None:
    decide(maja, stale)
    undo(maja)
    for statement in ("DELETE FROM review_undone", "UPDATE review_undone SET by_id = by_id"):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_a_row_that_came_back_never_left_and_an_undone_review_is_no_review(maja: Browser, karin: User) -> None:
    old = make.example("Gammal", responsible=karin, at=make.NOW - timedelta(days=10))
    db.session.commit()
    queue_history.count(day_of(make.NOW))
    db.session.commit()
    decide(maja, old)
    undo(maja)
    [entry] = db.session.scalars(select(QueueEntry)).all()
    assert entry.left_on is None
    found = overview.in_time(day_of(make.NOW))
    assert (found.reviews.whole, found.first) == (0, 0)
