"""The commands that prove the registry of agreements: flask --app wsgi registry COMMAND. Those here only read."""

from __future__ import annotations

import re
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from resultatbank.data import sealing, verifying
from resultatbank.data.sealing import Head
from resultatbank.extensions import db

registry = AppGroup("registry", help="Prove the registry of agreements, and show where its chain of events ends.")

_MOST_FAULTS = 50
_ANCHOR = re.compile(r"([0-9]{1,9}):([0-9a-f]{64})")


class AnchorType(click.ParamType):
    """A place in the chain as it was written down outside: NUMBER:DIGEST."""

    name = "number:digest"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Return the place, or refuse what isn't one."""
        found = _ANCHOR.fullmatch(str(value).strip().lower())
        if found is None:
            self.fail("Skriv nummer, kolon och 64 tecken, som registry head visar dem.", param, ctx)
        return Head(int(found[1]), found[2])


@registry.command("head")
def show_head() -> None:
    """Show where the chain ends, to write down outside: NUMBER:DIGEST."""
    click.echo(str(sealing.head()))
    db.session.rollback()


@registry.command("verify")
@click.option("--anchor", "anchors", multiple=True, type=AnchorType(), help="What was written down outside.")
def verify(anchors: tuple[Head, ...]) -> None:
    """Prove chain, records, frozen texts, proof files and clearance. Exit 1 with the places where they break."""
    report = verifying.verify(current_app.config["SETTINGS"].data_dir, anchors)
    db.session.rollback()
    if report.faults:
        for sentence in report.faults[:_MOST_FAULTS]:
            click.echo(sentence, err=True)
        shown = min(len(report.faults), _MOST_FAULTS)
        click.echo(f"Fel på {len(report.faults)} ställen. De {shown} första står ovanför.", err=True)
        sys.exit(1)
    click.echo(
        f"Allt stämmer: {report.events} händelser i kedjan, {report.agreements} överenskommelser, "
        f"{report.texts} texter, {report.files} bevisfiler och {report.examples} exempel. "
        f"Kedjan slutar med {report.head}"
    )
