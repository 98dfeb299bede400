"""The demo: invented people, companies, examples and agreements, so that every page has something to show.

What they say is data (the .toml files here), with days counted from the day the demo is built. The modules beside them
put it in the tables and let `data/derive.py` work out the rest.
"""

from resultatbank.demo.build import build, is_built, is_empty
from resultatbank.demo.people import PASSWORD, log_ins

__all__ = ["PASSWORD", "build", "is_built", "is_empty", "log_ins"]
