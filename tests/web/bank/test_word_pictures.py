"""The pictures of a Word file: those that may be used there, told of as on the page, and nothing hidden."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from resultatbank.data import files, imaging
from resultatbank.data.models import Example, Package, Use
from resultatbank.extensions import db
from tests import factories as make
from tests import pictures
from tests.statements import statements
from tests.web.collections.conftest import Scene, scene_of
from tests.web.files.test_pictures import of_parties, picture
from tests.web.word_files import lines, opened

TODAY = make.NOW.date()
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def scene(within: Flask) -> Scene:
    """An employee with an empty collection."""
    return scene_of(within)


def shows_in(app: Flask, example: Example, *channels: str, **values: Any) -> Package:
    """A picture of somebody who says yes in some channels."""
    party = make.party()
    make.agreement(party, yes=[("photo", each) for each in channels])
    return picture(app, example, **of_parties((party, "photo")), **values)


def told_of(document: WordDocument) -> list[str]:
    """Return what the file says of each picture to those who don't see it."""
    return [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]


def kept(answer: TestResponse) -> dict[str, bytes]:
    """Return the pictures that lie in a Word file, used or not."""
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as parts:
        return {name: parts.read(name) for name in parts.namelist() if "media/" in name}


def taken(scene: Scene, channel: str) -> TestResponse:
    """Take the collection out to Word."""
    scene.browser.get(scene.url)
    return scene.browser.post(f"{scene.url}/ta-ut", channel=channel, som="word")


def test_an_examples_file_has_its_pictures_with_what_the_page_says_of_them(scene: Scene) -> None:
    example = make.example()
    picture(scene.app, example, creator="Frida Fotograf", licence="CC BY 4.0")
    shows_in(scene.app, example, "web", title="Spärrad", alt_text="En som inte vill")
    db.session.commit()
    scene.browser.get(f"/exempel/{example.id}")
    answer = scene.browser.post(f"/exempel/{example.id}/word")
    document = opened(answer)
    assert told_of(document) == ["En påhittad ugn"]
    text = lines(document)
    for line in ("Bild", "Ugnen", "Foto: Frida Fotograf / CC BY 4.0", "Får användas i alla kanaler."):
        assert line in text
    assert not any("Spärrad" in line for line in text)
    assert len(kept(answer)) == 1, "nothing closed lies in the file, not even unused"
    content = next(iter(kept(answer).values()))
    assert not any(secret in content for secret in pictures.SECRETS)
    assert b"Exif" not in content
    assert document.inline_shapes[0].width.cm == pytest.approx(16, abs=0.1)
    assert len(db.session.scalars(select(Use)).all()) == 1


def test_a_collections_file_has_what_may_be_used_in_its_channel(scene: Scene) -> None:
    example = make.example()
    shows_in(scene.app, example, "intranet", alt_text="Bara här inne")
    shows_in(scene.app, example, "intranet", "press", alt_text="Också i press")
    shows_in(scene.app, example, "press", alt_text="Som medarbetare inte ser")
    scene.gather(example)
    assert told_of(opened(taken(scene, "intranet"))) == ["Bara här inne", "Också i press"]
    assert told_of(opened(taken(scene, "press"))) == ["Också i press"]
    answer = taken(scene, "web")
    assert (told_of(opened(answer)), kept(answer)) == ([], {})
    # The third is nothing that the reader knows of.
    assert "Två bilder är inte med, för de får inte användas på webben i dag." in lines(opened(answer))


def test_a_licence_that_has_ended_closes_the_picture_here_too(scene: Scene) -> None:
    example = make.example()
    picture(scene.app, example, licence_until=TODAY - timedelta(days=1))
    scene.gather(example)
    assert kept(taken(scene, "intranet")) == {}


def test_a_picture_of_a_kind_that_word_does_not_know_comes_along_as_one_that_it_knows(scene: Scene) -> None:
    example = make.example()
    sent = io.BytesIO(pictures.encoded(pictures.drawn(), "WEBP"))
    data_dir = scene.app.config["SETTINGS"].data_dir
    file = files.store_picture(imaging.draw_anew(sent, "image/webp"), "u.webp", "image/webp", make.stamp(), data_dir)
    picture(scene.app, example, file_id=file.id)
    scene.gather(example)
    answer = taken(scene, "intranet")
    assert told_of(opened(answer)) == ["En påhittad ugn"]
    assert [each[:4] for each in kept(answer).values()] == [b"\x89PNG"]


def test_a_picture_whose_file_is_missing_is_left_out_and_the_file_is_made(scene: Scene) -> None:
    example = make.example()
    lost = picture(scene.app, example)
    scene.gather(example)
    files.path_of(lost.file.rendition("web"), scene.app.config["SETTINGS"].data_dir).unlink()
    assert told_of(opened(taken(scene, "intranet"))) == []
    assert example.headline in "\n".join(lines(opened(scene.browser.post(f"/exempel/{example.id}/word"))))


@only_sqlite
def test_pictures_of_a_whole_collection_cost_no_more_questions_than_those_of_one(scene: Scene) -> None:
    def asked() -> int:
        scene.browser.get(scene.url)
        db.session.expire_all()
        with statements() as sent:
            assert taken(scene, "web").status_code == 200
        return sum(each.lstrip().upper().startswith("SELECT") for each in map(str, sent))

    def one() -> Example:
        example = make.example()
        shows_in(scene.app, example, "intranet", "web")
        return example

    scene.gather(one())
    first = asked()
    scene.gather(*(one() for _ in range(4)))
    assert asked() == first
