"""The two questions, and the key that a form without log-in and cookies carries."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from wtforms import Field
from wtforms.validators import ValidationError

from resultatbank.rules.checksums import sha256_of
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.survey import SCALE
from resultatbank.rules.words import Language
from resultatbank.web.forms import NOT_KEPT, BaseForm, Line, OneOf
from resultatbank.web.survey.said import fault_in_english

KEY = "nyckel"
KEY_LIFE = timedelta(hours=24)
_SALT = "reader survey"
_ENDS = {1: "1, ingen nytta", 5: "5, stor nytta"}
_ENDS_IN_ENGLISH = {1: "1, no use", 5: "5, great use"}
MOST_SIGNS = 500


class SurveyForm(BaseForm):
    """How much use, from 1 to 5, and one free line."""

    purpose = "skicka"

    score = OneOf(
        "Hade du nytta av exemplet?",
        [(str(score), _ENDS.get(score, str(score))) for score in SCALE],
        needed="Välj en siffra från 1 till 5.",
        id="omdome",
    )
    text = Line(
        "Något du vill säga?",
        most=MOST_SIGNS,
        hint="Frivilligt. Skriv inga namn och inga personnummer.",
        id="omdome-text",
    )


class OutsideForm(SurveyForm):
    """The same questions where nobody is logged in. FormKey takes the place of a key that lies in a cookie.

    Nobody can ask a reader outside what a number was, so one with a slip in it is refused too.
    """

    class Meta(SurveyForm.Meta):
        """There is no session to keep a key in."""

        csrf = False

    def validate_text(self, field: Field) -> None:
        """Refuse what is written as a personal identity number, whatever its check digit."""
        if find_personal_numbers(field.data or "", mistyped_too=True):
            raise ValidationError(NOT_KEPT)


class EnglishForm(OutsideForm):
    """The same questions in English."""

    score = OneOf(
        "Was the example useful to you?",
        [(str(score), _ENDS_IN_ENGLISH.get(score, str(score))) for score in SCALE],
        needed="Välj en siffra från 1 till 5.",
        id="omdome",
    )
    text = Line(
        "Anything you want to say?",
        most=MOST_SIGNS,
        hint="If you like. Write no names and no personal identity numbers.",
        id="omdome-text",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check as in Swedish, and say in English what is wrong."""
        is_right = super().validate(extra_validators)
        for field in (self.score, self.text):
            field.errors = [fault_in_english(str(message), MOST_SIGNS) for message in field.errors]
        return is_right


def outside_form(language: Language) -> type[OutsideForm]:
    """Return the form in a language."""
    return EnglishForm if language == Language.ENGLISH else OutsideForm


@dataclass(frozen=True, slots=True)
class FormKey:
    """A key that was read from a form: the checksum by which a form is known again, and whether it is too old."""

    digest: str
    too_old: bool


def new_key(token: str, now: datetime) -> str:
    """Return a key for a form at a link: nobody else can make one, it ends, and it can be used once.

    It stops whoever posts without having asked for the form, and a form that is sent twice. It doesn't stop a program
    that asks for the form each time: for that there is the throttle.
    """
    return _signer().dumps([token, int(now.timestamp()), secrets.token_urlsafe(9)])


def read_key(text: str, token: str, now: datetime) -> FormKey | None:
    """Return what a form's key says, or None when it isn't ours, or is of another link."""
    try:
        made_for, seconds, _ = _signer().loads(text)
    except (BadData, ValueError, TypeError):
        return None
    if made_for != token:
        return None
    made = datetime.fromtimestamp(seconds, UTC)
    return FormKey(sha256_of(text), too_old=now - made > KEY_LIFE)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt=_SALT)
