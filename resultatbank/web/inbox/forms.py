"""The forms of the inbox."""

from __future__ import annotations

from wtforms import HiddenField

from resultatbank import clock
from resultatbank.web.forms import BaseForm, Day, Line, OneOf, Prose

DECLINED = "declined"


class TipForm(BaseForm):
    """Tip about a result, in two fields."""

    what = Prose(
        "Vad har hänt, och vem har nytta av det?",
        needed="Skriv vad som har hänt. En mening räcker.",
        most=2000,
        hint="Skriv inga personnummer.",
    )
    read_more = Line("Var kan vi läsa mer?", most=500, hint="En länk, ett diarienummer eller ett namn.")


class OneLineForm(BaseForm):
    """A request for help, or a fault, in one line."""

    text = Line("Vad gäller det?", needed="Skriv vad det gäller. En rad räcker.", most=500)


class HelpForm(OneLineForm):
    """A request for a communicator's help."""

    wanted_by = Day("Behövs senast", hint="Lämna tomt om det inte är bråttom.")

    def validate(self, extra_validators: object = None) -> bool:
        """Check that the day isn't over."""
        super().validate(extra_validators)
        if self.wanted_by.data and self.wanted_by.data < clock.today():
            self.fault(self.wanted_by, "Den dagen har varit. Skriv i dag eller en senare dag.")
        return not self.errors


class AnswerForm(BaseForm):
    """Settle an item."""

    OUTCOMES = (("done", "Klart"), (DECLINED, "Vi går inte vidare"))

    outcome = OneOf("Vad blev det?", OUTCOMES, needed="Välj vad det blev.")
    reply = Prose("Svar till avsändaren", most=1000, hint="Avsändaren ser svaret under Mina exempel.")
    version = HiddenField()


class FurtherForm(AnswerForm):
    """Make a tip an example: the button says what becomes of it, and the reply goes along."""

    outcome = OneOf("Vad blev det?", AnswerForm.OUTCOMES)
