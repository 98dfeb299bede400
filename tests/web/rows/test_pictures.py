"""The form of a package: who is seen, what a picture needs, and what is said of one that may not be used."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from resultatbank.data import findings
from resultatbank.data.models import Package, Party
from resultatbank.extensions import db
from resultatbank.rules.words import PartyKind, State
from tests import factories as make
from tests import pictures
from tests.conftest import Clock
from tests.web.client import soup, words
from tests.web.rows.conftest import Scene, format_of


@pytest.fixture
def people(scene: Scene) -> tuple[Party, Party]:
    """A person and a company in the example, and a person in another."""
    person = make.party("Tove Testsson")
    company = make.party("Påhittet AB", kind=PartyKind.ORGANISATION)
    for each in (person, company):
        make.appearance(each, scene.example)
    make.appearance(make.party("Någon Annan"), make.example())
    return person, company


def photo(**values: Any) -> dict[str, Any]:
    """What is sent to add a photo."""
    content = pictures.encoded(pictures.drawn((900, 600)))
    file = {"upload": (io.BytesIO(content), "ugn.jpg")}
    return {"title": "Ugnen", "format_id": format_of("foto").id, "alt_text": "En ugn", **file, **values}


def seen_in(package: Package) -> set[tuple[int, str]]:
    return {(each.party_id, each.material) for each in package.parties}


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        (
            "Tove Testsson",
            "Tove Testsson är med i exemplet. Kryssa i rutan med namnet i stället, så att bilden följer "
            "det hen har sagt ja till.",
        ),
        ("En publik och tove testssons hund", "Tove Testsson är med i exemplet."),
        (
            "Påhittet AB:s skylt",
            "Påhittet AB är med i exemplet. Kryssa i rutan med namnet i stället, så att bilden "
            "följer det företaget har sagt ja till.",
        ),
    ],
)
def test_a_party_of_the_example_is_ticked_and_not_written_among_others(
    scene: Scene, people: tuple[Party, Party], typed: str, refused: str
) -> None:
    answer = scene.browser.post(scene.url("packages"), photo(seen=typed))
    assert answer.status_code == 422
    field = soup(answer).find("input", attrs={"name": "seen", "value": typed})
    assert field is not None
    assert field["aria-invalid"] == "true"
    assert refused in words(answer)
    assert scene.rows("packages") == []


def test_what_is_ticked_may_also_be_written(scene: Scene, people: tuple[Party, Party]) -> None:
    person, _company = people
    typed = photo(seen="Tove Testsson och en publik", shown=[f"{person.id}-photo"])
    assert scene.browser.post(scene.url("packages"), typed).status_code == 303
    assert scene.rows("packages")[0].seen == "Tove Testsson och en publik"


def test_who_is_written_among_others_and_is_not_in_the_example_is_asked_about(
    scene: Scene, people: tuple[Party, Party]
) -> None:
    registered = make.party("Berit Bagarsson")
    db.session.commit()
    typed = "Berit Bagarsson, Nisse Nilsson och Någon Annan."
    assert scene.browser.post(scene.url("packages"), photo(seen=typed)).status_code == 303
    db.session.expire_all()
    asked = findings.open_in([scene.example.id])[scene.example.id]
    assert {(each.text, each.question) for each in asked} >= {
        ("Berit Bagarsson", "packages"),
        ("Någon Annan", "packages"),
        ("Nisse Nilsson", "packages"),
    }
    assert next(each.party_id for each in asked if each.text == registered.name) == registered.id


def test_one_chooses_among_the_parties_of_the_example_and_what_is_shown_of_each(
    scene: Scene, people: tuple[Party, Party]
) -> None:
    person, company = people
    page = soup(scene.browser.get(scene.url("packages")))
    offered = {box.find_next("label").text for box in page.find_all("input", attrs={"name": "shown"})}
    wanted = {f"Tove Testsson: {each}" for each in ("foto", "film", "ljud")}
    assert offered == wanted | {f"Påhittet AB: {each}" for each in ("foto", "film", "ljud", "logotyp")}
    chosen = [f"{person.id}-photo", f"{company.id}-logo"]
    assert scene.browser.post(scene.url("packages"), photo(shown=chosen)).status_code == 303
    (row,) = scene.rows("packages")
    assert seen_in(row) == {(person.id, "photo"), (company.id, "logo")}
    again = scene.fields("packages", row.id)
    assert set(again["shown"]) == set(chosen)
    assert scene.browser.post(scene.url("packages", row.id), {**again, "shown": chosen[:1]}).status_code == 303
    assert seen_in(scene.rows("packages")[0]) == {(person.id, "photo")}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wrong", ["1-name", "999-photo", "x", "-", "' OR 1=1"])
def test_nobody_else_can_be_chosen(scene: Scene, people: tuple[Party, Party], wrong: str) -> None:
    scene.browser.get(scene.url("packages"))
    answer = scene.browser.post(scene.url("packages"), photo(shown=[wrong]))
    assert answer.status_code == 422
    assert "Välj bland rutorna." in words(answer)
    assert scene.rows("packages") == []


def test_what_somebody_else_has_ticked_meanwhile_is_not_written_over(scene: Scene, people: tuple[Party, Party]) -> None:
    person, company = people
    row = scene.row("packages", title="Ugnen", format_id=format_of("artikel").id, shown=[f"{person.id}-photo"])
    mine = scene.fields("packages", row.id)
    theirs = {**mine, "shown": [f"{person.id}-photo", f"{company.id}-logo"]}
    assert scene.browser.post(scene.url("packages", row.id), theirs).status_code == 303
    answer = scene.browser.post(scene.url("packages", row.id), {**mine, "title": "Min titel"})
    assert answer.status_code == 422
    assert "Någon annan har ändrat raden" in words(answer)
    assert "Påhittet AB: logotyp, Tove Testsson: foto" in words(answer)
    assert len(seen_in(scene.rows("packages")[0])) == 2


def test_one_who_has_left_the_example_stays_ticked_until_somebody_takes_it_away(
    scene: Scene, people: tuple[Party, Party]
) -> None:
    person, _ = people
    row = scene.row("packages", title="Ugnen", format_id=format_of("artikel").id, shown=[f"{person.id}-photo"])
    make.appearance(person, make.example())
    db.session.execute(db.text("UPDATE appearance SET ended_at = created_at"))
    page = scene.browser.get(scene.url("packages"))
    assert "Tove Testsson: foto (medverkar inte längre)" in words(page)
    assert scene.browser.post(scene.url("packages", row.id), scene.fields("packages", row.id)).status_code == 303
    assert seen_in(scene.rows("packages")[0]) == {(person.id, "photo")}


def test_nobody_can_not_be_somebody(scene: Scene, people: tuple[Party, Party]) -> None:
    scene.browser.get(scene.url("packages"))
    for some in ({"seen": "En publik"}, {"shown": [f"{people[0].id}-photo"]}):
        answer = scene.browser.post(scene.url("packages"), photo(nobody_seen="y", **some))
        assert answer.status_code == 422
        assert "Du har skrivit vem som syns." in words(answer)
    assert scene.browser.post(scene.url("packages"), photo(nobody_seen="y")).status_code == 303
    assert scene.rows("packages")[0].nobody_seen
    assert scene.fields("packages", scene.rows("packages")[0].id)["nobody_seen"]


def test_a_kept_picture_is_shown_small_where_it_is_edited(scene: Scene) -> None:
    scene.browser.get(scene.url("packages"))
    scene.browser.post(scene.url("packages"), photo(nobody_seen="y"))
    (row,) = scene.rows("packages")
    image = soup(scene.browser.get(scene.url("packages"))).find("img")
    assert (image["src"], image["alt"]) == (f"/bilder/{row.id}/liten", "En ugn")
    assert (image["width"], image["height"]) == ("480", "320")
    answer = scene.browser.get(image["src"])
    assert answer.status_code == 200
    answer.close()


def said_of(scene: Scene, row: Package) -> str:
    """What the closed card says of a row."""
    card = soup(scene.browser.get(scene.url("packages"))).find(id=f"rad-packages-{row.id}")
    return " ".join(card.find("summary").get_text(" ").split())


def test_the_card_says_why_a_picture_is_not_shown(scene: Scene, people: tuple[Party, Party]) -> None:
    person, _ = people
    scene.browser.get(scene.url("packages"))
    scene.browser.post(scene.url("packages"), photo())
    (row,) = scene.rows("packages")
    assert "Visas inte Säg vem som syns" in said_of(scene, row)
    fields = {**scene.fields("packages", row.id), "shown": [f"{person.id}-photo"]}
    scene.browser.post(scene.url("packages", row.id), fields)
    assert "Visas inte för medarbetare Tove Testsson har inte svarat om foto." in said_of(scene, row)
    make.agreement(person, yes=[("photo", "intranet")])
    said = "på webben, i sociala medier, i press, i trycksaker, i presentationer och på event, hos partner"
    closed = f"Inte i alla kanaler {said.capitalize()}: Tove Testsson har inte svarat om foto."
    assert closed in said_of(scene, row)
    make.agreement(person, yes=make.everywhere("photo"))
    assert "Visas inte" not in said_of(scene, row)
    assert "Inte i alla" not in said_of(scene, row)


def test_the_card_says_that_the_example_is_what_keeps_a_picture_from_being_shown(
    scene: Scene, people: tuple[Party, Party]
) -> None:
    row = scene.row("packages", title="Ugnen", nobody_seen=True)
    assert "Visas inte" not in said_of(scene, row)
    scene.example.state, scene.example.published_at = State.PUBLISHED, make.NOW
    make.appearance(make.party("Bo Ek"), scene.example, ["name"])
    db.session.commit()
    assert "Visas inte för medarbetare Exemplet är spärrat. " in said_of(scene, row)
    assert "Bo Ek har inte svarat om namn." in said_of(scene, row)
    scene.example.state = State.DRAFT
    assert "spärrat" not in said_of(scene, row)


def test_the_card_says_when_a_licence_ends(app: Flask, scene: Scene, clock: Clock) -> None:
    row = scene.row("packages", title="Ugnen", licence_until=clock.day + timedelta(days=59))
    later = scene.row("packages", title="Degen", licence_until=clock.day + timedelta(days=60))
    assert f"Licensen går ut {row.licence_until}" in said_of(scene, row)
    assert "Licensen" not in said_of(scene, later)
    clock.forward(days=60)
    scene.browser.log_in(scene.person)
    assert f"Licensen gick ut {row.licence_until}" in said_of(scene, row)


def test_a_picture_that_is_replaced_or_taken_away_is_gone_from_the_disk(app: Flask, scene: Scene) -> None:
    def kept() -> int:
        return len([each for each in (app.config["SETTINGS"].data_dir / "files").rglob("*") if each.is_file()])

    scene.browser.get(scene.url("packages"))
    scene.browser.post(scene.url("packages"), photo(nobody_seen="y"))
    (row,) = scene.rows("packages")
    first = row.file_id
    assert kept() == 2, "the whole picture is as small as the one for the web"
    larger = {"upload": (io.BytesIO(pictures.tagged_jpeg((2000, 1000))), "annan.jpg")}
    url = scene.url("packages", row.id)
    assert scene.browser.post(url, {**scene.fields("packages", row.id), **larger}).status_code == 303
    assert scene.rows("packages")[0].file_id != first
    assert kept() == 3
    assert scene.browser.post(scene.url("packages", row.id, "ta-bort")).status_code == 303
    assert kept() == 0


def ended_photo(scene: Scene, clock: Clock, **values: Any) -> Package:
    sent = photo(nobody_seen="y", licence_until=(clock.day - timedelta(days=1)).isoformat(), **values)
    assert scene.browser.post(scene.url("packages"), sent).status_code == 303
    return scene.rows("packages")[0]


@pytest.mark.parametrize(
    ("days", "said"), [(None, "utan slutdag"), (400, "till och med 2027-12-28"), (0, "till och med 2026-11-23")]
)
@pytest.mark.parametrize("htmx", [False, True])
def test_renewing_a_licence_that_had_ended_says_what_it_leads_to(
    scene: Scene, clock: Clock, days: int | None, said: str, htmx: bool
) -> None:
    row = ended_photo(scene, clock)
    last = "" if days is None else (clock.day + timedelta(days=days)).isoformat()
    sent = {**scene.fields("packages", row.id), "licence_until": last}
    answer = scene.browser.post(scene.url("packages", row.id), sent, htmx=f"{row.id}" if htmx else "")
    page = answer if htmx else scene.browser.follow(answer)
    assert f"Sparat. Bilden får nu användas {said}." in words(page)


def test_renewing_a_licence_does_not_promise_what_something_else_keeps_closed(
    scene: Scene, people: tuple[Party, Party], clock: Clock
) -> None:
    person, _company = people
    row = ended_photo(scene, clock)
    sent = {**scene.fields("packages", row.id), "licence_until": "", "shown": [f"{person.id}-photo"]}
    sent.pop("nobody_seen", None)
    page = words(scene.browser.follow(scene.browser.post(scene.url("packages", row.id), sent)))
    assert "Bilden får nu användas" not in page
    assert "Licensen gäller nu utan slutdag. Bilden visas ändå inte för medarbetare, av andra skäl." in page


def test_a_change_that_renews_nothing_says_only_that_it_is_saved(scene: Scene, clock: Clock) -> None:
    row = ended_photo(scene, clock)
    for change in ({"title": "Vid ugnen"}, {"licence_until": (clock.day - timedelta(days=9)).isoformat()}):
        sent = {**scene.fields("packages", row.id), **change}
        page = words(scene.browser.follow(scene.browser.post(scene.url("packages", row.id), sent)))
        assert "Sparat." in page
        assert "får nu användas" not in page
