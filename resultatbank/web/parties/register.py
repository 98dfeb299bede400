"""The register and its files, and adding and changing a party."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import gate, parties
from resultatbank.data import register as reading
from resultatbank.data.events import log
from resultatbank.data.models import Party
from resultatbank.rules.roles import Action
from resultatbank.web import tables
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties import exporting
from resultatbank.web.parties.blueprint import blueprint, party_or_404
from resultatbank.web.parties.filtering import FilterForm
from resultatbank.web.parties.forms import PartyForm
from resultatbank.web.parties.words import asked_id
from resultatbank.web.respond import go_to, page, target
from resultatbank.web.transactions import reads_first, write_now

SOMEBODY_ELSE = "Någon annan har ändrat parten sedan du öppnade sidan. Läs vad som gäller nu och spara igen."


@blueprint.route("/overenskommelser", methods=["GET", "POST"])
@requires(Action.SEE_PARTIES)
@reads_first
def register() -> Response:
    """Show the register, narrowed and ordered as asked for.

    The form is posted although it changes nothing: a name in an address would be personal data in logs and history.
    What isn't a name may stand in the address: other pages can link to it, and htmx keeps it there for the one who
    reloads the page or comes back to it.
    """
    form = FilterForm() if request.method == "POST" else FilterForm(request.args, meta={"csrf": False})
    if request.method != "POST":
        form.party_name.data = ""
    status = 200 if form.validate() else 422
    return _register_page(form, status)


def _register_page(form: FilterForm, status: int) -> Response:
    today = clock.today()
    found = reading.register(form.filters(today), form.ordered(), form.page_number(), today)
    values = {
        "form": form,
        "found": found,
        "words": {term.slug: term for term in gate.channels()},
        "nobody": not found.total and reading.is_empty(),
    }
    response = page("parties/register.html", parts=("parties/_register.html",), status=status, **values)
    if target() and status == 200:
        response.headers["HX-Replace-Url"] = url_for("parties.register", **form.for_address())
    return response


@blueprint.post("/overenskommelser/fil/<any(csv, xlsx):kind>")
@requires(Action.SEE_PARTIES)
@reads_first
def export(kind: str) -> Response:
    """Hand over what is filtered as a file: every line, not only those of the page that is shown.

    That it was taken is an event, with its kind and the number of lines, and never what was searched for.
    """
    form, by = FilterForm(), stamp()
    if not form.validate():
        return _register_page(form, 422)
    lines = reading.registered(form.filters(by.day), form.ordered(), by.day)
    response = tables.as_file(kind, f"overenskommelser-{by.day}", exporting.table_of(lines, by.day))
    write_now()
    log(by, "register_exported", "user", by.by or 0, fields=[kind, str(len(lines))])
    return response


@blueprint.route("/parter/ny", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def new() -> Response:
    """Register a party, then go on with what the person was doing.

    A name that stood in a text comes posted, to begin with: it is no answer yet, and belongs in no address.
    """
    form = PartyForm()
    if request.method != "POST" or "forslag" in request.form or not form.validate():
        return _form_page(form, None)
    party = parties.add_party(form.facts(), stamp())
    message = f"{party.name} är registrerad."
    if (example_id := asked_id("exempel")) is not None:
        return go_to("parties.people_add", message, example_id=example_id, part=party.id, fraga=asked_id("fraga"))
    return go_to("parties.party", message, party_id=party.id)


@blueprint.route("/parter/<id:party_id>/andra", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def edit(party_id: int) -> Response:
    """Change what is known of a party."""
    party = party_or_404(party_id)
    form = PartyForm(party)
    if request.method != "POST" or not form.validate():
        return _form_page(form, party)
    try:
        parties.change_party(party, form.facts(), int(form.version.data), stamp())
    except (StaleDataError, ValueError):
        form.fault(form.party_name, SOMEBODY_ELSE)
        form.version.data = party.version
        return _form_page(form, party)
    return go_to("parties.party", "Uppgifterna är sparade.", party_id=party.id)


def _form_page(form: PartyForm, party: Party | None) -> Response:
    action = url_for("parties.edit", party_id=party.id) if party else request.full_path.rstrip("?")
    return page("parties/edit.html", form=form, party=party, action=action, status=422 if form.errors else 200)
