"""The channel plan: the intranet is suggested first, and what is planned becomes a placement."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from resultatbank.data.models import Placement
from resultatbank.extensions import db
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import soup, words
from tests.web.rows.conftest import Scene


def publish_links(scene: Scene) -> list[str]:
    page = soup(scene.browser.get(scene.url("channel_plan")))
    return [str(link["href"]) for link in page.find_all("a", href=True) if "plan=" in str(link["href"])]


def with_party(scene: Scene, clock: Clock) -> None:
    """A party who says yes to the web, and no to social media."""
    party = make.party("Tove Låtsberg")
    make.appearance(party, scene.example)
    no = [("name", "social")]
    make.agreement(party, yes=[("name", "web")], no=no, until_day=date(2026, 12, 31), given_on=clock.day)
    db.session.commit()


def test_the_intranet_is_suggested_first_and_only_first(scene: Scene) -> None:
    address = scene.url("channel_plan")
    assert scene.browser.form(scene.browser.get(address), address)["channel"] == "intranet"
    scene.row("channel_plan", channel="intranet")
    assert scene.browser.form(scene.browser.get(address), address)["channel"] == ""


def test_a_planned_channel_becomes_a_placement_with_day_and_person_filled_in(scene: Scene, clock: Clock) -> None:
    with_party(scene, clock)
    scene.row("channel_plan", channel="web", planned_on=date(2026, 12, 1), responsible_id=scene.person.id)
    (link,) = publish_links(scene)
    address = scene.url("placements")
    fields = scene.browser.form(scene.browser.get(link), address)
    assert (fields["channel"], fields["from_day"]) == ("web", clock.day.isoformat())
    assert fields["responsible_id"] == str(scene.person.id)
    scene.browser.post(address, {**fields, "address": "https://www.example.se/bageriet"})
    made = db.session.scalars(select(Placement)).one()
    assert (made.channel, made.from_day, made.responsible_id) == ("web", clock.day, scene.person.id)
    page = words(scene.browser.get(scene.url("channel_plan")))
    assert f"Publicerad sedan {clock.day}" in page
    assert publish_links(scene) == []


def test_a_closed_channel_is_not_published_in(scene: Scene, clock: Clock) -> None:
    with_party(scene, clock)
    closed = scene.row("channel_plan", channel="social", responsible_id=scene.person.id)
    assert publish_links(scene) == []
    page = scene.browser.get(scene.url("placements") + f"?plan={closed.id}")
    assert "Exemplet får inte användas där i dag" in words(page)
    assert scene.browser.form(page, scene.url("placements"))["channel"] == ""


def test_a_place_that_has_been_taken_down_can_be_published_again(scene: Scene) -> None:
    scene.row("channel_plan", channel="web")
    place = scene.row("placements", channel="web", address="x", from_day=make.NOW.date())
    assert publish_links(scene) == []
    place.outcome, place.settled_on = "down", make.NOW.date()
    db.session.commit()
    assert len(publish_links(scene)) == 1


def test_a_plan_that_is_not_there_is_not_found(scene: Scene) -> None:
    for plan in ("999999", "x", "-1"):
        assert scene.browser.get(scene.url("placements") + f"?plan={plan}").status_code == 404


def test_a_place_where_it_may_not_be_says_so_at_once_with_why_and_by_when_it_must_go(
    scene: Scene, clock: Clock
) -> None:
    with_party(scene, clock)
    address = scene.url("placements")
    fields = scene.browser.form(scene.browser.get(address), address)
    told = {"channel": "social", "address": "inlägg 7", "from_day": clock.day.isoformat()}
    for page in (
        scene.browser.post(address, {**fields, **told}, htmx=True),
        scene.browser.get(address),
    ):
        assert "Får inte vara där, ska tas ned senast 2026-11-26" in words(page)
        assert "Tove Låtsberg har sagt nej till namn." in words(page)
    scene.browser.post(address, {**fields, **told, "channel": "web", "address": "sidan"})
    assert words(scene.browser.get(address)).count("Får inte vara där") == 1
