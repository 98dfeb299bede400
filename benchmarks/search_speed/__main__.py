"""Measure, print a table, and then one line of JSON with the same figures."""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.search_speed import limit, load, ours
from benchmarks.search_speed.server import serving
from benchmarks.search_speed.texts import QUESTIONS

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 4_000)
_SEARCHES = [f"/exempel?{question}" for question in QUESTIONS]
# Examples without named parties, which everybody may see.
_EXAMPLES = [f"/exempel/{number}" for number in range(1, 60, 3)]
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class App:
    """What one app's pages cost with one client, how many it serves sixteen, and the memory it holds."""

    search: load.Cost
    example: load.Cost
    crowd_per_second: float
    megabytes: float


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller banks, under 50 seconds")
    sizes = QUICK_SIZES if parser.parse_args().quick else SIZES
    measured = {size: _measure(size) for size in sizes}
    growth = _growth(sizes[-2], sizes[-1], measured)
    _print(measured, growth)
    figures = {
        size: {"ours": asdict(mine), "limit": asdict(bare), "ratios": _ratios(mine, bare)}
        for size, (mine, bare) in measured.items()
    }
    print(json.dumps({"sizes": figures, "growth": growth}))


def _measure(size: int) -> tuple[App, App]:
    """Return what our app and the bare limit cost with so many examples."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url, file = f"sqlite:///{folder / 'ours.sqlite3'}", folder / "limit.sqlite3"
        ours.fill(ours.app_on(folder, url), size, lambda said: print(said, end="\r", file=sys.stderr))
        limit.fill(file, size)
        return _app("ours", f"{folder}|{url}"), _app("limit", str(file))


def _app(kind: str, where: str) -> App:
    with serving(kind, where) as server:
        cookie = load.log_in(server) if kind == "ours" else ""
        return App(
            search=load.measure(server, _SEARCHES, _ROUNDS, cookie),
            example=load.measure(server, _EXAMPLES, _ROUNDS, cookie),
            crowd_per_second=load.crowd(server, _SEARCHES, 1, cookie),
            megabytes=server.megabytes(),
        )


def _ratios(mine: App, bare: App) -> dict[str, float]:
    """Return our cost as a share of the limit's."""
    return {
        "search CPU": mine.search.cpu_ms / bare.search.cpu_ms,
        "search p95": mine.search.p95_ms / bare.search.p95_ms,
        "pages a second, 16 clients": mine.crowd_per_second / bare.crowd_per_second,
        "example CPU": mine.example.cpu_ms / bare.example.cpu_ms,
    }


def _growth(smaller: int, larger: int, measured: dict[int, tuple[App, App]]) -> dict[str, float]:
    """Return the exponent by which search CPU grows with the bank: 1 is in proportion, 0 not at all."""
    span = math.log(larger / smaller)
    return {
        name: math.log(measured[larger][place].search.cpu_ms / measured[smaller][place].search.cpu_ms) / span
        for place, name in enumerate(("ours", "limit"))
    }


def _print(measured: dict[int, tuple[App, App]], growth: dict[str, float]) -> None:
    headings = ("examples", "app", "CPU ms", "p50 ms", "p95 ms", "1/s", "1/s of 16", "kB", "MB")
    print("".join(f"{heading:>10}" for heading in headings))
    for size, pair in measured.items():
        for name, app in zip(("ours", "limit"), pair, strict=True):
            page = app.search
            values = [page.cpu_ms, page.p50_ms, page.p95_ms, page.per_second, app.crowd_per_second]
            values += [page.bytes_raw / 1000, app.megabytes]
            print(f"{size:>10}{name:>10}" + "".join(f"{value:>10.1f}" for value in values))
        print("      ours/limit: " + ", ".join(f"{name} {value:.2f}" for name, value in _ratios(*pair).items()))
    print("growth exponent: " + ", ".join(f"{name} {value:.2f}" for name, value in growth.items()))


if __name__ == "__main__":
    main()
