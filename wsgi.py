"""The entry point for servers and for `flask --app wsgi`."""

from resultatbank.app import create_app

app = create_app()
