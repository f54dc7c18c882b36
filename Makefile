# Browser tests wait for browsers now and then: one process more than there are processors saves a tenth.
BROWSERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: demo test lint bench format scripts clean

demo: ## the site and report of the demo client, in output/
	@scripts/setup.sh demo
	.venv/bin/cxassess demo

test: ## all tests, in three real browsers
	@scripts/setup.sh test
	.venv/bin/python -m pytest --ignore tests/browser --numprocesses auto --dist worksteal
	.venv/bin/python -m pytest tests/browser --numprocesses $(BROWSERS) --dist loadfile

lint: ## style and types
	@scripts/setup.sh lint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format: ## mend what can be mended
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

scripts: ## what is made of sources and kept: small scripts of cxassess/browser, help texts of cxassess/locale
	@scripts/setup.sh test
	.venv/bin/node scripts/minify.mjs
	.venv/bin/python scripts/catalogue.py

bench: ## speed, as ratios side by side
	@scripts/setup.sh test
	.venv/bin/python -m bench

clean: ## remove what builds and tests made
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
