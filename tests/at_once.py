"""Two people who press, or several processes that work, at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from resultatbank.extensions import db

MOST_SECONDS = 60
Answer = TypeVar("Answer")


def at_once(*presses: Callable[[], Answer]) -> list[Answer]:
    """Let each press in a thread of its own, all at the same instant, and return what each was answered.

    The test's own transaction ends first, so that it holds nothing that they wait for.
    """
    db.session.commit()
    start = threading.Barrier(len(presses))
    answers: dict[int, Answer] = {}
    faults: list[BaseException] = []

    def press(number: int, each: Callable[[], Answer]) -> None:
        try:
            start.wait(MOST_SECONDS)
            answers[number] = each()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=press, args=(number, each)) for number, each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(MOST_SECONDS)
    assert not faults, faults
    db.session.expire_all()
    return [answers[number] for number in range(len(presses))]
