"""What the demo's parties have been asked, on paper and by link, and what they have answered by themselves."""

from __future__ import annotations

from resultatbank.data import invitations, letters
from resultatbank.data.events import Stamp
from resultatbank.data.invitations import Answerer, Question
from resultatbank.data.models import Invitation, Party, User
from resultatbank.demo.content import Calendar, Entry, entries
from resultatbank.rules.words import Capacity, InvitationWay, Language, LegalBasis, LetterKind, PartyKind
from resultatbank.web.parties.notices import notice_for

LINK_DAYS = 30


def add_questions(parties: dict[str, Party], people: dict[str, User], calendar: Calendar) -> None:
    """Ask the parties, and answer for those that have. The links are known to nobody: a new one can be made."""
    for entry in entries("question"):
        party, stamp = parties[entry["party"]], Stamp(people["karin"].id, calendar.at(entry["asked"]))
        asked = invitations.ask(party, _question(entry, party, calendar), stamp)
        if asked.way == InvitationWay.LINK:
            invitations.new_link(asked, LINK_DAYS, stamp)
            letters.write(LetterKind.INVITATION, party, stamp, invitation_id=asked.id)
        if "later" in entry:
            invitations.defer(asked, Stamp(None, calendar.at(entry["later"])))
        if "answered" in entry:
            _answer(entry, asked, Stamp(None, calendar.at(entry["answered"])))


def _question(entry: Entry, party: Party, calendar: Calendar) -> Question:
    cells = [(material, channel) for material in entry["of"].split() for channel in entry["in"].split()]
    basis = LegalBasis(entry.get("basis", LegalBasis.CONSENT))
    first, last = calendar.day(entry["asked"]), calendar.day(entry["asked"] + entry["days"])
    seen = notice_for(party, basis, Language.SWEDISH, cells, [], first, last)
    return Question(
        way=entry["way"],
        basis=basis,
        language=seen.language,
        cells=cells,
        from_day=first,
        until_day=last,
        text=seen.text,
        notice_version=seen.version,
    )


def _answer(entry: Entry, asked: Invitation, stamp: Stamp) -> None:
    yes = entry["yes"].split()
    replies = {cell: cell[0] in yes for cell in invitations.asked_cells(asked)}
    is_company = asked.party.kind == PartyKind.ORGANISATION
    who = Answerer(Capacity.REPRESENTATIVE if is_company else Capacity.SELF, asked.party.name if is_company else "")
    invitations.answer(asked, replies, who, stamp)
