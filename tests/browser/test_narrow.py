"""Long words and badges stay in their places, also in narrow windows: on an example's page and in the statistics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from resultatbank.data.models import Indicator, User
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import TermKind
from tests import factories as make
from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 760, 800, 960, 1000, 1080, 1280])
def test_no_badge_or_number_spills_out_of_its_place(site: Site, open_page: Callable[..., Page], width: int) -> None:
    with site.app.app_context(), may_write():
        example = make.example("Bageriet")
        for name in ("Köpt el per tusen bröd", "Energikartläggningar i länet"):
            figure = Indicator(
                example_id=example.id,
                name=name,
                unit="företag",
                direction="up",
                baseline=Decimal(12),
                target=Decimal(100),
            )
            db.session.add(figure)
            db.session.flush()
            if name.startswith("Köpt"):
                make.measurement(figure, 131, date(2026, 11, 20))
        db.session.commit()
        number = example.id
        db.session.remove()
    page = log_in(open_page(width=width), site.people[Role.EMPLOYEE])
    page.goto(f"/exempel/{number}")
    assert page.locator(".goals .badge").filter(has_text="Inte mätt än").count() == 1
    spilled = """() => [...document.querySelectorAll('.goals, .goals .badge')].filter(each =>
        each.getBoundingClientRect().right > each.parentElement.getBoundingClientRect().right + 1).length"""
    assert page.evaluate(spilled) == 0


def test_the_statistics_do_not_scroll_sideways_for_a_long_name(site: Site, open_page: Callable[..., Page]) -> None:
    with site.app.app_context(), may_write():
        programme = make.term(TermKind.PROGRAMME, "Landsbygdsutvecklingssatsningen för hela landet")
        make.example("Bageriet", terms=[programme], regions=["24"])
        db.session.commit()
        db.session.remove()
    page = log_in(open_page(width=320), site.people[Role.EMPLOYEE])
    page.goto("/statistik")
    assert page.get_by_text("Landsbygdsutvecklingssatsningen").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [1152, 1280, 1600])
@pytest.mark.parametrize("role", [Role.COMMUNICATOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_the_menu_is_one_line_on_a_usual_screen_also_for_one_with_a_long_name(
    site: Site, open_page: Callable[..., Page], role: Role, width: int
) -> None:
    with site.app.app_context(), may_write():
        user = db.session.scalars(select(User).where(User.email == site.people[role])).one()
        user.name = "Wilhelmina Hittepåsson-Exempelström"
        db.session.commit()
        db.session.remove()
    page = log_in(open_page(width=width), site.people[role])
    heights = "() => [...document.querySelectorAll('.menu li')].map(each => each.getBoundingClientRect().top)"
    assert len(set(page.evaluate(heights))) == 1
