"""How much the review queue's first page costs, beside the search page in the same run.

`python -m benchmarks.queue_speed [--quick] [--sqlite]` prints a table and then one line of JSON. The bank has 100,000
examples, of which a third have an agreement. The same reviewer asks for all pages. The queue may cost at most twice as
much as the search.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.search_speed import load, ours
from benchmarks.search_speed.server import serving
from benchmarks.search_speed.texts import QUESTIONS
from resultatbank.data.models import User, UserRole
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests.postgres import running

SIZE, QUICK_SIZE = 100_000, 2_000
MOST = 2.0
_SEARCHES = [f"/exempel?{question}" for question in QUESTIONS]
_ROUNDS, _ROUNDS_OF_ONE = 3, 20


@dataclass(frozen=True, slots=True)
class Measured:
    """What three pages cost one who reviews."""

    search: load.Cost
    queue: load.Cost
    register: load.Cost

    @property
    def ratios(self) -> dict[str, float]:
        """What the queue and the register cost as shares of the search: the server's processor, and waiting."""
        pages = {"queue": self.queue, "register": self.register}
        return {f"{name} CPU": page.cpu_ms / self.search.cpu_ms for name, page in pages.items()} | {
            f"{name} p50": page.p50_ms / self.search.p50_ms for name, page in pages.items()
        }


def main() -> None:
    """Measure both engines in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small bank, under half a minute")
    parser.add_argument("--sqlite", action="store_true", help="SQLite only")
    chosen = parser.parse_args()
    size = QUICK_SIZE if chosen.quick else SIZE
    measured = {}
    with tempfile.TemporaryDirectory() as name:
        measured["sqlite"] = _measure(Path(name), f"sqlite:///{Path(name) / 'ours.sqlite3'}", size)
    _print(size, "sqlite", measured["sqlite"])
    if not chosen.sqlite:
        with running() as postgres, tempfile.TemporaryDirectory() as name:
            measured["postgresql"] = _measure(Path(name), postgres.new_database("queue_speed"), size)
        _print(size, "postgresql", measured["postgresql"])
    print(json.dumps({"examples": size} | {name: asdict(each) | each.ratios for name, each in measured.items()}))


def _measure(folder: Path, url: str, size: int) -> Measured:
    app = ours.app_on(folder, url)
    ours.fill(app, size, lambda said: print(said, end="\r", file=sys.stderr))
    with app.app_context(), may_write():
        reviewer = db.session.scalars(select(User).where(User.email == ours.EMAIL)).one()
        reviewer.roles += [UserRole(role=Role.REVIEWER), UserRole(role=Role.COMMUNICATOR)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with serving("ours", f"{folder}|{url}") as server:
        cookie = load.log_in(server)
        return Measured(
            search=load.measure(server, _SEARCHES, _ROUNDS, cookie),
            queue=load.measure(server, ["/granskning"], _ROUNDS_OF_ONE, cookie),
            register=load.measure(server, ["/overenskommelser"], _ROUNDS_OF_ONE, cookie),
        )


def _print(size: int, name: str, each: Measured) -> None:
    headings = ("page", "CPU ms", "p50 ms", "p95 ms", "kB")
    print(f"\n{name}, {size} examples\n" + "".join(f"{heading:>12}" for heading in headings))
    for page in ("search", "queue", "register"):
        cost: load.Cost = getattr(each, page)
        values = (cost.cpu_ms, cost.p50_ms, cost.p95_ms, cost.bytes_raw / 1000)
        print(f"{page:>12}" + "".join(f"{value:>12.1f}" for value in values))
    print("page/search: " + ", ".join(f"{what} {ratio:.2f}" for what, ratio in each.ratios.items()))
    print(f"the queue may cost {MOST:.0f} times the search: {_verdict(each)}", flush=True)


def _verdict(each: Measured) -> str:
    return "it costs more" if each.ratios["queue CPU"] > MOST else "it holds"


if __name__ == "__main__":
    main()
