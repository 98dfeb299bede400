"""The channel plan: the intranet is suggested first, and what is planned becomes a placement."""

from __future__ import annotations

from datetime import date, timedelta

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
    planned = scene.row("channel_plan", channel="web")
    told = {"channel": "web", "address": "x", "from_day": make.NOW.date(), "planned_channel_id": planned.id}
    place = scene.row("placements", **told)
    assert publish_links(scene) == []
    place.outcome, place.settled_on = "down", make.NOW.date()
    db.session.commit()
    assert len(publish_links(scene)) == 1


def test_a_channel_can_be_planned_twice_and_each_round_is_published_by_itself(scene: Scene, clock: Clock) -> None:
    rounds = [scene.row("channel_plan", channel="web", planned_on=date(2026, 12, day)) for day in (5, 6)]
    address = scene.url("placements")

    def publish(link: str) -> None:
        fields = scene.browser.form(scene.browser.get(link), address)
        assert scene.browser.post(address, {**fields, "address": "sidan"}).status_code == 303

    first, second = publish_links(scene)
    publish(second)
    assert publish_links(scene) == [first]
    assert [each.planned_channel_id for each in scene.rows("placements")] == [rounds[1].id]
    assert words(scene.browser.get(scene.url("channel_plan"))).count("Publicerad sedan") == 1
    refused = scene.browser.get(second)
    assert "raden redan publicerad" in words(refused)
    publish(first)
    assert publish_links(scene) == []
    # One that is planned later waits, however much is published in its channel already.
    scene.row("channel_plan", channel="web", planned_on=date(2029, 12, 1))
    assert len(publish_links(scene)) == 1


def test_a_place_to_come_says_when_until_its_day(scene: Scene, clock: Clock) -> None:
    with_party(scene, clock)
    planned = scene.row("channel_plan", channel="web")
    begins = clock.day + timedelta(days=5)
    scene.row("placements", channel="web", from_day=begins, planned_channel_id=planned.id)
    pages = [scene.url(kind) for kind in ("channel_plan", "placements")]
    for page in pages:
        said = words(scene.browser.get(page))
        assert f"Publiceras {begins}" in said
        assert "Publicerad sedan" not in said
        assert "får exemplet inte användas" not in said
    assert publish_links(scene) == []
    clock.forward(days=5)
    said = [words(scene.browser.get(page)) for page in pages]
    assert not any("Publiceras" in each for each in said)
    assert f"Publicerad sedan {begins}" in said[0]


def test_a_place_to_come_after_the_permission_is_warned_of(scene: Scene, clock: Clock) -> None:
    with_party(scene, clock)
    planned = scene.row("channel_plan", channel="web")
    place = scene.row("placements", channel="web", from_day=date(2026, 12, 31), planned_channel_id=planned.id)
    pages = [scene.url(kind) for kind in ("channel_plan", "placements")]
    assert not any("inte användas i kanalen den dagen" in words(scene.browser.get(page)) for page in pages)
    place.from_day = date(2027, 1, 1)
    db.session.commit()
    for page in pages:
        said = words(scene.browser.get(page))
        assert "Publiceras 2027-01-01" in said
        assert "inte användas i kanalen den dagen" in said


def test_a_planned_day_that_has_passed_unpublished_is_told_of(scene: Scene, clock: Clock) -> None:
    planned = scene.row("channel_plan", channel="web", planned_on=clock.day)
    address = scene.url("channel_plan")
    assert "Dagen har passerat" not in words(scene.browser.get(address))
    clock.forward(days=1)
    assert "Dagen har passerat" in words(scene.browser.get(address))
    assert len(publish_links(scene)) == 1
    place = scene.row("placements", channel="web", from_day=clock.day, planned_channel_id=planned.id)
    for outcome, said, links in (
        ("", "Publicerad sedan", 0),
        ("stays", "Publicerad sedan", 0),
        ("down", "togs ned", 1),
    ):
        place.outcome, place.settled_on = outcome, clock.day if outcome else None
        db.session.commit()
        page = words(scene.browser.get(address))
        assert said in page
        assert "Dagen har passerat" not in page
        assert len(publish_links(scene)) == links


def test_a_place_that_has_ended_by_itself_says_from_when_to_when(scene: Scene, clock: Clock) -> None:
    planned = scene.row("channel_plan", channel="web")
    first, last = clock.day - timedelta(days=9), clock.day - timedelta(days=1)
    scene.row("placements", channel="web", from_day=first, until_day=last, planned_channel_id=planned.id)
    assert f"Publicerad {first} till {last}" in words(scene.browser.get(scene.url("channel_plan")))


def test_removing_a_placement_opens_its_row_of_the_plan_again(scene: Scene, clock: Clock) -> None:
    rounds = [scene.row("channel_plan", channel="web") for _ in range(2)]
    told = {"channel": "web", "from_day": clock.day}
    places = [scene.row("placements", **told, planned_channel_id=each.id) for each in rounds]
    assert publish_links(scene) == []
    removal = scene.url("placements", places[0].id, "ta-bort")
    scene.browser.post(removal, scene.browser.form(scene.browser.get(removal), removal))
    (link,) = publish_links(scene)
    assert link.endswith(f"plan={rounds[0].id}")


def test_removing_a_row_of_the_plan_leaves_where_it_was_published(scene: Scene, clock: Clock) -> None:
    planned = scene.row("channel_plan", channel="web")
    scene.row("placements", channel="web", from_day=clock.day, planned_channel_id=planned.id)
    removal = scene.url("channel_plan", planned.id, "ta-bort")
    scene.browser.post(removal, scene.browser.form(scene.browser.get(removal), removal))
    assert scene.rows("channel_plan") == []
    assert [each.planned_channel_id for each in scene.rows("placements")] == [None]


def test_a_placement_is_of_a_row_for_its_own_channel_that_waits(scene: Scene, clock: Clock) -> None:
    web, press, taken = (scene.row("channel_plan", channel=each) for each in ("web", "press", "web"))
    scene.row("placements", channel="web", from_day=clock.day, planned_channel_id=taken.id)
    address = scene.url("placements")
    fields = scene.browser.form(scene.browser.get(address), address) | {"channel": "web", "address": "Den nya"}
    fields["from_day"] = clock.day.isoformat()
    for planned, why in ((press, "Raden gäller en annan kanal"), (taken, "Välj något i listan")):
        refused = scene.browser.post(address, {**fields, "planned_channel_id": planned.id})
        assert refused.status_code == 422
        assert why in words(refused)
        assert "Den nya" in refused.get_data(as_text=True)
    # One that was written in without its row can be given it afterwards, and let go of it.
    scene.browser.post(address, {**fields, "planned_channel_id": ""})
    made = scene.rows("placements")[-1]
    assert len(publish_links(scene)) == 2
    own = scene.url("placements", made.id)
    scene.browser.post(own, {**scene.fields("placements", made.id), "planned_channel_id": web.id})
    assert [link.rpartition("=")[2] for link in publish_links(scene)] == [str(press.id)]
    scene.browser.post(own, {**scene.fields("placements", made.id), "planned_channel_id": ""})
    assert len(publish_links(scene)) == 2


def test_the_channel_of_a_published_row_stays(scene: Scene, clock: Clock) -> None:
    planned = scene.row("channel_plan", channel="web")
    scene.row("placements", channel="web", from_day=clock.day, planned_channel_id=planned.id)
    own = scene.url("channel_plan", planned.id)
    fields = scene.fields("channel_plan", planned.id)
    refused = scene.browser.post(own, {**fields, "channel": "press", "note": "Min anteckning"})
    assert refused.status_code == 422
    assert "Raden är publicerad i Webb" in words(refused)
    assert "Min anteckning" in refused.get_data(as_text=True)
    assert scene.browser.post(own, {**fields, "note": "Min anteckning"}).status_code == 303


def test_what_was_taken_down_and_published_anew_can_still_be_corrected(scene: Scene, clock: Clock) -> None:
    planned = scene.row("channel_plan", channel="web")
    told = {"channel": "web", "from_day": clock.day, "planned_channel_id": planned.id}
    old = scene.row("placements", **told, outcome="down", settled_on=clock.day)
    scene.row("placements", **told)
    sent = {**scene.fields("placements", old.id), "address": "Rättad"}
    assert scene.browser.post(scene.url("placements", old.id), sent).status_code == 303
    assert [each.planned_channel_id for each in scene.rows("placements")] == [planned.id] * 2


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
