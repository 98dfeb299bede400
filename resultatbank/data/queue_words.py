"""Why each row stands in the queue, in a sentence. Gathered for all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from sqlalchemy import select

from resultatbank.data import figures, findings, gate, inbox, licences
from resultatbank.data.examples import next_reviews
from resultatbank.data.models import Example, Finding, FollowUp, InboxItem, Package, Placement
from resultatbank.data.packages import ending_licences
from resultatbank.data.reasons import Why, by_sentence, why_closed
from resultatbank.data.words import channel_labels
from resultatbank.extensions import db
from resultatbank.rules.calendar import add_days, day_of
from resultatbank.rules.clearance import Cause
from resultatbank.rules.review import DAYS_EXPIRING, Reason
from resultatbank.rules.words import Naming

_MOST = 2
_MOST_LETTERS = 140


@dataclass(frozen=True, slots=True)
class _Known:
    """What the sentences are made of, by example."""

    day: date
    whys: dict[int, dict[str, list[Why]]]
    uses: dict[int, gate.Usability]
    placements: dict[int, list[Placement]]
    measured: set[int]
    figures: dict[int, Sequence[figures.Waited]]
    reviewed: dict[int, date]
    channels: dict[str, str]
    names: dict[int, list[Finding]]
    faults: dict[int, list[InboxItem]]
    licences: dict[int, list[Package]]
    with_places: bool


def sentences(found: Sequence[tuple[Example, Reason]], day: date, *, with_places: bool = True) -> list[str]:
    """Return for each example and reason what is the matter. A constant number of queries.

    Without `with_places` a withdrawal doesn't say how many places must be taken down: it is told beside it.
    """
    ids = [example.id for example, _reason in found]
    if not ids:
        return []
    known = _Known(
        day=day,
        whys=why_closed(ids, day),
        uses=gate.usability(ids, day),
        placements=_by_example(select(Placement).where(Placement.example_id.in_(ids)).order_by(Placement.from_day)),
        measured=set(db.session.scalars(select(FollowUp.placement_id).where(FollowUp.example_id.in_(ids)))),
        figures=figures.waited_for_in(ids),
        reviewed=next_reviews(example for example, _reason in found),
        channels=channel_labels(),
        names=findings.open_in(ids),
        faults=inbox.open_faults(ids),
        licences=ending_licences(ids, day),
        with_places=with_places,
    )
    return [_SENTENCES[reason](example, known) for example, reason in found]


def _by_example(query: object) -> dict[int, list]:  # type: ignore[type-arg]  # Rows of whichever table was asked for.
    grouped: dict[int, list] = {}  # type: ignore[type-arg]  # As above.
    for row in db.session.scalars(query):  # type: ignore[call-overload]  # As above.
        grouped.setdefault(row.example_id, []).append(row)
    return grouped


def _whys(example: Example, known: _Known, *causes: Cause) -> list[str]:
    """Return the sentences of the causes, once each, with the channels that are meant unless all of them are."""
    everywhere = len(known.uses[example.id].uses)
    return [
        sentence
        if len(channels) >= everywhere
        else f"{sentence.removesuffix('.')} ({_and([known.channels.get(each, each).lower() for each in channels])})."
        for sentence, channels in by_sentence(known.whys.get(example.id, {}), *causes).items()
    ]


def _few(sentences: Iterable[str], otherwise: str) -> str:
    made = list(sentences)
    more = f" Och {len(made) - _MOST} till." if len(made) > _MOST else ""
    return " ".join(made[:_MOST]) + more if made else otherwise


def _to_take_down(example: Example, known: _Known) -> list[Placement]:
    closed = {use.channel.slug for use in known.uses[example.id].closed}
    return [
        place for place in known.placements.get(example.id, []) if place.channel in closed and place.is_out(known.day)
    ]


def _withdrawn(example: Example, known: _Known) -> str:
    down = len(_to_take_down(example, known)) if known.with_places else 0
    tail = f" {down} {'plats' if down == 1 else 'platser'} ska tas ned." if down else ""
    return _few(_whys(example, known, Cause.WITHDRAWN), "Ett ja har dragits tillbaka.") + tail


def _expired(example: Example, known: _Known) -> str:
    return _few(_whys(example, known, Cause.EXPIRED), "En överenskommelse har gått ut.")


def _missing(example: Example, known: _Known) -> str:
    return _few(_whys(example, known), "Någon är namngiven utan att vara tillfrågad.")


def _names(example: Example, known: _Known) -> str:
    asked = known.names.get(example.id, [])
    if not asked:
        return "Något i texten kan vara ett namn."
    more = f" och {len(asked) - 1} till" if len(asked) > 1 else ""
    return f"I texten står {asked[0].text}{more}. Ta ställning till vad det är."


def _takedown(example: Example, known: _Known) -> str:
    return _few(
        (
            f"{known.channels.get(place.channel, place.channel)}"
            f"{', ' + place.address if place.address else ''} får inte ligga kvar."
            for place in _to_take_down(example, known)
        ),
        "Något som inte längre får användas ligger ute.",
    )


def _not_assessed(example: Example, _known: _Known) -> str:
    then = "Därför visas det inte." if example.is_published else "Innan dess kan det inte publiceras."
    return f"Ingen har bedömt om någon person eller något företag är namngivet. {then}"


def _expiring(example: Example, known: _Known) -> str:
    last_days = [use.until for use in known.uses[example.id].open if use.until]
    soon = [last for last in last_days if last <= add_days(known.day, DAYS_EXPIRING)]
    if not soon:
        return "En överenskommelse går snart ut."
    first = min(soon)
    words = [u.channel.label.lower() for u in known.uses[example.id].open if u.until == first]
    return f"Får användas i {_and(words)} till {first}, {_left(first, known.day)}."


def _left(last: date, day: date) -> str:
    left = (last - day).days
    return "i dag är sista dagen" if left == 0 else f"{left} {'dag' if left == 1 else 'dagar'} kvar"


def _licence_ended(example: Example, known: _Known) -> str:
    ended = _licensed(example, known, ended=True)
    return _licences(
        (f"Licensen för ”{each.title}” gick ut {each.licence_until}." for each in ended),
        "En licens har gått ut.",
        _out_there(example, known, licences.what_to_do(ended)),
    )


def _licence_ending(example: Example, known: _Known) -> str:
    return _licences(
        (
            f"Licensen för ”{each.title}” går ut {last}, {_left(last, known.day)}."
            for each in _licensed(example, known, ended=False)
            if (last := each.licence_until)
        ),
        "En licens går snart ut.",
        _out_there(example, known),
    )


def _licences(each: Iterable[str], otherwise: str, tail: str) -> str:
    return f"{_few(each, otherwise)} {tail}".rstrip()


def _licensed(example: Example, known: _Known, *, ended: bool) -> list[Package]:
    return [
        each
        for each in known.licences.get(example.id, ())
        if each.licence_until and (each.licence_until < known.day) is ended
    ]


def _out_there(example: Example, known: _Known, then: str = "") -> str:
    """Say in how many places the example is out. Nobody has written down in which of them the picture is."""
    out = licences.places_out(known.placements.get(example.id, ()), known.day)
    places = "en plats" if len(out) == 1 else f"{len(out)} platser"
    return f"Exemplet ligger ute på {places}. {then}".rstrip() if out else ""


def _and(words: list[str]) -> str:
    return " och ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _fault(example: Example, known: _Known) -> str:
    seen = known.faults.get(example.id, [])
    if not seen:
        return "Någon har sett ett fel."
    more = f" Och {len(seen) - 1} till." if len(seen) > 1 else ""
    text = shorten(seen[0].text, _MOST_LETTERS, placeholder=" …")
    return f"{seen[0].sent_by.name} {day_of(seen[0].sent_at)}: ”{text}”{more}"


def _never_reviewed(example: Example, _known: _Known) -> str:
    return f"Publicerad {day_of(example.published_at)} utan granskning." if example.published_at else "Aldrig granskad."


def _overdue(example: Example, known: _Known) -> str:
    people = "" if example.naming == Naming.NAMED else " Inga personer eller företag är med."
    return f"Skulle ha granskats {known.reviewed.get(example.id, known.day)}.{people}"


def _figures_due(example: Example, known: _Known) -> str:
    late = [each for each in known.figures.get(example.id, ()) if each.due_on <= known.day]
    return _few((f"{each.name} skulle ha funnits {each.due_on}." for each in late), "En siffra saknas.")


def _follow_up_due(example: Example, known: _Known) -> str:
    places = [place for place in known.placements.get(example.id, []) if place.id not in known.measured]
    return _few(
        (f"{known.channels.get(p.channel, p.channel)}, publicerad {p.from_day}, har inga siffror." for p in places),
        "Siffror om hur många som nåtts saknas.",
    )


def _nobody(example: Example, _known: _Known) -> str:
    if example.responsible is not None:
        return f"{example.responsible.name} har slutat."
    return "Ingen är ansvarig för exemplet."


_SENTENCES: dict[Reason, Callable[[Example, _Known], str]] = {
    Reason.WITHDRAWN: _withdrawn,
    Reason.EXPIRED: _expired,
    Reason.MISSING: _missing,
    Reason.NAMES: _names,
    Reason.TAKEDOWN: _takedown,
    Reason.NOT_ASSESSED: _not_assessed,
    Reason.LICENCE_ENDED: _licence_ended,
    Reason.EXPIRING: _expiring,
    Reason.LICENCE_ENDING: _licence_ending,
    Reason.FAULT: _fault,
    Reason.NEVER_REVIEWED: _never_reviewed,
    Reason.OVERDUE: _overdue,
    Reason.FIGURES_DUE: _figures_due,
    Reason.FOLLOW_UP_DUE: _follow_up_due,
    Reason.NOBODY: _nobody,
}
