"""Who may do what: one table. What it doesn't allow is denied."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from resultatbank.rules.words import Word


class Role(Word):
    """A person may hold several."""

    EMPLOYEE = "employee", "Medarbetare"
    COMMUNICATOR = "communicator", "Kommunikatör"
    REVIEWER = "reviewer", "Granskare"
    ADMINISTRATOR = "administrator", "Administratör"
    HEAD = "head", "Kommunikationschef"


class Action(StrEnum):
    """Something a person can ask the app to do."""

    BE_LOGGED_IN = "be_logged_in"
    FIND_EXAMPLES = "find_examples"
    USE_EXAMPLE = "use_example"
    SEND_TIP = "send_tip"
    SEE_UNPUBLISHED = "see_unpublished"
    EDIT_EXAMPLE = "edit_example"
    PUBLISH_EXAMPLE = "publish_example"
    ARCHIVE_EXAMPLE = "archive_example"
    HANDLE_INBOX = "handle_inbox"
    SEE_PARTIES = "see_parties"
    REGISTER_AGREEMENT = "register_agreement"
    REVIEW = "review"
    TAKE_DOWN = "take_down"
    IMPORT = "import"
    KEEP_USERS = "keep_users"
    KEEP_WORDS = "keep_words"
    KEEP_TEXTS = "keep_texts"
    SEE_PROCESSING = "see_processing"
    ERASE_PARTY = "erase_party"
    SEE_OVERVIEW = "see_overview"
    SET_PACE = "set_pace"


_EVERYONE = frozenset(Role)
_EDITORS = frozenset({Role.COMMUNICATOR})
_EDITORS_AND_REVIEWERS = frozenset({Role.COMMUNICATOR, Role.REVIEWER})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.BE_LOGGED_IN: _EVERYONE,
    Action.FIND_EXAMPLES: _EVERYONE,
    Action.USE_EXAMPLE: _EVERYONE,
    Action.SEND_TIP: _EVERYONE,
    Action.SEE_UNPUBLISHED: _EDITORS_AND_REVIEWERS,
    Action.EDIT_EXAMPLE: _EDITORS,
    Action.PUBLISH_EXAMPLE: _EDITORS,
    Action.ARCHIVE_EXAMPLE: _EDITORS_AND_REVIEWERS,
    Action.HANDLE_INBOX: _EDITORS,
    Action.SEE_PARTIES: _EDITORS_AND_REVIEWERS,
    Action.REGISTER_AGREEMENT: _EDITORS_AND_REVIEWERS,
    Action.REVIEW: frozenset({Role.REVIEWER}),
    Action.TAKE_DOWN: _EDITORS_AND_REVIEWERS,
    Action.IMPORT: frozenset({Role.COMMUNICATOR, Role.ADMINISTRATOR}),
    Action.KEEP_USERS: _ADMINISTRATORS,
    Action.KEEP_WORDS: _ADMINISTRATORS,
    Action.KEEP_TEXTS: _ADMINISTRATORS,
    # The record of processing names nobody. Administrators keep the settings that it tells of.
    Action.SEE_PROCESSING: frozenset({Role.COMMUNICATOR, Role.ADMINISTRATOR}),
    # Four eyes: a communicator publishes, and takes names out of texts; a reviewer, who edits no text, erases.
    # An administrator may not see parties at all.
    Action.ERASE_PARTY: frozenset({Role.REVIEWER}),
    # The page tells how the work goes, and names no party. A head sees no party either.
    Action.SEE_OVERVIEW: frozenset({Role.HEAD, Role.COMMUNICATOR, Role.REVIEWER}),
    # How many imported examples come up each week: for those who clear the queue, and the one who sees to their time.
    Action.SET_PACE: frozenset({Role.HEAD, Role.REVIEWER}),
}


def may(roles: Iterable[str], action: Action) -> bool:
    """Tell whether somebody with these roles may do the action."""
    return not PERMISSIONS.get(action, frozenset()).isdisjoint(roles)
