"""The word lists that an administrator keeps: themes, programmes, target groups, channels, formats."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Term
from resultatbank.extensions import db
from resultatbank.rules.review import MOST_DAYS_TO_TAKE_DOWN, WORKING_DAYS_TO_TAKE_DOWN, days_to_take_down
from resultatbank.rules.words import INTRANET, TermKind

_MOST_SLUG = 40


class WordTaken(Exception):
    """The list already has the word."""


class IntranetStays(Exception):
    """The intranet is what blocking is about, and can't be retired."""


def terms(kind: TermKind, *, retired: bool = False) -> Sequence[Term]:
    """Return the words of a list in order, with the retired ones last if they are wanted."""
    query = select(Term).where(Term.kind == kind.value)
    if not retired:
        query = query.where(Term.retired.is_(False))
    return db.session.scalars(query.order_by(Term.retired, Term.position, Term.id)).all()


def channel_labels() -> dict[str, str]:
    """Return what each channel is called, by its key and in the order of the list, also those that are retired."""
    query = select(Term.slug, Term.label).where(Term.kind == TermKind.CHANNEL.value)
    return dict(db.session.execute(query.order_by(Term.position, Term.id)).all())


def takedown_days() -> Mapping[str, int]:
    """Return how many working days taking down may take in each channel, by its key, also those that are retired.

    A channel that there isn't has as many as one for which nothing is chosen.
    """
    query = select(Term.slug, Term.takedown_days).where(Term.kind == TermKind.CHANNEL.value)
    chosen = {slug: days_to_take_down(slug, days) for slug, days in db.session.execute(query)}
    return defaultdict(lambda: WORKING_DAYS_TO_TAKE_DOWN, chosen)


def term_by_id(term_id: int) -> Term | None:
    """Return a word by its id."""
    return db.session.get(Term, term_id)


def slug_of(label: str) -> str:
    """Return a label as a key: "Små företag" becomes "sma-foretag"."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MOST_SLUG].strip("-") or "ord"


def add_term(kind: TermKind, label: str, stamp: Stamp, *, internal: bool = False) -> Term:
    """Add a word last in its list. Raises WordTaken."""
    _refuse_twin(kind, label)
    taken = set(db.session.scalars(select(Term.slug).where(Term.kind == kind.value)))
    slug = next(each for each in _candidates(slug_of(label)) if each not in taken)
    last = db.session.scalar(select(func.max(Term.position)).where(Term.kind == kind.value)) or 0
    icon = "web" if kind is TermKind.CHANNEL else ""
    term = Term(kind=kind, slug=slug, label=label, position=last + 1, internal=internal, icon=icon)
    db.session.add(term)
    db.session.flush()
    log(stamp, "term_added", "term", term.id, fields=[kind])
    return term


def _candidates(slug: str) -> Sequence[str]:
    return [slug, *(f"{slug[: _MOST_SLUG - 4]}-{number}" for number in range(2, 1000))]


def _refuse_twin(kind: TermKind, label: str, but: int = 0) -> None:
    wanted = label.casefold()
    if any(each.label.casefold() == wanted and each.id != but for each in terms(kind, retired=True)):
        raise WordTaken


def rename_term(term: Term, label: str, stamp: Stamp, *, internal: bool = False) -> None:
    """Give a word another label. Its key stays, and so does everything that uses it. Raises WordTaken."""
    _refuse_twin(TermKind(term.kind), label, but=term.id)
    term.label = label
    term.internal = internal
    log(stamp, "term_renamed", "term", term.id, fields=["label"])


def review_theme(theme: Term, months: int | None, stamp: Stamp) -> None:
    """Say how many months there are between two reviews of the examples about a theme. None is as usual.

    It holds at once, also for those that are reviewed already. Raises ValueError for a word that is no theme.
    """
    if theme.kind != TermKind.THEME:
        raise ValueError("only themes say how often their examples are reviewed")
    if theme.review_months != months:
        theme.review_months = months
        log(stamp, "term_review_changed", "term", theme.id, fields=["review_months"])


def allow_to_take_down(channel: Term, days: int | None, stamp: Stamp) -> None:
    """Say how many working days taking down may take in a channel. None is as usual.

    It holds at once, also for what is closed already. Raises ValueError for a word that is no channel, and for a number
    that isn't between 1 and MOST_DAYS_TO_TAKE_DOWN.
    """
    if channel.kind != TermKind.CHANNEL or not (days is None or 1 <= days <= MOST_DAYS_TO_TAKE_DOWN):
        raise ValueError("only channels say how long taking down may take, in days that can be worked")
    if channel.takedown_days != days:
        channel.takedown_days = days
        log(stamp, "term_takedown_changed", "term", channel.id, fields=["takedown_days"])


def retire_term(term: Term, stamp: Stamp) -> None:
    """Take a word out of the forms. It stays where it is used. Raises IntranetStays."""
    if term.kind == TermKind.CHANNEL and term.slug == INTRANET:
        raise IntranetStays
    term.retired = True
    log(stamp, "term_retired", "term", term.id)


def bring_back_term(term: Term, stamp: Stamp) -> None:
    """Put a retired word back into the forms."""
    term.retired = False
    log(stamp, "term_brought_back", "term", term.id)


def move_term(term: Term, up: bool, stamp: Stamp) -> None:
    """Move a word one step up or down among those in use. At the end of the list nothing happens."""
    row = list(terms(TermKind(term.kind)))
    here = row.index(term) if term in row else -1
    there = here - 1 if up else here + 1
    if here < 0 or not 0 <= there < len(row):
        return
    row[here], row[there] = row[there], row[here]
    for position, each in enumerate(row, 1):
        each.position = position
    log(stamp, "term_moved", "term", term.id)
