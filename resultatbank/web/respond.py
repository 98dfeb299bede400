"""How views answer: with a page or the part of it that htmx asked for, or with a redirect."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from htmx_flask import request as htmx_request
from werkzeug.wrappers import Response


def wants_part() -> bool:
    """Tell whether htmx asks for a part of a page, rather than a browser for the whole."""
    return bool(htmx_request.htmx) and not htmx_request.htmx.boosted and not htmx_request.htmx.history_restore_request


def page(template: str, *, parts: Iterable[str] = (), status: int = 200, **values: Any) -> Response:
    """Answer with a page, or with the one of its parts that htmx wants to put in place.

    A part is a template named _name.html whose root element has the id "name"; the page includes the very same file.
    """
    chosen = template
    if wants_part():
        wanted = htmx_request.htmx.target
        chosen = next((part for part in parts if part_id(part) == wanted), template)
    return answer(chosen, status=status, **values)


def target() -> str:
    """Return the id of the element that htmx will put the answer in, or "" when a browser asks for a page."""
    return (htmx_request.htmx.target or "") if wants_part() else ""


def aimed_at(response: Response, element_id: str) -> Response:
    """Have htmx put the answer in the place of another element than the one it asked for."""
    if wants_part():
        response.headers["HX-Retarget"] = f"#{element_id}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def answer(template: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with one template, whoever asks."""
    return make_response(render_template(template, **values), status)


def part_id(template: str) -> str:
    """Return the id of a part's root element: "bank/_hits.html" has the id "hits"."""
    return PurePosixPath(template).stem.removeprefix("_")


def say(message: str) -> None:
    """Have the next page that is shown say something."""
    flash(message)


def go_to(endpoint: str, message: str = "", *, anchor: str | None = None, **values: Any) -> Response:
    """Redirect (303) to a page after a change, with a message to show there. htmx is told to load the page anew."""
    if message:
        flash(message)
    url = url_for(endpoint, _anchor=anchor, **values)
    if wants_part():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)
