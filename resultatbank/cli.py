"""The commands an administrator runs: flask --app wsgi COMMAND. Each is one transaction, ended here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import IntegrityError

from resultatbank import clock
from resultatbank.cli_registry import registry
from resultatbank.data import accounts, derive, erasing, imports, indexing, pacing, reminders, stances, sweeping
from resultatbank.data.events import Stamp
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.mapping import map_headings
from resultatbank.importing.reading import read_table
from resultatbank.importing.rows import read_rows
from resultatbank.mailing.outbox import send_reminders, send_waiting
from resultatbank.rules.roles import Role

Found = TypeVar("Found")
users = AppGroup("user", help="Add and lock people.")
gate = AppGroup("gate", help="Prove or rebuild what is worked out: clearance, queue, lists.")
letters = AppGroup("letters", help="Send the letters to parties that wait.")
search = AppGroup("search", help="Prove or rebuild the search index.")


def register(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(users)
    app.cli.add_command(gate)
    app.cli.add_command(letters)
    app.cli.add_command(search)
    app.cli.add_command(registry)
    app.cli.add_command(import_file)
    app.cli.add_command(fill_with_demo)
    app.cli.add_command(serve)
    app.cli.add_command(sweep)


@contextmanager
def transaction() -> Iterator[Stamp]:
    """Commit what the block does, or nothing of it. Gives the stamp of the app itself."""
    with may_write():
        try:
            yield Stamp(None, clock.now())
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@users.command("add")
@click.argument("email")
@click.option("--name", default="", help="The person's name (default: the part of the address before the @).")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="Several allowed."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def add_user(email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Add a person who can log in."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt("Lösenord", hide_input=True)
    if not accounts.LEAST_PASSWORD <= len(password) <= accounts.MOST_PASSWORD:
        raise click.ClickException(f"Lösenordet ska ha minst {accounts.LEAST_PASSWORD} tecken.")
    if "@" not in email or len(email) > 200:
        raise click.ClickException("Det är ingen e-postadress.")
    with transaction() as stamp:
        try:
            accounts.add_user(email, name or email.split("@")[0], password, roles, stamp)
        except accounts.EmailTaken as error:
            raise click.ClickException("Det finns redan någon med den e-postadressen.") from error
    click.echo(f"{email} kan nu logga in.")


@users.command("lock")
@click.argument("email")
def lock_user(email: str) -> None:
    """Lock a person out. What was theirs comes up in the queue for reassigning."""
    with transaction() as stamp:
        user = accounts.user_by_email(email)
        if user is None:
            raise click.ClickException("Det finns ingen med den e-postadressen.")
        try:
            count = accounts.lock_user(user, stamp)
        except accounts.LastAdministrator as error:
            raise click.ClickException("Det är den sista administratören. Lägg till en annan först.") from error
    click.echo(f"{email} är låst. {count} exempel behöver en ny ansvarig.")


@gate.command("verify")
def verify() -> None:
    """Prove that what is stored is what the rules say. Exit 1 with the ids where it isn't."""
    examples, parties = derive.verify(), stances.verify()
    db.session.rollback()
    if examples:
        click.echo(f"Fel i {len(examples)} exempel: {', '.join(map(str, examples[:50]))}", err=True)
    if parties:
        click.echo(f"Fel i {len(parties)} parter: {', '.join(map(str, parties[:50]))}", err=True)
    if examples or parties:
        sys.exit(1)
    click.echo("Allt som är lagrat stämmer med reglerna.")


@gate.command("rebuild")
def rebuild() -> None:
    """Work out everything again."""
    with transaction():
        stances.rebuild()
        count = derive.rebuild()
    click.echo(f"{count} exempel är uträknade på nytt.")


@search.command("check")
def check_search() -> None:
    """Prove that the search index says what the texts say. Exit 1 with the ids where it doesn't."""
    faults = indexing.check()
    db.session.rollback()
    if faults.examples:
        click.echo(f"Fel i {len(faults.examples)} exempel: {', '.join(map(str, faults.examples[:50]))}", err=True)
    if faults.words:
        click.echo(f"Fel i {len(faults.words)} ord i ordlistan.", err=True)
    if faults.examples or faults.words:
        sys.exit(1)
    click.echo("Sökindexet stämmer med texterna.")


@search.command("rebuild")
def rebuild_search() -> None:
    """Index all texts anew."""
    with transaction():
        count = indexing.rebuild(lambda done, of: click.echo(f"{done} av {of} exempel", err=True))
    click.echo(f"{count} exempel är indexerade på nytt.")


@letters.command("send")
def send_letters() -> None:
    """Hand the letters and reminders that wait to the mail server. Exit 1 when it didn't take one; it will be tried."""
    settings = current_app.config["SETTINGS"]
    sent = send_waiting(settings, clock.now()) + send_reminders(settings, clock.now())
    click.echo(f"{sent.taken} brev skickade.")
    if sent.failed:
        click.echo(f"{sent.failed} brev gick inte att skicka. De visas på sidorna Brev och Utskick.", err=True)
        sys.exit(1)


@registry.command("reapply-erasures")
def reapply_erasures() -> None:
    """Erase again what a restored copy still holds of parties that are erased. Twice does no more than once."""
    try:
        with transaction() as stamp:
            again = erasing.erase_again(stamp, current_app.config["SETTINGS"].data_dir)
    except ValueError as error:
        raise click.ClickException(f"Filen med raderingar går inte att läsa: {error}") from error
    for each in again:
        click.echo(f"Part {each.party_id} är raderad igen.")
        if each.examples:
            click.echo(f"  Namnet är utbytt i publicerad text. Läs exempel {', '.join(map(str, each.examples))}.")
    click.echo(f"{len(again)} parter raderades igen.")


@click.command("import")
@with_appcontext
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Take in examples from a JSON, CSV or XLSX file, as drafts. The same file twice makes nothing twice."""
    try:
        table = read_table(file.name, file.read_bytes())
        results = read_rows(table, map_headings(table.headings))
    except ImportFileError as error:
        raise click.ClickException(str(error)) from error
    outcome = imports.Outcome()
    with transaction() as stamp:
        per_week = pacing.per_week(current_app.config["SETTINGS"].assess_per_week)
        for done, latest in imports.apply(results, stamp, per_week):
            click.echo(f"{done} av {len(results)} rader", err=True)
            outcome = latest
    for sentence in outcome.wrong:
        click.echo(sentence, err=True)
    click.echo(outcome.sentence)


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Leave a database that isn't empty as it is, without complaint.")
@with_appcontext
def fill_with_demo(if_empty: bool) -> None:
    """Fill an empty database with invented examples, and print the log-ins."""
    for line in _demo_built(if_empty):
        click.echo(line)


def _demo_built(if_empty: bool) -> list[str]:
    """Build the demo in an empty database. Return the lines that tell how to log in."""
    from resultatbank import demo as content

    with transaction() as stamp:
        if content.is_empty():
            content.build(stamp.at, current_app.config["SETTINGS"].data_dir)
        elif not if_empty:
            raise click.ClickException("Databasen är inte tom. Demot byggs bara i en tom databas.")
        return content.log_ins() if content.is_built() else []


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo's invented examples first.")
@with_appcontext
def serve(host: str, port: int, demo: bool) -> None:
    """Bring the database up to date and serve the app with waitress."""
    import logging

    import waitress

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with may_write():
        upgrade()
    lines = _demo_built(if_empty=True) if demo else []
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # The proxy's type doesn't say so.
    if not os.environ.get("PUBLIC_URL"):
        # Addresses that are copied from the pages are to lead to the server that showed them.
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url=f"http://{host}:{port}")
    click.echo("\n".join([f"Resultatbank finns på http://{host}:{port}", *lines]))
    # Only a proxy on this very machine is believed when it says who is asking: failures are counted by address.
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=8,
        ident=None,
        trusted_proxy="127.0.0.1",
        trusted_proxy_headers={"x-forwarded-for"},
        clear_untrusted_proxy_headers=True,
    )


@click.command("sweep")
@with_appcontext
def sweep() -> None:
    """Write down what time has done, once, remind, and send what waits. More often, or two at once, does no harm."""
    settings = current_app.config["SETTINGS"]
    found, reminded = swept(), remind()
    click.echo(
        f"{found.expired} {'överenskommelse' if found.expired == 1 else 'överenskommelser'} har gått ut sedan sist."
    )
    click.echo(f"{found.all_down} {'part' if found.all_down == 1 else 'parter'} får veta att allt är nedtaget.")
    click.echo(f"{reminded} {'person' if reminded == 1 else 'personer'} ska påminnas.")
    sent = send_waiting(settings, clock.now()) + send_reminders(settings, clock.now())
    click.echo(f"{sent.taken} brev skickade, {sent.failed} gick inte att skicka.")


def swept() -> sweeping.Swept:
    """Sweep in a transaction of its own. Returns what was found."""
    return _twice_at_most(sweeping.sweep)


def remind() -> int:
    """Write the reminders in a transaction of their own. Returns how many are new. Without MAIL_URL none are."""
    if not current_app.config["SETTINGS"].mail_url:
        return 0
    return _twice_at_most(reminders.write)


def _twice_at_most(do: Callable[[Stamp], Found]) -> Found:
    """Do something that fails when somebody else does it at the same instant. What they wrote is seen the next time."""
    try:
        with transaction() as stamp:
            return do(stamp)
    except IntegrityError:
        with transaction() as stamp:
            return do(stamp)
