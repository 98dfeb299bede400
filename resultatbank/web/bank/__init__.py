"""What an employee meets: the start page, the search, and one example to read and copy."""

from resultatbank.web.bank.routes import blueprint

__all__ = ["blueprint"]
