"""Swedish text to terms, and the index that finds them. Knows nothing of examples."""

from resultatbank.search.analyzer import Document, Streams, Token, analyze, stem, tokens
from resultatbank.search.index import (
    check,
    check_vocabulary,
    create_statements,
    drop_statements,
    ids_matching,
    matching,
    put,
    put_all,
    rebuild,
    remove,
)
from resultatbank.search.ladder import Answer, Rung, climb
from resultatbank.search.mark import Marker, Piece, mark, snippet
from resultatbank.search.query import Query, parse, to_match, to_tsquery
from resultatbank.search.suggesting import begun, has_beginnings, nearest_words
from resultatbank.search.vocabulary import Vocabulary, vocabulary_of

__all__ = [
    "Answer",
    "Document",
    "Marker",
    "Piece",
    "Query",
    "Rung",
    "Streams",
    "Token",
    "Vocabulary",
    "analyze",
    "begun",
    "check",
    "check_vocabulary",
    "climb",
    "create_statements",
    "drop_statements",
    "has_beginnings",
    "ids_matching",
    "mark",
    "matching",
    "nearest_words",
    "parse",
    "put",
    "put_all",
    "rebuild",
    "remove",
    "snippet",
    "stem",
    "to_match",
    "to_tsquery",
    "tokens",
    "vocabulary_of",
]
