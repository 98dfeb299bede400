"""What a renewal begins with: the old answers that the party still stands by, and a period as long as the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from resultatbank.rules.calendar import LAST_DAY, add_days, add_months, day_after, day_before
from resultatbank.rules.clearance import Answer
from resultatbank.rules.standing import outranked

MOST_YEARS = 3


def still_meant(answers: Iterable[Answer], agreement_id: int) -> dict[tuple[str, str], bool]:
    """Return a record's answers by material and channel, without those that the party has contradicted later.

    What was taken back is no yes to begin with, and a no that became a yes elsewhere is none to repeat. Both are left
    unanswered, so that they stay as they are unless the party is asked again.
    """
    every = list(answers)
    mine = [each for each in every if each.agreement_id == agreement_id]
    contradicted = {(effect.material, effect.channel) for effect in outranked(every, mine)}
    return {
        (each.material, each.channel): each.yes for each in mine if (each.material, each.channel) not in contradicted
    }


def next_period(from_day: date, until_day: date, today: date, *, holds: bool = True) -> tuple[date, date]:
    """Return the first and last day of a period as long as the old one. It follows on the old one while that runs.

    Otherwise it begins today: the old one is over, has no end, or nothing of it holds any longer. Whole years stay
    whole years. A period without end becomes one year: there is always an end.
    """
    start = max(today, day_after(until_day)) if holds and until_day != LAST_DAY else today
    years = years_between(from_day, until_day)
    if until_day == LAST_DAY or years:
        return start, last_of_years(start, years or 1)
    return start, add_days(start, (until_day - from_day).days)


def last_of_years(first: date, years: int) -> date:
    """Return the last day, included, of a period of whole years: the day before the same day of another year.

    Years that begin on 29 February end on the last day of that month.
    """
    same_day = add_months(first, 12 * years)
    return same_day if same_day.day < first.day else day_before(same_day)


def years_between(from_day: date, until_day: date) -> int | None:
    """Return how many whole years a period is, from one to MOST_YEARS, or None when it is none of them.

    The last day may be the same day of the year as the first too: older records end a day later than newer ones.
    """
    for years in range(1, MOST_YEARS + 1):
        if until_day in (last_of_years(from_day, years), add_months(from_day, 12 * years)):
            return years
    return None
