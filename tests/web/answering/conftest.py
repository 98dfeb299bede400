"""A party that is asked about an example, and a reader of its link who isn't logged in."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data.models import Example, Invitation, Party
from tests import factories as make
from tests.web.client import Browser


@pytest.fixture
def party(within: Flask) -> Party:
    return make.party("Samira Påhittström")


@pytest.fixture
def example(party: Party) -> Example:
    made = make.example("Lägre elräkning", benefit="Lägre elräkning, fler jobb")
    make.appearance(party, made, ["name", "photo"])
    return made


@pytest.fixture
def asked(party: Party, example: Example) -> Invitation:
    return make.asked(party, covers=[example])


@pytest.fixture
def reader(app: Flask) -> Browser:
    """Somebody who isn't logged in."""
    return Browser(app)
