"""Every column that may hold a name. What isn't excused here is searched, so a new column is searched at once."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric, String, Table
from sqlalchemy.types import TypeDecorator

from resultatbank.data import models  # noqa: F401  The tables exist once their modules are read.
from resultatbank.extensions import Base

_NEVER_TEXT = (Boolean, Date, DateTime, Integer, Numeric)

_A_WORD = "One of our own words. A check in the database lets nothing else in."
_CHOSEN = "One of our own words, chosen in a list and never typed."
_SLUG = "The key of a word in a list. The word itself is searched."
_QUESTION = "The key of one of the guide's questions."
_DIGEST = "A checksum."
EXCUSED: dict[str, str] = {
    "agreement.basis": _A_WORD,
    "agreement.ending": _A_WORD,
    "agreement.kind": _A_WORD,
    "agreement_answer.channel": _SLUG,
    "agreement_answer.material": _A_WORD,
    "agreement_proof.capacity": _A_WORD,
    "agreement_proof.how": _A_WORD,
    "agreement_proof.language": _A_WORD,
    "agreement_proof.text_sha256": _DIGEST,
    "appearance_material.material": _A_WORD,
    "clearance.channel": _SLUG,
    "collection.share_token": "A number of our own, drawn by lot.",
    "earlier_text.question": _QUESTION,
    "event.fields": "Names of our own columns, materials and roles, numbers and days. Events never hold content.",
    "event.kind": "What happened, as one of our own words.",
    "event.subject": "The name of one of our own tables.",
    "example.import_fingerprint": _DIGEST,
    "example.naming": _A_WORD,
    "example.state": _A_WORD,
    "example_region.code": "The official code of a county.",
    "example_text.question": _QUESTION,
    "feed_key.key_sha256": _DIGEST,
    "finding.kind": _A_WORD,
    "finding.outcome": _A_WORD,
    "finding.question": _QUESTION,
    "frozen_text.question": _QUESTION,
    "inbox_item.kind": _A_WORD,
    "inbox_item.outcome": _A_WORD,
    "indicator.direction": _A_WORD,
    "invitation.basis": _A_WORD,
    "invitation.language": _A_WORD,
    "invitation.reference": "A number of our own, drawn by lot.",
    "invitation.text_sha256": _DIGEST,
    "invitation.token_sha256": _DIGEST,
    "invitation.way": _A_WORD,
    "invitation_cell.channel": _SLUG,
    "invitation_cell.material": _A_WORD,
    "letter.error": "What went wrong, as one of our own words.",
    "letter.kind": _A_WORD,
    "listing.state": "A copy of example.state.",
    "login_failure.address_digest": _DIGEST,
    "login_failure.email_digest": _DIGEST,
    "login_session.token_digest": _DIGEST,
    "matomo_file.counted": _A_WORD,
    "matomo_file.sha256": _DIGEST,
    "notice_template.basis": _A_WORD,
    "notice_template.language": _A_WORD,
    "objection_decision.outcome": _A_WORD,
    "package_party.material": _A_WORD,
    "party.kind": _A_WORD,
    "party_stance.kind": _A_WORD,
    "party_stance.value": "One of our own words, or the key of a channel.",
    "placement.channel": _SLUG,
    "placement.outcome": _A_WORD,
    "planned_channel.channel": _SLUG,
    "reader_answer.form_sha256": _DIGEST,
    "reminder.error": "What went wrong, as one of our own words.",
    "reminder.kind": _A_WORD,
    "rendition.sha256": _DIGEST,
    "rendition.size": _A_WORD,
    "review.remedy": _CHOSEN,
    "seal.digest": _DIGEST,
    "seal_head.digest": _DIGEST,
    "source.kind": _CHOSEN,
    "stored_file.mime": "The kind of file, as we found it to be.",
    "stored_file.sha256": _DIGEST,
    "survey_link.token": "A number of our own, drawn by lot.",
    "term.icon": "The name of one of our own icons.",
    "term.kind": _CHOSEN,
    "undo.state": "A copy of example.state.",
    "use.took": _A_WORD,
    "user.password_hash": _DIGEST,
    "user_role.role": _A_WORD,
}
"""The columns of text that can't hold a name, each with the reason."""


def searched() -> Iterator[tuple[Table, list[Column[str]]]]:
    """Give each table with the columns of it that are searched, by name."""
    for _name, table in sorted(Base.metadata.tables.items()):
        columns = [column for column in table.columns if may_hold_text(column) and str(column) not in EXCUSED]
        if columns:
            yield table, columns


def may_hold_text(column: Column[str]) -> bool:
    """Tell whether a column could hold text. A type that nobody has thought of could."""
    kind = column.type
    inner = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return not isinstance(inner, _NEVER_TEXT)


def can_be_searched(column: Column[str]) -> bool:
    """Tell whether a column is plain text, which is all that can be searched."""
    return isinstance(column.type, String)
