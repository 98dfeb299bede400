"""What the tests of parties begin with: a communicator, and an example with a person in it."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data.models import Example, Party, User
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser


@pytest.fixture
def writer(within: Flask) -> User:
    return make.user(Role.COMMUNICATOR, name="Kim Kommunikatör")


@pytest.fixture
def browser(app: Flask, writer: User) -> Browser:
    """The communicator, logged in."""
    person = Browser(app)
    person.log_in(writer)
    return person


@pytest.fixture
def person(within: Flask) -> Party:
    return make.party("Samira Påhittström", role="delägare")


@pytest.fixture
def example(person: Party) -> Example:
    """An example that shows the person's name and photo."""
    made = make.example("Lägre elräkning", benefit="Lägre elräkning, fler jobb")
    make.appearance(person, made, ["name", "photo"])
    return made
