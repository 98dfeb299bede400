"""What is suggested while one writes: only what the one who asks may find, and never a person's name from a field."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, PartyKind, State
from tests import factories as make
from tests.conftest import START, Clock
from tests.statements import statements
from tests.web.bank.test_search import NASTY, closing_today, logged_in
from tests.web.client import Browser, soup


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


def suggested(browser: Browser, text: str) -> dict[str, list[str]]:
    """The names of the suggestions, by the heading of their kind."""
    response = browser.get("/forslag", query_string={"q": text}, htmx="suggestions")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    groups = soup(response).select("#suggestions [role=group]")
    return {
        group.select_one("b").get_text(): [option.get_text() for option in group.select("[role=option]")]  # type: ignore[union-attr]  # A missing heading fails here.
        for group in groups
    }


def target(browser: Browser, text: str, name: str) -> str:
    page = soup(browser.get("/forslag", query_string={"q": text}, htmx="suggestions"))
    return next(str(option["href"]) for option in page.select("[role=option]") if name in option.get_text())


def test_each_kind_leads_to_what_it_says(employee: Browser) -> None:
    theme = make.term("theme", "Energi och klimat")
    example = make.example("Ugnen", benefit="Energin räckte", terms=[theme], project_owner="Energibolaget i Hittepå AB")
    make.example("Energiugnen", benefit="Något annat", project_owner="Elis Energisson")
    make.example("Brus", benefit="Något annat igen", texts={"message": "Allt om energi."})
    for text in ("en", "ener", "Energi ", " energi"):
        assert suggested(employee, text) == {
            "Exempel": ["Energiugnen", "Energin räckte"],
            "Teman": ["Energi och klimat"],
            "Organisationer": ["Energibolaget i Hittepå AB"],
        }
    assert target(employee, "ener", "räckte") == f"/exempel/{example.id}"
    for name in ("Energi och klimat", "Energibolaget i Hittepå AB"):
        found = soup(employee.get(target(employee, "ener", name))).select("ol.hits h3 a")
        assert [link.get_text() for link in found] == ["Energin räckte"]


def test_all_that_is_written_counts_and_dots_may_be_left_out(employee: Browser) -> None:
    theme = make.term("theme", "Företag på landsbygden")
    make.example("Ett", benefit="Företagen växte", terms=[theme], result_owner="Enheten för företag")
    make.example("Två", benefit="Företagen flyttade")
    assert suggested(employee, "foretag") == {
        "Exempel": ["Företagen flyttade", "Företagen växte"],
        "Teman": ["Företag på landsbygden"],
        "Organisationer": ["Enheten för företag"],
    }
    assert suggested(employee, "foretag vä") == {"Exempel": ["Företagen växte"]}
    assert suggested(employee, "foretag lands") == {"Teman": ["Företag på landsbygden"]}
    for text in ("", "f", " f ", "och", "på", "foretag x", "zzz", '"'):
        assert suggested(employee, text) == {}


def test_few_of_each_kind_the_latest_first(employee: Browser) -> None:
    themes = [make.term("theme", f"Energi {letter}") for letter in "abcde"]
    for number in range(5):
        make.example(f"Nr {number}", benefit=f"Energi {number}", terms=themes, project_owner=f"Energi {number} AB")
    found = suggested(employee, "energi")
    assert found["Exempel"] == ["Energi 4", "Energi 3", "Energi 2"]
    assert found["Teman"] == ["Energi a", "Energi b", "Energi c"]
    assert found["Organisationer"] == ["Energi 4 AB", "Energi 3 AB", "Energi 2 AB"]


@pytest.mark.parametrize("roles", [(), (Role.COMMUNICATOR, Role.REVIEWER)], ids=["employee", "editor"])
def test_the_day_after_its_last_day_nothing_of_an_example_is_suggested(
    within: Flask, clock: Clock, roles: tuple[Role, ...]
) -> None:
    browser = logged_in(within, *roles)
    theme = make.term("theme", "Energi och klimat")
    closing_today("Ugnen", benefit="Energin räckte", terms=[theme], project_owner="Energibolaget AB")
    for state in (State.DRAFT, State.PLANNED, State.ARCHIVED):
        make.example("Energi", benefit="Energin", state=state, terms=[theme], project_owner="Energislöseriet AB")
    make.example("Energi", benefit="Energin", naming=Naming.NAMED, terms=[theme], project_owner="Energin utan svar AB")
    assert suggested(browser, "energi") == {
        "Exempel": ["Energin räckte"],
        "Teman": ["Energi och klimat"],
        "Organisationer": ["Energibolaget AB"],
    }
    clock.forward(days=1)
    assert suggested(browser, "energi") == {}


def test_newer_examples_that_may_not_be_seen_leave_room_for_an_older_that_may(employee: Browser) -> None:
    make.example("Äldst", benefit="Energin räckte", project_owner="Energibolaget AB")
    for number in range(12):
        make.example(f"Energi {number}", state=State.DRAFT, project_owner=f"Energi {number} AB")
    assert suggested(employee, "energi") == {"Exempel": ["Energin räckte"], "Organisationer": ["Energibolaget AB"]}


def test_the_register_is_for_those_who_may_see_it_and_its_people_for_nobody(within: Flask) -> None:
    person, bakery = make.party("Hittepå Hittesson"), make.party("Hittepå Solbageri AB", kind=PartyKind.ORGANISATION)
    hidden = make.party("Hittepå Skyddat AB", kind=PartyKind.ORGANISATION, protected=True)
    make.party("Hittepå i inget exempel AB", kind=PartyKind.ORGANISATION)
    example = make.example("Ett", benefit="Något helt annat", project_owner="Hittepå Hittesson", recipient="Hittepå AB")
    for party in (person, bakery):
        make.appearance(party, example)
        make.agreement(party, yes=make.everywhere("name"), until_day=START.date())
    make.appearance(hidden, make.example("Två", benefit="Något annat"))
    for roles in ((), (Role.ADMINISTRATOR,)):
        assert suggested(logged_in(within, *roles), "hittep") == {}
    for role in (Role.COMMUNICATOR, Role.REVIEWER):
        browser = logged_in(within, role)
        for text in ("hittep", "HITTEPÅ SOL", "Hittepå sol", "Hittepå Solbageri AB"):
            assert suggested(browser, text) == {"Organisationer": ["Hittepå Solbageri AB"]}, text
        found = soup(browser.get(target(browser, "hittep", "Solbageri"))).select("ol.hits h3 a")
        assert [link.get_text() for link in found] == ["Något helt annat"]


def test_what_it_asks_the_database_does_not_grow_with_the_bank(within: Flask) -> None:
    browser = logged_in(within, Role.COMMUNICATOR)

    def grow(numbers: range) -> None:
        for number in numbers:
            theme = make.term("theme", f"Energi {number}")
            party = make.party(f"Energiverkstad {number} AB", kind=PartyKind.ORGANISATION)
            make.appearance(party, make.example(f"Annat {number}"))
            make.example(f"Energi {number}", terms=[theme], project_owner=f"Energiägaren {number} AB")
        db.session.commit()

    def asked() -> list[str]:
        suggested(browser, "energi")
        with statements() as sent:
            assert sum(map(len, suggested(browser, "energi").values())) >= 4
        return sent

    grow(range(1))
    before = asked()
    grow(range(1, 30))
    after = asked()
    assert len(after) == len(before)
    assert len(after) < 12
    lists = [each for each in after if "FROM party" in each or "search_index" in each or "search_document" in each]
    assert len(lists) == 2
    assert all("LIMIT" in each for each in lists)


@pytest.mark.parametrize("text", [*NASTY, "energi " * 60, "'); DROP TABLE party; --", "*", "en*", "^en", "{a}: en"])
def test_no_words_break_the_suggestions(within: Flask, text: str) -> None:
    make.example("Ett", benefit="Energin växer")
    browser = logged_in(within, Role.COMMUNICATOR)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    response = browser.get("/forslag", query_string={"q": text}, htmx="suggestions")
    assert response.status_code == 200
    assert "<script>alert" not in response.get_data(as_text=True)


def test_a_browser_that_asks_for_a_page_gets_the_search_and_one_who_is_not_logged_in_nothing(
    app: Flask, within: Flask
) -> None:
    make.example("Ett", benefit="Energin växer")
    response = logged_in(within).get("/forslag?q=energi")
    assert response.status_code == 303
    assert response.headers["Location"] == "/exempel?q=energi"
    assert Browser(app).get("/forslag?q=energi", htmx="suggestions").status_code == 401


def test_what_is_suggested_may_be_used_in_the_channel_that_is_chosen_and_leads_there(within: Flask) -> None:
    energy, export = make.term("theme", "Bagerier och energi"), make.term("theme", "Bagerier på export")
    example, party = make.example("Bageriet", benefit="Bageriet växer", terms=[energy]), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=[("name", "intranet")])
    free = make.example("Bageriet utan namn", benefit="Bageriet bakar", terms=[export])
    db.session.commit()
    asked = {"q": "bager", "kanal": "web"}
    page = soup(logged_in(within).get("/forslag", query_string=asked, htmx="suggestions"))
    links = [str(link["href"]) for link in page.select("a")]
    assert links == [f"/exempel/{free.id}", f"/exempel?kanal=web&tema={export.id}"]
    assert len(soup(logged_in(within).get("/forslag?q=bager", htmx="suggestions")).select("a")) == 4
