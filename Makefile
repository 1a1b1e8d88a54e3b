# The one door. Each target is a thin cover over `python -m generator …`, which works without make, too (Windows: see docs/editors.md).

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python -m generator
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location --require-hashes

.DEFAULT_GOAL := help
.PHONY: help site check serve new import test lint bench bench-search import-report load-test sbom audit lock schema clean

help: ## show this list
	@$(PYTHON) -c "import re,sys; [print(f'  make {m[1]:<14} {m[2]}') for m in re.finditer(r'^([a-z-]+):.*?## (.*)$$', open('Makefile', encoding='utf-8').read(), re.M)]"

site: $(VENV)/site.stamp ## build the public site into site/
	$(RUN) build

check: $(VENV)/site.stamp ## report every fault in content/ and mkdocs.yml
	$(RUN) check

serve: $(VENV)/site.stamp ## preview on this machine, rebuilt at every save
	$(RUN) serve

new: $(VENV)/site.stamp ## write a notice skeleton: make new ID=some-county-2026
	$(RUN) new $(ID)

import: $(VENV)/site.stamp ## make YAML of Word, PDF, web page or text: make import FILE=path
	$(RUN) import "$(FILE)"

test: $(VENV)/test.stamp ## run lint and all tests; installs a browser and a web server if there is none
	$(MAKE) lint
	$(BIN)/python -m tests.browser
	$(BIN)/python -m tests.deploy.tools
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: $(VENV)/test.stamp ## check types and style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint --deny-warnings -D correctness templates/theme/assets generator

N ?= 1000
RUNS ?= 3
ONLY ?=
bench: $(VENV)/bench.stamp ## measure builds beside other site builders: make bench N=1000 RUNS=3 ONLY=ours,hugo
	$(BIN)/python -m benchmarks.build --notices "$(N)" --runs "$(RUNS)" --only "$(ONLY)"

bench-search: $(VENV)/bench.stamp ## measure search beside Pagefind and Material's own
	$(BIN)/python -m benchmarks.search

import-report: $(VENV)/test.stamp ## measure import on cases with known truth: make import-report CASES=folder
	$(BIN)/python -m benchmarks.import_report $(CASES)

load-test: $(VENV)/test.stamp site ## 200 connections for 30 s against the built site behind nginx
	$(BIN)/python -m tests.deploy.load site 30

sbom: $(VENV)/test.stamp ## list what the generator is made of (CycloneDX), in sbom.json
	$(BIN)/python -m cyclonedx_py requirements requirements/site.txt --output-reproducible --of JSON -o sbom.json

audit: $(VENV)/test.stamp ## ask for known weaknesses of the locked packages; fails where one cannot be looked up
	$(BIN)/pip-audit --strict -r requirements/site.txt --disable-pip --require-hashes

schema: $(VENV)/site.stamp ## write schema/notice.schema.json and docs/fields.md anew
	$(BIN)/python -m generator.schema

lock: $(VENV)/test.stamp ## resolve the dependencies anew, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements/site.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -c requirements/site.txt --group dev -o requirements/test.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -c requirements/test.txt --group bench -o requirements/bench.txt

clean: ## remove what the build made
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.build', 'site')]"

$(VENV)/site.stamp: requirements/site.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/site.txt
	@echo done > $@

$(VENV)/test.stamp: $(VENV)/site.stamp requirements/test.txt
	$(PIP) -r requirements/test.txt
	@echo done > $@

$(VENV)/bench.stamp: $(VENV)/test.stamp requirements/bench.txt
	$(PIP) -r requirements/bench.txt
	@echo done > $@
