"""The settings: what they are when nobody says, what they may be, and how a bad one is told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from resultatbank.app import create_app
from resultatbank.config import SettingError, Settings, read_settings


def read(data_dir: Path, **environ: str) -> Settings:
    return read_settings({"DATA_DIR": str(data_dir), **environ})


def test_what_the_settings_are_when_nobody_says(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'resultatbank.sqlite3'}"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.mail_url == ""
    assert settings.authority_name == "Exempelverket"
    assert settings.max_upload_mb == 10
    assert settings.assess_per_week == 10
    assert not settings.secure_cookies


def test_an_empty_setting_is_no_setting(tmp_path: Path) -> None:
    names = ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "AUTHORITY_NAME", "MAX_UPLOAD_MB", "ASSESS_PER_WEEK")
    assert read(tmp_path, **dict.fromkeys(names, "")) == read(tmp_path)


def test_what_is_said_is_used(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        SECRET_KEY="en nyckel som någon har valt själv",
        PUBLIC_URL="https://resultatbank.example.se/",
        MAIL_URL="smtp://post.example.se",
        AUTHORITY_NAME="Påhittade verket",
        MAX_UPLOAD_MB="25",
        ASSESS_PER_WEEK="3",
    )
    assert settings.secret_key == "en nyckel som någon har valt själv"
    assert settings.public_url == "https://resultatbank.example.se"
    assert settings.mail_url == "smtp://post.example.se"
    assert settings.authority_name == "Påhittade verket"
    assert (settings.max_upload_mb, settings.assess_per_week) == (25, 3)
    assert settings.secure_cookies
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_URL", "post.example.se"),
        ("MAIL_URL", "smtp://post.example.se:tjugofem"),
        ("MAIL_URL", "smtp://post.example.se:99999"),
        ("MAIL_FROM", "resultatbanken"),
        ("MAIL_FROM", "en @example.se"),
        ("LINKS_URL", "svar.example.se"),
    ],
)
def test_an_address_that_is_none_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read(tmp_path, **{name: value})


def test_links_are_there_when_the_server_can_be_reached_from_outside(tmp_path: Path) -> None:
    assert not read(tmp_path).has_links
    settings = read(tmp_path, LINKS_URL="https://svar.example.se/", MAIL_URL="smtp+starttls://post.example.se:587")
    assert settings.has_links
    assert settings.links_url == "https://svar.example.se"
    assert settings.mail_url == "smtp+starttls://post.example.se:587"


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_way_to_write_postgresql_is_understood(tmp_path: Path, prefix: str) -> None:
    settings = read(tmp_path, DATABASE_URL=f"{prefix}resultatbank@db.example.se/bank")
    assert settings.database_url == "postgresql+psycopg://resultatbank@db.example.se/bank"


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("MAX_UPLOAD_MB", 1, 200), ("ASSESS_PER_WEEK", 1, 500), ("LINK_DAYS", 1, 365), ("GUARDIAN_UNTIL", 13, 18)],
)
def test_a_number_has_limits(tmp_path: Path, name: str, least: int, most: int) -> None:
    for inside in (least, most):
        assert getattr(read(tmp_path, **{name: str(inside)}), name.lower()) == inside
    for outside in (str(least - 1), str(most + 1), "-1", "1.5", "tio", "１", " 10", "9" * 5000):
        with pytest.raises(SettingError, match=rf"^{name}: must be a whole number from {least} to {most}\.$"):
            read(tmp_path, **{name: outside})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db.example.se/bank"),
        ("DATABASE_URL", "resultatbank.sqlite3"),
        ("PUBLIC_URL", "resultatbank.example.se"),
        ("PUBLIC_URL", "ftp://resultatbank.example.se"),
        ("PUBLIC_URL", "https://"),
    ],
)
def test_a_bad_setting_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        read(tmp_path, **{name: value})
    assert str(caught.value).startswith(f"{name}: must")
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("inte en mapp")
    with pytest.raises(SettingError, match=r"^DATA_DIR: can't make the folder"):
        read(tmp_path / "fil" / "mapp")


def test_the_secret_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key
    assert len(first) >= 32
    assert read(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert read(tmp_path / "annan").secret_key != first


@pytest.mark.parametrize("kept", ["", "kort"])
def test_a_broken_secret_is_told_rather_than_used(tmp_path: Path, kept: str) -> None:
    (tmp_path / "secret_key").write_text(kept)
    with pytest.raises(SettingError, match=r"^SECRET_KEY: "):
        read(tmp_path)


def test_cookies_are_for_https_only_when_people_come_that_way(tmp_path: Path) -> None:
    for public_url, secure in (("https://resultatbank.example.se", True), ("http://127.0.0.1:8000", False)):
        app = create_app(read(tmp_path, PUBLIC_URL=public_url))
        response = app.test_client().get("/logga-in", base_url=public_url)
        assert ("Secure" in response.headers["Set-Cookie"]) is secure


def test_making_an_app_writes_nothing_to_the_database(tmp_path: Path) -> None:
    create_app(read(tmp_path))
    assert not (tmp_path / "resultatbank.sqlite3").exists()
