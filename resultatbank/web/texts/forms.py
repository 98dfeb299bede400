"""The form in which a text is edited."""

from __future__ import annotations

from wtforms import HiddenField

from resultatbank.rules.notice import Template, faults
from resultatbank.web.forms import BaseForm, Prose


class TextForm(BaseForm):
    """A text, and the version that the person began with."""

    text = Prose("Text", needed="Skriv texten.")
    version = HiddenField()

    def __init__(self, begin: Template) -> None:
        """Begin with a version of the text."""
        super().__init__(data={"text": begin.text, "version": begin.version})
        self.basis = begin.basis

    @property
    def faults(self) -> list[str]:
        """Everything that must be put right in the text, whether it has been sent or not."""
        return faults(self.text.data or "", self.basis)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the text as parties would see it. Where several things are wrong the page lists them."""
        super().validate(extra_validators)
        wrong = self.faults if not self.text.errors else []
        if len(wrong) == 1:
            self.fault(self.text, wrong[0])
        elif wrong:
            self.fault(self.text, f"{len(wrong)} saker behöver rättas. De står i listan Att rätta.")
        return not self.errors
