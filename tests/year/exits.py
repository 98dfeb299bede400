"""Every way out of the bank for an employee, and what may come through it on a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from random import Random

from flask import Flask

from resultatbank.data import bank as finding
from resultatbank.data import bitmaps, facets, gate, reading, suggestions, uses
from resultatbank.data.facets import Limits, Search
from resultatbank.data.facts import FACET_REGION, FACET_THEME
from resultatbank.extensions import db
from resultatbank.search import parse
from tests.web.client import Browser
from tests.year.bank import EXAMPLES, Bank, word_of
from tests.year.ledger import CHANNELS

WORDS = {word_of(number): number for number in range(1, EXAMPLES + 1)}
_WORD = re.compile(r"(?:[bcdfghjklm]a){4}verk")
_LINK = re.compile(r'href="/exempel/([0-9]+)')
_PARTY = re.compile(r"Hitte Påsson ([0-9]+)")


def _numbers(sets: Mapping[str, set[int]]) -> dict[str, int]:
    return {key: len(members) for key, members in sets.items() if members}


@dataclass
class Exits:
    """What an employee is shown, held against what the ledger says. `asked` counts the answers of each exit."""

    app: Flask
    bank: Bank
    browser: Browser
    dice: Random
    asked: Counter[str]

    # -------------------------------------------------------------------------------------- what is read from data/

    def check_lists(self, day: date, seen: set[int]) -> None:
        """Every list and every number is made of what may be seen that day, and all of it is there."""
        ledger = self.bank.ledger
        everything = Search(parse(""), Limits(), day)
        assert set(db.session.scalars(facets.listed(everything))) == seen
        hits = finding.find(everything)
        assert hits.total == len(seen)
        assert {hit.example_id for hit in hits.page} <= seen
        usable = {channel: {each for each in seen if channel in ledger.channels(each, day)} for channel in CHANNELS}
        assert {key: count for key, count in hits.counts.channels.items() if count} == _numbers(usable)
        for example, use in gate.usability(ledger.state, day).items():
            assert {each.channel.slug for each in use.open} == ledger.channels(example, day), example
        self._check_coverage(day, seen)
        assert {hit.example_id for hit in finding.newest_trusted(day, 20)} <= seen
        channel = CHANNELS[day.toordinal() % len(CHANNELS)]
        limits = Limits(frozenset({channel}))
        assert set(db.session.scalars(facets.listed(Search(parse(""), limits, day)))) == usable[channel]
        by_word = finding.find(Search(parse("arbete"), limits, day))
        assert by_word.total == len(usable[channel])
        assert {hit.example_id for hit in by_word.page} <= usable[channel]
        self.asked["lists"] += 1

    def _check_coverage(self, day: date, seen: set[int]) -> None:
        covered = finding.coverage(day)
        assert covered.total == len(seen)
        assert covered.regions == Counter(self.bank.regions[example] for example in seen)
        assert covered.themes == Counter(self.bank.theme_of[example] for example in seen)
        for kind, of in ((FACET_REGION, self.bank.regions), (FACET_THEME, self.bank.theme_of)):
            value = self.dice.choice(sorted(of.values()))
            limits = Limits(values={kind: frozenset({value})})
            found = set(db.session.scalars(facets.listed(Search(parse(""), limits, day))))
            assert found == {example for example in seen if of[example] == value}

    def check_each(self, examples: Collection[int], day: date, seen: set[int]) -> None:
        """Each of some examples is where it should be and nowhere else: its page, its words, its likes, its place."""
        usable = gate.usability(examples, day)
        shown = bitmaps.on(day).shown
        for example in examples:
            is_seen = example in seen
            assert gate.is_visible(example, day) is is_seen, example
            assert bitmaps.holds(shown, example) is is_seen, example
            assert (reading.example_to_read(example, day, sees_all=False) is not None) is is_seen, example
            open_in = {use.channel.slug for use in usable[example].open}
            assert open_in == self.bank.ledger.channels(example, day), example
            found = finding.find(Search(parse(word_of(example)), Limits(), day))
            assert {hit.example_id for hit in found.page} <= seen
            assert (example in {hit.example_id for hit in found.page}) is is_seen, example
            suggested = {each for each, _ in suggestions.suggest(word_of(example)[:8], day, False).examples}
            assert suggested <= seen
            assert (example in suggested) is is_seen, example
            assert {hit.example_id for hit in reading.similar_to(example, day)} <= seen - {example}
            instead = reading.replacement_of(example, day)
            assert instead is None or instead.id in seen
            self.asked["examples"] += 1
        for use in uses.uses_of(self.bank.employee.id, day):
            assert use.allowed is (use.example_id in seen)
            assert bool(use.benefit) is use.allowed

    def check_mail(self, message: EmailMessage, seen: set[int]) -> None:
        """A mailbox is an exit too: what is told there is in sight that day, and nobody is named."""
        told = message.as_string()
        shown = {WORDS[word] for word in _WORD.findall(told) if word in WORDS}
        assert shown <= seen, message["Subject"]
        assert not _PARTY.search(told), message["Subject"]
        self.asked["mails"] += 1

    # ------------------------------------------------------------------------------- what is fetched as a real employee

    def visit(self, examples: Collection[int], seen: set[int]) -> None:
        """Ask for the start page or a list, and everything that has to do with each of some examples."""
        self._page(self.dice.choice(["/", f"/exempel?kanal={self.dice.choice(CHANNELS)}"]), seen)
        for example in examples:
            status = 200 if example in seen else 404
            self._page(f"/exempel/{example}", seen, status)
            self._one_more(example, seen, status)
        self.asked["visits"] += 1

    def _one_more(self, example: int, seen: set[int], status: int) -> None:
        """Ask at one of the other exits, by turns."""
        exits = [self._search, self._copy, self._suggest, self._tell_of_a_fault, self._ask_for_help]
        self.dice.choice(exits)(example, seen, status)
        if example in self.bank.files:
            self._page(f"/filer/{self.bank.files[example]}", seen, status)
            self._picture(example, status)

    def _search(self, example: int, seen: set[int], _status: int) -> None:
        self._page(f"/exempel?q={word_of(example)}", seen, typed=example)

    def _copy(self, example: int, seen: set[int], status: int) -> None:
        answer = self.browser.post(f"/exempel/{example}/kopiera")
        assert answer.status_code == status, example
        self._holds_only(answer.get_data(as_text=True), seen)
        self.asked["copy"] += 1

    def _suggest(self, example: int, seen: set[int], _status: int) -> None:
        answer = self.browser.get(f"/forslag?q={word_of(example)[:8]}", htmx="forslag")
        assert answer.status_code == 200
        self._holds_only(answer.get_data(as_text=True), seen)

    def _tell_of_a_fault(self, example: int, seen: set[int], status: int) -> None:
        self._page(f"/exempel/{example}/fel", seen, status)

    def _ask_for_help(self, example: int, seen: set[int], _status: int) -> None:
        self._page(f"/exempel/{example}/hjalp", seen, None)

    def visit_every_list(self, seen: set[int]) -> None:
        """Ask for every address that needs no argument, whatever it is, and for all files.

        What an employee may open holds only what is seen. What isn't for employees answers so.
        """
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.arguments:
                self._page(rule.rule, seen, None)
        for example, file in self.bank.files.items():
            self._page(f"/filer/{file}", seen, 200 if example in seen else 404)
            self._picture(example, 200 if example in seen else 404)

    def _picture(self, example: int, status: int) -> None:
        """A picture comes in each size as long as its example does, and is nothing but itself."""
        for size in ("liten", "webb"):
            with self.browser.send("GET", f"/bilder/{self.bank.pictures[example]}/{size}") as answer:
                assert answer.status_code == status, (example, size)
                assert (answer.mimetype == "image/jpeg") is (status == 200)
        self.asked["bilder"] += 1

    def _page(self, url: str, seen: set[int], status: int | None = 200, typed: int = 0) -> None:
        # The form key is known since the log-in: to look for it in each page would take as long as making the page.
        with self.browser.send("GET", url) as answer:
            page = answer.get_data(as_text=True)
        assert status is None or answer.status_code == status, (url, answer.status_code)
        assert answer.status_code < 500, url
        self._holds_only(page, seen | {typed})
        self.asked[url.split("?")[0].strip("/").split("/")[0] or "start"] += 1

    def _holds_only(self, page: str, seen: set[int]) -> None:
        """A page names, and links to, nothing but what may be seen. No party is named but those in them."""
        named = {WORDS[word] for word in _WORD.findall(page)}
        assert named <= seen, named - seen
        linked = {int(number) for number in _LINK.findall(page)}
        assert linked <= seen, linked - seen
        parties = {int(number) for number in _PARTY.findall(page)}
        assert all(self.bank.ledger.examples_of(party) & seen for party in parties), parties
