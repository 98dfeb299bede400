"""Publishing, archiving, what takes an example's place, and what has happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import events, examples, figures, publishing, row_names, rows, texts
from resultatbank.data.models import Example
from resultatbank.rules import checklist
from resultatbank.rules.roles import Action
from resultatbank.rules.words import State
from resultatbank.web import wording
from resultatbank.web.access import requires, stamp
from resultatbank.web.examples import blueprint, steps
from resultatbank.web.examples.loading import example_or_404
from resultatbank.web.forms import optional_id
from resultatbank.web.respond import go_to, page

NAMES_FOUND = "Exemplet är inte publicerat än. Ta först ställning till namnen i texten."
CANT_REPLACE = "Välj ett annat exempel som är publicerat. Inget är sparat."


@blueprint.get("/exempel/<id:example_id>/publicera")
@requires(Action.PUBLISH_EXAMPLE)
def publish(example_id: int) -> Response:
    """Show what is missing before an example can be published."""
    example = example_or_404(example_id)
    return _publish_page(example, _missing(example))


def _publish_page(example: Example, missing: Sequence[publishing.Missing], status: int = 200) -> Response:
    return page(
        "examples/publish.html",
        example=example,
        missing=missing,
        unsourced=_unsourced(example.id),
        refused=status == 422,
        status=status,
    )


def _unsourced(example_id: int) -> figures.Unsourced:
    indicators, sources = (rows.rows_of(example_id, kind) for kind in ("indicators", "sources"))
    written = {question: text.value for question, text in texts.texts_of(example_id).items()}
    return figures.unsourced(indicators, written, sources)


def _missing(example: Example) -> list[publishing.Missing]:
    return publishing.missing(example, clock.today()) if example.state != State.PUBLISHED else []


@blueprint.post("/exempel/<id:example_id>/publicera")
@requires(Action.PUBLISH_EXAMPLE)
def publish_now(example_id: int) -> Response:
    """Publish an example if nothing is missing."""
    example = example_or_404(example_id)
    try:
        publishing.publish(example, stamp())
    except publishing.NamesFound:
        return go_to("parties.people", NAMES_FOUND, example_id=example.id, anchor="names")
    except publishing.NotReady as not_ready:
        return _publish_page(example, not_ready.what, status=422)
    return go_to("examples.publish", "Exemplet är publicerat.", example_id=example.id)


@blueprint.post("/exempel/<id:example_id>/avpublicera")
@requires(Action.PUBLISH_EXAMPLE)
def unpublish(example_id: int) -> Response:
    """Make a published example a draft again."""
    example = example_or_404(example_id)
    publishing.unpublish(example, stamp())
    return go_to("examples.publish", "Exemplet är ett utkast igen. Medarbetare ser det inte.", example_id=example.id)


@blueprint.post("/exempel/<id:example_id>/arkivera")
@requires(Action.ARCHIVE_EXAMPLE)
def archive(example_id: int) -> Response:
    """Put an example in the archive, perhaps with another in its place."""
    example = example_or_404(example_id)
    try:
        publishing.archive(example, stamp(), _chosen(example))
    except ValueError as error:
        return steps.refuse_replacement(example, str(error))
    return go_to("examples.publish", "Exemplet är arkiverat. Här kan du ta tillbaka det.", example_id=example.id)


def _chosen(example: Example) -> Example | None:
    """Return the example that was chosen to take this one's place, or None. Raises ValueError when it can't."""
    wanted = request.form.get("replaced_by", "").strip()
    if not wanted:
        return None
    chosen = examples.replacement_for(example, optional_id(wanted))
    if chosen is None:
        raise ValueError(CANT_REPLACE)
    return chosen


@blueprint.post("/exempel/<id:example_id>/aterstall")
@requires(Action.PUBLISH_EXAMPLE)
def restore(example_id: int) -> Response:
    """Take an example out of the archive."""
    example = example_or_404(example_id)
    publishing.restore(example, stamp())
    return go_to("examples.publish", "Exemplet är ett utkast igen.", example_id=example.id)


@blueprint.post("/exempel/<id:example_id>/ersatts-av")
@requires(Action.EDIT_EXAMPLE)
def replace(example_id: int) -> Response:
    """Say which example takes this one's place, or that none does."""
    example = example_or_404(example_id)
    try:
        chosen = _chosen(example)
    except ValueError as error:
        return steps.refuse_replacement(example, str(error))
    examples.replace(example, chosen, stamp())
    message = "Sparat vad exemplet ersätts av." if chosen else "Inget exempel ersätter det här längre."
    return go_to("examples.step", message, example_id=example.id, number=5, anchor="ersatts")


@blueprint.get("/exempel/<id:example_id>/historik")
@requires(Action.SEE_UNPUBLISHED)
def history(example_id: int) -> Response:
    """Show what has happened to an example, its reviews, and what its answers said before."""
    example = example_or_404(example_id)
    now, happened = texts.texts_of(example.id), events.events_of_example(example.id, limit=200)
    return page(
        "examples/history.html",
        example=example,
        lines=wording.lines(happened, row_names.names_of(happened)),
        reviews=examples.reviews_of(example.id),
        earlier=texts.earlier_of(example.id),
        now={key: text.value for key, text in now.items()},
        questions=checklist.QUESTIONS,
    )
