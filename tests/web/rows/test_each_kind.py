"""Every kind of row is added, changed, moved and removed, with htmx and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from resultatbank.data.models import Row
from tests import factories as make
from tests.web.client import soup, words
from tests.web.rows.conftest import KINDS, Scene

Valid = Callable[..., dict[str, Any]]
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
# A field of each kind that holds free text, to tell rows apart and to change.
TEXT = {
    "target_groups": "interest",
    "indicators": "name",
    "measurements": "note",
    "sources": "title",
    "packages": "title",
    "channel_plan": "note",
    "placements": "address",
    "follow_ups": "note",
}


def texts(scene: Scene, kind: str) -> list[str]:
    return [getattr(row, TEXT[kind]) for row in scene.rows(kind)]


def went_well(answer: TestResponse, htmx: bool) -> bool:
    return answer.status_code == (200 if htmx else 303)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_added_changed_moved_and_removed(scene: Scene, valid: Valid, kind: str, htmx: bool) -> None:
    before = texts(scene, kind)
    for mark in ("a", "b"):
        fields = scene.fields(kind) | valid(kind, mark)
        assert went_well(scene.browser.post(scene.url(kind), fields, htmx=htmx), htmx)
    first, second = texts(scene, kind)[-2:]
    assert texts(scene, kind) == [*before, first, second]
    assert first.endswith("a")
    row: Row = scene.rows(kind)[-1]

    answer = scene.browser.post(scene.url(kind, row.id), scene.fields(kind, row.id) | {TEXT[kind]: "Ändrad"}, htmx=htmx)
    assert went_well(answer, htmx)
    assert texts(scene, kind) == [*before, first, "Ändrad"]

    assert went_well(scene.browser.post(scene.url(kind, row.id, "flytta"), riktning="upp", htmx=htmx), htmx)
    assert texts(scene, kind) == [*before, "Ändrad", first]
    assert went_well(scene.browser.post(scene.url(kind, row.id, "flytta"), riktning="ned", htmx=htmx), htmx)
    assert texts(scene, kind) == [*before, first, "Ändrad"]

    question = scene.browser.get(scene.url(kind, row.id, "ta-bort"), htmx=htmx)
    assert "Det går inte att ångra" in words(question)
    assert texts(scene, kind) == [*before, first, "Ändrad"]
    remove = scene.browser.form(question, scene.url(kind, row.id, "ta-bort"))
    assert went_well(scene.browser.post(scene.url(kind, row.id, "ta-bort"), remove, htmx=htmx), htmx)
    assert texts(scene, kind) == [*before, first]


@ONE_ENGINE
@pytest.mark.parametrize("kind", KINDS)
def test_saving_a_form_as_it_came_changes_nothing(scene: Scene, valid: Valid, kind: str) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    row = scene.rows(kind)[-1]
    was = (row.version, {column.key: getattr(row, column.key) for column in row.__table__.columns})
    assert scene.browser.post(scene.url(kind, row.id), scene.fields(kind, row.id)).status_code == 303
    row = scene.rows(kind)[-1]
    assert (row.version, {column.key: getattr(row, column.key) for column in row.__table__.columns}) == was


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_editors_the_second_sees_both_and_nothing_is_written_over(scene: Scene, valid: Valid, kind: str) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    row_id, name = scene.rows(kind)[-1].id, TEXT[kind]
    mine = theirs = scene.fields(kind, row_id)
    assert scene.browser.post(scene.url(kind, row_id), theirs | {name: "Deras ord"}).status_code == 303
    for htmx in (False, True):
        answer = scene.browser.post(scene.url(kind, row_id), mine | {name: "Mina ord"}, htmx=htmx)
        assert answer.status_code == 422
        assert "Deras ord" in words(answer)
        assert "Någon annan har ändrat raden" in words(answer)
        assert texts(scene, kind)[-1] == "Deras ord"
    again = scene.browser.form(answer, scene.url(kind, row_id))
    assert again[name] == "Mina ord"
    assert scene.browser.post(scene.url(kind, row_id), again).status_code == 303
    assert texts(scene, kind)[-1] == "Mina ord"


@ONE_ENGINE
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_without_a_version_is_stale(scene: Scene, valid: Valid, kind: str) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    row, was = scene.rows(kind)[-1], texts(scene, kind)
    fields = scene.fields(kind, row.id) | {TEXT[kind]: "Nytt"}
    for version in ("", "abc", "-1", "99999999999999999999"):
        assert scene.browser.post(scene.url(kind, row.id), fields | {"version": version}).status_code == 422
    assert texts(scene, kind) == was


@ONE_ENGINE
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_another_example_is_out_of_reach(scene: Scene, valid: Valid, kind: str) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    row = scene.rows(kind)[-1]
    other = make.example(texts={"message": "Vad", "why": "Varför"})
    wrong = f"/exempel/{other.id}/rader/{kind}/{row.id}"
    was = texts(scene, kind)
    assert scene.browser.get(f"{wrong}/ta-bort").status_code == 404
    for url in (wrong, f"{wrong}/flytta", f"{wrong}/ta-bort"):
        answer = scene.browser.post(url, scene.fields(kind, row.id) | {TEXT[kind]: "Fel exempel"})
        assert answer.status_code in (404, 422), url
    assert texts(scene, kind) == was


@ONE_ENGINE
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_in_a_row_that_somebody_removed_comes_back_to_be_added(
    scene: Scene, valid: Valid, kind: str
) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    row_id, before = scene.rows(kind)[-1].id, len(scene.rows(kind))
    fields = scene.fields(kind, row_id) | {TEXT[kind]: "Mina ord"}
    assert scene.browser.post(scene.url(kind, row_id, "ta-bort")).status_code == 303
    for htmx in (False, True):
        answer = scene.browser.post(scene.url(kind, row_id), fields, htmx=htmx)
        assert answer.status_code == 422
    again = scene.browser.form(answer, scene.url(kind))
    assert again[TEXT[kind]] == "Mina ord"
    assert scene.browser.post(scene.url(kind), again).status_code == 303
    assert len(scene.rows(kind)) == before
    assert texts(scene, kind)[-1] == "Mina ord"


@ONE_ENGINE
@pytest.mark.parametrize("kind", KINDS)
def test_ids_on_a_page_with_several_rows_are_unique_and_labels_lead_to_their_fields(
    scene: Scene, valid: Valid, kind: str
) -> None:
    for mark in ("a", "b"):
        scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind, mark))
    page = soup(scene.browser.get(scene.url(kind)))
    ids = [str(each["id"]) for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    leads = {str(each["for"]) for each in page.find_all("label", attrs={"for": True})}
    assert leads <= set(ids)
    described = {
        one for each in page.find_all(attrs={"aria-describedby": True}) for one in each["aria-describedby"].split()
    }
    assert described <= set(ids)
