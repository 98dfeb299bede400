"""Taking a collection out of the bank: as a Word file, as text, or on paper. Each use is remembered."""

from __future__ import annotations

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import collections, gate, reading, uses
from resultatbank.data.models import Collection, Term
from resultatbank.data.reading import Reading
from resultatbank.data.uses import Gathered
from resultatbank.rules.places import place
from resultatbank.rules.roles import Action
from resultatbank.rules.words import Taken
from resultatbank.web import pictured, telling, word
from resultatbank.web.access import requires, stamp
from resultatbank.web.collections import blueprint
from resultatbank.web.collections.forms import TakeForm
from resultatbank.web.collections.pages import nothing_in, own_or_404, shared_or_404, show
from resultatbank.web.respond import answer
from resultatbank.web.telling import Told

_TOOK = {"word": Taken.COLLECTION_WORD, "text": Taken.COLLECTION_TEXT}


@blueprint.post("/samlingar/<id:collection_id>/ta-ut")
@requires(Action.USE_EXAMPLE)
def take(collection_id: int) -> Response:
    """Take one of one's own collections out."""
    return _take(own_or_404(collection_id), mine=True)


@blueprint.post("/samlingar/delad/<share>/ta-ut")
@requires(Action.USE_EXAMPLE)
def take_shared(share: str) -> Response:
    """Take a collection out that somebody else shares."""
    return _take(shared_or_404(share), mine=False)


def _take(found: Collection, *, mine: bool) -> Response:
    """Hand out what may be used that day in the channel, and write down who took each example."""
    form, day = TakeForm(), clock.today()
    channels = {each.slug: each for each in gate.channels()}
    form.offer(channels.values())
    if not form.validate():
        return show(found, mine=mine, wrong=form)
    chosen = collections.examples_to_take(found, day, form.channel.data)
    channel = channels[form.channel.data]
    if not chosen:
        form.fault(form.channel, nothing_in(place(channel.slug, channel.label)))
        return show(found, mine=mine, wrong=form)
    asked, settings = request.form.get("som", ""), current_app.config["SETTINGS"]
    read = reading.read_all([example for example, _ in chosen], day)
    for example, _ in chosen:
        took = _TOOK.get(asked, Taken.COLLECTION_PAPER)
        uses.record_use(example, stamp(), form.where_to.data or "", took, gathered=Gathered(found.id, channel.id))
    told = [telling.told(each, day, settings, channel.slug) for each in read]
    return _as_asked(asked, found, list(zip(told, [note for _, note in chosen], strict=True)), read, channel, mine)


def _ingress(number: int, where: str) -> str:
    count, it = ("Ett exempel", "det") if number == 1 else (f"{number} exempel", "dem")
    return (
        f"{count} som får användas {where} {clock.today()}. Kontrollera i Resultatbank innan du använder {it} senare."
    )


def _as_asked(
    asked: str, found: Collection, examples: list[tuple[Told, str]], read: list[Reading], channel: Term, mine: bool
) -> Response:
    name, where = f"samling-{found.id}", place(channel.slug, channel.label)
    ingress = _ingress(len(examples), where)
    pictures = [] if asked == "text" else [pictured.pictures_of(each, channel.slug) for each in read]
    left_out = _left_out(collections.number_in(found) - len(examples), read, channel, bool(pictures))
    if asked == "word":
        authority = current_app.config["SETTINGS"].authority_name
        content = word.several_examples(found.name, examples, pictures, ingress, left_out, authority, clock.now())
        return word.as_file(name, content)
    if asked == "text":
        return _text_file(name, telling.text_of_several(found.name, ingress, examples, left_out))
    return answer(
        "collections/print.html",
        collection=found,
        mine=mine,
        channel=channel,
        examples=[(told, note, shown) for (told, note), shown in zip(examples, pictures, strict=True)],
        telling=telling,
        ingress=ingress,
        left_out=left_out,
    )


def _left_out(missing: int, read: list[Reading], channel: Term, with_pictures: bool) -> str:
    """Return how much may not be used there. A text has no pictures, and so none is missing from it."""
    closed = sum(pictured.closed_in(each, channel.slug) for each in read) if with_pictures else 0
    others = sum(telling.others_closed_in(each, channel.slug) for each in read)
    return telling.left_out_of(missing, closed, others, place(channel.slug, channel.label))


def _text_file(name: str, text: str) -> Response:
    # With its mark first, so that Windows' own programs read å, ä and ö right.
    response = make_response(text.replace("\n", "\r\n").encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response
