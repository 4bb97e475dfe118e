# Two commands do everything on a fresh machine with Python 3.11+, pip and make:
#   make duel   sets up and simulates the shipped case
#   make test   sets up and runs all tests
# Both keep to the folder .venv; `make clean` removes it.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
RUNS ?= 2000

.PHONY: duel test browser lint hooks docs numbers benchmarks lock pictures lowest mutants soak sbom clean

duel: .venv/ready
	@echo "== Simulating the struggle of Stalin and Trotsky $(RUNS) times (about ten seconds;"
	@echo "== the first time on a machine the model is compiled before that, for some 15 seconds)"
	$(BIN)/whowhom run duel --runs $(RUNS)

test: .venv/ready-for-tests
	@echo "== Compiling the model (the first time some 15 seconds)"
	$(BIN)/python -c "import whowhom as ww; ww.run(ww.read_case('duel'), runs=2)"
	@echo "== Running all tests, side by side"
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

browser: .venv/ready-for-tests
	@echo "== Running only the tests of report and workbench in Chromium (/usr/bin/chromium)"
	$(BIN)/python -m pytest tests/browser

lint: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

hooks: .venv/ready-for-tests
	$(BIN)/pre-commit install

numbers: .venv/ready-for-tests
	@echo "== Renewing the pages whose numbers are out of date (docs/numbers.toml lists scripts and costs)"
	$(BIN)/python docs/renew_numbers.py $(PAGE)

benchmarks: .venv/ready-for-tests .venv/peers/ready
	@echo "== Measuring this machine, which should do nothing else (about a quarter of an hour on two cores)"
	$(BIN)/python docs/renew_numbers.py $(or $(PAGE),docs/performance.md)

docs: .venv/ready-for-tests
	@echo "== Building the documentation site in build/docs; warnings and dead links are errors"
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs build/docs

pictures: .venv/ready-for-tests
	$(BIN)/whowhom run duel --runs 10000 --out results/pictures
	$(BIN)/python docs/pictures.py results/pictures

lock: .venv/ready-for-tests
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes \
	  --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes \
	  --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes \
	  --group sbom -o requirements-sbom.lock
	$(BIN)/uv pip compile --quiet --no-header --python-version 3.11 --generate-hashes \
	  --resolution lowest-direct --all-extras --group build --group test --group research pyproject.toml \
	  -o requirements-lowest.lock

mutants: .venv/ready-for-tests
	@echo "== Mutation testing of the core, a sample of each group (about an hour on two cores)"
	$(BIN)/python tools/mutants.py

soak: .venv/ready-for-tests
	@echo "== Long reliability tests: kills, flipped bits, broken folders, memory (about an hour)"
	WHOWHOM_BROKEN_FOLDERS=20000 $(BIN)/python -m pytest tests/soak \
	  tests/properties/test_cases_fuzz.py::test_broken_folders_end_in_a_report

lowest: .venv/python
	@echo "== Running all tests but those in a browser with the lowest versions that pyproject.toml allows"
	$(PYTHON) -m venv .venv/lowest
	.venv/lowest/bin/pip install --quiet --disable-pip-version-check -r requirements-lowest.lock
	.venv/lowest/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	.venv/lowest/bin/python -m pytest -n auto --maxprocesses 4 --dist worksteal --ignore tests/browser

sbom: .venv/ready
	$(PYTHON) -m venv .venv/sbom
	.venv/sbom/bin/pip install --quiet --disable-pip-version-check -r requirements-sbom.lock
	@mkdir -p results
	.venv/sbom/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --of JSON -o results/sbom.cdx.json $(BIN)/python
	@echo "== Software bill of materials of the environment .venv: results/sbom.cdx.json"

.venv/python:
	@test -n "$(PYTHON)" || { echo "whowhom needs Python 3.11 or newer, found: $$(python3 --version 2>&1)."; \
	  echo "Install one, or name it: make duel PYTHON=/path/to/python3.12"; exit 1; }
	@echo "== Making a private environment in .venv with $$($(PYTHON) --version)"
	$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: .venv/python requirements.lock pyproject.toml
	@echo "== Installing whowhom and the pinned libraries it needs"
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-dev.lock
	@echo "== Installing the pinned tools for tests"
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

.venv/peers/ready: .venv/python benchmarks/peers.txt
	@echo "== Installing the packages to compare with, in an environment of their own"
	$(PYTHON) -m venv .venv/peers
	.venv/peers/bin/pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	@touch $@

clean:
	rm -rf .venv
