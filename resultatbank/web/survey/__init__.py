"""The reader survey: two questions about an example, for employees and, by a link or a QR code, for readers outside.

Templates of other features may call `survey_part(example)` and `survey_results(example)`.
"""

from resultatbank.web.survey.inside import blueprint
from resultatbank.web.survey.outside import readers

__all__ = ["blueprint", "readers"]
