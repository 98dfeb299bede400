"""Whatever is typed is a question: it means what a person would expect, and it never breaks an engine."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from resultatbank.search import Document, Query, parse, put, to_match, to_tsquery
from tests.search.conftest import found

NASTY = [
    "",
    " ",
    "\x00",
    "skola\x00 AND",
    '"',
    '""',
    '"""',
    '"skola',
    'skola"',
    '-"',
    '-""',
    "-",
    "--",
    "- -",
    "---skola",
    "-skola",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "AND OR NOT",
    "skola AND",
    "NOT skola",
    "skola NOT",
    "NEAR(skola by, 5)",
    "NEAR(",
    "a:skola",
    "title : skola",
    "{a b} : skola",
    "- a : skola",
    "^skola",
    "skola*",
    "*",
    "**",
    "*skola",
    "(",
    ")",
    "()",
    "((((((((((",
    "(skola",
    "skola)",
    "skola + by",
    "+",
    "'",
    "''",
    "'; DROP TABLE search_document; --",
    "' OR '1'='1",
    "\\",
    "\\'",
    "\\\\'",
    "%",
    "_",
    "%s",
    "%(x)s",
    ":x",
    "::tsquery",
    "&",
    "|",
    "!",
    "!skola",
    "skola & !by",
    "<->",
    "skola <-> by",
    "<2>",
    ":*",
    "skola:*",
    "skola:AB",
    "skola:A,",
    "å",
    "ÅÄÖ",
    "ß",
    "İ",
    "ﷺ",
    "½",
    "²",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\udfff skola",
    "😀",
    "👩‍👩‍👧‍👦 skola",
    "中文 検索",
    "Ελλάδα",
    "עברית",
    "a\u030a\u030a\u030a",
    "\u030a",
    "1",
    "1 2 3 4",
    "1 000 000",
    "2026-1234",
    "2026-",
    "-2026-1234",
    "1e999",
    "0x00",
    "9" * 500,
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\r\n\t\v\f",
    "a" * 1_000_000,
    "skola " * 200_000,
    "-skola " * 60,
    '"' * 10_000,
    '"a b" ' * 60,
    "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z-å-ä-ö",
    ("ab-cd " * 60),
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_an_engine(connection: Connection, text: str) -> None:
    query = parse(text)
    assert len(query.words) <= 24
    found(connection, query)
    found(connection, query.widened())
    found(connection, parse(text, prefix_last=False))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
    | st.lists(st.sampled_from(['"', "-", "skola", "EU-mässa", "och", " ", "1 000", "lån", ":", "*", "("])).map("".join)
)
def test_any_text_whatever_runs_on_the_engine(connection: Connection, text: str) -> None:
    query = parse(text)
    found(connection, query)
    found(connection, query.widened())


@given(
    wanted=st.sampled_from(["skola", "skolor", '"ny skola"', "sko", "EU-stöd", "eustöd", "ny skola"]),
    unwanted=st.sampled_from(["", "-bibliotek", '-"ny skola"']),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_query_leaves_out_what_it_does_not_ask_for(connection: Connection, wanted: str, unwanted: str) -> None:
    """Noise that shares no word with the question must never come along, however it is asked."""
    texts = {
        1: "En ny skola med EU-stöd",
        2: "Ny skola och bibliotek med EU-stöd",
        3: "Fiske i skärgården",
        4: "Ett bibliotek",
        5: "Skatt och bidrag",
    }
    for number, text in texts.items():
        put(connection, number, Document(text, "", ""))
    expected = {1, 2}
    if "bibliotek" in unwanted:
        expected -= {2}
    if "ny skola" in unwanted:
        expected = set()
    # The exclusion stands first, so that the last word is the one being typed.
    query = parse(f"{unwanted} {wanted}")
    assert set(found(connection, query)) == expected
    assert not {3, 5} & set(found(connection, query.widened()))


def test_an_empty_question_is_empty_and_one_of_exclusions_is_not() -> None:
    assert parse(" ?! ").is_empty
    assert not parse("-film").is_empty
    assert not parse("film").is_empty


def test_the_words_are_those_typed_without_what_says_nothing() -> None:
    assert parse("Stöd till EU-mässor -film").words == ("stöd", "eu", "mässor")
    assert parse("att vara ").words == ("att", "vara")


def test_the_last_word_is_a_prefix_only_while_nothing_follows_it() -> None:
    for write in (to_match, to_tsquery):
        assert "*" in write(parse("kolmår"))
        assert "*" not in write(parse("kolmår "))
        assert "*" not in write(parse("kolmår", prefix_last=False))
        assert "*" not in write(parse("-kolmår"))


def test_quotation_marks_of_every_kind_make_a_phrase() -> None:
    for typed in ('"hav till bord"', "”hav till bord”", "“hav till bord”", "„hav till bord“", "«hav till bord»"):
        assert to_match(parse(typed)) == to_match(parse('"hav till bord"'))


def test_a_dash_before_speech_excludes_nothing() -> None:
    assert parse("– Vi vågade").excluded == ()
    assert parse("e-faktura").excluded == ()


def test_an_empty_query_writes_nothing() -> None:
    assert to_match(Query()) == to_tsquery(Query()) == ""
