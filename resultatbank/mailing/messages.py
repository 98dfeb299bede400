"""What is sent, as a message that mail programs can read: plain text, and the same as simple HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape

from resultatbank.config import Settings


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A line in a list, with the page where one goes on."""

    text: str
    address: str


Paragraph = str | Heading | tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What is said. A paragraph is a sentence or more, a heading, or a list of lines under what is before it."""

    language: str
    subject: str
    paragraphs: tuple[Paragraph, ...]


def message_of(text: Text, to: str, settings: Settings, at: datetime) -> EmailMessage:
    """Return a text as a message to an address."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, text.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=settings.mail_from.partition("@")[2])
    message["Content-Language"] = text.language
    # Out-of-office answers are to stay away (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(_as_text(each) for each in text.paragraphs) + "\n")
    body = "".join(_as_html(each) for each in text.paragraphs)
    html = f'<!doctype html><html lang="{text.language}"><meta charset="utf-8"><title>{escape(text.subject)}</title>'
    message.add_alternative(f"{html}<body>{body}</body></html>\n", subtype="html")
    return message


def _as_text(paragraph: Paragraph) -> str:
    if isinstance(paragraph, Heading):
        return f"{paragraph.text}\n{'-' * len(paragraph.text)}"
    if isinstance(paragraph, str):
        return paragraph
    lines = (f"{each.text}\n  {each.address}" if isinstance(each, Link) else each for each in paragraph)
    return "\n".join(f"- {line}" for line in lines)


def _as_html(paragraph: Paragraph) -> str:
    if isinstance(paragraph, Heading):
        return f"<h2>{escape(paragraph.text)}</h2>"
    if isinstance(paragraph, tuple):
        return "<ul>" + "".join(f"<li>{_line(each)}</li>" for each in paragraph) + "</ul>"
    if paragraph.startswith(("https://", "http://")) and len(paragraph.split()) == 1:
        return f'<p><a href="{escape(paragraph)}">{escape(paragraph)}</a></p>'
    return "<p>" + escape(paragraph).replace("\n", "<br>") + "</p>"


def _line(line: str | Link) -> str:
    if isinstance(line, Link):
        return f'<a href="{escape(line.address)}">{escape(line.text)}</a>'
    return escape(line)
