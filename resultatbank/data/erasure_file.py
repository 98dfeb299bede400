"""The erasures as lines in a file beside the database, so that they can be done again after a restore.

A restored copy is older than the erasures since, and so is its own table of them. The file holds no names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: which party (its id), when, by whom (a user's id) and under which decision."""

    party_id: int
    erased_at: datetime
    erased_by_id: int
    reference: str


def add(lines: Iterable[Line], data_dir: Path) -> None:
    """Write erasures last in the file. They are on disk when this returns."""
    whole = "".join(json.dumps(_as_json(line), ensure_ascii=False) + "\n" for line in lines)
    descriptor = os.open(data_dir / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(whole)
        file.flush()
        os.fsync(file.fileno())


def read(data_dir: Path) -> list[Line]:
    """Return every erasure in the file, each party once, by id. Raises ValueError for a line that can't be read."""
    path = data_dir / NAME
    if not path.exists():
        return []
    found = {line.party_id: line for line in _lines(path.read_text(encoding="utf-8"))}
    return [found[party_id] for party_id in sorted(found)]


def _lines(text: str) -> Iterator[Line]:
    for number, written in enumerate(text.splitlines(), 1):
        if written.strip():
            try:
                values = json.loads(written)
                at = datetime.fromisoformat(values["erased_at"])
                yield Line(int(values["party_id"]), at, int(values["erased_by_id"]), str(values["reference"]))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"line {number} of {NAME} can't be read") from error


def _as_json(line: Line) -> dict[str, object]:
    return {**asdict(line), "erased_at": line.erased_at.isoformat()}
