"""The table of what came of spreading an example; and that long lists cost no more questions to the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from resultatbank.extensions import db
from tests import factories as make
from tests.statements import statements
from tests.web.client import soup, words
from tests.web.rows.conftest import KINDS, Scene, format_of


def measured(scene: Scene, place: Any, on: date, **numbers: Any) -> None:
    scene.row("follow_ups", placement_id=place.id, measured_on=on, **numbers)


def table(scene: Scene) -> list[list[str]]:
    page = soup(scene.browser.get(scene.url("follow_ups")))
    rows = page.select("#resultat tbody tr:not(.sum)")
    return [
        [
            " ".join(cell.get_text(" ").split()).replace("\xa0", " ").replace("\u200b", "")
            for cell in row.select("th, td")
        ]
        for row in rows
    ]


def test_the_table_reckons_from_the_latest_numbers_and_never_adds_people_up(scene: Scene) -> None:
    web = scene.row("placements", channel="web", address="https://www.example.se/a", from_day=date(2026, 1, 1))
    paper = scene.row("placements", channel="print", address="500 exemplar", from_day=date(2026, 1, 1))
    measured(scene, web, date(2026, 2, 1), reached=1000, actions=5, cost=Decimal(8000))
    measured(scene, web, date(2026, 3, 1), reached=2000, actions=10, cost=Decimal(9000), hours=Decimal(2))
    measured(scene, paper, date(2026, 2, 1), cost=Decimal("1000.5"), survey_answers=8, survey_pleased=4)
    first, second = table(scene)
    assert first == [
        "Webb https://www.example.se/a",
        "",
        "2 000",
        "–",
        "10",
        "– svar saknas",
        "10 100",
        "5,05",
        "1 010",
    ]
    assert second[2:] == [
        *("–", "–", "–", "50 % n = 8", "1 000,50"),
        *("– unika besökare saknas", "– handlingar saknas"),
    ]
    said = words(scene.browser.get(scene.url("placements"))).replace("\xa0", " ")
    assert "Kostnad i allt: 11 100,50 kr" in said
    assert "Per önskad handling: 1 010 kr, på 1 av 2 platser" in said
    assert "3 000" not in said


def test_a_new_number_puts_the_table_and_a_new_place_the_list_of_places_right_beside(scene: Scene) -> None:
    scene.browser.get(scene.url("placements"))
    place = {"channel": "web", "address": "En påhittad sida", "from_day": "2026-11-01", "fran": "steg"}
    answer = soup(scene.browser.post(scene.url("placements"), place, htmx=True))
    offered = answer.select_one("[hx-swap-oob*='follow_ups-'][hx-swap-oob*='placement_id'] option")
    assert offered is not None
    assert "En påhittad sida" in offered.get_text()
    (row,) = scene.rows("placements")
    numbers = {"placement_id": row.id, "measured_on": "2026-11-20", "reached": "50", "cost": "100"}
    answer = soup(scene.browser.post(scene.url("follow_ups"), numbers, htmx=True))
    results = answer.find(id="resultat")
    assert results is not None
    assert results.get("hx-swap-oob") == "true"
    assert "50" in results.get_text()


def many(scene: Scene, kind: str, count: int) -> None:
    source = scene.row("sources", kind="other", title="En källa")
    place = scene.row("placements", channel="web", from_day=date(2026, 1, 1), responsible_id=scene.person.id)
    for number in range(count):
        values: dict[str, Any] = {
            "target_groups": {"term_id": make.term("target_group", f"Grupp {number}").id, "interest": "x"},
            "indicators": {"name": "x", "source_id": source.id, "responsible_id": make.user().id},
            "measurements": {
                "indicator_id": scene.row("indicators", name=f"x{number}").id,
                "value": Decimal(1),
                "measured_on": date(2026, 2, 1),
                "source_id": source.id,
            },
            "sources": {"kind": "other", "title": "x"},
            "packages": {"title": "x", "format_id": format_of("artikel").id},
            "channel_plan": {"channel": "web", "responsible_id": scene.person.id},
            "placements": {"channel": "web", "from_day": date(2026, 1, 1), "responsible_id": make.user().id},
            "follow_ups": {"placement_id": place.id, "measured_on": date(2026, 2, 1), "reached": 1},
        }[kind]
        scene.row(kind, **values)


def questions(scene: Scene, kind: str) -> int:
    db.session.commit()
    with statements() as sent:
        assert scene.browser.get(scene.url(kind)).status_code == 200
    return len(sent)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_longer_list_asks_the_database_no_more(scene: Scene, kind: str) -> None:
    many(scene, kind, 2)
    few = questions(scene, kind)
    many(scene, kind, 8)
    assert questions(scene, kind) == few


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_row_written_in_a_step_leads_back_to_its_list_there(scene: Scene) -> None:
    step = f"/exempel/{scene.example.id}/steg/2"
    fields = scene.browser.form(scene.browser.get(step), scene.url("sources")) | {"title": "En källa"}
    answer = scene.browser.post(scene.url("sources"), fields)
    (row,) = scene.rows("sources")
    assert answer.headers["Location"] == f"{step}#rad-sources-{row.id}"
    assert "1. En källa" in words(scene.browser.follow(answer))
    answer = scene.browser.post(scene.url("sources", row.id, "ta-bort"), fran="steg")
    assert answer.headers["Location"] == f"{step}#rader-sources"
