"""One's collections, one of them, and one that somebody else shares."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, current_app, request, url_for
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import collections, gate
from resultatbank.data.collections import Contents, TooManyCollections
from resultatbank.data.models import Collection, Term
from resultatbank.rules.places import place
from resultatbank.rules.roles import Action
from resultatbank.rules.words import INTRANET
from resultatbank.web import telling
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.collections import blueprint
from resultatbank.web.collections.forms import (
    ALONE,
    EVERYBODY,
    LINK,
    TOO_MANY,
    NameForm,
    PlaceForm,
    ShareForm,
    TakeForm,
)
from resultatbank.web.forms import BaseForm
from resultatbank.web.respond import go_to, page

_STEPS = {"upp": -1, "ner": 1}


@blueprint.route("/samlingar", methods=["GET", "POST"])
@requires(Action.USE_EXAMPLE)
def collections_page() -> Response:
    """Show one's collections and those in the list for everybody, or begin a new one."""
    form = NameForm()
    if request.method == "POST" and form.validate():
        try:
            made = collections.make(form.name.data, stamp())
        except TooManyCollections:
            form.fault(form.name, TOO_MANY)
        else:
            return go_to("collections.collection", "Samlingen finns nu.", collection_id=made.id)
    user, day = current_user(), clock.today()
    mine, others = collections.of_person(user.id, day), collections.listed(user.id, day)
    status = 422 if request.method == "POST" else 200
    return page("collections/collections.html", form=form, mine=mine, others=others, status=status)


def own_or_404(collection_id: int) -> Collection:
    """Return one's own collection, or answer that the page doesn't exist."""
    found = collections.own(collection_id, current_user().id)
    if found is None:
        abort(404)
    return found


def shared_or_404(share: str) -> Collection:
    """Return the collection that is shared at an address, or answer that the page doesn't exist."""
    found = collections.shared(share)
    if found is None:
        abort(404)
    return found


def show(found: Collection, *, mine: bool, wrong: BaseForm | None = None) -> Response:
    """Show a collection, its owner's own or as it is shared. `wrong` is the form that was refused, if any."""
    channels = gate.channels()
    taking = wrong if isinstance(wrong, TakeForm) else TakeForm(None)
    channel = _chosen(channels, taking.channel.data or request.values.get("kanal"))
    sharing = EVERYBODY if found.listed else LINK if found.is_shared else ALONE
    forms: dict[str, BaseForm] = {
        "naming": wrong if isinstance(wrong, NameForm) else NameForm(None, name=found.name),
        "place_form": wrong if isinstance(wrong, PlaceForm) else PlaceForm(None),
        "sharing": wrong if isinstance(wrong, ShareForm) else ShareForm(None, sharing=sharing),
        "taking": taking,
    }
    contents = collections.read(found, clock.today(), channel.slug, sees_all=mine and allowed(Action.SEE_UNPUBLISHED))
    public_url = current_app.config["SETTINGS"].public_url
    link = public_url + url_for("collections.shared", share=found.share_token) if found.share_token else ""
    return page(
        "collections/collection.html" if mine else "collections/shared.html",
        collection=found,
        contents=contents,
        left_out=_left_out(contents, channel),
        channel=channel,
        channels=channels,
        link=link,
        wrong=wrong,
        status=422 if wrong else 200,
        **forms,
    )


def _chosen(channels: Sequence[Term], asked: str | None) -> Term:
    """Return the channel that the page tells of and takes out for: the one asked for, otherwise the intranet."""
    by_slug = {each.slug: each for each in channels}
    return by_slug.get(asked or "") or by_slug.get(INTRANET) or channels[0]


def nothing_in(where: str) -> str:
    """Return what is said when no example of a collection may be used in a place today."""
    return f"Inget exempel i samlingen får användas {where} i dag, så det finns inget att ta ut."


def _left_out(contents: Contents, channel: Term) -> str:
    """Return how many examples will not come along to the channel that is chosen, as the file will say it."""
    where = place(channel.slug, channel.label)
    if not contents.fitting:
        return nothing_in(where)
    return telling.left_out_of(len(contents.places) - contents.fitting, 0, 0, where)


@blueprint.get("/samlingar/<id:collection_id>")
@requires(Action.USE_EXAMPLE)
def collection(collection_id: int) -> Response:
    """Show one of one's own collections."""
    return show(own_or_404(collection_id), mine=True)


@blueprint.get("/samlingar/delad/<share>")
@requires(Action.USE_EXAMPLE)
def shared(share: str) -> Response:
    """Show a collection to one who has its address."""
    return show(shared_or_404(share), mine=False)


@blueprint.post("/samlingar/<id:collection_id>/namn")
@requires(Action.USE_EXAMPLE)
def rename(collection_id: int) -> Response:
    """Give a collection another name."""
    found, form = own_or_404(collection_id), NameForm()
    if not form.validate():
        return show(found, mine=True, wrong=form)
    collections.rename(found, form.name.data, stamp())
    told = "Samlingen har fått sitt nya namn."
    return go_to("collections.collection", told, collection_id=found.id, kanal=_asked_channel())


@blueprint.post("/samlingar/<id:collection_id>/dela")
@requires(Action.USE_EXAMPLE)
def share_it(collection_id: int) -> Response:
    """Say who else may read a collection."""
    found, form = own_or_404(collection_id), ShareForm()
    if not form.validate():
        return show(found, mine=True, wrong=form)
    if form.sharing.data == ALONE:
        collections.stop_sharing(found, stamp())
        told = "Nu ser bara du samlingen. Länken leder ingenstans."
    else:
        collections.share(found, form.sharing.data == EVERYBODY, stamp())
        told = "Samlingen är delad. Länken står under Dela."
    return go_to("collections.collection", told, collection_id=found.id, kanal=_asked_channel())


@blueprint.post("/samlingar/<id:collection_id>/plats/<id:place_id>")
@requires(Action.USE_EXAMPLE)
def change_place(collection_id: int, place_id: int) -> Response:
    """Keep the note of an example, and move it or take it out if that was asked for."""
    found, form, asked = own_or_404(collection_id), PlaceForm(), request.form.get("gor", "")
    if asked == "ur":
        there = collections.remove(found, place_id, stamp())
        told = "Exemplet ligger inte längre i samlingen. Det finns kvar i banken."
    elif not form.validate():
        form.place_id = place_id
        return show(found, mine=True, wrong=form)
    else:
        there = _keep(found, place_id, form, _STEPS.get(asked, 0))
        told = "" if asked in _STEPS else "Anteckningen är sparad."
    if not there:
        abort(404)
    anchor = None if asked == "ur" else f"{asked if asked in _STEPS else 'plats'}-{place_id}"
    return go_to("collections.collection", told, anchor=anchor, collection_id=found.id, kanal=_asked_channel())


def _asked_channel() -> str | None:
    """Return the channel that the page told of as something was changed there, to stay with it."""
    return request.form.get("kanal") or None


def _keep(found: Collection, place_id: int, form: PlaceForm, steps: int) -> bool:
    # An empty place has no field for its note, which then stays as it is.
    there = "note" not in request.form or collections.write_note(found, place_id, form.note.data or "", stamp())
    return there and (not steps or collections.move(found, place_id, steps, stamp()))


@blueprint.route("/samlingar/<id:collection_id>/ta-bort", methods=["GET", "POST"])
@requires(Action.USE_EXAMPLE)
def delete(collection_id: int) -> Response:
    """Ask whether a collection is to be deleted, and delete it."""
    found = own_or_404(collection_id)
    if request.method != "POST":
        return page("collections/delete.html", collection=found)
    collections.delete_collection(found, stamp())
    return go_to("collections.collections_page", "Samlingen är borta. Exemplen finns kvar i banken.")
