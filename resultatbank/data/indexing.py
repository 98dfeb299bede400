"""The search index as a whole: made anew from the texts, and proven against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from resultatbank import search
from resultatbank.data import facts
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.search import Document


@dataclass(frozen=True, slots=True)
class Faults:
    """What in the index isn't as the texts say: ids of examples, and words of the vocabulary."""

    examples: list[int]
    words: list[str]


def rebuild(tell: Callable[[int, int], None]) -> int:
    """Index every example anew, and return how many there are. `tell` hears how many are done, and of how many."""
    ids = _ids()

    def documents() -> Iterator[tuple[int, Document]]:
        for done, document in enumerate(facts.all_documents(ids), 1):
            yield document
            if done % facts.DOCUMENTS_AT_A_TIME == 0 or done == len(ids):
                tell(done, len(ids))

    return search.rebuild(db.session.connection(), documents())


def check() -> Faults:
    """Return where the index differs from the texts. Changes nothing."""
    connection = db.session.connection()
    return Faults(search.check(connection, facts.all_documents(_ids())), search.check_vocabulary(connection))


def _ids() -> list[int]:
    return list(db.session.scalars(select(Example.id).order_by(Example.id)))
