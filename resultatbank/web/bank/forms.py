"""The form of one who takes an example out of the bank."""

from __future__ import annotations

from resultatbank.web.forms import BaseForm, Line


class UseForm(BaseForm):
    """Where what is taken is to be used."""

    purpose = "ta ut texten"

    where_to = Line("Vart ska det? (frivilligt)", hint="Till exempel: talet på företagardagen.")
