"""The entry point for servers and for `flask --app wsgi`."""

import gc

from resultatbank.app import create_app

app = create_app()
# What is made by now lives as long as the process, so the collector need not look at it again and again.
gc.freeze()
