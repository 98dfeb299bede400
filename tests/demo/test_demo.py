"""The demo shows everything there is to show, and nothing that it shouldn't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from resultatbank import demo
from resultatbank.data import accounts, derive, files, gate, letters, objections, packages
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    Due,
    Example,
    ExampleRegion,
    ExampleText,
    FrozenText,
    InboxItem,
    Invitation,
    Listing,
    Package,
    Party,
    Review,
    StoredFile,
    Use,
    User,
)
from resultatbank.data.rows import TABLES, answered
from resultatbank.demo.content import Calendar, entries
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.checklist import needed_to_publish
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.regions import REGIONS
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import LetterKind, State
from resultatbank.web.filetypes import check_upload
from tests.conftest import Clock


@pytest.fixture
def built(within: Flask, clock: Clock) -> Flask:
    """A database with the demo in it, as it looks by the test's clock."""
    demo.build(clock(), within.config["SETTINGS"].data_dir)
    db.session.commit()
    return within


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_every_reason_for_review_has_a_row_today(built: Flask, clock: Clock) -> None:
    today = select(Due.reason).where(Due.from_day <= clock.day, Due.until_day >= clock.day)
    assert set(db.session.scalars(today)) == set(Reason)


def test_what_is_stored_is_what_the_rules_say(built: Flask) -> None:
    assert derive.verify() == []


def test_employees_see_some_of_the_examples_and_not_others(built: Flask, clock: Clock) -> None:
    seen = db.session.scalar(select(func.count()).select_from(Listing).where(gate.visible(clock.day))) or 0
    published = db.session.scalar(select(func.count()).where(Example.state == State.PUBLISHED)) or 0
    assert 12 <= seen <= 30
    assert seen < published


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_examples_are_about_forty_and_in_every_state(built: Flask) -> None:
    by_state = dict(db.session.execute(select(Example.state, func.count()).group_by(Example.state)).all())
    assert set(by_state) == set(State)
    assert min(by_state.values()) >= 3
    assert 35 <= sum(by_state.values()) <= 50


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_there_are_parties_and_agreements_of_every_basis_an_authority_uses_by_habit(built: Flask) -> None:
    assert count(Party) == 25
    assert count(Agreement) >= 30
    assert len(set(db.session.scalars(select(Agreement.basis)))) >= 3


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_list_is_empty(built: Flask) -> None:
    few = {table.__tablename__ for table in (*TABLES.values(), FrozenText, InboxItem, Review, Use) if count(table) < 3}
    assert few == set()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_there_are_questions_in_every_state_an_objection_and_letters_that_wait(built: Flask) -> None:
    asked = db.session.scalars(select(Invitation)).all()
    assert {each.way for each in asked} == {"link", "paper"}
    assert {(each.answered_at is None, each.deferred_at is None) for each in asked} == {
        (True, True),
        (True, False),
        (False, True),
    }
    assert db.session.scalars(objections.waiting_for_us()).all()
    assert {each.kind for each in letters.waiting()} == {LetterKind.INVITATION, LetterKind.STOPPED}


def test_every_yes_has_an_end_and_is_proved_by_the_text_that_parties_see(built: Flask) -> None:
    assert not db.session.scalars(
        select(AgreementAnswer).where(AgreementAnswer.yes, AgreementAnswer.until_day == LAST_DAY)
    ).all()
    given = db.session.scalars(select(Agreement).where(Agreement.kind == "given")).all()
    for each in given:
        assert each.proof is not None
        assert each.party.name in each.proof.text
        assert each.proof.notice_version == 1


def test_what_is_wanted_is_frozen_only_once_the_effort_has_begun(built: Flask) -> None:
    frozen = db.session.scalars(select(Example).join(FrozenText, FrozenText.example_id == Example.id)).all()
    assert {example.state for example in frozen}.isdisjoint({State.PLANNED})


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_letters_and_pictures_are_what_their_names_say(built: Flask) -> None:
    stored = db.session.scalars(select(StoredFile)).all()
    for file in stored:
        with files.path_of(file, built.config["SETTINGS"].data_dir).open("rb") as stream:
            assert check_upload(file.name, stream).mime == file.mime
        assert files.belonging_of(file.id).is_proof is not bool(file.renditions)
    assert len([file for file in stored if not file.renditions]) >= 2


def test_employees_are_shown_pictures_and_a_licence_soon_ends(built: Flask, clock: Clock) -> None:
    found = db.session.scalars(select(Package).where(Package.file_id.is_not(None))).all()
    shown = packages.shown_to_employees(found, clock.day)
    assert len({package.example_id for package in shown}) >= 5, "lists have pictures here and there"
    for package in shown:
        example = db.session.get_one(Example, package.example_id)
        assert package.format in example.terms, "so that the search finds it by its format"
    assert any(package.parties for package in shown)
    assert any(packages.licence_ends(package, clock.day) for package in shown)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_almost_every_region_is_covered(built: Flask) -> None:
    covered = set(db.session.scalars(select(ExampleRegion.code).distinct()))
    assert 1 <= len(REGIONS) - len(covered) <= 2


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_published_examples_could_be_published_again(built: Flask) -> None:
    ids = db.session.scalars(select(Example.id).where(Example.state == State.PUBLISHED)).all()
    missing = {each: [question.key for question in needed_to_publish(answered(each))] for each in ids}
    assert {each: keys for each, keys in missing.items() if keys} == {}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_text_holds_a_personal_number(built: Flask) -> None:
    caught = []
    for mapper in db.Model.registry.mappers:
        for row in db.session.scalars(select(mapper.class_)):
            values = [getattr(row, column.key) for column in inspect(mapper.class_).column_attrs]
            caught += [value for value in values if isinstance(value, str) and find_personal_numbers(value)]
    assert caught == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_texts_are_as_long_as_people_write_them(built: Flask) -> None:
    ids = db.session.scalars(select(Example.id).where(Example.state == State.PUBLISHED)).all()
    texts = select(ExampleText.example_id, ExampleText.value).where(ExampleText.example_id.in_(ids))
    words: dict[int, int] = dict.fromkeys(ids, 0)
    for example_id, value in db.session.execute(texts):
        words[example_id] += len(value.split())
    assert min(words.values()) >= 60


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_demo_people_log_in_with_the_password_and_the_one_who_has_left_does_not(built: Flask) -> None:
    for role in Role:
        held = select(User).where(User.roles.any(role=role), User.locked_at.is_(None))
        assert any(accounts.check_password(user, demo.PASSWORD) for user in db.session.scalars(held)), role
    locked = db.session.scalars(select(User).where(User.locked_at.is_not(None))).one()
    assert not accounts.check_password(locked, demo.PASSWORD)
    assert db.session.scalar(select(func.count()).where(Example.responsible_id == locked.id))


def test_the_command_builds_once_and_then_leaves_the_database_alone(app: Flask) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo"])
    again = runner.invoke(args=["demo", "--if-empty"])
    refused = runner.invoke(args=["demo"])
    assert (first.exit_code, again.exit_code, refused.exit_code) == (0, 0, 1)
    assert first.output == again.output
    assert demo.PASSWORD in first.output
    assert "inte tom" in refused.output
    with app.app_context():
        assert count(User) == len(list(entries("user")))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_somebody_elses_database_gets_no_demo_and_no_log_ins(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["user", "add", "egen@example.se", "--password-stdin"], input="ett eget påhittat lösenord\n")
    left_alone = runner.invoke(args=["demo", "--if-empty"])
    assert (left_alone.exit_code, left_alone.output) == (0, "")
    with app.app_context():
        assert count(User) == 1


@pytest.mark.parametrize("hours", range(0, 24, 3))
def test_nothing_is_written_after_the_demo_is_built(hours: int) -> None:
    now = datetime(2026, 3, 31, tzinfo=UTC) + timedelta(hours=hours)
    calendar = Calendar(now)
    assert all(calendar.at(days) <= now for days in (-400, -2, -1, 0))
