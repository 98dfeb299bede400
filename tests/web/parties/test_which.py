"""Which examples an answer is about: what is chosen to begin with, what is found, and what the text says of it."""

from __future__ import annotations

from typing import Any

import pytest

from resultatbank.data import parties
from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Example, Party
from tests import factories as make
from tests.web.client import Browser, soup, words
from tests.web.parties.test_agree import address, errors, fill_in, latest, oral, yes_to

NEEDED = "Välj minst ett exempel."
MANY = "/overenskommelser/flera"


@pytest.fixture
def other(example: Example) -> Example:
    return make.example("Bageriet vid ån", benefit="Bageriet byggde ut")


def boxes(response: Any) -> dict[int, bool]:
    """Return the examples that can be ticked, and whether they are."""
    found = soup(response).select("#which input[name=examples]")
    return {int(str(each["value"])): each.has_attr("checked") for each in found}


def start(browser: Browser, url: str) -> dict[str, Any]:
    return browser.form(browser.get(url), url)


def test_the_widest_choice_is_never_made_beforehand(browser: Browser, person: Party, example: Example) -> None:
    nowhere = make.party("Ingenstans Påhittsson")
    assert "covers" not in start(browser, address(nowhere))
    response = browser.post(address(nowhere), {**start(browser, address(nowhere)), **oral(), **yes_to("name")})
    assert response.status_code == 422
    assert any("Välj vilka exempel" in each for each in errors(response))
    inside = start(browser, address(person))
    assert (inside["covers"], inside["examples"]) == ("some", str(example.id))
    assert start(browser, f"{address(nowhere)}&exempel={example.id}")["covers"] == "one"


@pytest.mark.parametrize("htmx", ["", "text"])
def test_the_text_is_not_shown_while_it_is_not_known_what_it_is_about(
    browser: Browser, person: Party, example: Example, htmx: str
) -> None:
    fields = {**start(browser, address(person)), **oral(), "note": "kvar", "visa": "1", "examples": []}
    refused = browser.post(address(person), fields, htmx=htmx)
    assert refused.status_code == 422
    assert "alla exempel där du" not in words(refused)
    wrong = soup(refused).select_one("#which #examples.bad")
    assert wrong is not None
    assert NEEDED in wrong.text
    if htmx:
        assert refused.headers["HX-Retarget"] == "#which"
        assert soup(refused).find("html") is None
        assert wrong.has_attr("autofocus")
    else:
        assert errors(refused) == [f"Exempel: {NEEDED}"]
        assert wrong.has_attr("tabindex"), "the link in the summary leads to it"
        assert browser.form(refused, address(person))["note"] == "kvar"


def test_the_text_names_the_examples_that_are_chosen(browser: Browser, person: Party, example: Example) -> None:
    one, two = (make.example(benefit=each, diary_number="Dnr 7/26") for each in ("Den ena", "Den andra"))
    make.appearance(person, one, ["name"])
    url = f"{address(person)}&exempel={example.id}"
    begun = {**start(browser, url), **oral(), "visa": "1"}

    def said(**fields: Any) -> str:
        return words(browser.post(url, {**begun, **fields}, htmx="text"))

    assert "exemplet ”Lägre elräkning, fler jobb”" in said(covers="one")
    assert "exemplet ”Den ena”" in said(covers="some", examples=[one.id])
    assert "exemplen ”Den ena”, ”Den andra”" in said(covers=f"projekt-{one.id}")
    assert "alla exempel där du är med" in said(covers="all")
    assert two.id not in {each.id for each in (example, one)}


@pytest.mark.parametrize("htmx", ["", "text"])
def test_nor_is_the_text_for_a_list_of_people(browser: Browser, example: Example, htmx: str) -> None:
    fields = {**start(browser, MANY), "basis": "consent", "covers": "some", "visa": "1"}
    refused = browser.post(MANY, fields, htmx=htmx)
    assert refused.status_code == 422
    assert NEEDED in words(refused)


@pytest.mark.parametrize("url", ["one", MANY])
def test_words_that_nobody_has_searched_for_are_searched_for_before_anything_is_saved(
    browser: Browser, person: Party, example: Example, other: Example, url: str
) -> None:
    url = address(person) if url == "one" else url
    typed = {**start(browser, url), **oral(), **yes_to("name"), "covers": "some", "find": "bageriet"}
    if url == MANY:
        typed |= {"people": "Nils Påhittsson", "examples": [example.id]}
    searched = browser.post(url, typed)
    assert searched.status_code == 200
    assert "Inget är sparat än. Vi sökte först på ”bageriet”" in words(searched)
    assert boxes(searched)[other.id] is False
    assert not agreements_of(person.id)
    again = browser.form(searched, url)
    assert again["place"] == "På telefon"
    saved = browser.post(url, {**again, "examples": [example.id, other.id]})
    if url == MANY:
        assert "1 person i listan" in words(saved), "the words are searched for once"
    else:
        assert saved.status_code == 303
        assert [each.example_id for each in latest(person).covered] == [example.id, other.id]


def test_words_in_a_field_that_is_not_asked_for_stop_nothing(
    browser: Browser, person: Party, example: Example, other: Example
) -> None:
    fields = {**oral(), **yes_to("name"), "covers": "all", "find": "bageriet"}
    assert fill_in(browser, person, fields).status_code == 303


def test_what_was_found_is_still_there_when_the_form_comes_back(
    browser: Browser, person: Party, example: Example, other: Example
) -> None:
    begun = {**start(browser, address(person)), **oral(), "covers": "some", "find": "bageriet"}
    found = browser.post(address(person), {**begun, "sok-exempel": "1"})
    wrong = browser.post(address(person), {**browser.form(found, address(person)), "basis": ""})
    assert wrong.status_code == 422
    assert boxes(wrong) == {example.id: True, other.id: False}
    filled = browser.post(address(person), {**browser.form(wrong, address(person)), "fyll": "ja"})
    assert other.id in boxes(filled)


def test_a_search_that_finds_what_is_there_already_says_so(browser: Browser, person: Party, example: Example) -> None:
    begun = {**start(browser, address(person)), "find": "elräkning", "sok-exempel": "1"}
    assert "står redan i listan" in words(browser.post(address(person), begun, htmx="which"))
    assert "Inga exempel hittades" in words(browser.post(address(person), {**begun, "find": "xyz"}, htmx="which"))


@pytest.mark.parametrize("appears", [{"appears": "y"}, {}])
def test_the_party_is_put_in_the_ticked_examples_where_it_is_not_unless_that_is_unticked(
    browser: Browser, person: Party, example: Example, other: Example, appears: dict[str, str]
) -> None:
    began = start(browser, address(person))
    assert "appears" not in began, "the party is in all that is offered"
    found = browser.post(address(person), {**began, "find": "bageriet", "sok-exempel": "1"})
    offered = browser.form(found, address(person))
    assert offered.pop("appears") == "y"
    fields = {**offered, **oral(), **yes_to("quote"), "examples": [example.id, other.id], "find": "", **appears}
    assert browser.post(address(person), fields).status_code == 303
    inside = {each.example_id: {m.material for m in each.materials} for each in parties.appearances_of(person.id)}
    assert inside.get(other.id) == ({"quote"} if appears else None)
    assert "quote" not in inside[example.id], "where it is already nothing is changed"


@pytest.mark.parametrize(
    ("where", "place", "kept"),
    [("Hos parten", "", "Hos parten"), ("Hos oss", "En mässa", "Hos oss"), ("annan", "En mässa", "En mässa")],
)
def test_where_it_was_said_is_chosen_or_written(
    browser: Browser, person: Party, example: Example, where: str, place: str, kept: str
) -> None:
    assert fill_in(browser, person, {**oral(where=where, place=place), **yes_to("name")}).status_code == 303
    proof = latest(person).proof
    assert proof is not None
    assert proof.place == kept


@pytest.mark.parametrize(("where", "at"), [("", "where"), ("annan", "place"), ("månen", "where")])
def test_where_it_was_said_has_to_be_told(
    browser: Browser, person: Party, example: Example, where: str, at: str
) -> None:
    refused = fill_in(browser, person, {**oral(where=where, place=""), **yes_to("name")})
    assert refused.status_code == 422
    assert [str(link["href"]) for link in soup(refused).select("#fel a")] == [f"#{at}"]


def test_where_an_oral_answer_was_given_and_to_whom_is_told_as_proof(
    browser: Browser, person: Party, example: Example
) -> None:
    fields = {**oral(place="På mässan i Åre"), **yes_to("name")}
    page = browser.follow(fill_in(browser, person, fields))
    proof = soup(page).find("section", attrs={"aria-labelledby": "bevis"})
    assert proof is not None
    assert "Plats På mässan i Åre Tog emot Kim" in " ".join(proof.get_text(" ").split())
