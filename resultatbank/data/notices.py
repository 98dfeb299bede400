"""The texts that parties see: the latest version of each, the earlier ones, and saving a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from resultatbank.data import words
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import NoticeTemplate, User
from resultatbank.extensions import db
from resultatbank.rules.notice import Template, born
from resultatbank.rules.words import ChannelWord, Language, LegalBasis, TermKind


class NewerVersion(Exception):
    """Somebody else has saved a new version since the text was read."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a text, with who made it and when. The one that the app is born with has neither."""

    template: Template
    made_at: datetime | None = None
    made_by: User | None = None


def current(basis: LegalBasis, language: Language) -> Template:
    """Return the text that parties see now: the latest that was saved, or the one that the app is born with."""
    return versions(basis, language)[0].template


def versions(basis: LegalBasis, language: Language) -> list[Version]:
    """Return every version of a text, the latest first. The last is the one that the app is born with."""
    query = select(NoticeTemplate).where(NoticeTemplate.basis == basis.value, NoticeTemplate.language == language.value)
    query = query.options(joinedload(NoticeTemplate.made_by)).order_by(NoticeTemplate.version.desc())
    return [*map(_version, db.session.scalars(query)), Version(born(basis, language))]


def latest() -> dict[tuple[LegalBasis, Language], Version]:
    """Return the latest version of each text there is. One query."""
    query = select(NoticeTemplate).options(joinedload(NoticeTemplate.made_by)).order_by(NoticeTemplate.version)
    found = {(basis, language): Version(born(basis, language)) for basis in LegalBasis for language in Language}
    for row in db.session.scalars(query):
        found[LegalBasis(row.basis), Language(row.language)] = _version(row)
    return found


def _version(row: NoticeTemplate) -> Version:
    template = Template(LegalBasis(row.basis), Language(row.language), row.version, row.text)
    return Version(template, row.made_at, row.made_by)


def save(basis: LegalBasis, language: Language, text: str, seen_version: int, stamp: Stamp) -> Template:
    """Add a version of a text. What parties have seen before stays as it was.

    Raises NewerVersion, and adds nothing, when `seen_version` isn't the latest any more.
    """
    if current(basis, language).version != seen_version:
        raise NewerVersion
    row = NoticeTemplate(
        basis=basis.value,
        language=language.value,
        version=seen_version + 1,
        text=text,
        made_at=stamp.at,
        made_by_id=stamp.by,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise NewerVersion from error
    log(stamp, "notice_saved", "notice_template", row.id, fields=["text"])
    return _version(row).template


def channel_words(slugs: Iterable[str] | None = None) -> Sequence[ChannelWord]:
    """Return channels as a text tells of them, in the order of the word list: those named, or those in use.

    A channel that is retired is there when it is named; one that isn't in the list any more is called by its key.
    """
    named = None if slugs is None else list(dict.fromkeys(slugs))
    terms = words.terms(TermKind.CHANNEL, retired=named is not None)
    known = [ChannelWord(each.slug, each.label, each.internal, each.icon) for each in terms]
    if named is None:
        return known
    keys = {each.key for each in known}
    lost = [ChannelWord(slug, slug, False, "") for slug in named if slug not in keys]
    return [*(each for each in known if each.key in named), *lost]
