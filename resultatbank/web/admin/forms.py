"""The forms of the administrator."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length, NumberRange, Regexp

from resultatbank.data.accounts import LEAST_PASSWORD, MOST_PASSWORD
from resultatbank.data.models.keeping import LEAST_HOURLY, MOST_HOURLY
from resultatbank.rules.review import (
    MOST_DAYS_TO_TAKE_DOWN,
    WORKING_DAYS_TO_TAKE_DOWN,
    WORKING_DAYS_TO_TAKE_DOWN_PARTNER,
)
from resultatbank.rules.roles import Role
from resultatbank.web.forms import MONTHS, BaseForm, Choice, Line, Password, Several, Tick, Whole, optional_id

_LENGTH = Length(LEAST_PASSWORD, MOST_PASSWORD, f"Lösenordet ska ha {LEAST_PASSWORD} till {MOST_PASSWORD} tecken.")
_ROLES = [(role.value, role.label) for role in Role if role is not Role.EMPLOYEE]
_AS_USUAL = "Som vanligt: en gång om året, två när någon är namngiven"
_ROLES_HINT = "Alla är medarbetare. Välj det personen är därutöver."


class NewUserForm(BaseForm):
    """Add a person."""

    name = Line("Namn", needed="Skriv personens namn.")
    email = Line(
        "E-post",
        needed="Skriv en e-postadress.",
        checks=[Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message="Skriv hela adressen, till exempel namn@example.se.")],
    )
    roles = Several("Roller", _ROLES, hint=_ROLES_HINT)
    new_password = Password(
        "Första lösenordet",
        needed="Skriv ett lösenord.",
        hint=f"Minst {LEAST_PASSWORD} tecken. Personen byter det själv under Ditt konto.",
        checks=[_LENGTH],
    )


class UserForm(BaseForm):
    """Change a person."""

    name = Line("Namn", needed="Skriv personens namn.")
    roles = Several("Roller", _ROLES, hint=_ROLES_HINT)
    version = HiddenField()


class RemovalForm(BaseForm):
    """Remove a person for good."""

    sure = Tick("Jag vill ta bort personen", needed="Kryssa i rutan om du vill ta bort personen.")


class NewPasswordForm(BaseForm):
    """Give a person a new password."""

    new_password = Password(
        "Nytt lösenord",
        needed="Skriv ett lösenord.",
        hint=f"Minst {LEAST_PASSWORD} tecken. Personens alla inloggningar avslutas.",
        checks=[_LENGTH],
    )


class TermForm(BaseForm):
    """Add or rename a word."""

    label = Line("Ord", needed="Skriv ordet.", most=80)
    internal = Tick("Intern kanal", hint="Bara de egna medarbetarna når den.")
    review_months = Choice(
        "Exemplen granskas",
        [("", _AS_USUAL), *MONTHS],
        coerce=optional_id,
    )
    takedown_days = Whole(
        "Arbetsdagar för att ta ned",
        hint=f"1 till {MOST_DAYS_TO_TAKE_DOWN}. Lämnar du det tomt gäller {WORKING_DAYS_TO_TAKE_DOWN} dagar, "
        f"{WORKING_DAYS_TO_TAKE_DOWN_PARTNER} hos en partner.",
        checks=[NumberRange(1, MOST_DAYS_TO_TAKE_DOWN, f"Skriv ett tal från 1 till {MOST_DAYS_TO_TAKE_DOWN}.")],
    )

    def belong_to(self, term_id: int) -> None:
        """Give the fields the ids that they have beside the word they change: each word of a list has its form."""
        names = {"label": "ord", "internal": "intern", "review_months": "granskas", "takedown_days": "dagar"}
        for field in self:
            if field.name in names:
                field.id = field.label.field_id = f"{names[field.name]}-{term_id}"


class HourlyForm(BaseForm):
    """Say what an hour of the staff's work is reckoned to cost."""

    kronor = Whole(
        "En timme kostar, kr",
        needed="Skriv vad en timme kostar.",
        hint=f"{LEAST_HOURLY} till {MOST_HOURLY}, med sociala avgifter och lokaler. Allt räknas om med det.",
        checks=[NumberRange(LEAST_HOURLY, MOST_HOURLY, f"Skriv ett tal från {LEAST_HOURLY} till {MOST_HOURLY}.")],
    )
