"""The base form and its fields. Every label and every error is an instruction to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from resultatbank.data.imaging import Drawn, Size
from resultatbank.rules.numbers import format_decimal, parse_day, parse_decimal, parse_year
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.web.filetypes import FileKind

LINE = 200
PROSE = 20_000
_ALLOWED_CONTROLS = frozenset("\n\r\t")
MOST_WHOLE = 2**31 - 1
PERSONAL_NUMBER = "Det ser ut som ett personnummer i texten. Ta bort det"
NOT_KEPT = f"{PERSONAL_NUMBER}, så sparar vi svaret."
CHOOSE_AGAIN = "Välj filen igen. Webbläsaren behåller den inte."


class BaseForm(FlaskForm):
    """A form of ours: Swedish messages, CSRF protection, and the same checks of all text that is typed.

    `purpose` is what one can do when what is wrong has been put right.
    """

    class Meta(FlaskForm.Meta):
        """WTForms' own messages are in Swedish too."""

        locales = ("sv_SE", "sv")

    purpose = "spara"

    def errors_in_order(self) -> list[tuple[Field, str]]:
        """Return each field that is wrong with its first message, in the order of the form."""
        return [(field, _first(field.errors)) for field in self if field.errors and field.name != "csrf_token"]

    @property
    def kept(self) -> str:
        """What must be filled in again when the form comes back: browsers keep no files, and we send no passwords."""
        if any(isinstance(field, Upload) and field.data for field in self):
            return "Välj filen igen. Inget annat du har fyllt i är borta."
        if any(isinstance(field, PasswordField) for field in self):
            return "Skriv lösenorden igen."
        return "Inget du har fyllt i är borta."

    def fault(self, field: Field, message: str) -> None:
        """Say that a field is wrong, when only the whole form or the database can tell."""
        field.errors = [*field.errors, message]

    def fault_larger(self, field: Field, other: Field, message: str) -> None:
        """Say that a number is wrong when it is larger than another, where both are known."""
        if field.data is not None and other.data is not None and field.data > other.data:
            self.fault(field, message)


class SearchingForm(BaseForm):
    """A form that saves nothing: it looks for something, so what it asks for is another search."""

    purpose = "söka"

    @property
    def kept(self) -> str:
        """Nothing was filled in but what is searched for, which stands in its field."""
        return ""


def _first(errors: Sequence[Any]) -> str:
    first = errors[0]
    return first if isinstance(first, str) else str(first[0])


def trimmed(value: Any) -> Any:
    """Strip the white space around text, and make all line ends alike."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _checked_text(most: int) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        text = field.data or ""
        if len(text) > most:
            raise StopValidation(f"Texten är {len(text)} tecken. Korta den till högst {most}.")
        if any(ord(sign) < 32 and sign not in _ALLOWED_CONTROLS for sign in text):
            raise StopValidation("Texten innehåller tecken som inte går att visa. Skriv om den.")
        if find_personal_numbers(text):
            raise StopValidation(f"{PERSONAL_NUMBER} och sök igen." if isinstance(form, SearchingForm) else NOT_KEPT)

    return check


def _needs(message: str) -> list[Any]:
    """White space is no answer, and nought is one."""

    def check(_form: Form, field: Field) -> None:
        if field.data is None and not field.process_errors:
            raise StopValidation(message)

    return [InputRequired(message), check] if message else [Optional()]


def _needs_choice(message: str) -> list[Any]:
    """Never Optional: it forgets that a choice was refused when the first value sent is blank."""
    return [InputRequired(message)] if message else []


def _needs_some(message: str) -> list[Any]:
    """One box is enough, so no box may be marked as required: browsers would insist on that very box."""

    def check(_form: Form, field: Field) -> None:
        if not field.raw_data or not field.raw_data[0]:
            field.errors = []
            raise StopValidation(message)

    return [check] if message else []


def _needs_text(message: str) -> list[Any]:
    """White space is no answer."""
    return [DataRequired(message)] if message else [Optional()]


class Line(StringField):
    """One line of text, at most `most` signs. `needed` is what to say when it is empty; "" allows that."""

    def __init__(self, label: str, *, needed: str = "", most: int = LINE, hint: str = "", **kwargs: Any) -> None:
        """Take what the person is told."""
        checks = [*_needs_text(needed), _one_line, _checked_text(most), *kwargs.pop("checks", [])]
        super().__init__(label, checks, filters=[trimmed], description=hint, **kwargs)
        self.most = most


def _one_line(_form: Form, field: Field) -> None:
    if "\n" in (field.data or ""):
        raise StopValidation("Skriv allt på en rad.")


class Prose(TextAreaField):
    """Text of several lines, at most `most` signs."""

    def __init__(self, label: str, *, needed: str = "", most: int = PROSE, hint: str = "", **kwargs: Any) -> None:
        """Take what the person is told."""
        checks = [*_needs_text(needed), _checked_text(most), *kwargs.pop("checks", [])]
        super().__init__(label, checks, filters=[trimmed], description=hint, **kwargs)
        self.most = most


class Password(PasswordField):
    """A password. Neither trimmed nor looked into, and never shown again."""

    def __init__(self, label: str, *, needed: str, hint: str = "", **kwargs: Any) -> None:
        """Take what the person is told."""
        super().__init__(label, [InputRequired(needed), *kwargs.pop("checks", [])], description=hint, **kwargs)


class _Parsed(StringField):
    """A field whose text becomes a value; text that can't stays in the form with a sentence about why."""

    width = "w10"
    data: Any

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **kwargs: Any) -> None:
        checks = [*_needs(needed), *kwargs.pop("checks", [])]
        super().__init__(label, checks, description=hint, **kwargs)
        self.typed: str | None = None

    def read(self, text: str) -> Any:
        # Each kind of field reads its own text, and there is none of this kind alone.
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with a sentence when it can't be read."""
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = None
        if self.typed.strip():
            if len(self.typed) > LINE:
                raise ValueError("Det är för långt. Skriv kortare.")
            self.data = self.read(self.typed.strip())

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)


class Day(_Parsed):
    """A day, typed as 2027-05-31. Its data is a date or None."""

    def read(self, text: str) -> date:
        """Read the day."""
        return parse_day(text)


class Amount(_Parsed):
    """A Swedish decimal number, such as 1 234,5. Its data is a Decimal or None."""

    def read(self, text: str) -> Decimal:
        """Read the number."""
        return parse_decimal(text)

    def show(self, value: Any) -> str:
        """Show it as it is typed."""
        return format_decimal(value)


_WHOLE = "Skriv ett helt tal, till exempel 4210."


class Whole(_Parsed):
    """A whole number from nought. Its data is an int or None."""

    def read(self, text: str) -> int:
        """Read the number. Raises ValueError with a sentence for anything but a whole number."""
        try:
            value = parse_decimal(text)
        except ValueError:
            raise ValueError(_WHOLE) from None
        if value < 0:
            raise ValueError("Skriv noll eller mer.")
        if value != value.to_integral_value() or value > MOST_WHOLE:
            raise ValueError(_WHOLE)
        return int(value)

    def show(self, value: Any) -> str:
        """Show it as it is typed."""
        return format_decimal(value)


class Year(_Parsed):
    """A year of four figures. Its data is an int or None."""

    width = "w4"

    def read(self, text: str) -> int:
        """Read the year."""
        return parse_year(text)


Choices = Iterable[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]


def _made(pairs: Any) -> Any:
    if callable(pairs):
        return lambda: _made(pairs())
    return [each if isinstance(each, SelectChoice) else SelectChoice(*map(str, each)) for each in pairs or ()]


class _Pairs:
    """Lets choices be given, at first or later, as pairs of value and label, or as a function that returns pairs."""

    @property
    def choices(self) -> Any:
        return SelectField.choices.fget(self)

    @choices.setter
    def choices(self, pairs: Any) -> None:
        SelectField.choices.fset(self, _made(pairs))

    def allowed(self) -> set[str]:
        """Return the values there are to choose from."""
        return {str(choice.value) for choice in self.choices or ()}


class Choice(_Pairs, SelectField):
    """One of several, in a list. Values are text; `coerce=int` with `optional_id` for ids."""

    def __init__(self, label: str, choices: Choices = (), *, needed: str = "", hint: str = "", **kwargs: Any) -> None:
        """Take what there is to choose from, and what to say when nothing is chosen."""
        super().__init__(label, _needs_choice(needed), choices=_made(choices), description=hint, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Refuse what isn't in the list, also when it isn't even an id. White space is no choice."""
        nothing_sent = not self.raw_data or not self.raw_data[0]
        if self.data in (None, "") and nothing_sent:
            return
        if str(self.data) not in self.allowed():
            raise ValidationError("Välj något i listan.")


class OneOf(_Pairs, RadioField):
    """One of several, as radio buttons. `hints` are lines to stand under each choice, by value."""

    data: Any

    def __init__(
        self,
        label: str,
        choices: Choices = (),
        *,
        needed: str = "",
        hint: str = "",
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take what there is to choose from, and what to say when nothing is chosen."""
        super().__init__(label, _needs_choice(needed), choices=_made(choices), description=hint, **kwargs)
        self.hints = hints or {}

    def pre_validate(self, form: Form) -> None:
        """Refuse what isn't among the choices."""
        if self.data in (None, "", "None"):
            self.data = None
            return
        if str(self.data) not in self.allowed():
            raise ValidationError("Välj ett av svaren.")


class YesNo(OneOf):
    """Ja or nej. Its data is "ja", "nej" or None."""

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **kwargs: Any) -> None:
        """Take what to say when nothing is chosen."""
        super().__init__(label, [("ja", "Ja"), ("nej", "Nej")], needed=needed, hint=hint, **kwargs)


class Several(_Pairs, SelectMultipleField):
    """Any number of several, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: Choices = (), *, needed: str = "", hint: str = "", **kwargs: Any) -> None:
        """Take what there is to choose from, and what to say when nothing is chosen."""
        super().__init__(label, _needs_some(needed), choices=_made(choices), description=hint, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Refuse what isn't among the choices."""
        if not {str(value) for value in self.data or ()} <= self.allowed():
            raise ValidationError("Välj bland rutorna.")


class Tick(BooleanField):
    """A checkbox. With `needed`, it must be ticked; it says what the person is told who hasn't."""

    def __init__(self, label: str, *, hint: str = "", needed: str = "", **kwargs: Any) -> None:
        """Take its hint, and what is said when it is needed and wasn't ticked."""
        super().__init__(label, [InputRequired(needed)] if needed else [], description=hint, **kwargs)


class Upload(FileField):
    """A file. What it really is stands in `kind` once web/uploads.py has found it right, and a picture in `picture`.

    A form that was sent is shown again only when it was refused, and a browser never keeps the file that was chosen.
    The hint says so, and how large a file may be. Static/saving.js refuses a larger one before it is sent.
    """

    description: str
    kind: FileKind | None = None
    picture: dict[Size, Drawn] | None = None

    def __init__(self, label: str, *, hint: str = "", **kwargs: Any) -> None:
        """Take its hint."""
        most: int = current_app.config["SETTINGS"].max_upload_mb
        described = f"{hint} Högst {most} MB.".strip()
        super().__init__(label, description=described, render_kw={"data-most": most * 1024 * 1024}, **kwargs)

    @property
    def sent(self) -> FileStorage | None:
        """The file that was sent, if any."""
        return self.data if isinstance(self.data, FileStorage) and self.data.filename else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file, if one was chosen."""
        super().process_formdata(valuelist)
        if self.data:
            self.description = f"{CHOOSE_AGAIN} {self.description}".strip()


MONTHS = [
    ("1", "Varje månad"),
    ("3", "Var tredje månad"),
    ("6", "Var sjätte månad"),
    ("12", "En gång om året"),
    ("24", "Vartannat år"),
]
"""How often an example may be set to be reviewed: months between, and in words."""


def optional_id(value: Any) -> int | None:
    """Coerce a choice to an id: "" and None are None, and what isn't a number is too."""
    text = str(value) if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


__all__ = [
    "Amount",
    "BaseForm",
    "Choice",
    "Day",
    "Line",
    "OneOf",
    "Password",
    "Prose",
    "SearchingForm",
    "Several",
    "Tick",
    "Upload",
    "Whole",
    "Year",
    "YesNo",
    "optional_id",
]
