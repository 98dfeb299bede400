"""python -m benchmarks.search_quality [--quick]: a readable table, and then the same figures as a line of JSON."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.search_quality import words
from benchmarks.search_quality.background import bank
from benchmarks.search_quality.rivals import Fts5, OneAfterTheOther, Ours, Rival, SwedishPostgreSQL
from tests.postgres import Server, is_installed, running

SETS = {"development": "development.json", "unseen": "unseen.json"}
SIZE = 10_000
QUICK_SIZE = 2_000
_COLUMN = 20


def main() -> int:
    """Measure, print the tables, and print the JSON last."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_quality", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_SIZE} documents a set")
    parser.add_argument("--set", choices=[*SETS], action="append", help="which set of queries (default: both)")
    parser.add_argument("--misses", action="store_true", help="tell which queries ours don't answer in full")
    options = parser.parse_args()
    size = QUICK_SIZE if options.quick else SIZE
    figures: dict[str, Any] = {"documents": size}
    with ExitStack() as stack:
        server = stack.enter_context(running()) if is_installed() else None
        if server is None:
            print("PostgreSQL is not installed, so its columns are left out (apt-get install postgresql).")
        for name in options.set or SETS:
            with rivals(server) as compared:
                figures[name] = measure(name, compared, size, options.misses)
            print_table(name, figures[name], size)
    figures["words"] = words.measure()
    words.print_table(figures["words"])
    print(json.dumps(figures, ensure_ascii=False))
    return 0


@contextmanager
def rivals(server: Server | None) -> Iterator[dict[str, Rival]]:
    """Give the searches that are compared, each empty."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Rival] = {"ours, SQLite": Ours(f"sqlite:///{Path(folder) / 'ours.sqlite3'}")}
        if server:
            found["ours, PostgreSQL"] = Ours(server.new_database("ours"))
        found["FTS5 unicode61"] = Fts5("unicode61")
        found["FTS5 + Snowball"] = Fts5("unicode61", stem=True)
        found["FTS5 trigram"] = Fts5("trigram")
        found["Snowball + trigram"] = OneAfterTheOther(found["FTS5 + Snowball"], found["FTS5 trigram"])
        if server:
            found["PostgreSQL swedish"] = SwedishPostgreSQL(server.new_database("swedish"))
        yield found


def measure(name: str, compared: dict[str, Rival], size: int, misses: bool) -> dict[str, dict[str, list[float]]]:
    """Give recall@10 and MRR for each search and category, and for all queries under "all"."""
    content = json.loads((Path(__file__).parent / SETS[name]).read_text(encoding="utf-8"))
    named = list(bank(content["needles"], content["decoys"], content["block"], size))
    documents = [(number, document) for number, (_, document) in enumerate(named, 1)]
    number_of = {key: number for number, (key, _) in enumerate(named, 1)}
    figures: dict[str, dict[str, list[float]]] = {}
    for rival, search in compared.items():
        if not isinstance(search, OneAfterTheOther):
            search.fill(documents)
        by_category: dict[str, list[tuple[float, float]]] = {}
        for query in content["queries"]:
            relevant = {number_of[key] for key in query["rel"]}
            found = search.find(query["q"])
            score = recall(found, relevant), reciprocal_rank(found, relevant)
            by_category.setdefault(query["cat"], []).append(score)
            by_category.setdefault("all", []).append(score)
            if misses and rival.startswith("ours") and min(score) < 1:
                print(f"  {rival}: {query['cat']}: {query['q']} {score[0]:.2f} {score[1]:.2f}", file=sys.stderr)
        figures[rival] = {
            category: [round(sum(part) / len(part), 3) for part in zip(*scores, strict=True)]
            for category, scores in by_category.items()
        }
    return figures


def recall(found: list[int], relevant: set[int]) -> float:
    """The share of the relevant documents that are among the ten best."""
    return len(relevant.intersection(found)) / len(relevant)


def reciprocal_rank(found: list[int], relevant: set[int]) -> float:
    """One over the place of the first relevant document among the ten best."""
    return next((1 / place for place, number in enumerate(found, 1) if number in relevant), 0.0)


def print_table(name: str, figures: dict[str, dict[str, list[float]]], size: int) -> None:
    """Print one row a category and one column a search: recall@10 / MRR."""
    print(f"\nrecall@10 / MRR, {name} set, {size} documents")
    print(" " * 22 + "".join(f"{rival:>{_COLUMN}}" for rival in figures))
    categories = next(iter(figures.values()))
    for category in [*(each for each in categories if each != "all"), "all"]:
        cells = ("{:.3f} / {:.3f}".format(*rival[category]) for rival in figures.values())
        print(f"{category:<22}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
