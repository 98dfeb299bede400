"""What the pages show of a question and its answer: materials with their channels, in the party's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from resultatbank.data import agreements, confirmations
from resultatbank.data.events import Stamp
from resultatbank.data.invitations import channels_of, shortens
from resultatbank.data.models import Agreement, Invitation
from resultatbank.data.placements import Placed
from resultatbank.data.regretting import Beside, ended_cells
from resultatbank.data.words import channel_labels
from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.plain import Plain
from resultatbank.rules.words import Material, PartyKind
from resultatbank.web.looks import plain_day, plain_time


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that a material is asked about in: its key, and what the party calls it."""

    slug: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A material that the party is asked about: its key, what the party calls it, and in which channels."""

    material: str
    words: str
    channels: tuple[Channel, ...]


def asked(invitation: Invitation, say: Plain, cells: Iterable[tuple[str, str]]) -> list[Asked]:
    """Return these materials with their channels, in the order of the words and of the list of channels."""
    wanted = set(cells)
    labels = {each.slug: each.label for each in channels_of(invitation)}
    found = []
    for material in Material:
        here = tuple(
            Channel(slug, say.channel(slug, labels[slug])) for slug in labels if (material.value, slug) in wanted
        )
        if here:
            found.append(Asked(material.value, say.material(material), here))
    return found


def titles(invitation: Invitation) -> list[str]:
    """Return what the examples are called that the question is about. None when it is about all of them."""
    found = agreements.examples_by_id(each.example_id for each in invitation.covered)
    return [example.headline for example in found.values()]


def shorter(invitation: Invitation, say: Plain, stamp: Stamp) -> str:
    """Say that a yes here would take the place of a longer one, and what the last days are. "" when it wouldn't."""
    effects = shortens(invitation, stamp)
    if not effects:
        return ""
    old, new = max(each.day for each in effects), invitation.until_day.isoformat()
    return say("shorter_no_end", new=new) if old == LAST_DAY else say("shorter", old=old.isoformat(), new=new)


def ended(invitation: Invitation, endings: Iterable[Agreement], say: Plain) -> dict[str, list[str]]:
    """Return each time that something was ended, in a sentence, with what of this answer it ended, in lines.

    Records of the same minute that are told in the same way are one.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for each in endings:
        key, at = f"ended_{confirmations.ending_of(each)}", each.recorded_at
        sentence = say(key, day=plain_day(at), time=plain_time(at))
        found.setdefault(sentence, set()).update(ended_cells(each, invitation))
    return {
        sentence: [
            say("everywhere", material=line.words, channels="; ".join(where.words for where in line.channels))
            for line in asked(invitation, say, cells)
        ]
        for sentence, cells in found.items()
    }


def is_about_the_reader(invitation: Invitation) -> bool:
    """Tell whether the one who reads is most likely the party itself, to be called you."""
    party = invitation.party
    return party.kind == PartyKind.PERSON and not party.minor and not party.under_13


def coming_down(endings: Iterable[Agreement], day: date) -> list[Placed]:
    """Return what is still out there of what these records ended, the most urgent first."""
    found = {each.placement.id: each for record in endings for each in confirmations.left(record, day)}
    return sorted(found.values(), key=lambda each: (each.due_on or day, each.placement.id))


@dataclass(frozen=True, slots=True)
class Other:
    """What else the party has said yes to: in which record, to what where, and in which examples (none: in all)."""

    record: Agreement
    lines: tuple[str, ...]
    titles: tuple[str, ...]


def others(found: Sequence[Beside], say: Plain) -> list[Other]:
    """Return what else the party has said yes to, in its words."""
    titles = agreements.examples_by_id({each.example_id for one in found for each in one.record.covered})
    labels = channel_labels()
    return [
        Other(
            each.record,
            tuple(
                say("everywhere", material=say.material(material), channels="; ".join(where))
                for material in Material
                if (where := [say.channel(slug, labels[slug]) for slug in labels if (material, slug) in each.cells])
            ),
            tuple(titles[one.example_id].headline for one in each.record.covered),
        )
        for each in found
    ]
