"""The reader survey: who answers is kept only so that an employee's new answer can replace the former.

No answer is an event: the log says who did what when, and would tell whose line a line is. That a line is removed is.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from resultatbank.data import facets
from resultatbank.data.events import Stamp, log
from resultatbank.data.facets import Search
from resultatbank.data.gate import open_in, visible
from resultatbank.data.models import Example, Listing, ReaderAnswer, SurveyLink
from resultatbank.extensions import db
from resultatbank.rules.survey import Scores

WEB = "web"
_TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class Results:
    """What readers answered about an example. `outside` of the answers came by the link; `lines` are what they wrote.

    The lines are in the order of their letters, so that nothing tells whose is whose.
    """

    scores: Scores
    outside: int
    lines: Sequence[ReaderAnswer]


def answer_of(example_id: int, user_id: int) -> ReaderAnswer | None:
    """Return what an employee has answered about an example."""
    query = select(ReaderAnswer).where(ReaderAnswer.example_id == example_id, ReaderAnswer.user_id == user_id)
    return db.session.scalars(query).one_or_none()


def answer(example_id: int, score: int, text: str, stamp: Stamp) -> bool:
    """Keep an employee's answer, in place of the one they gave before. Returns whether there was one.

    Raises ValueError without a person.
    """
    if stamp.by is None:
        raise ValueError("an employee's answer is somebody's")
    before = answer_of(example_id, stamp.by)
    kept = before or ReaderAnswer(example_id=example_id, user_id=stamp.by)
    kept.score, kept.text, kept.at = score, text, stamp.at
    db.session.add(kept)
    return before is not None


def answer_outside(example_id: int, score: int, text: str, form_sha256: str, stamp: Stamp) -> bool:
    """Keep the answer of somebody outside. Returns whether it is new: a form that is sent twice counts once."""
    if db.session.scalar(select(ReaderAnswer.id).where(ReaderAnswer.form_sha256 == form_sha256)) is not None:
        return False
    made = ReaderAnswer(example_id=example_id, score=score, text=text, at=stamp.at, form_sha256=form_sha256)
    db.session.add(made)
    return True


def results(example_id: int) -> Results:
    """Return what readers answered about an example. Two queries. Whether one may see it is for the view to say."""
    mine = ReaderAnswer.example_id == example_id
    query = select(ReaderAnswer.score, func.count(), func.count(ReaderAnswer.form_sha256))
    rows = db.session.execute(query.where(mine).group_by(ReaderAnswer.score)).all()
    lines = select(ReaderAnswer).where(mine, ReaderAnswer.text != "").order_by(ReaderAnswer.text, ReaderAnswer.id)
    scores = Scores({score: count for score, count, _ in rows})
    return Results(scores, sum(outside for _, _, outside in rows), db.session.scalars(lines).all())


def scores_within(search: Search) -> Scores:
    """Return what readers answered about the examples within a search, all together. One query."""
    query = select(ReaderAnswer.score, func.count()).where(facets.stays_within(search, ReaderAnswer.example_id))
    rows = db.session.execute(query.group_by(ReaderAnswer.score))
    return Scores(dict(rows.all()))


def remove_line(answer_id: int, example_id: int, stamp: Stamp) -> bool:
    """Take away what a reader wrote about an example, and leave the score. Returns whether there was such a line."""
    found = db.session.get(ReaderAnswer, answer_id)
    if found is None or found.example_id != example_id or not found.text:
        return False
    found.text = ""
    log(stamp, "reader_line_removed", "reader_answer", found.id, example=example_id)
    return True


# ------------------------------------------------------------------------------------------------------------- links


def link_of(example_id: int) -> SurveyLink | None:
    """Return an example's link for readers outside, if it has one that is open."""
    found = db.session.get(SurveyLink, example_id)
    return found if found is not None and found.closed_at is None else None


def open_link(example: Example, stamp: Stamp) -> SurveyLink:
    """Make an example's link, or open the one it had: what is printed already leads right again."""
    link = db.session.get(SurveyLink, example.id)
    if link is None:
        link = SurveyLink(example_id=example.id, token=secrets.token_urlsafe(_TOKEN_BYTES))
        link.made_at, link.made_by_id = stamp.at, stamp.by
        db.session.add(link)
    link.closed_at = None
    log(stamp, "survey_opened", "survey_link", example.id, example=example.id)
    return link


def close_link(example: Example, stamp: Stamp) -> None:
    """Let an example's link lead nowhere, until it is opened again."""
    if link := link_of(example.id):
        link.closed_at = stamp.at
        log(stamp, "survey_closed", "survey_link", example.id, example=example.id)


def link_by_token(token: str) -> SurveyLink | None:
    """Return the open link with this token."""
    query = select(SurveyLink).where(SurveyLink.token == token, SurveyLink.closed_at.is_(None))
    return db.session.scalars(query).one_or_none()


def headline_for_outside(example_id: int, day: date) -> str:
    """Return what may be said of an example to a reader outside: its headline where it may be on the web that day.

    Else nothing. One that employees may not see isn't told of outside either, whatever the web's own yes says.
    """
    query = select(Example.benefit, Example.title).join(Listing, Listing.example_id == Example.id)
    row = db.session.execute(query.where(Example.id == example_id, visible(day), open_in(WEB, day))).first()
    return "" if row is None else row.benefit or row.title
