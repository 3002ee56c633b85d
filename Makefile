# Everything runs in .venv, which each target builds as far as it needs it: `run` the runtime, the others the tools too.
PYTHON ?= python3
BIN := .venv/bin
NAME ?=
ARGS ?=
ENGINE ?=
KEY_ID ?=
SCOPES ?=
TABLE ?=
FILE ?=
KEY ?=
KIND ?=
WORKERS ?= 2
CATALOGUE ?=
COUNT ?= 100000
SEED ?= 1
OPERATIONS ?=
HOURS ?=
VERSION ?= 5.35.0
STAGE ?=
URL ?=
BUCKET ?=
BUILD ?=
BUILT ?=
PARAMETERS ?=
YES ?=
# Lambda's Python: compiled modules depend on its version. Searched on the path and in pyenv.
PYTHON_OF_LAMBDA ?= $(shell for each in python3.13 $$HOME/.pyenv/versions/3.13*/bin/python3.13; do \
	"$$each" -c "" 2>/dev/null && echo "$$each" && break; done)
PACKAGING := .venv-package/bin
# Only what a lock names, and only if its digest agrees. Only wheels: building a source runs its code, and fetches what no lock names.
LOCKED := install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all:
# The code itself, in place, built by the setuptools of the lock.
OURSELVES := install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# Where Python keeps no compiled modules, each process of a test compiles its own, and pytest rewrites each `assert` again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test coverage quick repair fuzz soak interleavings nightly check format lint secure advisories dead types imports formatted key keys rotate renderer audit refresh dump load backup contract compatible judges planted \
	browser-test screenshots client notebook-test recipes-test tutorials-test docs package package-test deployed-test cold-modules cold-start bench bench-scale bench-test lock deploy rollback smoke clean

help:  ## Show this
	@sed -n 's/^\([a-z-]*\):.*##/  make \1 \t/p' $(MAKEFILE_LIST) | expand -t 20

run: .venv/runtime  ## Serve on port $PORT (8000) with the seeds loaded; print a key; also with CATALOGUE="genai-prices models.dev:file"
	@CATALOGUE="$(CATALOGUE)" exec $(BIN)/python -m chalicelib.local

test: .venv/tools $(if $(filter ministack,$(ENGINE)),.venv-ministack/made)  ## Run all tests; some: make test ARGS="-k resolve"; on one engine: make test ENGINE=moto|sqlite|ministack
	@ENGINE="$(ENGINE)" $(BIN)/pytest $(or $(ARGS),-n $(WORKERS) $(if $(ENGINE),-rs tests/store tests/operations tests/api))

coverage: .venv/tools  ## Run all tests with branch coverage of our code, which must be 97 % at least; takes almost twice the time
	@$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term

quick: .venv/tools  ## Check style, imports and types, and run the fast tests
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/vulture
	@$(BIN)/pytest -m "not package and not tutorials and not hypothesis" tests/domain tests/kinds tests/store tests/contract tests/house

fuzz: .venv/tools  ## Mutate valid requests and look for wrong answers: make fuzz COUNT=1000000 [SEED=1]; continues where it stopped
	@$(BIN)/python -m tests.fuzz $(COUNT) $(SEED)

soak: .venv/tools $(if $(filter ministack,$(ENGINE)),.venv-ministack/made)  ## Compare random programs with a model while the service is killed: make soak OPERATIONS=1000000 | HOURS=8 [ENGINE=ministack] [SEED=1]; continues where it stopped
	@ENGINE="$(ENGINE)" OPERATIONS="$(OPERATIONS)" HOURS="$(HOURS)" SEED="$(SEED)" $(BIN)/python -m tests.soak

interleavings: .venv/tools  ## Let every verb meet every other one and every fault, between any two of its calls
	@$(BIN)/pytest -n $(WORKERS) --hypothesis-profile=thorough tests/faults $(ARGS)

nightly: .venv/tools  ## Measure the coverage, run Hypothesis's thorough profile, a million cases of the fuzz test, a soak, the suites on SQLite and MiniStack, and planted bugs
	@.ci/timed $(MAKE) --no-print-directory coverage
	@.ci/timed $(BIN)/pytest -n $(WORKERS) --hypothesis-profile=thorough
	@.ci/timed $(BIN)/python -m tests.fuzz 1000000 $$(date +%Y%m%d)
	@.ci/timed $(MAKE) --no-print-directory soak OPERATIONS=20000 SEED=$$(date +%Y%m%d)
	@.ci/timed $(MAKE) --no-print-directory test ENGINE=sqlite
	@.ci/timed $(MAKE) --no-print-directory test ENGINE=ministack
	@.ci/timed $(MAKE) --no-print-directory planted

contract: .venv/tools  ## Record the examples of answers, and write tests/openapi.json from the routes, the models and the kinds
	@$(BIN)/python -m tests.contract.record_answers
	@$(BIN)/python -m tests.contract.snapshot

client: .venv/tools  ## Write the typed parts of the Python client from the routes and the kinds
	@$(BIN)/python -m clients.build

compatible: .venv/tools  ## Find changes of the contract that break clients
	@$(BIN)/python .ci/compatible.py

planted: .venv/tools .venv-judges/tools .ci/linters/node_modules/installed  ## Plant bugs, and see each noticed by a test or a judge; some: make planted ARGS="erasure"
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.planted $(ARGS)
	@$(if $(ARGS),,PYTHONPATH=. REQUESTS_PER_MINUTE=1000000 LOG_LEVEL=ERROR $(BIN)/python .ci/judges.py planted)

judges: .venv/tools .venv-judges/tools .venv-mcp-before/made .ci/linters/node_modules/installed  ## Check the contract with public judges
	@PYTHONPATH=. REQUESTS_PER_MINUTE=1000000 LOG_LEVEL=ERROR $(BIN)/python .ci/judges.py

# Without a browser the gate fails, and a run on a laptop says why it is skipped.
browser-test: .venv/runtime .venv-browser/made docs  ## Open every page in Chromium: accessibility, budgets, links, the keyboard, hostile texts
	@if .ci/chromium; then .venv-browser/bin/pytest -rs -p no:cacheprovider --confcutdir=tests/browser tests/browser $(ARGS); \
	elif [ "$$CI" = true ]; then exit 1; else echo "SKIPPED: make browser-test" >&2; fi

screenshots: .venv/runtime .venv-browser/made  ## Renew the pictures of pages in docs/img; also with CATALOGUE=genai-prices
	@.ci/chromium
	@CATALOGUE="$(CATALOGUE)" .venv-browser/bin/python -m tests.browser.screenshots

notebook-test: .venv/tools .venv-notebook/made  ## Install the Python client as its users do, run the notebook and the data frames
	@.venv-notebook/bin/pytest --no-header -p no:cacheprovider --confcutdir=tests/notebook tests/notebook $(ARGS)

recipes-test: .venv/tools .venv-analysis/made  ## Run the lines of docs/analysis.md with DuckDB, pandas, polars and jq
	@command -v jq > /dev/null || { apt-get update -qq && apt-get install -qq --no-install-recommends jq > /dev/null; }
	@NEEDS_ALL_TOOLS=1 $(BIN)/pytest --no-cov -q -rs -n 0 tests/api/http/test_recipes.py

tutorials-test: .venv/tools  ## Follow the tutorials and run the examples as their readers do
	@$(BIN)/pytest --no-cov -rs -n 0 -m tutorials tests/docs tests/examples $(ARGS)

docs: .venv/runtime .venv-docs/made  ## Build the documentation and the reference into site/; fails where a link is broken
	@$(BIN)/python -m docs.build build/docs
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict 2> build/docs.log || { grep -v "^INFO" build/docs.log >&2; exit 1; }
	@echo "Open site/index.html, or serve it: $(PYTHON) -m http.server --directory site"

check:  ## Run all checks of .ci/run
	@bash .ci/run

format: .venv/tools  ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

formatted: .venv/tools  ## Check the format of the code
	@$(BIN)/ruff format --check .

lint: .venv/tools  ## Lint the code
	@$(BIN)/ruff check .
	@$(MAKE) --no-print-directory dead

secure: .venv/tools  ## Look for dangerous code
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app.py bench chalicelib clients docs/build .ci

advisories: .venv-package/made  ## Look for known faults of what the locks name; asks PyPI and npm
	@failed=0; for lock in .chalice/requirements.lock .ci/locks/*.lock; do echo "$$lock"; \
	  $(PACKAGING)/pip-audit --progress-spinner off --strict --disable-pip --require-hashes --requirement "$$lock" || failed=1; \
	done; npm audit --prefix .ci/linters || failed=1; exit $$failed

dead: .venv/tools  ## Look for code that nothing uses, and for code that only tests use
	@$(BIN)/vulture
	@$(BIN)/vulture app.py bench chalicelib clients docs/build .ci tests

imports: .venv/tools  ## Check that imports point straight down
	@$(BIN)/lint-imports

types: .venv/tools  ## Check the types
	@$(BIN)/mypy

key: .venv/runtime  ## Create a key: make key NAME="owner" SCOPES=read,write,admin; the first one of a table on AWS: make key TABLE=name [FILE=admin.key]
	@$(BIN)/python -m chalicelib.local keys create $(if $(NAME),--name "$(NAME)") $(if $(SCOPES),--scopes "$(SCOPES)") \
		$(if $(TABLE),--table "$(TABLE)") $(if $(FILE),--file "$(FILE)") $(ARGS)

keys: .venv/runtime  ## List the keys of a table: make keys [TABLE=name]
	@$(BIN)/python -m chalicelib.local keys list $(if $(TABLE),--table "$(TABLE)")

rotate: .venv/runtime  ## Replace a key of a table: make rotate KEY_ID=key_... [TABLE=name] [FILE=new.key]
	@$(BIN)/python -m chalicelib.local keys rotate "$(KEY_ID)" $(if $(TABLE),--table "$(TABLE)") $(if $(FILE),--file "$(FILE)")

renderer: ASSETS = chalicelib/api/pages/docs_assets
renderer:  ## Update the renderer of /docs from npm: make renderer VERSION=5.35.0
	@set -e; work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	npm pack --silent --pack-destination "$$work" swagger-ui-dist@$(VERSION); \
	tar -xzf "$$work"/*.tgz -C "$$work"; \
	for name in swagger-ui-bundle.js swagger-ui.css; do \
	  sed '/^\(\/\/\|\/\*\)# sourceMappingURL=/d' "$$work/package/$$name" | gzip -9n > "$(ASSETS)/$$name.gz"; \
	done; \
	cp "$$work/package/LICENSE" "$$work/package/NOTICE" "$$work/package/swagger-ui-bundle.js.LICENSE.txt" $(ASSETS)/; \
	{ echo "swagger-ui-dist $(VERSION) from npm, source at https://github.com/swagger-api/swagger-ui, Apache-2.0."; \
	  echo "Compressed with gzip -9n, without the comment that names the source map; otherwise unchanged."; \
	  echo "Renewed by: make renderer VERSION=$(VERSION)"; \
	  echo; echo "SHA-256 of the package, and of the files taken from it:"; \
	  (cd "$$work" && sha256sum *.tgz); (cd $(ASSETS) && sha256sum *.gz); } > $(ASSETS)/ORIGIN

audit: .venv/runtime  ## List the faults of a table: make audit [TABLE=name] [KIND=company]
	@$(BIN)/python -m chalicelib.local audit $(if $(TABLE),--table $(TABLE)) $(if $(KIND),--kind $(KIND))

refresh: repair  ## The old name of `repair`, for one release

repair: .venv/runtime  ## Repair a table from its facts: make repair [TABLE=name] [KIND=company]
	@$(BIN)/python -m chalicelib.local repair $(if $(TABLE),--table $(TABLE)) $(if $(KIND),--kind $(KIND))

dump: .venv/runtime  ## Write everything into a file: make dump FILE=all.ndjson [TABLE=name | URL=https://... KEY=...]
	@KEY="$(KEY)" $(BIN)/python -m chalicelib.local dump --file "$(FILE)" $(if $(TABLE),--table $(TABLE)) $(if $(URL),--url $(URL))

load: .venv/runtime  ## Load an export, lines or seeds: make load FILE=all.ndjson [TABLE=name | URL=https://... KEY=...] [ARGS="--into-existing --stop"]
	@KEY="$(KEY)" $(BIN)/python -m chalicelib.local load --file "$(FILE)" $(if $(TABLE),--table $(TABLE)) $(if $(URL),--url $(URL)) $(ARGS)

backup: .venv/runtime  ## Copy the local table, also while it is served: make backup FILE=copy.sqlite3
	@$(BIN)/python -m chalicelib.local backup --file "$(FILE)"

package: .venv-package/made  ## Build the zip and the template into build/$STAGE: make package STAGE=dev
	@$(PACKAGING)/python -m chalicelib.local.package build --stage "$(STAGE)"

package-test: .venv-package/made .venv-checkov/made  ## Test the zip and the templates under Lambda's Python
	@$(PACKAGING)/python -m pytest -m package -p no:cacheprovider tests/package

deployed-test: .venv-package/made .venv-ministack/made .venv/runtime  ## Deploy to a local AWS and test what runs there, in its roles
	@$(PACKAGING)/python -m pytest -m package -rs -p no:cacheprovider tests/deployed $(ARGS)

cold-modules: .venv-package/made  ## Update the list of modules that a cold start loads
	@rm -f tests/package/cold_modules.txt
	@-$(PACKAGING)/python -m pytest -q -m package -p no:cacheprovider tests/package/test_zip.py -k cold_start

cold-start: .venv-package/made  ## Compare cold starts of the zip with those of FastAPI
	@$(PACKAGING)/python -m bench.cold_start

bench: .venv/tools .venv-bench/made .venv-package/made  ## Compare with other services, and measure tables of up to 100,000 facts; writes bench/REPORT.md
	@.venv-bench/bin/python -m bench.report.make

bench-scale: .venv-bench/made  ## Measure tables of up to 1,000,000 facts; continues where it was stopped
	@.venv-bench/bin/python -m bench.report.make --scale

bench-test: .venv-bench/made  ## Test that the services of `make bench` answer the same
	@.venv-bench/bin/python -m pytest --no-header -p no:cacheprovider --confcutdir=tests/bench tests/bench $(ARGS)

# One resolution for all systems and Pythons, with the digest of every file of each version. The first lock decides for the others.
lock: COMPILE = $(PACKAGING)/uv pip compile --quiet --upgrade --universal --generate-hashes --strip-extras --no-header --no-annotate \
	--no-emit-package pip --system-certs
lock: .venv-package/made  ## Update the versions and digests of what goes into the zip (.chalice) and of all tools (.ci/locks)
	@$(COMPILE) --python-version 3.11 --extra dev --output-file .ci/locks/tools.lock pyproject.toml
	@$(COMPILE) --python-version 3.11 --extra local --constraint .ci/locks/tools.lock --output-file .ci/locks/runtime.lock pyproject.toml
	@$(COMPILE) --python-version 3.13 --extra dev --extra package --constraint .ci/locks/tools.lock --output-file .ci/locks/package.lock pyproject.toml
	@$(COMPILE) --python-version 3.13 --constraint .ci/locks/package.lock --output-file .chalice/requirements.lock requirements.txt
	@$(COMPILE) --python-version 3.13 --group lambda --output-file .ci/locks/lambda.lock
	@$(COMPILE) --python-version 3.13 --group checkov --output-file .ci/locks/checkov.lock
	@$(COMPILE) --python-version 3.11 --group judges --output-file .ci/locks/judges.lock
	@$(COMPILE) --python-version 3.11 --group mcp-before --output-file .ci/locks/mcp-before.lock
	@$(COMPILE) --python-version 3.11 --group ministack --output-file .ci/locks/ministack.lock
	@$(COMPILE) --python-version 3.11 --group analysis --output-file .ci/locks/analysis.lock
	@$(COMPILE) --python-version 3.11 --group client --constraint .ci/locks/tools.lock --output-file .ci/locks/client.lock
	@$(COMPILE) --python-version 3.11 --group notebook --constraint .ci/locks/tools.lock --output-file .ci/locks/notebook.lock
	@$(COMPILE) --python-version 3.11 --group bench --constraint .ci/locks/tools.lock --output-file .ci/locks/bench.lock
	@$(COMPILE) --python-version 3.11 --group docs --output-file .ci/locks/docs.lock
	@$(COMPILE) --python-version 3.11 --group browser --constraint .ci/locks/tools.lock --output-file .ci/locks/browser.lock

deploy: $(if $(BUILT),.venv-package/made,package)  ## Build and deploy, after showing the changes: make deploy STAGE=dev BUCKET=... PARAMETERS=file.json [YES=1] [BUILT=folder]
	@$(PACKAGING)/python -m chalicelib.local.package deploy --stage "$(STAGE)" --bucket "$(BUCKET)" --parameters "$(PARAMETERS)" $(if $(YES),--yes) \
		$(if $(BUILT),--built "$(BUILT)")

rollback: .venv-package/made  ## Deploy an earlier build: make rollback STAGE=dev BUCKET=... BUILD=id [YES=1]; without BUILD: list the builds
	@$(PACKAGING)/python -m chalicelib.local.package rollback --stage "$(STAGE)" --bucket "$(BUCKET)" --build "$(BUILD)" $(if $(YES),--yes)

smoke: .venv/runtime  ## Send read-only requests to a live deployment: make smoke URL=https://... [KEY=...]
	@KEY="$(KEY)" $(BIN)/python -m chalicelib.local.package smoke "$(URL)"

clean:  ## Remove build output and local data
	rm -rf .venv .venv-judges .venv-mcp-before .venv-package .venv-checkov .venv-ministack .venv-browser .venv-analysis .venv-docs .venv-notebook .venv-bench .ci/linters/node_modules .ci/linters/built data build site dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Empty files that record what .venv contains; a target is rebuilt when its prerequisites are newer.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("aifacts needs Python 3.11 or newer: make PYTHON=python3.13")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python pyproject.toml .ci/locks/runtime.lock
	$(BIN)/pip $(LOCKED) --requirement .ci/locks/runtime.lock
	$(BIN)/pip $(OURSELVES)
	@touch $@

.venv/tools: .venv/runtime .ci/locks/tools.lock
	$(BIN)/pip $(LOCKED) --requirement .ci/locks/tools.lock
	@touch $@

# Separate from .venv: Schemathesis is a pytest plugin and would load in every test run.
.venv-judges/tools: .venv/python .ci/locks/judges.lock
	$(PYTHON) -m venv .venv-judges
	.venv-judges/bin/pip $(LOCKED) --requirement .ci/locks/judges.lock
	@touch $@

# Separate from the others: the client of agents of today is in that of the judges.
.venv-mcp-before/made: .venv/python .ci/locks/mcp-before.lock
	$(PYTHON) -m venv .venv-mcp-before
	.venv-mcp-before/bin/pip $(LOCKED) --requirement .ci/locks/mcp-before.lock
	@touch $@

.ci/linters/node_modules/installed: .ci/linters/package-lock.json
	@node -e 'process.versions.node.split(".")[0] >= 20 || (console.error("The judges need Node 20 or newer."), process.exit(1))'
	npm ci --silent --no-audit --no-fund --prefix .ci/linters
	@touch $@

.venv-package/made: pyproject.toml .ci/locks/package.lock .ci/locks/lambda.lock
	@test -n "$(PYTHON_OF_LAMBDA)" || { echo "Packaging needs Python 3.13, which Lambda runs. Put python3.13 on the path, or run \`pyenv install 3.13\`." >&2; exit 1; }
	$(PYTHON_OF_LAMBDA) -m venv .venv-package
	$(PACKAGING)/pip $(LOCKED) --requirement .ci/locks/package.lock
	$(PACKAGING)/pip $(OURSELVES)
	rm -rf .venv-package/lambda
	$(PACKAGING)/pip $(LOCKED) --target .venv-package/lambda --requirement .ci/locks/lambda.lock
	@touch $@

# Separate from the others: MiniStack brings a boto3 and a pydantic. It runs functions on its own Python, which Lambda's should be.
.venv-ministack/made: .venv/python .ci/locks/ministack.lock
	$(or $(PYTHON_OF_LAMBDA),$(PYTHON)) -m venv .venv-ministack
	.venv-ministack/bin/pip $(LOCKED) --requirement .ci/locks/ministack.lock
	@touch $@

# Separate from the others: Playwright brings a Node of 150 MB.
.venv-browser/made: .venv/python .ci/locks/browser.lock
	$(PYTHON) -m venv .venv-browser
	.venv-browser/bin/pip $(LOCKED) --requirement .ci/locks/browser.lock
	@touch $@

# Separate from the others: data frames are 400 MB.
.venv-analysis/made: .venv/python .ci/locks/analysis.lock
	$(PYTHON) -m venv .venv-analysis
	.venv-analysis/bin/pip $(LOCKED) --requirement .ci/locks/analysis.lock
	@touch $@

# Separate from the others: data frames, Jupyter's kernel and matplotlib are no part of the service.
.venv-notebook/made: .venv/python .ci/locks/notebook.lock
	$(PYTHON) -m venv .venv-notebook
	.venv-notebook/bin/pip $(LOCKED) --requirement .ci/locks/notebook.lock
	@touch $@

# Separate from the others: other frameworks are no part of the service. On Lambda's own Python, as far as there is one.
.venv-bench/made: .venv/python .ci/locks/bench.lock
	$(or $(PYTHON_OF_LAMBDA),$(PYTHON)) -m venv .venv-bench
	.venv-bench/bin/pip $(LOCKED) --requirement .ci/locks/bench.lock
	@touch $@

# Separate from the others: MkDocs is no part of the service.
.venv-docs/made: .venv/python .ci/locks/docs.lock
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/pip $(LOCKED) --requirement .ci/locks/docs.lock
	@touch $@

# Separate from the others: checkov pins boto3 and other packages.
.venv-checkov/made: .ci/locks/checkov.lock
	@test -n "$(PYTHON_OF_LAMBDA)" || { echo "Packaging needs Python 3.13, which Lambda runs." >&2; exit 1; }
	$(PYTHON_OF_LAMBDA) -m venv .venv-checkov
	.venv-checkov/bin/pip $(LOCKED) --requirement .ci/locks/checkov.lock
	@touch $@
