"""A server of one app in a process of its own, so that what it costs can be read from the system."""

from __future__ import annotations

import gc
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_MOST_SECONDS_TO_START = 60
THREADS = 4


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, and its process."""

    port: int
    process_id: int

    def cpu_seconds(self) -> float:
        """Return how much processor time it has used since it started."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def megabytes(self) -> float:
        """Return how much memory it holds."""
        pages = int(Path(f"/proc/{self.process_id}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(kind: str, where: str) -> Iterator[Server]:
    """Serve one of the two apps ("ours" on a database URL, "limit" on a file) while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.search_speed.server", kind, where, str(port)]
    process = subprocess.Popen(command)  # noqa: S603  # The command is put together here.
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _MOST_SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/logga-in")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def main() -> None:
    """Serve what the arguments say until the process is ended."""
    # On a server only the base requirements are installed. Here mako finds pygments, and takes it in.
    sys.modules["pygments"] = None  # type: ignore[assignment]  # None makes an import fail.

    import waitress

    from benchmarks.search_speed import limit, ours

    kind, where, port = sys.argv[1:]
    if kind == "limit":
        app = limit.app_on(Path(where))
    else:
        folder, _, database_url = where.partition("|")
        app = ours.app_on(Path(folder), database_url)
    # As wsgi.py does.
    gc.freeze()
    logging.getLogger("waitress").setLevel(logging.ERROR)
    waitress.serve(app, host="127.0.0.1", port=int(port), threads=THREADS, ident=None)


if __name__ == "__main__":
    main()
