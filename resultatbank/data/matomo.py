"""Numbers from Matomo to the placements that they are about: what a file would write, and writing it.

A file tells of a period, and a measurement of all there has been since the placement was published. So a row is written
only where the period begins no later than the placement, or the day after one that is measured: then its times are
added to what was measured, and its people are left out. It counts as measured on the period's last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from resultatbank.data import measuring, texts
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, FollowUp, MatomoFile, Placement
from resultatbank.data.words import channel_labels
from resultatbank.extensions import db
from resultatbank.importing.matomo import MatomoRow
from resultatbank.rules.calendar import add_days
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.followup import Measurement, in_people, in_views, misfit
from resultatbank.rules.web_addresses import PageAddress, page_address
from resultatbank.rules.words import Counted

NO_PAGE = "inte en sidas adress. Hämta rapporten utplattad, så att varje rad är en sida"
NO_PLACE = "ingen publiceringsplats har adressen"
SEVERAL = "flera publiceringsplatser har adressen. Skriv siffrorna för hand"
NOTHING_TO_ADD_TO = "mätningen dagen före filens första dag saknar de siffror som filen har"
ALL_OF_IT = "så att allt är med"
READ = "filen är redan inläst för platsen och räknas inte en gång till"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what the one who took it in says of it."""

    sha256: str
    first_day: date
    last_day: date
    counted: Counted


@dataclass(frozen=True, slots=True)
class Match:
    """What a file says of a placement. `numbers` are to be written; with none of them, `why` says why.

    `start` is the measurement that the file's numbers are added to, where it goes on from one.
    """

    placement: Placement
    example: Example
    channel: str
    rows: Sequence[MatomoRow]
    numbers: dict[str, int]
    before: FollowUp | None
    why: str = ""
    note: str = ""
    start: FollowUp | None = None

    def added(self, name: str) -> tuple[int, int] | None:
        """Return what a number is the sum of: what was measured before, and what the file has. None where it's none."""
        known = getattr(self.start, name, None)
        return None if known is None else (known, self.numbers[name] - known)

    @property
    def changes(self) -> list[tuple[str, int | None, int]]:
        """Each number to be written, with what stands there for that day already."""
        return [(name, getattr(self.before, name, None), value) for name, value in self.numbers.items()]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would write. `earlier` are the times that the very same file was taken in before."""

    matches: Sequence[Match]
    unmatched: Sequence[tuple[MatomoRow, str]]
    earlier: Sequence[MatomoFile]

    @property
    def writes(self) -> list[Match]:
        """What there is to write."""
        return [match for match in self.matches if match.numbers]

    @property
    def rests(self) -> list[Match]:
        """What isn't written, although the placement is known."""
        return [match for match in self.matches if not match.numbers]

    @property
    def digest(self) -> str:
        """A short digest of what would be written, to tell whether it is still what somebody said yes to."""
        told = [
            f"{match.placement.id} {match.before.id if match.before else 0} {match.changes}" for match in self.writes
        ]
        return sha256_of("\n".join(told))[:16]


def plan(rows: Sequence[MatomoRow], source: Source) -> Plan:
    """Return what the rows of a file would write. Changes nothing. A constant number of queries."""
    places = _Places()
    found: dict[int, list[MatomoRow]] = {}
    unmatched: list[tuple[MatomoRow, str]] = []
    for row in rows:
        placement_id, why = places.of(row)
        if placement_id is None:
            unmatched.append((row, why))
        else:
            found.setdefault(placement_id, []).append(row)
    query = select(MatomoFile).where(MatomoFile.sha256 == source.sha256).options(joinedload(MatomoFile.taken_by))
    earlier = db.session.scalars(query.order_by(MatomoFile.id)).all()
    return Plan(_matches(found, source), unmatched, earlier)


class _Places:
    """The placements that are on the web, by where they are."""

    def __init__(self) -> None:
        query = select(Placement.id, Placement.address, Placement.outcome)
        query = query.where(or_(Placement.address.contains("."), Placement.address.startswith("/")))
        self._by_page: dict[PageAddress, list[int]] = {}
        self._by_path: dict[str, list[int]] = {}
        for placement_id, address, outcome in db.session.execute(
            query.order_by(Placement.outcome, Placement.id.desc())
        ):
            page = page_address(address)
            if page is None:
                continue
            for known in (self._by_page.setdefault(page, []), self._by_path.setdefault(page.path, [])):
                # What is up comes first, then the latest. Where something is, what was taken down there is history.
                if not outcome or not known:
                    known.append(placement_id)

    def of(self, row: MatomoRow) -> tuple[int | None, str]:
        """Return the placement that a row is about, or why there is none."""
        if row.wrong:
            return None, row.wrong
        page = page_address(row.address)
        if page is None:
            return None, NO_PAGE
        ids = self._by_page.get(page, []) if page.host else self._by_path.get(page.path, [])
        if len(ids) == 1:
            return ids[0], ""
        return None, SEVERAL if ids else NO_PLACE


def _matches(found: dict[int, list[MatomoRow]], source: Source) -> list[Match]:
    query = select(Placement, Example).join(Example, Example.id == Placement.example_id)
    measured, labels = measuring.measured(found), channel_labels()
    pairs = db.session.execute(query.where(Placement.id.in_(list(found))).order_by(Placement.id))
    return [
        _match(placement, example, labels, found[placement.id], measured.get(placement.id, []), source)
        for placement, example in pairs
    ]


def _match(
    placement: Placement,
    example: Example,
    labels: dict[str, str],
    rows: Sequence[MatomoRow],
    measured: Sequence[FollowUp],
    source: Source,
) -> Match:
    before = _of_day(measured, source.last_day)
    numbers, note = _together(rows)
    notes, why, start = [note], _why_not(placement, before, numbers, source), None
    if not why and placement.from_day < source.first_day:
        if start := _of_day(measured, add_days(source.first_day, -1)):
            numbers, note = _continued(numbers, start)
            notes.append(note)
            why = "" if numbers else NOTHING_TO_ADD_TO
        else:
            why = _gap(placement, measured, source.first_day, numbers)
    why = why or _the_same(before, numbers, source) or _misfit(measured, numbers, source.last_day)
    notes += [_lower(measured, numbers, source.last_day), _rests_on(measured, source.last_day)]
    note = " ".join(filter(None, notes))
    channel = labels.get(placement.channel, placement.channel)
    return Match(placement, example, channel, rows, {} if why else numbers, before, why, note, start)


def _together(rows: Sequence[MatomoRow]) -> tuple[dict[str, int], str]:
    """Return the numbers of all the rows that are about one page. Times are added up, and people never are."""
    together: dict[str, int] = {}
    for row in rows:
        for name, value in row.numbers.items():
            together[name] = together.get(name, 0) + value
    if len(rows) > 1 and together.pop("reached", None) is not None:
        return together, "Flera rader är samma sida. Unika besökare läggs inte ihop, så de läses inte in."
    return together, ""


def _of_day(measured: Sequence[FollowUp], day: date) -> FollowUp | None:
    return next((row for row in measured if row.measured_on == day), None)


def _gap(placement: Placement, measured: Sequence[FollowUp], first_day: date, numbers: dict[str, int]) -> str:
    """Return why a period can't be written: days between the publishing or the last measurement and it are unknown.

    Only a measurement that has some of the file's numbers can be gone on from.
    """
    before = (row for row in measured if row.measured_on < first_day)
    known = next((row.measured_on for row in before if _continued(numbers, row)[0]), None)
    begins = f"platsen publicerades {placement.from_day}, före filens första dag"
    if known is None:
        return f"{begins}, och är inte mätt före den. Hämta rapporten från och med {placement.from_day}, {ALL_OF_IT}"
    missing = dict.fromkeys((add_days(known, 1), add_days(first_day, -1)))
    return (
        f"{begins}. Före filen mättes den senast {known}, så {' till '.join(map(str, missing))} saknas. "
        f"Hämta rapporten från och med {placement.from_day} eller {add_days(known, 1)}, {ALL_OF_IT}"
    )


def _continued(numbers: dict[str, int], start: FollowUp) -> tuple[dict[str, int], str]:
    """Return a period's times added to what was measured the day before it began. People are never added up."""
    total = {
        name: value + known
        for name, value in numbers.items()
        if name != "reached" and (known := getattr(start, name)) is not None
    }
    notes = [f"Filens siffror läggs till mätningen {start.measured_on}."]
    if "reached" in numbers:
        notes.append("Unika besökare läggs inte ihop över perioder, så de läses inte in.")
    return total, " ".join(notes)


def _rests_on(measured: Sequence[FollowUp], day: date) -> str:
    """Return a warning when a later period was added to what is measured on a day: it doesn't follow by itself."""
    following = add_days(day, 1)
    later = next((row for row in measured if row.matomo_file and row.matomo_file.first_day == following), None)
    return f"Mätningen {later.measured_on} räknades från den här och ändras inte av sig själv." if later else ""


def _lower(measured: Sequence[FollowUp], numbers: dict[str, int], day: date) -> str:
    """Return a warning when a number is lower than it was before: all there has been can only grow."""
    earlier = measuring.known(measured, before=day)
    if earlier and any((getattr(earlier, name) or 0) > value for name, value in numbers.items()):
        return f"Lägre än mätningen {earlier.measured_on}. Kontrollera att filen har med allt sedan publiceringen."
    return ""


def _why_not(placement: Placement, before: FollowUp | None, numbers: dict[str, int], source: Source) -> str:
    if placement.from_day > source.last_day:
        return f"platsen publicerades {placement.from_day}, efter filens sista dag"
    if not numbers:
        return "raden har inga siffror"
    if before is not None and _is_of(before.matomo_file, source):
        return READ
    return ""


def _the_same(before: FollowUp | None, numbers: dict[str, int], source: Source) -> str:
    if before is not None and all(getattr(before, name) == value for name, value in numbers.items()):
        return f"samma siffror står redan för {source.last_day}"
    return ""


def _misfit(measured: Sequence[FollowUp], numbers: dict[str, int], day: date) -> str:
    """Return why numbers can't be true beside what stands. A number that is wrong is put right by hand first."""
    told = Measurement(day, reached=numbers.get("reached"), views=numbers.get("views"))
    wrong = misfit(told, map(measuring.measurement, measured))
    if wrong is None:
        return ""
    people = f"{in_people(wrong.people)} {wrong.people.measured_on}"
    times = f"{in_views(wrong.times)} {wrong.times.measured_on}"
    where = "Hämta filen på nytt" if wrong.stands is None else "Rätta det tal som är fel, och läs in filen igen"
    return f"det blir fler besökare än visningar: {people} men bara {times}. {where}"


def _is_of(file: MatomoFile | None, source: Source) -> bool:
    told = (source.sha256, source.first_day, source.last_day, source.counted)
    return file is not None and (file.sha256, file.first_day, file.last_day, file.counted) == told


class Moved(Exception):
    """What the file would write is no longer what somebody said yes to."""


def apply(rows: Sequence[MatomoRow], source: Source, digest: str, stamp: Stamp) -> MatomoFile | None:
    """Write what a file says, and return it, or None without anything to write.

    Raises Moved when the plan isn't the one told.
    """
    for example in sorted({match.example for match in plan(rows, source).writes}, key=lambda each: each.id):
        texts.lock(example)
    db.session.expire_all()
    now = plan(rows, source)
    if now.digest != digest:
        raise Moved
    if not now.writes:
        return None
    file = MatomoFile(
        sha256=source.sha256,
        first_day=source.first_day,
        last_day=source.last_day,
        counted=source.counted,
        taken_at=stamp.at,
        taken_by_id=stamp.by or 0,
    )
    db.session.add(file)
    db.session.flush()
    log(stamp, "matomo_taken_in", "matomo_file", file.id)
    for match in now.writes:
        found = [match.before] if match.before else []
        place = match.placement
        measuring.write(place.example_id, place.id, source.last_day, match.numbers, found, stamp, file)
    return file


def given(file_id: int) -> Sequence[tuple[Example, Placement]]:
    """Return the placements that have numbers from a file that was taken in, each with its example. One query."""
    query = select(Example, Placement).join(Placement, Placement.example_id == Example.id)
    query = query.join(FollowUp, FollowUp.placement_id == Placement.id).where(FollowUp.matomo_file_id == file_id)
    return [(example, placement) for example, placement in db.session.execute(query.order_by(Example.id, Placement.id))]
