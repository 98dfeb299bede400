"""The button that takes back what one has just decided."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import queue, undoing
from resultatbank.data.reviewing import SomebodyElseDecided
from resultatbank.data.undoing import TooLate
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.respond import answer, go_to, wants_part
from resultatbank.web.review.routes import blueprint, chosen_reason, form_of, queue_values, row_values

TOO_LATE = "Det går inte att ångra längre. Öppna exemplet om du vill ändra något i det."
CHANGED = "Någon annan har ändrat exemplet sedan dess, så beslutet går inte att ångra. Läs vad som gäller nu."


@blueprint.post("/angra")
@requires(Action.REVIEW)
def undo() -> Response:
    """Take back what one has just decided, and open the row again."""
    reason = chosen_reason()
    skal = reason.value if reason else None
    try:
        undone = undoing.undo(_instant(request.form.get("beslut", "")), stamp())
    except TooLate:
        return go_to("review.queue", TOO_LATE, skal=skal)
    except SomebodyElseDecided:
        return go_to("review.queue", CHANGED, skal=skal)
    said = f"Ångrat: {undone[0].headline}." if len(undone) == 1 else f"Ångrat: {len(undone)} granskningar."
    found = queue.row_of(undone[0].id, clock.today())
    if wants_part():
        opened = row_values(found, form_of(found)) if found else None
        return answer("review/_queue.html", **queue_values(reason, said, opened))
    if found is None or len(undone) > 1:
        return go_to("review.queue", said, skal=skal)
    return go_to("review.row", said, example_id=undone[0].id, skal=skal)


def _instant(text: str) -> datetime:
    """Read when the decision was made. Raises TooLate for what is no such instant."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise TooLate from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
