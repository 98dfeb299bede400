"""Who looks at the statistics."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import factories as make
from tests.web.client import Browser


@pytest.fixture
def employee(within: Flask) -> Browser:
    browser = Browser(within)
    browser.log_in(make.user())
    return browser
