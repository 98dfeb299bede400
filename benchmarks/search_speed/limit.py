"""The bare limit: what the least Flask app does that shows hits, a count and four facets. No log-in and no gate."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, g, render_template_string, request

from benchmarks.search_speed.texts import texts

_SCHEMA = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE example (
        id INTEGER PRIMARY KEY, title TEXT, benefit TEXT, body TEXT, region TEXT, theme INT, programme INT, year INT
    );
    CREATE VIRTUAL TABLE words USING fts5 (title, benefit, body);
"""
_FACETS = ("region", "theme", "programme", "year")
_PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{{ q }}</title></head><body>
<form action="/exempel"><input name="q" value="{{ q }}"><button>Sök</button></form><p>{{ total }} exempel</p>
{% for name, rows in facets %}<fieldset><legend>{{ name }}</legend>{% for value, count in rows %}
<label><input type="checkbox" name="{{ name }}" value="{{ value }}"> {{ value }} {{ count }}</label>
{% endfor %}</fieldset>{% endfor %}
<ol>{% for hit in hits %}<li><h3><a href="/exempel/{{ hit[0] }}">{{ hit[1] }}</a></h3><p>{{ hit[2] }}</p>
<p>{{ hit[3] }} {{ hit[4] }}</p></li>{% endfor %}</ol></body></html>"""
_DETAIL = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{{ row[1] }}</title></head><body>
<h1>{{ row[1] }}</h1><p>{{ row[2] }}</p><p>{{ row[3] }}</p></body></html>"""


def fill(file: Path, count: int) -> None:
    """Make the database with so many examples, each with its text in a plain FTS5 table."""
    with sqlite3.connect(file) as connection:
        connection.executescript(_SCHEMA)
        for number, text in enumerate(texts(count), 1):
            body = f"{text.message} {text.challenge} {text.result}"
            connection.execute(
                "INSERT INTO example VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, text.title, text.benefit, body, text.region, text.theme, text.programme, text.year),
            )
            connection.execute(
                "INSERT INTO words (rowid, title, benefit, body) VALUES (?, ?, ?, ?)",
                (number, text.title, text.benefit, body),
            )
    connection.close()


def bytes_of(file: Path, beginning: str) -> int:
    """Return how many bytes the tables whose names begin so take in a database, with their indexes."""
    connection = sqlite3.connect(file)
    names = (f"{beginning}%", f"sqlite_autoindex_{beginning}%")
    size = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE ? OR name LIKE ?", names).fetchone()[0]
    connection.close()
    return int(size)


def app_on(file: Path) -> Flask:
    """Return the app on its database."""
    app = Flask(__name__)

    @app.get("/exempel")
    def search() -> str:
        wanted = request.args.get("q", "")
        match, limits = " ".join(f'"{word}"*' for word in wanted.split()), ""
        values: list[Any] = [match]
        for name, argument in (("region", "lan"), ("year", "ar")):
            if chosen := request.args.getlist(argument):
                limits += f" AND {name} IN ({', '.join('?' * len(chosen))})"
                values += chosen
        source = f"FROM words JOIN example ON example.id = words.rowid WHERE words MATCH ?{limits}"
        hits = _ask(
            file,
            f"SELECT example.id, example.title, snippet(words, 2, '', '', '…', 20), region, year {source} "
            "ORDER BY bm25(words, 10, 4, 1) LIMIT 20",
            values,
        )
        total = _ask(file, f"SELECT count(*) {source}", values)[0][0]
        facets = [(name, _ask(file, f"SELECT {name}, count(*) {source} GROUP BY 1", values)) for name in _FACETS]
        return render_template_string(_PAGE, q=wanted, hits=hits, total=total, facets=facets)

    @app.get("/exempel/<int:number>")
    def detail(number: int) -> str:
        row = _ask(file, "SELECT id, title, benefit, body FROM example WHERE id = ?", [number])[0]
        return render_template_string(_DETAIL, row=row)

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        if "connection" in g:
            g.connection.close()

    return app


def _ask(file: Path, statement: str, values: list[Any]) -> list[Any]:
    if "connection" not in g:
        g.connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    return list(g.connection.execute(statement, values))
