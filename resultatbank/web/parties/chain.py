"""The chain of events: what it is, where it ends, and how to write that down outside."""

from __future__ import annotations

from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import sealing
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import page


@blueprint.get("/overenskommelser/kedjan")
@requires(Action.SEE_PARTIES)
def chain() -> Response:
    """Explain the chain and show its head."""
    return page("parties/chain.html", head=sealing.head(), now=clock.now())
