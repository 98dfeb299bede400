"""Readers of an example, inside and outside, and what they send."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import derive, survey
from resultatbank.data.models import Example, ReaderAnswer
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser

PERSONNUMMER = "850709-9805"
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def example(within: Flask) -> Example:
    made = make.example("Lägre elräkning", benefit="Lägre elräkning, fler jobb")
    derive.work_out()
    return made


@pytest.fixture
def employee(within: Flask) -> Browser:
    return logged_in(within)


@pytest.fixture
def reader(app: Flask) -> Browser:
    """Somebody outside."""
    return Browser(app)


def logged_in(app: Flask, *roles: Role, name: str = "") -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(*roles, name=name))
    return browser


def inside(of: Example) -> str:
    return f"/exempel/{of.id}/omdome"


def link(of: Example) -> str:
    return f"/omdome/{survey.open_link(of, make.stamp()).token}"


def answers(browser: Browser, of: Example, score: int, text: str = "") -> Any:
    browser.get(inside(of))
    return browser.post(inside(of), score=str(score), text=text)


def kept() -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(each.score, each.text) for each in db.session.scalars(select(ReaderAnswer).order_by(ReaderAnswer.id))]


def sends(reader: Browser, url: str, **fields: str) -> Any:
    """Fetch the form and send it as a browser outside would: with nothing but what stands in it."""
    form = reader.form(reader.get(url), url)
    return reader.send("POST", url, data={**form, **fields})
