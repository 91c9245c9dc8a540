# Two commands matter: `make run` and `make test`. Both make what they need first,
# once, and do it again only when a list of requirements changes.

PYTHON := .venv/bin/python
# A stamp lives inside the directory it vouches for, so deleting one deletes both.
RUN := .venv/run.stamp
AGENTS := .venv/agents.stamp
DEV := .venv/dev.stamp
PAGE := bot/page/node_modules/page.stamp
SCHEMAS := tests/schemas/node_modules/schemas.stamp

.DEFAULT_GOAL := help
.PHONY: help run package setup test check lint types unit format pins sbom audit clean

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: $(RUN) $(PAGE) $(if $(filter agents,$(HOST_SDK)),$(AGENTS)) ## Start the bot and its chat page (make run ARGS="play GUIDE" passes words on).
	@exec $(PYTHON) app.py $(ARGS)

package: $(RUN) ## Write the app package to upload to Teams (docs/deploy.md says what it needs).
	@exec $(PYTHON) app.py package $(ARGS)

setup: $(RUN) $(DEV) $(PAGE) $(SCHEMAS) ## Install everything, start nothing.

test: setup ## Install what the tests need, Chromium and PostgreSQL too, then check everything.
	@CHROMIUM="$$(scripts/browser.sh)" POSTGRES="$$(scripts/postgres.sh)" $(MAKE) --no-print-directory --keep-going check
	@$(PYTHON) scripts/audit.py --where-reachable

check: lint types unit ## Style, types and tests, with what is installed now.

lint: $(DEV)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(DEV)
	$(PYTHON) -m mypy

unit: $(DEV) $(PAGE) $(SCHEMAS) ## Only the tests (make unit ARGS="-k nrm" passes words to pytest).
	$(PYTHON) -m pytest $(ARGS)

format: $(DEV) ## Put the code in the house style.
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

pins: $(DEV) ## Work out again what the packages named at the top of each list bring with them.
	$(PYTHON) scripts/pins.py requirements.txt requirements-agents.txt requirements-dev.txt

sbom: $(DEV) ## Write dist/sbom.json: every package the bot runs on, in CycloneDX form.
	$(PYTHON) scripts/sbom.py dist/sbom.json

audit: $(DEV) ## Ask the public advisory databases about every package (needs the network).
	@$(PYTHON) -m pip check
	@$(PYTHON) scripts/audit.py

clean: ## Remove everything that was installed or cached here.
	rm -rf .venv bot/page/node_modules tests/schemas/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(RUN): requirements.txt scripts/venv.sh
	@scripts/venv.sh requirements.txt
	@touch $@

$(AGENTS): requirements-agents.txt $(RUN)
	@scripts/venv.sh requirements-agents.txt
	@touch $@

$(DEV): requirements-dev.txt requirements-agents.txt $(RUN)
	@scripts/venv.sh requirements-dev.txt
	@touch $@

$(PAGE): bot/page/package.json bot/page/package-lock.json bot/page/.npmrc requirements-node.txt scripts/packages.sh | $(RUN)
	@scripts/packages.sh bot/page
	@touch $@

$(SCHEMAS): tests/schemas/package.json tests/schemas/package-lock.json tests/schemas/.npmrc requirements-node.txt scripts/packages.sh | $(RUN)
	@scripts/packages.sh tests/schemas
	@touch $@
