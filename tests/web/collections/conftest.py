"""What the tests of collections share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import collections
from resultatbank.data.models import Collection, CollectionItem, Example, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, soup


@dataclass
class Scene:
    """A person with a browser, and a collection of theirs."""

    app: Flask
    person: User
    browser: Browser
    collection: Collection

    @property
    def url(self) -> str:
        return f"/samlingar/{self.collection.id}"

    def gather(self, *examples: Example) -> None:
        """Put examples in the collection."""
        db.session.commit()
        for example in examples:
            assert collections.add(self.collection, example, make.stamp(self.person))
        db.session.commit()

    def items(self) -> list[CollectionItem]:
        """What is in the collection, in order."""
        db.session.expire_all()
        query = select(CollectionItem).where(CollectionItem.collection_id == self.collection.id)
        return list(db.session.scalars(query.order_by(CollectionItem.position)))

    def benefits(self) -> list[str]:
        """The benefits that the page shows, in order."""
        return [link.get_text() for link in soup(self.browser.get(self.url)).select(".places h3 a")]

    def share(self) -> str:
        """Share the collection, and return its address."""
        collections.share(self.collection, False, make.stamp(self.person))
        db.session.commit()
        return f"/samlingar/delad/{self.collection.share_token}"

    def somebody_else(self, *roles: Role) -> Browser:
        """A browser of another person."""
        person = make.user(*roles)
        db.session.commit()
        browser = Browser(self.app)
        browser.log_in(person)
        return browser


def scene_of(app: Flask, *roles: Role) -> Scene:
    """A person with these roles, and a collection."""
    person = make.user(*roles)
    collection = collections.make("Tal i Luleå", make.stamp(person))
    db.session.commit()
    browser = Browser(app)
    browser.log_in(person)
    return Scene(app, person, browser, collection)


@pytest.fixture
def scene(within: Flask) -> Scene:
    """An employee with an empty collection."""
    return scene_of(within)


@pytest.fixture
def editor(within: Flask) -> Scene:
    """A communicator with an empty collection."""
    return scene_of(within, Role.COMMUNICATOR)
