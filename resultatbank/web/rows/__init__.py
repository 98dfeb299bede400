"""The rows of the five steps, added, changed, moved and removed in place; and what they show of the results.

Templates of other features may call `row_list(example, kind)` and `result_table(example)`.
"""

from resultatbank.web.rows.routes import blueprint

__all__ = ["blueprint"]
