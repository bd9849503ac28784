# The one entry point; everything runs from .venv, which is made on first use.
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command "make lock" --group build
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run dashboard client screenshots test bench bench-scale check format lock migration clean runtime dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: runtime ## Start the service with its own database on http://127.0.0.1:8000
	@dashboard/build || { [ $$? = 3 ] && echo "Starting without the dashboard." >&2; }
	@exec $(BIN)/tenantry serve

dashboard: ## Build the dashboard into the Python package
	@dashboard/build

client: dev ## Write the dashboard's client anew from the API
	@dashboard/build packages
	@$(BIN)/tenantry openapi | npm --prefix dashboard run --silent api

screenshots: dev dashboard ## Take the pictures of the dashboard in docs/screenshots
	@tests/programs
	@$(BIN)/python -m tests.dashboard.screenshots

test: dev dashboard ## Run the tests, two at a time; ARGS="-k name" picks some
	@tests/programs
	@$(BIN)/python -m pytest -q $(or $(ARGS),--numprocesses 2 --dist loadfile)

bench: dev ## Measure speed beside the floor and the peers; ARGS="--rounds 5", ARGS="storm --save"
	@$(BIN)/python -m bench $(or $(ARGS),--save)

bench-scale: dev ## Measure 1,000 organizations against 1,000,000, and check the query plans
	@$(BIN)/python -m bench scale $(or $(ARGS),--save)

check: dev ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src bench
	@dashboard/build packages
	npm --prefix dashboard run --silent check

format: dev ## Format, and fix what the linter can
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

lock: dev ## Resolve the dependencies anew; UPGRADE=1 takes the newest
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements/runtime.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev --constraint requirements/runtime.txt \
		--output-file requirements/dev.txt
	$(subst pyproject.toml,bench/requirements.in,$(subst --group build,,$(COMPILE))) \
		$(if $(UPGRADE),--upgrade) --output-file bench/requirements.txt

migration: runtime ## Write a migration from the models: make migration name="add notes"
	@test -n "$(name)" || { echo 'Name the migration: make migration name="add notes"' >&2; exit 1; }
	@$(BIN)/python -m tenantry.migrations "$(name)"

clean: ## Remove the environment and caches; data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

runtime dev:
	@requirements/install $@
