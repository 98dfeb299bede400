"""Two reviewers, a communicator, and an example that nobody has reviewed."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data.models import Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser


def logged_in(app: Flask, *roles: Role, name: str, email: str) -> Browser:
    """A browser with a person at it."""
    browser = Browser(app)
    browser.log_in(make.user(*roles, name=name, email=email))
    return browser


@pytest.fixture
def maja(app: Flask, within: Flask) -> Browser:
    return logged_in(app, Role.REVIEWER, name="Maja Testerholm", email="maja@example.se")


@pytest.fixture
def elis(app: Flask, within: Flask) -> Browser:
    return logged_in(app, Role.REVIEWER, name="Elis Skisslund", email="elis@example.se")


@pytest.fixture
def karin(within: Flask) -> User:
    return make.user(Role.COMMUNICATOR, name="Karin Mållander")


@pytest.fixture
def stale(karin: User) -> Example:
    made = make.example("Aldrig granskad", responsible=karin)
    db.session.commit()
    return made
