"""What a row is held to before it is saved, and what is said when it isn't right."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows
from resultatbank.data.models import StoredFile, Term
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.rows.conftest import Scene, format_of

Valid = Callable[..., dict[str, Any]]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def refused(scene: Scene, kind: str, fields: dict[str, Any]) -> str:
    """Send a new row, see that it isn't kept but everything typed is, and return what the page says."""
    before = len(scene.rows(kind))
    scene.fields(kind)
    said = ""
    for htmx in (True, False):
        answer = scene.browser.post(scene.url(kind), fields, htmx=htmx)
        assert answer.status_code == 422
        again = scene.browser.form(answer, scene.url(kind))
        typed = {name: str(value) for name, value in fields.items() if not isinstance(value, tuple)}
        lists = {name for name, value in again.items() if typed.get(name) not in (None, value)}
        assert lists <= {
            "term_id",
            "source_id",
            "responsible_id",
            "placement_id",
            "channel",
            "kind",
            "direction",
            "indicator_id",
        }
        said = words(answer)
    assert len(scene.rows(kind)) == before
    return said


def test_a_figure_has_one_value_a_day_and_one_without_a_source_says_so(scene: Scene, valid: Valid) -> None:
    fields = valid("measurements")
    scene.browser.get(scene.url("measurements"))
    assert scene.browser.post(scene.url("measurements"), fields).status_code == 303
    assert "redan ett värde den dagen" in refused(scene, "measurements", fields | {"value": "99"})
    page = words(scene.browser.get(scene.url("measurements")))
    assert "Källa saknas" in page
    (figure,) = scene.rows("indicators")
    refusal = scene.browser.post(scene.url("indicators", figure.id, "ta-bort"))
    assert refusal.status_code == 422
    assert "har värden i steg 2" in words(refusal)


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("target_groups", {"term_id": ""}, "Välj en målgrupp."),
        ("target_groups", {"term_id": "abc"}, "Välj något i listan."),
        ("target_groups", {"term_id": "999999"}, "Välj något i listan."),
        ("target_groups", {"term_id": "9" * 30}, "Välj något i listan."),
        ("target_groups", {"interest": "Ring Tove, 850709-9805"}, "personnummer"),
        ("indicators", {"name": ""}, "Skriv vad ni mäter."),
        ("indicators", {"name": "x" * 201}, "Korta den till högst 200"),
        ("indicators", {"direction": "sideways"}, "Välj något i listan."),
        ("indicators", {"baseline": "1.5"}, "decimalkomma"),
        ("indicators", {"target": "9" * 13}, "Talet är för stort"),
        ("indicators", {"due_on": "2026-02-30"}, "finns inte i kalendern"),
        ("indicators", {"due_on": ""}, "Skriv när värdet ska finnas"),
        ("indicators", {"direction": "up"}, "Siffran ska öka"),
        ("indicators", {"baseline": "1", "target": "2"}, "Siffran ska minska"),
        ("indicators", {"target": "", "due_on": "", "repeat_until": "2029"}, "Skriv när värdet ska finnas"),
        ("indicators", {"repeat_until": "2027"}, "Skriv ett år från 2028 till 2057"),
        ("indicators", {"repeat_until": "2058"}, "Skriv ett år från 2028 till 2057"),
        ("indicators", {"repeat_until": "29"}, "år"),
        ("indicators", {"source_id": "1"}, "Välj något i listan."),
        ("indicators", {"responsible_id": "999999"}, "Välj något i listan."),
        ("measurements", {"indicator_id": ""}, "Välj en siffra."),
        ("measurements", {"indicator_id": "999999"}, "Välj något i listan."),
        ("measurements", {"value": ""}, "Skriv värdet."),
        ("measurements", {"value": "1.5"}, "decimalkomma"),
        ("measurements", {"measured_on": ""}, "Skriv vilken dag värdet gäller."),
        ("measurements", {"measured_on": "2026-11-24"}, "har inte varit än"),
        ("measurements", {"source_id": "1"}, "Välj något i listan."),
        ("sources", {"title": ""}, "Skriv vad källan heter."),
        ("sources", {"kind": "gossip"}, "Välj något i listan."),
        ("sources", {"link": "javascript:alert(1)"}, "Skriv hela adressen"),
        ("sources", {"link": "www.example.se"}, "Skriv hela adressen"),
        ("sources", {"link": "http://[nej"}, "Skriv hela adressen"),
        ("sources", {"dated": "i går"}, "år-månad-dag"),
        ("packages", {"format_id": ""}, "Välj ett format."),
        ("packages", {"licence_until": "0000-00-00"}, "Skriv ett år mellan"),
        ("channel_plan", {"channel": ""}, "Välj en kanal."),
        ("channel_plan", {"channel": "rökringar"}, "Välj något i listan."),
        ("placements", {"from_day": ""}, "Skriv vilken dag det publicerades."),
        ("placements", {"until_day": "2026-10-31"}, "Slutdatumet kommer före startdatumet."),
        ("placements", {"address": "JavaScript:alert(1)"}, "Skriv hela adressen"),
        ("follow_ups", {"placement_id": ""}, "Välj en plats."),
        ("follow_ups", {"placement_id": "999999"}, "Välj något i listan."),
        ("follow_ups", {"reached": ""}, "Fyll i minst en siffra."),
        ("follow_ups", {"reached": "-3"}, "Skriv noll eller mer"),
        ("follow_ups", {"reached": "5", "views": "4"}, "fler än visningarna"),
        ("follow_ups", {"reached": "1,5"}, "Skriv ett helt tal"),
        ("follow_ups", {"reached": "3000000000"}, "Skriv ett helt tal"),
        ("follow_ups", {"cost": "-0,5"}, "Skriv noll eller mer."),
        ("follow_ups", {"survey_pleased": "4"}, "Skriv också hur många som svarade."),
        ("follow_ups", {"survey_answers": "3", "survey_pleased": "4"}, "fler än antalet svar"),
        ("follow_ups", {"measured_on": "2026-11-24"}, "har inte varit än"),
        ("follow_ups", {"measured_on": "  "}, "Skriv vilken dag ni mätte."),
        ("follow_ups", {"measured_on": "2026-11-22"}, "Platsen publicerades 2026-11-23"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_kept(
    scene: Scene, valid: Valid, kind: str, wrong: dict[str, str], said: str
) -> None:
    assert said in refused(scene, kind, valid(kind) | wrong)


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        (
            "follow_ups",
            {"clicks": "många", "reached": "500", "views": "400", "cost": "-1", "survey_pleased": "4"},
            ("Skriv ett helt tal", "fler än visningarna", "Skriv noll eller mer.", "Skriv också hur många"),
        ),
        (
            "follow_ups",
            {"measured_on": "", "reached": "5", "views": "4"},
            ("Skriv vilken dag ni", "fler än visningarna"),
        ),
        ("follow_ups", {"measured_on": "2026-11-24", "clicks": "x"}, ("har inte varit än", "Skriv ett helt tal")),
        ("measurements", {"value": "", "measured_on": "2026-11-24"}, ("Skriv värdet.", "har inte varit än")),
        ("indicators", {"name": "", "direction": "up"}, ("Skriv vad ni mäter.", "Siffran ska öka")),
        ("indicators", {"name": "", "due_on": ""}, ("Skriv vad ni mäter.", "Skriv när värdet ska finnas")),
        ("packages", {"title": "", "format_id": "foto", "alt_text": ""}, ("Skriv vad det heter.", "Skriv en alt-text")),
        (
            "placements",
            {"from_day": "", "address": "javascript:alert(1)"},
            ("Skriv vilken dag det publicerades.", "Skriv hela adressen"),
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    scene: Scene, valid: Valid, kind: str, wrong: dict[str, str], said: tuple[str, ...]
) -> None:
    fields = valid(kind) | wrong
    if kind == "packages":
        fields |= {"format_id": str(format_of(wrong["format_id"]).id)}
    page = refused(scene, kind, fields)
    assert [each for each in said if each not in page] == []


@pytest.mark.parametrize(
    ("kind", "wrong", "unsaid"),
    [
        ("follow_ups", {"reached": "x"}, "Fyll i minst en siffra"),
        ("placements", {"channel": ""}, "Raden gäller en annan kanal"),
    ],
)
def test_what_is_wrong_by_itself_is_not_said_to_be_missing_too(
    scene: Scene, valid: Valid, kind: str, wrong: dict[str, str], unsaid: str
) -> None:
    assert unsaid not in refused(scene, kind, valid(kind) | wrong)


def test_numbers_and_days_are_kept_exactly_as_written(scene: Scene, valid: Valid) -> None:
    scene.browser.get(scene.url("indicators"))
    scene.browser.post(scene.url("indicators"), valid("indicators") | {"baseline": "38 400,5", "target": "−0,25"})
    (row,) = scene.rows("indicators")
    assert (row.baseline, row.target) == (Decimal("38400.5"), Decimal("-0.25"))
    assert row.due_on == date(2027, 9, 30)
    assert "38 400,5" in words(scene.browser.get(scene.url("indicators"))).replace("\xa0", " ")


def test_a_target_group_stands_in_the_list_once(scene: Scene) -> None:
    assert "Gruppen finns redan" in refused(scene, "target_groups", {"term_id": scene.term.id, "interest": "Mer"})


def labels_of_new(scene: Scene, kind: str) -> dict[str, tuple[str, bool]]:
    """Return what each text field and list of the form for a new row is called, and whether it must be filled in."""
    form = soup(scene.browser.get(scene.url(kind))).select_one(f"form[action='{scene.url(kind)}']")
    assert form is not None
    found = {}
    for field in form.select("input:not([type=hidden], [type=checkbox]), select, textarea"):
        label = form.select_one(f"label[for='{field['id']}']")
        assert label is not None
        found[str(field["name"])] = (label.get_text(), field.has_attr("required"))
    return found


@pytest.mark.parametrize("kind", ["packages", "measurements"])
def test_each_field_that_may_be_left_empty_says_so_or_says_when_it_is_needed(scene: Scene, kind: str) -> None:
    for name, (label, needed) in labels_of_new(scene, kind).items():
        marked = any(words in label for words in (", om ", ", behövs "))
        assert marked != needed, name


@pytest.mark.parametrize(
    ("kind", "field", "wrong"),
    [
        ("packages", "alt_text", {"format_id": "foto", "alt_text": ""}),
        ("packages", "captions", {"format_id": "film", "captions": ""}),
        ("indicators", "due_on", {"target": "4", "due_on": ""}),
    ],
)
def test_a_field_that_something_else_makes_needed_says_so_before_it_is_refused(
    scene: Scene, valid: Valid, kind: str, field: str, wrong: dict[str, str]
) -> None:
    chosen = {"format_id": str(format_of(wrong["format_id"]).id)} if "format_id" in wrong else {}
    scene.browser.get(scene.url(kind))
    refusal = scene.browser.post(scene.url(kind), valid(kind) | wrong | chosen)
    assert refusal.status_code == 422
    assert soup(refusal).select_one(f"[name={field}][aria-invalid=true]") is not None
    assert ", behövs " in labels_of_new(scene, kind)[field][0]


def test_a_place_is_measured_once_a_day(scene: Scene, valid: Valid) -> None:
    fields = valid("follow_ups") | {"measured_on": "2026-11-23"}
    first = scene.row("follow_ups", placement_id=fields["placement_id"], measured_on=date(2026, 11, 23), reached=1)
    scene.row("follow_ups", placement_id=fields["placement_id"], measured_on=date(2026, 11, 24), reached=2)
    assert "Platsen har redan en mätning den dagen." in refused(scene, "follow_ups", fields)
    again = scene.fields("follow_ups", first.id) | {"reached": "3"}
    assert scene.browser.post(scene.url("follow_ups", first.id), again).status_code == 303
    assert [row.reached for row in scene.rows("follow_ups")] == [3, 2]


def test_what_another_example_has_cannot_be_chosen(scene: Scene, valid: Valid) -> None:
    other = make.example()
    here = scene.row("sources", kind="other", title="Vår källa")
    scene.row("placements", channel="web", from_day=make.NOW.date())
    source = rows.add_row(other.id, "sources", {"kind": "other", "title": "Deras källa"}, make.stamp())
    place = rows.add_row(other.id, "placements", {"channel": "web", "from_day": make.NOW.date()}, make.stamp())
    db.session.commit()
    assert "Välj något" in refused(scene, "indicators", valid("indicators") | {"source_id": source.id})
    assert "Välj något" in refused(scene, "follow_ups", valid("follow_ups") | {"placement_id": place.id})
    scene.browser.post(scene.url("indicators"), valid("indicators") | {"source_id": here.id})
    assert [row.source_id for row in scene.rows("indicators")] == [here.id]


def test_a_retired_word_stays_where_it_is_used_but_is_not_offered_anew(scene: Scene) -> None:
    (row,) = scene.rows("target_groups")
    db.session.get_one(Term, scene.term.id).retired = True
    fields = scene.fields("target_groups", row.id)
    assert fields["term_id"] == str(scene.term.id)
    assert scene.browser.post(scene.url("target_groups", row.id), fields | {"interest": "Mer"}).status_code == 303
    other = make.example()
    fields = {"term_id": scene.term.id, "interest": "Mer"}
    assert scene.browser.post(f"/exempel/{other.id}/rader/target_groups", fields).status_code == 422


@pytest.mark.parametrize(
    ("slug", "field", "said"), [("foto", "alt_text", "Skriv en alt-text"), ("film", "captions", "textning")]
)
def test_a_picture_needs_alt_text_and_a_film_its_captions(scene: Scene, slug: str, field: str, said: str) -> None:
    fields = {"title": "Bageriet", "format_id": format_of(slug).id}
    assert said in refused(scene, "packages", fields)
    assert scene.browser.post(scene.url("packages"), fields | {field: "En påhittad ugn"}).status_code == 303


def test_a_file_is_kept_shown_and_taken_away(scene: Scene) -> None:
    fields = scene.fields("packages") | {"title": "Ugnen", "format_id": format_of("artikel").id}
    picture = {"upload": (io.BytesIO(PNG), "ugn.png")}
    answer = scene.browser.post(scene.url("packages"), fields | picture)
    assert answer.status_code == 422, "a picture needs alt text whatever its format is said to be"
    assert db.session.scalars(select(StoredFile)).all() == []
    picture = {"upload": (io.BytesIO(PNG), "ugn.png"), "alt_text": "En påhittad ugn"}
    assert scene.browser.post(scene.url("packages"), fields | picture).status_code == 303
    (row,) = scene.rows("packages")
    assert (row.file.name, row.file.mime) == ("ugn.png", "image/png")
    download = scene.browser.get(f"/filer/{row.file_id}")
    assert len(download.data) == row.file.size > 0
    download.close()

    assert scene.browser.post(scene.url("packages", row.id), scene.fields("packages", row.id)).status_code == 303
    assert scene.rows("packages")[0].file_id is not None, "saving without a new file keeps the old one"
    fields = scene.fields("packages", row.id) | {"drop_file": "y"}
    assert scene.browser.post(scene.url("packages", row.id), fields).status_code == 303
    assert scene.rows("packages")[0].file_id is None


def test_one_who_had_chosen_a_file_is_told_to_choose_it_again_and_nobody_else_is(scene: Scene, valid: Valid) -> None:
    again = "Välj filen igen. Webbläsaren behåller den inte."
    untitled = valid("sources") | {"title": ""}
    assert again not in refused(scene, "sources", untitled)
    for htmx in (True, False):
        sent = untitled | {"upload": (io.BytesIO(PNG), "ugn.png")}
        page = soup(scene.browser.post(scene.url("sources"), sent, htmx=htmx))
        field = page.find("input", type="file", id="sources-ny-upload")
        assert again in page.find(id=field["aria-describedby"]).text
    assert again not in words(scene.browser.get(scene.url("sources")))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ugn.pdf", PNG, "innehåller något annat"),
        ("ugn.exe", b"MZ", "Den filtypen tar vi inte emot"),
        ("ugn.png", b"", "Filen är tom"),
        ("ugn.png", PNG + bytes(10 * 1024 * 1024), "större än 10 MB"),
        ("850709-9805.png", PNG, "personnummer i filens namn"),
    ],
)
def test_a_file_that_is_not_right_is_refused(scene: Scene, name: str, content: bytes, said: str) -> None:
    fields = scene.fields("sources") | {"title": "En källa", "kind": "other"}
    answer = scene.browser.post(scene.url("sources"), fields | {"upload": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert said in words(answer)
    assert scene.rows("sources") == []
    assert db.session.scalars(select(StoredFile)).all() == []


def test_something_far_too_large_is_refused_before_it_is_read(scene: Scene) -> None:
    scene.browser.get(scene.url("sources"))
    upload = {"upload": (io.BytesIO(bytes(12 * 1024 * 1024)), "ugn.png")}
    assert scene.browser.post(scene.url("sources"), upload).status_code == 413


@pytest.mark.parametrize("kind", ["packages", "channel_plan"])
def test_how_is_refused_until_what_for_whom_and_why_are_answered(scene: Scene, valid: Valid, kind: str) -> None:
    scene.browser.post(scene.url(kind), scene.fields(kind) | valid(kind))
    (row,) = scene.rows(kind)
    fields = scene.fields(kind, row.id) | {"note": "Ny", "title": "Ny"}
    (group,) = scene.rows("target_groups")
    group.interest = " "
    page = scene.browser.get(scene.url(kind))
    assert "Vem önskar vi ska ta del av resultatet" in words(page)
    for url in (scene.url(kind), scene.url(kind, row.id)):
        for verb in ("", "/flytta", "/ta-bort"):
            if verb and url == scene.url(kind):
                continue
            answer = scene.browser.post(url + verb, fields)
            assert answer.status_code == 422, url + verb
            assert "Inget är sparat" in words(answer)
    assert [each.version for each in scene.rows(kind)] == [row.version]
    assert scene.browser.post(scene.url("sources"), valid("sources")).status_code == 303, "the rest is open"


def test_each_planned_channel_says_whether_it_may_be_used_and_if_not_why(scene: Scene, clock: Clock) -> None:
    party = make.party("Tove Låtsberg")
    make.appearance(party, scene.example)
    web = [("name", "web")]
    make.agreement(party, yes=web, until_day=date(2026, 12, 31), no=[("name", "social")], given_on=clock.day)
    for channel, planned in (("web", date(2026, 12, 1)), ("web", date(2027, 1, 1)), ("social", None)):
        scene.row("channel_plan", channel=channel, planned_on=planned)
    page = words(scene.browser.get(scene.url("channel_plan")))
    assert page.count("Får användas till 2026-12-31") == 2
    assert page.count("Det är före det planerade datumet.") == 1
    assert "Får inte användas" in page
    assert "Tove Låtsberg har sagt nej till namn" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_what_may_be_a_name_in_a_row_is_asked_about_as_soon_as_it_is_saved(
    scene: Scene, valid: Valid, htmx: bool
) -> None:
    fields = valid("sources") | {"title": "Samtal med Amira Hittepåsson i Låtsaby"}
    scene.browser.get(scene.url("sources"))
    answer = scene.browser.post(scene.url("sources"), fields, htmx=htmx)
    said = words(answer if htmx else scene.browser.follow(answer))
    assert "Kan handla om någon: Amira Hittepåsson. Ta ställning" in said
    assert "Amira" not in words(scene.browser.get(scene.url("packages")))


def test_a_plan_of_only_one_sort_of_channel_gets_a_nudge(scene: Scene) -> None:
    scene.row("channel_plan", channel="web")
    assert "egna medarbetarna: börja med intranätet" in words(scene.browser.get(scene.url("channel_plan")))
    scene.row("channel_plan", channel="intranet")
    assert "börja med intranätet" not in words(scene.browser.get(scene.url("channel_plan")))


def test_a_source_that_a_figure_points_at_is_kept_and_the_reason_is_said(scene: Scene, valid: Valid) -> None:
    source = scene.row("sources", kind="other", title="En källa")
    scene.row("indicators", name="Jobb", source_id=source.id)
    assert "En siffra pekar på källan" in words(scene.browser.get(scene.url("sources", source.id, "ta-bort")))
    assert scene.browser.post(scene.url("sources", source.id, "ta-bort")).status_code == 422
    assert len(scene.rows("sources")) == 1


def test_only_those_who_edit_examples_reach_the_rows(app: Flask, scene: Scene, valid: Valid) -> None:
    row = scene.row("sources", kind="other", title="En källa")
    for role in (Role.EMPLOYEE, Role.REVIEWER, Role.ADMINISTRATOR):
        browser = Browser(app)
        browser.log_in(make.user(role))
        for url in (scene.url("sources"), scene.url("sources", row.id, "ta-bort")):
            assert browser.get(url).status_code == 403
        for verb in ("", "flytta", "ta-bort"):
            assert browser.post(scene.url("sources", row.id, verb), valid("sources")).status_code == 403
        assert browser.post(scene.url("sources"), valid("sources")).status_code == 403
    assert len(scene.rows("sources")) == 1


def test_what_does_not_exist_is_not_found(scene: Scene) -> None:
    scene.browser.get(scene.url("sources"))
    for url in (scene.url("gossip"), "/exempel/999999/rader/sources", "/exempel/9223372036854775808/rader/sources"):
        assert scene.browser.get(url).status_code == 404
        assert scene.browser.post(url).status_code in (404, 405)
    assert scene.browser.post(scene.url("sources", 999999, "flytta")).status_code == 404
    assert scene.browser.post(scene.url("sources", 999999, "ta-bort")).status_code == 404
