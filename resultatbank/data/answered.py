"""What each party in an example has answered, channel by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resultatbank.data import gate, parties
from resultatbank.data.models import Party
from resultatbank.data.reasons import Why
from resultatbank.rules.words import Material


@dataclass(frozen=True, slots=True)
class Answered:
    """A party in an example: what is shown of it, where it has said yes, and for each reason why not, where."""

    party: Party
    materials: tuple[str, ...]
    channels: tuple[str, ...]
    whys: dict[str, tuple[str, ...]]


def answered_in(example_id: int, closed: Mapping[str, Sequence[Why]]) -> list[Answered]:
    """Return what each party in an example has answered, from why its closed channels are so."""
    appearances = parties.appearances_in(example_id)
    labels = {term.slug: term.label for term in gate.channels()}
    found = []
    for each in appearances:
        where: dict[str, tuple[str, ...]] = {}
        open_for_it = []
        for channel, label in labels.items():
            mine = [why for why in closed.get(channel, []) if why.party_id == each.party_id]
            for why in mine:
                where[why.sentence] = (*where.get(why.sentence, ()), label)
            if not mine:
                open_for_it.append(label)
        materials = tuple(Material(one.material).label for one in each.materials)
        found.append(Answered(each.party, materials, tuple(open_for_it), where))
    return found
