"""What the lists of a row's form offer: words, people, and other rows of the same example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from resultatbank.data import accounts, parties, rows, words
from resultatbank.data.models import FollowUp, Indicator, Party, Placement, PlannedChannel, Term
from resultatbank.rules.words import MATERIALS_OF, SEEN_OR_HEARD, Material, PartyKind, TermKind

Pairs = list[tuple[str, str]]
NOTHING = ("", "Välj")
NOBODY = ("", "Ingen")
NONE = ("", "Ingen källa")
NOT_PLANNED = ("", "Ingen")


class Options:
    """The choices for the rows of one example. Each list is read once, when a form first asks for it."""

    def __init__(self, example_id: int) -> None:
        """Take whose rows it is about."""
        self.example_id = example_id

    @cached_property
    def people(self) -> Pairs:
        """Those who can be responsible."""
        return [NOBODY, *((str(user.id), user.name) for user in accounts.people_who_answer())]

    @cached_property
    def sources(self) -> Pairs:
        """The example's sources."""
        return [NONE, *((str(row.id), row.title) for row in rows.rows_of(self.example_id, "sources"))]

    @cached_property
    def indicators(self) -> Pairs:
        """The example's figures, with their units."""
        named = ((row, f"{row.name}, {row.unit}" if row.unit else row.name) for row in self._indicators)
        return [NOTHING, *((str(row.id), name) for row, name in named)]

    @cached_property
    def _indicators(self) -> list[Indicator]:
        return list(rows.rows_of(self.example_id, "indicators"))

    @cached_property
    def figures_measured(self) -> frozenset[tuple[int, date]]:
        """The figures that are measured, each with the day."""
        return frozenset((row.indicator_id, row.measured_on) for row in rows.rows_of(self.example_id, "measurements"))

    @cached_property
    def placed(self) -> list[Placement]:
        """The example's placements."""
        return list(rows.rows_of(self.example_id, "placements"))

    @cached_property
    def placements(self) -> Pairs:
        """The example's placements, by channel and address."""
        return [NOTHING, *((str(row.id), self.name_of(row)) for row in self.placed)]

    @cached_property
    def planned(self) -> list[PlannedChannel]:
        """The rows of the example's channel plan."""
        return list(rows.rows_of(self.example_id, "channel_plan"))

    def still_planned(self, placement_id: int | None) -> Pairs:
        """Return the rows of the channel plan that no other placement is there as, by channel and day."""
        taken = {row.planned_channel_id for row in self.placed if not row.is_down and row.id != placement_id}
        waiting = [row for row in self.planned if row.id not in taken]
        return [NOT_PLANNED, *((str(row.id), self.name_of_planned(row)) for row in waiting)]

    def name_of_planned(self, row: PlannedChannel) -> str:
        """Return what a row of the channel plan is called: its channel and its day."""
        day = f", planerat {row.planned_on}" if row.planned_on else ""
        return f"{self.channel(row.channel)}{day}"

    @cached_property
    def measured(self) -> list[FollowUp]:
        """The measurements of the example's placements."""
        return list(rows.rows_of(self.example_id, "follow_ups"))

    @cached_property
    def target_groups(self) -> Pairs:
        """The target groups in use."""
        return _of_terms(words.terms(TermKind.TARGET_GROUP))

    @cached_property
    def chosen_groups(self) -> frozenset[int]:
        """The target groups that the example has."""
        return frozenset(row.term_id for row in rows.rows_of(self.example_id, "target_groups"))

    @cached_property
    def _formats(self) -> Sequence[Term]:
        return words.terms(TermKind.FORMAT)

    @property
    def formats(self) -> Pairs:
        """The formats in use."""
        return _of_terms(self._formats)

    @property
    def format_keys(self) -> dict[int, str]:
        """The keys of the formats in use, by id."""
        return {term.id: term.slug for term in self._formats}

    @cached_property
    def parties(self) -> list[Party]:
        """The parties that appear in the example."""
        return sorted((each.party for each in parties.appearances_in(self.example_id)), key=_by_name)

    @cached_property
    def seen_or_heard(self) -> Pairs:
        """The parties that appear in the example, each with what a picture, a film or a recording can show of it."""
        return [
            (f"{party.id}-{material}", seen(party, material))
            for party in self.parties
            for material in MATERIALS_OF[PartyKind(party.kind)]
            if material in SEEN_OR_HEARD
        ]

    @cached_property
    def all_channels(self) -> dict[str, Term]:
        """Every channel there is or was, by its key."""
        return {term.slug: term for term in words.terms(TermKind.CHANNEL, retired=True)}

    @cached_property
    def channels(self) -> Pairs:
        """The channels in use, by key."""
        return [NOTHING, *((slug, term.label) for slug, term in self.all_channels.items() if not term.retired)]

    def channel(self, slug: str) -> str:
        """Return a channel's label."""
        term = self.all_channels.get(slug)
        return term.label if term else slug

    def name_of(self, placement: Placement) -> str:
        """Return what a placement is called: its channel and its address."""
        return ", ".join(filter(None, [self.channel(placement.channel), placement.address]))


def _by_name(party: Party) -> tuple[str, int]:
    return party.name, party.id


def seen(party: Party, material: str) -> str:
    """Return who is seen or heard and in which way, as a box says it."""
    return f"{party.name}: {Material(material).label.lower()}"


def _of_terms(terms: Iterable[Term]) -> Pairs:
    return [NOTHING, *((str(term.id), term.label) for term in terms)]


def with_chosen(pairs: Pairs, value: object, label: str, why: str = "används inte längre") -> Pairs:
    """Return the choices, and with them one that is chosen already although it is no longer offered."""
    if value in (None, "") or any(offered == str(value) for offered, _ in pairs):
        return pairs
    return [*pairs, (str(value), f"{label} ({why})")]
