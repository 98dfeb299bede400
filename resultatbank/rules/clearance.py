"""Clearance: may this be used, where, until when, and if not, whose yes is missing.

The rule (product rule 1): for every appearance, every material shown needs a yes for that channel that day.
Among the answers that cover the example and have begun, the latest decides; the channel is open only if that answer
is a yes and still runs. A no never ends. One closed material closes the channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, day_after, day_before, day_of, first_instant, last_instant
from resultatbank.rules.words import Naming


class Cause(StrEnum):
    """Why a material, a package or a whole example is closed. The last two are a package's own."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NO = "no"
    NOT_ASKED = "not_asked"
    NO_MATERIAL = "no_material"
    NO_PARTY = "no_party"
    PROTECTED = "protected"
    UNSETTLED = "unsettled"
    NOT_ASSESSED = "not_assessed"
    NOT_SAID = "not_said"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Answer:
    """One yes or no of a party, for one material in one channel.

    `examples` are the ids it covers; None means every example the party is in. Both days are included.
    """

    party_id: int
    material: str
    channel: str
    yes: bool
    from_day: date
    until_day: date
    given_at: datetime
    recorded_at: datetime
    agreement_id: int
    withdrawal: bool = False
    examples: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A party in an example, and what of theirs it shows.

    `since` is the day on which the party was added, and `later` the days of the materials that were added after that.
    """

    party_id: int
    materials: frozenset[str]
    protected: bool = False
    since: date = FIRST_DAY
    later: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """All that clearance needs to know of one example.

    `named_on` is the day on which somebody last said whether it names anybody. `unsettled` are registered parties whose
    names stand in its texts, and the days on which they were found there, until somebody has said whether they are in
    it.
    """

    example_id: int
    naming: str
    shown: tuple[Shown, ...] = ()
    answers: tuple[Answer, ...] = ()
    named_on: date = FIRST_DAY
    unsettled: tuple[tuple[int, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """What clearance needs to know of a picture, or of another package, beyond what its example needs.

    `shown` are the parties that are seen or heard in it. `said` tells whether somebody has said who is. The licence's
    last day is included.
    """

    example_id: int
    shown: tuple[Shown, ...] = ()
    answers: tuple[Answer, ...] = ()
    said: bool = True
    licence_until: date = LAST_DAY


@dataclass(frozen=True, slots=True)
class Closed:
    """One reason why a channel is closed: whose and what. The party and the material are None where nobody is meant.

    `since` is the day on which what closes it was written into the example. Nobody could know of it before. Of a
    licence it is the first day on which it no longer holds.
    """

    cause: Cause
    party_id: int | None = None
    material: str | None = None
    answer: Answer | None = None
    since: date = FIRST_DAY


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days on which a channel is open, or closed for the same causes. Both days are included.

    `known_at` is the latest instant at which an answer that closes it was recorded, if any answer does. `there_on` is
    the first day on which anything that closes it was in the example.
    """

    from_day: date
    until_day: date
    causes: frozenset[Cause]
    known_at: datetime | None = None
    there_on: date = FIRST_DAY

    @property
    def is_open(self) -> bool:
        """Nothing closes the channel."""
        return not self.causes

    @property
    def stops_on(self) -> date:
        """The day from which what is out there had to go: a party that is added today was in nobody's way before.

        It is after `until_day` where nothing that closes the channel was in the example by then.
        """
        return max(self.from_day, self.there_on)


def instant_given(given_day: date, yes: bool, recorded_at: datetime) -> datetime:
    """Return the instant at which an answer counts as given, when only its day is known.

    An answer recorded on the day it was given counts from the recording. One recorded afterwards closes rather than
    opens: a no counts from the end of its day, a yes from the beginning.
    """
    if given_day == day_of(recorded_at):
        return recorded_at
    return first_instant(given_day) if yes else last_instant(given_day)


def has_begun(answer: Answer, day: date) -> bool:
    """Tell whether an answer has begun by a day."""
    return answer.from_day <= day


def covers(answer: Answer, example_id: int) -> bool:
    """Tell whether an answer was given for an example."""
    return answer.examples is None or example_id in answer.examples


def deciding(answers: Iterable[Answer], day: date) -> Answer | None:
    """Return the latest of the answers that have begun. At the same instant a no goes before a yes."""
    begun = [answer for answer in answers if has_begun(answer, day)]
    return max(begun, key=lambda answer: (answer.given_at, not answer.yes, answer.agreement_id), default=None)


def cause_of(answer: Answer | None, day: date) -> Cause | None:
    """Return why the deciding answer closes its material that day, or None when it opens it."""
    if answer is None:
        return Cause.NOT_ASKED
    if answer.yes:
        return None if answer.from_day <= day <= answer.until_day else Cause.EXPIRED
    return Cause.WITHDRAWN if answer.withdrawal else Cause.NO


def closed_by(case: Case, channel: str, day: date) -> list[Closed]:
    """Return every reason why the channel is closed for the example that day. An empty list means open."""
    reasons = [Closed(Cause.UNSETTLED, party_id, since=found_on) for party_id, found_on in case.unsettled]
    if case.naming == Naming.NONE and not case.shown:
        return reasons
    if case.naming != Naming.NAMED:
        return [Closed(Cause.NOT_ASSESSED, since=case.named_on), *reasons]
    if not case.shown:
        return [Closed(Cause.NO_PARTY, since=case.named_on), *reasons]
    for shown in case.shown:
        if shown.protected:
            reasons.append(Closed(Cause.PROTECTED, shown.party_id, since=shown.since))
        elif not shown.materials:
            reasons.append(Closed(Cause.NO_MATERIAL, shown.party_id, since=shown.since))
        for material in sorted(shown.materials):
            answer = deciding(_answers_on(case, shown.party_id, material, channel), day)
            cause = cause_of(answer, day)
            if cause is not None:
                since = shown.later.get(material, shown.since)
                reasons.append(Closed(cause, shown.party_id, material, answer, since))
    return reasons


def is_open(case: Case, channel: str, day: date) -> bool:
    """Tell whether the example may be used in the channel that day."""
    return not closed_by(case, channel, day)


def stretches(case: Case, channel: str) -> list[Stretch]:
    """Return the channel's whole time, first day to last, as stretches in order and without gaps.

    The rule is asked again on each day when an answer begins or has just ended, and nowhere stated a second time.
    """
    parties = {shown.party_id for shown in case.shown}
    days = {FIRST_DAY}
    for answer in case.answers:
        if answer.channel == channel and answer.party_id in parties and covers(answer, case.example_id):
            days.add(answer.from_day)
            if answer.until_day < LAST_DAY:
                days.add(day_after(answer.until_day))
    return _merged(case, channel, sorted(days))


def _merged(case: Case, channel: str, days: Sequence[date]) -> list[Stretch]:
    found: list[Stretch] = []
    for number, day in enumerate(days):
        until = day_before(days[number + 1]) if number + 1 < len(days) else LAST_DAY
        closed = closed_by(case, channel, day)
        causes = frozenset(reason.cause for reason in closed)
        known = max((r.answer.recorded_at for r in closed if r.answer and not r.answer.yes), default=None)
        there = min((reason.since for reason in closed), default=FIRST_DAY)
        last = found[-1] if found else None
        if last and (last.causes, last.known_at, last.there_on) == (causes, known, there):
            found[-1] = replace(last, until_day=until)
        else:
            found.append(Stretch(day, until, causes, known, there))
    return found


def open_until(case: Case, channel: str, day: date) -> date | None:
    """Return the last day of the open stretch that holds `day`, or None when the channel is closed that day."""
    for stretch in stretches(case, channel):
        if stretch.from_day <= day <= stretch.until_day:
            return stretch.until_day if stretch.is_open else None
    return None


def must_go_since(case: Case, channel: str, day: date) -> date | None:
    """Return the day from which what is out in a channel has had to go, or None when the channel is open that day."""
    since: date | None = None
    for stretch in stretches(case, channel):
        if stretch.from_day > day:
            break
        if stretch.is_open or stretch.stops_on > stretch.until_day:
            since = None
        elif since is None or stretch.stops_on > stretch.from_day:
            since = stretch.stops_on
    return since


def packed_closed_by(packed: Packed, channel: str, day: date) -> list[Closed]:
    """Return every reason of its own why a package may not be used in the channel that day.

    It may be used there only where its example may be too.
    """
    reasons = closed_by(_case_of(packed), channel, day)
    if not packed.said:
        reasons.append(Closed(Cause.NOT_SAID))
    if packed.licence_until < day:
        reasons.append(Closed(Cause.LICENCE, since=day_after(packed.licence_until)))
    return reasons


def packed_open_until(packed: Packed, example_until: date | None, channel: str, day: date) -> date | None:
    """Return until when a package may be used in the channel, or None when it may not that day.

    `example_until` is the same of its example.
    """
    own = open_until(_case_of(packed), channel, day)
    if example_until is None or own is None or packed_closed_by(packed, channel, day):
        return None
    return min(example_until, own, packed.licence_until)


def packed_ended_by(packed: Packed, example_until: date | None, channel: str, day: date) -> list[Closed]:
    """Return what of its own closes a package the day after its last in the channel, where its example goes on."""
    until = packed_open_until(packed, example_until, channel, day)
    if until is None or example_until is None or until >= example_until:
        return []
    return packed_closed_by(packed, channel, day_after(until))


def _case_of(packed: Packed) -> Case:
    """Return the parties of a package as if they were an example's, so that the same rule decides."""
    naming = Naming.NAMED if packed.shown else Naming.NONE
    return Case(packed.example_id, naming, packed.shown, packed.answers)


def _answers_on(case: Case, party_id: int, material: str, channel: str) -> list[Answer]:
    return [
        answer
        for answer in case.answers
        if answer.party_id == party_id
        and answer.material == material
        and answer.channel == channel
        and covers(answer, case.example_id)
    ]
