"""Following up: the numbers of each placement, by hand or from Matomo."""

from resultatbank.web.followup import matomo, routes  # noqa: F401  The modules add their views to the blueprint.
from resultatbank.web.followup.blueprint import blueprint

__all__ = ["blueprint"]
