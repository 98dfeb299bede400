"""How much the review queue's first page costs, beside the search page in the same run.

`python -m benchmarks.queue_speed [--quick] [--sqlite]` prints a table and then one line of JSON. The bank has 100,000
examples, of which a third have an agreement. The same reviewer asks for all pages. The queue may cost at most twice as
much as the search.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from benchmarks.beside_search import Plan, measure
from benchmarks.search_speed import ours
from resultatbank.data.models import User, UserRole
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role


def _let_review(app: Flask, _size: int) -> None:
    """Make the one who asks a reviewer and a communicator."""
    with app.app_context(), may_write():
        reviewer = db.session.scalars(select(User).where(User.email == ours.EMAIL)).one()
        reviewer.roles += [UserRole(role=Role.REVIEWER), UserRole(role=Role.COMMUNICATOR)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


PLAN = Plan(
    name="queue_speed",
    pages={"queue": "/granskning", "register": "/overenskommelser"},
    held=frozenset({"queue"}),
    most=2.0,
    prepare=_let_review,
)

if __name__ == "__main__":
    measure(PLAN, __doc__)
