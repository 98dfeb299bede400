"""Making an example, describing it, and saying that its effort has begun."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import derive, examples, figures, findings, rows, texts
from resultatbank.data.models import Event, Example
from resultatbank.rules.roles import Action
from resultatbank.rules.words import State
from resultatbank.web.access import requires, stamp
from resultatbank.web.examples import blueprint
from resultatbank.web.examples.forms import BeginForm, DetailsForm, NewForm, regions
from resultatbank.web.examples.loading import example_or_404
from resultatbank.web.forms import MONTHS
from resultatbank.web.respond import go_to, page

NOTHING_WANTED = "Skriv först i steg 1 vilket resultat ni önskar. Det låses när insatsen startar."
SAVED = "Uppgifterna är sparade."
NAMED = "Där står något som kan vara ett namn. Ta ställning till det under Medverkande."
NOT_YET = "Dagen har inte kommit än. Skriv i dag eller en tidigare dag."


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
    values: dict[str, Any] = {"begin_form": BeginForm(None), "conflict": None, **more}
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
    if not form.validate():
        return _page(example, form, 422)
    theirs = _changed_by_others(example, form)
    if theirs:
        return _page(example, form, 422, conflict=_conflict(example, form, theirs))
    examples.change_details(example, form.values(), stamp())
    derive.work_out()
    named = any(not each.question for each in findings.open_in([example.id]).get(example.id, []))
    return go_to("examples.details", f"{SAVED} {NAMED}" if named else SAVED, example_id=example.id)


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
    """Say that a planned example's effort has begun: what was wanted is frozen."""
    example, form = example_or_404(example_id), BeginForm()
    if example.state != State.PLANNED:
        return go_to("examples.details", "Insatsen har redan startat.", example_id=example.id)
    if form.validate():
        try:
            if form.began_on.data > clock.today():
                form.fault(form.began_on, NOT_YET)
            else:
                examples.begin(example, form.began_on.data, stamp())
        except examples.NothingWanted:
            form.fault(form.began_on, NOTHING_WANTED)
    if form.errors:
        details_form = DetailsForm(None)
        details_form.offer(example)
        details_form.show(example)
        return _page(example, details_form, 422, begin_form=form)
    return go_to("examples.step", "Insatsen har startat. Det ni önskade är låst.", example_id=example.id, number=1)
