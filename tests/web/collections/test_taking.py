"""Taking a collection out: only what is allowed that day in that channel, with sources and terms, and remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from resultatbank.data import collections, reading, uses
from resultatbank.data.models import Event, Example, Source, Use
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import soup, words
from tests.web.collections.conftest import Scene
from tests.web.word_files import headings, lines, opened

TODAY = make.NOW.date()
FORMS = ("word", "text", "utskrift")
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def told(benefit: str, *, without: str = "", until_days: int = 400) -> Example:
    """An example with a party who says yes to all channels but one, and with a source."""
    texts = {"challenge": f"Svårt: {benefit}"}
    example, party = make.example(f"Om {benefit}", benefit=benefit, texts=texts, regions=["01"]), make.party()
    make.appearance(party, example, ["name"])
    pairs = [pair for pair in make.everywhere("name") if pair[1] != without]
    make.agreement(party, yes=pairs, until_day=TODAY + timedelta(days=until_days))
    db.session.add(Source(example_id=example.id, title=f"Rapport om {benefit}", diary_number="7"))
    db.session.flush()
    return example


def take(scene: Scene, how: str, channel: str = "intranet", where_to: str = "") -> str:
    """Take the collection out, and return all the text in what came."""
    scene.browser.get(scene.url)
    answer = scene.browser.post(f"{scene.url}/ta-ut", channel=channel, where_to=where_to, som=how)
    assert answer.status_code == 200
    if how == "word":
        return "\n".join(lines(opened(answer)))
    return answer.get_data().decode("utf-8-sig") if how == "text" else words(answer)


@pytest.mark.parametrize("how", FORMS)
def test_each_form_has_the_examples_in_order_with_note_sources_and_terms(scene: Scene, how: str) -> None:
    first, second = told("Ettan växte", without="social"), told("Tvåan växte")
    scene.gather(second, first)
    collections.write_note(scene.collection, scene.items()[0].id, "Säg detta först.", make.stamp(scene.person))
    db.session.commit()
    text = take(scene, how, "web")
    for part in ("Tal i Luleå", "2 exempel som får användas på webben 2026-11-23", "Säg detta först."):
        assert part in text
    assert text.index("Tvåan växte") < text.index("Ettan växte")
    for benefit in ("Ettan växte", "Tvåan växte"):
        assert f"Svårt: {benefit}" in text
        assert f"Rapport om {benefit}, dnr 7" in text
        assert f"Källa: Exempelverket, Resultatbank, ”Om {benefit}”, http://localhost/exempel/" in text
    until = TODAY + timedelta(days=400)
    assert f"till och med {until}. Inte i sociala medier. Kontrollerat {TODAY}." in " ".join(text.split()).replace(
        " . ", ". "
    )


@pytest.mark.parametrize("how", FORMS)
def test_only_what_may_be_used_there_that_day_is_taken_out(scene: Scene, clock: Clock, how: str) -> None:
    every = ("Inte socialt", "Bara i dag", "Alltid", "Arkiverat")
    scene.gather(told("Inte socialt", without="social"), told("Bara i dag", until_days=0), told("Alltid"))
    gone = told("Arkiverat")
    scene.gather(gone)
    gone.state, gone.archived_at = State.ARCHIVED, make.NOW
    db.session.commit()
    text = take(scene, how, "social")
    assert "1 exempel" not in text, "two of them may be used there today"
    assert [benefit for benefit in every if benefit in text] == ["Bara i dag", "Alltid"]
    clock.forward(days=1)
    scene.browser.log_in(scene.person)
    text = take(scene, how, "social")
    assert [benefit for benefit in ("Inte socialt", "Bara i dag", "Alltid", "Arkiverat") if benefit in text] == [
        "Alltid"
    ]
    assert "Ett exempel som får användas i sociala medier 2026-11-24" in text


@pytest.mark.parametrize("how", FORMS)
def test_how_much_was_left_out_is_told_before_and_in_what_comes_but_not_what(scene: Scene, how: str) -> None:
    gone = told("Arkiverat")
    scene.gather(told("Öppet"), told("Inte socialt", without="social"), gone)
    gone.state, gone.archived_at = State.ARCHIVED, make.NOW
    db.session.commit()
    for channel, sentence in (
        ("social", "Två exempel är inte med, för de får inte användas i sociala medier i dag."),
        ("intranet", "Ett exempel är inte med, för det får inte användas på intranätet i dag."),
    ):
        assert sentence in words(scene.browser.get(f"{scene.url}?kanal={channel}"))
        text = take(scene, how, channel)
        assert sentence in text
        assert "Arkiverat" not in text


def test_the_page_has_one_choice_of_channel_and_the_form_takes_out_for_that(scene: Scene) -> None:
    scene.gather(told("Öppet"), told("Inte socialt", without="social"))
    for channel, kept in (("social", ["Öppet"]), ("intranet", ["Öppet", "Inte socialt"])):
        page = scene.browser.get(f"{scene.url}?kanal={channel}")
        assert soup(page).select("main select") == []
        fields = scene.browser.form(page, f"{scene.url}/ta-ut") | {"som": "text"}
        text = scene.browser.post(f"{scene.url}/ta-ut", fields).get_data(as_text=True)
        assert [benefit for benefit in ("Öppet", "Inte socialt") if f". {benefit}" in text] == kept
        assert ("är inte med" in words(page)) == ("är inte med" in text)


def test_a_refused_form_still_tells_of_the_channel_that_was_asked_for(scene: Scene) -> None:
    scene.gather(told("Öppet"), told("Inte socialt", without="social"))
    scene.browser.get(scene.url)
    refused = scene.browser.post(f"{scene.url}/ta-ut", channel="social", where_to="x" * 201, som="text")
    assert refused.status_code == 422
    assert "Ett exempel är inte med, för det får inte användas i sociala medier i dag." in words(refused)
    assert scene.browser.form(refused, f"{scene.url}/ta-ut")["channel"] == "social"


def test_what_is_left_out_is_named_with_the_reason_to_those_who_may_see_it(scene: Scene, editor: Scene) -> None:
    closed, gone, open_one = told("Inte socialt", without="social"), told("Arkiverat"), told("Öppet")
    for each in (scene, editor):
        each.gather(closed, gone, open_one)
    gone.state, gone.archived_at = State.ARCHIVED, make.NOW
    db.session.commit()

    def named(whose: Scene) -> list[str]:
        page = soup(whose.browser.get(f"{whose.url}?kanal=social"))
        assert "Två exempel är inte med" in page.get_text()
        return [" ".join(line.get_text().split()) for line in page.select("[aria-labelledby=ta-ut] .note li")]

    (line,) = named(scene)
    assert line.startswith("Inte socialt: ")
    assert line.endswith("har inte svarat om namn.")
    assert line.partition(": ")[2] in words(scene.browser.get(f"/exempel/{closed.id}"))
    assert named(editor) == [line, "Arkiverat: Medarbetare ser inte exemplet."]


@pytest.mark.parametrize("how", FORMS)
def test_nothing_is_said_to_be_left_out_when_all_comes_along(scene: Scene, how: str) -> None:
    scene.gather(told("Öppet"))
    assert "är inte med" not in take(scene, how)
    assert "är inte med" not in words(scene.browser.get(scene.url))


def test_a_collection_with_nothing_for_its_channel_says_so_at_the_button(scene: Scene) -> None:
    scene.gather(told("Inte i pressen", without="press"))
    nothing = "Inget exempel i samlingen får användas i press i dag, så det finns inget att ta ut."
    assert nothing in words(scene.browser.get(f"{scene.url}?kanal=press"))
    assert nothing not in words(scene.browser.get(scene.url))


@pytest.mark.parametrize("how", FORMS)
def test_the_use_of_each_example_is_remembered_and_its_user_told_when_it_stops(
    scene: Scene, clock: Clock, how: str
) -> None:
    first, second, other = told("Ettan", until_days=3), told("Tvåan"), told("Trean", without="press")
    scene.gather(first, second, other)
    take(scene, how, "press", "Talet på företagardagen")
    kept = db.session.scalars(select(Use).order_by(Use.example_id)).all()
    assert [(use.example_id, use.user_id, use.where_to) for use in kept] == [
        (first.id, scene.person.id, "Talet på företagardagen"),
        (second.id, scene.person.id, "Talet på företagardagen"),
    ]
    logged = db.session.scalars(select(Event.example_id).where(Event.kind == "used").order_by(Event.example_id)).all()
    assert logged == [first.id, second.id]
    clock.forward(days=4)
    assert [each.example_id for each in uses.stopped_uses(scene.person.id, clock.day, 30)] == [first.id]
    scene.browser.log_in(scene.person)
    told_of = words(scene.browser.get("/"))
    assert "av samlingen ”Tal i Luleå”, i press Till: Talet på företagardagen" in told_of


def test_a_reader_of_a_shared_collection_may_take_it_out_and_is_the_one_remembered(editor: Scene) -> None:
    blocked, free = told("Spärrad"), told("Öppen")
    editor.gather(blocked, free)
    blocked.state = State.ARCHIVED
    db.session.commit()
    address, reader = editor.share(), editor.somebody_else(Role.COMMUNICATOR)
    reader.get(address)
    answer = reader.post(f"{address}/ta-ut", channel="intranet", som="word")
    text = "\n".join(lines(opened(answer)))
    assert "Öppen" in text
    assert "Spärrad" not in text
    assert [use.example_id for use in db.session.scalars(select(Use))] == [free.id]
    assert db.session.scalar(select(Use.user_id)) != editor.person.id


def test_an_editors_own_file_has_only_what_employees_may_see(editor: Scene) -> None:
    blocked = told("Spärrad")
    editor.gather(blocked, told("Öppen"))
    blocked.state = State.ARCHIVED
    db.session.commit()
    assert "Spärrad" not in take(editor, "word")


def test_nothing_is_remembered_of_what_could_not_be_taken(scene: Scene) -> None:
    scene.gather(told("Inte i pressen", without="press"))
    scene.browser.get(scene.url)
    refused = scene.browser.post(f"{scene.url}/ta-ut", channel="press", where_to="Ett tal", som="word")
    assert refused.status_code == 422
    assert "Inget exempel i samlingen får användas i press i dag" in words(refused)
    assert scene.browser.form(refused, f"{scene.url}/ta-ut")["where_to"] == "Ett tal"
    for channel, where_to, told_why in (
        ("", "", "Välj var det ska användas."),
        ("rökringar", "", "Välj något i listan."),
        ("intranet", "x" * 201, "Texten är 201 tecken."),
    ):
        refused = scene.browser.post(f"{scene.url}/ta-ut", channel=channel, where_to=where_to, som="text")
        assert refused.status_code == 422
        assert told_why in words(refused)
    assert db.session.scalars(select(Use)).all() == []


def test_the_word_file_has_headings_and_a_page_for_each_example(scene: Scene) -> None:
    scene.gather(told("Ettan växte"), told("Tvåan växte"))
    scene.browser.get(scene.url)
    answer = scene.browser.post(f"{scene.url}/ta-ut", channel="intranet", som="word")
    assert f"samling-{scene.collection.id}.docx" in answer.headers["Content-Disposition"]
    document = opened(answer)
    styles = headings(document)
    assert styles[0] == ("Title", "Tal i Luleå")
    assert [text for style, text in styles if style == "Heading 1"] == ["Ettan växte", "Tvåan växte"]
    assert ("Heading 2", "Utmaningen") in styles
    breaks = [each.text for each in document.paragraphs if each.paragraph_format.page_break_before]
    assert breaks == ["Ettan växte", "Tvåan växte"]
    assert all(each.text for each in document.paragraphs), "no empty lines"
    assert document.core_properties.title == "Tal i Luleå"
    assert scene.person.name not in document.core_properties.author


def test_the_print_page_has_no_forms_and_a_heading_for_each_example(scene: Scene) -> None:
    scene.gather(told("Ettan växte"), told("Tvåan växte"))
    scene.browser.get(scene.url)
    page = soup(scene.browser.post(f"{scene.url}/ta-ut", channel="intranet", som="utskrift"))
    assert page.select("main form") == []
    assert [heading.get_text() for heading in page.select("main h2")] == ["Ettan växte", "Tvåan växte"]


@only_sqlite
def test_reading_all_of_a_collection_asks_no_more_than_reading_one(scene: Scene) -> None:
    def asked() -> int:
        db.session.commit()
        with statements() as sent:
            chosen = [example for example, _ in collections.examples_to_take(scene.collection, TODAY, "web")]
            read = reading.read_all(chosen, TODAY)
            assert [each.regions[0].code for each in read] == ["01"] * len(chosen)
        return len(sent)

    scene.gather(told("Den första", without="press"))
    one = asked()
    scene.gather(*(told(f"Nummer {number}", without="press") for number in range(8)))
    assert asked() == one
