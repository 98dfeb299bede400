"""What a change to who is in a published example closes: told before it is saved, and once more when it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from markupsafe import Markup, escape

from resultatbank import clock
from resultatbank.data import derive, gate, placements, reasons
from resultatbank.data.models import Example, Party, Term
from resultatbank.data.reasons import Why
from resultatbank.extensions import db
from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.clearance import Cause
from resultatbank.rules.places import place
from resultatbank.rules.words import INTRANET, State
from resultatbank.web.looks import listed, places

# What a party can be asked about. A party with protected identity never is.
_ASKED = frozenset({Cause.NOT_ASKED, Cause.EXPIRED, Cause.NO, Cause.WITHDRAWN})
SAVED = "Ändringen är sparad."
# The button that saves all the same sends what it was that the person read.
ANYWAY = "anyway"


@dataclass(frozen=True, slots=True)
class Open:
    """Where an example could be used before a change, and how many of its places were to be taken down then."""

    channels: frozenset[str]
    to_take_down: int


@dataclass(frozen=True, slots=True)
class Closing:
    """What a change closes: the channels that were open, why each is no longer, and how much must be taken down.

    `party` is the one whom the change is about, and `shown` what the example is to show of it. `is_all` tells whether
    no channel is left.
    """

    example: Example
    party: Party
    shown: Sequence[str]
    channels: Sequence[Term]
    is_all: bool
    whys: Mapping[str, Sequence[Why]]
    to_take_down: int

    @property
    def places(self) -> str:
        """Where it may no longer be used: "på intranätet och på webben"."""
        return "i någon kanal" if self.is_all else listed([place(each.slug, each.label) for each in self.channels])

    @property
    def is_hidden(self) -> bool:
        """Employees no longer see the example at all."""
        return any(each.slug == INTRANET for each in self.channels)

    @property
    def sentences(self) -> list[str]:
        """Why, each reason once, with the places unless it closes all of them."""
        labels = {each.slug: place(each.slug, each.label) for each in self.channels}
        found = reasons.by_sentence({slug: self.whys.get(slug, ()) for slug in labels})
        return [
            sentence
            if len(slugs) == len(labels)
            else f"{_capital(listed([labels[slug] for slug in slugs]))}: {sentence}"
            for sentence, slugs in found.items()
        ]

    @property
    def ask_url(self) -> str:
        """The address where the party is asked for what is missing, or "" when no yes of its own is."""
        whys = [why for found in self.whys.values() for why in found]
        if not any(why.party_id == self.party.id and why.cause in _ASKED for why in whys):
            return ""
        return url_for("parties.ask", part=self.party.id, exempel=self.example.id, material=sorted(self.shown))

    @property
    def now(self) -> str:
        """What holds when the change is saved, in a sentence."""
        hidden = "Exemplet är nu spärrat: medarbetare ser det inte. " if self.is_hidden else ""
        return f"{hidden}Det får inte längre användas {self.places}."

    @property
    def key(self) -> str:
        """What stands for all that the person has read before saving anyway."""
        return sha256_of("\n".join([self.places, *self.sentences, str(self.to_take_down)]))

    @property
    def is_accepted(self) -> bool:
        """The person has read this very thing, and saves anyway."""
        return request.form.get(ANYWAY, "") == self.key

    def said(self, saved: str) -> str:
        """Return the message when the change is saved: what it has led to, why, and where to ask for a yes."""
        text = escape(f"{saved} {self.now} {' '.join(self.sentences)}")
        if self.ask_url:
            text += Markup(' <a href="{}">Be om en överenskommelse</a>').format(self.ask_url)
        return text


def open_now(example: Example) -> Open:
    """Return where a published example may be used before a change. One that isn't published has nothing to lose."""
    if example.state != State.PUBLISHED:
        return Open(frozenset(), 0)
    today = clock.today()
    may = gate.usability([example.id], today)[example.id].open
    return Open(frozenset(each.channel.slug for each in may), len(placements.to_take_down([example.id], today)))


def since(before: Open, example: Example, party: Party, shown: Sequence[str] = ()) -> Closing | None:
    """Return what has closed in this transaction since it was looked at, or None when nothing has."""
    if not before.channels:
        return None
    derive.work_out()
    today = clock.today()
    use = gate.usability([example.id], today)[example.id]
    closed = [each.channel for each in use.closed if each.channel.slug in before.channels]
    if not closed:
        return None
    whys = reasons.why_closed([example.id], today).get(example.id, {})
    more = len(placements.to_take_down([example.id], today)) - before.to_take_down
    return Closing(example, party, shown, closed, not use.open, whys, max(more, 0))


def standing_sentence(example: Example | None) -> str:
    """Say where a published example may be used now, or why it is blocked still, with the way back to it.

    "" for one that isn't published, and for none.
    """
    if example is None or example.state != State.PUBLISHED:
        return ""
    derive.work_out()
    today = clock.today()
    use = gate.usability([example.id], today)[example.id]
    text = reasons.why_blocked(example, today)
    if use.in_intranet:
        text = f"Exemplet får nu användas {listed(places(use.open))}."
    back = url_for("parties.people", example_id=example.id)
    return escape(f" {text}") + Markup(' <a href="{}">Till medverkande</a>').format(back)


def must_be_read(closing: Closing | None) -> bool:
    """Tell whether a change is to be undone until the person has read what it closes. If so, it is undone now."""
    if closing is None or closing.is_accepted:
        return False
    # The page is to tell how things stand without the change; a refusal would have rolled it back anyway.
    db.session.rollback()
    return True


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
