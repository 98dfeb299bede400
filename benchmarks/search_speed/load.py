"""Asking a server for pages, one by one or sixteen at once, and what it cost."""

from __future__ import annotations

import gzip
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import quantiles
from urllib.parse import quote, urlencode

from benchmarks.search_speed.ours import EMAIL, PASSWORD
from benchmarks.search_speed.server import Server

CLIENTS = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page costs: server CPU in milliseconds, waiting in milliseconds, and its size as sent and compressed."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float
    bytes_raw: int
    bytes_compressed: int


def log_in(server: Server) -> str:
    """Log the employee in. Returns the cookie to send with each request."""
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/logga-in")
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), _cookie(answer.getheader("Set-Cookie"))
    key = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if key is None:
        raise RuntimeError("the log-in page has no key")
    body = urlencode({"email": EMAIL, "password": PASSWORD, "csrf_token": key[1]})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/logga-in", body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 303:
        raise RuntimeError(f"the log-in answered {answer.status}")
    return _cookie(answer.getheader("Set-Cookie"))


def _cookie(header: str | None) -> str:
    return (header or "").partition(";")[0]


def measure(server: Server, paths: list[str], times: int, cookie: str = "") -> Cost:
    """Ask for each path so many times, one at a time. The first round is not counted."""
    connection = HTTPConnection("127.0.0.1", server.port)
    pages = [_get(connection, path, cookie) for path in paths]
    waits = []
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    for _ in range(times):
        for path in paths:
            start = time.perf_counter()
            _get(connection, path, cookie)
            waits.append((time.perf_counter() - start) * 1000)
    spent, elapsed = server.cpu_seconds() - cpu, time.perf_counter() - begun
    points = quantiles(waits, n=20)
    count = len(waits)
    return Cost(
        spent / count * 1000, points[9], points[18], count / elapsed, max(map(len, pages)), max(map(_compressed, pages))
    )


def _compressed(page: bytes) -> int:
    return len(gzip.compress(page, 6))


def crowd(server: Server, paths: list[str], times: int, cookie: str = "") -> float:
    """Let sixteen clients ask for all the paths so many times each. Returns how many pages a second they got."""

    def client(first: int) -> None:
        connection = HTTPConnection("127.0.0.1", server.port)
        for step in range(times * len(paths)):
            _get(connection, paths[(first + step) % len(paths)], cookie)

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))
    return CLIENTS * times * len(paths) / (time.perf_counter() - begun)


def _get(connection: HTTPConnection, path: str, cookie: str) -> bytes:
    connection.request("GET", quote(path, safe="/?&=+%"), headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body
