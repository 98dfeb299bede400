"""Statistik: every number keeps to the gate, and the page, its charts, its tables and its files say the same."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook

from resultatbank.data import derive, reach, uses
from resultatbank.data.facets import Limits, Search
from resultatbank.data.models import Example, FollowUp, Placement, TargetGroup, Term, User
from resultatbank.extensions import db
from resultatbank.rules import followup
from resultatbank.rules.reach import Added
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State, TermKind
from resultatbank.search import Query
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

TODAY = make.NOW.date()
ADDRESS = "/statistik"
FILES = ("lan", "teman", "malgrupper", "program", "luckor", "anvant", "nytta", "kanaler")
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def theme(within: Flask) -> Term:
    return make.term(TermKind.THEME, "Ensamt tema")


def file_of(browser: Browser, what: str, question: str = "") -> list[list[str]]:
    answer = browser.get(f"{ADDRESS}/{what}/csv{question}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def table_on(page: BeautifulSoup, section: str) -> list[list[str]]:
    """The table of a section, its headings first, without the column of bars."""
    table = page.select_one(f"section[aria-labelledby={section}] table")
    assert table is not None, section
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"]) if "wbar" not in cell.get("class", [])]
        for row in table.select("tr")
    ]
    return [[cell.replace("\xa0", "") for cell in row] for row in rows]


def copied(of: Example, times: int, *, days_ago: int = 0, by: User | None = None) -> None:
    for _ in range(times):
        uses.record_use(of, make.stamp(by or make.user(), make.NOW - timedelta(days=days_ago)))


def placed(of: Example, channel: str = "web", *measured: dict[str, Any]) -> Placement:
    place = Placement(example_id=of.id, channel=channel, from_day=TODAY - timedelta(days=30))
    db.session.add(place)
    db.session.flush()
    for number, values in enumerate(measured):
        day = TODAY - timedelta(days=20 - number)
        db.session.add(FollowUp(example_id=of.id, placement_id=place.id, measured_on=day, position=number, **values))
    db.session.flush()
    return place


def for_group(of: Example, group: Term) -> None:
    db.session.add(TargetGroup(example_id=of.id, term_id=group.id, interest="Hur andra gjorde."))
    db.session.flush()


def with_everything(theme: Term) -> tuple[Example, Example]:
    """Two examples with the same of everything. One closes after today, when its only agreement ends."""
    programme = make.term(TermKind.PROGRAMME, "Ensamt program")
    group = make.term(TermKind.TARGET_GROUP, "Ensam målgrupp")
    found = []
    for title in ("Stannar", "Stängs"):
        one = make.example(title, benefit=f"{title}: nyttan", regions=["24"], terms=[theme, programme], year=2025)
        for_group(one, group)
        copied(one, 2)
        placed(one, "web", {"reached": 100, "clicks": 10, "actions": 5, "cost": Decimal(500), "hours": Decimal("1.5")})
        found.append(one)
    party = make.party()
    make.appearance(party, found[1])
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    derive.work_out()
    return found[0], found[1]


# ------------------------------------------------------------------------------------------------------ the gate


def test_what_closes_is_gone_from_every_number_the_next_day(employee: Browser, theme: Term, clock: Clock) -> None:
    with_everything(theme)

    def everything() -> dict[str, Any]:
        page = soup(employee.get(ADDRESS))
        tile = page.find("a", attrs={"aria-label": lambda label: bool(label) and label.startswith("Västerbottens")})
        return {
            "headlines": [each.get_text(strip=True) for each in page.select("dl.figs dd")][:3],
            "tile": str(tile["aria-label"]) if tile else "",
            "heat": next(row for row in table_on(page, "teman") if row[0] == "Ensamt tema")[1:],
            "group": table_on(page, "malgrupper")[1:],
            "programme": table_on(page, "program")[1:],
            "used": [row[1:] for row in table_on(page, "anvant")[1:]],
            "channel": table_on(page, "kanaler")[1],
            "files": {what: file_of(employee, what) for what in FILES},
        }

    before = everything()
    assert before["headlines"] == ["2", "4", "2"]
    assert before["tile"] == "Västerbottens län: 2 exempel"
    assert (before["group"], before["programme"]) == ([["Ensam målgrupp", "2"]], [["Ensamt program", "2"]])
    assert before["used"] == [["2"], ["2"]]
    assert before["files"]["kanaler"][1][:7] == ["Webb", "2", "2", "100", "100", "20", "2"]
    clock.forward(days=1)
    after = everything()
    assert after["headlines"] == ["1", "2", "1"]
    assert after["tile"] == "Västerbottens län: 1 exempel"
    assert after["heat"] == ["1", "1"]
    assert (after["group"], after["programme"]) == ([["Ensam målgrupp", "1"]], [["Ensamt program", "1"]])
    assert after["used"] == [["2"]]
    assert after["files"]["kanaler"][1] == [
        *("Webb", "1", "1", "100", "100"),
        *("10", "1", "– saknas", "0", "– saknas", "0", "5", "1", "1,5", "1"),
        *("1325", "1", "265"),
    ]
    assert "Stängs" not in str(after)
    assert "Stängs" not in words(employee.get(ADDRESS))


def test_one_that_is_taken_back_is_gone_at_once_also_for_those_who_see_all(within: Flask, theme: Term) -> None:
    _, closes = with_everything(theme)
    reviewer = Browser(within)
    reviewer.log_in(make.user(Role.REVIEWER, Role.COMMUNICATOR))
    assert "Stängs: nyttan" in words(reviewer.get(ADDRESS))
    closes.state = State.ARCHIVED
    closes.archived_at = make.NOW
    make.example("Utkast", regions=["24"], terms=[theme], state=State.DRAFT)
    derive.work_out()
    assert "Stängs: nyttan" not in words(reviewer.get(ADDRESS))
    assert [row for row in file_of(reviewer, "lan") if row[1] not in ("0", "Exempel")] == [["Västerbottens län", "1"]]
    assert file_of(reviewer, "anvant")[1:] == [["Stannar: nyttan", str(closes.id - 1), "2"]]
    assert file_of(reviewer, "kanaler")[1][1:3] == ["1", "1"]


def test_nobody_who_copied_is_named(employee: Browser) -> None:
    one = make.example(benefit="En nytta")
    copied(one, 1, by=make.user(name="Kopia Kopiadotter", email="kopia@example.se"))
    derive.work_out()
    said = words(employee.get(ADDRESS)) + str(file_of(employee, "anvant"))
    assert "En nytta" in said
    assert "Kopia" not in said
    assert "kopia@example.se" not in said


# --------------------------------------------------------------------------------------- page, chart, table and file


def test_each_table_on_the_page_is_its_file(employee: Browser, theme: Term) -> None:
    with_everything(theme)
    other = make.example("Flera", benefit="=1+1", regions=["01", "24"], terms=[theme], year=2019)
    copied(other, 1)
    placed(other, "print")
    derive.work_out()
    page = soup(employee.get(ADDRESS))
    for what, section in (("lan", "lan"), ("teman", "teman"), ("malgrupper", "malgrupper"), ("program", "program")):
        assert file_of(employee, what) == table_on(page, section), what
    used = [[benefit.removeprefix("'"), times] for benefit, _, times in file_of(employee, "anvant")[1:]]
    assert used == table_on(page, "anvant")[1:]
    gaps = [name for _, name in file_of(employee, "luckor")[1:]]
    told = page.select_one("section[aria-labelledby=luckor]")
    assert told is not None
    assert gaps
    assert all(name in told.get_text() for name in gaps)
    shown, held = table_on(page, "kanaler")[1:], file_of(employee, "kanaler")[1:]
    for row, cells in zip(shown, held, strict=True):
        label, places, measured, highest, middle, *rest = cells
        sums, (cost, _, per_action) = rest[:-3:2], rest[-3:]
        assert row == [label, f"{measured} av {places}", highest, middle, *sums, cost, per_action]


def test_the_map_and_the_bars_are_drawn_by_the_numbers_of_their_tables(employee: Browser) -> None:
    for number, label in ((4, "Många"), (1, "Få")):
        term = make.term(TermKind.PROGRAMME, label)
        for _ in range(number):
            make.example(regions=["24", "25"] if number == 4 else ["25"], terms=[term])
    derive.work_out()
    page = soup(employee.get(ADDRESS))
    tiles = {str(tile["aria-label"]): str(tile["class"]) for tile in page.select(".stats svg[role=group] a")}
    assert {f"{name}: {count} exempel" for name, count in table_on(page, "lan")[1:]} == set(tiles)
    assert [tiles[name] for name in ("Norrbottens län: 5 exempel", "Skåne län: 0 exempel")] == [
        str(["m3"]),
        str(["m0"]),
    ]
    lengths = [float(bar.find_all("rect")[1]["width"]) for bar in page.select("section[aria-labelledby=program] .bar")]
    assert (lengths, table_on(page, "program")[1:]) == ([100.0, 25.0], [["Många", "4"], ["Få", "1"]])


def test_a_theme_shows_its_years_those_long_ago_together_and_those_without_one(employee: Browser, theme: Term) -> None:
    for year in (*range(2012, 2026), 2025, None):
        make.example(terms=[theme], year=year)
    derive.work_out()
    table = table_on(soup(employee.get(ADDRESS)), "teman")
    assert table[0] == ["Tema", "Tidigare", *map(str, range(2016, 2026)), "Utan år", "Alla"]
    assert next(row for row in table if row[0] == "Ensamt tema") == ["Ensamt tema", "4", *["1"] * 9, "2", "1", "16"]


def test_a_file_holds_no_formula(employee: Browser) -> None:
    copied(make.example(benefit='=HYPERLINK("https://www.example.se")'), 1)
    derive.work_out()
    assert file_of(employee, "anvant")[1][0] == '\'=HYPERLINK("https://www.example.se")'
    assert employee.get(f"{ADDRESS}/anvant/xlsx").data[:2] == b"PK"


# ------------------------------------------------------------------------------------------------------ what it says


def test_where_nothing_is_told_is_said_with_a_way_to_tip(employee: Browser, theme: Term) -> None:
    make.example(regions=[region.code for region in REGIONS if region.code != "09"])
    derive.work_out()
    said = words(employee.get(ADDRESS))
    assert "Om det här länet berättar vi inget än: Gotlands län ." in said
    assert "Om det här temat berättar vi inget än: Ensamt tema ." in said
    assert soup(employee.get(ADDRESS)).select("section[aria-labelledby=luckor] a[href='/tipsa']")
    theme.retired = True
    make.example(regions=["09"])
    derive.work_out()
    said = words(employee.get(ADDRESS))
    assert "Gotlands län ." not in said
    assert "Ensamt tema" not in said


def test_an_empty_bank_says_what_comes_and_every_file_can_be_fetched(employee: Browser) -> None:
    answer = employee.get(ADDRESS)
    assert answer.status_code == 200
    assert "Det finns inga exempel att räkna än" in words(answer)
    assert "Tipsa om ett resultat" in words(answer)
    for what in FILES:
        for kind in ("csv", "xlsx"):
            assert employee.get(f"{ADDRESS}/{what}/{kind}").status_code == 200


def test_people_reached_are_never_added_up_and_each_places_latest_known_number_counts(employee: Browser) -> None:
    one, other = make.example(), make.example()
    placed(one, "web", {"reached": 900, "clicks": 5, "cost": Decimal(100)}, {"reached": 1000})
    placed(one, "web", {"reached": 10, "clicks": 7, "actions": 4, "hours": Decimal(2)})
    placed(other, "web", {"reached": 100, "actions": 8, "cost": Decimal("200.50")})
    placed(other, "web")
    derive.work_out()
    (row,) = file_of(employee, "kanaler")[1:]
    assert row[:9] == ["Webb", "4", "3", "1000", "100", "12", "2", "– saknas", "0"]
    # 100 + 200,50 kr and two hours at 550 kr; the two places with actions cost 1 300,50 kr for 12 of them.
    assert row[11:] == ["12", "2", "2", "1", "1400,5", "2", "108,38"]
    assert "1110" not in str(row)
    page = table_on(soup(employee.get(ADDRESS)), "kanaler")[1]
    assert page[1:4] == ["3 av 4", "1000", "100"]
    assert page[4] == "12 på 2 av 3"


def test_sql_finds_the_same_latest_numbers_as_the_rules_do(within: Flask) -> None:
    chance, one = random.Random(6), make.example()  # noqa: S311  # Each run must meet the same numbers.
    numbers = ("reached", "clicks", "downloads", "shares", "actions", "cost", "hours")
    outcomes = []
    for _ in range(40):
        place = placed(one)
        measured = []
        for position in range(chance.randrange(5)):
            values: dict[str, Any] = {name: chance.choice([None, chance.randrange(1000)]) for name in numbers}
            day = TODAY - timedelta(days=chance.randrange(3))
            values |= {name: None if values[name] is None else Decimal(values[name]) / 4 for name in ("cost", "hours")}
            row = {"example_id": one.id, "placement_id": place.id, "measured_on": day, "position": position}
            db.session.add(FollowUp(**row, **values))
            measured.append(followup.Measurement(day, **values))
        outcomes.append(followup.outcome(measured, followup.HOURLY_COST))
    derive.work_out()
    found = reach.by_channel(Search(Query(), Limits(), TODAY))["web"]
    latest = [each.latest for each in outcomes if each.latest]
    assert (found.places, found.measured) == (40, len(latest))
    assert sorted(found.reached) == sorted(each.reached for each in latest if each.reached is not None)
    for name in ("clicks", "downloads", "shares", "actions", "cost", "hours"):
        known = [value for each in latest if (value := getattr(each, name)) is not None]
        assert getattr(found, name) == Added(sum(known, Decimal(0)), len(known)), name
    whole = followup.total(outcomes)
    assert (found.whole_cost, found.per_action) == (whole.cost, whole.per_action)


def test_a_place_counts_from_its_first_day(employee: Browser, clock: Clock) -> None:
    placed(make.example()).from_day = TODAY + timedelta(days=2)
    derive.work_out()
    for days in (1, 0):
        assert len(file_of(employee, "kanaler")) == 1, days
        clock.forward(days=1)
    assert file_of(employee, "kanaler")[1][:2] == ["Webb", "1"]


@pytest.mark.parametrize(
    ("measured", "why"),
    [
        ([{"actions": 3}], "– kostnad saknas"),
        ([{"cost": Decimal(5)}], "– handlingar saknas"),
        ([{"actions": 0, "cost": Decimal(5)}], "– ingen har gjort det vi önskade"),
        ([{"reached": 5}], "– kostnad saknas"),
    ],
)
def test_what_an_action_cost_is_a_dash_with_the_reason_where_it_is_not_known(
    employee: Browser, measured: list[dict[str, Any]], why: str
) -> None:
    placed(make.example(), "web", *measured)
    derive.work_out()
    assert file_of(employee, "kanaler")[1][-1] == why
    assert table_on(soup(employee.get(ADDRESS)), "kanaler")[1][-1] == why


def test_costs_and_actions_of_different_places_are_not_divided(employee: Browser) -> None:
    one = make.example()
    placed(one, "web", {"actions": 3})
    placed(one, "web", {"cost": Decimal(30)})
    derive.work_out()
    assert file_of(employee, "kanaler")[1][-3:] == ["30", "0", "– inte kända på samma plats"]


def test_what_an_action_cost_says_on_how_many_places_it_rests(employee: Browser) -> None:
    one = make.example()
    placed(one, "web", {"actions": 4, "cost": Decimal(10)})
    placed(one, "web", {"cost": Decimal(30)})
    derive.work_out()
    assert table_on(soup(employee.get(ADDRESS)), "kanaler")[1][-1] == "2,50 på 1 av 2"
    assert file_of(employee, "kanaler")[1][-3:] == ["40", "1", "2,5"]


def test_decimals_are_numbers_in_the_workbook(employee: Browser) -> None:
    placed(make.example(), "web", {"actions": 4, "cost": Decimal("10")})
    derive.work_out()
    book = load_workbook(io.BytesIO(employee.get(f"{ADDRESS}/kanaler/xlsx").data))
    assert [each.value for each in book.active[2]][-1] == 2.5


# ------------------------------------------------------------------------------------------------------------ limits


def test_the_limits_are_those_of_the_search_and_hold_for_every_number(employee: Browser, theme: Term) -> None:
    programme = make.term(TermKind.PROGRAMME, "Ett program")
    group = make.term(TermKind.TARGET_GROUP, "En målgrupp")
    wanted = make.example("Den", benefit="Den sökta", regions=["24"], terms=[theme, programme], year=2025)
    other = make.example("Annan", benefit="En annan", regions=["25"], year=2024)
    for_group(wanted, group)
    for one in (wanted, other):
        copied(one, 1)
        placed(one, "web", {"clicks": 3})
    derive.work_out()
    for question in ("lan=24", f"tema={theme.id}", f"program={programme.id}", f"malgrupp={group.id}", "ar=2025"):
        page = employee.get(f"{ADDRESS}?{question}")
        assert soup(page).select("dl.figs dd")[0].get_text() == "1", question
        assert "Den sökta" in words(page)
        assert "En annan" not in words(page)
        assert sum(int(row[1]) for row in file_of(employee, "lan", f"?{question}")[1:]) == 1
        assert file_of(employee, "kanaler", f"?{question}")[1][5] == "3"
        files = [str(link["href"]) for link in soup(page).select(".files a")]
        assert files
        assert all(question in each for each in files)
        shown = soup(employee.get(f"/exempel?{question}")).select("ol.hits h3")
        assert [each.get_text(strip=True) for each in shown] == ["Den sökta"]
    both = words(employee.get(f"{ADDRESS}?lan=24&ar=2024"))
    assert "Inget exempel har allt det du har valt" in both


def test_a_gap_is_only_told_of_what_is_asked_about(employee: Browser, theme: Term) -> None:
    make.example(regions=["24"], year=2025)
    make.example(regions=["25"], year=2024)
    derive.work_out()
    assert ["län", "Norrbottens län"] in file_of(employee, "luckor", "?ar=2025")
    gaps = file_of(employee, "luckor", "?ar=2025&lan=24")
    assert not [gap for gap in gaps if gap[0] == "län"]
    assert ["län", "Norrbottens län"] in file_of(employee, "luckor", "?ar=2025&lan=25")


def test_the_period_counts_what_was_copied_in_it(employee: Browser) -> None:
    one = make.example(benefit="Kopierad")
    for days_ago in (3, 200, 900):
        copied(one, 1, days_ago=days_ago)
    derive.work_out()
    for period, times in (("manad", "1"), ("ar", "2"), ("alla", "3")):
        assert file_of(employee, "anvant", f"?period={period}")[1][2] == times
        chosen = soup(employee.get(f"{ADDRESS}?period={period}")).select("input[name=period][checked]")
        assert [each["value"] for each in chosen] == [period]
    assert file_of(employee, "anvant")[1][2] == "2"


def test_what_is_not_known_in_an_address_is_left_out(employee: Browser) -> None:
    make.example(regions=["24"])
    derive.work_out()
    for question in ("lan=99", "lan=²4", "tema=abc", "ar=99999999999", "period=--", "program=0", "malgrupp=1.5"):
        answer = employee.get(f"{ADDRESS}?{question}")
        assert answer.status_code == 200
        assert soup(answer).select("dl.figs dd")[0].get_text() == "1"


def test_no_name_of_another_kind_can_be_chosen(employee: Browser, theme: Term) -> None:
    make.example()
    derive.work_out()
    page = soup(employee.get(f"{ADDRESS}?program={theme.id}"))
    assert not page.select("ul.chips[aria-label] a")


# -------------------------------------------------------------------------------------------------------------- cost


def test_the_number_of_queries_does_not_grow(employee: Browser, theme: Term) -> None:
    def asked(number: int) -> int:
        for _ in range(number):
            group, one = make.term(TermKind.TARGET_GROUP, "Målgrupp"), make.example(regions=["24"], terms=[theme])
            for_group(one, group)
            copied(one, 2)
            placed(one, "web", {"reached": 5}, {"clicks": 6})
        derive.work_out()
        db.session.commit()
        employee.get(ADDRESS)
        with statements() as sent:
            assert employee.get(ADDRESS).status_code == 200
        return len(sent)

    assert asked(2) == asked(20)


@only_sqlite
def test_everyone_has_it_in_the_menu(app: Flask, within: Flask) -> None:
    for role in Role:
        browser = Browser(app)
        browser.log_in(make.user(role))
        assert soup(browser.get("/")).select(".menu a[href='/statistik']"), role
        assert browser.get(ADDRESS).status_code == 200
