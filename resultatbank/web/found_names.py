"""What is true of an example while what may be a name in it waits for an answer."""

from __future__ import annotations

from resultatbank import clock
from resultatbank.data import gate
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.words import State

STILL_SHOWN = "Exemplet syns under tiden."
NOT_SHOWN = "Exemplet visas inte för medarbetarna nu."


def meanwhile(example_id: int) -> str:
    """Return whether a published example is seen while its names wait, as a sentence. "" of one that isn't published.

    A likely name leaves it on show and puts it in the queue; a registered party that isn't in it closes it.
    """
    example = db.session.get(Example, example_id)
    if example is None or example.state != State.PUBLISHED:
        return ""
    return STILL_SHOWN if gate.is_visible(example_id, clock.today()) else NOT_SHOWN
