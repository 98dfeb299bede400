"""The five steps: a page for each, and saving one answer at a time."""

from __future__ import annotations

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import derive, examples, texts
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.checklist import Kind, Question, Step
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.examples import blueprint
from resultatbank.web.examples.answers import StepPage, answers_form, came_along, save, step_page, typed_in
from resultatbank.web.examples.loading import example_or_404
from resultatbank.web.respond import aimed_at, answer, go_to, page, target


@blueprint.get("/exempel/<id:example_id>/steg/<id:number>")
@requires(Action.EDIT_EXAMPLE)
def step(example_id: int, number: int) -> Response:
    """Show one of the five steps, or only how far they have come."""
    example = example_or_404(example_id)
    found = checklist.step_numbered(number) or abort(404)
    return _page(example, step_page(example, found, clock.today()))


def refuse_replacement(example: Example, message: str) -> Response:
    """Answer with the last step, where what takes an example's place is chosen, and what is wrong with the choice."""
    return _page(example, step_page(example, checklist.STEPS[-1], clock.today()), 422, message)


def _page(example: Example, shown: StepPage, status: int = 200, refusal: str = "") -> Response:
    number = shown.step.number
    return page(
        "examples/step.html",
        parts=("examples/_steps.html",),
        status=status,
        example=example,
        shown=shown,
        oob=False,
        alone=target() == "steps",
        following=checklist.step_numbered(number + 1),
        review_due=examples.next_reviews([example]).get(example.id) if number == len(checklist.STEPS) else None,
        refusal=refusal,
        candidates=_candidates(example) if number == len(checklist.STEPS) else [],
    )


def _candidates(example: Example) -> list[Example]:
    wanted = request.args.get("ersatts_av", "").strip()
    return list(examples.candidates_to_replace(example, wanted)) if wanted else []


@blueprint.post("/exempel/<id:example_id>/svar/<question>")
@requires(Action.EDIT_EXAMPLE)
def save_text(example_id: int, question: str) -> Response:
    """Save the answer to a question, together with those that were typed beside it."""
    example = example_or_404(example_id)
    asked = checklist.TEXT_QUESTIONS.get(question) or abort(404)
    where = checklist.STEPS[asked.step - 1]
    form = answers_form(where, texts.values_of(example, texts.texts_of(example.id)), typed_in(where))
    conflicts = save(example, came_along(where, asked), form, stamp()) if form.validate() else {}
    if conflicts or form.errors:
        db.session.rollback()
        shown = step_page(example_or_404(example_id), where, clock.today(), form, conflicts)
        return _refusal(example, asked, shown, 409 if conflicts else 422)
    if target():
        derive.work_out()
        return _saved(example, asked)
    if rows := _rows_to_come(where):
        return go_to("rows.form", "Svaren är sparade.", example_id=example.id, kind=rows)
    return go_to("examples.step", example_id=example.id, number=where.number, anchor=f"fraga-{question}")


def _rows_to_come(where: Step) -> str:
    """Return the rows of the step that somebody without JavaScript goes on to, or "".

    They are worked on apart: a form in the step takes nothing with it of the answers typed beside it.
    """
    wanted = request.form.get("sedan", "")
    kinds = [question.key for question in where.questions if question.kind is Kind.ROWS]
    return wanted if wanted in kinds and "rows.form" in current_app.view_functions else ""


def _refusal(example: Example, asked: Question, shown: StepPage, status: int) -> Response:
    if not target():
        return _page(example, shown, status)
    response = answer(
        "examples/_question.html", status=status, example=example, shown=shown, item=shown.one(asked), oob=False
    )
    return aimed_at(response, f"fraga-{asked.key}")


def _saved(example: Example, asked: Question) -> Response:
    """Answer htmx: what was saved when, and how far the steps have come. The text one is writing in is left alone."""
    where = checklist.STEPS[asked.step - 1]
    shown = step_page(example, where, clock.today())
    alone = target() == f"sparat-{asked.key}"
    return answer(
        "examples/_saved.html" if alone else "examples/_question.html",
        example=example,
        shown=shown,
        item=shown.one(asked),
        oob=True,
    )
