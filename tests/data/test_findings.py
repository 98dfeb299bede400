"""The questions about names: asked when a text is written, settled once, and never open in what employees see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import derive, examples, findings, gate, parties, publishing, queue, rows, texts
from resultatbank.data.models import Event, Example, Finding, Party
from resultatbank.extensions import db
from resultatbank.rules.checklist import QUESTIONS
from resultatbank.rules.review import Reason
from resultatbank.rules.words import FindingKind, FindingOutcome, Naming, PartyKind, State
from tests import factories as make
from tests.conftest import START
from tests.statements import statements

DAY = START.date()
ME = make.stamp()


@pytest.fixture
def karin(within: Flask) -> Party:
    return make.party("Karin Provmallander")


@pytest.fixture
def draft(within: Flask) -> Example:
    made = make.example(state=State.DRAFT)
    db.session.commit()
    return made


def write(example: Example, value: str, question: str = "result") -> None:
    """Save an answer as a person does."""
    seen = texts.digest(texts.values_of(example, texts.texts_of(example.id))[question])
    texts.save(example, QUESTIONS[question], value, seen, ME)
    db.session.commit()


def asked(example: Example) -> list[tuple[str, str, str]]:
    db.session.expire_all()
    return [(each.kind, each.text, each.question) for each in findings.open_in([example.id]).get(example.id, [])]


def only(example: Example) -> Finding:
    return findings.open_in([example.id])[example.id][0]


def settle(example: Example, outcome: FindingOutcome, party: Party | None = None) -> None:
    findings.settle(only(example), outcome, ME, party)
    db.session.commit()


def test_what_is_written_is_asked_about_and_what_is_taken_out_is_not(draft: Example, karin: Party) -> None:
    write(draft, "Karin Provmallanders ugn. Ring Amira Hittad, 070-174 06 05, a@example.se.")
    assert set(asked(draft)) == {
        ("party", "Karin Provmallander", "result"),
        ("name", "Amira Hittad", "result"),
        ("phone", "070-174 06 05", "result"),
        ("email", "a@example.se", "result"),
    }
    assert only(draft).found_at == START
    write(draft, "Ring Amira Hittad.")
    assert asked(draft) == [("name", "Amira Hittad", "result")]
    write(draft, "")
    assert asked(draft) == []


def test_every_place_where_a_name_can_be_written_is_read(draft: Example) -> None:
    details = examples.details_of(draft)
    examples.change_details(draft, {**details, "title": "Eva Etthitt", "recipient": "Bo Tvåhittsson"}, ME)
    rows.add_row(draft.id, "sources", {"title": "Rapport av Pia Trehitt"}, ME)
    seen = {"alt_text": "Per Fyrhittsson bakar.", "captions": "Ulla Femhitt", "seen": "Stina Sexhitt"}
    rows.add_row(draft.id, "packages", {"title": "Kalle Sjuhitt", "creator": "Foto Fotosson", **seen}, ME)
    write(draft, "Åsa Åttahitt fick stöd", "benefit")
    expected = {"Etthitt", "Tvåhittsson", "Trehitt", "Fyrhittsson", "Femhitt", "Sexhitt", "Sjuhitt", "Åttahitt"}
    assert {name.split()[-1] for _kind, name, _question in asked(draft)} == expected


def test_two_answers_are_two_texts(draft: Example) -> None:
    write(draft, "Det var Karin", "challenge")
    write(draft, "Hittström", "result")
    assert asked(draft) == []


@pytest.mark.parametrize("outcome", [FindingOutcome.PUBLIC_ROLE, FindingOutcome.NO_NAME])
def test_what_is_settled_is_not_asked_again(draft: Example, outcome: FindingOutcome) -> None:
    write(draft, "Det sa Amira Hittad.")
    settle(draft, outcome)
    assert asked(draft) == []
    write(draft, "Det sa inte Amira Hittad.")
    write(draft, "Ingen sa något.")
    write(draft, "AMIRA HITTAD sa det igen.")
    assert asked(draft) == []
    make.party("Amira Hittad")
    write(draft, "Då kom Amira Hittads syster.")
    assert asked(draft) == []


def test_a_settled_one_is_asked_about_in_another_example(draft: Example) -> None:
    write(draft, "Det sa Amira Hittad.")
    settle(draft, FindingOutcome.NO_NAME)
    other = make.example(state=State.DRAFT)
    write(other, "Det sa Amira Hittad.")
    assert asked(other) == [("name", "Amira Hittad", "result")]


def test_a_party_is_a_question_only_while_it_is_not_in_the_example(draft: Example, karin: Party) -> None:
    write(draft, "Karin Provmallander bakar. Provmallander säljer.")
    assert asked(draft) == [("party", "Karin Provmallander", "result")]
    appearance = parties.add_appearance(draft, karin, ["name"], ME)
    db.session.commit()
    assert asked(draft) == []
    parties.end_appearance(appearance, ME)
    db.session.commit()
    assert asked(draft) == [("party", "Karin Provmallander", "result")]


def test_what_was_said_to_be_a_party_is_asked_again_when_the_party_leaves(draft: Example, karin: Party) -> None:
    write(draft, "Skriv till karin@example.se.")
    appearance = parties.add_appearance(draft, karin, ["name"], ME)
    settle(draft, FindingOutcome.PARTY, karin)
    write(draft, "Skriv gärna till karin@example.se.")
    assert asked(draft) == []
    parties.end_appearance(appearance, ME)
    db.session.commit()
    assert asked(draft) == [("email", "karin@example.se", "result")]
    assert only(draft).settled_by_id is None


def test_of_two_with_one_name_the_one_in_the_example_is_the_one_named(draft: Example, karin: Party) -> None:
    twin = make.party("Karin Provmallander")
    parties.add_appearance(draft, twin, ["name"], ME)
    write(draft, "Karin Provmallander bakar.")
    assert asked(draft) == []


@pytest.mark.parametrize("name", ["Åsa ÖPROV Ängström", "100% Påhitt", "(Pa)renteson", "Tyg och Fantasi AB"])
def test_a_party_is_found_whatever_its_name(draft: Example, name: str) -> None:
    kind = PartyKind.ORGANISATION if name.endswith("AB") else PartyKind.PERSON
    make.party(name, kind=kind)
    written = name.upper() if " " in name else name
    write(draft, f"Det säger {written}, som är med.")
    assert asked(draft) == [("party", name, "result")]


def test_an_erased_party_is_no_longer_looked_for(draft: Example, karin: Party) -> None:
    karin.name, karin.erased_at = "Gallrad Part", START
    write(draft, "En gallrad part nämns.")
    assert asked(draft) == []


def test_a_registered_party_in_a_published_text_shuts_the_example_until_somebody_says(karin: Party) -> None:
    example = make.example(naming=Naming.NONE)
    db.session.commit()
    assert gate.is_visible(example.id, DAY)
    write(example, "Karin Provmallander bakar.")
    assert not gate.is_visible(example.id, DAY)
    row = queue.row_of(example.id, DAY)
    assert row is not None
    assert (row.reason, row.since) == (Reason.NAMES, DAY)
    assert row.sentence == "I texten står Karin Provmallander. Ta ställning till vad det är."
    assert derive.verify() == []
    settle(example, FindingOutcome.PUBLIC_ROLE)
    assert gate.is_visible(example.id, DAY)
    assert Reason.NAMES not in queue.reasons_of(example.id, DAY)
    assert derive.verify() == []


def test_a_likely_name_in_a_published_text_is_in_the_queue_and_leaves_the_example_open(within: Flask) -> None:
    example = make.example(naming=Naming.NONE)
    write(example, "Amira Hittad bakar. Bo Tvåhittsson säljer.")
    assert gate.is_visible(example.id, DAY)
    assert queue.reasons_of(example.id, DAY)[0] is Reason.NAMES
    assert derive.verify() == []


def test_a_company_is_asked_about_until_it_is_registered_and_in_the_example(draft: Example) -> None:
    write(draft, "Hittepå Plåt AB växer. Det gör Hittepå Plåt AB:s ägare också.")
    assert asked(draft) == [("name", "Hittepå Plåt AB", "result")]
    assert any("Hittepå Plåt AB" in each.sentence for each in publishing.missing(draft, START.date()))
    first = only(draft).id
    company = make.party("Hittepå Plåt AB", kind=PartyKind.ORGANISATION)
    db.session.commit()
    assert asked(draft) == [("party", "Hittepå Plåt AB", "result")]
    assert only(draft).id == first
    make.appearance(company, draft, ["company_name"])
    db.session.commit()
    assert asked(draft) == []


def test_an_unsettled_one_blocks_publishing(draft: Example) -> None:
    draft.naming, draft.naming_at = Naming.NONE, START
    write(draft, "Amira Hittad bakar. Bo Tvåhittsson säljer.")
    sentences = [each.sentence for each in publishing.missing(draft, DAY)]
    assert "Ta ställning till 2 saker i texten som kan vara namn: Amira Hittad, Bo Tvåhittsson." in sentences
    settle(draft, FindingOutcome.NO_NAME)
    sentences = [each.sentence for each in publishing.missing(draft, DAY)]
    assert "Ta ställning till en sak i texten som kan vara ett namn: Bo Tvåhittsson." in sentences
    with pytest.raises(publishing.NotReady):
        publishing.publish(draft, ME)


def test_of_many_unsettled_ones_the_first_are_named_and_the_rest_counted(draft: Example) -> None:
    write(draft, " ".join(f"Amira Hittad{letter}." for letter in "bcdefgh"))
    sentence = next(each.sentence for each in publishing.missing(draft, DAY) if "kan vara namn" in each.sentence)
    assert "7 saker" in sentence
    assert sentence.endswith("Amira Hittadf och 2 till.")


def test_a_party_that_was_registered_after_the_text_was_written_is_found_when_publishing(draft: Example) -> None:
    write(draft, "Det säger Hittpåa.")
    assert asked(draft) == []
    make.party("Hittpåa", kind=PartyKind.ORGANISATION)
    with pytest.raises(publishing.NamesFound):
        publishing.publish(draft, ME)
    db.session.commit()
    assert asked(draft) == [("party", "Hittpåa", "result")]
    with pytest.raises(publishing.NotReady):
        publishing.publish(draft, ME)


def test_a_party_that_is_new_or_gets_another_name_is_looked_for_in_what_was_written_before(karin: Party) -> None:
    example, other = make.example(), make.example()
    write(example, "Det säger Anna Provbergs bror.")
    settle(example, FindingOutcome.NO_NAME)
    write(other, "Det säger Hittpåa.")
    db.session.commit()
    assert gate.is_visible(example.id, DAY)
    parties.add_party(parties.PartyFacts(kind=PartyKind.PERSON, name="Anna Provberg"), ME)
    db.session.commit()
    assert asked(example) == []
    facts = parties.PartyFacts(kind=PartyKind.ORGANISATION, name="Hittpåa")
    company = parties.add_party(facts, ME)
    db.session.commit()
    assert asked(other) == [("party", "Hittpåa", "result")]
    assert not gate.is_visible(other.id, DAY), "a registered party that nobody has said is there shuts the example"
    parties.change_party(company, replace(facts, name="Hittpåb"), company.version, ME)
    db.session.commit()
    assert asked(other) == []
    assert gate.is_visible(other.id, DAY)


def test_what_was_written_before_there_were_questions_is_asked_about_when_all_is_worked_out(draft: Example) -> None:
    write(draft, "Amira Hittad bakar.")
    for row in db.session.scalars(select(Finding)):
        db.session.delete(row)
    db.session.commit()
    derive.rebuild()
    assert asked(draft) == [("name", "Amira Hittad", "result")]


def test_an_answer_is_an_event_without_what_was_found(draft: Example) -> None:
    write(draft, "Amira Hittad bakar.")
    finding = only(draft)
    settle(draft, FindingOutcome.NO_NAME)
    event = db.session.scalars(select(Event).where(Event.kind == "finding_settled")).one()
    assert (event.subject_id, event.example_id, event.fields) == (finding.id, draft.id, ["name", "no_name"])
    findings.settle(finding, FindingOutcome.PUBLIC_ROLE, ME)
    assert finding.outcome == FindingOutcome.NO_NAME, "settled once"


@pytest.mark.parametrize("outcome", list(FindingOutcome))
def test_an_answer_that_is_taken_back_is_asked_again_and_stops_publishing(
    draft: Example, karin: Party, outcome: FindingOutcome
) -> None:
    draft.naming, draft.naming_at = Naming.NONE, START
    parties.add_appearance(draft, karin, ["name"], ME)
    write(draft, "Amira Hittad bakar.")
    settle(draft, outcome, karin if outcome is FindingOutcome.PARTY else None)
    [settled] = findings.settled_in(draft.id)
    assert (settled.finding.text, settled.outcome, settled.still_asked) == ("Amira Hittad", outcome, True)
    findings.reopen(settled.finding, ME)
    db.session.commit()
    assert asked(draft) == [("name", "Amira Hittad", "result")]
    assert (only(draft).settled_by_id, only(draft).party_id) == (None, None)
    assert findings.settled_in(draft.id) == []
    with pytest.raises(publishing.NotReady):
        publishing.publish(draft, ME)
    event = db.session.scalars(select(Event).where(Event.kind == "finding_reopened")).one()
    assert event.fields == ["name", outcome]


def test_what_was_no_name_and_is_a_party_now_shuts_a_published_example_when_it_is_asked_again(within: Flask) -> None:
    example = make.example(naming=Naming.NONE)
    write(example, "Amira Hittad bakar.")
    settle(example, FindingOutcome.NO_NAME)
    make.party("Amira Hittad")
    db.session.commit()
    opened = findings.reopen(findings.settled_in(example.id)[0].finding, ME)
    db.session.commit()
    assert opened is not None
    assert asked(example) == [("party", "Amira Hittad", "result")]
    assert not gate.is_visible(example.id, DAY)
    assert derive.verify() == []


def test_what_no_longer_stands_in_the_text_is_no_question_when_its_answer_is_taken_back(draft: Example) -> None:
    write(draft, "Amira Hittad bakar.")
    settle(draft, FindingOutcome.NO_NAME)
    write(draft, "Någon bakar.")
    [settled] = findings.settled_in(draft.id)
    assert not settled.still_asked
    assert findings.reopen(settled.finding, ME) is None
    db.session.commit()
    assert asked(draft) == []


def test_a_personnummer_is_kept_nowhere_and_no_answer_allows_it(within: Flask) -> None:
    example = make.example(state=State.DRAFT, texts={"result": "Född 811218-9876."})
    db.session.commit()
    assert asked(example) == [("personal_number", "personnummer", "result")]
    with pytest.raises(findings.CannotBeSettled):
        findings.settle(only(example), FindingOutcome.NO_NAME, ME)
    assert not any("kan vara" in each.sentence for each in publishing.missing(example, DAY))


def test_the_text_around_is_shown_in_the_order_of_the_text(draft: Example) -> None:
    write(draft, "Först kom Bo Tvåhittsson.\nSedan kom Amira Hittads bror.")
    write(draft, "Någon annan.", "aim")
    around = ["".join(f"[{p.text}]" if p.hit else p.text for p in each.around) for each in findings.asked_in(draft.id)]
    assert around == [
        "Först kom [Bo Tvåhittsson]. Sedan kom Amira Hittads bror.",
        "Först kom Bo Tvåhittsson. Sedan kom [Amira Hittads] bror.",
    ]


def test_the_number_of_statements_does_not_grow_with_examples_or_parties(within: Flask) -> None:
    def sent_for(count: int) -> int:
        made = [make.example(texts={"result": f"Det säger Karin Prov{number}."}) for number in range(count)]
        for number in range(count):
            make.party(f"Karin Prov{number}")
        ids = [example.id for example in made]
        db.session.commit()
        with statements() as sent:
            findings.refresh(ids)
        return len(sent)

    assert sent_for(2) == sent_for(12)


def test_a_question_about_a_party_names_it(draft: Example, karin: Party) -> None:
    write(draft, "Karin Provmallander bakar.")
    assert only(draft).party_id == karin.id
    assert only(draft).kind == FindingKind.PARTY
