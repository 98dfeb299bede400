"""Swedish text to terms, and the index that finds them. Knows nothing of examples."""

from resultatbank.search.analyzer import Document, Streams, Token, analyze, stem, tokens
from resultatbank.search.index import (
    check,
    create_statements,
    drop_statements,
    ids_matching,
    matching,
    put,
    rebuild,
    remove,
)
from resultatbank.search.mark import Piece, mark, snippet
from resultatbank.search.query import Query, parse, to_match, to_tsquery

__all__ = [
    "Document",
    "Piece",
    "Query",
    "Streams",
    "Token",
    "analyze",
    "check",
    "create_statements",
    "drop_statements",
    "ids_matching",
    "mark",
    "matching",
    "parse",
    "put",
    "rebuild",
    "remove",
    "snippet",
    "stem",
    "to_match",
    "to_tsquery",
    "tokens",
]
