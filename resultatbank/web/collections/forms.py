"""The forms of collections."""

from __future__ import annotations

from collections.abc import Iterable

from resultatbank.data.collections import MOST_COLLECTIONS, MOST_EXAMPLES
from resultatbank.data.models import Collection, Term
from resultatbank.web.forms import BaseForm, Choice, Line, OneOf, optional_id

NAME = 100
TOO_MANY = f"Du har {MOST_COLLECTIONS} samlingar, och fler går inte att ha. Ta bort en som du är klar med först."
FULL = f"Samlingen har {MOST_EXAMPLES} exempel, och fler får inte plats. Välj en annan, eller ta ur något först."
ALONE, LINK, EVERYBODY = "bara-jag", "lank", "alla"


class NameForm(BaseForm):
    """What a collection is called."""

    name = Line(
        "Vad ska samlingen heta?",
        needed="Skriv vad samlingen ska heta.",
        most=NAME,
        hint="Till exempel: Tal på företagardagen.",
    )


class GatherForm(BaseForm):
    """Which collection an example goes in: one that there is, or a new one."""

    purpose = "lägga exemplet i samlingen"

    collection = Choice("Vilken samling?", coerce=optional_id)
    name = Line(
        "Eller en ny samling, som ska heta",
        most=NAME,
        hint="Skriver du ett namn här läggs exemplet i den nya samlingen.",
    )

    def offer(self, mine: Iterable[Collection], holding: set[int]) -> None:
        """Offer the person's collections, the latest changed first. `holding` are those that have the example."""
        self.collection.choices = [
            (str(each.id), f"{each.name} (ligger redan där)" if each.id in holding else each.name) for each in mine
        ]


class PlaceForm(BaseForm):
    """The line about why an example is in a collection. `place_id` is whose it is, when it was refused."""

    place_id = 0
    note = Line("Anteckning")


class ShareForm(BaseForm):
    """Who else may read a collection."""

    sharing = OneOf(
        "Vem får läsa samlingen?",
        [
            (ALONE, "Bara jag"),
            (LINK, "Alla här i huset som har länken"),
            (EVERYBODY, "Alla här i huset, och den står i deras lista"),
        ],
        needed="Välj vem som får läsa samlingen.",
    )


class TakeForm(BaseForm):
    """Where what is taken out is to be used."""

    purpose = "ta ut samlingen"

    channel = Choice("Var ska det användas?", needed="Välj var det ska användas.")
    where_to = Line("Vart ska det? (frivilligt)", hint="Till exempel: talet på företagardagen.")

    def offer(self, channels: Iterable[Term]) -> None:
        """Know the channels. One of them is chosen for the whole page, which the form carries along."""
        self.channel.choices = [(each.slug, each.label) for each in channels]
