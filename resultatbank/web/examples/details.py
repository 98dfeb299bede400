"""Making an example, describing it, and saying that its effort has begun."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from resultatbank.data import derive, examples, figures, findings, rows, texts
from resultatbank.data.models import Event, Example
from resultatbank.rules.roles import Action
from resultatbank.rules.words import State
from resultatbank.web.access import requires, stamp
from resultatbank.web.examples import blueprint
from resultatbank.web.examples.forms import BeginForm, DetailsForm, NewForm, regions
from resultatbank.web.examples.loading import example_or_404
from resultatbank.web.forms import MONTHS
from resultatbank.web.found_names import meanwhile
from resultatbank.web.respond import go_to, page

NOTHING_WANTED = "Skriv först i steg 1 vilket resultat ni önskar. Det låses när insatsen startar."
SAVED = "Uppgifterna är sparade."
NOT_BEGUN = "Dagen är skriven men inte sparad. Välj Insatsen har startat, eller töm rutan och spara igen."
BEGUN = "Insatsen har redan startat."
NAMED = "Där står något som kan vara ett namn. Ta ställning till det under Medverkande."


@blueprint.get("/exempel/nytt")
@requires(Action.EDIT_EXAMPLE)
def new() -> Response:
    """Show the form for a new example."""
    return page("examples/new.html", form=NewForm())


@blueprint.get("/exempel/nytt/planerat")
@requires(Action.EDIT_EXAMPLE)
def new_planned() -> Response:
    """Show the form for a new example whose effort hasn't begun."""
    return page("examples/new.html", form=NewForm(data={"state": State.PLANNED.value}))


@blueprint.post("/exempel/nytt")
@requires(Action.EDIT_EXAMPLE)
def create() -> Response:
    """Make an example, and go on to its first step."""
    form = NewForm()
    if not form.validate():
        return page("examples/new.html", form=form, status=422)
    example = examples.create(form.title.data, State(form.state.data), stamp())
    return go_to(
        "examples.step", "Exemplet finns nu. Allt du skriver sparas allt eftersom.", example_id=example.id, number=1
    )


def _page(example: Example, form: DetailsForm, status: int = 200, **more: Any) -> Response:
    planned = example.state == State.PLANNED
    values: dict[str, Any] = {
        "begin_form": BeginForm(None, data={"began_on": example.starts_on}),
        "conflict": None,
        **more,
    }
    return page(
        "examples/details.html",
        status=status,
        example=example,
        form=form,
        wanted=texts.texts_of(example.id).get(texts.WANTED_RESULT) if planned else None,
        targets=[figures.goal_in_words(each) for each in rows.rows_of(example.id, "indicators")] if planned else [],
        frozen=texts.frozen_of(example.id),
        **values,
    )


@blueprint.get("/exempel/<id:example_id>/uppgifter")
@requires(Action.EDIT_EXAMPLE)
def details(example_id: int) -> Response:
    """Show an example's details."""
    example, form = example_or_404(example_id), DetailsForm()
    form.offer(example)
    form.show(example)
    return _page(example, form)


@blueprint.post("/exempel/<id:example_id>/uppgifter")
@requires(Action.EDIT_EXAMPLE)
def save_details(example_id: int) -> Response:
    """Save an example's details, unless somebody else has changed them since the form was made."""
    example, form = example_or_404(example_id), DetailsForm()
    texts.lock(example)
    form.offer(example)
    if wrong := _day_beside(example, form) or _wrong_details(example, form):
        return wrong
    examples.change_details(example, form.values(), stamp())
    derive.work_out()
    named = any(not each.question for each in findings.open_in([example.id]).get(example.id, []))
    said = f"{SAVED} {NAMED} {meanwhile(example.id)}".strip() if named else SAVED
    return go_to("examples.details", said, example_id=example.id)


def _changed_by_others(example: Example, form: DetailsForm) -> set[str]:
    """Return the details that are stored otherwise than the form was made from, and otherwise than it says now."""
    stored, wanted = examples.details_of(example), form.values()
    return {name for name in examples.changed_since(example, form.seen_digests()) if stored[name] != wanted[name]}


def _conflict(
    example: Example, form: DetailsForm, theirs: set[str]
) -> tuple[Event | None, list[tuple[str, str, bool]]]:
    """Return who changed what: each detail's label, what it is now, and whether one has changed it oneself too.

    What one hasn't touched takes the other's value, so that saving again doesn't undo it. One's own words stay.
    """
    seen, mine = form.seen_digests(), examples.digests(form.values())
    touched = {name for name in theirs if mine[name] != seen.get(name)}
    event = examples.last_change(example.id, theirs)
    shown = [
        (_label(form, name), _shown(example, name), name in touched) for name in examples.DETAILS if name in theirs
    ]
    form.put(examples.details_of(example), theirs - touched, example.terms)
    form.note_seen(example)
    return event, shown


def _label(form: DetailsForm, name: str) -> str:
    return "Teman, program och format" if name == examples.TERM_IDS else form[name].label.text


def _shown(example: Example, name: str) -> str:
    """Return a detail as it is stored now, in words."""
    if name == examples.TERM_IDS:
        return ", ".join(term.label for term in example.terms)
    if name == examples.REGION_CODES:
        names = dict(regions())
        return ", ".join(names.get(region.code, region.code) for region in example.regions)
    if name in ("responsible_id", "fallback_id"):
        person = example.responsible if name == "responsible_id" else example.fallback
        return person.name if person else ""
    if name == "review_months":
        return dict(MONTHS).get(str(example.review_months), "Som vanligt")
    value = getattr(example, name)
    return "" if value is None else str(value)


@blueprint.post("/exempel/<id:example_id>/starta")
@requires(Action.EDIT_EXAMPLE)
def begin(example_id: int) -> Response:
    """Say that a planned example's effort has begun: what was wanted is frozen.

    The details stand in the same form. What was typed in them is saved too, or still there when something is wrong.
    """
    example, form, details_form = example_or_404(example_id), BeginForm(), DetailsForm()
    texts.lock(example)
    came_along = "seen" in request.form
    if example.state != State.PLANNED:
        return save_details(example_id) if came_along else go_to("examples.details", BEGUN, example_id=example.id)
    details_form.offer(example)
    if not came_along:
        details_form.show(example)
    wrong = _wrong_day(example, form, details_form) or (came_along and _wrong_details(example, details_form, form))
    if wrong:
        return wrong
    try:
        examples.begin(example, form.began_on.data, stamp())
    except examples.NothingWanted:
        form.fault(form.began_on, NOTHING_WANTED)
        return _page(example, details_form, 422, begin_form=form)
    if came_along:
        examples.change_details(example, {**details_form.values(), "starts_on": form.began_on.data}, stamp())
        derive.work_out()
    return go_to("examples.step", "Insatsen har startat. Det ni önskade är låst.", example_id=example.id, number=1)


def _day_beside(example: Example, form: DetailsForm) -> Response | None:
    """Return the answer when somebody has written when the effort began, and only saves the details."""
    begin_form = BeginForm()
    written = (begin_form.began_on.raw_data or [""])[0].strip()
    if example.state != State.PLANNED or written in ("", str(example.starts_on)):
        return None
    if begin_form.validate():
        begin_form.fault(begin_form.began_on, NOT_BEGUN)
    return _page(example, form, 422, begin_form=begin_form)


def _wrong_day(example: Example, form: BeginForm, details_form: DetailsForm) -> Response | None:
    """Return the answer when the effort can't have begun on the day."""
    if form.validate():
        form.check_day(details_form.ends_on.data)
    return _page(example, details_form, 422, begin_form=form) if form.errors else None


def _wrong_details(example: Example, details_form: DetailsForm, form: BeginForm | None = None) -> Response | None:
    """Return the answer when the details can't be saved: something is wrong in them, or somebody was first."""
    more = {"begin_form": form} if form else {}
    if not details_form.validate():
        return _page(example, details_form, 422, **more)
    if theirs := _changed_by_others(example, details_form):
        return _page(example, details_form, 422, conflict=_conflict(example, details_form, theirs), **more)
    return None
