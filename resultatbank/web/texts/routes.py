"""List the texts, edit one with a preview, and read its earlier versions."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import notices
from resultatbank.data.notices import Version
from resultatbank.rules.notice import PLACEHOLDERS, Facts, Template, render, values
from resultatbank.rules.renewal import last_of_years
from resultatbank.rules.roles import Action
from resultatbank.rules.words import MATERIALS_OF, Capacity, Language, LegalBasis, PartyKind
from resultatbank.web.access import requires, stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.respond import go_to, page, target
from resultatbank.web.texts import blueprint
from resultatbank.web.texts.comparing import compared
from resultatbank.web.texts.forms import TextForm

_BASES = ", ".join(f"'{each}'" for each in LegalBasis)
_LANGUAGES = ", ".join(f"'{each}'" for each in Language)
ONE_TEXT = f"/texter/<any({_BASES}):basis>/<any({_LANGUAGES}):language>"


@blueprint.get("/texter")
@requires(Action.KEEP_TEXTS)
def texts() -> Response:
    """List the texts."""
    return page("texts/texts.html", latest=notices.latest(), bases=list(LegalBasis), languages=list(Language))


@blueprint.route(ONE_TEXT, methods=["GET", "POST"])
@requires(Action.KEEP_TEXTS)
def text(basis: str, language: str) -> Response:
    """Edit a text. What is typed is shown as parties would see it, and saved as a new version."""
    which = LegalBasis(basis), Language(language)
    versions = notices.versions(*which)
    newest = versions[0].template
    again = _version_or_404(versions, asked) if (asked := optional_id(request.args.get("fran", ""))) else None
    form = TextForm(replace(newest, text=again.template.text) if again else newest)
    if request.method != "POST" or "visa" in request.form or target() == "preview":
        return _text_page(form, versions, again=again if request.method != "POST" else None)
    if not form.validate():
        return _text_page(form, versions, status=422)
    if form.text.data == newest.text:
        return go_to(
            "texts.text", "Texten är oförändrad, så det blev ingen ny version.", basis=basis, language=language
        )
    try:
        made = notices.save(*which, form.text.data, optional_id(form.version.data) or 0, stamp())
    except notices.NewerVersion:
        return _newer_page(form, notices.versions(*which))
    message = f"Version {made.version} är sparad. Den används från och med nu."
    return go_to("texts.text", message, basis=basis, language=language)


def _newer_page(form: TextForm, versions: list[Version]) -> Response:
    """Show somebody else's new version beside what was typed. To save again is then a choice."""
    theirs = versions[0]
    form.version.data = str(theirs.template.version)
    said = f"Version {theirs.template.version} har kommit till sedan du öppnade sidan. Jämför texterna och spara igen."
    form.fault(form.text, said)
    return _text_page(form, versions, theirs=theirs, status=422)


def _text_page(
    form: TextForm,
    versions: list[Version],
    *,
    theirs: Version | None = None,
    again: Version | None = None,
    status: int = 200,
) -> Response:
    newest = versions[0].template
    typed = Template(newest.basis, newest.language, newest.version + 1, form.text.data or "")
    facts = invented()
    child = _for_a_child(facts)
    samples = {**values(newest.language, facts), "svarande": values(newest.language, child)["svarande"]}
    return page(
        "texts/text.html",
        parts=("texts/_preview.html",),
        status=status,
        form=form,
        looked="visa" in request.form,
        newest=newest,
        versions=versions,
        theirs=theirs,
        again=again,
        preview=render(typed, facts),
        help=[(name, why, samples[name]) for name, why in PLACEHOLDERS.items()],
    )


@blueprint.get(f"{ONE_TEXT}/<id:version>")
@requires(Action.KEEP_TEXTS)
def text_version(basis: str, language: str, version: int) -> Response:
    """Show a version of a text as parties saw it, filled with invented facts, and beside the one that is in use."""
    versions = notices.versions(LegalBasis(basis), Language(language))
    chosen = _version_or_404(versions, version)
    this, now = compared(chosen.template.text, versions[0].template.text)
    return page(
        "texts/version.html",
        version=chosen,
        newest=versions[0],
        preview=render(chosen.template, invented()),
        this=this,
        now=now,
        differing=chosen.template.text != versions[0].template.text,
    )


def _version_or_404(versions: list[Version], version: int) -> Version:
    return next((each for each in versions if each.template.version == version), None) or abort(404)


def invented() -> Facts:
    """Return the authority's own facts with an invented person, who is asked about everything for a year."""
    settings, today = current_app.config["SETTINGS"], clock.today()
    return Facts(
        authority=settings.authority_name,
        contact=settings.contact,
        dpo_contact=settings.dpo_contact,
        party="Hitte Påsson",
        kind=PartyKind.PERSON,
        materials=MATERIALS_OF[PartyKind.PERSON],
        channels=notices.channel_words(),
        from_day=today,
        until_day=last_of_years(today, 1),
    )


def _for_a_child(facts: Facts) -> Facts:
    return replace(facts, capacity=Capacity.GUARDIAN, answered_by="Vera Påsson")
