"""Where a party stands: what all its answers come to on a day, and what one more would change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resultatbank.rules.calendar import LAST_DAY, add_days, day_after
from resultatbank.rules.clearance import Answer, Cause, cause_of, covers, deciding
from resultatbank.rules.review import DAYS_EXPIRING
from resultatbank.rules.words import Word


class Standing(Word):
    """What a party's answers come to, as the register says it."""

    VALID = "valid", "Giltig"
    SOON = "soon", "Snart ut"
    EXPIRED = "expired", "Utgången"
    WITHDRAWN = "withdrawn", "Återkallad"
    NO = "no", "Har sagt nej"
    MISSING = "missing", "Saknas"


@dataclass(frozen=True, slots=True)
class State:
    """A party's standing on a day.

    `until` is the last day of the first yes to end without being renewed, the last day of what has expired, or the day
    of the withdrawal.
    """

    standing: Standing
    until: date | None = None


class Cell(Word):
    """What decides for one material in one channel on a day. MIXED: it differs between the party's examples."""

    YES = "yes", "Ja"
    NO = "no", "Nej"
    EXPIRED = "expired", "Har gått ut"
    WITHDRAWN = "withdrawn", "Återkallat"
    NOT_ASKED = "not_asked", "Ej frågad"
    MIXED = "mixed", "Olika för olika exempel"


_CELL_OF = {
    None: Cell.YES,
    Cause.NO: Cell.NO,
    Cause.EXPIRED: Cell.EXPIRED,
    Cause.WITHDRAWN: Cell.WITHDRAWN,
    Cause.NOT_ASKED: Cell.NOT_ASKED,
}


# One material in one channel, in one example. None is any example that no answer mentions.
Place = tuple[str, str, int | None]


def standing(answers: Sequence[Answer], day: date) -> State:
    """Return what one party's answers come to on a day: the best of what decides, over all its examples."""
    at = places(answers)
    return state_of(at, deciding_in(at, day), day)


def state_of(at: Mapping[Place, Sequence[Answer]], decides: Mapping[Place, Answer], day: date) -> State:
    """Return what the answers that decide on a day come to: the best of them. `at` are all that reach each place."""
    decided = [(answer, cause_of(answer, day)) for answer in decides.values()]
    open_until = [_runs_until(at[place], answer) for place, answer in decides.items() if cause_of(answer, day) is None]
    if open_until:
        first = min(open_until)
        soon = first < add_days(day, DAYS_EXPIRING)
        return State(Standing.SOON if soon else Standing.VALID, None if first == LAST_DAY else first)
    causes = {cause for _, cause in decided}
    if Cause.WITHDRAWN in causes:
        return State(Standing.WITHDRAWN, max(a.from_day for a, cause in decided if cause is Cause.WITHDRAWN))
    if Cause.EXPIRED in causes:
        return State(Standing.EXPIRED, max(a.until_day for a, cause in decided if cause is Cause.EXPIRED))
    return State(Standing.NO if causes else Standing.MISSING)


def _runs_until(here: Sequence[Answer], running: Answer) -> date:
    """Return the last day of a yes in a place, or of the yeses that follow it without a day between: it is renewed."""
    until = running.until_day
    while until < LAST_DAY:
        follows = deciding(here, day_after(until))
        if follows is None or cause_of(follows, day_after(until)) is not None:
            break
        until = follows.until_day
    return until


def lacking(
    answers: Sequence[Answer],
    materials: Collection[str],
    channels: Iterable[str],
    example_ids: Iterable[int],
    day: date,
) -> set[str]:
    """Return the channels where an answer about one of the materials is missing, has run out or soon will.

    A no is an answer. It is asked in each of the examples; without any, in an example that no answer mentions.
    """
    scopes: list[int | None] = list(example_ids) or [None]
    return {
        channel
        for channel in channels
        for material in materials
        for scope in scopes
        if _lacks([each for each in answers if (each.material, each.channel) == (material, channel)], scope, day)
    }


def _lacks(answers: Iterable[Answer], example_id: int | None, day: date) -> bool:
    here = [each for each in answers if _reaches(each, example_id)]
    decides = deciding(here, day)
    cause = cause_of(decides, day)
    if decides is None or cause is not None:
        return cause in (Cause.NOT_ASKED, Cause.EXPIRED)
    return _runs_until(here, decides) < add_days(day, DAYS_EXPIRING)


def places(answers: Sequence[Answer]) -> dict[Place, list[Answer]]:
    """Return the answers that reach each place: in examples that are mentioned, and in all the others.

    Examples that the very same answers mention are alike, so one of them stands for them all.
    """
    lists = {answer.examples for answer in answers if answer.examples is not None}
    alike: dict[frozenset[frozenset[int]], int | None] = {frozenset(): None}
    for example_id in sorted({each for listed in lists for each in listed}):
        alike.setdefault(frozenset(listed for listed in lists if example_id in listed), example_id)
    found: dict[Place, list[Answer]] = {}
    for answer in answers:
        for scope in alike.values():
            if _reaches(answer, scope):
                found.setdefault((answer.material, answer.channel, scope), []).append(answer)
    return found


def deciding_in(at: Mapping[Place, Sequence[Answer]], day: date) -> dict[Place, Answer]:
    """Return what decides in each place on a day. Places where nothing has begun are left out."""
    decides = ((place, deciding(here, day)) for place, here in at.items())
    return {place: answer for place, answer in decides if answer is not None}


def still_yes(answers: Sequence[Answer], day: date) -> list[Answer]:
    """Return the yeses that decide somewhere on a day, or that will when their first day comes."""
    found: dict[int, Answer] = {}
    for here in places(answers).values():
        for each in here:
            if each.yes and each.until_day >= day and deciding(here, max(day, each.from_day)) is each:
                found[id(each)] = each
    return list(found.values())


def _reaches(answer: Answer, example_id: int | None) -> bool:
    """Tell whether an answer covers an example. None is any example that no answer mentions."""
    return answer.examples is None if example_id is None else covers(answer, example_id)


def cell(answers: Iterable[Answer], example_ids: Iterable[int], day: date) -> Cell:
    """Return what one material's answers for one channel come to on a day, in the party's examples.

    Without examples: what they come to in an example that no answer mentions.
    """
    mine = list(answers)
    scopes: list[int | None] = list(example_ids) or [None]
    found = {
        _CELL_OF[cause_of(deciding((each for each in mine if _reaches(each, scope)), day), day)] for scope in scopes
    }
    if Cell.WITHDRAWN in found and not any(each.yes for each in mine):
        # What nobody had said yes to can't be taken back: that everything was stopped is a no to this too.
        found = (found - {Cell.WITHDRAWN}) | {Cell.NO}
    return found.pop() if len(found) == 1 else Cell.MIXED


@dataclass(frozen=True, slots=True)
class Effect:
    """What a new answer does to older ones, or they to it: which material and channel, and until or from when."""

    material: str
    channel: str
    day: date


def shortened(old: Iterable[Answer], new: Iterable[Answer], day: date) -> list[Effect]:
    """Return where a new yes ends before the older yes that it replaces, with the older one's last day."""
    older = list(old)
    found = []
    for answer in new:
        if not answer.yes or _later(older, answer):
            continue
        # The examples may have different yeses, so what decides is asked in each of them.
        here = [each for each in places([*_beside(older, answer), answer]).values() if answer in each]
        before = [deciding((each for each in at if each != answer), max(day, answer.from_day)) for at in here]
        longer = [each.until_day for each in before if each and each.yes and each.until_day > answer.until_day]
        if longer:
            found.append(Effect(answer.material, answer.channel, max(longer)))
    return found


def outranked(old: Iterable[Answer], new: Iterable[Answer]) -> list[Effect]:
    """Return where a later, contrary answer decides instead of the new one, with the day that one begins."""
    older = list(old)
    found = []
    for answer in new:
        for later in _later(older, answer):
            if later.yes != answer.yes:
                found.append(Effect(answer.material, answer.channel, later.from_day))
                break
    return found


def replaces_running(old: Iterable[Answer], new: Iterable[Answer], day: date) -> bool:
    """Tell whether a new answer comes where another runs: a yes that hasn't ended, or a no that took nothing back."""
    older = list(old)
    before = (deciding(_beside(older, answer), day) for answer in new)
    return any(each is not None and cause_of(each, day) in (None, Cause.NO) for each in before)


def runs_out(record: Iterable[Answer], all_answers: Iterable[Answer]) -> date | None:
    """Return the last day of a record's yeses, or None when each was taken back before it ran out."""
    withdrawals = [each for each in all_answers if each.withdrawal and not each.yes]
    return max((each.until_day for each in record if each.yes and not _taken_back(each, withdrawals)), default=None)


def _taken_back(yes: Answer, withdrawals: Iterable[Answer]) -> bool:
    """Tell whether later withdrawals reach every example that a yes covers, before it runs out."""
    reached: set[int] = set()
    for no in _later(withdrawals, yes):
        if no.from_day <= yes.until_day:
            if no.examples is None:
                return True
            reached |= no.examples
    return yes.examples is not None and yes.examples <= reached


def _beside(old: Iterable[Answer], new: Answer) -> list[Answer]:
    """Return the older answers about the same material and channel, for any of the same examples."""
    return [
        each
        for each in old
        if (each.material, each.channel) == (new.material, new.channel)
        and (each.examples is None or new.examples is None or each.examples & new.examples)
    ]


def _later(old: Iterable[Answer], new: Answer) -> list[Answer]:
    """Return the recorded answers that go before the new one, although it is recorded after them."""
    return [each for each in _beside(old, new) if (each.given_at, not each.yes) > (new.given_at, not new.yes)]
