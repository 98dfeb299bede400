"""What a party sends from its page: its answers, and on whose behalf. Every fault has a sentence in its language."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from resultatbank.data.invitations import Answerer, asked_cells
from resultatbank.data.models import Invitation
from resultatbank.data.parties import who_answers_for
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.words import Capacity

YES, NO, EACH = "ja", "nej", "valj"
CHOICE, REST, CAPACITY, NAME, LATER = "val", "resten", "roll", "namn", "senare"
CELL, PICK = "svar-", "ta-"
_MOST_NAME = 200
_WORDS = {YES: True, NO: False}


def name_of(material: str, channel: str, before: str = CELL) -> str:
    """Return the name of the control for a material in a channel."""
    return f"{before}{material}-{channel}"


@dataclass
class Reply:
    """What has been filled in. `faults` holds the key of a sentence for each control that is wrong, in order."""

    choice: str = ""
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    rest_is_no: bool = False
    capacity: str = Capacity.SELF
    name: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def word_of(self, material: str, channel: str) -> str:
        """Return what is chosen for a material in a channel: ja, nej or "" for neither."""
        return self.cells.get((material, channel), "")

    def replies(self) -> dict[tuple[str, str], bool]:
        """Return the answers. Only for a reply without faults: what isn't answered is a no."""
        if self.choice == EACH:
            return {cell: _WORDS.get(word, False) for cell, word in self.cells.items()}
        return dict.fromkeys(self.cells, self.choice == YES)

    def answerer(self) -> Answerer:
        """Return on whose behalf it is answered. One who answers for itself needs no name."""
        return Answerer(self.capacity, "" if self.capacity == Capacity.SELF else self.name.strip())


def empty(invitation: Invitation, guardian_until: int) -> Reply:
    """Return a reply in which nothing is filled in. Nothing is ever chosen for the party."""
    return Reply(capacity=capacities(invitation, guardian_until)[0])


def capacities(invitation: Invitation, guardian_until: int) -> tuple[Capacity, ...]:
    """Return on whose behalf it can be answered, the most likely first."""
    return who_answers_for(invitation.party, guardian_until)


def read(form: MultiDict[str, str], invitation: Invitation, guardian_until: int) -> Reply:
    """Read what was sent, and find every fault in it."""
    possible = capacities(invitation, guardian_until)
    reply = Reply(
        choice=form.get(CHOICE, ""),
        cells={cell: form.get(name_of(*cell), "") for cell in asked_cells(invitation)},
        rest_is_no=REST in form,
        capacity=form.get(CAPACITY, possible[0]),
        name=form.get(NAME, ""),
    )
    if fault := _fault_of_choice(reply):
        reply.faults[CHOICE] = fault
    elif fault := _fault_of_cells(reply):
        # The list shall be seen when it is what is wrong, whatever was chosen above it.
        reply.faults[CELL], reply.choice = fault, EACH
    if reply.capacity not in possible:
        reply.faults[CAPACITY] = "capacity_needed"
    if fault := _fault_of_name(reply):
        reply.faults[NAME] = fault
    return reply


def _fault_of_choice(reply: Reply) -> str:
    return "" if reply.choice in (YES, NO, EACH) else "choose"


def _fault_of_cells(reply: Reply) -> str:
    said = set(reply.cells.values())
    if not said <= {YES, NO, ""}:
        return "pick_strange"
    if reply.choice == YES and NO in said:
        return "contradiction"
    if reply.choice == NO and YES in said:
        return "contradiction_no"
    return "unanswered" if reply.choice == EACH and "" in said and not reply.rest_is_no else ""


def _fault_of_name(reply: Reply) -> str:
    name = reply.name.strip()
    if len(name) > _MOST_NAME or any(ord(sign) < 32 for sign in name):
        return "name_strange"
    if find_personal_numbers(name):
        return "name_number"
    return "name_needed" if not name and reply.capacity != Capacity.SELF else ""


def picked(form: MultiDict[str, str], invitation: Invitation) -> list[tuple[str, str]]:
    """Return what was ticked to be taken back."""
    return sorted(cell for cell in asked_cells(invitation) if name_of(*cell, PICK) in form)
