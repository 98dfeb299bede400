"""One page with the numbers of all placements of an example."""

from __future__ import annotations

from flask import abort, render_template
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import examples, measuring, rows, texts
from resultatbank.data.models import Example
from resultatbank.data.words import channel_labels
from resultatbank.rules import checklist
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.followup.blueprint import blueprint
from resultatbank.web.followup.forms import Grid, grid_of
from resultatbank.web.looks import listed
from resultatbank.web.respond import go_to, page

LOWER = "Rätta om något blev fel, för hela summan kan inte bli lägre. Det här blev lägre:"
NOTHING = "Du fyllde inte i någon siffra, så inget är ändrat."


@blueprint.record
def offer(setup: BlueprintSetupState) -> None:
    """Give the templates of other features what following up offers."""
    setup.app.jinja_env.globals.update(target_table=target_table)


def target_table(example: Example) -> Markup:
    """Return the table of how the outcome of each figure stands against its target."""
    indicators = rows.rows_of(example.id, "indicators")
    return Markup(render_template("shared/_targets.html", indicators=indicators))  # noqa: S704  The template has escaped it.


@blueprint.get("/exempel/<id:example_id>/uppfoljning")
@requires(Action.EDIT_EXAMPLE)
def grid(example_id: int) -> Response:
    """Show what each placement has given, and where to write what it gives now."""
    example = example_or_404(example_id)
    return _page(example, _grid(example))


@blueprint.post("/exempel/<id:example_id>/uppfoljning")
@requires(Action.EDIT_EXAMPLE)
def save(example_id: int) -> Response:
    """Save the numbers of all placements, or none of them."""
    example = example_or_404(example_id)
    texts.lock(example)
    sent, now = _grid(example, sent=True), stamp()
    if not sent.check(now.day):
        return _page(example, sent, 422 if sent.errors else 409)
    fallen = [each for line in sent.filled for each in line.fallen]
    for line in sent.filled:
        form = line.form
        measuring.write(example.id, line.placement.id, form.measured_on.data, form.numbers(), line.found, now)
    count = len(sent.filled)
    message = f"Sparat. {count} {'plats har' if count == 1 else 'platser har'} nya siffror." if count else NOTHING
    return go_to("followup.grid", f"{message}{f' {LOWER} {listed(fallen)}.' if fallen else ''}", example_id=example.id)


def example_or_404(example_id: int) -> Example:
    """Return the example, or answer that the page doesn't exist."""
    return examples.example_by_id(example_id) or abort(404)


def _grid(example: Example, *, sent: bool = False) -> Grid:
    placements = rows.rows_of(example.id, "placements")
    found = measuring.measured([placement.id for placement in placements])
    return grid_of(placements, found, measuring.origins(example.id), channel_labels(), clock.today(), sent=sent)


def _page(example: Example, shown: Grid, status: int = 200) -> Response:
    indicators = rows.rows_of(example.id, "indicators")
    answers = texts.texts_of(example.id)
    learned, verdict = (answers[key].value if key in answers else "" for key in ("learned", "verdict"))
    return page(
        "followup/grid.html",
        status=status,
        example=example,
        grid=shown,
        indicators=indicators,
        learned=learned,
        verdict=verdict,
        questions=checklist.QUESTIONS,
    )
