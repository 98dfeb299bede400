"""Swedish text to terms, and the index that finds them. Knows nothing of examples."""

from resultatbank.search.analyzer import Document, Streams, Token, analyze, stem, tokens, undotted
from resultatbank.search.index import (
    check,
    check_vocabulary,
    create_statements,
    drop_statements,
    ids_in,
    ids_matching,
    matching,
    put,
    put_all,
    rebuild,
    remove,
    sweep,
)
from resultatbank.search.ladder import Answer, Rung, climb
from resultatbank.search.mark import Marker, Piece
from resultatbank.search.query import Clause, Part, Query, parse, to_match, to_tsquery
from resultatbank.search.suggesting import begun, has_beginnings, nearest_words
from resultatbank.search.vocabulary import Vocabulary, vocabulary_of

__all__ = [
    "Answer",
    "Clause",
    "Document",
    "Marker",
    "Part",
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
    "ids_in",
    "ids_matching",
    "matching",
    "nearest_words",
    "parse",
    "put",
    "put_all",
    "rebuild",
    "remove",
    "stem",
    "sweep",
    "to_match",
    "to_tsquery",
    "tokens",
    "undotted",
    "vocabulary_of",
]
