"""What pages cost beside the search page in the same run, on both engines in turn."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask

from benchmarks.search_speed import load, ours
from benchmarks.search_speed.server import serving
from benchmarks.search_speed.texts import QUESTIONS
from tests.postgres import running

SIZE, QUICK_SIZE = 100_000, 2_000
_SEARCHES = [f"/exempel?{question}" for question in QUESTIONS]
_ROUNDS, _ROUNDS_OF_ONE = 3, 20
_HEADINGS = ("CPU ms", "p50 ms", "p95 ms", "kB")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the search cost, and other pages by their names."""

    search: load.Cost
    pages: dict[str, load.Cost]

    @property
    def ratios(self) -> dict[str, float]:
        """What each page costs as a share of the search: the server's processor, and waiting."""
        return {f"{name} CPU": page.cpu_ms / self.search.cpu_ms for name, page in self.pages.items()} | {
            f"{name} p50": page.p50_ms / self.search.p50_ms for name, page in self.pages.items()
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: the pages' addresses by name, and how a bank of so many examples is made ready for them.

    The pages named in `held` may cost at most `most` times the search.
    """

    name: str
    pages: Mapping[str, str]
    held: frozenset[str]
    most: float
    prepare: Callable[[Flask, int], None]


def measure(plan: Plan, description: str | None) -> None:
    """Measure as the command line asks; print a table for each engine and then one line of JSON."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a small bank, under half a minute")
    parser.add_argument("--sqlite", action="store_true", help="SQLite only")
    chosen = parser.parse_args()
    size = QUICK_SIZE if chosen.quick else SIZE
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        measured["sqlite"] = _measure(plan, Path(folder), f"sqlite:///{Path(folder) / 'ours.sqlite3'}", size)
    _print(plan, size, "sqlite", measured["sqlite"])
    if not chosen.sqlite:
        with running() as postgres, tempfile.TemporaryDirectory() as folder:
            measured["postgresql"] = _measure(plan, Path(folder), postgres.new_database(plan.name), size)
        _print(plan, size, "postgresql", measured["postgresql"])
    print(json.dumps({"examples": size} | {name: asdict(each) | each.ratios for name, each in measured.items()}))


def _measure(plan: Plan, folder: Path, url: str, size: int) -> Measured:
    app = ours.app_on(folder, url)
    ours.fill(app, size, lambda said: print(said, end="\r", file=sys.stderr))
    plan.prepare(app, size)
    with serving("ours", f"{folder}|{url}") as server:
        cookie = load.log_in(server)
        return Measured(
            search=load.measure(server, _SEARCHES, _ROUNDS, cookie),
            pages={name: load.measure(server, [path], _ROUNDS_OF_ONE, cookie) for name, path in plan.pages.items()},
        )


def _print(plan: Plan, size: int, engine: str, each: Measured) -> None:
    print(f"\n{engine}, {size} examples\n" + "".join(f"{heading:>12}" for heading in ("page", *_HEADINGS)))
    for page, cost in {"search": each.search, **each.pages}.items():
        values = (cost.cpu_ms, cost.p50_ms, cost.p95_ms, cost.bytes_raw / 1000)
        print(f"{page:>12}" + "".join(f"{value:>12.1f}" for value in values))
    print("page/search: " + ", ".join(f"{what} {ratio:.2f}" for what, ratio in each.ratios.items()))
    costs_more = max(each.ratios[f"{name} CPU"] for name in plan.held) > plan.most
    verdict = "it costs more" if costs_more else "it holds"
    print(f"{', '.join(sorted(plan.held))} may cost {plan.most:.0f} times the search: {verdict}", flush=True)
