"""The form of the page."""

from __future__ import annotations

from wtforms.validators import NumberRange

from resultatbank.data.models.keeping import LEAST_PER_WEEK, MOST_PER_WEEK
from resultatbank.web.forms import BaseForm, Whole

_RANGE = f"Skriv ett tal från {LEAST_PER_WEEK} till {MOST_PER_WEEK}."


class PaceForm(BaseForm):
    """Choose how many imported examples come up each week."""

    per_week = Whole(
        "Så många i veckan",
        needed="Skriv hur många som ska komma upp i veckan.",
        hint=f"{LEAST_PER_WEEK} till {MOST_PER_WEEK}. Gäller från nästa måndag. De som redan ligger i kön ligger kvar.",
        checks=[NumberRange(LEAST_PER_WEEK, MOST_PER_WEEK, _RANGE)],
    )
