"""Taking a row, letting it go, and putting a review off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import claims, putting_off, queue, reviewing
from resultatbank.data.models import Claim, Example
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, words

TODAY = date(2026, 11, 23)


def press(browser: Browser, example: Example, what: str) -> str:
    """Press a button of the row's page, and return what the next page says."""
    page, url = f"/granskning/{example.id}", f"/granskning/{example.id}/{what}"
    return words(browser.follow(browser.post(url, browser.form(browser.get(page), url))))


# ------------------------------------------------------------------------------------------------------------- taking


def test_a_row_is_taken_and_the_others_see_by_whom(maja: Browser, elis: Browser, stale: Example) -> None:
    assert "Du har tagit raden till 2026-11-24" in press(maja, stale, "ta")
    assert "Maja Testerholm har tagit raden" in words(elis.get(f"/granskning/{stale.id}"))
    assert "Maja Testerholm har tagit den" in words(elis.get("/granskning"))
    assert "Du har tagit den" in words(maja.get("/granskning"))


def test_one_that_is_taken_stays_taken_until_it_is_let_go(maja: Browser, elis: Browser, stale: Example) -> None:
    press(maja, stale, "ta")
    elis.post(f"/granskning/{stale.id}/ta", {})
    elis.post(f"/granskning/{stale.id}/slapp", {})
    assert "Maja Testerholm har tagit raden" in words(elis.get(f"/granskning/{stale.id}"))
    assert "Jag tar den" in press(maja, stale, "slapp")
    assert "Du har tagit raden" in press(elis, stale, "ta")


def test_it_is_free_again_after_a_day(stale: Example, clock: Clock) -> None:
    first, other = make.user(Role.REVIEWER), make.user(Role.REVIEWER)
    claims.take(stale, make.stamp(first, clock.at))
    clock.forward(hours=23, minutes=59)
    with pytest.raises(claims.Taken):
        claims.take(stale, make.stamp(other, clock.at))
    clock.forward(minutes=1)
    assert claims.claims_of([stale.id], clock.at) == {}
    assert claims.take(stale, make.stamp(other, clock.at)).by_id == other.id


def test_a_decision_lets_it_go(maja: Browser, stale: Example) -> None:
    press(maja, stale, "ta")
    fields = maja.form(maja.get(f"/granskning/{stale.id}"), f"/granskning/{stale.id}")
    prefix = f"rad{stale.id}-"
    yes = {prefix + name: "ja" for name in ("figures_right", "people_agree", "links_work", "still_good")}
    assert maja.post(f"/granskning/{stale.id}", {**fields, **yes}).status_code == 303
    assert db.session.get(Claim, stale.id) is None


def test_htmx_gets_the_row_with_who_has_it(maja: Browser, stale: Example) -> None:
    url = f"/granskning/{stale.id}/ta"
    fields = maja.form(maja.get(f"/granskning/{stale.id}"), url)
    assert "Du har tagit raden" in words(maja.post(url, fields, htmx=f"rad-{stale.id}"))


def test_what_is_filled_in_is_still_there_when_the_row_is_taken(maja: Browser, stale: Example) -> None:
    page, url = maja.get(f"/granskning/{stale.id}"), f"/granskning/{stale.id}/ta"
    prefix = f"rad{stale.id}-"
    typed = {f"{prefix}figures_right": "ja", f"{prefix}note": "Allt kollat."}
    decision = maja.form(page, f"/granskning/{stale.id}") | typed
    part = maja.post(url, {**maja.form(page, url), **decision}, htmx=f"rad-{stale.id}")
    kept = maja.form(part, f"/granskning/{stale.id}")
    assert {name: kept[name] for name in typed} == typed


# --------------------------------------------------------------------------------------------------------- putting off


def put_off(browser: Browser, example: Example, **fields: str) -> tuple[int, str]:
    url = f"/granskning/{example.id}/skjut-upp"
    answer = browser.post(url, {**browser.form(browser.get(url), url), **fields})
    return answer.status_code, words(browser.follow(answer) if answer.status_code == 303 else answer)


def test_a_review_is_put_off_once_with_a_reason_and_comes_back(maja: Browser, stale: Example) -> None:
    status, said = put_off(maja, stale, days="14", reason="Nya siffror kommer i december.")
    assert status == 303
    assert "uppskjuten till och med 2026-12-07" in said
    assert queue.row_of(stale.id, TODAY + timedelta(days=14)) is None
    back = queue.row_of(stale.id, TODAY + timedelta(days=15))
    assert back is not None
    assert back.reason is Reason.NEVER_REVIEWED
    assert not putting_off.can_be_put_off(stale, TODAY + timedelta(days=15))
    make.review(stale, at=make.NOW + timedelta(days=15))
    db.session.commit()
    assert putting_off.can_be_put_off(stale, date(2028, 1, 1)), "after a review it can be done once more"


def test_what_was_put_off_before_has_no_way_to_it_left(maja: Browser, stale: Example) -> None:
    make.put_off(stale, until=date(2026, 11, 20))
    db.session.commit()
    assert "Skjut upp granskningen" not in words(maja.get(f"/granskning/{stale.id}"))
    page = maja.follow(maja.get(f"/granskning/{stale.id}/skjut-upp"))
    assert "Det går inte att skjuta upp" in words(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"days": "14"}, "Skriv varför"),
        ({"reason": "Semester."}, "Välj hur länge"),
        ({"days": "31", "reason": "Semester."}, "Välj ett"),
    ],
)
def test_it_needs_a_reason_and_is_for_thirty_days_at_most(
    maja: Browser, stale: Example, fields: dict[str, str], said: str
) -> None:
    status, page = put_off(maja, stale, **fields)
    assert status == 422
    assert said in page
    with pytest.raises(ValueError, match="30 days"):
        putting_off.put_off(stale, TODAY + timedelta(days=31), "Semester.", stale.version, make.stamp(make.user()))


def test_what_is_about_a_yes_can_not_be_put_off(maja: Browser, within: Flask) -> None:
    example, party = make.example("Utgången", responsible=make.user()), make.party()
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=make.everywhere("name"), until_day=date(2026, 11, 20))
    db.session.commit()
    assert "Skjut upp granskningen" not in words(maja.get(f"/granskning/{example.id}"))
    with pytest.raises(putting_off.CannotBePutOff):
        putting_off.put_off(example, TODAY + timedelta(days=7), "Sedan.", example.version, make.stamp(make.user()))


def test_one_who_saw_an_older_version_puts_nothing_off(maja: Browser, stale: Example) -> None:
    url = f"/granskning/{stale.id}/skjut-upp"
    fields = maja.form(maja.get(url), url)
    seen = stale.version
    stale.title = "Nytt namn"
    db.session.commit()
    late = maja.post(url, {**fields, "days": "7", "reason": "Semester."})
    assert late.status_code == 409
    assert "har ändrats" in words(late)
    with pytest.raises(reviewing.SomebodyElseDecided):
        putting_off.put_off(stale, TODAY + timedelta(days=7), "Sedan.", seen, make.stamp(make.user()))


def test_one_who_puts_off_what_has_left_the_queue_meanwhile_comes_to_the_queue_and_is_told(
    maja: Browser, stale: Example
) -> None:
    page = maja.get(f"/granskning/{stale.id}/skjut-upp")
    fields = maja.form(page, f"/granskning/{stale.id}/skjut-upp") | {"days": "7", "reason": "Nya siffror i januari."}
    make.review(stale)
    db.session.commit()
    answer = maja.post(f"/granskning/{stale.id}/skjut-upp", fields)
    assert answer.status_code == 303
    assert "Exemplet behöver inget längre" in words(maja.follow(answer))
