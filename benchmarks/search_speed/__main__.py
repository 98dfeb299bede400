"""Measure, print a table, and then one line of JSON with the same figures."""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.search_speed import limit, load, ours
from benchmarks.search_speed.server import serving
from benchmarks.search_speed.texts import QUESTIONS
from tests.postgres import Server, running

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 2_000)
_SEARCHES = [f"/exempel?{question}" for question in QUESTIONS]
# Examples without named parties, which everybody may see.
_EXAMPLES = [f"/exempel/{number}" for number in range(1, 60, 3)]
_ROUNDS, _EXAMPLE_ROUNDS = 3, 8


@dataclass(frozen=True, slots=True)
class App:
    """What one app's pages cost with one client, how many it serves sixteen, and the memory it holds."""

    search: load.Cost
    example: load.Cost
    crowd_per_second: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Our app on both engines and the bare limit, with so many examples; and what our index takes and costs.

    `index` is its bytes as a share of those of a plain FTS5 table; `edit_ms` what one changed text costs in it.
    """

    ours: App
    postgresql: App
    limit: App
    index: float
    edit_ms: float

    @property
    def ratios(self) -> dict[str, float]:
        """Our cost as a share of the limit's, and the share of its size."""
        return {
            "search CPU": self.ours.search.cpu_ms / self.limit.search.cpu_ms,
            "search p95": self.ours.search.p95_ms / self.limit.search.p95_ms,
            "pages a second, 16 clients": self.ours.crowd_per_second / self.limit.crowd_per_second,
            "example CPU": self.ours.example.cpu_ms / self.limit.example.cpu_ms,
            "index bytes": self.index,
        }


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller banks, under 50 seconds")
    sizes = QUICK_SIZES if parser.parse_args().quick else SIZES
    with running() as postgres:
        measured = {size: _measure(size, postgres) for size in sizes}
    growth = _growth(sizes[-2], sizes[-1], measured)
    _print(measured, growth)
    figures = {size: {**asdict(each), "ratios": each.ratios} for size, each in measured.items()}
    print(json.dumps({"sizes": figures, "growth": growth}))


def _measure(size: int, postgres: Server) -> Measured:
    """Return what our app and the bare limit cost with so many examples."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lite, bare = folder / "ours.sqlite3", folder / "limit.sqlite3"
        limit.fill(bare, size)
        on_postgres = _ours(folder, postgres.new_database(f"speed_{size}"), size)
        on_sqlite = _ours(folder, f"sqlite:///{lite}", size)
        edit_ms = ours.edit_ms(ours.app_on(folder, f"sqlite:///{lite}"))
        index = limit.bytes_of(lite, "search") / limit.bytes_of(bare, "words")
        return Measured(on_sqlite, on_postgres, _app("limit", str(bare)), index, edit_ms)


def _ours(folder: Path, url: str, size: int) -> App:
    ours.fill(ours.app_on(folder, url), size, lambda said: print(said, end="\r", file=sys.stderr))
    return _app("ours", f"{folder}|{url}")


def _app(kind: str, where: str) -> App:
    with serving(kind, where) as server:
        cookie = load.log_in(server) if kind == "ours" else ""
        return App(
            search=load.measure(server, _SEARCHES, _ROUNDS, cookie),
            example=load.measure(server, _EXAMPLES, _EXAMPLE_ROUNDS, cookie),
            crowd_per_second=load.crowd(server, _SEARCHES, 1, cookie),
            megabytes=server.megabytes(),
        )


def _growth(smaller: int, larger: int, measured: dict[int, Measured]) -> dict[str, dict[str, float]]:
    """Return how many times the search's CPU grows from the smaller bank to the larger.

    The exponent is 1 when it grows in proportion, 0 when it doesn't grow.
    """

    def of(name: str) -> dict[str, float]:
        before, after = (getattr(measured[size], name).search.cpu_ms for size in (smaller, larger))
        return {"times": after / before, "exponent": math.log(after / before) / math.log(larger / smaller)}

    return {name: of(name) for name in ("ours", "postgresql", "limit")}


def _print(measured: dict[int, Measured], growth: dict[str, Any]) -> None:
    headings = ("examples", "app", "CPU ms", "p50 ms", "p95 ms", "1/s", "1/s of 16", "example", "kB", "kB gz", "MB")
    print("".join(f"{heading:>11}" for heading in headings))
    for size, each in measured.items():
        for name in ("ours", "postgresql", "limit"):
            app: App = getattr(each, name)
            page = app.search
            values = [page.cpu_ms, page.p50_ms, page.p95_ms, page.per_second, app.crowd_per_second, app.example.cpu_ms]
            values += [page.bytes_raw / 1000, page.bytes_compressed / 1000, app.megabytes]
            print(f"{size:>11}{name:>11}" + "".join(f"{value:>11.1f}" for value in values))
        print("      ours/limit: " + ", ".join(f"{name} {value:.2f}" for name, value in each.ratios.items()))
        print(f"      one changed text costs {each.edit_ms:.1f} ms in the index")
    told = (f"{name} {of['times']:.1f} times, exponent {of['exponent']:.2f}" for name, of in growth.items())
    print("growth of search CPU over the last two sizes: " + "; ".join(told))


if __name__ == "__main__":
    main()
