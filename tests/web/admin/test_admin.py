"""An administrator keeps people and word lists."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data import accounts, gate, placements, words
from resultatbank.data.models import Due, Placement
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import TermKind
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser
from tests.web.client import words as read


@pytest.fixture
def admin(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.ADMINISTRATOR, email="alva@example.se"))
    return browser


def new_user(**more: object) -> dict[str, object]:
    fields = {
        "name": "Nils Nyson",
        "email": "nils@example.se",
        "roles": ["reviewer"],
        "new_password": "ett första lösen",
    }
    return {**fields, **more}


def test_a_new_person_can_log_in_with_the_roles_given(app: Flask, admin: Browser) -> None:
    assert admin.post("/anvandare", new_user()).status_code == 303
    person = accounts.user_by_email("NILS@example.se")
    assert person is not None
    assert person.role_names == {Role.EMPLOYEE, Role.REVIEWER}
    assert Browser(app).log_in("nils@example.se", "ett första lösen").status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [{"email": "alva@example.se"}, {"email": "nils"}, {"name": ""}, {"new_password": "kort"}, {"roles": ["kung"]}],
)
def test_a_wrong_new_person_is_refused_with_what_was_typed_kept(admin: Browser, wrong: dict[str, object]) -> None:
    response = admin.post("/anvandare", new_user(**wrong))
    assert response.status_code == 422
    if "name" not in wrong:
        assert admin.form(response, "/anvandare")["name"] == "Nils Nyson"
    assert len(accounts.all_users()) == 1


def test_two_administrators_at_once_get_told(admin: Browser) -> None:
    person = make.user(name="Två Vill Ändra")
    page = admin.get(f"/anvandare/{person.id}")
    fields = admin.form(page, f"/anvandare/{person.id}")
    assert admin.post(f"/anvandare/{person.id}", {**fields, "name": "Först"}).status_code == 303
    late = admin.post(f"/anvandare/{person.id}", {**fields, "name": "Sedan"})
    assert late.status_code == 422
    assert admin.form(late, f"/anvandare/{person.id}")["name"] == "Sedan"
    db.session.refresh(person)
    assert person.name == "Först"


def test_locking_somebody_puts_their_examples_in_the_queue(admin: Browser, clock: Clock) -> None:
    person = make.user(name="Snart Borta")
    other = make.user()
    mine, kept = make.example(responsible=person, reviewed=True), make.example(responsible=other, reviewed=True)
    response = admin.follow(admin.post(f"/anvandare/{person.id}/las"))
    assert "1 exempel behöver en ny ansvarig" in read(response)
    due = db.session.scalars(db.select(Due.example_id).where(Due.reason == Reason.NOBODY)).all()
    assert mine.id in due
    assert kept.id not in due


def test_the_last_administrator_stays(admin: Browser) -> None:
    alva = accounts.user_by_email("alva@example.se")
    assert alva is not None
    assert admin.post(f"/anvandare/{alva.id}/las").status_code == 422
    assert not alva.is_locked
    admin.get(f"/anvandare/{alva.id}")
    changed = admin.post(f"/anvandare/{alva.id}", name="Alva", version=alva.version)
    assert changed.status_code == 422
    assert Role.ADMINISTRATOR in alva.role_names


def test_removing_somebody_leaves_the_name_where_they_decided_and_frees_the_address(
    app: Flask, admin: Browser, clock: Clock
) -> None:
    person = make.user(Role.REVIEWER, name="Borta För Gott", email="borta@example.se")
    answered, seen = make.example(responsible=person, reviewed=True), make.example(responsible=make.user())
    make.review(seen, by=person)
    theirs = Browser(app)
    theirs.log_in(person)
    response = admin.follow(admin.post(f"/anvandare/{person.id}/ta-bort", sure="y"))
    assert "1 exempel behöver en ny ansvarig" in read(response)
    assert answered.id in db.session.scalars(db.select(Due.example_id).where(Due.reason == Reason.NOBODY)).all()
    assert theirs.get("/").status_code in (302, 401)
    assert Browser(app).log_in("borta@example.se").status_code == 422
    assert person not in accounts.all_users()
    assert admin.get(f"/anvandare/{person.id}").status_code == 404
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    assert "Borta För Gott" in read(reviewer.get(f"/exempel/{seen.id}/historik"))
    db.session.refresh(person)
    assert (person.role_names, "borta@" in person.email) == (frozenset(), False)
    assert admin.post("/anvandare", new_user(email="borta@example.se")).status_code == 303


def test_nobody_is_removed_by_a_slip_nor_the_last_administrator(admin: Browser) -> None:
    person, alva = make.user(name="Blir Kvar"), accounts.user_by_email("alva@example.se")
    assert alva is not None
    assert "Kryssa i rutan" in read(admin.post(f"/anvandare/{person.id}/ta-bort"))
    refused = admin.post(f"/anvandare/{alva.id}/ta-bort", sure="y")
    assert (refused.status_code, "sista administratören" in read(refused)) == (422, True)
    assert {person, alva} <= set(accounts.all_users())
    assert not person.is_locked


def test_a_word_is_added_renamed_moved_retired_and_brought_back(admin: Browser) -> None:
    for label in ("Energi", "Export"):
        admin.get("/ordlistor/theme")
        assert admin.post("/ordlistor/theme", label=label).status_code == 303
    energy, export = words.terms(TermKind.THEME)
    admin.post(f"/ordlistor/ord/{export.id}/upp")
    assert [each.label for each in words.terms(TermKind.THEME)] == ["Export", "Energi"]
    admin.post(f"/ordlistor/ord/{energy.id}", label="Energi och klimat")
    assert words.terms(TermKind.THEME)[1].label == "Energi och klimat"
    admin.post(f"/ordlistor/ord/{energy.id}/pensionera")
    assert [each.label for each in words.terms(TermKind.THEME)] == ["Export"]
    admin.post(f"/ordlistor/ord/{energy.id}/tillbaka")
    assert len(words.terms(TermKind.THEME)) == 2


def test_the_same_word_twice_is_refused(admin: Browser) -> None:
    admin.get("/ordlistor/theme")
    admin.post("/ordlistor/theme", label="Energi")
    response = admin.post("/ordlistor/theme", label="energi")
    assert response.status_code == 422
    assert len(words.terms(TermKind.THEME)) == 1


def test_a_new_channel_is_closed_for_the_named_and_open_for_the_rest(admin: Browser, clock: Clock) -> None:
    free, named, party = make.example(), make.example(), make.party()
    make.appearance(party, named)
    make.agreement(party, yes=make.everywhere("name"))
    admin.get("/ordlistor/channel")
    assert admin.post("/ordlistor/channel", label="Poddradio").status_code == 303
    use = gate.usability([free.id, named.id], clock.day)
    assert use[free.id].may_go_in("poddradio")
    assert not use[named.id].may_go_in("poddradio")
    assert use[named.id].may_go_in("web")


def test_the_intranet_cannot_be_retired(admin: Browser) -> None:
    intranet = words.terms(TermKind.CHANNEL)[0]
    admin.get("/ordlistor/channel")
    admin.post(f"/ordlistor/ord/{intranet.id}/pensionera")
    assert words.terms(TermKind.CHANNEL)[0].slug == "intranet"


def test_how_long_taking_down_may_take_is_set_for_a_channel_and_holds_at_once(admin: Browser, clock: Clock) -> None:
    web, partner = [each for each in words.terms(TermKind.CHANNEL) if each.slug in ("web", "partner")]
    closed = make.example()
    make.appearance(make.party("Hitte Påsson"), closed)
    for channel in ("web", "partner"):
        db.session.add(Placement(example_id=closed.id, channel=channel, from_day=clock.day))
    db.session.flush()

    def due() -> dict[str, str]:
        db.session.expire_all()
        return {each.placement.channel: str(each.due_on) for each in placements.to_take_down([closed.id], clock.day)}

    assert due() == {"web": "2026-11-26", "partner": "2026-12-07"}
    url = f"/ordlistor/ord/{web.id}"
    fields = admin.form(admin.get("/ordlistor/channel"), url)
    assert fields["takedown_days"] == ""
    assert "Webb tas ned inom 3 arbetsdagar" in read(admin.get("/ordlistor/channel"))
    assert "Webb tas ned inom 1 arbetsdag" in read(admin.follow(admin.post(url, {**fields, "takedown_days": "1"})))
    assert due() == {"web": "2026-11-24", "partner": "2026-12-07"}
    assert admin.form(admin.get("/ordlistor/channel"), url)["takedown_days"] == "1"
    admin.post(f"/ordlistor/ord/{partner.id}", label="Partner", takedown_days="60")
    admin.post(url, label="Webb", takedown_days="")
    page = read(admin.get("/ordlistor/channel"))
    assert "Webb tas ned inom 3 arbetsdagar" in page
    assert "Partner tas ned inom 60 arbetsdagar" in page


@pytest.mark.parametrize("wrong", ["0", "61", "-1", "1,5", "tre"])
def test_a_time_that_cant_be_is_refused_and_stays_in_the_field(admin: Browser, wrong: str) -> None:
    web = next(each for each in words.terms(TermKind.CHANNEL) if each.slug == "web")
    admin.get("/ordlistor/channel")
    url = f"/ordlistor/ord/{web.id}"
    refused = admin.post(url, label="Webb", takedown_days=wrong)
    assert refused.status_code == 422
    assert admin.form(refused, url)["takedown_days"] == wrong
    db.session.refresh(web)
    assert web.takedown_days is None


def test_only_a_channel_has_a_time_to_take_down(within: Flask) -> None:
    with pytest.raises(ValueError, match="only channels"):
        words.allow_to_take_down(make.term("theme", "Energi"), 3, make.stamp())
