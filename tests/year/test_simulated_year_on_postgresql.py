"""The same year on PostgreSQL: in a file of its own, so that the two can pass side by side."""

from __future__ import annotations

import pytest

from tests.year.test_simulated_year import Year, live_through, mail, serve, year

__all__ = ["mail", "serve", "year"]

ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.mark.parametrize("engine_name", [ON_POSTGRESQL], indirect=True)
def test_simulated_year(year: Year) -> None:
    live_through(year)
