"""Each line of the guide can be pointed at on screen: the pages that docs/anvandning/guiden.md names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from resultatbank.rules.checklist import STEPS
from tests.web.client import Browser
from tests.web.populated import Bank, bank

__all__ = ["bank"]

GUIDE = Path(__file__).parents[2] / "docs" / "anvandning" / "guiden.md"
DUTIES = 10


def duties() -> list[list[str]]:
    """The rows of the table, below its heading."""
    lines = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_every_page_that_a_duty_is_done_on_is_there(app: Flask, bank: Bank) -> None:
    browser = Browser(app)
    browser.log_in(bank.everybody)
    example = str(bank.examples["open"])
    found = [address for row in duties() for address in re.findall(r"`(/[^`]+)`", row[3])]
    wrong = [each for each in found if browser.get(each.replace("<id>", example)).status_code != 200]
    assert wrong == []


def test_the_ten_duties_of_the_five_steps_are_all_there_with_a_page_each() -> None:
    rows = duties()
    assert len(rows) == DUTIES
    assert {row[0] for row in rows} == {str(step.number) for step in STEPS}
    assert all(re.search(r"`/", row[3]) and row[1] and row[2] for row in rows)
