"""The queue, a row of it, and deciding about a row."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import (
    accounts,
    alike,
    answered,
    claims,
    examples,
    inbox,
    packages,
    placements,
    putting_off,
    queue,
    reading,
    reviewing,
    undoing,
)
from resultatbank.data.models import Example
from resultatbank.data.reviewing import Remedy, SomebodyElseDecided
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Action
from resultatbank.web import telling
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.respond import aimed_at, answer, go_to, page, wants_part
from resultatbank.web.review.forms import DecisionForm, request_for

blueprint = Blueprint("review", __name__, url_prefix="/granskning")


@blueprint.get("", endpoint="queue")
@requires(Action.REVIEW)
def queue_page() -> Response:
    """Show what needs a person today, worst first."""
    return page("review/queue.html", parts=("review/_queue.html",), **queue_values(chosen_reason()))


def chosen_reason() -> Reason | None:
    """Return the reason that the queue is narrowed to, or None for all of it."""
    number = request.args.get("skal", "")
    return Reason(int(number)) if number in {str(reason.value) for reason in Reason} else None


def only_blocked() -> bool:
    """Tell whether the queue is narrowed to what no employee can see."""
    return request.args.get("visa") == "sparrade"


@blueprint.url_defaults
def _stay_narrowed(_endpoint: str, values: dict[str, Any]) -> None:
    """Keep to what is blocked in every link and form of the queue, until one leaves it."""
    if request and only_blocked():
        values.setdefault("visa", "sparrade")


def _chosen_place() -> queue.Place | None:
    """Return the place to go on from, written as reason.day.id in the address. Anything else begins from the top."""
    try:
        reason, day, example_id = request.args.get("efter", "").split("_")
        return queue.Place(int(reason[:3]), date.fromisoformat(day), int(example_id[:9]))
    except ValueError:
        return None


def queue_values(reason: Reason | None, said: str = "", opened: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the queue shows, with what was just done in words, and the row that is open."""
    day = clock.today()
    rows = queue.rows(day, reason, _chosen_place(), only_blocked=only_blocked())
    counts = queue.counts(day)
    return {
        "counts": counts,
        "total": queue.total(day),
        "blocked": queue.blocked(day),
        "only_blocked": only_blocked(),
        "rows": rows,
        "requests": inbox.open_requests([each.example.id for each in rows]),
        "claims": claims.claims_of([each.example.id for each in rows], clock.now()),
        "reason": reason,
        "together": len(alike.alike(day)),
        "settled": queue.settled_today(day),
        "waiting": queue.waiting_to_be_assessed(day),
        "coming": None if rows else queue.next_to_come(day),
        "more": rows[-1].place if len(rows) == queue.PAGE else None,
        "said": said,
        "opened": opened,
        "undo": undoing.latest(current_user().id, clock.now()),
    }


@blueprint.get("/<id:example_id>")
@requires(Action.REVIEW)
def row(example_id: int) -> Response:
    """Show one row with all that is needed to decide."""
    found = queue.row_of(example_id, clock.today())
    if found is None and db.session.get(Example, example_id) is not None:
        return go_to("review.queue", "Exemplet behöver inget just nu. Det är redan klart.")
    if found is None:
        abort(404)
    values = row_values(found, form_of(found))
    return answer("review/_row.html" if wants_part() else "review/row.html", **values)


def form_of(found: queue.QueueRow, *, sent: bool = False) -> DecisionForm:
    """Return the form of a row: with what it suggests, or with what was sent so far."""
    prefix = _prefix(found.example.id)
    if sent and f"{prefix}version" in request.form:
        form = DecisionForm(prefix=prefix)
    else:
        form = DecisionForm(None, prefix=prefix, data=_suggested(found))
    _fill(form, found.example, found)
    return form


def _suggested(found: queue.QueueRow) -> dict[str, Any]:
    """Return what a new form holds. Whoever can't mend a licence is about to ask for it, in words that are there."""
    example, day = found.example, clock.today()
    values: dict[str, Any] = {"version": example.version, "responsible": example.responsible_id}
    if found.reason.is_of_a_licence and not allowed(Action.EDIT_EXAMPLE) and not inbox.open_requests([example.id]):
        licences = packages.ending_licences([example.id], day).get(example.id, [])
        values |= {"remedy": Remedy.FIX.value, "note": request_for(licences, day)}
    return values


def _prefix(example_id: int) -> str:
    """Several rows may be open on one page, and their fields must not have the same names."""
    return f"rad{example_id}-"


def _fill(form: DecisionForm, example: Example, found: queue.QueueRow | None) -> None:
    people = [(str(person.id), person.name) for person in accounts.people_who_answer()]
    faults = inbox.open_faults([example.id]).get(example.id, [])
    form.offer(people, reviewing.renewable(example.id), faults, example.is_published)
    if found is not None:
        form.suit(found.reason)


def row_values(found: queue.QueueRow, form: DecisionForm, clash: bool = False) -> dict[str, Any]:
    """Return what an open row shows."""
    example = found.example
    read = reading.read(example, clock.today())
    return {
        "row": found,
        "example": example,
        "form": form,
        "clash": clash,
        "change": reviewing.last_change(example.id) if clash else None,
        "reason": chosen_reason(),
        "reasons": queue.reasons_of(example.id, clock.today()),
        "read": read,
        "where_to_use": telling.where_to_use,
        "answered": answered.answered_in(example.id, read.whys),
        "last_used": queue.last_used(example.id),
        "licences": packages.ending_licences([example.id], clock.today()).get(example.id, []),
        "placements": placements.placements_in([example.id]),
        "reviews": queue.reviews_of(example.id, limit=5),
        "renewable": form.renewable,
        "used": queue.times_used(example.id),
        "faults": form.faults,
        "asked": inbox.open_requests([example.id]).get(example.id, []),
        "claim": claims.claims_of([example.id], clock.now()).get(example.id),
        "undo": undoing.latest(current_user().id, clock.now()),
        "can_wait": putting_off.can_be_put_off(example, clock.today()),
    }


@blueprint.post("/<id:example_id>")
@requires(Action.REVIEW)
def decide(example_id: int) -> Response:
    """Do what the reviewer decided, and open the next row."""
    example = reviewing.lock(example_id) or abort(404)
    found, form = queue.row_of(example_id, clock.today()), DecisionForm(prefix=_prefix(example_id))
    _fill(form, example, found)
    if found is None:
        return _too_late(example, form)
    form.validate()
    form.judge(found.reason)
    _check_replacement(form, example)
    if form.errors:
        return _again(found, form, 422)
    try:
        decision = form.decision()
        undoing.decide(example, decision, int(form.version.data or 0), stamp())
    except (SomebodyElseDecided, ValueError):
        form.version.data = str(example.version)
        return _again(found, form, 409, clash=True)
    return _next(found, decision.remedy)


def _check_replacement(form: DecisionForm, example: Example) -> None:
    wanted = form.replacement_id
    if form.remedy.data == Remedy.REPLACE and wanted and examples.replacement_for(example, wanted) is None:
        form.fault(form.replacement, "Välj ett annat exempel som är publicerat.")


def _again(found: queue.QueueRow, form: DecisionForm, status: int, *, clash: bool = False) -> Response:
    values = row_values(found, form, clash)
    response = answer("review/_row.html" if wants_part() else "review/row.html", status=status, **values)
    return aimed_at(response, f"rad-{found.example.id}")


def _too_late(example: Example, form: DecisionForm) -> Response:
    """Answer one whose row needs nobody any more: who got there first, and what one had chosen oneself."""
    response = answer(
        "review/_late.html" if wants_part() else "review/late.html",
        status=409,
        example=example,
        change=reviewing.last_change(example.id),
        chosen=form.chosen(),
        reason=chosen_reason(),
    )
    return aimed_at(response, f"rad-{example.id}")


def _next(decided: queue.QueueRow, remedy: Remedy | None) -> Response:
    """Answer with the next row open, and with what is left."""
    day, reason = clock.today(), chosen_reason()
    still = queue.row_of(decided.example.id, day)
    said = f"{decided.example.headline}: klart." if still is None else _still(still, asked=remedy is Remedy.FIX)
    narrowed = partial(queue.rows, day, reason, only_blocked=only_blocked())
    following = next(iter(narrowed(decided.place)), None)
    following = following or next((each for each in narrowed() if each.example.id != decided.example.id), None)
    if wants_part():
        opened = row_values(following, form_of(following)) if following else None
        return answer("review/_queue.html", **queue_values(reason, said, opened))
    skal = reason.value if reason else None
    if following is None:
        return go_to("review.queue", said, skal=skal)
    return go_to("review.row", said, example_id=following.example.id, skal=skal)


def _still(row: queue.QueueRow, *, asked: bool) -> str:
    if asked:
        return f"{row.example.headline}: kommunikatörerna är frågade. Raden ligger kvar tills det är gjort."
    return f"{row.example.headline}: sparat, men ligger kvar. {row.reason.label}: {row.sentence}"


@blueprint.app_template_global()
def place_in_queue(place: queue.Place) -> str:
    """Return a place in the queue as it is written in an address."""
    return f"{place.reason}_{place.since}_{place.example_id}"
