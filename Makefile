# Everything runs in .venv, which is built as far as it is needed: `run` takes the runtime, the rest the tools too.
PYTHON ?= python3
BIN := .venv/bin
NAME ?=
SCOPES ?= write
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check format lint types imports formatted key keys rebuild clean contract compatible judges

help:  ## Show this
	@sed -n 's/^\([a-z]*\):.*##/  make \1 \t/p' $(MAKEFILE_LIST) | expand -t 20

run: .venv/runtime  ## Serve on port $PORT (8000): builds what is missing, loads the seeds, prints a key
	@exec $(BIN)/python -m chalicelib.local

test: .venv/tools  ## Run the tests with branch coverage
	@$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term

contract: .venv/tools  ## Renew tests/openapi.json from the routes, the models and the kinds
	@$(BIN)/python -m tests.contract.snapshot

compatible: .venv/tools  ## Look for changes of the contract that break clients
	@$(BIN)/python .ci/compatible.py

judges: .venv/tools .venv-judges/tools .ci/linters/node_modules/installed  ## Let public judges look at the contract
	@REQUESTS_PER_MINUTE=1000000 LOG_LEVEL=ERROR $(BIN)/python .ci/judges.py

check:  ## Everything that .ci/run does
	@bash .ci/run

format: .venv/tools  ## Rewrite the code in the one style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

formatted: .venv/tools  ## Check the style without rewriting
	@$(BIN)/ruff format --check .

lint: .venv/tools  ## Look for likely mistakes
	@$(BIN)/ruff check .

imports: .venv/tools  ## Check that imports point straight down
	@$(BIN)/lint-imports

types: .venv/tools  ## Check the types
	@$(BIN)/mypy

key: .venv/runtime  ## Create a key in the local table: make key NAME="whose" SCOPES=read,write,admin
	@$(BIN)/python -m chalicelib.local keys create --name "$(NAME)" --scopes "$(SCOPES)"

keys: .venv/runtime  ## List the keys of the local table
	@$(BIN)/python -m chalicelib.local keys list

rebuild: .venv/runtime  ## Resolve every entity of the local table again from its facts
	@$(BIN)/python -m chalicelib.local rebuild

clean:  ## Remove what was built and the local data
	rm -rf .venv .venv-judges .ci/linters/node_modules .ci/linters/built data build dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Empty files that say what .venv holds, and are older than what asks for more.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("aifacts needs Python 3.11 or newer: make PYTHON=python3.13")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/tools: .venv/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Apart from .venv: Schemathesis is a plugin of pytest and would load with every test.
.venv-judges/tools: .venv/python pyproject.toml
	$(PYTHON) -m venv .venv-judges
	.venv-judges/bin/pip install --quiet --disable-pip-version-check $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["judges"])')
	@touch $@

.ci/linters/node_modules/installed: .ci/linters/package-lock.json
	@node -e 'process.versions.node.split(".")[0] >= 20 || (console.error("The judges need Node 20 or newer."), process.exit(1))'
	npm ci --silent --no-audit --no-fund --prefix .ci/linters
	@touch $@
