"""Templates write addresses out, so each is followed here: none may lead nowhere."""

import re
from pathlib import Path

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from resultatbank.app import create_app
from tests.conftest import settings_for

TEMPLATES = Path(__file__).parents[2] / "templates"
STATEMENT = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
FILLED_IN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
ADDRESS = re.compile(r"\s(href|action|hx-get|hx-post)\s*=\s*\"(/[^\"?#]*)")


def test_every_address_in_the_templates_leads_to_a_page(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'never_opened.sqlite3'}"))
    adapter = app.url_map.bind("localhost")
    lost = [
        f"{template.relative_to(TEMPLATES)}: {how}={address}"
        for template in sorted(TEMPLATES.rglob("*.html"))
        # What Jinja fills in stands for an id.
        for how, address in ADDRESS.findall(FILLED_IN.sub("1", STATEMENT.sub("", template.read_text("utf-8"))))
        if not leads_somewhere(adapter, how, address)
    ]
    assert lost == []


def leads_somewhere(adapter: MapAdapter, how: str, address: str) -> bool:
    # A form may post or, when it searches, get.
    methods = {"action": ("POST", "GET"), "hx-post": ("POST",)}.get(how, ("GET",))
    for method in methods:
        try:
            adapter.match(address, method=method)
        except (NotFound, MethodNotAllowed, RequestRedirect):
            continue
        return True
    return False
