"""The numbers of all placements of an example on one page: saved together, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import hourly, rows
from resultatbank.data.models import Event, Indicator, Placement
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.followup.conftest import BEGAN, Desk

TODAY = date(2026, 11, 23)


def filled(place: Placement, **numbers: str) -> dict[str, str]:
    return {f"plats{place.id}-{name}": value for name, value in numbers.items()}


def test_all_placements_are_saved_in_one_form_and_what_is_empty_is_unknown(desk: Desk) -> None:
    web, paper = desk.place("https://www.example.se/a"), desk.place("500 exemplar", channel="print")
    sent = desk.form() | filled(web, views="1 200", reached="800", film_views="0", cost="1 000,50", hours="2,5")
    answer = desk.browser.post(desk.url, sent | filled(paper, mentions="3", measured_on="2026-11-01"))
    assert answer.status_code == 303
    assert "2 platser har nya siffror" in words(desk.browser.follow(answer))
    first, second = desk.measured()
    assert (first.placement_id, first.measured_on) == (web.id, TODAY)
    assert (first.views, first.reached, first.film_views, first.clicks) == (1200, 800, 0, None)
    assert (first.cost, first.hours) == (Decimal("1000.5"), Decimal("2.5"))
    assert (second.placement_id, second.measured_on) == (paper.id, date(2026, 11, 1))
    assert (second.mentions, second.reached) == (3, None)


def test_a_line_without_numbers_makes_no_measurement(desk: Desk) -> None:
    desk.place("https://www.example.se/a")
    answer = desk.browser.post(desk.url, desk.form())
    assert "inget är ändrat" in words(desk.browser.follow(answer))
    assert desk.measured() == []


def test_every_fault_is_told_at_once_with_what_was_typed_and_nothing_is_saved(desk: Desk) -> None:
    web, paper = desk.place("https://www.example.se/a"), desk.place("500 exemplar", channel="print")
    right = desk.place("https://www.example.se/b")
    sent = (
        desk.form()
        | filled(web, views="-4", clicks="många", measured_on="2026-11-24")
        | filled(paper, reached="5", cost="-1", measured_on="2026-09-30")
        | filled(right, views="7")
    )
    answer = desk.browser.post(desk.url, sent)
    assert answer.status_code == 422
    said = words(answer)
    assert "Rätta 5 saker" in said
    for sentence in ("Skriv ett helt tal", "har inte varit än", "Skriv noll eller mer", "Platsen publicerades"):
        assert sentence in said
    kept = desk.browser.form(answer, desk.url)
    assert {name: kept[name] for name in sent if name.startswith("plats")} == {
        name: value for name, value in sent.items() if name.startswith("plats")
    }
    assert desk.measured() == []


def test_a_total_that_falls_is_saved_and_told_of(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    desk.measure(web, date(2026, 11, 1), views=1500, clicks=40)
    answer = desk.browser.post(desk.url, desk.form() | filled(web, views="1 200", clicks="41"))
    said = words(desk.browser.follow(answer))
    assert "Det här blev lägre: Webb, https://www.example.se/a, visningar: 1 200, förut 1 500." in said.replace(
        "\xa0", " "
    )
    assert len(desk.measured()) == 2
    answer = desk.browser.post(desk.url, desk.form() | filled(web, views="900", measured_on="2026-10-30"))
    assert "blev lägre" not in words(desk.browser.follow(answer))


def test_more_visitors_than_views_are_refused(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    answer = desk.browser.post(desk.url, desk.form() | filled(web, views="4", reached="5"))
    assert answer.status_code == 422
    assert "fler än visningarna" in words(answer)
    assert desk.measured() == []


@pytest.mark.parametrize(
    ("stands", "typed", "sentence"),
    [
        ({"views": 4}, {"reached": "5"}, "fler än visningarna, och den som besöker har minst en. Rätta ett av talen."),
        ({"reached": 5}, {"views": "4"}, "färre än de unika besökarna, och den som besöker har minst en."),
    ],
)
def test_more_visitors_than_views_are_refused_beside_what_stands_for_the_day(
    desk: Desk, stands: dict[str, int], typed: dict[str, str], sentence: str
) -> None:
    web = desk.place("https://www.example.se/a")
    desk.measure(web, TODAY, clicks=1, **stands)
    sent = desk.form() | filled(web, **typed)
    answer = desk.browser.post(desk.url, sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f"För {TODAY} står" in words(answer)
    kept = desk.browser.form(answer, desk.url)
    assert {name: kept[name] for name in filled(web, **typed)} == filled(web, **typed)
    (row,) = desk.measured()
    assert {name: getattr(row, name) for name in ("views", "reached")} == {"views": None, "reached": None} | stands
    both = sent | filled(web, views="9", reached="9")
    assert desk.browser.post(desk.url, both).status_code == 303
    assert [(row.views, row.reached) for row in desk.measured()] == [(9, 9)]


@pytest.mark.parametrize(
    ("stands", "typed"),
    [({"views": 4}, {"reached": "5", "measured_on": "2026-10-31"}), ({"reached": 5}, {"views": "4"})],
)
def test_a_row_by_itself_is_held_to_what_other_days_say(
    desk: Desk, stands: dict[str, int], typed: dict[str, str]
) -> None:
    web, url = desk.place("https://www.example.se/a"), f"/exempel/{desk.example.id}/rader/follow_ups"
    first = desk.measure(web, date(2026, 11, 1), **stands)
    desk.browser.get(url)
    sent = {"placement_id": str(web.id), "measured_on": "2026-11-20", **typed}
    answer = desk.browser.post(url, sent)
    assert answer.status_code == 422
    assert "För 2026-11-01 står" in words(answer)
    kept = desk.browser.form(answer, url)
    assert {name: kept[name] for name in sent} == sent
    assert [row.id for row in desk.measured()] == [first.id]
    own = {"placement_id": str(web.id), "measured_on": "2026-11-01", "version": str(first.version), "reached": "4"}
    assert desk.browser.post(f"{url}/{first.id}", own | {"views": "4"}).status_code == 303
    assert [(row.views, row.reached) for row in desk.measured()] == [(4, 4)]


def test_views_of_another_placement_or_of_an_earlier_day_say_nothing_of_how_many_came(desk: Desk) -> None:
    web, other = desk.place("https://www.example.se/a"), desk.place("https://www.example.se/b")
    desk.measure(other, TODAY, views=1)
    desk.measure(web, date(2026, 10, 31), views=2)
    assert desk.browser.post(desk.url, desk.form() | filled(web, reached="5")).status_code == 303
    assert [row.reached for row in desk.measured() if row.measured_on == TODAY] == [5, None]


def test_each_fault_is_tied_to_its_field_and_names_the_placement(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    page = soup(desk.browser.post(desk.url, desk.form() | filled(web, clicks="x")))
    field = page.find("input", attrs={"name": f"plats{web.id}-clicks"})
    assert field is not None
    assert field["aria-invalid"] == "true"
    error = page.find(id=str(field["aria-describedby"]).split()[0])
    assert error is not None
    assert "Klick: Skriv ett" in error.get_text()
    link = page.select_one(f"#fel a[href='#{field['id']}']")
    assert link is not None
    assert "Webb, https://www.example.se/a, klick" in link.get_text()


@pytest.mark.parametrize("value", ["1" + "0" * 30, "=1+1", "1e9", "½", "1 2", "x" * 5000, "2147483648", "NaN"])
def test_what_is_no_count_is_refused_in_words(desk: Desk, value: str) -> None:
    web = desk.place("https://www.example.se/a")
    answer = desk.browser.post(desk.url, desk.form() | filled(web, views=value))
    assert answer.status_code == 422
    assert desk.browser.form(answer, desk.url)[f"plats{web.id}-views"] == value
    assert desk.measured() == []


def test_each_new_day_is_a_new_measurement_and_the_earlier_stay_to_be_read(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    desk.measure(web, date(2026, 10, 31), views=100, cost=Decimal(500))
    desk.browser.post(desk.url, desk.form() | filled(web, views="250"))
    assert [(row.measured_on, row.views) for row in desk.measured()] == [(date(2026, 10, 31), 100), (TODAY, 250)]
    said = words(desk.browser.get(desk.url)).replace("\xa0", " ")
    assert "2026-10-31 Visningar 100 · Kostnad, kr 500" in said
    assert "nu 250" in said
    assert "nu 500" in said


def test_the_same_day_again_replaces_what_was_written_and_leaves_the_rest(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    desk.measure(web, TODAY, views=100, clicks=5)
    desk.browser.post(desk.url, desk.form() | filled(web, views="120"))
    (row,) = desk.measured()
    assert (row.views, row.clicks) == (120, 5)


def test_two_who_measure_the_same_placement_do_not_write_over_each_other_unseen(desk: Desk, app: Flask) -> None:
    web, other = desk.place("https://www.example.se/a"), desk.place("https://www.example.se/b")
    mine = desk.form() | filled(web, views="120") | filled(other, views="7")
    colleague = Browser(app)
    colleague.log_in(make.user(Role.COMMUNICATOR))
    theirs = colleague.form(colleague.get(desk.url), desk.url) | filled(web, views="999")
    assert colleague.post(desk.url, theirs).status_code == 303
    answer = desk.browser.post(desk.url, mine)
    assert answer.status_code == 409
    assert "Någon annan har mätt samtidigt" in words(answer)
    assert "Visningar 999" in words(answer)
    assert [(row.placement_id, row.views) for row in desk.measured()] == [(web.id, 999)]
    again = desk.browser.form(answer, desk.url)
    assert again[f"plats{web.id}-views"] == "120"
    assert desk.browser.post(desk.url, again).status_code == 303
    assert [(row.placement_id, row.views) for row in desk.measured()] == [(web.id, 120), (other.id, 7)]


def test_somebody_elses_work_with_another_placement_is_no_clash(desk: Desk) -> None:
    web, other = desk.place("https://www.example.se/a"), desk.place("https://www.example.se/b")
    mine = desk.form() | filled(web, views="120")
    desk.measure(other, TODAY, views=1)
    assert desk.browser.post(desk.url, mine).status_code == 303


def test_a_placement_of_another_example_is_left_alone(desk: Desk) -> None:
    desk.place("https://www.example.se/a")
    elsewhere = desk.place("https://www.example.se/b", of=make.example("Ett annat"))
    sent = desk.form() | filled(elsewhere, views="5", measured_on="2026-11-20", seen="")
    desk.browser.post(desk.url, sent)
    assert desk.measured() == []


def test_what_is_reckoned_uses_what_an_hour_costs_now(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    desk.measure(web, TODAY, reached=10, actions=4, cost=Decimal(100), hours=Decimal(2))
    said = words(desk.browser.get(desk.url)).replace("\xa0", " ")
    assert "Kostnad i allt: 1 200 kr" in said
    assert "antas kosta 550 kr" in said
    hourly.set_hourly_cost(1000, make.stamp(desk.person))
    db.session.commit()
    said = words(desk.browser.get(desk.url)).replace("\xa0", " ")
    assert "Kostnad i allt: 2 100 kr" in said
    assert "antas kosta 1 000 kr" in said


def test_unique_visitors_are_never_added_up(desk: Desk) -> None:
    web, other = desk.place("https://www.example.se/a"), desk.place("https://www.example.se/b")
    desk.measure(web, date(2026, 10, 5), reached=1111)
    desk.measure(web, TODAY, reached=2222, cost=Decimal(10))
    desk.measure(other, TODAY, reached=4444, cost=Decimal(10))
    page = soup(desk.browser.get(desk.url))
    total = page.find("th", string="Hela exemplet")
    assert total is not None
    assert total.parent is not None
    told = " ".join(total.parent.get_text(" ").split())
    assert "– läggs inte ihop" in told
    assert "– unika besökare läggs inte ihop över platser" in told
    said = page.get_text().replace("\xa0", " ")
    for never in ("3 333", "6 666", "7 777"):
        assert never not in said


def test_an_example_without_placements_says_what_to_do_first(desk: Desk) -> None:
    page = soup(desk.browser.get(desk.url))
    assert page.find("a", href=f"/exempel/{desk.example.id}/steg/4#fraga-placements") is not None
    assert desk.browser.post(desk.url).status_code == 303


def test_what_is_measured_is_in_the_log_without_its_numbers(desk: Desk) -> None:
    web = desk.place("https://www.example.se/a")
    desk.browser.post(desk.url, desk.form() | filled(web, views="4711"))
    last = db.session.query(Event).filter_by(subject="follow_up").one()
    assert last.kind == "row_added"
    assert last.actor_id == desk.person.id
    assert "views" in last.fields
    assert "4711" not in str(last.fields)


def test_the_step_and_the_example_lead_to_the_page(desk: Desk) -> None:
    desk.place("https://www.example.se/a")
    for url in (f"/exempel/{desk.example.id}/steg/4", f"/exempel/{desk.example.id}"):
        assert soup(desk.browser.get(url)).find("a", href=desk.url) is not None, url


def test_only_those_who_edit_examples_follow_up(desk: Desk, app: Flask) -> None:
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    assert reviewer.get(desk.url).status_code == 403
    assert reviewer.post(desk.url).status_code == 403
    assert desk.browser.get("/exempel/999999/uppfoljning").status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_more_placements_ask_the_database_no_more(desk: Desk) -> None:
    def questions() -> int:
        db.session.commit()
        with statements() as sent:
            assert desk.browser.get(desk.url).status_code == 200
        return len(sent)

    def add(count: int) -> None:
        for number in range(count):
            desk.measure(desk.place(f"https://www.example.se/{number}"), BEGAN, views=number)

    add(2)
    few = questions()
    add(6)
    assert questions() == few


def indicator(desk: Desk, **values: Any) -> Indicator:
    made: Indicator = rows.add_row(desk.example.id, "indicators", {"unit": "st", **values}, make.stamp())
    return made


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"direction": "up", "baseline": 10, "target": 20, "outcome": 20}, "Nått"),
        ({"direction": "down", "baseline": 80, "target": 40, "outcome": 60}, "På väg"),
        ({"direction": "up", "baseline": 10, "target": 20, "outcome": 5}, "Inte nått"),
        ({"direction": "keep", "baseline": 10, "target": 10, "outcome": 10}, "Nått"),
        ({"direction": "up", "baseline": 10, "outcome": 5}, "Inget mål"),
        ({"direction": "up", "baseline": 10, "target": 20}, "Inte mätt än"),
    ],
)
def test_each_figure_says_in_words_how_it_stands_against_its_target(
    desk: Desk, values: dict[str, Any], word: str
) -> None:
    exact = {name: Decimal(value) if isinstance(value, int) else value for name, value in values.items()}
    came = exact.pop("outcome", None)
    figure = indicator(desk, name="Påhittade jobb", **exact)
    if came is not None:
        make.measurement(figure, came)
    db.session.commit()
    for url in (desk.url, f"/exempel/{desk.example.id}/steg/4", f"/exempel/{desk.example.id}"):
        page = soup(desk.browser.get(url))
        row = next(row for row in page.select("table tr") if "Påhittade jobb" in row.get_text() and row.select("td"))
        badge = row.select_one(".badge")
        assert badge is not None
        assert badge.get_text(strip=True) == word
        assert badge.find("svg") is not None
        numbers = [cell.get_text(" ", strip=True).split()[0].replace("−", "-") for cell in row.select("td.num")]
        assert numbers[:3] == [str(values.get(name, "–")) for name in ("baseline", "target", "outcome")]
        assert bool(row.select("svg.goal")) == ("outcome" in values)
