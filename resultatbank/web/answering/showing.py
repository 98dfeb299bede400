"""What the pages show of a question and its answer: materials with their channels, in the party's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resultatbank.data import agreements, parties, placements
from resultatbank.data.invitations import Said, channels_of
from resultatbank.data.models import Invitation
from resultatbank.data.placements import Placed
from resultatbank.rules.plain import Plain
from resultatbank.rules.words import Material, PartyKind


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


def is_about_the_reader(invitation: Invitation) -> bool:
    """Tell whether the one who reads is most likely the party itself, to be called you."""
    party = invitation.party
    return party.kind == PartyKind.PERSON and not party.minor and not party.under_13


def coming_down(invitation: Invitation, holds: dict[tuple[str, str], Said], day: date) -> list[Placed]:
    """Return what is still out there in the channels where the party has taken its yes back."""
    closed = {channel for (_material, channel), said in holds.items() if said is Said.TAKEN_BACK}
    if not closed:
        return []
    covered = [each.example_id for each in invitation.covered]
    ids = covered or [each.example_id for each in parties.appearances_of(invitation.party_id)]
    return [each for each in placements.to_take_down(ids, day) if each.placement.channel in closed]
