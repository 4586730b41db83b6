# The whole of the project in a few words; `make` alone lists them.
# Every target works on a fresh machine that has Python 3.11 or newer.

BIN := .venv/bin
READY := .venv/.heartsease-ready

.DEFAULT_GOAL := help
.PHONY: help run serve maps test check bench docs messages new readability clean

help: ## list the targets
	@echo "Heartsease. What make can do:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## start the web pages with three invented people and print their address
	@$(BIN)/heartsease serve --demo $(if $(port),--port $(port))

serve: $(READY) ## the same for yourself, without invented people
	@$(BIN)/heartsease serve $(if $(port),--port $(port))

maps: $(READY) ## draw the map and the visit page of three invented people into out/
	@sh scripts/draw_maps.sh

test: $(READY) ## run every test, on both databases and in a real browser
	@$(BIN)/python scripts/run_tests.py

check: $(READY) ## style, format, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## run the benchmarks in bench/
	@sh scripts/environment.sh bench
	@PYTHON="$(BIN)/python" sh scripts/run_benchmarks.sh

docs: $(READY) ## write the reference pages from knowledge/ and check every link in the docs
	@$(BIN)/python scripts/reference.py
	@$(BIN)/python scripts/check_links.py

messages: $(READY) ## write the words of the web pages that translators start from
	@$(BIN)/python scripts/messages.py

readability: $(READY) ## list the texts for people that are harder than US grade 7
	@$(BIN)/python scripts/readability.py --limit 7

new: $(READY) ## start a file: make new kind=questionnaire|lab|intervention|importer id=...
	@$(BIN)/python scripts/new.py --kind "$(kind)" --id "$(id)"

clean: ## remove the environment and the caches (not out/, which may hold your own pages)
	rm -rf .venv .uv .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(READY): pyproject.toml uv.lock scripts/environment.sh
	@sh scripts/environment.sh
	@touch $@
