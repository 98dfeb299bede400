"""The index finds what was put there, no more, in both engines, and can prove that it is true."""

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, select, text

from resultatbank.search import (
    Document,
    check,
    create_statements,
    drop_statements,
    ids_matching,
    matching,
    parse,
    put,
    rebuild,
    remove,
)
from tests.search.conftest import found

DOCUMENTS = {
    1: Document("Fler skolor lagar egen mat", "Eleverna äter mer", "Kommunen fick ett resultat att visa upp."),
    2: Document("Resultaten av lånet", "Banken gav lån", "Gården i Västernorrlands län byggde ny ladugård."),
    3: Document("Länets ångbåt", "Turister reser igen", "Fartyget går på Göta kanal. Dnr Ä 2026-1234."),
    4: Document("Vid EU-mässan", "Wifimast på berget", "Insatsen fick 1 437 500 kronor.", "Torvald Ekesbo"),
    5: Document("Trafiksäkerhet på väg", "Från hav till bord", "Skärgårdstrafiken ställer om."),
}


@pytest.fixture
def bank(connection: Connection) -> Connection:
    for number, document in DOCUMENTS.items():
        put(connection, number, document)
    return connection


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("skolan ", {1}),
        ("resultatet", {1, 2}),
        ("lån ", {2}),
        ("län ", {2, 3}),
        ("lan ", {2, 3}),
        ("angbaten ", {3}),
        ("vasternorrland", {2}),
        ("kommunernas resultat ", {1}),
        ("ladug", {2}),
        ("skolo", {1}),
        ("2026-1234", {3}),
        ("2026-1243", set()),
        ("1437500", {4}),
        ("1 437 500", {4}),
        ("eu mässa", {4}),
        ("eumässa ", {4}),
        ("wifi-mast", {4}),
        ("trafik säkerhet", {5}),
        ('"hav till bord"', {5}),
        ('"bord till hav"', set()),
        ("torvald ekesbo", {4}),
        ("resultat -lån", {1}),
        ("-resultat", {3, 4, 5}),
        ("räksmörgås", set()),
        ("", set()),
    ],
)
def test_what_is_typed_finds_what_is_meant(bank: Connection, typed: str, ids: set[int]) -> None:
    assert set(found(bank, parse(typed))) == ids


def test_a_hit_in_the_title_comes_before_one_in_the_summary_before_one_in_the_body(connection: Connection) -> None:
    put(connection, 1, Document("Annat", "Annat", "Här står cider"))
    put(connection, 2, Document("Annat", "Här står cider", "Annat"))
    put(connection, 3, Document("Här står cider", "Annat", "Annat"))
    put(connection, 4, Document("Annat", "Annat", "Annat", extra="Här står cider"))
    assert found(connection, parse("cider")) == [3, 2, 1, 4]


def test_any_word_is_enough_once_widened(bank: Connection) -> None:
    query = parse('skola "ångbåt hav" -turist')
    assert found(bank, query) == []
    assert set(found(bank, query.widened())) == {1, 5}


def test_a_changed_text_is_found_by_its_new_words_only(bank: Connection) -> None:
    put(bank, 1, Document("Odling av hampa", "", ""))
    assert found(bank, parse("skolor")) == []
    assert found(bank, parse("hampa")) == [1]


def test_a_removed_document_is_gone_and_removing_it_twice_is_no_error(bank: Connection) -> None:
    remove(bank, 1)
    remove(bank, 1)
    assert found(bank, parse("skolor")) == []


def test_a_row_deleted_by_other_hands_leaves_the_index_too(bank: Connection) -> None:
    bank.execute(text("DELETE FROM search_document WHERE id = 1"))
    assert found(bank, parse("skolor")) == []
    assert check(bank, [item for item in DOCUMENTS.items() if item[0] != 1]) == []


def test_hits_can_be_joined_counted_and_grouped_by_the_caller(bank: Connection) -> None:
    gate = Table("gate", MetaData(), Column("id", Integer, primary_key=True), Column("region", String(20)))
    gate.create(bank)
    bank.execute(gate.insert(), [{"id": 1, "region": "Dalarna"}, {"id": 2, "region": "Skåne"}])
    bank.execute(gate.insert(), [{"id": number, "region": "Skåne"} for number in (3, 4)])
    name = bank.dialect.name
    query = parse("resultat län").widened()
    for hits in (matching(query, name).subquery(), matching(query, name).cte()):
        joined = select(gate.c.region, func.count(), func.max(hits.c.score)).join(hits, hits.c.id == gate.c.id)
        rows = bank.execute(joined.group_by(gate.c.region).order_by(gate.c.region)).all()
        assert [(region, count) for region, count, _ in rows] == [("Dalarna", 1), ("Skåne", 2)]
        assert all(score > 0 for _, _, score in rows)
        page = select(gate.c.id, hits.c.score).join(hits, hits.c.id == gate.c.id).order_by(hits.c.score.desc())
        assert {row.id for row in bank.execute(page.limit(20))} == {1, 2, 3}
    among = select(func.count()).select_from(gate).where(gate.c.id.in_(ids_matching(query, name)))
    assert bank.scalar(among) == 3


def test_a_check_names_what_differs_what_is_missing_and_what_is_left_behind(bank: Connection) -> None:
    assert check(bank, DOCUMENTS.items()) == []
    truth = {**DOCUMENTS, 2: Document("Ny rubrik", "", ""), 9: Document("Aldrig indexerad", "", "")}
    del truth[4]
    assert check(bank, truth.items()) == [2, 4, 9]


def test_a_check_sees_an_index_that_has_lost_a_document(bank: Connection) -> None:
    if bank.dialect.name == "sqlite":
        bank.execute(text("DELETE FROM search_index WHERE rowid = 3"))
    else:
        bank.execute(text("UPDATE search_document SET vector = CAST('' AS tsvector) WHERE id = 3"))
    assert check(bank, DOCUMENTS.items()) == [3]


def test_rebuilding_leaves_exactly_the_documents_given(bank: Connection) -> None:
    truth = {number: DOCUMENTS[number] for number in (1, 5)}
    assert rebuild(bank, iter(truth.items())) == 2
    assert check(bank, truth.items()) == []
    assert found(bank, parse("skolor")) == [1]
    assert found(bank, parse("lån ")) == []


def test_the_longest_and_strangest_text_can_be_indexed_and_found(bank: Connection) -> None:
    endless = " ".join(f"å{number}ö" for number in range(300_000))
    strange = "\x00\ud800 👩‍👩‍👧‍👦 ' \\ : * 中文 \u202e"
    put(bank, 7, Document(endless, endless, endless, endless))
    put(bank, 8, Document(strange, strange, "ett " * 300_000, strange))
    assert found(bank, parse("å4711ö")) == [7]
    assert found(bank, parse("中文")) == [8]


def test_the_index_can_be_taken_down_and_made_again(bank: Connection) -> None:
    name = bank.dialect.name
    for statement in (*drop_statements(name), *create_statements(name)):
        bank.execute(text(statement))
    assert found(bank, parse("skolor")) == []
    put(bank, 1, DOCUMENTS[1])
    assert found(bank, parse("skolor")) == [1]
