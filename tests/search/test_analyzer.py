"""Swedish text becomes terms: forms meet, words apart stay apart, and nothing but letters and digits gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.search import Document, analyze, stem, tokens


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    "forms",
    [
        "resultat resultatet resultaten resultatens",
        "skola skolan skolor skolorna skolornas skolans",
        "kvinna kvinnor kvinnan kvinnorna",
        "kommun kommunen kommuner kommunernas",
        "medarbetare medarbetaren medarbetarna medarbetarnas",
        "exempel exemplet exemplen exempels",
        "nyckel nyckeln nycklar nycklarna",
        "program programmet programmen",
        "vatten vattnet vattnets",
        "museum museet museer museernas",
        "stad staden städer städerna",
        "ledamot ledamoten ledamöter",
        "tjänsteman tjänstemän tjänstemännen",
        "län länet länens",
        "lån lånet lånens",
        "by byn byar byarna",
        "år året åren årets",
        "hållbar hållbart hållbara",
        "ny nytt nya",
        "start starten startade",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "different",
    [
        "lån län",
        "hår här",
        "stad stat",
        "resultat resurs",
        "kommun kommunikation",
        "företag förtal",
        "rapport rapp",
        "energi enighet",
        "barn bar",
        "bok bock",
    ],
)
def test_words_that_only_look_alike_keep_apart(different: str) -> None:
    one, other = different.split()
    assert stem(one) != stem(other)


def test_capitals_accents_and_decomposed_letters_make_no_difference() -> None:
    assert words("ÅNGBÅT Kafé u\u0308ber A\u030angba\u030at ﬁlm") == ["ångbåt", "kafe", "uber", "ångbåt", "film"]


def test_a_token_says_where_in_the_text_it_stands() -> None:
    text = "Så gick det: EU:s mål – 12 %!"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Så", "gick", "det", "EU:s", "mål", "12"]
    assert words(text)[3] == "eu"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EU-mässan", "eu mäss|eumäss"),
        ("dnr 2026-1234", "dnr 2026 1234|20261234"),
        ("1 437 500 kronor", "1 437 500|1437500"),
        ("1.437.500 kronor", "1 437 500|1437500"),
        ("1,5 miljarder", "1 5|1k5"),
        ("år 2024 123 personer", "2024 123|"),
        ("skol- och kulturnämnden", "skol och|"),
    ],
)
def test_what_is_written_with_a_hyphen_or_in_thousands_is_also_indexed_as_one(text: str, expected: str) -> None:
    apart, whole = expected.split("|")
    streams = analyze(Document(title="", summary="", body=text))
    assert apart in streams.c
    assert whole in streams.d.split() if whole else "2024123" not in streams.d and "skoloch" not in streams.d


def test_each_part_has_its_stream_and_dotted_words_a_twin_in_the_last() -> None:
    streams = analyze(Document("Ett lån", "Hos bönder", "På gården", extra="Ingegärd Ståhl"))
    assert streams.a == "ett lån"
    assert streams.b == f"hos {stem('bönder')}"
    assert streams.d.split() == [stem("ingegärd"), "ståhl"]
    assert {stem("ingegard"), "lan", "gard", "stahl"} <= set(streams.e.split())
    assert "lan" not in " ".join(streams[:4]).split()


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_a_term_holds_letters_and_digits_whatever_the_text(text: str) -> None:
    streams = analyze(Document(text, text, text, text))
    assert all(term.isalnum() and term == term.lower() for stream in streams for term in stream.split())
    assert all(0 <= token.start < token.end <= len(text) for token in tokens(text))
