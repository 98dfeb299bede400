"""What the search promises, each thing on a handful of sentences, in both engines."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, func, select, text

from resultatbank.search import (
    Answer,
    Document,
    Marker,
    Part,
    Query,
    Rung,
    begun,
    check,
    check_vocabulary,
    climb,
    ids_in,
    ids_matching,
    nearest_words,
    parse,
    put,
    put_all,
    rebuild,
    remove,
    vocabulary_of,
)
from resultatbank.search.vocabulary import count
from tests.search.conftest import found


def answer(connection: Connection, typed: str) -> Answer:
    def number_of(query: Query) -> int:
        hits = ids_matching(query, connection.dialect.name).subquery()
        return connection.scalar(select(func.count()).select_from(hits)) or 0

    return climb(parse(typed), vocabulary_of(connection), number_of)


def hits(connection: Connection, typed: str, *sentences: str) -> list[str]:
    """The sentences that are found, best first, when each is the body of a document among some noise."""
    noise = ["Ett järnvägsspår rustades.", "Kaféet öppnade en filial i hamnen.", "Kören sjöng på torget."]
    put_all(connection, [(number, Document("", "", each)) for number, each in enumerate([*sentences, *noise], 1)])
    by_number = dict(enumerate(sentences, 1))
    ids = found(connection, answer(connection, typed).query)
    assert set(ids) <= set(by_number), "noise was found"
    return [by_number[number] for number in ids]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("trafik säkerhet", "Trafiksäkerheten ökade."),
        ("säkerhet trafik", "Trafiksäkerheten ökade."),
        ("trafiksäkerhet", "Vi ville ha säkerhet i trafiken."),
        ("trafiksäkerhet", "Ny trafik, ny säkerhet."),
        ("kyrka gård", "Kyrkogården sköts av ideella."),
        ("gator belysning", "Gatubelysningen släcks."),
        ("barn omsorg", "Barnomsorg på natten."),
        ("kommunens karta", "Kommunkartan är ritad."),
        ("skargard trafik", "Skärgårdstrafiken går på el."),
        ("trafik säk", "Trafiksäkerheten ökade."),
        ("ostronodling", "Odling av färska ostron."),
    ],
)
def test_words_put_together_and_words_apart_find_each_other(connection: Connection, typed: str, sentence: str) -> None:
    assert hits(connection, typed, sentence) == [sentence]


@pytest.mark.parametrize(
    ("typed", "sentences", "others"),
    [
        ("honung", ["Ljunghonung såldes.", "Honungsproduktion på taket."], ["En hona ungar sig."]),
        ("kräftor", ["Kräftodling i dammen.", "Signalkräftfiske om hösten."], ["Kraft och kräm."]),
        ("cykel", ["Cykelturism längs banvallen.", "Kommunens lånecyklar."], ["En cyklon drog fram."]),
        ("karta", ["Kommunkartan är ritad."], ["Kartong samlas in."]),
        ("lån ", ["Lånekontoret flyttade."], ["Plånboken hittades.", "Bohuslän är vackert."]),
        ("ek ", [], ["Biblioteket är öppet.", "Ekonomin är god."]),
    ],
)
def test_a_word_is_found_inside_longer_words_but_not_among_mere_letters(
    connection: Connection, typed: str, sentences: list[str], others: list[str]
) -> None:
    assert sorted(hits(connection, typed, *sentences, *others)) == sorted(sentences)


def test_the_word_itself_comes_before_longer_words_even_from_a_lesser_place(connection: Connection) -> None:
    put(connection, 1, Document("Ljunghonung från Halland", "Ljunghonung", "Ljunghonung"))
    put(connection, 2, Document("Annat", "Annat", "Han sålde även honung, bland mycket annat."))
    found_so = answer(connection, "honung ")
    assert found(connection, found_so.query) == [2, 1]
    assert (found_so.rung, found_so.total, found_so.exact) == (Rung.LONGER_WORDS, 2, 1)


def test_nothing_is_added_when_there_is_enough(connection: Connection) -> None:
    put_all(connection, [(number, Document("Honung", "", "")) for number in range(1, 13)])
    put(connection, 99, Document("Ljunghonung", "", ""))
    assert answer(connection, "honung ").rung is Rung.ALL_WORDS
    assert 99 not in found(connection, answer(connection, "honung ").query)


@pytest.mark.parametrize(
    ("typed", "right", "sentence"),
    [
        ("bibliotkesbuss", "biblioteksbuss", "Biblioteksbussen når alla."),
        ("fjärvärme", "fjärrvärme", "Fjärrvärmen byggdes ut."),
        ("fjarvarme", "fjärrvärme", "Fjärrvärmen byggdes ut."),
        ("linbanna", "linbana", "Linbanan går igen."),
        ("vätgastnkstaton", "vätgastankstation", "En vätgastankstation invigdes."),
        ("Ståhlbrnadt", "ståhlbrandt", "Vd Ingegärd Ståhlbrandt."),
    ],
)
def test_a_slip_of_the_finger_is_put_right_and_told(
    connection: Connection, typed: str, right: str, sentence: str
) -> None:
    assert hits(connection, typed, sentence) == [sentence]
    assert answer(connection, typed).corrected == ((typed.lower(), right),)


def test_of_several_likely_words_the_one_that_goes_with_the_others_is_meant(connection: Connection) -> None:
    sentences = ["Glasblåseri i den gamla hyttan.", "Hyran höjdes.", "Hyran sänktes."]
    assert hits(connection, "glasblåseri hytan", *sentences) == sentences[:1]


@pytest.mark.parametrize(
    "typed", ["2026-1243", "Dnr 2026-1243", '"linbanna"', "timmer -linbanna", "12001 ", "hamn", "1,6 miljarder"]
)
def test_numbers_quoted_words_excluded_words_and_known_words_are_never_put_right(
    connection: Connection, typed: str
) -> None:
    texts = ["Beslut 2026-1234.", "Linbanan för timmer.", "12000 kronor, 1,5 miljarder.", "Hampa och hamnar."]
    put_all(connection, [(number, Document("", "", each)) for number, each in enumerate(texts, 1)])
    assert answer(connection, typed).corrected == ()


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("sopor ", ["Som vi ser det.", "Somliga kom."]),
        ("hackad ", ["Det räckte inte.", "Räck upp handen."]),
        ("räntor ", ["Rätt svar.", "Rätta till det."]),
        ("bage* ", ["Både stora och små."]),
    ],
)
def test_a_short_word_is_put_right_only_by_a_word_that_the_bank_has(
    connection: Connection, typed: str, sentences: list[str]
) -> None:
    put_all(connection, [(number, Document("", "", each)) for number, each in enumerate(sentences, 1)])
    assert answer(connection, typed).corrected == ()


def test_dots_keep_words_apart_but_may_be_left_out(connection: Connection) -> None:
    sentences = ["Banken gav ett lån.", "Hela länet deltog."]
    assert hits(connection, "lån ", *sentences) == sentences[:1]
    assert hits(connection, "län ", *sentences) == sentences[1:]
    assert sorted(hits(connection, "lan ", *sentences)) == sorted(sentences)


@pytest.mark.parametrize(
    ("typed", "sentence", "other"),
    [
        ("Dnr Ä 2026-1234", "Diarienummer Ä 2026-1234.", "Ärende Ä 2026-1243."),
        ("2025/123", "Dnr 2025/123.", "Dnr 2025/132."),
        ("12 000", "Ett bidrag på 12000 kronor.", "12 001 personer kom."),
        ("12000", "Ett bidrag på 12 000 kronor.", "Nummer 12 i raden av 000."),
        ("1,5 miljarder ", "Värt 1,5 miljarder kronor.", "Värt 15 miljarder kronor."),
        ("1 437 500 kr", "De fick 1437500 kronor.", "De fick 1 437 000 kronor."),
        ("1.437.500 kr", "De fick 1 437 500 kronor.", "De fick 1 437 000 kronor."),
        ("e-faktura", "Efakturor infördes.", "Fakturan kom."),
        ("tilllägg", "Ett tillägg gjordes.", "En anläggning."),
    ],
)
def test_numbers_amounts_and_hyphens_are_read_alike_however_they_are_written(
    connection: Connection, typed: str, sentence: str, other: str
) -> None:
    assert hits(connection, typed, sentence, other) == [sentence]


def test_of_three_words_two_are_enough_when_hardly_any_document_has_all(connection: Connection) -> None:
    sentences = ["Fiske, rökeri och turism.", "Fiske med rökeri.", "Fiske med nät."]
    assert hits(connection, "fiske rökeri turism ", *sentences) == sentences[:2]
    assert answer(connection, "fiske rökeri turism ").rung is Rung.MOST_WORDS


def test_any_word_is_enough_when_no_document_has_both(connection: Connection) -> None:
    sentences = ["Fiske med nät.", "Ett rökeri i byn."]
    assert sorted(hits(connection, "fiske rökeri ", *sentences)) == sorted(sentences)
    assert answer(connection, "fiske rökeri ").rung is Rung.ANY_WORD


def test_the_longer_word_that_was_found_is_marked(connection: Connection) -> None:
    sentence = "Ljunghonung och honungens smak."
    hits(connection, "honung ", sentence, "Honungsproduktion på taket.")
    pieces = Marker(answer(connection, "honung ").query).mark(sentence)
    assert [piece.text for piece in pieces if piece.hit] == ["Ljunghonung", "honungens"]


@pytest.mark.parametrize(
    ("typed", "sentence", "marked", "other"),
    [
        ("ener", "En energirådgivare och en ugn.", ["energirådgivare"], "En ugn för en by."),
        ("föret", "Företaget för alla.", ["Företaget"], "Att föra vidare, för alla."),
        ("varor", "Varor var dyra.", ["Varor"], ""),
        ("varor", "Varorna var dyra.", ["Varorna"], ""),
        ("kunder", "Vi kunde nå kunden.", ["kunden"], ""),
    ],
)
def test_a_little_word_that_shares_its_stem_with_what_was_typed_is_neither_marked_nor_a_hit_of_a_beginning(
    connection: Connection, typed: str, sentence: str, marked: list[str], other: str
) -> None:
    assert hits(connection, typed, sentence, *filter(None, [other])) == [sentence]
    pieces = Marker(answer(connection, typed).query).mark(sentence)
    assert [piece.text for piece in pieces if piece.hit] == marked


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("en", ["Energin räckte.", "Enkelt och bra."]),
        ("ener", ["Energin räckte."]),
        ("foret", ["Företagen i byn växte."]),
        ("foretag byn väx", ["Företagen i byn växte."]),
        ("företag som vä", ["Företagen i byn växte."]),
        ("åa", []),
        ("kaffe", []),
        ("", []),
        ("  ", []),
        ("en två tre fyra fem sex sju åtta", []),
    ],
)
def test_what_is_begun_finds_what_it_may_become_but_no_little_words(
    connection: Connection, typed: str, sentences: list[str]
) -> None:
    everything = ["Energin räckte.", "Enkelt och bra.", "Företagen i byn växte.", "En by."]
    put_all(connection, [(number, Document(each, "", "")) for number, each in enumerate(everything, 1)])
    ids = sorted(found(connection, begun(typed, vocabulary_of(connection))))
    assert [everything[number - 1] for number in ids] == sentences


def test_a_part_is_looked_in_by_itself(connection: Connection) -> None:
    put(connection, 1, Document("Påhittade Bageriet AB", "Låtsaby kommun", ""))
    put(connection, 2, Document("Låtsaby kommun", "", "Påhittade Bageriet AB"))
    for typed, part, ids in (("låts", Part.TITLE, [2]), ("låts", Part.HEAD, [1, 2]), ('"bageriet ab"', Part.HEAD, [1])):
        query = begun(typed, vocabulary_of(connection))
        assert sorted(connection.scalars(ids_in(query, part, connection.dialect.name))) == ids


def test_a_word_that_the_bank_has_without_dots_comes_before_one_with_them(connection: Connection) -> None:
    sentences = ["I stallet fanns hästar.", "Byn fick fiber i stället.", "De står i stallarna."]
    assert hits(connection, "stallet ", *sentences) == [sentences[0], sentences[2], sentences[1]]
    told = answer(connection, "stallet ")
    assert (told.rung, told.exact, told.total) == (Rung.OTHER_DOTS, 2, 3)
    assert [piece.text for piece in Marker(told.exact_query).mark(sentences[1]) if piece.hit] == []
    assert hits(connection, "hastar ", *sentences) == sentences[:1], "no word of the bank is so written"


def test_with_enough_of_a_word_no_other_dots_are_tried(connection: Connection) -> None:
    put_all(connection, [(number, Document("Mat", "", "")) for number in range(1, 13)])
    put(connection, 99, Document("Mått", "", ""))
    assert 99 not in found(connection, answer(connection, "mat ").query)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("snögubbe", ["snöskoter", "snöröjning"]),
        ('"linbbana"', ["linbana"]),
        ("energikaka", ["energikarta", "energi"]),
        ("kaffekopp", []),
        ("2026-11", []),
        ("och ", []),
        ("snöröj", ["snöröjning", "snöskoter"]),
    ],
)
def test_the_words_of_the_bank_nearest_to_what_finds_nothing(
    connection: Connection, typed: str, nearest: list[str]
) -> None:
    texts = ["Snöröjning med snöskoter.", "Snöröjningens dag.", "Linbana.", "En energi och en energikarta."]
    put_all(connection, [(number, Document("", "", each)) for number, each in enumerate(texts, 1)])
    assert list(nearest_words(parse(typed), vocabulary_of(connection))) == nearest


def test_the_vocabulary_follows_every_change_and_a_check_proves_it(connection: Connection) -> None:
    put_all(connection, [(1, Document("Hampa odlas", "", "")), (2, Document("Hampa säljs", "", ""))])
    put(connection, 1, Document("Lin odlas", "", ""))
    assert vocabulary_of(connection).words.number("hampa")
    remove(connection, 2)
    assert check_vocabulary(connection) == []
    assert set(connection.scalars(text("SELECT word FROM search_term"))) == {"lin", "odlas"}
    put(connection, 3, Document("Korn mals", "", ""))
    connection.execute(text("UPDATE search_term SET documents = 7 WHERE word = 'lin'"))
    connection.execute(text("DELETE FROM search_term WHERE word = 'korn'"))
    assert check_vocabulary(connection) == ["korn", "lin"]
    documents = [(1, Document("Lin odlas", "", ""))]
    rebuild(connection, documents)
    assert check(connection, documents) == check_vocabulary(connection) == []
    assert vocabulary_of(connection).words.number("lin") == 1


@pytest.fixture
def committing(engine: Engine) -> Iterator[Engine]:
    """The engine, for a test that commits. The index is empty again afterwards."""
    yield engine
    with engine.begin() as connection:
        rebuild(connection, [])


def known(engine: Engine, word: str) -> bool:
    with engine.connect() as connection:
        return vocabulary_of(connection).words.number(word) > 0


def test_what_others_commit_is_known_at_the_next_search(committing: Engine) -> None:
    for number, word in enumerate(("råg", "vete"), 1):
        assert not known(committing, word)
        with committing.begin() as connection:
            put(connection, number, Document(word, "", ""))
        assert known(committing, word)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_what_began_first_and_is_committed_last_is_known_too(committing: Engine) -> None:
    with committing.begin() as first:
        put(first, 1, Document("bovete", "", ""))
        with committing.begin() as second:
            put(second, 2, Document("durra", "", ""))
        assert (known(committing, "durra"), known(committing, "bovete")) == (True, False)
    assert known(committing, "bovete")


# SQLite has one writer at a time, so there is nothing to wait for in a ring.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_writers_of_the_same_words_wait_for_each_other_and_never_in_a_ring(committing: Engine) -> None:
    words = [f"ord{first}{last}" for first in "abcdefghij" for last in "abcdefghij"]

    def write(in_order: list[str]) -> None:
        for _ in range(10):
            with committing.begin() as connection:
                count(connection, dict.fromkeys(in_order, 1))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (words, words[::-1])))
    with committing.connect() as connection:
        assert set(connection.scalars(text("SELECT documents FROM search_term"))) == {20}
