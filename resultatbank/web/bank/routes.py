"""The start page, the search, and one example to read and copy."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import bank, inbox, letters, reading, reasons, reminders, suggestions, sweeping, taken, uses
from resultatbank.data.models import Example
from resultatbank.data.reading import Reading
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Taken, TermKind
from resultatbank.web import pictured, telling, tiles, word
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.bank.address import Address
from resultatbank.web.bank.forms import UseForm
from resultatbank.web.respond import answer, page, wants_part

blueprint = Blueprint("bank", __name__)
DAYS_TOLD = 30
THEMES_SHOWN = 3
# How long the start page tells of an answer from the inbox.
_ANSWERED_LATELY = timedelta(days=14)


@blueprint.get("/")
@requires(Action.FIND_EXAMPLES)
def start() -> Response:
    """Show the box, the newest examples to trust, and what the bank covers."""
    day = clock.today()
    coverage = bank.coverage(day)
    terms = bank.terms()
    labels = {term.id: term.label for term in terms}
    themes = sorted(coverage.themes, key=lambda theme: (-coverage.themes[theme], labels[theme]))
    return page(
        "bank/start.html",
        channels=[term for term in terms if term.kind == TermKind.CHANNEL],
        coverage=coverage,
        themes=[(theme, labels[theme]) for theme in themes[:THEMES_SHOWN]],
        hits=bank.newest_trusted(day),
        is_late=allowed(Action.KEEP_USERS) and sweeping.is_late(clock.now()),
        failing=letters.failing() + reminders.failing() if allowed(Action.KEEP_USERS) else 0,
        stopped=taken.by_example(uses.stopped_uses(current_user().id, day, DAYS_TOLD), current_user().id, day),
        answered=inbox.answered_since(current_user().id, clock.now() - _ANSWERED_LATELY),
        map=tiles.tile_map(coverage.regions),
    )


@blueprint.get("/exempel")
@requires(Action.FIND_EXAMPLES)
def search() -> Response:
    """Find examples: the whole page, or as one types only its hits."""
    day = clock.today()
    address = _address()
    question = address.search(day)
    hits = bank.find(question, address.shown, address.newest_first)
    without_limits = bank.count_of(hits.answer.query, day) if address.is_limited and not hits.total else 0
    return page(
        "bank/search.html",
        parts=("bank/_hits.html",),
        address=address,
        hits=hits,
        groups=address.groups(hits) if hits.total else [],
        is_part=wants_part(),
        limits_open=request.headers.get("HX-Trigger") == "limits",
        question=question,
        nearest=suggestions.nearest(question) if not hits.total and not without_limits else (),
        waits_for=_waits_for([hit.example_id for hit in hits.page if hit.use.closed], day),
        without_limits=without_limits,
    )


@blueprint.get("/forslag")
@requires(Action.FIND_EXAMPLES)
def suggest() -> Response:
    """Suggest where what is written in the search box may lead. A browser that asks for a page gets the search."""
    address = _address()
    if not wants_part():
        return redirect(address.url(), 303)
    found = suggestions.suggest(address.text, clock.today(), allowed(Action.SEE_PARTIES), address.channels)
    return answer("bank/_suggestions.html", suggestions=found, address=address)


def _address() -> Address:
    return Address(request.args, bank.terms(), allowed(Action.SEE_UNPUBLISHED), allowed(Action.SEE_PARTIES))


def _waits_for(example_ids: list[int], day: date) -> dict[int, list[str]]:
    """Return in words, for each example, whose yes is missing in any channel. Empty for one who may not see parties."""
    if not allowed(Action.SEE_PARTIES):
        return {}
    closed = reasons.why_closed(example_ids, day)
    return {
        each: list(dict.fromkeys(why.sentence for whys in by_channel.values() for why in whys))
        for each, by_channel in closed.items()
    }


def example_or_404(example_id: int) -> Example:
    """Return the example if the person who is asking may read it today, or answer that the page doesn't exist."""
    example = reading.example_to_read(example_id, clock.today(), allowed(Action.SEE_UNPUBLISHED))
    if example is None:
        abort(404)
    return example


@blueprint.get("/exempel/<id:example_id>")
@requires(Action.FIND_EXAMPLES)
def example(example_id: int) -> Response:
    """Show an example to one who may read it today."""
    day = clock.today()
    found = reading.example_to_read(example_id, day, allowed(Action.SEE_UNPUBLISHED))
    if found is None:
        replacement = reading.replacement_of(example_id, day)
        if replacement is None:
            abort(404)
        return answer("bank/replaced.html", status=404, replacement=replacement)
    return page(
        "bank/example.html",
        reading=reading.read(found, day),
        form=UseForm(None),
        times_used=uses.number_of_uses(example_id),
        similar=reading.similar_to(example_id, day),
        byline=telling.byline,
        where_to=telling.where_to_use,
        unanswered=uses.unanswered([example_id], day).get(example_id, 0) if allowed(Action.TAKE_DOWN) else 0,
    )


def _take(example_id: int) -> tuple[Reading, UseForm]:
    """Return an example that somebody wants to take out, and what they said of where it goes."""
    return reading.read(example_or_404(example_id), clock.today()), UseForm()


def _may_be_taken(read: Reading, form: UseForm, took: Taken) -> Response | None:
    """Return the answer to one who can't take an example out, or None and write down that it was taken."""
    values: dict[str, object] = {"reading": read, "form": form, "text": "", "at": clock.now()}
    if not read.visible:
        return page("bank/copied.html", parts=("bank/_copied.html",), status=409, **values)
    if not form.validate():
        return page("bank/copied.html", parts=("bank/_copied.html",), status=422, **values)
    uses.record_use(read.example, stamp(), form.where_to.data or "", took)
    return None


@blueprint.post("/exempel/<id:example_id>/kopiera")
@requires(Action.USE_EXAMPLE)
def use(example_id: int) -> Response:
    """Give the text with its source and terms, and write down who took it."""
    read, form = _take(example_id)
    if refused := _may_be_taken(read, form, Taken.TEXT):
        return refused
    settings = current_app.config["SETTINGS"]
    text = telling.text_of_one(telling.told(read, clock.today(), settings))
    return page("bank/copied.html", parts=("bank/_copied.html",), reading=read, form=form, text=text, at=clock.now())


@blueprint.post("/exempel/<id:example_id>/word")
@requires(Action.USE_EXAMPLE)
def word_file(example_id: int) -> Response:
    """Give an example as a Word file, and write down who took it."""
    read, form = _take(example_id)
    if refused := _may_be_taken(read, form, Taken.WORD):
        return refused
    settings = current_app.config["SETTINGS"]
    told = telling.told(read, clock.today(), settings)
    content = word.one_example(told, pictured.pictures_of(read), settings.authority_name, clock.now())
    return word.as_file(f"exempel-{example_id}", content)
