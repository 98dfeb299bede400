"""Publishing, archiving and replacing: what must be in place, where it is put right, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urldefrag

import pytest
from flask import Flask
from sqlalchemy import delete, select

from resultatbank.data import gate, parties, publishing, rows
from resultatbank.data.models import Appearance, Event, Example, ExampleText, TargetGroup, User
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import make_ready

TODAY = make.NOW.date()
PERSONNUMMER = "811228-9874"
NEEDED = [question.key for question in checklist.QUESTIONS.values() if question.publish]


@pytest.fixture
def ready(draft: Example, writer: User) -> Example:
    """A draft in which nothing is missing."""
    make_ready(draft, writer)
    return draft


def path(example: Example, verb: str = "publicera") -> str:
    return f"/exempel/{example.id}/{verb}"


def send(browser: Browser, example: Example, verb: str, **fields: object):  # type: ignore[no-untyped-def]  # The test client's response.
    browser.get(path(example))
    return browser.post(path(example, verb), **fields)


def state_of(example: Example) -> str:
    db.session.rollback()
    db.session.expire_all()
    return example.state


def happened(example: Example) -> list[tuple[str, list[str]]]:
    query = select(Event).where(Event.example_id == example.id).order_by(Event.id)
    return [(event.kind, list(event.fields)) for event in db.session.scalars(query)]


def missing_links(browser: Browser, example: Example) -> dict[str, str]:
    """Each thing that the page says is missing, with where it leads."""
    page = soup(browser.get(path(example)))
    return {link.text: str(link["href"]) for link in page.select("section[aria-labelledby=saknas] li a")}


def leads_to_its_field(browser: Browser, href: str) -> bool:
    address, anchor = urldefrag(href)
    page = browser.get(address)
    return page.status_code == 200 and bool(anchor) and soup(page).find(id=anchor) is not None


# ------------------------------------------------------------------------------------------ what may be missing


def nobody_responsible(example: Example) -> None:
    example.responsible = None


def locked_responsible(example: Example) -> None:
    example.responsible = make.user(name="Folke Försvunnen")
    example.responsible.locked_at = make.NOW


def unassessed(example: Example) -> None:
    example.naming = Naming.UNKNOWN


def named_without_party(example: Example) -> None:
    example.naming = Naming.NAMED


def without_a_yes_on_the_intranet(example: Example) -> None:
    party = make.party("Tove Låtsberg")
    make.appearance(party, example)
    make.agreement(party, yes=[("name", "web")], no=[("name", "intranet")])


def with_a_yes_that_has_ended(example: Example) -> None:
    party = make.party("Tove Låtsberg")
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY.replace(day=22))


def with_a_protected_party(example: Example) -> None:
    party = make.party("Skyddad Person", protected=True)
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"))


def planned(example: Example) -> None:
    example.state = State.PLANNED


def archived(example: Example) -> None:
    example.state, example.archived_at = State.ARCHIVED, make.NOW


def personnummer_in_an_answer(example: Example) -> None:
    make.text(example, "background", f"Ring Hitte {PERSONNUMMER}")


def personnummer_in_an_imported_benefit(example: Example) -> None:
    db.session.delete(db.session.get_one(ExampleText, (example.id, "benefit")))
    example.benefit = f"Hitte {PERSONNUMMER} fick jobb"


def personnummer_among_the_details(example: Example) -> None:
    example.municipalities = f"Påhittköping, {PERSONNUMMER}"


def no_name(example: Example) -> None:
    example.title = " "


CASES: list[tuple[Callable[[Example], None], str, str]] = [
    (nobody_responsible, "Välj vem som är ansvarig", "uppgifter#responsible_id"),
    (locked_responsible, "kan inte längre logga in", "uppgifter#responsible_id"),
    (unassessed, "Vem är med i exemplet?", "steg/3#fraga-people"),
    (named_without_party, "Registrera den person eller det företag", "steg/3#fraga-people"),
    (without_a_yes_on_the_intranet, "Tove Låtsberg har sagt nej till namn", "steg/3#fraga-people"),
    (with_a_yes_that_has_ended, "gällde till 2026-11-22", "steg/3#fraga-people"),
    (with_a_protected_party, "skyddade uppgifter", "steg/3#fraga-people"),
    (planned, "Skriv när insatsen startade", "uppgifter#starta"),
    (archived, "Ta tillbaka det till utkast först", "steg/5#arkivet"),
    (personnummer_in_an_answer, "personnummer i svaret på", "steg/3#fraga-background"),
    (personnummer_in_an_imported_benefit, "personnummer i svaret på", "steg/1#fraga-benefit"),
    (personnummer_among_the_details, "personnummer bland uppgifterna", "uppgifter#municipalities"),
    (no_name, "Skriv vad exemplet heter", "uppgifter#title"),
]


@pytest.mark.parametrize(("spoil", "said", "where"), CASES, ids=[spoil.__name__ for spoil, *_ in CASES])
def test_one_thing_missing_is_said_leads_to_its_field_and_stops_the_publishing(
    browser: Browser, ready: Example, spoil: Callable[[Example], None], said: str, where: str
) -> None:
    spoil(ready)
    before, was = ready.state, happened(ready)
    ((sentence, href),) = missing_links(browser, ready).items()
    assert said in sentence
    assert href == f"/exempel/{ready.id}/{where}"
    assert leads_to_its_field(browser, href)
    refused = send(browser, ready, "publicera")
    assert refused.status_code == 422
    assert said in words(refused)
    assert state_of(ready) == before
    assert ready.published_at is None
    assert happened(ready) == was


@pytest.mark.parametrize("key", NEEDED)
def test_each_question_that_is_needed_stops_the_publishing_until_it_is_answered(
    browser: Browser, ready: Example, key: str
) -> None:
    if key == "people":
        ready.naming = Naming.UNKNOWN
    elif key == "target_groups":
        db.session.execute(delete(TargetGroup))
    else:
        db.session.delete(db.session.get_one(ExampleText, (ready.id, key)))
        ready.benefit = "" if key == "benefit" else ready.benefit
    ((sentence, href),) = missing_links(browser, ready).items()
    assert checklist.QUESTIONS[key].label in sentence
    assert leads_to_its_field(browser, href)
    assert send(browser, ready, "publicera").status_code == 422
    assert state_of(ready) == State.DRAFT


def test_an_empty_draft_is_told_everything_at_once_and_every_link_leads_to_its_field(
    browser: Browser, draft: Example
) -> None:
    draft.responsible = None
    links = missing_links(browser, draft)
    assert len(links) == len(NEEDED) + 1
    assert [href for href in links.values() if not leads_to_its_field(browser, href)] == []


def test_the_page_and_the_publishing_ask_the_same_function(
    browser: Browser, ready: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = publishing.Missing("Påhittat hinder.", "examples.details", {"example_id": ready.id})
    monkeypatch.setattr(publishing, "missing", lambda example, day: [told])
    assert "Påhittat hinder." in words(browser.get(path(ready)))
    assert send(browser, ready, "publicera").status_code == 422
    assert state_of(ready) == State.DRAFT


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_missing_costs_as_many_queries_for_twenty_as_for_two(within: Flask) -> None:
    def made(count: int) -> list[Example]:
        found = []
        for _ in range(count):
            example = make.example(state=State.DRAFT, responsible=make.user(), texts={"message": "Hej", "why": "Hå"})
            make.appearance(make.party(), example)
            found.append(example)
        return found

    def asked(found: list[Example]) -> int:
        db.session.commit()
        db.session.expire_all()
        ids = [example.id for example in found]
        fresh = list(db.session.scalars(select(Example).where(Example.id.in_(ids))))
        with statements() as sent:
            assert all(publishing.missing_in(fresh, TODAY).values())
        return len(sent)

    assert asked(made(2)) == asked(made(20))


def test_a_figure_without_a_source_is_said_and_stops_nothing(browser: Browser, ready: Example) -> None:
    jobs = rows.add_row(ready.id, "indicators", {"name": "Nya jobb", "direction": "up"}, make.stamp())
    make.measurement(jobs, 3)
    db.session.commit()
    page = words(browser.get(path(ready)))
    assert "Nya jobb saknar källa." in page
    assert "Inget saknas" in page


# ------------------------------------------------------------------------------------------- published, and not


@pytest.fixture
def employee(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user())
    return browser


def test_what_is_published_is_seen_in_the_next_request_and_what_is_not_is_gone(
    browser: Browser, employee: Browser, ready: Example
) -> None:
    assert employee.get(f"/exempel/{ready.id}").status_code == 404
    assert "Inget saknas" in words(browser.get(path(ready)))
    said = browser.follow(send(browser, ready, "publicera"))
    assert "Exemplet är publicerat." in words(said)
    assert employee.get(f"/exempel/{ready.id}").status_code == 200
    assert "Ett svar som räcker" in words(employee.get("/exempel?q=räcker"))
    assert send(browser, ready, "avpublicera").status_code == 303
    assert employee.get(f"/exempel/{ready.id}").status_code == 404
    assert "Ett svar som räcker" not in words(employee.get("/exempel?q=räcker"))


def test_a_party_that_says_yes_opens_the_way_to_publishing(browser: Browser, ready: Example) -> None:
    party = make.party("Tove Låtsberg")
    make.appearance(party, ready)
    assert send(browser, ready, "publicera").status_code == 422
    make.agreement(party, yes=[("name", "intranet")])
    assert send(browser, ready, "publicera").status_code == 303
    assert state_of(ready) == State.PUBLISHED


def test_each_step_in_the_life_of_an_example_is_one_event_without_content(
    browser: Browser, ready: Example, writer: User, clock: Clock
) -> None:
    new = make.example("Det nya")
    was = len(happened(ready))
    for verb, fields in (
        ("publicera", {}),
        ("avpublicera", {}),
        ("arkivera", {}),
        ("aterstall", {}),
        ("arkivera", {"replaced_by": str(new.id)}),
        ("ersatts-av", {}),
        ("ersatts-av", {"replaced_by": str(new.id)}),
    ):
        clock.forward(minutes=1)
        assert send(browser, ready, verb, **fields).status_code == 303, verb
    assert happened(ready)[was:] == [
        ("example_published", ["state"]),
        ("example_unpublished", ["state"]),
        ("example_archived", ["state"]),
        ("example_restored", ["state"]),
        ("example_archived", ["state", "replaced_by_id"]),
        ("replacement_chosen", ["replaced_by_id"]),
        ("replacement_chosen", ["replaced_by_id"]),
    ]
    assert {event.actor_id for event in db.session.scalars(select(Event).where(Event.example_id == ready.id))} == {
        writer.id
    }
    assert (state_of(ready), ready.replaced_by_id) == (State.ARCHIVED, new.id)


@pytest.mark.parametrize("verb", ["publicera", "avpublicera", "arkivera", "aterstall", "ersatts-av"])
def test_doing_the_same_again_does_nothing_twice(browser: Browser, ready: Example, clock: Clock, verb: str) -> None:
    new = make.example("Det nya")
    if verb == "aterstall":
        archived(ready)
    if verb == "avpublicera":
        ready.state, ready.published_at = State.PUBLISHED, make.NOW
    fields = {"replaced_by": str(new.id)} if verb in ("arkivera", "ersatts-av") else {}
    assert send(browser, ready, verb, **fields).status_code == 303
    state_of(ready)
    first = (ready.state, ready.published_at, ready.archived_at, ready.replaced_by_id, happened(ready))
    clock.forward(days=1)
    again = {"replaced_by": str(make.example("Ett annat").id)} if verb == "arkivera" else fields
    assert send(browser, ready, verb, **again).status_code == 303
    state_of(ready)
    assert (ready.state, ready.published_at, ready.archived_at, ready.replaced_by_id, happened(ready)) == first


@pytest.mark.parametrize("verb", ["arkivera", "ersatts-av"])
@pytest.mark.parametrize("wrong", ["itself", "missing", "draft", "nonsense", "huge"])
def test_what_can_not_take_its_place_is_refused_with_a_sentence(
    browser: Browser, ready: Example, verb: str, wrong: str
) -> None:
    before = make.example("Det som gällde")
    ready.replaced_by = before
    given = {
        "itself": ready.id,
        "missing": 999999,
        "draft": make.example(state=State.DRAFT).id,
        "nonsense": "abc",
        "huge": "9" * 30,
    }[wrong]
    was = happened(ready)
    refused = send(browser, ready, verb, replaced_by=str(given))
    assert refused.status_code == 422
    assert "Välj ett annat exempel som är publicerat. Inget är sparat." in words(refused)
    assert (state_of(ready), ready.replaced_by_id, happened(ready)) == (State.DRAFT, before.id, was)


def test_what_takes_its_place_is_searched_for_chosen_and_shown_to_the_reader(
    browser: Browser, employee: Browser, ready: Example
) -> None:
    new, other = make.example("Solceller på taket"), make.example("Något helt annat")
    make.example("Solceller i ett utkast", state=State.DRAFT)
    step = f"/exempel/{ready.id}/steg/5"
    found = soup(browser.get(f"{step}?ersatts_av=solceller"))
    assert [each["value"] for each in found.find_all("input", attrs={"name": "replaced_by"})] == [str(new.id)]
    assert "Inget publicerat exempel hittades" in words(browser.get(f"{step}?ersatts_av=snögubbe"))
    said = browser.follow(browser.post(path(ready, "ersatts-av"), replaced_by=str(new.id)))
    assert "Sparat vad exemplet ersätts av." in words(said)
    assert soup(said).select_one(f"section a[href='/exempel/{new.id}']") is not None
    assert soup(said).select_one(f"section a[href='/exempel/{other.id}']") is None
    send(browser, ready, "arkivera")
    read = employee.get(f"/exempel/{ready.id}")
    assert soup(read).select_one(f"main a[href='/exempel/{new.id}']") is not None


def test_an_archived_example_comes_back_as_a_draft_to_be_checked_again(browser: Browser, ready: Example) -> None:
    send(browser, ready, "publicera")
    send(browser, ready, "arkivera")
    assert state_of(ready) == State.ARCHIVED
    assert ready.archived_at == make.NOW
    refused = send(browser, ready, "publicera")
    assert refused.status_code == 422
    assert "Ta tillbaka det till utkast först" in words(refused)
    send(browser, ready, "aterstall")
    assert (state_of(ready), ready.archived_at) == (State.DRAFT, None)
    assert send(browser, ready, "publicera").status_code == 303


# ---------------------------------------------------------------------------------------------------- who may


@pytest.mark.parametrize("verb", ["publicera", "avpublicera", "arkivera", "aterstall", "ersatts-av"])
@pytest.mark.parametrize("state", list(State))
def test_an_employee_may_do_none_of_it(employee: Browser, ready: Example, verb: str, state: State) -> None:
    ready.state, ready.published_at = state, make.NOW
    was = happened(ready)
    assert employee.post(path(ready, verb)).status_code == 403
    assert (state_of(ready), happened(ready)) == (state, was)


def test_a_reviewer_may_archive_but_neither_publish_nor_take_back(app: Flask, ready: Example) -> None:
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER))
    for verb in ("publicera", "avpublicera", "aterstall", "ersatts-av"):
        assert browser.post(path(ready, verb)).status_code == 403
    assert browser.post(path(ready, "arkivera")).status_code == 303
    assert state_of(ready) == State.ARCHIVED
    assert "Exemplet är arkiverat." in words(browser.get(path(ready, "historik")))


@pytest.mark.parametrize("verb", ["publicera", "avpublicera", "arkivera", "aterstall", "ersatts-av"])
def test_an_example_that_does_not_exist_is_not_found(browser: Browser, draft: Example, verb: str) -> None:
    browser.get(path(draft))
    assert browser.post(f"/exempel/999999/{verb}").status_code == 404


def test_ending_the_only_appearance_leaves_an_example_that_still_can_not_be_published(
    browser: Browser, ready: Example
) -> None:
    appearance: Appearance = make.appearance(make.party(), ready)
    parties.end_appearance(appearance, make.stamp())
    assert send(browser, ready, "publicera").status_code == 422
    assert not gate.is_visible(ready.id, TODAY)
