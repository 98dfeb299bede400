"""The commands an administrator runs: what they do, say, and answer the shell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import func, select, text

from resultatbank.data import accounts, derive, letters
from resultatbank.data.models import Event, Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import LetterKind
from tests import factories as make
from tests.web.client import Browser

PASSWORD = "en ny påhittad mening"


@pytest.fixture
def shell(app: Flask, within: Flask) -> Shell:
    return Shell(app)


class Shell:
    """Runs commands as another process would: what the test has done is committed first."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self, *words: str, say: str = "") -> Result:
        db.session.commit()
        result = self.app.test_cli_runner().invoke(args=list(words), input=say)
        db.session.expire_all()
        return result


def test_a_person_who_is_added_can_log_in_with_the_roles_given(app: Flask, shell: Shell) -> None:
    words = ("--name", "Ny Nysson", "--role", "reviewer", "--role", "administrator", "--password-stdin")
    result = shell.run("user", "add", "Ny@Example.se", *words, say=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    person = accounts.user_by_email("ny@example.se")
    assert person is not None
    assert person.name == "Ny Nysson"
    assert person.role_names == {Role.EMPLOYEE, Role.REVIEWER, Role.ADMINISTRATOR}
    browser = Browser(app)
    assert browser.log_in("ny@example.se", PASSWORD).status_code == 303
    assert browser.get("/anvandare").status_code == 200


def test_the_password_is_asked_for_and_never_shown(shell: Shell) -> None:
    result = shell.run("user", "add", "ny@example.se", say=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert accounts.check_password(accounts.user_by_email("ny@example.se"), PASSWORD)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ny@example.se", "kort"),
        ("ny@example.se", ""),
        ("ny@example.se", "x" * (accounts.MOST_PASSWORD + 1)),
        ("ingen adress", PASSWORD),
        ("TAGEN@example.se", PASSWORD),
        (f"{'a' * 200}@example.se", PASSWORD),
    ],
)
def test_a_person_who_cannot_be_added_is_told_why_and_not_added(shell: Shell, email: str, password: str) -> None:
    make.user(email="tagen@example.se")
    before = db.session.scalar(select(func.count()).select_from(User))
    result = shell.run("user", "add", email, "--password-stdin", say=f"{password}\n")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert db.session.scalar(select(func.count()).select_from(User)) == before


def test_an_unknown_role_is_refused(shell: Shell) -> None:
    assert shell.run("user", "add", "ny@example.se", "--role", "chef", "--password-stdin").exit_code == 2
    assert accounts.user_by_email("ny@example.se") is None


def test_locking_ends_the_login_and_says_what_needs_somebody_new(app: Flask, shell: Shell) -> None:
    make.user(Role.ADMINISTRATOR)
    person = make.user(email="borta@example.se")
    make.example(responsible=person)
    make.example("Ett till", responsible=person)
    make.example("Någon annans", responsible=make.user())
    browser = Browser(app)
    browser.log_in(person)
    result = shell.run("user", "lock", "borta@example.se")
    assert result.exit_code == 0, result.output
    assert "2 exempel" in result.output
    assert browser.get("/konto").status_code == 401
    assert db.session.scalar(select(Event.actor_id).where(Event.kind == "user_locked")) is None
    assert derive.verify() == []


def test_neither_a_stranger_nor_the_last_administrator_is_locked(shell: Shell) -> None:
    last = make.user(Role.ADMINISTRATOR)
    assert shell.run("user", "lock", "ingen@example.se").exit_code == 1
    assert shell.run("user", "lock", last.email).exit_code == 1
    assert not last.is_locked


def test_verify_names_what_is_wrong_and_rebuild_mends_it(shell: Shell) -> None:
    right, wrong = make.example("Rätt"), make.example("Fel")
    assert shell.run("gate", "verify").exit_code == 0
    db.session.execute(text("UPDATE clearance SET until_day = '2026-01-01' WHERE example_id = :id"), {"id": wrong.id})
    result = shell.run("gate", "verify")
    assert result.exit_code == 1
    assert result.output.strip().endswith(f"exempel: {wrong.id}")
    assert str(right.id) not in result.output.partition("exempel:")[2].split(", ")
    assert shell.run("gate", "rebuild").output.startswith("2 exempel")
    assert shell.run("gate", "verify").exit_code == 0


@pytest.mark.parametrize("table", ["clearance", "listing"])
def test_verify_misses_no_row_that_is_gone(shell: Shell, table: str) -> None:
    made = make.example()
    db.session.commit()
    db.session.execute(text(f"DELETE FROM {table} WHERE example_id = :id"), {"id": made.id})
    assert shell.run("gate", "verify").exit_code == 1


def test_verify_changes_nothing(shell: Shell) -> None:
    made = make.example()
    db.session.commit()
    db.session.execute(text("DELETE FROM clearance WHERE example_id = :id"), {"id": made.id})
    assert shell.run("gate", "verify").exit_code == shell.run("gate", "verify").exit_code == 1


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    rows = [{"ärende-id": f"P{number}", "projektnamn": f"Påhittat projekt {number}"} for number in range(3)]
    file = tmp_path / "projekt.json"
    file.write_text(json.dumps([*rows, {"ärende-id": "P9", "projektnamn": ""}]), encoding="utf-8")
    return file


def test_a_file_goes_in_once_and_the_command_says_how_it_went(shell: Shell, projects: Path) -> None:
    result = shell.run("import", str(projects))
    assert result.exit_code == 0, result.output
    assert "3 nya" in result.output
    again = shell.run("import", str(projects))
    assert again.exit_code == 0
    assert "0 nya" in again.output
    assert "3 oförändrade" in again.output
    assert db.session.scalar(select(func.count()).select_from(Example)) == 3


@pytest.mark.parametrize(
    ("name", "data"), [("fel.json", b"{"), ("fel.xlsx", b"PK\x03\x04"), ("fel.csv", b""), ("fel.pdf", b"%PDF-1.4")]
)
def test_a_file_that_cannot_be_read_is_told_and_nothing_goes_in(
    shell: Shell, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    result = shell.run("import", str(tmp_path / name))
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert not db.session.scalar(select(func.count()).select_from(Example))


def test_a_file_that_is_not_there_is_told(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("import", str(tmp_path / "borta.json")).exit_code == 2


def test_the_routes_can_be_listed(app: Flask) -> None:
    flask = FlaskGroup(create_app=lambda: app)
    result = CliRunner().invoke(flask, ["routes"])
    assert result.exit_code == 0
    assert "/logga-in" in result.output


def test_the_search_index_is_proven_and_rebuilt_with_progress(shell: Shell) -> None:
    first = make.example("Ett", benefit="Honung från kusten")
    make.example("Två")
    assert shell.run("search", "check").output == "Sökindexet stämmer med texterna.\n"
    db.session.execute(text("DELETE FROM search_document WHERE id = :id"), {"id": first.id})
    broken = shell.run("search", "check")
    assert broken.exit_code == 1
    assert f"Fel i 1 exempel: {first.id}" in broken.output
    rebuilt = shell.run("search", "rebuild")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert "2 av 2 exempel" in rebuilt.output
    assert "2 exempel är indexerade på nytt." in rebuilt.output
    assert shell.run("search", "check").exit_code == 0


def test_letters_that_cannot_be_sent_are_told_and_wait(app: Flask, shell: Shell) -> None:
    asked = make.asked(make.party(email="samira@example.se"))
    letters.write(LetterKind.INVITATION, asked.party, make.stamp(make.user()), invitation_id=asked.id)
    assert shell.run("letters", "send").output == "0 brev skickade.\n"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url="smtp://127.0.0.1:9")
    result = shell.run("letters", "send")
    assert result.exit_code == 1
    assert "1 brev gick inte att skicka" in result.output
    assert len(letters.waiting()) == 1


@pytest.mark.parametrize(("set_to", "leads_to"), [("", "http://127.0.0.1:8123"), ("https://bank.example.se", "")])
def test_copied_addresses_lead_to_the_server_that_showed_them(
    app: Flask, shell: Shell, monkeypatch: pytest.MonkeyPatch, set_to: str, leads_to: str
) -> None:
    before, served = app.config["SETTINGS"].public_url, []
    monkeypatch.setenv("PUBLIC_URL", set_to)
    monkeypatch.setattr("waitress.serve", lambda app, **_: served.append(app.config["SETTINGS"].public_url))
    assert shell.run("serve", "--port", "8123").exit_code == 0
    assert served == [leads_to or before]
