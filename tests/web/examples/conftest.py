"""What the tests of the example's pages begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.data.models import Example, TargetGroup, User
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State
from tests import factories as make
from tests.web.client import Browser


@pytest.fixture
def writer(within: Flask) -> User:
    return make.user(Role.COMMUNICATOR, name="Karin Mallander")


@pytest.fixture
def browser(app: Flask, writer: User) -> Browser:
    browser = Browser(app)
    browser.log_in(writer)
    return browser


@pytest.fixture
def draft(writer: User) -> Example:
    """A draft that nobody has written anything in."""
    make.example("Brus som ingen ska röra", state=State.DRAFT)
    return make.example("Lägre elräkning", benefit="", state=State.DRAFT, naming=Naming.UNKNOWN, responsible=writer)


def answer_what_for_whom_why(example: Example) -> None:
    for question in ("message", "why"):
        make.text(example, question, "Ett svar som räcker")
    term = make.term("target_group", "Företagare")
    db.session.add(TargetGroup(example_id=example.id, term_id=term.id, interest="Vad det kostar"))
    db.session.flush()


def make_ready(example: Example, by: User) -> None:
    """Answer everything that is needed to publish."""
    answer_what_for_whom_why(example)
    for question in checklist.QUESTIONS.values():
        if question.publish and question.key in checklist.TEXT_QUESTIONS and question.key not in ("message", "why"):
            make.text(example, question.key, "Ett svar som räcker")
    example.benefit = "Ett svar som räcker"
    example.naming, example.naming_at, example.naming_by_id = Naming.NONE, make.NOW, by.id
    example.responsible = by
    db.session.flush()
