"""Erasing a party under a gallringsbeslut: first what stops it, what goes and what stays; then the act itself.

What belongs to the party goes by its ids. Where else the name, the e-mail or the telephone number stands is found by
reading every text (everything.py): what has nobody's eye on it is rewritten here, and what has is for a person to edit
first. A text that nobody has thought of stops the erasure. See docs/decisions/0010-erasure.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import joinedload

from resultatbank import search
from resultatbank.data import derive, erasure_file, files, placements
from resultatbank.data.afterwards import after_commit
from resultatbank.data.events import Stamp, log
from resultatbank.data.everything import Kind, Place, places_with
from resultatbank.data.models import (
    Agreement,
    AgreementProof,
    Appearance,
    Erasure,
    Example,
    Finding,
    Invitation,
    Letter,
    ObjectionDecision,
    Package,
    Party,
    StoredFile,
    User,
)
from resultatbank.data.packages import packages_showing
from resultatbank.data.session import empty_log
from resultatbank.data.stances import states_of
from resultatbank.extensions import db
from resultatbank.rules.standing import Standing, State
from resultatbank.rules.words import AgreementEvent, Word
from resultatbank.rules.words import State as ExampleState
from resultatbank.search.names import Found, Name, parse_name

ERASED = files.ERASED
_RUNNING = (Standing.VALID, Standing.SOON)
# Texts that are only history, or that nobody can open to edit: the name is taken out of them here.
_HISTORY = ("earlier_text", "frozen_text", "finding")
_UNEDITED = (Kind.REVIEWS, Kind.USES, Kind.COLLECTIONS, Kind.INBOX)
# Rows that prove what another party has answered, or seen.
_EVIDENCE = ("agreement_proof", "invitation", "objection_decision", "erasure", "notice_template")


class Stop(Word):
    """What must be done before a party can be erased."""

    RUNNING_YES = "running_yes", "Ett ja gäller fortfarande. Välj Sluta visa."
    APPEARANCE = "appearance", "Parten är med i exempel. Avsluta medverkan där."
    TAKEDOWN = "takedown", "Något ligger ute som ska tas ned. Ta ned det."
    INVITATION = "invitation", "En fråga till parten väntar på svar. Stäng den."
    LETTER = "letter", "Ett brev till parten är inte skickat. Skicka eller lämna det."
    PICTURE = "picture", "Parten är ikryssad i en bild, film eller inspelning. Ta bort den ur exemplet."
    TEXT = "text", "Namnet, e-posten eller telefonnumret står i text som någon måste ändra."


class Stay(Word):
    """Why a text that holds the name stays."""

    ANOTHER = "another", "Uppgift om en annan part. Ändra den där om den inte behövs."
    EVIDENCE = "evidence", "Bevis för vad en annan part har svarat eller sett."
    ACCOUNT = "account", "Ett konto som loggar in här. Det tas bort under Användare."
    MAYBE = "maybe", "Namnet är inte entydigt, så texten kan handla om någon annan. Läs och ändra om det behövs."


_STAYS = {Kind.PARTIES: Stay.ANOTHER, Kind.USERS: Stay.ACCOUNT}


class Stopped(Exception):
    """The party can't be erased yet. `assessment` says why."""

    def __init__(self, assessment: Assessment) -> None:
        """Take the assessment."""
        self.assessment = assessment


@dataclass(slots=True)
class Assessment:
    """What stops an erasure, and what of the party's goes and stays.

    `edit` are the texts that a person must edit first, `goes` those that are rewritten or removed, and `stays` those
    that are left and why. `maybe` is how many texts hold something that only may be the name.
    """

    party: Party
    names: list[Name]
    state: State
    records: list[int] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    invitations: list[int] = field(default_factory=list)
    examples: Mapping[int, Example] = field(default_factory=dict)
    appearances: list[Appearance] = field(default_factory=list)
    takedowns: list[placements.Placed] = field(default_factory=list)
    packages: Sequence[Package] = ()
    stops: list[Stop] = field(default_factory=list)
    edit: list[Place] = field(default_factory=list)
    goes: list[Place] = field(default_factory=list)
    stays: list[tuple[Place, Stay]] = field(default_factory=list)
    maybe: int = 0

    @property
    def current(self) -> list[Appearance]:
        """Where the party is now."""
        return [each for each in self.appearances if each.ended_at is None]


def names_of(party: Party) -> list[Name]:
    """Return what to look for in the texts: the name, the e-mail address and the telephone number."""
    asked = (parse_name(each) for each in (party.name, party.email, party.phone) if each)
    return [name for name in asked if name is not None]


def assess(party: Party, day: date) -> Assessment:
    """Return what erasing a party would do, and what stops it. It reads every text there is; changes nothing."""
    found = Assessment(party, names_of(party), _standing(party, day))
    ids = _records_of(party)
    found.records, found.files = ids, files.proofs_of(ids)
    found.invitations = list(db.session.scalars(select(Invitation.id).where(Invitation.party_id == party.id)))
    found.appearances = list(
        db.session.scalars(select(Appearance).where(Appearance.party_id == party.id).order_by(Appearance.id))
    )
    mine = {each.example_id for each in found.appearances}
    found.takedowns = placements.to_take_down(mine, day)
    found.packages = packages_showing(party.id)
    _sort(found, mine)
    found.stops = list(_stops(found))
    return found


def _standing(party: Party, day: date) -> State:
    return states_of(select(Party.id).where(Party.id == party.id), day).get(party.id, State(Standing.MISSING))


def _records_of(party: Party) -> list[int]:
    return list(db.session.scalars(select(Agreement.id).where(Agreement.party_id == party.id)))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def _stops(found: Assessment) -> Iterable[Stop]:
    party_id = found.party.id
    if found.state.standing in _RUNNING:
        yield Stop.RUNNING_YES
    if found.current:
        yield Stop.APPEARANCE
    if found.takedowns:
        yield Stop.TAKEDOWN
    waits = (Invitation.answered_at.is_(None), Invitation.closed_at.is_(None))
    if _count(Invitation.party_id == party_id, *waits):
        yield Stop.INVITATION
    if found.packages:
        yield Stop.PICTURE
    if _count(Letter.party_id == party_id, Letter.sent_at.is_(None), Letter.by_hand_at.is_(None)):
        yield Stop.LETTER
    if found.edit:
        yield Stop.TEXT


# ------------------------------------------------------------------------------------------ where the name stands


def _sort(found: Assessment, mine: set[int]) -> None:
    """Sort every text that holds the name into what goes, what stays and what must be edited first."""
    places, own = [], _own(found)
    for place in places_with(found.names):
        if next(iter(place.key.values())) in own.get(place.table.name, ()):
            continue
        if _stands(place.name, place.text):
            places.append(place)
        else:
            found.maybe += 1
    owners = {place.owner for place in places if place.kind is Kind.EXAMPLES} | mine
    found.examples = {each.id: each for each in db.session.scalars(select(Example).where(Example.id.in_(owners)))}
    found.files += files.unused([place.owner for place in places if place.kind is Kind.FILES])
    sure = mine - _of_namesakes(found.party)
    ambiguous = _is_ambiguous(found.party)
    for place in places:
        if ambiguous and not place.name.address and not (place.kind is Kind.EXAMPLES and place.owner in sure):
            found.stays.append((place, Stay.MAYBE))
        else:
            _put(found, place)


def _own(found: Assessment) -> dict[str, Collection[int]]:
    """Return the rows that belong to the party itself, by their tables: these go by their ids."""
    return {
        "party": [found.party.id],
        "appearance": [each.id for each in found.appearances],
        "agreement_proof": found.records,
        "objection_decision": found.records,
        "invitation": found.invitations,
        "stored_file": [file.id for file in found.files],
    }


def still_standing(parties: Sequence[Party], example_id: int) -> list[tuple[Party, Place]]:
    """Return where in an example, as it is now, the names of some parties stand as they are spelled."""
    of_whom = {name: party for party in parties for name in names_of(party)}
    places = places_with(list(of_whom), example_id)
    now = (each for each in places if each.table.name not in _HISTORY)
    return [(of_whom[each.name], each) for each in now if _stands(each.name, each.text)]


def _is_ambiguous(party: Party) -> bool:
    """Tell whether the name can be somebody else's: another party has it, or it is a single word."""
    others = _count(Party.name == party.name, Party.id != party.id, Party.erased_at.is_(None))
    return bool(others) or len(party.name.split()) < 2


def _of_namesakes(party: Party) -> set[int]:
    others = select(Party.id).where(Party.name == party.name, Party.id != party.id)
    return set(db.session.scalars(select(Appearance.example_id).where(Appearance.party_id.in_(others))))


def _put(found: Assessment, place: Place) -> None:
    if _may_go(found, place):
        found.goes.append(place)
    elif place.table.name in _EVIDENCE:
        found.stays.append((place, Stay.EVIDENCE))
    elif place.kind in _STAYS:
        found.stays.append((place, _STAYS[place.kind]))
    else:
        found.edit.append(place)


def _may_go(found: Assessment, place: Place) -> bool:
    """Tell whether a text is rewritten here: history, what nobody can open, and examples that aren't published.

    A package shows something, so somebody must look at it.
    """
    table = place.table.name
    if place.kind is Kind.FILES:
        return place.owner in {file.id for file in found.files}
    if table in _HISTORY or place.kind in _UNEDITED:
        return True
    return place.kind is Kind.EXAMPLES and table != "package" and not _is_published(found, place.owner)


def _is_published(found: Assessment, example_id: int) -> bool:
    return found.examples[example_id].state == ExampleState.PUBLISHED


# ------------------------------------------------------------------------------------------------------ the act


def erase(party: Party, reference: str, stamp: Stamp, data_dir: Path) -> Assessment:
    """Erase a party under a decision, and return what was done. Files go once the transaction is committed.

    Raises Stopped, and changes nothing, when something stops it.
    """
    found = assess(party, stamp.day)
    if found.stops:
        raise Stopped(found)
    _erase(found, stamp, data_dir)
    erasure = Erasure(party_id=party.id, reference=reference, erased_at=stamp.at, erased_by_id=stamp.by)
    db.session.add(erasure)
    _tell(found, stamp)
    line = _line(erasure)
    after_commit(lambda: erasure_file.add([line], data_dir))
    return found


def _erase(found: Assessment, stamp: Stamp, data_dir: Path) -> None:
    """Take away all that goes, and work out anew what was built on it."""
    _erase_texts(found)
    _erase_rows(found)
    files.erase(found.files, data_dir)
    party = found.party
    party.name, party.erased_at = name_of_erased(party.id), stamp.at
    party.organisation_number = party.role = party.email = party.phone = party.guardian = ""
    party.organisation_id, party.protected, party.minor, party.under_13 = None, False, False, False
    derive.mark(each.example_id for each in found.appearances)
    derive.work_out()
    search.sweep(db.session.connection())
    after_commit(empty_log)


def _tell(found: Assessment, stamp: Stamp) -> None:
    """Log the erasure at the party, and at each of its records."""
    log(stamp, "party_erased", "party", found.party.id)
    for agreement_id in found.records:
        log(stamp, AgreementEvent.ERASED, "agreement", agreement_id)


def name_of_erased(party_id: int) -> str:
    """Return what an erased party is called."""
    return f"Raderad part {party_id}"


def _erase_rows(found: Assessment) -> None:
    """Empty what belongs to the party. Ids, answers, days and checksums stay."""
    of_records = {"agreement_id": found.records}
    _change(AgreementProof, of_records, note="", received_by="", answered_by="", place="", text="")
    _change(ObjectionDecision, of_records, reason="")
    _change(Invitation, {"id": found.invitations}, text="", token_sha256="")
    _change(Appearance, {"party_id": [found.party.id]}, quote="")
    db.session.execute(delete(Finding).where(Finding.party_id == found.party.id))


def _change(model: type[Any], which: Mapping[str, Collection[int]], **values: str) -> None:
    chosen = [getattr(model, name).in_(ids) for name, ids in which.items()]
    db.session.execute(update(model).where(*chosen).values(**values))


def _erase_texts(found: Assessment) -> None:
    """Take the names out of the texts that hold them: what was a finding goes whole."""
    for place in found.goes:
        here = [place.table.c[name] == value for name, value in place.key.items()]
        if place.table.name == "finding":
            db.session.execute(delete(place.table).where(*here))
            continue
        limit = getattr(place.column.type, "length", None)
        version = {"version": place.table.c.version + 1} if "version" in place.table.c else {}
        without = redacted(place.stored, found.names)[:limit]
        db.session.execute(update(place.table).where(*here).values({place.column.name: without, **version}))
        if place.kind is Kind.EXAMPLES:
            derive.mark([place.owner])
    db.session.expire_all()


def redacted(text: str, names: Sequence[Name]) -> str:
    """Return a text with every name, spelled as it was asked for, replaced by ERASED."""
    for name in names:
        text = unicodedata.normalize("NFC", text)
        for place in reversed(_stands(name, text)):
            text = text[: place.start] + ERASED + text[place.end :]
    return text


def _stands(name: Name, text: str) -> list[Found]:
    """Return where a name stands as it is spelled. One that is a single word begins with a capital or a figure."""
    alone = len(name.words) == 1
    return [each for each in name.find(text) if each.exact and not (alone and text[each.start].islower())]


def erasure_of(party_id: int) -> Erasure | None:
    """Return when, by whom and under which decision a party was erased."""
    query = select(Erasure).where(Erasure.party_id == party_id).options(joinedload(Erasure.erased_by))
    return db.session.scalar(query.order_by(Erasure.id.desc()).limit(1))


# ----------------------------------------------------------------------------------------------- after a restore


@dataclass(frozen=True, slots=True)
class Again:
    """A party that was erased again, and the examples in which somebody must read what is published."""

    party_id: int
    examples: list[int]


def erase_again(stamp: Stamp, data_dir: Path) -> list[Again]:
    """Erase again what a restored copy still holds of parties that the file says are erased.

    Nothing stops it: appearances end, questions are closed, and names are taken out of published texts too. Twice
    changes nothing more. Erasures that the file lacks are written to it.
    """
    written = erasure_file.read(data_dir)
    again = [_erase_again(line, party, stamp, data_dir) for line in written if (party := _held(line.party_id))]
    lacking = [
        _line(each)
        for each in db.session.scalars(select(Erasure).order_by(Erasure.id))
        if each.party_id not in {line.party_id for line in written}
    ]
    if lacking:
        erasure_file.add(lacking, data_dir)
    return again


def _held(party_id: int) -> Party | None:
    return db.session.scalar(select(Party).where(Party.id == party_id, Party.erased_at.is_(None)))


def _erase_again(line: erasure_file.Line, party: Party, stamp: Stamp, data_dir: Path) -> Again:
    found = assess(party, stamp.day)
    to_read = sorted({place.owner for place in found.edit if place.kind is Kind.EXAMPLES})
    found.goes += found.edit
    for appearance in found.current:
        appearance.ended_at = stamp.at
        log(stamp, "appearance_ended", "party", party.id, example=appearance.example_id)
    found.files += _pictures_of(found)
    waits = (Invitation.answered_at.is_(None), Invitation.closed_at.is_(None))
    db.session.execute(update(Invitation).where(Invitation.party_id == party.id, *waits).values(closed_at=stamp.at))
    _erase(found, stamp, data_dir)
    by = db.session.get(User, line.erased_by_id) or db.session.scalars(select(User).order_by(User.id)).first()
    if by is not None:
        values = {"reference": line.reference, "erased_at": line.erased_at, "erased_by_id": by.id}
        db.session.add(Erasure(party_id=party.id, **values))
    _tell(found, stamp)
    return Again(party.id, to_read)


def _pictures_of(found: Assessment) -> list[StoredFile]:
    """Take what shows the party out of the packages, and return the files that nothing else shows."""
    ids = [package.file_id for package in found.packages if package.file_id]
    for package in found.packages:
        package.file_id = None
        package.parties = [each for each in package.parties if each.party_id != found.party.id]
    db.session.flush()
    return files.unused(ids)


def _line(erasure: Erasure) -> erasure_file.Line:
    return erasure_file.Line(erasure.party_id, erasure.erased_at, erasure.erased_by_id, erasure.reference)
