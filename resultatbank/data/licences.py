"""What there is to do about a licence that ends where its example is out. Nobody has written down what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from textwrap import shorten

from resultatbank.data.models import Package, Placement
from resultatbank.data.packages import holds_picture

_MOST_PLACES = 3
_MOST_IN_PLACE = 60


def named(packages: Sequence[Package]) -> tuple[str, str]:
    """Return what licences are for, in the definite form, and the pronoun for it."""
    one = len(packages) == 1
    if packages and all(holds_picture(each) for each in packages):
        return ("bilden", "den") if one else ("bilderna", "dem")
    return "det som licensen gäller" if one else "det som licenserna gäller", "det"


def places_out(placements: Iterable[Placement], day: date) -> list[Placement]:
    """Return the places where an example is on a day."""
    return [each for each in placements if each.is_out(day)]


def what_to_do(packages: Sequence[Package]) -> str:
    """Say what to do about licences that have ended where the example is out."""
    what, it = named(packages)
    licences = "licensen" if len(packages) == 1 else "licenserna"
    return f"Se efter om {what} är med där, och byt {it} i så fall, eller förnya {licences}."


def where_to_look(packages: Sequence[Package], out: Sequence[Placement], channels: dict[str, str]) -> str:
    """Say in which places to look, by name as far as there is room, or "" when the example is out nowhere."""
    if not out:
        return ""
    what, it = named(packages)
    places = [
        shorten(
            f"{channels.get(each.channel, each.channel)}{', ' + each.address if each.address else ''}",
            _MOST_IN_PLACE,
            placeholder=" …",
        )
        for each in out[:_MOST_PLACES]
    ]
    more = f" och {len(out) - _MOST_PLACES} till" if len(out) > _MOST_PLACES else ""
    return f"Se då efter om {what} är med här, och byt {it} i så fall: {'; '.join(places)}{more}."
