"""Searching: what an employee sees and can't see, what may stand in an address, and how the page answers."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from resultatbank.web.bank.address import Address
from tests import factories as make
from tests.conftest import START, Clock
from tests.web.client import Browser, soup, words

UNTIL = START.date()


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


def logged_in(app: Flask, *roles: Role) -> Browser:
    person = make.user(*roles)
    db.session.commit()
    browser = Browser(app)
    browser.log_in(person)
    return browser


def closing_today(title: str, **values: object) -> Example:
    example, party = make.example(title, **values), make.party()  # type: ignore[arg-type]  # Handed on as it is.
    make.appearance(party, example, ["name", "photo"])
    make.agreement(party, yes=make.everywhere("name", "photo"), until_day=UNTIL)
    return example


def found(response: TestResponse) -> list[str]:
    """The benefits of the hits, in order."""
    assert response.status_code == 200
    return [link.get_text() for link in soup(response).select("ol.hits h3 a")]


def total(response: TestResponse) -> str:
    heading = soup(response).find(id="total")
    assert heading is not None
    return heading.get_text(strip=True)


def test_an_employee_finds_by_an_inflected_word_and_reads_where_it_may_be_used(employee: Browser) -> None:
    example = closing_today("Skola", benefit="Skolor fick fiber", regions=["24"], year=2025)
    party = make.party()
    make.appearance(party, example, ["photo"])
    make.agreement(party, yes=[("photo", "intranet"), ("photo", "web")])
    make.example("Brus", benefit="Något helt annat")
    page = employee.get("/exempel?q=skolans")
    assert found(page) == ["Skolor fick fiber"]
    assert [mark.get_text() for mark in soup(page).select(".hits mark")] == ["Skolor"]
    assert "Snart ut: intranät, webb till 2026-11-23" in words(page)
    assert "Inte sociala medier, press, trycksak, presentation/event och partner" in words(page)
    assert "Västerbottens län" in words(page)
    assert "Aldrig granskad" in words(page)


def test_the_day_after_its_last_day_nothing_of_it_is_left_in_the_page(employee: Browser, clock: Clock) -> None:
    theme = make.term("theme", "Ensamt tema")
    closing_today("Titeln", benefit="Nyttan växer", regions=["24"], terms=[theme], year=2019)
    make.example("Kvar", benefit="Byn växer")
    page = employee.get("/exempel?q=växer")
    assert sorted(found(page)) == ["Byn växer", "Nyttan växer"]
    assert total(page) == "2 exempel"
    clock.forward(days=1)
    for url in ("/exempel?q=växer", "/exempel"):
        page = employee.get(url)
        assert found(page) == ["Byn växer"]
        assert total(page) == "1 exempel"
        for trace in ("Nyttan", "Titeln", "Ensamt tema", "Västerbotten", "2019"):
            assert trace not in page.get_data(as_text=True)
    assert found(employee.get(f"/exempel?tema={theme.id}")) == []


def test_limits_of_one_kind_widen_and_of_two_kinds_narrow(employee: Browser) -> None:
    theme = make.term("theme", "Energi")
    make.example("Ett", benefit="Ett", regions=["24"], terms=[theme])
    make.example("Två", benefit="Två", regions=["25"])
    make.example("Tre", benefit="Tre", regions=["23"])
    assert sorted(found(employee.get("/exempel?lan=24&lan=25"))) == ["Ett", "Två"]
    assert found(employee.get(f"/exempel?lan=24&lan=25&tema={theme.id}")) == ["Ett"]


def test_each_chosen_limit_is_a_link_that_takes_it_away(employee: Browser) -> None:
    make.example("Ett", benefit="Ett", regions=["24"])
    make.example("Två", benefit="Två", regions=["25"])
    page = employee.get("/exempel?lan=24&kanal=web")
    chips = {chip.get_text(strip=True): chip["href"] for chip in soup(page).select("a.chip")}
    assert set(chips) == {"Västerbottens län, ta bort", "Får användas på webben, ta bort"}
    assert len(found(employee.get(str(chips["Västerbottens län, ta bort"])))) == 2
    everything = soup(page).find("a", string="Ta bort alla")
    assert everything is not None
    assert total(employee.get(str(everything["href"]))) == "2 exempel"


def test_a_facet_shows_counts_without_its_own_limit(employee: Browser) -> None:
    make.example("Ett", regions=["24"])
    make.example("Två", regions=["25"])
    make.example("Tre", regions=["25"])
    page = employee.get("/exempel?lan=24")
    labels = [label.get_text(" ", strip=True) for label in soup(page).select(".facet label")]
    regions = [label for label in labels if "län" in label]
    assert regions == ["Västerbottens län 1", "Norrbottens län 2"]


def test_the_form_without_script_carries_words_and_limits_together(employee: Browser) -> None:
    make.example("Ett", benefit="Byn växer", regions=["24"])
    page = soup(employee.get("/exempel?q=växer&lan=24&ordning=nyast"))
    form = page.find("form", id="search")
    assert form is not None
    assert form.get("method", "get") == "get"
    mine = form.select("input")
    fields = {each["name"]: each["value"] for each in mine if each.get("name") and each.get("type") != "checkbox"}
    ticked = {(each["name"], each["value"]) for each in form.select("input[checked]")}
    assert (fields, ticked) == ({"q": "växer", "ordning": "nyast"}, {("lan", "24")})


def test_twenty_hits_at_first_and_twenty_more_each_time(employee: Browser) -> None:
    for number in range(45):
        make.example(f"Nr {number}", benefit=f"Byn växer {number}")
    url, before = "/exempel?q=växer", list[str]()
    for hits in (20, 40, 45):
        page = employee.get(url)
        assert total(page) == "45 exempel"
        assert len(set(found(page))) == hits
        assert found(page)[: len(before)] == before
        first_new = found(page)[len(before) :][:1] if before else []
        assert [link.get_text() for link in soup(page).select(".hits [autofocus]")] == first_new
        before = found(page)
        more = next((a for a in soup(page).select("nav a") if "Visa fler" in a.get_text()), None)
        url = str(more["href"]) if more else ""
    assert url == ""


def test_a_list_grows_no_longer_than_a_page_can_bear() -> None:
    asked = {shown: Address(MultiDict({"q": "byn", "visa": shown}), [], False) for shown in ("", "180", "200")}
    assert asked[""].more(20) == ""
    assert asked[""].more(21) == "/exempel?q=byn&visa=40"
    assert asked["180"].more(2000) == "/exempel?q=byn&visa=200"
    assert asked["200"].more(2000) == ""


def test_typing_gets_the_hits_alone_from_the_same_address(employee: Browser) -> None:
    make.example("Ett", benefit="Byn växer")
    part = employee.get("/exempel?q=väx", htmx="hits")
    assert found(part) == ["Byn växer"]
    assert soup(part).find("html") is None
    assert "HX-Request" in part.headers["Vary"]
    region = soup(part).find(id="found")
    assert region is not None
    assert region.get_text() == "1 exempel"
    whole = soup(employee.get("/exempel?q=väx"))
    assert whole.find(id="found", role="status") is not None
    assert len(whole.find_all(id="found")) == 1


def test_no_hits_tells_what_to_try(employee: Browser) -> None:
    make.example("Ett", benefit="Vätgas driver färjan", regions=["24"])
    some = employee.get("/exempel?q=vätgas snögubbe")
    assert "Inga exempel har ”snögubbe”. Här är de som har ”vätgas”." in words(some)
    assert found(some) == ["Vätgas driver färjan"]
    make.example("Två", benefit="En snöskoter på el", regions=["24"])
    several = employee.get("/exempel?q=vätgas snöskoter")
    assert "Inga exempel har alla orden. Här är de som har något av dem." in words(several)
    chip = next(chip for chip in soup(several).select("a.chip") if chip.get_text() == "vätgas, 1")
    assert total(employee.get(str(chip["href"]))) == "1 exempel"
    none = employee.get("/exempel?q=snögubbe")
    assert total(none) == "Inga exempel har ”snögubbe”"
    assert soup(none).select(".facet, #limits input") == []
    last = soup(none).select("main a")[-1]
    assert last["href"] == "/tipsa"
    assert soup(none).find("a", href="/tipsa", class_="btn") is not None
    limited = employee.get("/exempel?q=vätgas&lan=25")
    assert "Utan begränsningarna finns det 1 exempel" in words(limited)
    kept = {(each["name"], each["value"]) for each in soup(limited).select("#limits input")}
    assert kept == {("lan", "25")}, "what is chosen holds for the next words too"


def test_words_like_the_one_that_found_nothing_are_offered_with_what_they_find_and_never_a_hidden_one(
    within: Flask, employee: Browser, clock: Clock
) -> None:
    make.example("Ett", benefit="Snöröjning på el")
    make.example("Två", benefit="Snöröjningen gick fort")
    closing_today("Tre", benefit="Snöskulpturer drog besökare")
    make.example("Fyra", benefit="Snöslungan", state=State.DRAFT)
    # A search for the hidden word would find the longer one.
    make.example("Fem", benefit="Snösko", state=State.DRAFT)
    make.example("Sex", benefit="Snöskovandring lockade")

    def offered(browser: Browser) -> dict[str, str]:
        page = browser.get("/exempel?q=snöstorm")
        assert found(page) == []
        return {chip.get_text(): str(chip["href"]) for chip in soup(page).select("a.chip")}

    assert offered(employee).keys() == {"snöröjning, 2", "snöskovandring, 1", "snöskulpturer, 1"}
    clock.forward(days=1)
    for browser in (employee, logged_in(within, Role.COMMUNICATOR)):
        chips = offered(browser)
        assert chips.keys() == {"snöröjning, 2", "snöskovandring, 1"}
        assert len(found(browser.get(chips["snöröjning, 2"]))) == 2


def test_those_who_work_with_the_bank_are_led_to_what_is_found_among_the_hidden(within: Flask) -> None:
    make.example("Snö", benefit="Snöslungan", state=State.DRAFT, regions=["24"])
    communicator, employee = logged_in(within, Role.COMMUNICATOR), logged_in(within)
    page = communicator.get("/exempel?q=snöslunga&lan=24")
    assert found(page) == []
    chip = next(chip for chip in soup(page).select("a.chip") if chip.get_text() == "Utkast, 1")
    assert found(communicator.get(str(chip["href"]))) == ["Snöslungan"]
    assert "Utkast" not in words(employee.get("/exempel?q=snöslunga&lan=24"))


def test_only_those_who_work_with_the_bank_can_look_among_what_is_not_visible(within: Flask) -> None:
    make.example("Utkast", benefit="Ett utkast", state=State.DRAFT)
    for roles, expected in (((), []), ((Role.ADMINISTRATOR,), [])):
        browser = logged_in(within, *roles)
        assert found(browser.get("/exempel?lage=utkast")) == expected
        assert "Läge" not in words(browser.get("/exempel?lage=utkast"))
    for role in (Role.COMMUNICATOR, Role.REVIEWER):
        browser = logged_in(within, role)
        assert found(browser.get("/exempel")) == []
        page = browser.get("/exempel?lage=utkast")
        assert found(page) == ["Ett utkast"]
        assert soup(page).select_one(".hits .badge").get_text() == "Utkast"  # type: ignore[union-attr]  # A missing badge fails here.


def test_a_draft_without_benefit_is_called_by_its_title_once_and_is_closed_everywhere(within: Flask) -> None:
    make.example("Inläst projekt", benefit="", state=State.DRAFT, naming="unknown")
    page = logged_in(within, Role.COMMUNICATOR).get("/exempel?lage=utkast")
    assert found(page) == ["Inläst projekt"]
    hit = soup(page).select_one("ol.hits li")
    assert hit is not None
    assert hit.get_text().count("Inläst projekt") == 1
    assert "Inte i någon kanal" in hit.get_text()


def test_those_who_may_see_parties_are_told_whose_yes_is_missing(within: Flask) -> None:
    example, party = make.example("Skola", benefit="Skolor fick fiber"), make.party("Hitte Påsson")
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=[("name", "intranet")])
    communicator, employee = logged_in(within, Role.COMMUNICATOR), logged_in(within)
    assert "Hitte Påsson har inte svarat om namn." in words(communicator.get("/exempel?q=skola"))
    assert "Hitte Påsson" not in words(employee.get("/exempel?q=skola"))


def test_one_who_is_not_logged_in_sees_nothing(app: Flask) -> None:
    for url in ("/", "/exempel", "/exempel/1"):
        assert Browser(app).get(url).status_code == 401


NASTY = [
    '"',
    '"växer" AND (',
    "NEAR(a b, 5)",
    "växer* ^ - + : {a b} NOT OR",
    "' OR 1=1 --",
    "-växer",
    "%_\\",
    "<script>alert(1)</script>",
    "å" * 5_000,
    "\ud83d\ude00 \u202e \u0301",
    "a" * 1_000_000,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_words_break_the_search(employee: Browser, text: str) -> None:
    make.example("Ett", benefit="Byn växer")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    page = employee.get("/exempel", query_string={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "junk",
    [
        "lan=99&lan=&lan='&lan=٢٤",
        f"tema={2**63}&program=-1&malgrupp=x&format=1.5",
        "ar=99999&ar=0&ar=2026-02-30",
        "kanal=nowhere&lage=hemligt&ordning=baklänges",
        f"sida=0&sida=-1&sida={10**30}",
        "sida=9999&alla=allt&alla=lan",
        "&".join(f"lan={number}" for number in range(2000)),
        "okänt=1&q[]=2",
    ],
)
def test_junk_in_an_address_is_left_out(employee: Browser, junk: str) -> None:
    make.example("Ett", benefit="Byn växer")
    page = employee.get(f"/exempel?{junk}")
    assert page.status_code == 200
    if "lan=" not in junk:
        assert found(page) == ["Byn växer"]


def test_a_nul_is_refused(employee: Browser) -> None:
    assert employee.get("/exempel?q=a%00b").status_code == 400
    assert employee.get("/exempel?lan=%00").status_code == 400


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_page_of_twenty_hits_is_light(employee: Browser) -> None:
    text = {"message": "Företagen fick en kartläggning och en rådgivare som återkom efter sex månader. " * 4}
    kinds = ("theme", "programme", "format")
    lists = {kind: [make.term(kind, f"Ett ord i listan {kind} {n}") for n in range(8)] for kind in kinds}
    for number in range(60):
        closing = make.example(
            f"Lägre elräkning, fler jobb {number}",
            benefit=f"Elva småföretag sänkte elkostnaden med 31 procent och kunde anställa tre personer {number}",
            regions=[REGIONS[number % 21].code],
            terms=[lists[kind][number % 8] for kind in kinds],
            year=2015 + number % 10,
            reviewed=True,
            texts=text,
        )
        party = make.party()
        make.appearance(party, closing, ["photo"])
        make.agreement(party, yes=[("photo", "intranet"), ("photo", "web")])
    page = employee.get("/exempel?q=småföretag kartläggning")
    assert len(found(page)) == 20
    assert len(page.get_data()) <= 24_000
    assert len(gzip.compress(page.get_data())) <= 3_600, "what is sent to the browser"


def test_the_page_tells_what_it_put_right_and_offers_the_words_as_typed(employee: Browser) -> None:
    make.example("Linbanan", benefit="Linbanan mellan byarna går igen")
    db.session.commit()
    page = employee.get("/exempel?q=linbbana")
    told = [each.get_text() for each in soup(page).select("p.note")]
    assert told == ["Visar träffar för linbana. Sök i stället efter linbbana."]
    literally = soup(page).find("a", string="linbbana")["href"]
    assert found(employee.get(literally)) == []


def test_the_page_tells_when_only_longer_words_were_found(employee: Browser) -> None:
    make.example("Ljung", benefit="Ljunghonung från kusten")
    db.session.commit()
    assert "Inga exempel har just det ordet. Här är de som har det som en del av ett längre ord." in words(
        employee.get("/exempel?q=honung")
    )
