"""What each party in an example has answered, channel by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resultatbank.data import gate, objections, parties
from resultatbank.data.models import Agreement, Party
from resultatbank.data.reasons import Why, by_sentence
from resultatbank.rules.words import Material


@dataclass(frozen=True, slots=True)
class Answered:
    """A party in an example: what is shown of it, where it has said yes, and for each reason why not, where.

    `objection` is the party's oldest that nobody has decided about.
    """

    party: Party
    materials: tuple[str, ...]
    channels: tuple[str, ...]
    whys: dict[str, tuple[str, ...]]
    objection: Agreement | None = None


def answered_in(example_id: int, closed: Mapping[str, Sequence[Why]]) -> list[Answered]:
    """Return what each party in an example has answered, from why its closed channels are so."""
    appearances = parties.appearances_in(example_id)
    labels = {term.slug: term.label for term in gate.channels()}
    undecided = objections.undecided_by_party(each.party_id for each in appearances)
    found = []
    for each in appearances:
        mine = {slug: [why for why in closed.get(slug, ()) if why.party_id == each.party_id] for slug in labels}
        open_for_it = tuple(label for slug, label in labels.items() if not mine[slug])
        where = {said: tuple(labels[slug] for slug in slugs) for said, slugs in by_sentence(mine).items()}
        materials = tuple(Material(one.material).label for one in each.materials)
        objection = undecided.get(each.party_id)
        found.append(Answered(each.party, materials, open_for_it, where, objection))
    return found
