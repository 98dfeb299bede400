"""Keep the word lists."""

from __future__ import annotations

from flask import abort
from werkzeug.wrappers import Response

from resultatbank.data import hourly
from resultatbank.data import words as lists
from resultatbank.data.models import Term
from resultatbank.rules.followup import HOURLY_COST
from resultatbank.rules.roles import Action
from resultatbank.rules.words import TermKind
from resultatbank.web.access import requires, stamp
from resultatbank.web.admin import blueprint
from resultatbank.web.admin.forms import HourlyForm, TermForm
from resultatbank.web.respond import go_to, page

TAKEN = "Ordet finns redan i listan. Ta tillbaka det om det är pensionerat."


def kind_or_404(word: str) -> TermKind:
    """Return the list, or answer that the page doesn't exist."""
    return TermKind(word) if word in set(TermKind) else abort(404)


def term_or_404(term_id: int) -> Term:
    """Return the word, or answer that the page doesn't exist."""
    return lists.term_by_id(term_id) or abort(404)


@blueprint.get("/ordlistor")
@requires(Action.KEEP_WORDS)
def words() -> Response:
    """Show the lists, and what else is chosen for all."""
    return _lists_page(HourlyForm(None, data={"kronor": hourly.hourly_cost()}))


def _lists_page(form: HourlyForm, status: int = 200) -> Response:
    found = [(kind, lists.terms(kind)) for kind in TermKind]
    return page("admin/words.html", status=status, lists=found, form=form, chosen=hourly.choices(), assumed=HOURLY_COST)


@blueprint.post("/ordlistor/timkostnad")
@requires(Action.KEEP_WORDS)
def set_hourly_cost() -> Response:
    """Say what an hour is reckoned to cost."""
    form = HourlyForm()
    if not form.validate():
        return _lists_page(form, 422)
    changed = hourly.set_hourly_cost(form.kronor.data, stamp())
    message = f"Nu räknas en timme som {form.kronor.data} kr." if changed else "Det var redan så. Inget är ändrat."
    return go_to("admin.words", message, anchor="timme")


@blueprint.get("/ordlistor/<kind>")
@requires(Action.KEEP_WORDS)
def word_list(kind: str) -> Response:
    """Show one list."""
    return _list_page(kind_or_404(kind), TermForm())


def _list_page(kind: TermKind, form: TermForm, status: int = 200, wrong: Term | None = None) -> Response:
    if wrong is not None:
        form.belong_to(wrong.id)
    return page(
        "admin/word_list.html",
        status=status,
        kind=kind,
        terms=lists.terms(kind, retired=True),
        days=lists.takedown_days() if kind is TermKind.CHANNEL else {},
        form=form,
        wrong=wrong,
    )


@blueprint.post("/ordlistor/<kind>")
@requires(Action.KEEP_WORDS)
def word_add(kind: str) -> Response:
    """Add a word."""
    chosen, form = kind_or_404(kind), TermForm()
    if form.validate():
        try:
            lists.add_term(chosen, form.label.data, stamp(), internal=form.internal.data)
            return go_to("admin.word_list", "Ordet är tillagt.", kind=chosen.value)
        except lists.WordTaken:
            form.fault(form.label, TAKEN)
    return _list_page(chosen, form, 422)


@blueprint.post("/ordlistor/ord/<id:term_id>")
@requires(Action.KEEP_WORDS)
def word_rename(term_id: int) -> Response:
    """Rename a word."""
    term, form = term_or_404(term_id), TermForm()
    if form.validate():
        try:
            lists.rename_term(term, form.label.data, stamp(), internal=form.internal.data)
            if term.kind == TermKind.THEME:
                lists.review_theme(term, form.review_months.data, stamp())
            if term.kind == TermKind.CHANNEL:
                lists.allow_to_take_down(term, form.takedown_days.data, stamp())
            return go_to("admin.word_list", "Ordet är ändrat.", kind=term.kind)
        except lists.WordTaken:
            form.fault(form.label, TAKEN)
    return _list_page(TermKind(term.kind), form, 422, wrong=term)


@blueprint.post("/ordlistor/ord/<id:term_id>/<any(upp, ner, pensionera, tillbaka):what>")
@requires(Action.KEEP_WORDS)
def word_do(term_id: int, what: str) -> Response:
    """Move a word, retire it, or bring it back."""
    term = term_or_404(term_id)
    message = "Listan är ändrad."
    try:
        if what in ("upp", "ner"):
            lists.move_term(term, what == "upp", stamp())
        elif what == "pensionera":
            lists.retire_term(term, stamp())
        else:
            lists.bring_back_term(term, stamp())
    except lists.IntranetStays:
        message = "Intranätet kan inte pensioneras: det avgör om medarbetarna ser ett exempel."
    return go_to("admin.word_list", message, kind=term.kind)
