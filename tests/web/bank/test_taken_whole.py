"""What is taken out of the bank is whole: in short, the verdict, what people say, and the pictures that may be used."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from flask import Flask
from PIL import Image

from resultatbank.data import collections, files, imaging, rows
from resultatbank.data.models import Collection, Example, Package
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests import pictures
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.files.test_pictures import logged_in, of_parties, picture, status
from tests.web.word_files import lines, opened

TEXTS = {"message": "Kort sagt gick det bra.", "learned": "Börja tidigare.", "verdict": "worse"}
VERDICT = "Resultatet blev sämre än vi trodde."
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def employee(app: Flask, within: Flask) -> Browser:
    return logged_in(app)


@pytest.fixture
def example(within: Flask) -> Example:
    made = make.example("Ugnen", benefit="Ugnen blev billigare", texts=TEXTS)
    db.session.commit()
    return made


def word_of(browser: Browser, example: Example) -> WordDocument:
    browser.get(f"/exempel/{example.id}")
    return opened(browser.post(f"/exempel/{example.id}/word"))


def alts(document: WordDocument) -> list[str]:
    """What the pictures of a Word file show, for those who don't see them."""
    return [str(each.get("descr")) for each in document.element.body.iter(qn("wp:docPr"))]


def collection_of(browser: Browser, *examples: Example) -> Collection:
    owner = make.user(Role.EMPLOYEE)
    db.session.commit()
    browser.log_in(owner)
    made = collections.make("Tal i Luleå", make.stamp(owner))
    for example in examples:
        collections.add(made, example, make.stamp(owner))
    db.session.commit()
    return made


def take(browser: Browser, made: Collection, how: str, channel: str = "web") -> Any:
    browser.get(f"/samlingar/{made.id}")
    return browser.post(f"/samlingar/{made.id}/ta-ut", channel=channel, som=how)


def test_the_word_file_and_the_copied_text_have_what_the_page_has(employee: Browser, example: Example) -> None:
    page = words(employee.get(f"/exempel/{example.id}"))
    in_word = lines(word_of(employee, example))
    copied = words(employee.post(f"/exempel/{example.id}/kopiera", htmx="copied"))
    for part in ("I korthet", "Kort sagt gick det bra.", VERDICT, "Börja tidigare."):
        assert part in page
        assert any(part in line for line in in_word), part
        assert part in copied


@pytest.mark.parametrize("how", ["word", "text", "utskrift"])
def test_the_collection_has_them_too(employee: Browser, example: Example, how: str) -> None:
    answer = take(employee, collection_of(employee, example), how)
    text = "\n".join(lines(opened(answer))) if how == "word" else answer.get_data(as_text=True)
    for part in ("I korthet", "Kort sagt gick det bra.", VERDICT, "Börja tidigare."):
        assert part in text


def test_the_word_file_has_the_picture_its_alt_text_its_byline_and_its_terms(
    app: Flask, employee: Browser, example: Example
) -> None:
    seen = make.party("Påhittad Person")
    make.agreement(seen, yes=[("photo", "intranet"), ("photo", "web")])
    picture(app, example, creator="Pi Påhittsson", licence="fri användning", **of_parties((seen, "photo")))
    db.session.commit()
    employee.get(f"/exempel/{example.id}")
    answer = employee.post(f"/exempel/{example.id}/word")
    document = opened(answer)
    assert alts(document) == ["En påhittad ugn"]
    text = lines(document)
    assert "Pi Påhittsson / fri användning" in "\n".join(text)
    assert any(line.startswith("Får användas på intranätet och på webben") for line in text)
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as held:
        (name,) = [each for each in held.namelist() if each.startswith("word/media/")]
        kept = held.read(name)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.width == 1600
        assert not image.getexif()


def test_a_picture_that_employees_may_not_see_is_not_in_the_file(
    app: Flask, employee: Browser, example: Example
) -> None:
    seen = make.party("Påhittad Person")
    make.agreement(seen, yes=[("photo", "web")])
    picture(app, example, **of_parties((seen, "photo")))
    db.session.commit()
    assert alts(word_of(employee, example)) == []


def test_a_collection_has_the_pictures_of_its_channel_alone(app: Flask, employee: Browser, example: Example) -> None:
    seen = make.party("Påhittad Person")
    make.agreement(seen, yes=[("photo", "intranet"), ("photo", "press")])
    picture(app, example, **of_parties((seen, "photo")))
    made = collection_of(employee, example)
    for channel, there in (("intranet", True), ("press", True), ("web", False)):
        assert bool(alts(opened(take(employee, made, "word", channel)))) == there, channel


def test_a_picture_that_is_gone_from_the_disk_leaves_the_rest_of_the_file(
    app: Flask, employee: Browser, example: Example
) -> None:
    package = picture(app, example)
    db.session.commit()
    web = package.file.rendition("web") if package.file else None
    assert web is not None
    files.path_of(web, app.config["SETTINGS"].data_dir).unlink()
    document = word_of(employee, example)
    assert alts(document) == []
    assert "Kort sagt gick det bra." in lines(document)


def test_a_webp_picture_comes_as_one_that_word_reads(app: Flask, employee: Browser, example: Example) -> None:
    drawn = imaging.draw_anew(io.BytesIO(pictures.tagged_webp()), "image/webp")
    file = files.store_picture(drawn, "ugn.webp", "image/webp", make.stamp(), app.config["SETTINGS"].data_dir)
    db.session.add(Package(example_id=example.id, title="Ugnen", alt_text="En ugn", nobody_seen=True, file_id=file.id))
    db.session.commit()
    assert alts(word_of(employee, example)) == ["En ugn"]


def ways_out(browser: Browser, example: Example, channel: str = "intranet") -> dict[str, str]:
    """Return the lines of each thing that an example can be taken out as, alone and in a collection."""
    made = collection_of(browser, example)
    browser.get(f"/exempel/{example.id}")
    copied = soup(browser.post(f"/exempel/{example.id}/kopiera")).select_one("textarea")
    return {
        "copied": copied.get_text() if copied else "",
        "word": "\n".join(lines(word_of(browser, example))),
        "collection's word": "\n".join(lines(opened(take(browser, made, "word", channel)))),
        "collection's text": take(browser, made, "text", channel).get_data(as_text=True).replace("\r\n", "\n"),
        "paper": soup(take(browser, made, "utskrift", channel)).select_one("main").get_text("\n", strip=True),
    }


def test_what_people_say_stands_under_the_pages_heading_in_every_way_out(employee: Browser, example: Example) -> None:
    said = make.party("Samira Provström")
    make.appearance(said, example, ["name", "quote"]).quote = "Det gick fort."
    make.agreement(said, yes=make.everywhere("name", "quote"))
    db.session.commit()
    assert soup(employee.get(f"/exempel/{example.id}")).find("h2", string="Med egna ord")
    for way, text in ways_out(employee, example).items():
        assert "Med egna ord\n”Det gick fort.” – Samira Provström" in text, way


def test_articles_and_films_that_may_be_used_are_in_every_way_out(
    employee: Browser, example: Example, clock: Clock
) -> None:
    article = make.term("format", "Artikel")
    for values in (
        {"title": "Så blev ugnen billig", "format_id": article.id, "link": "https://www.example.se/ugn"},
        {"title": "Filmen", "link": "https://www.example.se/film", "creator": "Pi", "licence_until": clock.day},
        {"title": "Utgången", "link": "https://www.example.se/x", "licence_until": clock.day - timedelta(days=1)},
    ):
        rows.add_row(example.id, "packages", values, make.stamp())
    heard = make.party("Påhittad Röst")
    make.agreement(heard, yes=[("sound", "web")])
    rows.add_row(example.id, "packages", {"title": "Podden", **of_parties((heard, "sound"))}, make.stamp())
    db.session.commit()
    for way, text in ways_out(employee, example).items():
        assert "Artiklar, filmer och annat\nArtikel: Så blev ugnen billig. https://www.example.se/ugn" in text, way
        film = f"Filmen. Av Pi. Får användas i alla kanaler till {clock.day}. https://www.example.se/film"
        assert film in " ".join(text.split()).replace(" .", "."), way
        assert "Utgången" not in text, way
        assert "Podden" not in text, way


def test_a_film_that_is_closed_in_the_collections_channel_is_counted_and_not_named(
    employee: Browser, example: Example
) -> None:
    heard = make.party("Påhittad Röst")
    make.agreement(heard, yes=[("sound", "intranet")])
    rows.add_row(example.id, "packages", {"title": "Podden", **of_parties((heard, "sound"))}, make.stamp())
    made = collection_of(employee, example)
    for how in ("word", "text", "utskrift"):
        answer = take(employee, made, how)
        text = "\n".join(lines(opened(answer))) if how == "word" else answer.get_data(as_text=True)
        assert "En artikel, film eller annan fil är inte med, för den får inte användas på webben i dag." in text
        assert "Podden" not in text
        answer = take(employee, made, how, "intranet")
        text = "\n".join(lines(opened(answer))) if how == "word" else answer.get_data(as_text=True)
        assert "Podden" in text


def test_paper_has_the_pictures_of_its_channel_with_alt_text_byline_and_terms(
    app: Flask, employee: Browser, example: Example
) -> None:
    seen = make.party("Påhittad Person")
    make.agreement(seen, yes=[("photo", "intranet"), ("photo", "press")])
    shown = picture(app, example, creator="Pi Påhittsson", licence="fri", **of_parties((seen, "photo")))
    made = collection_of(employee, example)
    paper = soup(take(employee, made, "utskrift", "press"))
    (drawn,) = paper.select("main article img")
    assert (drawn["src"], drawn["alt"]) == (f"/bilder/{shown.id}/webb", "En påhittad ugn")
    assert status(employee, str(drawn["src"])) == 200
    said = " ".join(paper.select_one("figcaption").get_text(" ").split())
    assert "Bild: Pi Påhittsson / fri" in said or "Foto: Pi Påhittsson / fri" in said
    assert "Får användas på intranätet och i press" in said
    paper = soup(take(employee, made, "utskrift", "web"))
    assert paper.select("main article img") == []
    assert "En bild är inte med, för den får inte användas på webben i dag." in paper.get_text()


def test_the_page_for_printing_leads_back_to_its_collection_and_channel(employee: Browser, example: Example) -> None:
    made = collection_of(employee, example)
    back = soup(take(employee, made, "utskrift", "press")).find("a", string="Tillbaka till samlingen")
    assert employee.get(str(back["href"])).status_code == 200
    assert back["href"] == f"/samlingar/{made.id}?kanal=press"


def test_places_that_have_an_and_of_their_own_are_told_apart(employee: Browser, example: Example) -> None:
    party = make.party()
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=[("name", each) for each in ("intranet", "press", "presentation")])
    db.session.commit()
    for way, text in ways_out(employee, example).items():
        said = " ".join(text.split())
        assert "Får användas på intranätet, i press samt i presentationer och på event." in said, way
        assert "Inte på webben, i sociala medier, i trycksaker eller hos partner." in said, way


@pytest.mark.parametrize("number", [1, 2])
def test_the_file_says_it_or_them_by_how_many_examples_it_holds(employee: Browser, number: int) -> None:
    made = collection_of(employee, *(make.example(f"Ett {each}") for each in range(number)))
    said = take(employee, made, "text").get_data(as_text=True)
    assert f"innan du använder {'det' if number == 1 else 'dem'} senare." in said


@pytest.mark.parametrize("how", ["word", "text", "utskrift"])
def test_what_was_left_out_is_counted_and_never_named(employee: Browser, example: Example, how: str) -> None:
    closed = [make.example(f"Stängt {number}", benefit=f"Stängt {number}") for number in range(2)]
    for each in closed:
        party = make.party()
        make.appearance(party, each, ["name"])
        make.agreement(party, yes=[("name", "intranet")])
    made = collection_of(employee, example, *closed)
    answer = take(employee, made, how)
    text = "\n".join(lines(opened(answer))) if how == "word" else answer.get_data(as_text=True)
    assert "Två exempel är inte med, för de får inte användas på webben i dag." in text
    assert "Stängt" not in text
    answer = take(employee, made, how, "intranet")
    text = "\n".join(lines(opened(answer))) if how == "word" else answer.get_data(as_text=True)
    assert "är inte med" not in text


@only_sqlite
def test_the_number_of_statements_does_not_grow_with_the_pictures(app: Flask, employee: Browser) -> None:
    made = collection_of(employee, *(make.example(f"Ett {number}") for number in range(8)))
    for item in collections.read(made, make.NOW.date()).places[:2]:
        picture(app, db.session.get_one(Example, item.example_id))
    db.session.commit()
    take(employee, made, "word")
    with statements() as few:
        take(employee, made, "word")
    for item in collections.read(made, make.NOW.date()).places[2:]:
        picture(app, db.session.get_one(Example, item.example_id))
    db.session.commit()
    # What has changed since is read into memory once.
    take(employee, made, "word")
    with statements() as many:
        take(employee, made, "word")
    assert len(many) == len(few)
