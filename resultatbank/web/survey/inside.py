"""The survey for those who log in: an employee answers about an example, and whoever may edit it sees what came."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import gate, survey
from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.rules.survey import SCALE
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.qr import qr
from resultatbank.web.respond import go_to, page
from resultatbank.web.survey.forms import SurveyForm

blueprint = Blueprint("survey", __name__)
PART, RESULTS = "omdome", "lasarenkat"
THANKS = "Tack. Ditt svar är sparat."
REPLACED = "Tack. Ditt nya svar ersätter det du svarade förut."


@blueprint.record
def offer(setup: BlueprintSetupState) -> None:
    """Give the templates of other features what the survey offers."""
    setup.app.jinja_env.globals.update(survey_part=survey_part, survey_results=survey_results)


@blueprint.route("/exempel/<id:example_id>/omdome", methods=["GET", "POST"])
@requires(Action.FIND_EXAMPLES)
def answer(example_id: int) -> Response:
    """Answer about an example that one may read today. A new answer replaces the former."""
    example, form, before = visible_or_404(example_id), *_form(example_id)
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return page("survey/answer.html", status=status, example=example, form=form, before=before)
    replaced = survey.answer(example.id, int(form.score.data), form.text.data or "", stamp())
    return go_to("bank.example", REPLACED if replaced else THANKS, example_id=example.id)


@blueprint.post("/exempel/<id:example_id>/enkatlank/<any(oppna, stang):what>")
@requires(Action.EDIT_EXAMPLE)
def link(example_id: int, what: str) -> Response:
    """Open or close the address at which readers outside answer about an example."""
    example = db.session.get(Example, example_id) or abort(404)
    if what == "stang":
        survey.close_link(example, stamp())
        return _back(example.id, "Länken är stängd. Den som följer den får veta att sidan inte finns.")
    if not current_app.config["SETTINGS"].has_survey:
        return _back(example.id, "Enkäten är avstängd utåt. Fråga administratören.")
    survey.open_link(example, stamp())
    return _back(example.id, "Länken är öppen. Lägg den där läsarna är, eller skriv ut koden.")


@blueprint.post("/exempel/<id:example_id>/omdomen/<id:answer_id>/ta-bort")
@requires(Action.EDIT_EXAMPLE)
def remove(example_id: int, answer_id: int) -> Response:
    """Take away what a reader wrote. The score stays."""
    if not survey.remove_line(answer_id, example_id, stamp()):
        abort(404)
    return _back(example_id, "Raden är borttagen. Siffran är kvar.")


def _back(example_id: int, message: str) -> Response:
    return go_to("examples.step", message, example_id=example_id, number=4, anchor=RESULTS)


def visible_or_404(example_id: int) -> Example:
    """Return the example if employees may see it today, or answer that the page doesn't exist, whoever asks."""
    if not gate.is_visible(example_id, clock.today()):
        abort(404)
    return db.session.get_one(Example, example_id)


def _form(example_id: int) -> tuple[SurveyForm, int | None]:
    """Return the form and the score that one gave before, which is in it until something is sent."""
    found = survey.answer_of(example_id, current_user().id)
    if found is None:
        return SurveyForm(), None
    return SurveyForm(data={"score": str(found.score), "text": found.text}), found.score


def survey_part(example: Example) -> Markup:
    """Return the two questions, to stand on the page of an example that is visible."""
    form, before = _form(example.id)
    return Markup(render_template("survey/_form.html", example=example, form=form, before=before))  # noqa: S704  The template has escaped it.


def survey_results(example: Example) -> Markup:
    """Return what readers answered, for those who may edit the example."""
    if not allowed(Action.EDIT_EXAMPLE):
        return Markup("")
    settings, link = current_app.config["SETTINGS"], survey.link_of(example.id)
    values = {
        "found": survey.results(example.id),
        "scale": SCALE,
        "has_survey": settings.has_survey,
        "address": f"{settings.survey_url}/omdome/{link.token}" if link and settings.has_survey else "",
        "qr": qr,
    }
    return Markup(render_template("survey/_results.html", example=example, **values))  # noqa: S704  The template has escaped it.
