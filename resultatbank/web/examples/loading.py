"""Finding the example that an address names."""

from __future__ import annotations

from flask import abort

from resultatbank.data import examples
from resultatbank.data.models import Example


def example_or_404(example_id: int) -> Example:
    """Return the example, or answer that the page doesn't exist. Only for views that see what isn't published."""
    return examples.example_by_id(example_id) or abort(404)
