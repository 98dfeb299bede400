"""Registering what a party answered, on one page: legal basis, who, what, for which examples, how long, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.config import Settings
from resultatbank.data import agreements, gate, parties
from resultatbank.data.models import Agreement, Party
from resultatbank.rules.basis import is_staff
from resultatbank.rules.renewal import next_period, still_meant, years_between
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import outranked, shortened
from resultatbank.rules.words import Capacity, Language, LegalBasis, PartyKind
from resultatbank.web import uploads
from resultatbank.web.access import current_user, requires, stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.parties import closing, offering
from resultatbank.web.parties.answer_forms import ALL, ONE, SOME, UNTIL_A_DAY, AgreementForm, BasisForm
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint, party_or_404
from resultatbank.web.parties.forms import PartyForm
from resultatbank.web.parties.grid import FILL
from resultatbank.web.parties.notices import Notice, notice_for
from resultatbank.web.parties.offering import CHOOSE, FIND, STEPS, TEXT
from resultatbank.web.parties.words import STAFF, asked_id, outranked_sentence, same_name_sentence, shortened_sentence
from resultatbank.web.respond import go_to, page

# What the page always shows of the form. All else that was typed follows along hidden while a party is chosen.
_ON_THE_FIRST_PAGE = {"csrf_token", "basis", "party_name", "part", "confirmed", *STEPS}


@dataclass(frozen=True, slots=True)
class Who:
    """Whose answer it is: a party in the registry, or one that is new and not saved yet, with its form."""

    party: Party
    newcomer: PartyForm | None = None

    @property
    def key(self) -> str:
        """What the form says about who it is: the party's id, or the kind of one who is new."""
        return str(self.party.kind if self.newcomer else self.party.id)


@blueprint.route("/overenskommelser/ny", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def agree() -> Response:
    """Register what a party answered. Until it is known who, the page asks for legal basis and party."""
    renewed = agreement_or_404(asked_id("fornya") or 0) if "fornya" in request.args else None
    who = _who(renewed)
    if who is None:
        return _first_page()
    form = _form(who, renewed)
    if request.method != "POST" or offering.asks_for_step():
        offering.take_step(form)
        return _page(form, who, renewed)
    if not form.validate():
        return _page(form, who, renewed)
    warnings = _warnings(form, who, renewed)
    if warnings and not form.confirmed.data:
        return _page(form, who, renewed, warnings)
    return _save(form, who, renewed)


# ------------------------------------------------------------------------------------------------------------ who it is


def _who(renewed: Agreement | None) -> Who | None:
    """Return whose answer it is: what a button or the form says, or else the address. None until it is chosen."""
    if renewed is not None:
        return Who(party_or_404(renewed.party_id))
    asked = request.args.get("ny") or request.args.get("part")
    chosen = request.form.get(CHOOSE, request.form.get("part", asked))
    if not chosen:
        return None
    if chosen in list(PartyKind):
        return _newcomer(PartyKind(chosen))
    return Who(party_or_404(optional_id(chosen)))


def _newcomer(kind: PartyKind) -> Who:
    form = PartyForm(kind=kind)
    name = form.party_name.data or ("Personen" if kind == PartyKind.PERSON else "Företaget")
    return Who(Party(kind=kind, name=name, guardian="", role="", minor=False, under_13=False), form)


def _first_page() -> Response:
    """Ask for legal basis and party. What else was typed, before the party was to be changed, follows along."""
    form = BasisForm(basis=request.args.get("grund", ""))
    if request.method == "POST" and CHOOSE not in request.form:
        form.validate()
    name = form.party_name.data or ""
    asked = asked_id("exempel")
    known = not form.errors and len(name) >= parties.FEWEST_LETTERS
    return page(
        "parties/agree.html",
        parts=("parties/_choices.html", "parties/_answer.html"),
        form=form,
        who=None,
        renewed=None,
        warnings=[],
        suggested=[each.party for each in parties.appearances_in(asked)] if asked else [],
        found=list(parties.search_parties(name)) if known else None,
        kept=[
            (key, each) for key in request.form if key not in _ON_THE_FIRST_PAGE for each in request.form.getlist(key)
        ],
        action=request.full_path.rstrip("?"),
        status=422 if form.errors else 200,
    )


# ------------------------------------------------------------------------------------------------------------- the form


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _form(who: Who, renewed: Agreement | None) -> AgreementForm:
    appearances = parties.appearances_of(who.party.id) if not who.newcomer else []
    covered = [each.example_id for each in renewed.covered] if renewed else []
    offer = offering.offer(appearances, covered, asked_id("exempel"))
    start = _start(who, renewed, [each.example_id for each in appearances], has_asked=offer.asked is not None)
    # Of a form whose first page alone was shown, the basis is all that was answered.
    first = "from_day" not in request.form
    if first and request.form.get("basis"):
        start["basis"] = request.form["basis"]
    form = AgreementForm(
        who.party,
        offer,
        today=clock.today(),
        guardian_until=_settings().guardian_until,
        newcomer=who.newcomer,
        start=start,
        **({"formdata": None} if first else {}),
    )
    if CHOOSE in request.form:
        # Another party has its own examples, and somebody else answers for it.
        for name, field in form._fields.items():
            if name in ("covers", "examples", "capacity", "answered_by"):
                field.process_data(start.get(name, form.possible[0]))
    return form


def _start(who: Who, renewed: Agreement | None, examples: list[int], *, has_asked: bool) -> dict[str, Any]:
    """Return what the form begins with: what is most likely, or what the old record says when it is renewed."""
    party = who.party
    start: dict[str, Any] = {
        "basis": request.args.get("grund") or None,
        "received_by": current_user().name,
        "answered_by": party.guardian if party.minor or party.under_13 else "",
        "covers": ONE if has_asked else SOME if examples else None,
        "examples": examples,
        "appears": True,
    }
    return start | (_renewal(renewed) if renewed else {})


def _renewal(renewed: Agreement) -> dict[str, Any]:
    """Return what a renewal begins with: the answers that the party still stands by, and as long a period."""
    answers = gate.answers_of_parties([renewed.party_id]).get(renewed.party_id, [])
    meant = still_meant(answers, renewed.id)
    start: dict[str, Any] = {
        "basis": renewed.basis,
        "covers": ALL if renewed.covers_all else SOME,
        "examples": [each.example_id for each in renewed.covered],
        "answers": meant,
    }
    if renewed.proof is not None:
        start |= {"language": renewed.proof.language, "answered_by": renewed.proof.answered_by}
        start["capacity"] = renewed.proof.capacity
    yes = next((each for each in renewed.answers if each.yes), None)
    if yes is not None:
        first, last = next_period(yes.from_day, yes.until_day, clock.today(), holds=any(meant.values()))
        years = years_between(first, last)
        start |= {"from_day": first, "years": str(years or UNTIL_A_DAY), "until_day": None if years else last}
    return start


def _page(form: AgreementForm, who: Who, renewed: Agreement | None, warnings: list[str] | None = None) -> Response:
    untroubled, action = not form.errors and not warnings, request.full_path.rstrip("?")
    return offering.choice_of_examples(form, action) or page(
        "parties/agree.html",
        parts=("parties/_answer.html", "parties/_grid.html", "parties/_which.html", "parties/_text.html"),
        form=form,
        who=who,
        party=who.party,
        renewed=renewed,
        left_out=len(renewed.answers) - len(_renewal(renewed)["answers"]) if renewed else 0,
        warnings=warnings or [],
        staff=_is_staff(form, who.party),
        text=_shown_text(form, who.party) if TEXT in request.form else "",
        focus=_focus(form, renewed) if untroubled else "",
        searched_first=offering.searches_first(),
        action=action,
        status=422 if form.errors or warnings else 200,
    )


def _focus(form: AgreementForm, renewed: Agreement | None) -> str:
    """Return where the person goes on: to what was just asked for, or to the first question that isn't answered."""
    if TEXT in request.form:
        return TEXT
    if offering.searches():
        return FIND
    if not form.basis.data:
        return "basis"
    if FILL in request.form:
        return "grid"
    new = form.newcomer
    if new is not None and not new.party_name.data:
        return "newcomer"
    if len(form.capacity.choices) == 1 and not form.answered_by.data and form.capacity.data != Capacity.SELF:
        return "answered_by"
    if new is not None:
        # Whether the identity is protected is always asked, so it isn't to be passed by.
        return "protected"
    return "how" if renewed is not None else "grid"


def _is_staff(form: AgreementForm, party: Party) -> bool:
    organisation = party.organisation.name if party.organisation else ""
    if form.newcomer is not None and form.newcomer.organisation_id.data:
        chosen = parties.party_by_id(form.newcomer.organisation_id.data)
        organisation = chosen.name if chosen else ""
    role = form.newcomer.role.data if form.newcomer else party.role
    return is_staff(_settings().authority_name, organisation, role or "", form.note.data or "")


def _shown_text(form: AgreementForm, party: Party) -> str:
    right = form.basis.data in list(LegalBasis) and form.language.data in list(Language) and form.period_is_right
    right = right and not form.errors
    capacity = form.capacity.data if form.capacity.data in list(Capacity) else Capacity.SELF
    return text_for(form, party, capacity, form.answered_by.data or "").text if right else ""


def text_for(form: AgreementForm, party: Party, capacity: str, answered_by: str) -> Notice:
    """Return the text for what is answered. Before anything is, it tells of all that can be.

    The form's basis, language and days must be right.
    """
    every = {(str(line.material), channel.slug) for line in form.answers.lines for channel in form.answers.channels}
    return notice_for(
        party,
        LegalBasis(form.basis.data),
        Language(form.language.data),
        form.answers.data.keys() & every or every,
        form.chosen_titles(),
        form.from_day.data,
        form.until(),
        capacity=Capacity(capacity),
        answered_by=answered_by,
    )


# --------------------------------------------------------------------------------------------------------------- saving


def _warnings(form: AgreementForm, who: Who, renewed: Agreement | None) -> list[str]:
    """Return what the person should know before saving."""
    found = [STAFF] if form.basis.data == LegalBasis.CONSENT and _is_staff(form, who.party) else []
    if who.newcomer is not None:
        alike = parties.called(who.party.name)
        return [*found, *([same_name_sentence(alike[0])] if alike else [])]
    given = form.given(renewed.id if renewed else None)
    old = gate.answers_of_parties([who.party.id]).get(who.party.id, [])
    new = agreements.as_answers(who.party.id, given, stamp())
    shorter, beaten = shortened(old, new, clock.today()), outranked(old, new)
    found += [shortened_sentence(shorter, given.until_day)] if shorter else []
    return [*found, *([outranked_sentence(beaten)] if beaten else [])]


def _save(form: AgreementForm, who: Who, renewed: Agreement | None) -> Response:
    party = parties.add_party(who.newcomer.facts(), stamp()) if who.newcomer else who.party
    given = form.given(renewed.id if renewed else None)
    answered_by = party.name if form.capacity.data == Capacity.SELF else form.answered_by.data or ""
    seen = text_for(form, party, form.capacity.data, answered_by)
    proof = form.proof(answered_by, seen, uploads.keep(form.file), form.capacity.data)
    agreement = agreements.record(party, given, proof, stamp())
    offering.put_in(form, given, [party])
    said = "Överenskommelsen är sparad." + closing.standing_sentence(form.offer.asked)
    return go_to("parties.agreement", said, agreement_id=agreement.id)
