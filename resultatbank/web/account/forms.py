"""The forms of the account."""

from __future__ import annotations

from wtforms.validators import EqualTo, Length

from resultatbank.data.accounts import LEAST_PASSWORD, MOST_PASSWORD
from resultatbank.web.forms import BaseForm, Line, Password, Tick

LENGTH = Length(
    LEAST_PASSWORD, MOST_PASSWORD, f"Lösenordet ska ha {LEAST_PASSWORD} till {MOST_PASSWORD} tecken. En mening går bra."
)


class LoginForm(BaseForm):
    """Log in."""

    email = Line("E-post", needed="Skriv din e-postadress.")
    password = Password("Lösenord", needed="Skriv ditt lösenord.")


class PasswordForm(BaseForm):
    """Change one's password."""

    current_password = Password("Nuvarande lösenord", needed="Skriv ditt nuvarande lösenord.")
    new_password = Password(
        "Nytt lösenord", needed="Skriv ett nytt lösenord.", hint=f"Minst {LEAST_PASSWORD} tecken.", checks=[LENGTH]
    )
    again = Password(
        "Nytt lösenord igen",
        needed="Skriv det nya lösenordet en gång till.",
        checks=[EqualTo("new_password", "De två lösenorden är inte lika. Skriv samma i båda rutorna.")],
    )


class NewsForm(BaseForm):
    """Choose whether the weekly mail has news too."""

    wants_news = Tick("Berätta i veckobrevet om nya exempel")
