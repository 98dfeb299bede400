"""Reads files from outside (JSON, CSV, XLSX) into checked rows. Knows nothing of the database."""
