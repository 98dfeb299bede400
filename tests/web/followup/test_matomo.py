"""Numbers from Matomo: looked at first, matched on address, counted once."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from resultatbank.data import measuring, rows
from resultatbank.data.models import Event, MatomoFile
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.importing.test_matomo import ENGLISH, RAW, SWEDISH
from tests.web.client import Browser, soup, words
from tests.web.followup.conftest import Desk

URL, YES = "/uppfoljning/matomo", "/uppfoljning/matomo/ja"
LAST = date(2026, 10, 31)
PAGE = "https://www.example.se/bageri"
VIEWS = "label,nb_hits\n/bageri,412\n"


def as_matomo(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def choose(browser: Browser, data: bytes, name: str = "Export.csv", **more: str) -> TestResponse:
    browser.get(URL)
    fields: dict[str, Any] = {"first_day": "2026-10-01", "last_day": "2026-10-31", "counted": "pages"}
    return browser.post(URL, fields | more | {"file": (io.BytesIO(data), name)})


def say_yes(browser: Browser, preview: TestResponse) -> TestResponse:
    return browser.post(YES, browser.form(preview, YES))


def can_say_yes(preview: TestResponse) -> bool:
    return soup(preview).find("form", action=YES) is not None


@pytest.mark.parametrize("text", [RAW, ENGLISH, SWEDISH], ids=["raw", "English", "Swedish"])
def test_looking_writes_nothing_and_yes_writes_what_was_shown(desk: Desk, text: str) -> None:
    desk.place(f"{PAGE}/?utm_source=brev")
    preview = choose(desk.browser, as_matomo(text))
    assert preview.status_code == 200
    said = words(preview)
    assert desk.example.headline in said
    assert "visningar 412" in said
    assert "unika besökare 280" in said
    assert desk.measured() == []
    answer = say_yes(desk.browser, preview)
    assert "1 plats har fått siffror" in words(desk.browser.follow(answer))
    (row,) = desk.measured()
    assert (row.measured_on, row.views, row.reached, row.clicks) == (LAST, 412, 280, None)
    assert "Matomo, 2026-10-01 till 2026-10-31" in words(desk.browser.get(desk.url))


def test_afterwards_the_examples_that_got_numbers_are_linked_to(desk: Desk) -> None:
    other = make.example("Slakteriet som växte")
    desk.place(PAGE)
    desk.place("https://www.example.se/slakt", of=other)
    desk.place("https://www.example.se/utanfor", of=make.example("Ett tredje"))
    done = desk.browser.follow(say_yes(desk.browser, choose(desk.browser, as_matomo(f"{VIEWS}/slakt,3\n"))))
    assert "2 platser har fått siffror" in words(done)
    links = [link["href"] for link in soup(done).select("main a[href$='/uppfoljning']")]
    assert links == [desk.url, f"/exempel/{other.id}/uppfoljning"]
    for nothing in ("", "?inlast=999999", "?inlast=x"):
        assert not soup(desk.browser.get(URL + nothing)).select("main a[href$='/uppfoljning']")


def test_the_same_file_twice_counts_once_and_says_so(desk: Desk) -> None:
    desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    again = choose(desk.browser, as_matomo(RAW))
    said = words(again)
    assert "lästes in 2026-11-23 av Karin Påhittsson" in said
    assert "räknas inte en gång till" in said
    assert not can_say_yes(again)
    assert len(desk.measured()) == 1


def test_a_correction_by_hand_outlives_the_same_file(desk: Desk) -> None:
    place = desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    (row,) = desk.measured()
    measuring.write(place.example_id, place.id, LAST, {"views": 5}, [row], make.stamp(desk.person))
    db.session.commit()
    assert not can_say_yes(choose(desk.browser, as_matomo(RAW)))


def test_saying_yes_twice_to_one_preview_writes_once(desk: Desk) -> None:
    desk.place(PAGE)
    preview = choose(desk.browser, as_matomo(RAW))
    fields = desk.browser.form(preview, YES)
    assert desk.browser.post(YES, fields).status_code == 303
    again = desk.browser.post(YES, fields)
    assert again.status_code == 422
    assert "finns inte kvar" in words(again)
    assert len(desk.measured()) == 1


def test_another_file_of_the_same_days_replaces_its_numbers_and_leaves_what_was_written_by_hand(desk: Desk) -> None:
    place = desk.place(PAGE)
    desk.measure(place, LAST, views=400, cost=Decimal(900))
    preview = choose(desk.browser, as_matomo(RAW))
    assert "visningar 412 i stället för 400" in words(preview)
    say_yes(desk.browser, preview)
    (row,) = desk.measured()
    assert (row.views, row.cost) == (412, Decimal(900))


def origin(desk: Desk) -> str:
    cell = soup(desk.browser.get(desk.url)).select_one("td[data-l=Varifrån]")
    assert cell is not None
    return cell.get_text(strip=True)


def test_the_origin_says_what_was_typed_beside_the_file(desk: Desk) -> None:
    place = desk.place(PAGE)
    desk.measure(place, LAST, cost=Decimal(900), hours=Decimal(2), reached=9)
    assert origin(desk) == "Ifyllt för hand"
    say_yes(desk.browser, choose(desk.browser, as_matomo(VIEWS)))
    told = "Matomo, 2026-10-01 till 2026-10-31: visningar. Ifyllt för hand: unika besökare, kostnad och timmar"
    assert origin(desk) == told


def test_the_origin_is_by_hand_of_what_is_corrected_by_hand_whatever_a_file_could_have_given(desk: Desk) -> None:
    place = desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    assert origin(desk) == "Matomo, 2026-10-01 till 2026-10-31"
    for number, told in (
        ({"views": 500}, "Matomo, 2026-10-01 till 2026-10-31: unika besökare. Ifyllt för hand: visningar"),
        ({"reached": 400}, "Ifyllt för hand"),
    ):
        measuring.write(place.example_id, place.id, LAST, number, desk.measured(), make.stamp(desk.person))
        db.session.commit()
        assert origin(desk) == told


def test_what_another_file_gave_before_is_not_said_to_be_typed(desk: Desk) -> None:
    desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(VIEWS)))
    downloads = as_matomo("label,nb_hits\n/bageri,3\n")
    say_yes(desk.browser, choose(desk.browser, downloads, first_day="2026-09-01", counted="downloads"))
    assert origin(desk) == "Matomo, 2026-09-01 till 2026-10-31: nedladdningar. Tidigare fil från Matomo: visningar"


def test_a_measurement_with_the_id_of_one_that_was_removed_says_where_its_own_numbers_came_from(desk: Desk) -> None:
    place = desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    rows.remove_row(desk.measured()[0], make.stamp())
    desk.measure(place, LAST, views=5)
    assert origin(desk) == "Ifyllt för hand"


def test_what_somebody_changed_after_the_look_must_be_looked_at_again(desk: Desk) -> None:
    place = desk.place(PAGE)
    preview = choose(desk.browser, as_matomo(RAW))
    desk.measure(place, LAST, views=7)
    answer = say_yes(desk.browser, preview)
    assert answer.status_code == 409
    assert "i stället för 7" in words(answer)
    assert [row.views for row in desk.measured()] == [7]
    assert say_yes(desk.browser, answer).status_code == 303
    assert [row.views for row in desk.measured()] == [412]


def test_each_line_that_belongs_nowhere_says_why(desk: Desk) -> None:
    desk.place(PAGE)
    desk.place("https://www.example.se/tva")
    desk.place("https://example.se/tva/", of=make.example("Ett annat exempel"))
    desk.place("https://www.example.se/ny", since=date(2026, 11, 2))
    desk.place("https://www.example.se/gammal", since=date(2026, 9, 1))
    lines = ["/bageri,9", "/okand,5", "nyheter,6", "/tva,7", "/ny,8", "/gammal,4", "/fel,-1"]
    said = words(choose(desk.browser, as_matomo("\n".join(["label,nb_hits", *lines]))))
    assert "visningar 9" in said
    assert "5 av 7 rader" not in said
    assert "4 av 7 rader hör inte till någon publiceringsplats och läses inte in" in said
    for why in (
        "/okand ingen publiceringsplats har adressen",
        "nyheter inte en sidas adress",
        "/tva flera publiceringsplatser har adressen",
        "efter filens sista dag",
        "före filens första dag",
        "”-1” är inte ett helt tal",
    ):
        assert why in said, why


def test_lines_of_one_page_add_up_their_views_and_never_their_visitors(desk: Desk) -> None:
    desk.place(PAGE)
    text = "label,nb_uniq_visitors,nb_hits\n/bageri,10,100\n/bageri?a=b,20,11\n"
    preview = choose(desk.browser, as_matomo(text))
    assert "Unika besökare läggs inte ihop" in words(preview)
    say_yes(desk.browser, preview)
    (row,) = desk.measured()
    assert (row.views, row.reached) == (111, None)


def test_numbers_lower_than_before_are_warned_of(desk: Desk) -> None:
    place = desk.place(PAGE)
    desk.measure(place, date(2026, 10, 20), views=9000)
    assert "Lägre än mätningen 2026-10-20" in words(choose(desk.browser, as_matomo(RAW)))
    desk.measure(place, date(2026, 11, 2), views=20000)
    later = choose(desk.browser, as_matomo(RAW.replace("412", "9500")))
    assert "Lägre än" not in words(later)


@pytest.mark.parametrize(
    ("text", "stands", "day", "told"),
    [
        (VIEWS, {"reached": 900}, LAST, "900 unika besökare 2026-10-31 men bara 412 visningar 2026-10-31"),
        (RAW, {"views": 100}, date(2026, 11, 2), "280 unika besökare 2026-10-31 men bara 100 visningar 2026-11-02"),
        (RAW, {"reached": 900}, date(2026, 10, 20), "900 unika besökare 2026-10-20 men bara 412 visningar 2026-10-31"),
    ],
)
def test_a_file_that_gives_more_visitors_than_views_beside_what_stands_is_not_let_in(
    desk: Desk, text: str, stands: dict[str, int], day: date, told: str
) -> None:
    place = desk.place(PAGE)
    row = desk.measure(place, day, **stands)
    preview = choose(desk.browser, as_matomo(text))
    said = words(preview)
    assert told in said
    assert "rad 2 i filen" in said
    assert not can_say_yes(preview)
    measuring.write(place.example_id, place.id, day, {"reached": 9, "views": 500}, [row], make.stamp(desk.person))
    db.session.commit()
    assert can_say_yes(choose(desk.browser, as_matomo(text)))


def test_a_file_that_itself_has_more_visitors_than_views_is_not_let_in(desk: Desk) -> None:
    desk.place(PAGE)
    preview = choose(desk.browser, as_matomo("label,nb_uniq_visitors,nb_hits\n/bageri,30,4\n"))
    assert "30 unika besökare 2026-10-31 men bara 4 visningar" in words(preview)
    assert not can_say_yes(preview)


def test_visitors_that_were_typed_after_the_look_stop_the_file(desk: Desk) -> None:
    place = desk.place(PAGE)
    preview = choose(desk.browser, as_matomo("label,nb_hits\n/bageri,4\n"))
    desk.measure(place, date(2026, 10, 20), reached=5)
    answer = say_yes(desk.browser, preview)
    assert answer.status_code == 409
    assert "blir fler besökare än visningar" in words(answer)
    assert [row.reached for row in desk.measured()] == [5]


NOVEMBER = {"first_day": "2026-11-01", "last_day": "2026-11-20"}


def test_a_file_that_begins_the_day_after_a_measured_one_adds_its_times_and_never_its_people(desk: Desk) -> None:
    desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    later = as_matomo("label,nb_uniq_visitors,nb_hits\n/bageri,30,40\n")
    preview = choose(desk.browser, later, **NOVEMBER)
    said = words(preview)
    assert "visningar 412 + 40 = 452" in said
    assert "läggs till mätningen 2026-10-31" in said
    assert "Unika besökare läggs inte ihop över perioder" in said
    say_yes(desk.browser, preview)
    assert [(row.measured_on, row.views, row.reached) for row in desk.measured()] == [
        (LAST, 412, 280),
        (date(2026, 11, 20), 452, None),
    ]
    again = choose(desk.browser, later, **NOVEMBER)
    assert "räknas inte en gång till" in words(again)
    assert not can_say_yes(again)


def test_a_file_adds_to_what_was_written_by_hand_for_the_day_before(desk: Desk) -> None:
    place = desk.place(PAGE, since=date(2026, 9, 1))
    desk.measure(place, date(2026, 9, 30), views=100)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    assert [row.views for row in desk.measured()] == [100, 512]
    assert origin(desk) == "Matomo, 2026-10-01 till 2026-10-31, lagt till mätningen 2026-09-30"


def test_days_that_are_missing_before_a_file_are_said_with_the_days_to_begin_from(desk: Desk) -> None:
    place = desk.place(PAGE, since=date(2026, 9, 1))
    desk.measure(place, date(2026, 9, 20), views=100)
    said = words(choose(desk.browser, as_matomo(RAW)))
    assert "mättes den senast 2026-09-20, så 2026-09-21 till 2026-09-30 saknas" in said
    assert "från och med 2026-09-01 eller 2026-09-21" in said


def test_one_missing_day_is_said_once_and_a_place_that_was_never_measured_says_so(desk: Desk) -> None:
    place, never = (desk.place(address, since=date(2026, 9, 1)) for address in (PAGE, "https://www.example.se/ny"))
    desk.measure(place, date(2026, 9, 29), views=100)
    desk.measure(never, date(2026, 11, 3), views=100)
    said = words(choose(desk.browser, as_matomo(f"{VIEWS}/ny,3\n")))
    assert "senast 2026-09-29, så 2026-09-30 saknas" in said
    assert "är inte mätt före den. Hämta rapporten från och med 2026-09-01, så" in said


def test_a_number_that_was_not_measured_the_day_before_is_not_told_of_a_part(desk: Desk) -> None:
    place = desk.place(PAGE, since=date(2026, 9, 1))
    desk.measure(place, date(2026, 9, 30), cost=Decimal(100))
    preview = choose(desk.browser, as_matomo(RAW))
    assert "saknar de siffror som filen har" in words(preview)
    assert not can_say_yes(preview)


def test_a_month_that_is_corrected_says_which_month_was_added_to_it(desk: Desk) -> None:
    desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    say_yes(desk.browser, choose(desk.browser, as_matomo("label,nb_hits\n/bageri,40\n"), **NOVEMBER))
    said = words(choose(desk.browser, as_matomo(RAW.replace("412", "500"))))
    assert "Mätningen 2026-11-20 räknades från den här" in said


def test_what_is_up_takes_the_numbers_before_what_was_taken_down_at_the_same_address(desk: Desk) -> None:
    old, new = desk.place(PAGE), desk.place(PAGE)
    old.outcome, old.settled_on = "down", date(2026, 10, 2)
    db.session.commit()
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    assert [row.placement_id for row in desk.measured()] == [new.id]


def test_downloads_are_counted_as_downloads(desk: Desk) -> None:
    desk.place("https://www.example.se/a.pdf")
    text = "Label,Unique Downloads,Downloads,Metadata: url\na.pdf,3,4,https://www.example.se/a.pdf\n"
    say_yes(desk.browser, choose(desk.browser, as_matomo(text), counted="downloads"))
    (row,) = desk.measured()
    assert (row.downloads, row.views) == (4, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_day": ""}, "Skriv första dagen"),
        ({"first_day": "  "}, "Skriv första dagen"),
        ({"last_day": "i går"}, "Skriv datumet som"),
        ({"last_day": "2026-11-24"}, "har inte varit än"),
        ({"first_day": "2026-11-01"}, "kommer före den första"),
        ({"counted": "annat"}, "Välj ett av svaren"),
        ({"name": "Export.xlsx"}, "Välj en csv-fil"),
        ({"name": "Export"}, "Välj en csv-fil"),
        ({"name": ""}, "Välj en fil"),
    ],
)
def test_each_fault_in_the_form_is_a_sentence_and_the_days_stay(
    desk: Desk, fields: dict[str, str], sentence: str
) -> None:
    answer = choose(desk.browser, as_matomo(RAW), **fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    kept = desk.browser.form(answer, URL)
    assert kept["last_day"] == fields.get("last_day", "2026-10-31")


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 100, b"%PDF-1.4\xff", b"=HYPERLINK(1)\n", b"label\n/a\n", b"label,nb_hits\n" + b"x" * 300_000],
    ids=["NULs", "PDF", "formula", "no numbers", "huge line"],
)
def test_a_hostile_file_is_a_sentence(desk: Desk, data: bytes) -> None:
    answer = choose(desk.browser, data)
    assert answer.status_code == 422
    assert "Rätta en sak" in words(answer)


def test_what_stands_in_a_file_is_never_markup(desk: Desk) -> None:
    text = 'label,nb_hits,<b>x</b>\n"<script>alert(1)</script>",1,2\n=cmd|calc,5,6\n'
    preview = choose(desk.browser, as_matomo(text))
    assert preview.status_code == 200
    assert b"<script>alert" not in preview.data
    assert b"<b>x</b>" not in preview.data


def test_another_persons_file_can_not_be_taken_in(desk: Desk, app: Flask) -> None:
    desk.place(PAGE)
    fields = desk.browser.form(choose(desk.browser, as_matomo(RAW)), YES)
    other = Browser(app)
    other.log_in(make.user(Role.COMMUNICATOR))
    other.get(URL)
    answer = other.post(YES, {name: value for name, value in fields.items() if name != "csrf_token"})
    assert answer.status_code == 422
    assert desk.measured() == []


def test_only_those_who_edit_examples_take_numbers_in(desk: Desk, app: Flask) -> None:
    for role in (Role.REVIEWER, Role.ADMINISTRATOR, Role.EMPLOYEE):
        other = Browser(app)
        other.log_in(make.user(role))
        assert other.get(URL).status_code == 403
        assert other.post(URL).status_code == 403
        assert other.post(YES).status_code == 403


def test_the_file_and_each_number_are_in_the_log(desk: Desk) -> None:
    desk.place(PAGE)
    say_yes(desk.browser, choose(desk.browser, as_matomo(RAW)))
    (file,) = db.session.scalars(select(MatomoFile)).all()
    assert (file.first_day, file.last_day, file.taken_by_id) == (date(2026, 10, 1), LAST, desk.person.id)
    kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.actor_id == desk.person.id))]
    assert {"matomo_taken_in", "row_added"} <= set(kinds)


def test_ligger_ute_leads_there(desk: Desk) -> None:
    assert soup(desk.browser.get("/publiceringsplatser")).find("a", href=URL) is not None
    assert soup(desk.browser.get(desk.url)).find("a", href=URL) is not None


def test_only_a_measurement_that_has_the_files_numbers_is_told_of_as_one_to_go_on_from(desk: Desk) -> None:
    place = desk.place(PAGE, since=date(2026, 9, 1))
    desk.measure(place, date(2026, 9, 10), views=100)
    desk.measure(place, date(2026, 9, 20), cost=Decimal(100))
    said = words(choose(desk.browser, as_matomo(RAW)))
    assert "senast 2026-09-10" in said
    assert "från och med 2026-09-01 eller 2026-09-11" in said
