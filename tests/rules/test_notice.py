"""The text the party sees: what each must tell, what its placeholders become, and what is wrong with a template."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.notice import (
    PLACEHOLDERS,
    BlockKind,
    Facts,
    Template,
    blocks,
    born,
    faults,
    render,
    values,
)
from resultatbank.rules.words import (
    FIRST_CHANNELS,
    Capacity,
    ChannelWord,
    Language,
    LegalBasis,
    Material,
    PartyKind,
)

EVERY_TEXT = list(product(LegalBasis, Language))
CONSENT = LegalBasis.CONSENT
FACTS = Facts(
    authority="Exempelverket",
    contact="fraga@example.se",
    dpo_contact="ombud@example.se",
    party="Hitte Påsson",
    kind=PartyKind.PERSON,
    materials=list(Material),
    channels=FIRST_CHANNELS,
    from_day=date(2026, 11, 23),
    until_day=date(2027, 11, 22),
)
CHILD = replace(FACTS, party="Lill Påsson", capacity=Capacity.GUARDIAN, answered_by="Vera Påsson")
ARTICLES = {
    LegalBasis.CONSENT: r"6\.1 a|6\(1\)\(a\)",
    LegalBasis.CONTRACT: r"6\.1 b|6\(1\)\(b\)",
    LegalBasis.PUBLIC_INTEREST: r"6\.1 e|6\(1\)\(e\)",
    LegalBasis.LEGAL_OBLIGATION: r"6\.1 c|6\(1\)\(c\)",
}
# What the law and the house want said, and how each language says it.
SAID_IN_ALL = {
    "controller": (
        "Exempelverket är personuppgiftsansvarig",
        "Det kallas personuppgiftsansvarig",
        "the data controller",
    ),
    "purpose": ("vilken nytta det gör", "nyttan med vårt arbete", "what good it does"),
    "no answer is a no": ("inte svarar på räknas som nej", "Inget svar räknas som nej", "unanswered counts as no"),
    "kept as evidence": ("som bevis", "är ett bevis", "as evidence"),
    "erased only under a decision": ("beslut om gallring", "gallringsbeslut", "gallringsbeslut"),
    "an official document": ("allmän handling", "allmän handling", "official document"),
    "access": ("få veta vilka uppgifter", "läsa våra uppgifter", "know what information"),
    "rectification": ("fel rättade", "rätta fel", "errors corrected"),
    "erasure": ("raderade", "ta bort uppgifter", "erased"),
    "restriction": ("begränsar", "sluta använda dem ett tag", "restricted"),
    "complaint": ("imy.se", "imy.se", "imy.se"),
    "printed matter": ("Tryckta saker som redan är utdelade", "Tryckta papper är kanske redan", "Printed matter"),
    "outside the EU": ("utanför EU", "utanför EU", "outside the EU"),
}


def said(basis: LegalBasis, language: Language, facts: Facts = FACTS) -> str:
    return render(born(basis, language), facts)


@pytest.mark.parametrize(("basis", "language"), EVERY_TEXT)
def test_every_text_we_are_born_with_is_in_order_and_tells_what_the_law_wants(
    basis: LegalBasis, language: Language
) -> None:
    template = born(basis, language)
    assert faults(template.text, basis) == []
    text = said(basis, language)
    which = list(Language).index(language)
    assert [what for what, sentences in SAID_IN_ALL.items() if sentences[which] not in text] == []
    assert [each for each, article in ARTICLES.items() if re.search(article, text)] == [basis]
    for told in ("Hitte Påsson", "Exempelverket", "fraga@example.se", "ombud@example.se"):
        assert told in text
    assert not set("{}") & set(text)
    last = text.splitlines()[-1]
    assert "1" in last
    assert {"sv": "svenska", "sv-lattlast": "lättläst", "en": "English"}[language] in last


@pytest.mark.parametrize("language", list(Language))
def test_each_legal_basis_has_its_own_way_out(language: Language) -> None:
    words = {
        LegalBasis.CONSENT: ("ta tillbaka ditt ja", "ta tillbaka hela ditt ja", "withdraw your consent"),
        LegalBasis.CONTRACT: ("När avtalet är slut", "Efter avtalet", "When the contract has ended"),
        LegalBasis.PUBLIC_INTEREST: ("medan vi prövar saken", "Sedan prövar vi saken", "while we examine the matter"),
        LegalBasis.LEGAL_OBLIGATION: ("lagen kräver går inte", "Vi måste följa lagen", "cannot be withdrawn"),
    }
    which = list(Language).index(language)
    for basis in LegalBasis:
        text = said(basis, language)
        assert [each for each, sentences in words.items() if sentences[which] in text] == [basis]


@pytest.mark.parametrize("basis", list(LegalBasis))
def test_the_easy_text_has_one_short_thought_on_each_line(basis: LegalBasis) -> None:
    for line in born(basis, Language.EASY).text.splitlines():
        assert len(line) <= 60, line
        assert len(re.findall(r"[.?!](?:\s|$)", line)) <= 1, line
        assert not re.search(r"\b(?:eftersom|medan|därför att|om du|när du|när vi)\b", line), line


def test_what_is_asked_about_stands_in_the_text_and_nothing_else() -> None:
    asked = replace(FACTS, materials=[Material.NAME, Material.QUOTE], channels=FIRST_CHANNELS[:2])
    assert "Vi vill visa namn och citat. Vi vill visa det på vårt intranät och på vår webbplats." in said(
        CONSENT, Language.SWEDISH, asked
    )
    easy = said(CONSENT, Language.EASY, asked)
    assert "– namn\n– citat (egna ord, ord för ord)\n" in easy
    assert "foton\n" not in easy
    assert "Facebook" not in easy
    assert "name and quotations" in said(CONSENT, Language.ENGLISH, asked)


def test_the_recipients_are_told_channel_by_channel() -> None:
    lines = values(Language.SWEDISH, FACTS)["mottagare"].splitlines()
    assert len(lines) == len(FIRST_CHANNELS)
    assert lines[0] == "– På vårt intranät: våra medarbetare."
    social = next(line for line in lines if "sociala medier" in line)
    assert "företagen bakom" in social
    assert "utanför EU" in social


@pytest.mark.parametrize("language", list(Language))
def test_a_channel_that_somebody_has_added_or_renamed_is_called_by_its_label(language: Language) -> None:
    added = ChannelWord("nyhetsbrev", "Nyhetsbrev {part}", False, "web")
    within = ChannelWord("tv-skarm", "Skärm i entrén", True, "web")
    renamed = ChannelWord("web", "Tillväxtwebben", False, "web")
    told = values(language, replace(FACTS, channels=[added, within, renamed]))
    for label in ("Nyhetsbrev {part}", "Skärm i entrén", "Tillväxtwebben"):
        assert label in told["kanaler"]
        assert label in told["mottagare"]
    ours = values(language, replace(FACTS, channels=[FIRST_CHANNELS[0]]))["mottagare"]
    staff = ours.partition(": ")[2]
    assert told["mottagare"].splitlines()[1].endswith(staff)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 23), date(2027, 11, 22), "från 2026-11-23 till och med 2027-11-22"),
        (None, date(2027, 11, 22), "till och med 2027-11-22"),
        (date(2026, 11, 23), None, "från 2026-11-23 till den dag som står i svaret"),
        (None, None, "till den dag som står i svaret"),
        (None, LAST_DAY, "till den dag som står i svaret"),
    ],
)
def test_the_time_is_told_as_far_as_it_is_known(first: date | None, last: date | None, words: str) -> None:
    assert values(Language.SWEDISH, replace(FACTS, from_day=first, until_day=last))["period"] == words


def test_days_are_written_out_in_easy_swedish_and_english() -> None:
    assert "23 november 2026" in values(Language.EASY, FACTS)["period"]
    assert "22 November 2027" in values(Language.ENGLISH, FACTS)["period"]


def test_it_names_the_examples_or_all_that_the_party_is_in() -> None:
    assert "alla exempel där du är med" in said(CONSENT, Language.SWEDISH)
    assert "alla exempel där Lill Påsson är med" in said(CONSENT, Language.SWEDISH, CHILD)
    company = replace(FACTS, party="Rökeriet AB", kind=PartyKind.ORGANISATION)
    assert "alla exempel där Rökeriet AB är med" in said(CONSENT, Language.SWEDISH, company)
    two = said(CONSENT, Language.SWEDISH, replace(FACTS, titles=["Sol {part}", "Vind"]))
    assert "Det gäller exemplen ”Sol {part}”, ”Vind”," in two
    assert "the example “Sol”" in said(CONSENT, Language.ENGLISH, replace(FACTS, titles=["Sol"]))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("capacity", [each for each in Capacity if each is not Capacity.SELF])
def test_it_tells_who_answers_for_whom(capacity: Capacity, language: Language) -> None:
    theirs = replace(CHILD, capacity=capacity)
    named = values(language, theirs)["svarande"]
    assert "Vera Påsson" in named
    assert "Lill Påsson" in named
    assert named in said(CONSENT, language, theirs)
    unnamed = values(language, replace(theirs, answered_by=""))["svarande"]
    assert "Lill Påsson" in unnamed
    assert "  " not in unnamed
    assert "Vera" not in unnamed


def test_one_who_answers_for_oneself_leaves_no_gap() -> None:
    assert values(Language.SWEDISH, FACTS)["svarande"] == ""
    assert "\n\n\n" not in said(CONSENT, Language.SWEDISH)


def test_only_placeholders_are_filled_in_and_what_is_filled_in_is_left_alone() -> None:
    nasty = "{part.__class__} {0} {part!r} { part } {okänt} {{part}} {} %s {part}"
    text = render(Template(CONSENT, Language.SWEDISH, 7, nasty), replace(FACTS, party="Lill {kontakt}"))
    assert text.splitlines()[0] == (
        "{part.__class__} {0} {part!r} { part } {okänt} {Lill {kontakt}} {} %s Lill {kontakt}"
    )
    assert text.endswith("\n\nText version 7, svenska.")


@given(st.text(alphabet=st.sampled_from("{}!.:[]0 part\n–"), max_size=60))
def test_no_template_breaks_anything(text: str) -> None:
    finished = render(Template(CONSENT, Language.SWEDISH, 1, text), FACTS)
    assert finished.endswith("Text version 1, svenska.")
    assert faults(text, CONSENT)
    assert all(block.lines for block in blocks(finished))


@pytest.mark.parametrize("name", list(PLACEHOLDERS))
def test_a_missing_placeholder_is_told_by_its_name(name: str) -> None:
    text = born(CONSENT, Language.SWEDISH).text.replace(f"{{{name}}}", "någon")
    (fault,) = faults(text, CONSENT)
    assert f"{{{name}}}" in fault


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("Tryckta", "{okänt} Tryckta"), "{okänt}"),
        (("Tryckta", "{part.__class__} Tryckta"), "{part.__class__}"),
        (("Tryckta", "{ Tryckta"), "klammer"),
        (("Tryckta", "} Tryckta"), "klammer"),
        (("6.1 a", "6.1 e"), "6.1 a"),
        (("Integritetsskyddsmyndigheten (IMY), imy.se", "någon"), "Integritetsskyddsmyndigheten"),
    ],
)
def test_what_is_wrong_is_told(change: tuple[str, str], told: str) -> None:
    text = born(CONSENT, Language.SWEDISH).text
    assert change[0] in text
    (fault,) = faults(text.replace(*change), CONSENT)
    assert told in fault


def test_the_way_out_is_wanted_where_the_law_wants_it_told() -> None:
    consent = born(CONSENT, Language.SWEDISH).text.replace("ta tillbaka", "x").replace("ångra", "x")
    assert any("ta tillbaka sitt ja" in each for each in faults(consent, CONSENT))
    objection = born(LegalBasis.PUBLIC_INTEREST, Language.ENGLISH).text.replace("Article 21", "x")
    assert any("artikel 21" in each for each in faults(objection, LegalBasis.PUBLIC_INTEREST))


def test_every_fault_is_told_at_once() -> None:
    assert len(faults("{fel} {", CONSENT)) == 2 + len(PLACEHOLDERS) + 3


def test_the_layout_has_headings_paragraphs_and_lists() -> None:
    text = "Varför?\n\nEn rad.\nEn till:\n– ett\n– två\n\n– tre\n\nText version 1, svenska."
    assert [(block.kind, block.lines) for block in blocks(text)] == [
        (BlockKind.HEADING, ("Varför?",)),
        (BlockKind.TEXT, ("En rad.", "En till:")),
        (BlockKind.LIST, ("ett", "två")),
        (BlockKind.LIST, ("tre",)),
        (BlockKind.TEXT, ("Text version 1, svenska.",)),
    ]


@pytest.mark.parametrize(("basis", "language"), EVERY_TEXT)
def test_every_text_has_headings_and_loses_no_word_in_its_layout(basis: LegalBasis, language: Language) -> None:
    text = said(basis, language)
    laid_out = blocks(text)
    assert sum(block.kind is BlockKind.HEADING for block in laid_out) == 8
    kept = [line for block in laid_out for line in block.lines]
    assert kept == [line.removeprefix("– ") for line in text.splitlines() if line]


def test_the_words_of_the_placeholders_ask_for_nothing_they_are_not_given() -> None:
    for language, facts in product(Language, (FACTS, CHILD, replace(FACTS, titles=["A", "B"], channels=[]))):
        for value in values(language, facts).values():
            assert [field for _text, field, _spec, _how in Formatter().parse(value) if field] == []
