"""The figures that are waited for: which, and since or until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from resultatbank.data import accounts
from resultatbank.data.models import Example, Indicator, Measurement, Source, User
from resultatbank.extensions import db
from resultatbank.rules.figures import waiting_days
from resultatbank.rules.numbers import format_decimal
from resultatbank.rules.references import CLAIMS, astray, bare_figures
from resultatbank.rules.words import State

# How many numbers without a source are named.
_MOST_TOLD = 3

_DIRECTIONS = {"up": "ska öka", "down": "ska minska", "keep": "ska ligga kvar"}


@dataclass(frozen=True, slots=True)
class Waited:
    """A figure that is to be there on a day, and isn't yet."""

    indicator_id: int
    example_id: int
    name: str
    due_on: date
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Errand:
    """A figure that somebody is to bring, and who answers for its example: the one to send it to, if anybody is."""

    figure: Waited
    send_to: User | None


def waited_for(*conditions: ColumnElement[bool]) -> list[Waited]:
    """Return each day that waits for a value, the earliest first. One query, with Example to put conditions on."""
    latest = select(func.max(Measurement.measured_on)).where(Measurement.indicator_id == Indicator.id)
    query = select(Indicator, latest.scalar_subquery()).join(Example, Example.id == Indicator.example_id)
    found = [
        Waited(each.id, each.example_id, each.name, day, each.unit)
        for each, measured_on in db.session.execute(query.where(Indicator.due_on.is_not(None), *conditions))
        for day in waiting_days(each.due_on, each.repeat_until, measured_on)
    ]
    return sorted(found, key=lambda each: (each.due_on, each.indicator_id))


def waited_for_in(example_ids: Iterable[int]) -> dict[int, Sequence[Waited]]:
    """Return what is waited for in each of the examples, the earliest first. One query."""
    found: dict[int, list[Waited]] = {}
    for each in waited_for(Indicator.example_id.in_(list(example_ids))):
        found.setdefault(each.example_id, []).append(each)
    return dict(found)


def late_in(example_ids: Iterable[int], day: date) -> dict[int, list[Waited]]:
    """Return the figures that should be there by a day, by example: the first day of each that waits. One query."""
    found = {example_id: _first_of_each(waited) for example_id, waited in waited_for_in(example_ids).items()}
    late = {example_id: [each for each in waited if each.due_on <= day] for example_id, waited in found.items()}
    return {example_id: waited for example_id, waited in late.items() if waited}


def to_bring(user_id: int) -> list[Errand]:
    """Return the figures that a person is to bring, the earliest first, of examples that aren't put away. Two queries.

    They have been given the figure to bring whether or not they may read its example.
    """
    kept = Example.state != State.ARCHIVED.value
    waited = _first_of_each(waited_for(kept, Indicator.responsible_id == user_id))
    people = accounts.answering_for({each.example_id for each in waited})
    return [Errand(each, people.get(each.example_id)) for each in waited]


def _first_of_each(waited: Iterable[Waited]) -> list[Waited]:
    """Return the first day of each figure, of days that come in order."""
    first: dict[int, Waited] = {}
    for each in waited:
        first.setdefault(each.indicator_id, each)
    return list(first.values())


def goal_in_words(indicator: Indicator) -> str:
    """Return where a figure should go: "Elkostnad (kr): ska minska från 38 400 till 30 700, senast 2026-09-30"."""
    said = f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name
    said += f": {_DIRECTIONS[indicator.direction]}"
    if indicator.baseline is not None:
        said += f" från {format_decimal(indicator.baseline)}"
    if indicator.target is not None:
        said += f" till {format_decimal(indicator.target)}"
    said += f", senast {indicator.due_on}" if indicator.due_on else ""
    return said + (f" och sedan varje år till och med {indicator.repeat_until}" if indicator.repeat_until else "")


@dataclass(frozen=True, slots=True)
class Unsourced:
    """What nobody can check, in figures and in the text.

    `names` are the figures whose latest value has no source, `in_text` the first numbers in the result that point at
    none, `astray` the numbers that the texts point at and no source has.
    """

    names: tuple[str, ...]
    in_text: tuple[str, ...]
    astray: tuple[int, ...]
    has_sources: bool

    def __bool__(self) -> bool:
        """Tell whether there is anything of it."""
        return bool(self.names or self.in_text or self.astray)


def unsourced(indicators: Iterable[Indicator], texts: Mapping[str, str], sources: Collection[Source]) -> Unsourced:
    """Return what of an example nobody can check, of its figures, its texts by question and its sources.

    A number is asked about where the result is told. References are read in every text that is shown.
    """
    lost = {number for question in CLAIMS for number in astray(texts.get(question, ""), len(sources))}
    return Unsourced(
        tuple(each.name for each in indicators if each.latest and each.outcome_source_id is None),
        tuple(dict.fromkeys(bare_figures(texts.get("result", ""))))[:_MOST_TOLD],
        tuple(sorted(lost)),
        bool(sources),
    )
