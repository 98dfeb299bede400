# `make` alone tells what there is. PORT, HOST and PYTHON can be given: make run PORT=8080

HOST ?= 127.0.0.1
PORT ?= 8000
FLASK := .venv/bin/flask --app wsgi
# Where the app that is tried answers, also parties and readers outside. In service they have addresses of their own.
ADDRESS := http://$(HOST):$(PORT)
# Which tests, and how: make test TESTS="tests/rules -x"
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format demo lock pictures

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## Start Resultatbank on http://127.0.0.1:8000, with demo data when the database is empty
	@scripts/ensure-venv
	@export PUBLIC_URL="$${PUBLIC_URL:-$(ADDRESS)}" LINKS_URL="$${LINKS_URL:-$(ADDRESS)}" SURVEY_URL="$${SURVEY_URL:-$(ADDRESS)}"; \
	exec $(FLASK) serve --host $(HOST) --port $(PORT) --demo

test: lint  ## Run everything: lint and all tests, PostgreSQL and Chromium included
	@scripts/ensure-system
	@.venv/bin/python -m pytest -n auto --dist loadfile $(TESTS)

lint:  ## Check style, types, templates and import arrows
	@scripts/ensure-venv dev
	@scripts/lint

format:  ## Put the code in the house style
	@scripts/ensure-venv dev
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format --quiet .

demo:  ## Fill an empty database with invented examples, people and agreements
	@scripts/ensure-venv
	@$(FLASK) db upgrade
	@$(FLASK) demo --if-empty

pictures:  ## Take the README's pictures anew
	@scripts/ensure-venv dev
	@.venv/bin/python scripts/screenshots.py

lock:  ## Lock the versions in requirements/ anew from pyproject.toml (needs uv)
	@scripts/lock
